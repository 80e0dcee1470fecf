// Relationships as lines of the state file.
#include <algorithm>

#include "encoding.h"
#include "json.h"
#include "relationships.h"
#include "world.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::array array_of(const std::vector<std::string>& items) {
  return json::array(items.begin(), items.end());
}

std::vector<std::string> list_of(const json::object& object, std::string_view name) {
  std::vector<std::string> items;
  if (const json::value* found = object.if_contains(name); found && found->is_array())
    for (const json::value& one : found->as_array()) items.emplace_back(one.as_string());
  return items;
}

json::object written(const AccessAssignment& one) {
  return {{"id", one.id},           {"group", one.group_id},
          {"status", one.status},   {"roles", array_of(one.roles)},
          {"created", one.created}, {"modified", one.modified}};
}

AccessAssignment read_assignment(const json::object& from) {
  return {text_of(from, "id"),    text_of(from, "group"),     text_of(from, "status"),
          list_of(from, "roles"), number_of(from, "created"), number_of(from, "modified")};
}

Relationship read_relationship(const json::object& from) {
  Relationship one;
  one.id = text_of(from, "id");
  one.display_name = text_of(from, "name");
  one.customer_id = text_of(from, "customer");
  one.status = text_of(from, "status");
  one.status_since = number_of(from, "since");
  one.duration = text_of(from, "duration");
  one.auto_extend = text_of(from, "extend");
  one.days_old = static_cast<int>(number_of(from, "days"));
  one.created = number_of(from, "created");
  one.modified = number_of(from, "modified");
  one.activated = number_of(from, "activated");
  one.roles = list_of(from, "roles");
  for (const json::value& part : from.at("assignments").as_array())
    one.assignments.push_back(read_assignment(part.as_object()));
  for (const json::value& part : from.at("requests").as_array())
    one.requests.push_back({text_of(part.as_object(), "id"), text_of(part.as_object(), "action"),
                            number_of(part.as_object(), "created")});
  for (const json::value& part : from.at("operations").as_array())
    one.operations.push_back({text_of(part.as_object(), "id"), text_of(part.as_object(), "type"),
                              text_of(part.as_object(), "data"),
                              number_of(part.as_object(), "created")});
  return one;
}

json::object written(const Relationship& one) {
  json::array assignments, requests, operations;
  for (const AccessAssignment& part : one.assignments) assignments.push_back(written(part));
  for (const RelationshipRequest& part : one.requests)
    requests.push_back({{"id", part.id}, {"action", part.action}, {"created", part.created}});
  for (const RelationshipOperation& part : one.operations)
    operations.push_back(
        {{"id", part.id}, {"type", part.type}, {"data", part.data}, {"created", part.created}});
  return {{"id", one.id},
          {"name", one.display_name},
          {"customer", one.customer_id},
          {"status", one.status},
          {"since", one.status_since},
          {"duration", one.duration},
          {"extend", one.auto_extend},
          {"days", one.days_old},
          {"created", one.created},
          {"modified", one.modified},
          {"activated", one.activated},
          {"roles", array_of(one.roles)},
          {"assignments", std::move(assignments)},
          {"requests", std::move(requests)},
          {"operations", std::move(operations)}};
}

}  // namespace

// When it became active is told before the state moves on to another.
json::object relationship_edit(const World& world, Relationship one) {
  for (const Relationship& before : world.relationships)
    if (before.id == one.id && before.created != 0)
      one.activated = activated_at(world, before, world.now());
  return {{"op", "put-relationship"},
          {"tenant", one.customer_id.empty() ? world.partner.id : one.customer_id},
          {"relationship", written(one)}};
}

bool apply_relationship_edit(World& world, const json::object& change) {
  const std::string operation = text_of(change, "op");
  auto& all = world.relationships;
  if (operation == "drop-relationship") {
    std::erase_if(
        all, [&](const Relationship& one) { return same_text(one.id, text_of(change, "id")); });
    return true;
  }
  if (operation != "put-relationship") return false;
  Relationship put = read_relationship(change.at("relationship").as_object());
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Relationship& one) { return one.id == put.id; });
  if (found == all.end())
    all.push_back(std::move(put));
  else
    *found = std::move(put);
  return true;
}

}  // namespace cloud
