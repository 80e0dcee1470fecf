// /groups, /groups/{id}, its members and those of the groups within it.
#include <algorithm>
#include <set>

#include "graph_listing.h"
#include "graph_members.h"
#include "graph_routes.h"
#include "group_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

const Group& wanted_group(const GraphCall& call) {
  const Group* group = call.tenant.groups.find(call.args[0]);
  if (!group) refuse_missing(call.args[0]);
  return *group;
}

// Every member of the group and of the groups within, once; groups may contain each other.
std::vector<DirectoryItem> transitive_members(const GraphCall& call, const Group& group) {
  std::vector<DirectoryItem> found;
  std::set<std::uint64_t> seen;
  std::vector<const Group*> open = {&group};
  while (!open.empty()) {
    const Group* next = open.back();
    open.pop_back();
    for (DirectoryItem& member : items_of(call, next->members)) {
      if (!seen.insert(member.serial).second) continue;
      if (member.group) open.push_back(member.group);
      found.push_back(std::move(member));
    }
  }
  sort_items(found);
  return found;
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
  return answer_items(call, items_of(call, wanted_group(call).members));
}

Response list_owners(GraphCall& call) {
  return answer_items(call, items_of(call, wanted_group(call).owners));
}

Response list_transitive_members(GraphCall& call) {
  return answer_items(call, transitive_members(call, wanted_group(call)));
}

}  // namespace cloud
