// Two contacts of one person: what merging them would do, the merge, and the split.
#include "store/merges.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/audited.h"
#include "api/resources.h"
#include "base/json.h"
#include "store/contacts.h"

namespace reeve::api {
namespace {

constexpr Attribute kPreviewAttributes[] = {
    {"survivor-id", Kind::integer}, {"other-id", Kind::integer}, {"fields", Kind::array},
    {"emails", Kind::integer},      {"phones", Kind::integer},   {"links", Kind::integer},
    {"relations", Kind::integer},   {"reviews", Kind::integer},  {"others", Kind::integer},
};

constexpr Attribute kMergeAttributes[] = {
    {"survivor-id", Kind::integer},     {"other-id", Kind::integer},
    {"other-name", Kind::text},         {"account-id", Kind::integer, true},
    {"account-name", Kind::text, true}, {"at", Kind::time},
    {"left-as-is", Kind::array},
};

json::object field_object(const store::MergeField& field) {
  json::object out;
  out["field"] = json::string(field.field);
  out["survivor"] = nullable(field.survivor);
  out["other"] = nullable(field.other);
  out["result"] = nullable(field.result);
  out["chosen"] = json::string(field.chosen);
  out["conflict"] = field.conflict;
  return out;
}

json::object preview_object(const store::MergeOf& of, const store::MergeEffect& effect) {
  json::array fields;
  for (const store::MergeField& field : effect.fields) fields.emplace_back(field_object(field));
  json::object out;
  out["survivor-id"] = of.survivor;
  out["other-id"] = of.other;
  out["fields"] = std::move(fields);
  out["emails"] = effect.emails;
  out["phones"] = effect.phones;
  out["links"] = effect.links;
  out["relations"] = effect.relations;
  out["reviews"] = effect.reviews;
  out["others"] = effect.others;
  return resource_object(kMergePreviewResource, of.survivor, std::move(out));
}

json::object merge_object(db::Connection& c, const store::Merge& merge,
                          const std::vector<std::string>& left = {}) {
  const auto account = merge.account ? store::find_account(c, *merge.account) : std::nullopt;
  json::array stayed;
  for (const std::string& path : left) stayed.emplace_back(json::string(path));
  json::object out;
  out["survivor-id"] = merge.survivor;
  out["other-id"] = merge.other;
  out["other-name"] = json::string(merge.other_name);
  out["account-id"] = nullable(merge.account);
  out["account-name"] = account ? json::value(json::string(account->email)) : json::value();
  out["at"] = time_value(merge.at);
  out["left-as-is"] = std::move(stayed);
  return resource_object(kMergeResource, merge.id, std::move(out));
}

store::MergeOf read_merge(db::Connection& c, Call& call, const Fields& fields) {
  store::MergeOf of;
  of.survivor = store::current_contact(c, call.id());
  const auto with = fields.integer("with");
  if (!with) fields.refuse("with", "Give the id of the contact to merge with this one.");
  of.other = store::current_contact(c, *with);
  of.primary_record = fields.integer("primary_record_id");
  const auto* chosen = fields.find("fields");
  if (chosen == nullptr || chosen->is_null()) return of;
  const auto* sides = chosen->if_object();
  if (sides == nullptr) fields.refuse("fields", R"(Give an object, such as {"title":"other"}.)");
  for (const auto& side : *sides) {
    std::string field(side.key());
    std::ranges::replace(field, '-', '_');
    of.fields[field] = side.value().is_string() ? std::string(side.value().as_string()) : "";
  }
  return of;
}

Response preview(Call& call) {
  const Fields fields = read_fields(call.request, "");
  return call.read([&](db::Connection& c) {
    const auto of = read_merge(c, call, fields);
    return one(preview_object(of, store::preview_merge(c, call.scope(), of)));
  });
}

// Who was merged into it, by name and id.
json::array merged_names(db::Connection& c, base::Id survivor) {
  json::array names;
  for (const store::Merge& one : store::merges_of(c, survivor))
    names.emplace_back(json::string(fmt::format("{} ({})", one.other_name, one.other)));
  return names;
}

Response merge(Call& call) {
  const Fields fields = read_fields(call.request, "");
  auto data = call.write([&](db::Connection& c) {
    const auto of = read_merge(c, call, fields);
    const auto effect = store::preview_merge(c, call.scope(), of);
    auto were = merged_names(c, of.survivor);
    const auto done = store::merge_contacts(c, call.scope(), call.who().author(), of, call.now());
    json::object before{{"merged-contacts", std::move(were)}};
    json::object after{{"merged-contacts", merged_names(c, of.survivor)}};
    for (const store::MergeField& field : effect.fields) {
      before[field.field] = nullable(field.survivor);
      after[field.field] = nullable(field.result);
    }
    audit_change(c, call, "merge", "contact", of.survivor, before, after,
                 {{"merge", done.id}, {"with", of.other}, {"links", effect.links}});
    return merge_object(c, done);
  });
  return one(std::move(data), 201);
}

void check_contact(db::Connection& c, const Call& call, base::Id id) {
  if (!store::find_contact(c, call.scope(), id)) throw_not_found("contact");
}

Response list_all(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery&) {
        const base::Id id = store::current_contact(c, call.id());
        check_contact(c, call, id);
        store::Page<store::Merge> page;
        page.rows = store::merges_of(c, id);
        page.total = static_cast<std::int64_t>(page.rows.size());
        return page;
      },
      [](db::Connection& c, const store::Merge& row) { return merge_object(c, row); });
}

Response split(Call& call) {
  const Fields fields = read_fields(call.request, "");
  const auto wanted = fields.integer("merge_id");
  auto data = call.write([&](db::Connection& c) {
    const base::Id id = store::current_contact(c, call.id());
    check_contact(c, call, id);
    const auto merges = store::merges_of(c, id);
    const auto found =
        wanted ? std::ranges::find(merges, *wanted, &store::Merge::id) : merges.begin();
    if (found == merges.end())
      fields.refuse("merge_id", "Nothing of that kind was merged into this contact.");
    auto were = merged_names(c, id);
    const auto left =
        store::split_contact(c, call.scope(), call.who().author(), found->id, call.now());
    json::array stayed;
    for (const std::string& path : left) stayed.emplace_back(json::string(path));
    audit_change(c, call, "split", "contact", id, {{"merged-contacts", std::move(were)}},
                 {{"merged-contacts", merged_names(c, id)}},
                 {{"merge", found->id}, {"with", found->other}, {"left-as-is", std::move(stayed)}});
    return merge_object(c, *found, left);
  });
  return one(std::move(data));
}

}  // namespace

const Resource kMergePreviewResource{"merge-previews", kPreviewAttributes};
const Resource kMergeResource{"merges", kMergeAttributes};

void add_merge_routes(Router& router) {
  router.add({"POST", "/api/contacts/:id/merge_preview", Access::editor, preview,
              "What merging another contact (with) into this one would do", &kMergePreviewResource,
              Answer::one});
  router.add({"POST", "/api/contacts/:id/merge", Access::editor, merge,
              "Merge another contact (with) into this one, choosing per field", &kMergeResource,
              Answer::one});
  router.add({"GET", "/api/contacts/:id/merges", Access::lite, list_all,
              "Contacts that were merged into this one", &kMergeResource, Answer::list});
  router.add({"POST", "/api/contacts/:id/split", Access::editor, split,
              "Split off a contact that was merged into this one (merge-id)", &kMergeResource,
              Answer::one});
}

}  // namespace reeve::api
