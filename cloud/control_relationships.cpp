// /_control/tenants/{tenantId}/relationships: what the customer does about them, and what becomes
// of them without anybody asking.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "encoding.h"
#include "json.h"
#include "random.h"
#include "role_holdings.h"

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
          {"autoExtendDuration", one.auto_extend},
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

std::vector<std::string> role_ids(const json::value& list) {
  if (!list.is_array()) throw ControlRefusal(400, "\"roles\" must be a list of role ids.");
  std::vector<std::string> ids;
  for (const json::value& one : list.as_array()) {
    const RoleTemplate* known =
        one.is_string() ? role_by_id(std::string_view(one.as_string())) : nullptr;
    if (!known) throw ControlRefusal(400, "\"roles\" must be ids of directory roles.");
    ids.emplace_back(known->id);
  }
  return ids;
}

std::vector<AccessAssignment> assignments_of(const ControlCall& call, const json::value& list) {
  if (!list.is_array())
    throw ControlRefusal(400, "\"accessAssignments\" must be a list of {\"groupId\",\"roles\"}.");
  std::vector<AccessAssignment> made;
  for (const json::value& one : list.as_array()) {
    const json::object& row = one.as_object();
    AccessAssignment part;
    part.id = text_of(row, "id").empty() ? fresh_guid() : text_of(row, "id");
    part.group_id = text_of(row, "groupId");
    part.roles = role_ids(row.at("roles"));
    part.created = part.modified = call.cloud.clock.now();
    made.push_back(std::move(part));
  }
  return made;
}

std::int64_t seconds_of(const json::object& body, const char* name) {
  const auto seconds = parse_duration(text_of(body, name));
  if (!seconds) throw ControlRefusal(400, fmt::format("\"{}\" is a time such as \"P20D\".", name));
  return *seconds;
}

// What nobody may change of an active relationship in life: which roles, which groups, until when.
void take_terms(const ControlCall& call, const json::object& body, Relationship& into) {
  if (const json::value* roles = body.if_contains("roles")) into.roles = role_ids(*roles);
  if (const json::value* list = body.if_contains("accessAssignments"))
    into.assignments = assignments_of(call, *list);
  if (body.contains("autoExtendDuration")) into.auto_extend = text_of(body, "autoExtendDuration");
  if (!body.contains("endsIn")) return;
  const std::int64_t now = call.cloud.clock.now();
  const std::int64_t lives = relationship_seconds(into.duration).value_or(0);
  into.activated = now + seconds_of(body, "endsIn") - lives;
  into.created = into.activated - kStepSeconds;
}

void put(ControlCall& call, Relationship changed, const std::string& status) {
  changed.status = status;
  changed.status_since = changed.modified = call.cloud.clock.now();
  json::object edit = relationship_edit(call.cloud.world, changed);
  // The edit takes the time of activation from what stood before; "endsIn" has moved it.
  if (changed.activated != 0) edit.at("relationship").as_object()["activated"] = changed.activated;
  edit_world(call.cloud, edit);
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

// {"status":"expired"} and its like for one relationship; also "roles", "accessAssignments",
// "autoExtendDuration" and "endsIn", each by itself.
Response control_change_relationship(ControlCall& call) {
  const json::object body = call.body();
  Relationship changed = wanted_relationship(call);
  const std::string before = status_at(call.cloud.world, changed, call.cloud.clock.now());
  const bool terms = body.contains("roles") || body.contains("accessAssignments") ||
                     body.contains("autoExtendDuration") || body.contains("endsIn");
  const std::string status = terms && !body.contains("status") ? before : asked_status(body);
  take_terms(call, body, changed);
  put(call, std::move(changed), status);
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
