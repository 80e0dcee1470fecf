// /groups/delta: the groups of a tenant, and then only those who changed or whose members did.
#include <algorithm>

#include "encoding.h"
#include "graph_delta.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "group_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// members is no property: it comes as members@delta, also when nothing is selected
// (group-delta--1.json).
struct Wanted {
  OData plain;
  bool members = true;
};

Wanted read_wanted(const GraphCall& call) {
  refuse_alone(call.query, group_properties_only_alone());
  Wanted wanted{call.query, call.query.select.empty()};
  const auto removed = std::erase_if(
      wanted.plain.select, [](const std::string& name) { return same_text(name, "members"); });
  if (removed > 0) wanted.members = true;
  if (!call.query.select.empty()) wanted.plain.select.emplace_back("id");
  keep_selected(wanted.plain, group_object({}), "group", group_properties_only_selected());
  return wanted;
}

bool changed(const ObjectChange* change, std::string_view name) {
  return change && change->properties.contains(lower(name));
}

std::string reference(const Tenant& tenant, const std::string& id, bool removed) {
  return delta_reference(tenant.groups.find(id) ? "group" : "user", id, removed);
}

// All members in the first round, later those who came or went.
std::string write_members(const Tenant& tenant, const Group& group, const ObjectChange* change) {
  std::string text;
  const auto add = [&](const std::string& id, bool removed) {
    text += (text.empty() ? "" : ",") + reference(tenant, id, removed);
  };
  if (!change || change->added) {
    for (const std::string& id : group.members) add(id, false);
  } else {
    for (const std::string& id : change->related)
      add(id, std::find(group.members.begin(), group.members.end(), id) == group.members.end());
  }
  return text.empty() ? "" : R"("members@delta":[)" + text + "]";
}

std::string write_group(const GraphCall& call, const Wanted& wanted, const std::string& id,
                        const ObjectChange* change, bool minimal) {
  const Group* group = call.tenant.groups.find(id);
  if (!group || !concerns(call.query.select, change)) return "";
  const bool only_changed = minimal && change && !change->added;
  json::object kept =
      keep_selected(wanted.plain, group_object(*group), "group", group_properties_only_selected());
  json::object given;
  for (const auto& one : kept) {
    const std::string_view name = one.key();
    const bool is_changed = changed(change, name);
    if (only_changed && name != "id" && !is_changed) continue;
    if (one.value().is_null() && !is_changed) continue;
    given[name] = one.value();
  }
  std::string text = json::serialize(given);
  const std::string members = wanted.members ? write_members(call.tenant, *group, change) : "";
  if (!members.empty()) text.replace(text.size() - 1, 1, "," + members + "}");
  return text;
}

}  // namespace

Response groups_delta(GraphCall& call) {
  std::optional<Wanted> wanted;  // known once the token is read
  DeltaSource source{"groups", call.tenant.group_changes, {}, {}, {}};
  source.check = [&] { wanted = read_wanted(call); };
  source.places = [&] {
    std::vector<DeltaSource::Place> places;
    for (const Group& one : call.tenant.groups.all()) places.push_back({one.serial, one.id});
    return places;
  };
  source.write = [&](const std::string& id, const ObjectChange* change, bool minimal) {
    return write_group(call, *wanted, id, change, minimal);
  };
  return answer_delta(call, source);
}

}  // namespace cloud
