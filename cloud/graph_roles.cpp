// /directoryRoles, their members and /directoryRoleTemplates: who may administer the tenant.
// Names and template ids: directory-role-templates.tsv (entra-docs permissions-reference, 2026-01).
#include <algorithm>
#include <vector>

#include "control.h"
#include "directory_objects.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_members.h"
#include "graph_routes.h"
#include "json.h"
#include "role_holdings.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::object role_object(const Tenant& tenant, const RoleTemplate& role) {
  return {{"id", activated_role_id(tenant, role.id)},
          {"deletedDateTime", nullptr},
          {"description", text_or_null(role_description(role.id))},
          {"displayName", role.name},
          {"roleTemplateId", role.id}};
}

json::object template_object(const RoleTemplate& role) {
  return {{"id", role.id},
          {"deletedDateTime", nullptr},
          {"description", text_or_null(role_description(role.id))},
          {"displayName", role.name}};
}

std::vector<const RoleTemplate*> activated_roles(const Tenant& tenant) {
  std::vector<const RoleTemplate*> roles;
  for (const RoleTemplate& one : role_templates())
    if (is_activated(tenant, one.id)) roles.push_back(&one);
  return roles;
}

// By id, or by "roleTemplateId='…'" as an alternate key is written.
const RoleTemplate& wanted_role(const GraphCall& call) {
  std::string key = call.args[0];
  constexpr std::string_view by_template = "roleTemplateId=";
  const bool alternate = same_text(key.substr(0, by_template.size()), by_template);
  if (alternate) key = key.substr(by_template.size());
  std::erase(key, '\'');
  for (const RoleTemplate* one : activated_roles(call.tenant))
    if (same_text(key, alternate ? std::string(one->id) : activated_role_id(call.tenant, one->id)))
      return *one;
  refuse_missing(call.args[0]);
}

// These listings have no pages and refuse $top (directoryrole-list.md).
void refuse_top(const OData& query) {
  if (query.top)
    throw GraphRefusal(400, "Request_BadRequest", "The query parameter '$top' is not supported.");
}

Response list(GraphCall& call, std::string_view context, std::string_view type,
              const std::vector<json::object>& all) {
  refuse_top(call.query);
  ObjectListing listing;
  listing.context = context;
  listing.type = type;
  for (std::size_t at = 0; at < all.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return all[at]; };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), type, {});
  };
  listing.usual_page = static_cast<int>(role_templates().size());
  return answer_listing(call, listing);
}

Response answer(GraphCall& call, const RoleTemplate& role, int status) {
  Response response =
      answer_object(call, "directoryRoles",
                    keep_selected(call.query, role_object(call.tenant, role), "directoryRole", {}));
  response.status = status;
  return response;
}

void change_member(GraphCall& call, const char* operation, const RoleTemplate& role,
                   const std::string& principal) {
  edit_world(
      call.cloud,
      {{"op", operation}, {"tenant", call.tenant.id}, {"principal", principal}, {"role", role.id}});
}

bool is_member(const Tenant& tenant, const std::string& id, const RoleTemplate& role) {
  return holds_directly(tenant, {id, std::string(role.id)});
}

}  // namespace

std::vector<DirectoryItem> role_items(const Tenant& tenant, const std::string& id) {
  std::vector<DirectoryItem> items;
  for (const RoleTemplate* role : activated_roles(tenant)) {
    const auto place = static_cast<std::uint64_t>(role - role_templates().data());
    if (is_member(tenant, id, *role))
      items.push_back(item_of("directoryRole", place, role_object(tenant, *role)));
  }
  return items;
}

Response list_roles(GraphCall& call) {
  std::vector<json::object> all;
  for (const RoleTemplate* one : activated_roles(call.tenant))
    all.push_back(role_object(call.tenant, *one));
  return list(call, "directoryRoles", "directoryRole", all);
}

Response show_role(GraphCall& call) { return answer(call, wanted_role(call), 200); }

// {"roleTemplateId":"…"} makes a role of the template, which is then listed.
Response activate_role(GraphCall& call) {
  const std::string id = text_of(call.body(), "roleTemplateId");
  const RoleTemplate* role = role_by_id(id);
  if (!role) refuse_missing(id);
  if (is_activated(call.tenant, role->id))
    throw GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue",
                       "A conflicting object with one or more of the specified property values is "
                       "present in the directory.");
  edit_world(call.cloud, {{"op", "activate-role"}, {"tenant", call.tenant.id}, {"role", role->id}});
  return answer(call, *role, 201);
}

Response list_role_members(GraphCall& call) {
  refuse_top(call.query);
  check_object_selection(call);
  const RoleTemplate& role = wanted_role(call);
  json::array items;
  for (const RoleHolding& one : role_holdings(call.tenant))
    if (same_text(one.role, role.id))
      if (const auto object = find_directory_object(call.cloud, call.tenant, one.principal_id))
        items.push_back(directory_object_json(call, *object));
  return json_answer(json::object{{"@odata.context", call.selected_context("directoryObjects")},
                                  {"value", std::move(items)}});
}

Response add_role_member(GraphCall& call) {
  const RoleTemplate& role = wanted_role(call);
  const std::string id = referenced_id(call.body());
  const auto object = find_directory_object(call.cloud, call.tenant, id);
  if (!object) refuse_missing(id);
  if (is_member(call.tenant, object->id, role))
    throw GraphRefusal(400, "Request_BadRequest",
                       "One or more added object references already exist for the following "
                       "modified properties: 'members'.");
  refuse_unfit_for_roles(call, *object);
  change_member(call, "grant-role", role, object->id);
  return no_content();
}

Response delete_role_member(GraphCall& call) {
  const RoleTemplate& role = wanted_role(call);
  const auto object = find_directory_object(call.cloud, call.tenant, call.args[1]);
  if (!object || !is_member(call.tenant, object->id, role)) refuse_missing(call.args[1]);
  change_member(call, "revoke-role", role, object->id);
  return no_content();
}

Response list_role_templates(GraphCall& call) {
  std::vector<json::object> all;
  for (const RoleTemplate& one : role_templates()) all.push_back(template_object(one));
  return list(call, "directoryRoleTemplates", "directoryRoleTemplate", all);
}

Response show_role_template(GraphCall& call) {
  const RoleTemplate* role = role_by_id(call.args[0]);
  if (!role) refuse_missing(call.args[0]);
  return answer_object(
      call, "directoryRoleTemplates",
      keep_selected(call.query, template_object(*role), "directoryRoleTemplate", {}));
}

}  // namespace cloud
