// What belongs to a person: groups, roles, administrative units, devices, licenses; and the people
// of a device.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "encoding.h"
#include "graph_listing.h"
#include "graph_members.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "group_json.h"
#include "keys.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

bool holds(const std::vector<std::string>& ids, std::string_view id) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& one) { return same_text(one, id); });
}

std::vector<const Group*> groups_of(const Tenant& tenant, const std::string& id) {
  std::vector<const Group*> groups;
  for (const Group& one : tenant.groups.all())
    if (holds(one.members, id)) groups.push_back(&one);
  return groups;
}

// The groups that somebody is in directly or through other groups, each once.
std::vector<const Group*> all_groups_of(const Tenant& tenant, const std::string& id) {
  std::vector<const Group*> found = groups_of(tenant, id);
  for (std::size_t at = 0; at < found.size(); ++at)
    for (const Group* outer : groups_of(tenant, found[at]->id))
      if (std::find(found.begin(), found.end(), outer) == found.end()) found.push_back(outer);
  return found;
}

std::vector<DirectoryItem> group_items(const std::vector<const Group*>& groups) {
  std::vector<DirectoryItem> items;
  for (const Group* one : groups) items.push_back(item_of(*one));
  return items;
}

// Each role once, however somebody came by it.
void add_roles(const Tenant& tenant, const std::string& id, std::vector<DirectoryItem>& items) {
  for (DirectoryItem& role : role_items(tenant, id))
    if (std::none_of(items.begin(), items.end(),
                     [&](const DirectoryItem& one) { return one.serial == role.serial; }))
      items.push_back(std::move(role));
}

std::vector<DirectoryItem> memberships(const GraphCall& call, const std::string& id,
                                       bool transitive) {
  const Tenant& tenant = call.tenant;
  const auto groups = transitive ? all_groups_of(tenant, id) : groups_of(tenant, id);
  auto items = group_items(groups);
  add_roles(tenant, id, items);
  if (transitive)
    for (const Group* one : groups) add_roles(tenant, one->id, items);
  for (const AdministrativeUnit& one : tenant.units)
    if (holds(one.members, id)) items.push_back(item_of(one));
  sort_items(items);
  return items;
}

std::vector<DirectoryItem> memberships(const GraphCall& call, const User& user, bool transitive) {
  return memberships(call, user.id, transitive);
}

// A cast at the end of the address keeps one kind.
Response only(GraphCall& call, std::vector<DirectoryItem> items, std::string_view type) {
  if (type == "group") refuse_alone(call.query, group_properties_only_alone());
  std::erase_if(items, [&](const DirectoryItem& one) {
    return type == "group" ? !one.group : one.type != type;
  });
  return answer_items(call, std::move(items), type == "group" ? "groups" : "directoryRoles");
}

Response answer_devices(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  std::vector<DirectoryItem> items;
  for (const Device& one : call.tenant.devices)
    if (one.owner_id == user.id) items.push_back(item_of(one));
  return answer_items(call, std::move(items));
}

Response answer_people(GraphCall& call) {
  for (const Device& one : call.tenant.devices)
    if (same_text(one.id, call.args[0]))
      return answer_items(call, items_of(call, one.owner_id.empty() ? std::vector<std::string>()
                                                                    : std::vector{one.owner_id}));
  refuse_missing(call.args[0]);
}

json::object license_object(const User& user, const Sku& sku) {
  json::array plans;
  for (const ServicePlan& plan : sku.plans)
    plans.push_back({{"servicePlanId", plan.id},
                     {"servicePlanName", plan.name},
                     {"provisioningStatus", "Success"},
                     {"appliesTo", "User"}});
  return {{"id", base64url_encode(sha256(user.id + std::string(sku.id)))},
          {"skuId", sku.id},
          {"skuPartNumber", sku.part_number},
          {"servicePlans", std::move(plans)}};
}

}  // namespace

Response list_member_of(GraphCall& call) {
  return answer_items(call, memberships(call, wanted_user(call, call.args[0]), false));
}

Response list_transitive_member_of(GraphCall& call) {
  return answer_items(call, memberships(call, wanted_user(call, call.args[0]), true));
}

Response list_groups_of(GraphCall& call) {
  return only(call, memberships(call, wanted_user(call, call.args[0]), false), "group");
}

Response list_transitive_groups_of(GraphCall& call) {
  return only(call, memberships(call, wanted_user(call, call.args[0]), true), "group");
}

Response list_roles_of(GraphCall& call) {
  return only(call, memberships(call, wanted_user(call, call.args[0]), false), "directoryRole");
}

// learn.microsoft.com/graph/api/serviceprincipal-list-memberof
Response list_memberships_of_principal(GraphCall& call) {
  const auto principal = find_service_principal(call.cloud, call.tenant, call.args[0]);
  if (!principal) refuse_missing(call.args[0]);
  return answer_items(call, memberships(call, principal->id, false));
}

Response list_owned_devices(GraphCall& call) { return answer_devices(call); }
Response list_registered_devices(GraphCall& call) { return answer_devices(call); }

// Whoever registered a device is its owner and its user, as in life for most of them.
Response list_registered_owners(GraphCall& call) { return answer_people(call); }
Response list_registered_users(GraphCall& call) { return answer_people(call); }

Response list_license_details(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  const std::string context = fmt::format("users('{}')/licenseDetails", user.id);
  ObjectListing listing;
  listing.context = context;
  listing.type = "licenseDetails";
  for (std::size_t at = 0; at < user.licenses.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return license_object(user, *user.licenses[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "licenseDetails", {});
  };
  return answer_listing(call, listing);
}

}  // namespace cloud
