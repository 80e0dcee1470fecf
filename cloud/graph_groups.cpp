// /groups, /groups/{id}, its members and those of the groups within it.
#include <algorithm>
#include <set>

#include "directory_objects.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "group_json.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Whoever holds none of them sees of a member that it is there, and no more (learn.microsoft.com
// /graph/permissions-overview, "Limited information returned for inaccessible member objects").
constexpr std::string_view kSeesUsers[] = {"User.Read.All", "User.ReadBasic.All",
                                           "User.ReadWrite.All", "Directory.Read.All",
                                           "Directory.ReadWrite.All"};
constexpr std::uint64_t kGroupsAfterUsers = 1ULL << 40;
constexpr std::uint64_t kApplicationsAfterGroups = 1ULL << 41;

// A member as the listing orders it: users first, then groups, each by their serial.
struct Member {
  std::uint64_t serial = 0;
  const User* user = nullptr;
  const Group* group = nullptr;
  std::string principal = {};  // a service principal's id
};

const Group& wanted_group(const GraphCall& call) {
  const Group* group = call.tenant.groups.find(call.args[0]);
  if (!group) refuse_missing(call.args[0]);
  return *group;
}

void sort_members(std::vector<Member>& members) {
  std::sort(members.begin(), members.end(),
            [](const Member& left, const Member& right) { return left.serial < right.serial; });
}

void add_application(const GraphCall& call, const std::string& id, std::vector<Member>& members) {
  const auto all = service_principals(call.cloud, call.tenant);
  for (std::size_t at = 0; at < all.size(); ++at)
    if (same_text(all[at].id, id))
      members.push_back({kApplicationsAfterGroups + at, nullptr, nullptr, all[at].id});
}

std::vector<Member> direct_members(const GraphCall& call, const Group& group) {
  const Tenant& tenant = call.tenant;
  std::vector<Member> members;
  for (const std::string& id : group.members) {
    if (const User* user = tenant.find_user(id))
      members.push_back({user->serial, user, nullptr});
    else if (const Group* inner = tenant.groups.find(id))
      members.push_back({kGroupsAfterUsers + inner->serial, nullptr, inner});
    else
      add_application(call, id, members);
  }
  sort_members(members);
  return members;
}

// Every member of the group and of the groups within, once; groups may contain each other.
std::vector<Member> transitive_members(const GraphCall& call, const Group& group) {
  std::vector<Member> found;
  std::set<std::uint64_t> seen;
  std::vector<const Group*> open = {&group};
  while (!open.empty()) {
    const Group* next = open.back();
    open.pop_back();
    for (const Member& member : direct_members(call, *next)) {
      if (!seen.insert(member.serial).second) continue;
      found.push_back(member);
      if (member.group) open.push_back(member.group);
    }
  }
  sort_members(found);
  return found;
}

json::object whole_user(const User& user) {
  json::object object;
  for (std::size_t at = 0; at < user_properties().size(); ++at)
    object[user_properties()[at].name] = json::parse(user_value(user, at));
  return object;
}

// The usual properties of a user, or what was selected; other kinds' properties are passed over.
json::object user_member(const GraphCall& call, const User& user) {
  json::object object = {{"@odata.type", "#microsoft.graph.user"}, {"id", user.id}};
  OData plain = call.query;
  std::erase_if(plain.select, [](const std::string& name) { return !user_property(name); });
  if (plain.select.empty() && !call.query.select.empty()) plain.select = {"id"};
  for (const std::size_t at : chosen_properties(plain, true)) {
    const std::string_view name = user_properties()[at].name;
    if (name != "id")
      object[name] = call.holds(kSeesUsers) ? json::parse(user_value(user, at)) : json::value();
  }
  return object;
}

json::object group_member(const GraphCall& call, const Group& group) {
  json::object object = {{"@odata.type", "#microsoft.graph.group"}, {"id", group.id}};
  OData known = call.query;
  const json::object whole = group_object(group);
  std::erase_if(known.select, [&](const std::string& name) {
    return std::none_of(whole.begin(), whole.end(), [&](const auto& one) {
      return same_text(std::string_view(one.key()), name);
    });
  });
  if (known.select.empty() && !call.query.select.empty()) return object;
  for (const auto& one : keep_selected(known, whole, "group", group_properties_only_selected()))
    object[one.key()] = one.value();
  return object;
}

// What a listing cannot give: some properties of groups, and a filter by time without the means
// for advanced queries (concept26-advanced-queries--4.json).
void refuse_listing(const OData& query) {
  refuse_alone(query, group_properties_only_alone());
  if (query.filter.find("createdDateTime") != std::string::npos && !(query.eventual && query.count))
    throw GraphRefusal(400, "Request_UnsupportedQuery",
                       "Unsupported or invalid query filter clause specified for property "
                       "'createdDateTime' of resource 'Group'.");
}

Response answer_members(GraphCall& call, const std::vector<Member>& members) {
  check_object_selection(call);
  ObjectListing listing;
  listing.context = "directoryObjects";
  listing.type = "directoryObject";
  for (const Member& one : members) listing.serials.push_back(one.serial);
  const bool whole = !call.query.filter.empty() || !call.query.order_by.empty();
  listing.make = [&, whole](std::size_t at) {
    const Member& one = members[at];
    if (!one.principal.empty())
      return directory_object_json(call, {ObjectKind::service_principal, one.principal});
    if (whole) return one.user ? whole_user(*one.user) : group_object(*one.group);
    return one.user ? user_member(call, *one.user) : group_member(call, *one.group);
  };
  listing.keep = [&, whole](json::object object) {
    if (!whole) return object;
    const std::string id(object.at("id").as_string());
    const User* user = call.tenant.find_user(id);
    const Group* group = call.tenant.groups.find(id);
    if (!user && !group) return object;
    return user ? user_member(call, *user) : group_member(call, *group);
  };
  return answer_listing(call, listing);
}

}  // namespace

Response list_groups(GraphCall& call) {
  refuse_listing(call.query);
  const auto& groups = call.tenant.groups.all();
  ObjectListing listing;
  listing.context = "groups";
  listing.type = "group";
  for (const Group& one : groups) listing.serials.push_back(one.serial);
  listing.make = [&](std::size_t at) { return group_object(groups[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), "group", group_properties_only_selected());
  };
  return answer_listing(call, listing);
}

Response show_group(GraphCall& call) {
  return answer_object(call, "groups",
                       keep_selected(call.query, group_object(wanted_group(call)), "group",
                                     group_properties_only_selected()));
}

Response list_members(GraphCall& call) {
  return answer_members(call, direct_members(call, wanted_group(call)));
}

Response list_transitive_members(GraphCall& call) {
  return answer_members(call, transitive_members(call, wanted_group(call)));
}

}  // namespace cloud
