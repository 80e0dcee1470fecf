// What a choice of what to sync would bring, counted before it is saved.
#include "domain/choosing.h"

#include <fmt/format.h>

#include "api/resources.h"
#include "base/error.h"
#include "domain/sync_section.h"
#include "store/connections.h"
#include "store/sync_settings.h"

namespace reeve::api {
namespace {

constexpr std::size_t kMaxTenantsPreviewed = 1'000;

constexpr Attribute kAttributes[] = {
    {"total", Kind::object},
    {"tenants", Kind::array},
    {"subscriptions", Kind::array},
    {"groups", Kind::array},
    {"departments", Kind::array},
    {"domains", Kind::array},
    {"kinds", Kind::array},
    {"tenants-without-groups", Kind::integer},
    {"tenants-not-counted", Kind::integer},
};

json::object counts_json(const domain::ChoiceCounts& counts) {
  return {{"match", counts.match},   {"create", counts.create}, {"unclear", counts.unclear},
          {"join", counts.join},     {"skip", counts.skip},     {"not-chosen", counts.not_chosen},
          {"linked", counts.linked}, {"stops", counts.stops},   {"unknown", counts.unknown}};
}

json::array tenants_json(const std::vector<domain::TenantChoice>& tenants) {
  json::array out;
  for (const auto& one : tenants) {
    json::object row = counts_json(one.counts);
    row["tenant-id"] = one.tenant;
    row["name"] = json::string(one.name);
    row["read"] = one.read;
    row["own-settings"] = one.own_settings;
    out.emplace_back(std::move(row));
  }
  return out;
}

json::array options_json(const std::vector<domain::ChoiceOption>& options) {
  json::array out;
  for (const auto& one : options)
    out.emplace_back(json::object{{"value", json::string(one.value)},
                                  {"title", json::string(one.title)},
                                  {"people", one.people},
                                  {"recommended", one.recommended}});
  return out;
}

json::object document(base::Id id, const domain::ChoicePreview& preview, std::size_t left_out) {
  json::object out;
  out["total"] = counts_json(preview.total);
  out["tenants"] = tenants_json(preview.tenants);
  out["subscriptions"] = options_json(preview.subscriptions);
  out["groups"] = options_json(preview.groups);
  out["departments"] = options_json(preview.departments);
  out["domains"] = options_json(preview.domains);
  out["kinds"] = options_json(preview.kinds);
  out["tenants-without-groups"] = preview.tenants_without_groups;
  out["tenants-not-counted"] = static_cast<std::int64_t>(left_out);
  return resource_object(kChoicePreviewResource, id, std::move(out));
}

// As sent, else as it is in force.
domain::ChoosingPolicy policy_of(const Fields& fields, const std::string& in_force) {
  const json::value* given = fields.find("choosing");
  if (given == nullptr || given->is_null()) return domain::choosing_policy(in_force);
  try {
    return domain::choosing_policy(base::to_json(*given));
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::invalid) throw;
    fields.refuse("choosing", error.message());
  }
}

struct Asked {
  std::vector<store::Tenant> tenants;
  std::string in_force;
};

Response answer(Call& call, Asked asked, bool for_all) {
  const Fields fields = read_fields(call.request, kChoicePreviewResource.type);
  const domain::ChoosingPolicy policy = policy_of(fields, asked.in_force);
  // Those that are switched off are not read, whatever is chosen.
  std::erase_if(asked.tenants,
                [](const auto& one) { return one.state != "read" && one.state != "active"; });
  const std::size_t all = asked.tenants.size();
  if (all > kMaxTenantsPreviewed) asked.tenants.resize(kMaxTenantsPreviewed);
  const auto preview = call.services.outside.preview_choice(asked.tenants, policy, for_all);
  return one(document(call.id(), preview, all - asked.tenants.size()));
}

Response preview_connection(Call& call) {
  const base::Id id = call.id();
  Asked asked = call.read([&](db::Connection& c) {
    if (!store::find_connection(c, id)) throw_not_found("connection");
    return Asked{all_tenants(c, call.scope(), {{"connection_id", {std::to_string(id)}}}),
                 store::sync_settings_of_connection(c, id, domain::kChoosingSection)};
  });
  return answer(call, std::move(asked), false);
}

Response preview_tenant(Call& call) {
  const base::Id id = call.id();
  Asked asked = call.read([&](db::Connection& c) {
    auto tenant = store::find_tenant(c, call.scope(), id);
    if (!tenant) throw_not_found("tenant");
    return Asked{{std::move(*tenant)},
                 store::sync_settings_of_tenant(c, id, domain::kChoosingSection)};
  });
  return answer(call, std::move(asked), true);
}

}  // namespace

void put_not_chosen(json::object& out, const store::Record& record) {
  out["not-chosen"] = nullable(record.not_chosen);
  out["not-chosen-why"] =
      record.not_chosen
          ? json::value(json::string(
                fmt::format("{} {}.", record.title, domain::not_chosen_words(*record.not_chosen))))
          : json::value();
}

const Resource kChoicePreviewResource{"choice-previews", kAttributes};

void add_choosing_routes(Router& router) {
  const Resource* own = &kChoicePreviewResource;
  router.add({"POST", "/api/connections/:id/choice_preview", Access::manager, preview_connection,
              "What a choice (choosing) would bring to each tenant; writes nothing", own,
              Answer::one});
  router.add({"POST", "/api/tenants/:id/choice_preview", Access::manager, preview_tenant,
              "What a choice (choosing) would bring to one tenant; writes nothing", own,
              Answer::one});
}

}  // namespace reeve::api
