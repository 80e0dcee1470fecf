// Finds objects of a directory and shows them beside each other.
#include "directory_objects.h"

#include <algorithm>

#include "encoding.h"
#include "graph_listing.h"
#include "graph_users.h"
#include "group_json.h"
#include "json.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::object user_json(const GraphCall& call, const User& user) {
  OData known = call.query;
  std::erase_if(known.select, [](const std::string& name) { return !user_property(name); });
  if (known.select.empty() && !call.query.select.empty()) known.select = {"id"};
  json::object object;
  for (const std::size_t at : chosen_properties(known, true))
    object[user_properties()[at].name] = json::parse(user_value(user, at));
  return object;
}

// What of the selection that object has; all of it without a selection.
json::object kept(const GraphCall& call, json::object whole,
                  std::span<const std::string_view> only_selected, std::string_view type) {
  OData known = call.query;
  std::erase_if(known.select, [&](const std::string& name) {
    return std::none_of(whole.begin(), whole.end(), [&](const auto& one) {
      return same_text(std::string_view(one.key()), name);
    });
  });
  if (known.select.empty() && !call.query.select.empty()) known.select = {"id"};
  return keep_selected(known, std::move(whole), type, only_selected);
}

json::object properties_of(const GraphCall& call, const DirectoryObject& object) {
  if (object.kind == ObjectKind::user) return user_json(call, *call.tenant.find_user(object.id));
  if (object.kind == ObjectKind::group)
    return kept(call, group_object(*call.tenant.groups.find(object.id)),
                group_properties_only_selected(), "group");
  const auto principal = find_service_principal(call.cloud, call.tenant, object.id);
  return principal ? kept(call, service_principal_object(call.cloud, *principal),
                          service_principal_properties_only_selected(), "servicePrincipal")
                   : json::object{{"id", object.id}};
}

std::string_view type_of(ObjectKind kind) {
  if (kind == ObjectKind::user) return "#microsoft.graph.user";
  return kind == ObjectKind::group ? "#microsoft.graph.group" : "#microsoft.graph.servicePrincipal";
}

}  // namespace

std::optional<DirectoryObject> find_directory_object(const Cloud& cloud, const Tenant& tenant,
                                                     std::string_view id) {
  if (const User* user = tenant.find_user(id)) return DirectoryObject{ObjectKind::user, user->id};
  if (const Group* group = tenant.groups.find(id))
    return DirectoryObject{ObjectKind::group, group->id};
  if (id.find('=') != std::string_view::npos) return std::nullopt;
  if (const auto principal = find_service_principal(cloud, tenant, id))
    return DirectoryObject{ObjectKind::service_principal, principal->id};
  return std::nullopt;
}

json::object directory_object_json(const GraphCall& call, const DirectoryObject& object) {
  json::object result = {{"@odata.type", type_of(object.kind)}};
  for (const auto& one : properties_of(call, object)) result[one.key()] = one.value();
  return result;
}

std::string referenced_id(const json::object& body) {
  const std::string address = text_of(body, "@odata.id");
  const auto slash = address.rfind('/');
  std::string id = slash == std::string::npos ? "" : address.substr(slash + 1);
  if (id.empty())
    throw GraphRefusal(400, "Request_BadRequest",
                       "The reference in '@odata.id' must end with the id of an object.");
  return id;
}

void refuse_unfit_for_roles(const GraphCall& call, const DirectoryObject& object) {
  if (object.kind != ObjectKind::group || call.tenant.groups.find(object.id)->role_assignable)
    return;
  // The sentence is this cloud's own; which one Microsoft sends was not found.
  throw GraphRefusal(400, "Request_BadRequest",
                     "Only groups whose isAssignableToRole is true can be assigned to roles.");
}

void check_object_selection(const GraphCall& call) {
  const json::object group = group_object({});
  const json::object principal = service_principal_object(call.cloud, {});
  const auto has = [](const json::object& object, const std::string& name) {
    return std::any_of(object.begin(), object.end(), [&](const auto& one) {
      return same_text(std::string_view(one.key()), name);
    });
  };
  for (const std::string& name : call.query.select)
    if (!user_property(name) && !has(group, name) && !has(principal, name))
      refuse_unknown(name, "directoryObject");
}

}  // namespace cloud
