// /_control/tenants/{tenantId}/relationships: what the customer does about them, and what becomes
// of them without anybody asking.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// The CSDL's delegatedAdminRelationshipStatus.
constexpr std::string_view kStates[] = {
    "activating", "active",   "approvalPending", "approved",    "created",
    "expired",    "expiring", "terminated",      "terminating", "terminationRequested"};

struct RelationName {
  std::string_view name;
  Relation relation;
};
constexpr RelationName kRelations[] = {{"gdap", Relation::gdap},
                                       {"dap", Relation::dap},
                                       {"none", Relation::none},
                                       {"direct", Relation::direct}};

json::object relationship_body(const World& world, const Relationship& one) {
  json::array groups;
  for (const AccessAssignment& part : one.assignments)
    groups.push_back({{"id", part.id},
                      {"groupId", part.group_id},
                      {"status", status_at(part, world.now())},
                      {"roles", json::array(part.roles.begin(), part.roles.end())}});
  return {{"id", one.id},
          {"displayName", one.display_name},
          {"status", status_at(world, one, world.now())},
          {"endDateTime", iso_time(ends_at(world, one, world.now()))},
          {"roles", json::array(one.roles.begin(), one.roles.end())},
          {"accessAssignments", std::move(groups)}};
}

// One of that customer, or one that was made for whoever opens its invitation.
Relationship wanted_relationship(const ControlCall& call) {
  const Tenant& tenant = call.tenant();
  for (const Relationship& one : call.cloud.world.relationships)
    if (same_text(one.id, call.args.at(1)) &&
        (one.customer_id == tenant.id || one.customer_id.empty()))
      return one;
  throw ControlRefusal(404, fmt::format("The tenant has no relationship {}.", call.args.at(1)));
}

std::string asked_status(const json::object& body) {
  const std::string status = text_of(body, "status");
  if (std::find(std::begin(kStates), std::end(kStates), status) == std::end(kStates))
    throw ControlRefusal(400, "The body needs a status, such as \"terminated\".");
  return status;
}

void put(ControlCall& call, Relationship changed, const std::string& status) {
  changed.status = status;
  changed.status_since = changed.modified = call.cloud.clock.now();
  edit_world(call.cloud, relationship_edit(call.cloud.world, changed));
}

std::optional<Relation> relation_named(const std::string& name) {
  for (const RelationName& one : kRelations)
    if (one.name == name) return one.relation;
  return std::nullopt;
}

}  // namespace

// Lines of an earlier version carry no time; their states stand by themselves.
bool apply_partner_edit(World& world, Tenant& tenant, const json::object& change) {
  const std::string operation = text_of(change, "op");
  if (operation == "relation") {
    tenant.relation = relation_named(text_of(change, "relation")).value_or(Relation::gdap);
  } else if (operation == "relationship") {
    for (Relationship& one : world.relationships) {
      if (one.customer_id != tenant.id) continue;
      one.status = text_of(change, "status");
      one.status_since = number_of(change, "at");
    }
  } else {
    return apply_relationship_edit(world, change);
  }
  return true;
}

Response control_list_relationships(ControlCall& call) {
  const Tenant& tenant = call.tenant();
  json::array items;
  for (const Relationship& one : call.cloud.world.relationships)
    if (one.customer_id == tenant.id) items.push_back(relationship_body(call.cloud.world, one));
  return control_answer(json::object{{"value", std::move(items)}});
}

// {"status":"terminated"} for all relationships of that customer; {"relation":"dap"} for what the
// customer is to the MSP.
Response control_change_relationships(ControlCall& call) {
  const json::object body = call.body();
  if (const std::string relation = text_of(body, "relation"); !relation.empty()) {
    if (!relation_named(relation))
      throw ControlRefusal(400, "A relation is one of: gdap, dap, none, direct.");
    edit_world(call.cloud,
               {{"op", "relation"}, {"tenant", call.tenant().id}, {"relation", relation}});
    if (!body.contains("status")) return control_done();
  }
  edit_world(call.cloud, {{"op", "relationship"},
                          {"tenant", call.tenant().id},
                          {"status", asked_status(body)},
                          {"at", call.cloud.clock.now()}});
  return control_done();
}

// {"status":"expired"} and its like for one relationship.
Response control_change_relationship(ControlCall& call) {
  put(call, wanted_relationship(call), asked_status(call.body()));
  return control_done();
}

// What the customer's administrator does on the invitation's page.
Response control_approve_relationship(ControlCall& call) {
  Relationship approved = wanted_relationship(call);
  const std::string status = status_at(call.cloud.world, approved, call.cloud.clock.now());
  if (status != "approvalPending")
    throw ControlRefusal(409, fmt::format("The relationship is {}; only one that is "
                                          "approvalPending can be approved.",
                                          status));
  approved.customer_id = call.tenant().id;
  put(call, std::move(approved), "approved");
  return control_done();
}

}  // namespace cloud
