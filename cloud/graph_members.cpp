// How users, groups, devices, roles and administrative units look beside each other.
#include "graph_members.h"

#include <fmt/format.h>

#include <algorithm>

#include "device_json.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_users.h"
#include "group_json.h"
#include "service_principals.h"
#include "unit_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Whoever holds none of them sees of a member that it is there, and no more (learn.microsoft.com
// /graph/permissions-overview, "Limited information returned for inaccessible member objects").
constexpr std::string_view kSeesUsers[] = {"User.Read.All", "User.ReadBasic.All",
                                           "User.ReadWrite.All", "Directory.Read.All",
                                           "Directory.ReadWrite.All"};
// Kinds stand one behind the other.
constexpr std::uint64_t kGroups = 1ULL << 40;
constexpr std::uint64_t kDevices = 2ULL << 40;
constexpr std::uint64_t kOthers = 3ULL << 40;
constexpr std::uint64_t kUnits = 1ULL << 32;  // after other others
constexpr std::uint64_t kPrincipals = 2ULL << 32;
constexpr std::string_view kPrincipal = "servicePrincipal";

bool has_member(const json::object& object, std::string_view name) {
  return std::any_of(object.begin(), object.end(),
                     [&](const auto& one) { return same_text(std::string_view(one.key()), name); });
}

json::object whole_user(const User& user) {
  json::object object;
  for (std::size_t at = 0; at < user_properties().size(); ++at)
    object[user_properties()[at].name] = json::parse(user_value(user, at));
  return object;
}

std::string_view type_of(const DirectoryItem& item) {
  if (item.user) return "user";
  if (item.group) return "group";
  return item.device ? "device" : item.type;
}

json::object whole(const Tenant& tenant, const DirectoryItem& item) {
  if (item.user) return whole_user(*item.user);
  if (item.group) return group_object(*item.group);
  return item.device ? device_object(tenant, *item.device) : item.other;
}

std::string_view id_of(const DirectoryItem& item) {
  if (item.user) return item.user->id;
  if (item.group) return item.group->id;
  return item.device ? std::string_view(item.device->id)
                     : std::string_view(item.other.at("id").as_string());
}

json::object typed(const DirectoryItem& item) {
  return {{"@odata.type", fmt::format("#microsoft.graph.{}", type_of(item))}, {"id", id_of(item)}};
}

// The usual properties of a user, or what was selected; other kinds' properties are passed over.
json::object shown_user(const GraphCall& call, const DirectoryItem& item) {
  json::object object = typed(item);
  OData plain = call.query;
  std::erase_if(plain.select, [](const std::string& name) { return !user_property(name); });
  if (plain.select.empty() && !call.query.select.empty()) plain.select = {"id"};
  for (const std::size_t at : chosen_properties(plain, true)) {
    const std::string_view name = user_properties()[at].name;
    if (name != "id")
      object[name] =
          call.holds(kSeesUsers) ? json::parse(user_value(*item.user, at)) : json::value();
  }
  return object;
}

std::span<const std::string_view> only_selected(const DirectoryItem& item) {
  if (item.group) return group_properties_only_selected();
  if (item.type == kPrincipal) return service_principal_properties_only_selected();
  return {};
}

json::object shown(const GraphCall& call, const DirectoryItem& item) {
  if (item.user) return shown_user(call, item);
  const json::object all = whole(call.tenant, item);
  json::object object = typed(item);
  OData known = call.query;
  std::erase_if(known.select, [&](const std::string& name) { return !has_member(all, name); });
  if (known.select.empty() && !call.query.select.empty()) return object;
  for (const auto& one : keep_selected(known, all, type_of(item), only_selected(item)))
    object[one.key()] = one.value();
  return object;
}

// A name that no kind has is refused, whoever the members are.
void check_selection(const GraphCall& call, const std::vector<DirectoryItem>& items) {
  const json::object kinds[] = {group_object({}), device_object(call.tenant, {}), unit_object({}),
                                service_principal_object(call.cloud, {})};
  for (const std::string& name : call.query.select) {
    bool known = user_property(name).has_value();
    for (const json::object& kind : kinds) known = known || has_member(kind, name);
    for (const DirectoryItem& item : items) known = known || has_member(item.other, name);
    if (!known) refuse_unknown(name, "directoryObject");
  }
}

// A device or an application.
void add_other(const GraphCall& call, const std::string& id, std::vector<DirectoryItem>& items) {
  for (const Device& one : call.tenant.devices)
    if (same_text(one.id, id)) items.push_back(item_of(one));
  const auto all = service_principals(call.cloud, call.tenant);
  for (std::size_t at = 0; at < all.size(); ++at)
    if (same_text(all[at].id, id))
      items.push_back(
          item_of(kPrincipal, kPrincipals + at, service_principal_object(call.cloud, all[at])));
}

}  // namespace

DirectoryItem item_of(const User& user) {
  DirectoryItem item;
  item.serial = user.serial;
  item.user = &user;
  return item;
}

DirectoryItem item_of(const Group& group) {
  DirectoryItem item;
  item.serial = kGroups + group.serial;
  item.group = &group;
  return item;
}

DirectoryItem item_of(const Device& device) {
  DirectoryItem item;
  item.serial = kDevices + device.serial;
  item.device = &device;
  return item;
}

DirectoryItem item_of(std::string_view type, std::uint64_t serial, json::object object) {
  DirectoryItem item;
  item.serial = kOthers + serial;
  item.type = type;
  item.other = std::move(object);
  return item;
}

DirectoryItem item_of(const AdministrativeUnit& unit) {
  return item_of("administrativeUnit", kUnits + unit.serial, unit_object(unit));
}

void sort_items(std::vector<DirectoryItem>& items) {
  std::sort(items.begin(), items.end(), [](const DirectoryItem& left, const DirectoryItem& right) {
    return left.serial < right.serial;
  });
}

std::vector<DirectoryItem> items_of(const GraphCall& call, const std::vector<std::string>& ids) {
  std::vector<DirectoryItem> items;
  for (const std::string& id : ids) {
    if (const User* user = call.tenant.find_user(id))
      items.push_back(item_of(*user));
    else if (const Group* group = call.tenant.groups.find(id))
      items.push_back(item_of(*group));
    else
      add_other(call, id, items);
  }
  sort_items(items);
  return items;
}

Response answer_items(GraphCall& call, std::vector<DirectoryItem> items, std::string_view context) {
  check_selection(call, items);
  ObjectListing listing;
  listing.context = context;
  listing.type = "directoryObject";
  for (const DirectoryItem& one : items) listing.serials.push_back(one.serial);
  const bool wholly = !call.query.filter.empty() || !call.query.order_by.empty();
  listing.make = [&, wholly](std::size_t at) {
    return wholly ? whole(call.tenant, items[at]) : shown(call, items[at]);
  };
  listing.keep = [&, wholly](json::object object) {
    if (!wholly) return object;
    const std::string_view id = object.at("id").as_string();
    for (const DirectoryItem& one : items)
      if (id_of(one) == id) return shown(call, one);
    return object;
  };
  return answer_listing(call, listing);
}

}  // namespace cloud
