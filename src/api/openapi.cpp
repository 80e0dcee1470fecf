// Writing the OpenAPI document.
#include "api/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/resources.h"
#include "base/text.h"

namespace reeve::api {
namespace {

json::object schema_of(const Attribute& attribute) {
  json::object out;
  std::string_view type = "string";
  switch (attribute.kind) {
    case Kind::integer:
      type = "integer";
      break;
    case Kind::number:
      type = "number";
      break;
    case Kind::boolean:
      type = "boolean";
      break;
    case Kind::object:
      type = "object";
      break;
    case Kind::array:
      type = "array";
      break;
    case Kind::time:
      out["format"] = "date-time";
      break;
    case Kind::date:
      out["format"] = "date";
      break;
    case Kind::text:
      break;
  }
  if (attribute.nullable)
    out["type"] = json::array({json::string(type), "null"});
  else
    out["type"] = json::string(type);
  if (attribute.kind == Kind::array) out["items"] = json::object();
  if (attribute.use == Attribute::Use::read) out["readOnly"] = true;
  if (attribute.use == Attribute::Use::write) out["writeOnly"] = true;
  return out;
}

// Shown and listed tenants have the same type but not the same attributes, so each table has its
// own name.
std::string schema_name(const Resource& resource) {
  if (&resource == &kTenantDetailResource) return "tenants-shown";
  if (&resource == &kTenantSyncSettingsResource) return "sync-settings-of-tenant";
  return std::string(resource.type);
}

json::object resource_schema(const Resource& resource) {
  json::object properties;
  json::array required;
  for (const Attribute& attribute : resource.attributes) {
    properties[attribute.name] = schema_of(attribute);
    if (attribute.use != Attribute::Use::write) required.emplace_back(json::string(attribute.name));
  }
  json::object attributes{{"type", "object"},
                          {"properties", properties},
                          {"required", required},
                          {"additionalProperties", false}};
  json::object all;
  all["id"] = json::object({{"type", "string"}});
  all["type"] = json::object({{"type", "string"}, {"const", json::string(resource.type)}});
  all["attributes"] = std::move(attributes);
  all["relationships"] = json::object({{"type", "object"}});
  return {{"type", "object"},
          {"properties", all},
          {"required", json::array({"id", "type", "attributes"})}};
}

json::object reference(const Resource& resource) {
  return {{"$ref", json::string("#/components/schemas/" + schema_name(resource))}};
}

json::object answer_schema(const Route& route) {
  json::object properties;
  if (route.resource && route.answer == Answer::one)
    properties["data"] = reference(*route.resource);
  if (route.resource && route.answer == Answer::list) {
    properties["data"] = json::object({{"type", "array"}, {"items", reference(*route.resource)}});
    properties["links"] = json::object({{"type", "object"}});
  }
  properties["meta"] = json::object({{"type", "object"}});
  return {{"type", "object"}, {"properties", properties}};
}

json::object content(const json::object& schema) {
  return {{kJsonApi, json::object({{"schema", schema}})}};
}

json::object responses(const Route& route) {
  json::object good{{"description", json::string(route.summary)}};
  if (route.answer == Answer::one || route.answer == Answer::list || route.answer == Answer::meta)
    good["content"] = content(answer_schema(route));
  const json::object failed{{"description", "Errors, each with a sentence that says what to do"},
                            {"content", content({{"$ref", "#/components/schemas/errors"}})}};
  const std::string_view status = route.answer == Answer::nothing ? "204" : "2XX";
  return {{status, good}, {"4XX", failed}, {"5XX", failed}};
}

json::object parameter(std::string_view name, std::string_view in, bool required) {
  return {{"name", json::string(name)},
          {"in", json::string(in)},
          {"required", required},
          {"schema", json::object({{"type", "string"}})}};
}

json::array parameters(const Route& route) {
  json::array out;
  for (const std::string& part : base::split(route.pattern, '/'))
    if (part.starts_with(':')) out.emplace_back(parameter(part.substr(1), "path", true));
  if (route.answer != Answer::list) return out;
  out.emplace_back(parameter("page[number]", "query", false));
  out.emplace_back(parameter("page[size]", "query", false));
  for (const std::string& name : base::split(route.filters, ' '))
    if (!name.empty()) out.emplace_back(parameter(fmt::format("filter[{}]", name), "query", false));
  if (!route.sorts.empty()) {
    json::object sort = parameter("sort", "query", false);
    sort["description"] =
        json::string(fmt::format("{}; \"-\" before a name turns the order", route.sorts));
    out.emplace_back(std::move(sort));
  }
  return out;
}

json::object operation(const Route& route) {
  json::object out;
  out["summary"] = json::string(route.summary);
  out["description"] = json::string(fmt::format("Who: {}.", to_string(route.access)));
  out["parameters"] = parameters(route);
  if (route.takes)
    out["requestBody"] = json::object(
        {{"content",
          content({{"type", "object"},
                   {"properties", json::object({{"data", reference(*route.takes)}})}})}});
  out["responses"] = responses(route);
  if (route.access == Access::anyone) out["security"] = json::array();
  return out;
}

std::string template_path(std::string_view pattern) {
  std::vector<std::string> parts = base::split(pattern, '/');
  for (std::string& part : parts)
    if (part.starts_with(':')) part = "{" + part.substr(1) + "}";
  return base::join(parts, "/");
}

json::object security_schemes() {
  return {
      {"key", json::object({{"type", "apiKey"}, {"in", "header"}, {"name", "x-api-key"}})},
      {"session", json::object({{"type", "apiKey"}, {"in", "cookie"}, {"name", "reeve_session"}})}};
}

json::object error_schema() {
  json::object properties;
  properties["status"] = json::object({{"type", "integer"}});
  for (const char* name : {"title", "detail", "code"})
    properties[name] = json::object({{"type", "string"}});
  properties["source"] = json::object({{"type", "object"}});
  properties["meta"] = json::object({{"type", "object"}});
  const json::object one_error{{"type", "object"}, {"properties", properties}};
  return {{"type", "object"},
          {"properties",
           json::object({{"errors", json::object({{"type", "array"}, {"items", one_error}})}})}};
}

Response show_openapi(Call& call) {
  Response response;
  response.set("Content-Type", "application/json");
  response.body = openapi_document(call.services.router, call.services.settings.public_url,
                                   call.services.settings.version);
  return response;
}

}  // namespace

std::string openapi_document(const Router& router, const std::string& public_url,
                             const std::string& version) {
  json::object paths;
  json::object schemas{{"errors", error_schema()}};
  for (const Route& route : router.routes()) {
    const std::string path = template_path(route.pattern);
    // Two routes of one shape ("/api/links/:token" beside ":id") never share a path here, so this
    // only adds methods.
    json::object& methods =
        paths[path].is_object() ? paths[path].as_object() : paths[path].emplace_object();
    methods[base::ascii_lower(route.method)] = operation(route);
    for (const Resource* resource : {route.resource, route.takes})
      if (resource) schemas[schema_name(*resource)] = resource_schema(*resource);
  }
  json::object document;
  document["openapi"] = "3.1.0";
  document["info"] = json::object({{"title", "Reeve"}, {"version", json::string(version)}});
  document["servers"] = json::array({json::object({{"url", json::string(public_url)}})});
  document["security"] = json::array(
      {json::object({{"key", json::array()}}), json::object({{"session", json::array()}})});
  document["paths"] = std::move(paths);
  document["components"] =
      json::object({{"schemas", schemas}, {"securitySchemes", security_schemes()}});
  return base::to_json(document);
}

void add_openapi_routes(Router& router) {
  router.add({"GET", "/api/openapi.json", Access::anyone, show_openapi, "This document", nullptr,
              Answer::other});
}

void add_all_routes(Router& router) {
  add_probe_routes(router);
  add_openapi_routes(router);
  add_session_routes(router);
  add_one_time_link_routes(router);
  add_account_routes(router);
  add_api_key_routes(router);
  add_organization_routes(router);
  add_contact_routes(router);
  add_undo_routes(router);
  add_merge_routes(router);
  add_contact_overlay_routes(router);
  add_compare_routes(router);
  add_mapping_preview_routes(router);
  add_person_event_routes(router);
  add_configuration_routes(router);
  add_configuration_overlay_routes(router);
  add_location_routes(router);
  add_named_row_routes(router);
  add_related_item_routes(router);
  add_connection_routes(router);
  add_connection_tier_routes(router);
  add_leaving_routes(router);
  add_leaving_item_routes(router);
  add_doctor_routes(router);
  add_customer_access_routes(router);
  add_customer_consent_routes(router);
  add_relationship_routes(router);
  add_manage_routes(router);
  add_sign_in_routes(router);
  add_tenant_routes(router);
  add_tenant_matching_routes(router);
  add_preview_routes(router);
  add_run_routes(router);
  add_schedule_routes(router);
  add_record_routes(router);
  add_data_type_routes(router);
  add_license_routes(router);
  add_flexible_asset_routes(router);
  add_review_routes(router);
  add_notice_routes(router);
  add_notice_settings_routes(router);
  add_audit_routes(router);
  add_status_routes(router);
  add_sync_settings_routes(router);
  add_choosing_routes(router);
}

}  // namespace reeve::api
