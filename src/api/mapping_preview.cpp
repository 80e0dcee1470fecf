// A mapping before it is saved: what may be chosen, and what the next sync would change by it.
#include <fmt/format.h>

#include <algorithm>

#include "api/resources.h"
#include "api/sync_settings.h"
#include "base/error.h"
#include "domain/configuration_mapping.h"
#include "domain/sync_section.h"
#include "store/connections.h"
#include "store/mapped_contact.h"
#include "store/sync_settings.h"
#include "types/registry.h"

namespace reeve::api {
namespace {

constexpr Attribute kTargetAttributes[] = {
    {"name", Kind::text},           {"assets", Kind::text},      {"label", Kind::text},
    {"properties", Kind::array},    {"by-default", Kind::array}, {"takes-all", Kind::boolean},
    {"may-be-none", Kind::boolean}, {"rule", Kind::text},
};
constexpr Attribute kPreviewAttributes[] = {
    {"mapping", Kind::object, true, Attribute::Use::write},
    {"linked", Kind::integer},
    {"looked", Kind::integer},
    {"changed", Kind::integer},
    {"fields", Kind::array},
};

json::array texts(std::span<const std::string_view> names) {
  json::array out;
  for (const auto name : names) out.emplace_back(json::string(name));
  return out;
}

json::array properties_of(std::span<const std::string_view> properties, std::string_view type) {
  const types::DataType* declared = types::find_type(type);
  json::array out;
  for (const auto property : properties) {
    const types::Field* field = types::find_field(*declared, property);
    out.emplace_back(
        json::object{{"name", json::string(property)},
                     {"label", json::string(field == nullptr ? property : field->label)}});
  }
  return out;
}

Response list_targets(Call& call) {
  json::array data;
  base::Id id = 0;
  for (const auto& target : domain::contact_targets()) {
    json::object out;
    out["name"] = json::string(target.name);
    out["assets"] = json::string("contacts");
    out["label"] = json::string(target.label);
    out["properties"] = properties_of(target.properties, "users");
    out["by-default"] = texts(target.by_default);
    out["takes-all"] = target.takes_all;
    out["may-be-none"] = target.may_be_none;
    out["rule"] = json::string(domain::to_string(target.rule_by_default));
    data.emplace_back(resource_object(kMappingTargetResource, ++id, std::move(out)));
  }
  for (const auto& target : domain::configuration_targets()) {
    json::object out;
    out["name"] = json::string(target.name);
    out["assets"] = json::string("configurations");
    out["label"] = json::string(target.label);
    out["properties"] = properties_of(target.properties, "managed_devices");
    out["by-default"] = texts(target.by_default);
    out["takes-all"] = false;
    out["may-be-none"] = false;
    out["rule"] = json::string(domain::to_string(target.rule_by_default));
    data.emplace_back(resource_object(kMappingTargetResource, ++id, std::move(out)));
  }
  return list_document(call, store::ListQuery{}, id, std::move(data));
}

json::object preview_json(const store::MappingPreview& preview) {
  json::array fields;
  for (const auto& field : preview.fields) {
    json::array examples;
    for (const auto& one : field.examples)
      examples.emplace_back(json::object{{"contact-id", one.contact},
                                         {"name", json::string(one.name)},
                                         {"op", json::string(one.op)},
                                         {"old", json::string(one.old_value)},
                                         {"new", json::string(one.new_value)}});
    fields.emplace_back(json::object{{"name", json::string(field.name)},
                                     {"contacts", field.contacts},
                                     {"examples", std::move(examples)}});
  }
  return {{"linked", preview.linked},
          {"looked", preview.looked},
          {"changed", preview.changed},
          {"fields", std::move(fields)}};
}

// Throws Error{invalid} with the pointer of the attribute.
domain::ContactMapping wanted_mapping(const Fields& fields, const std::string& now) {
  const json::value* given = fields.find("mapping");
  try {
    if (given == nullptr || given->is_null()) return {};
    return domain::contact_mapping(settings_with(now, *given));
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::invalid) throw;
    fields.refuse("mapping", error.message());
  }
}

// Matched tenants that are synced through the connection and have no mapping of their own.
std::vector<base::Id> tenants_following(db::Connection& c, const Call& call, base::Id connection) {
  std::vector<base::Id> out;
  for (const store::Tenant& tenant : all_tenants(c, call.scope(), {{"state", {"active"}}}))
    if (tenant.connection_in_use == connection && tenant.organization &&
        !store::own_sync_settings(c, {store::SettingsOwner::Kind::tenant, tenant.id},
                                  domain::kMappingSection))
      out.push_back(tenant.id);
  return out;
}

struct Question {
  domain::ContactMapping mapping;
  std::vector<base::Id> tenants;
};

// Tenant by tenant, so that no transaction is long.
Response answer(Call& call, base::Id id, const Question& question) {
  store::MappingPreview preview;
  for (const base::Id tenant : question.tenants)
    call.read([&](db::Connection& c) {
      store::preview_mapping(c, tenant, question.mapping, call.now(), preview);
      return 0;
    });
  return one(resource_object(kMappingPreviewResource, id, preview_json(preview)));
}

Response preview_connection(Call& call) {
  const Fields fields = read_fields(call.request, kMappingPreviewResource.type);
  const base::Id id = call.id();
  const Question question = call.read([&](db::Connection& c) {
    if (!store::find_connection(c, id)) throw_not_found("connection");
    return Question{
        wanted_mapping(fields, store::sync_settings_of_connection(c, id, domain::kMappingSection)),
        tenants_following(c, call, id)};
  });
  return answer(call, id, question);
}

Response preview_tenant(Call& call) {
  const Fields fields = read_fields(call.request, kMappingPreviewResource.type);
  const base::Id id = call.id();
  const Question question = call.read([&](db::Connection& c) {
    if (!store::find_tenant(c, call.scope(), id)) throw_not_found("tenant");
    return Question{
        wanted_mapping(fields, store::sync_settings_of_tenant(c, id, domain::kMappingSection)),
        {id}};
  });
  return answer(call, id, question);
}

}  // namespace

const Resource kMappingTargetResource{"mapping-targets", kTargetAttributes};
const Resource kMappingPreviewResource{"mapping-previews", kPreviewAttributes};

void add_mapping_preview_routes(Router& router) {
  router.add({"GET", "/api/mapping_targets", Access::lite, list_targets,
              "The fields of a contact that Microsoft may fill, and from which properties",
              &kMappingTargetResource, Answer::list});
  router.add({"POST", "/api/connections/:id/mapping_preview", Access::manager, preview_connection,
              "What a mapping would change in the contacts of a connection; writes nothing",
              &kMappingPreviewResource, Answer::one, &kMappingPreviewResource});
  router.add({"POST", "/api/tenants/:id/mapping_preview", Access::manager, preview_tenant,
              "What a mapping would change in the contacts of one tenant; writes nothing",
              &kMappingPreviewResource, Answer::one, &kMappingPreviewResource});
}

}  // namespace reeve::api
