// What is related to a contact, a configuration or a location: shown with its reason, made, taken
// apart and put back by people.
#include "store/related_items.h"

#include <fmt/format.h>

#include <map>

#include "api/audited.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/text.h"
#include "store/asset_tables.h"

namespace reeve::api {
namespace {

using Use = Attribute::Use;

constexpr Attribute kRelatedAttributes[] = {
    {"asset-type", Kind::text},
    {"resource-id", Kind::integer},
    {"destination-type", Kind::text, false, Use::write},
    {"destination-id", Kind::integer, false, Use::write},
    {"name", Kind::text},
    {"organization-id", Kind::integer},
    {"resource-url", Kind::text},
    {"source", Kind::text},
    {"reason", Kind::text, true},
    {"sentence", Kind::text},
    {"notes", Kind::text, true, Use::both},
    {"run-id", Kind::integer, true},
    {"removed-at", Kind::time, true},
    {"created-at", Kind::time},
    {"updated-at", Kind::time},
};

// The pages of the assets that can be related, by kind.
std::string_view folder_of(std::string_view kind) {
  if (kind == domain::kContact) return "contacts";
  if (kind == domain::kFlexibleAsset) return "flexible_assets";
  return kind == domain::kConfiguration ? "configurations" : "locations";
}

std::string sentence_of(const store::RelatedItem& item) {
  if (item.source != domain::Source::microsoft) return "Related by a person.";
  if (item.reason == "intune_user")
    return "Microsoft Intune names this person as the device's user.";
  if (item.reason == "license_direct") return "This person holds the license.";
  if (item.reason == "license_group") return "This person holds the license through a group.";
  if (item.reason == "entra_owner") return "This person registered the device in Entra ID.";
  return "Related by a sync.";
}

json::object item_object(const Call& call, const store::RelatedItem& item) {
  json::object out;
  out["asset-type"] = json::string(item.other.kind);
  out["resource-id"] = item.other.id;
  out["name"] = json::string(item.other_title);
  out["organization-id"] = item.other_organization;
  out["resource-url"] =
      json::string(call.url(fmt::format("/organizations/{}/{}/{}", item.other_organization,
                                        folder_of(item.other.kind), item.other.id)));
  out["source"] = json::string(domain::to_string(item.source));
  out["reason"] = nullable(item.reason);
  out["sentence"] = json::string(sentence_of(item));
  out["notes"] = nullable(item.notes);
  out["run-id"] = nullable(item.run);
  out["removed-at"] = nullable(item.removed_at);
  out["created-at"] = time_value(item.created_at);
  out["updated-at"] = time_value(item.updated_at);
  return resource_object(kRelatedItemResource, item.id, std::move(out));
}

// "/api/contacts/…" is about a contact. Throws Error{not_found} where these eyes do not see it.
store::AssetRef asset_of(db::Connection& c, const Call& call) {
  const std::string_view pattern = call.route->pattern;
  const std::string_view kind = pattern.starts_with("/api/contacts")    ? domain::kContact
                                : pattern.starts_with("/api/locations") ? domain::kLocation
                                                                        : domain::kConfiguration;
  const base::Id id = call.id();
  const auto name = store::asset_name(c, kind, id);
  if (!name || !call.scope().includes(name->organization)) throw_not_found(kind);
  return {std::string(kind), id};
}

Response list_items(Call& call) {
  return answer_list(
      call,
      [&](db::Connection& c, const store::ListQuery& query) {
        const auto* removed = [&]() -> const store::Filter* {
          for (const auto& filter : query.filters)
            if (filter.field == "removed") return &filter;
          return nullptr;
        }();
        const bool gone = removed != nullptr && !removed->values.empty() &&
                          base::ascii_lower(removed->values.front()) == "true";
        store::Page<store::RelatedItem> page;
        page.rows = store::related_items(c, call.scope(), asset_of(c, call), gone);
        page.total = static_cast<std::int64_t>(page.rows.size());
        return page;
      },
      [&](db::Connection&, const store::RelatedItem& item) { return item_object(call, item); });
}

// "Contact", "contact" and "contacts" alike, as IT Glue's clients write it.
std::string kind_of(const Fields& fields) {
  std::string text = base::ascii_lower(fields.required("destination_type"));
  if (text.ends_with('s')) text.pop_back();
  if (store::find_asset_table(text) == nullptr)
    fields.refuse("destination_type",
                  "This cannot be related. Name a contact, a configuration or a location.");
  return text;
}

json::object audited(const store::RelatedItem& item) {
  return {{"related-to", json::string(item.other_title)},
          {"kind", json::string(item.other.kind)},
          {"notes", nullable(item.notes)}};
}

Response create(Call& call) {
  const Fields fields = read_fields(call.request, "related-items");
  const auto id = fields.integer("destination_id");
  if (!id) fields.refuse("destination_id", "Name what it is related to: its destination-id.");
  const store::AssetRef other{kind_of(fields), *id};
  const auto made = call.write([&](db::Connection& c) {
    const store::AssetRef asset = asset_of(c, call);
    auto item = store::relate(c, call.scope(), call.who().author(), asset, other,
                              fields.text("notes"), call.now());
    audit_change(c, call, "relate", asset.kind, asset.id, {}, audited(item));
    return item;
  });
  return one(item_object(call, made), 201);
}

Response remove(Call& call) {
  call.write([&](db::Connection& c) {
    const store::AssetRef asset = asset_of(c, call);
    const auto all = store::related_items(c, call.scope(), asset, false);
    const auto found = std::ranges::find(all, call.id("item"), &store::RelatedItem::id);
    store::unrelate(c, call.scope(), call.who().author(), asset, call.id("item"), call.now());
    audit_change(c, call, "unrelate", asset.kind, asset.id,
                 found == all.end() ? json::object() : audited(*found), {});
  });
  return no_content();
}

Response restore(Call& call) {
  const auto item = call.write([&](db::Connection& c) {
    const store::AssetRef asset = asset_of(c, call);
    auto restored = store::restore_relation(c, call.scope(), call.who().author(), asset,
                                            call.id("item"), call.now());
    audit_change(c, call, "relate", asset.kind, asset.id, {}, audited(restored));
    return restored;
  });
  return one(item_object(call, item));
}

struct Paths {
  std::string_view list, one, restore;
};
constexpr Paths kPaths[] = {
    {"/api/contacts/:id/relationships/related_items",
     "/api/contacts/:id/relationships/related_items/:item",
     "/api/contacts/:id/relationships/related_items/:item/restore"},
    {"/api/configurations/:id/relationships/related_items",
     "/api/configurations/:id/relationships/related_items/:item",
     "/api/configurations/:id/relationships/related_items/:item/restore"},
    {"/api/locations/:id/relationships/related_items",
     "/api/locations/:id/relationships/related_items/:item",
     "/api/locations/:id/relationships/related_items/:item/restore"},
};

}  // namespace

const Resource kRelatedItemResource{"related-items", kRelatedAttributes};

void add_related_item_routes(Router& router) {
  const Resource* own = &kRelatedItemResource;
  for (const Paths& paths : kPaths) {
    router.add({"GET", paths.list, Access::lite, list_items, "What it is related to, and why", own,
                Answer::list, nullptr, "removed", ""});
    router.add({"POST", paths.list, Access::editor, create, "Relate it to something", own,
                Answer::one, own});
    router.add({"DELETE", paths.one, Access::editor, remove,
                "Take a relation apart; no sync makes it again", nullptr, Answer::nothing});
    router.add({"POST", paths.restore, Access::editor, restore, "Put a removed relation back", own,
                Answer::one});
  }
}

}  // namespace reeve::api
