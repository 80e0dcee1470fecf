// /_control/tenants/{tenantId}/groups: groups come, change and go while the cloud runs.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "control.h"
#include "deleted_items.h"
#include "encoding.h"
#include "group_json.h"
#include "group_members.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

Group& wanted_group(Tenant& tenant, const std::string& id) {
  Group* group = tenant.groups.find(id);
  if (!group) throw ControlRefusal(404, fmt::format("The tenant has no group {}.", id));
  return *group;
}

// All of Graph's properties and the ids of its members.
json::object group_body(const Group& group) {
  json::object body = group_object(group);
  body["members"] = json::array(group.members.begin(), group.members.end());
  body["owners"] = json::array(group.owners.begin(), group.owners.end());
  return body;
}

// Whoever is to stand in the group must exist.
void check_people(const ControlCall& call, const json::object& properties) {
  for (const char* name : {"members", "owners"}) {
    const json::value* list = properties.if_contains(name);
    if (!list || !list->is_array()) continue;
    for (const json::value& one : list->as_array())
      if (!one.is_string() || !find_member(call.cloud, call.tenant(), one.as_string()))
        throw ControlRefusal(400, fmt::format("The tenant has no object with the id {} ({}).",
                                              json::serialize(one), name));
  }
}

void set_properties(Group& group, const json::object& properties) {
  for (const auto& member : properties) {
    const std::string name(member.key());
    if (name == "id" || name == "createdDateTime") continue;
    if (!set_group_property(group, name, member.value()))
      throw ControlRefusal(400, fmt::format("The property {} cannot be set so.", name));
  }
}

// Whoever is in one of the two lists only.
std::set<std::string> moved(const Group& before, const Group& after) {
  const std::set<std::string> left(before.members.begin(), before.members.end());
  const std::set<std::string> right(after.members.begin(), after.members.end());
  std::set<std::string> result;
  std::set_symmetric_difference(left.begin(), left.end(), right.begin(), right.end(),
                                std::inserter(result, result.end()));
  return result;
}

std::set<std::string> differences(const Group& before, const Group& after) {
  std::set<std::string> names;
  const json::object old = group_object(before);
  for (const auto& one : group_object(after))
    if (old.at(one.key()) != one.value()) names.insert(lower(std::string_view(one.key())));
  if (!moved(before, after).empty()) names.insert("members");
  return names;
}

void apply_add(Tenant& tenant, const json::object& change) {
  const json::object& properties = change.at("group").as_object();
  Group group;
  group.id = text_of(properties, "id");
  group.created = number_of(change, "created");
  set_properties(group, properties);
  if (group.display_name.empty()) throw ControlRefusal(400, "A group needs a displayName.");
  if (group.mail_nickname.empty()) group.mail_nickname = group.id.substr(0, 8);
  tenant.group_changes.note(ChangeKind::added, tenant.groups.add(std::move(group)).id);
}

void apply_set(Tenant& tenant, const json::object& change) {
  Group& group = wanted_group(tenant, text_of(change, "id"));
  Group changed = group;
  set_properties(changed, change.at("group").as_object());
  const auto names = differences(group, changed);
  if (!names.empty())
    tenant.group_changes.note(ChangeKind::changed, group.id, names, moved(group, changed));
  group = std::move(changed);
}

void apply_remove(Tenant& tenant, const json::object& change) {
  const std::string id = text_of(change, "id");
  const json::value* permanent = change.if_contains("permanent");
  if (permanent && permanent->is_bool() && permanent->as_bool())
    purge_group(tenant, id);
  else
    delete_group(tenant, id, number_of(change, "at"));
}

}  // namespace

bool apply_group_edit(Tenant& tenant, const json::object& change) {
  const std::string operation = text_of(change, "op");
  if (operation == "add-group")
    apply_add(tenant, change);
  else if (operation == "set-group")
    apply_set(tenant, change);
  else if (operation == "remove-group")
    apply_remove(tenant, change);
  else
    return apply_member_edit(tenant, change);
  return true;
}

Response control_list_groups(ControlCall& call) {
  json::array items;
  for (const Group& one : call.tenant().groups.all()) items.push_back(group_body(one));
  return control_answer(json::object{{"value", std::move(items)}});
}

Response control_add_group(ControlCall& call) {
  json::object properties = call.body();
  if (text_of(properties, "id").empty()) properties["id"] = fresh_guid();
  const std::string id = text_of(properties, "id");
  Tenant& tenant = call.tenant();
  check_people(call, properties);
  if (tenant.groups.find(id)) throw ControlRefusal(409, fmt::format("The group {} exists.", id));
  edit_world(call.cloud, {{"op", "add-group"},
                          {"tenant", tenant.id},
                          {"created", call.cloud.clock.now()},
                          {"group", properties}});
  return control_answer(group_body(wanted_group(tenant, id)), 201);
}

Response control_change_group(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_group(tenant, call.args.at(1)).id;
  const json::object properties = call.body();
  check_people(call, properties);
  edit_world(call.cloud,
             {{"op", "set-group"}, {"tenant", tenant.id}, {"id", id}, {"group", properties}});
  return control_answer(group_body(wanted_group(tenant, id)));
}

Response control_delete_group(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_group(tenant, call.args.at(1)).id;
  edit_world(
      call.cloud,
      {{"op", "remove-group"}, {"tenant", tenant.id}, {"id", id}, {"at", call.cloud.clock.now()}});
  return control_done();
}

}  // namespace cloud
