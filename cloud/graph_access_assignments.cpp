// …/accessAssignments: which security group of the MSP works in the customer's tenant with which of
// the relationship's roles; …/operations: what of that is still being done.
// Shapes: beta-delegatedadminaccessassignment-*.json, beta-delegatedadminrelationship-*-
// accessassignments--1.json, beta-delegatedadminrelationship*operation*--1.json, the CSDL. The
// bodies of refusals were not found; codes and sentences are this cloud's own.
#include <fmt/format.h>

#include <algorithm>

#include "directory_roles.h"
#include "encoding.h"
#include "graph_partner_listing.h"
#include "graph_relationships.h"
#include "graph_routes.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kType = "delegatedAdminAccessAssignment";
constexpr std::string_view kEntity = "tenantRelationships/accessAssignments/$entity";
constexpr std::string_view kOperationType = "delegatedAdminRelationshipOperation";
constexpr std::int64_t kAfterActivation = 3600;  // of assignments that came with the world

json::object essence(const AccessAssignment& one) {
  return {{"id", one.id},
          {"accessContainer",
           {{"accessContainerId", one.group_id}, {"accessContainerType", "securityGroup"}}},
          {"accessDetails", {{"unifiedRoles", unified_roles(one.roles)}}},
          {"status", one.status}};
}

json::object assignment_object(const GraphCall& call, const Relationship& of,
                               const AccessAssignment& one) {
  const std::int64_t made =
      one.created != 0 ? one.created : created_at(call.cloud.world, of) + kAfterActivation;
  const std::string status = status_at(one, call.now());
  json::object object = {
      {"@odata.type", "#microsoft.graph.delegatedAdminAccessAssignment"},
      {"@odata.etag", etag_of(fmt::format("{} {} {}", one.id, status, one.modified))},
      {"id", one.id},
      {"status", status},
      {"createdDateTime", iso_time(made)},
      {"lastModifiedDateTime", iso_time(std::max(made, one.modified))}};
  const json::object rest = essence(one);
  object["accessContainer"] = rest.at("accessContainer");
  object["accessDetails"] = rest.at("accessDetails");
  return object;
}

AccessAssignment& wanted_assignment(const GraphCall& call, Relationship& of) {
  for (AccessAssignment& one : of.assignments)
    if (same_text(one.id, call.args[1])) return one;
  throw GraphRefusal(404, "NotFound",
                     fmt::format("The access assignment '{}' was not found.", call.args[1]));
}

// The roles of an assignment are some of the relationship's.
std::vector<std::string> some_roles(const Relationship& of, const json::object& body) {
  std::vector<std::string> roles = asked_roles(body);
  for (const std::string& one : roles)
    if (!has_role(of.roles, one))
      throw GraphRefusal(400, "badRequest",
                         fmt::format("The role '{}' is none of the relationship's.", one));
  return roles;
}

std::string asked_group(const GraphCall& call, const Relationship& of, const json::object& body) {
  const json::value* container = body.if_contains("accessContainer");
  const std::string id = container && container->is_object()
                             ? text_of(container->as_object(), "accessContainerId")
                             : std::string();
  const Group* group = call.cloud.world.partner.groups.find(id);
  if (!group || !group->security_enabled || group->unified)
    throw GraphRefusal(400, "badRequest",
                       fmt::format("The security group '{}' was not found.", id));
  for (const AccessAssignment& one : of.assignments)
    if (same_text(one.group_id, group->id) && status_at(one, call.now()) != "deleted")
      throw GraphRefusal(409, "conflict",
                         "The relationship already has an access assignment for this group.");
  return group->id;
}

void refuse_unless_active(const GraphCall& call, const Relationship& of) {
  const std::string status = status_at(call.cloud.world, of, call.now());
  if (status != "active")
    refuse_state(
        fmt::format("Access can only be assigned while the relationship is active; it is "
                    "{}.",
                    status));
}

json::object operation_object(const GraphCall& call, const RelationshipOperation& one) {
  const std::int64_t end = one.created + kOperationSeconds;
  const bool done = end <= call.now();
  return {{"@odata.type", "#microsoft.graph.delegatedAdminRelationshipOperation"},
          {"@odata.etag", etag_of(fmt::format("{} {}", one.id, done))},
          {"id", one.id},
          {"operationType", one.type},
          {"data", one.data},
          {"status", done ? "succeeded" : "running"},
          {"createdDateTime", iso_time(one.created)},
          {"lastModifiedDateTime", iso_time(done ? end : one.created)}};
}

}  // namespace

Response list_assignments(GraphCall& call) {
  const Relationship& of = wanted_relationship(call);
  std::vector<json::object> all;
  for (const AccessAssignment& one : of.assignments)
    all.push_back(assignment_object(call, of, one));
  return partner_listing(call, "tenantRelationships/accessAssignments", kType, std::move(all),
                         kLargestPartnerPage, kLargestPartnerPage);
}

Response show_assignment(GraphCall& call) {
  Relationship& of = wanted_relationship(call);
  return partner_object(call, kEntity, kType,
                        assignment_object(call, of, wanted_assignment(call, of)));
}

Response add_assignment(GraphCall& call) {
  Relationship changed = wanted_relationship(call);
  refuse_unless_active(call, changed);
  const json::object body = call.body();
  AccessAssignment made;
  made.id = fresh_guid();
  made.group_id = asked_group(call, changed, body);
  made.roles = some_roles(changed, body);
  made.status = "pending";
  made.created = made.modified = call.now();
  changed.assignments.push_back(made);
  put_relationship(call, changed);
  Response response =
      partner_object(call, kEntity, kType, assignment_object(call, changed, made), 201);
  response.set("Location", part_address(call, changed, "accessAssignments", made.id));
  return response;
}

Response change_assignment(GraphCall& call) {
  Relationship changed = wanted_relationship(call);
  AccessAssignment& one = wanted_assignment(call, changed);
  check_etag(call, assignment_object(call, changed, one));
  refuse_unless_active(call, changed);
  one.roles = some_roles(changed, call.body());
  one.status = "active";
  one.modified = call.now();
  return begin_operation(call, changed, "delegatedAdminAccessAssignmentUpdate", essence(one));
}

Response delete_assignment(GraphCall& call) {
  Relationship changed = wanted_relationship(call);
  AccessAssignment& one = wanted_assignment(call, changed);
  check_etag(call, assignment_object(call, changed, one));
  one.status = "deleting";
  one.modified = call.now();
  put_relationship(call, changed);
  return no_content();
}

Response list_relationship_operations(GraphCall& call) {
  std::vector<json::object> all;
  for (const RelationshipOperation& one : wanted_relationship(call).operations)
    all.push_back(operation_object(call, one));
  return partner_listing(call, "tenantRelationships/operations", kOperationType, std::move(all),
                         kLargestPartnerPage, kLargestPartnerPage);
}

Response show_relationship_operation(GraphCall& call) {
  for (const RelationshipOperation& one : wanted_relationship(call).operations)
    if (same_text(one.id, call.args[1]))
      return partner_object(call, "tenantRelationships/operations/$entity", kOperationType,
                            operation_object(call, one));
  throw GraphRefusal(404, "NotFound",
                     fmt::format("The operation '{}' was not found.", call.args[1]));
}

}  // namespace cloud
