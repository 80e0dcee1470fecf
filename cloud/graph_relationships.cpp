// /tenantRelationships/delegatedAdminRelationships: made, changed, sent to the customer, ended.
// Shapes: v1-delegatedadminrelationship-shape.json, beta-delegatedadminrelationship*.json and
// beta-tenantrelationship-post-delegatedadminrelationships--1.json, the CSDL. Rules:
// learn.microsoft.com/graph/api/resources/delegatedadminrelationship and …-update, …-delete. The
// bodies of refusals were not found; codes and sentences are this cloud's own.
#include "graph_relationships.h"

#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "directory_roles.h"
#include "encoding.h"
#include "graph_partner_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "random.h"
#include "role_holdings.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kContext = "tenantRelationships/delegatedAdminRelationships/$entity";
constexpr std::string_view kType = "delegatedAdminRelationship";
constexpr std::size_t kLongestName = 50;
constexpr std::int64_t kRequestSeconds = 2;

[[noreturn]] void refuse_body(const std::string& message) {
  throw GraphRefusal(400, "badRequest", message);
}

json::value time_or_null(std::int64_t when) {
  return when == 0 ? json::value(nullptr) : json::value(iso_time(when));
}

std::int64_t modified_at(const GraphCall& call, const Relationship& one) {
  if (one.modified != 0) return one.modified;
  const std::int64_t activated = activated_at(call.cloud.world, one, call.now());
  return activated != 0 ? activated : created_at(call.cloud.world, one);
}

json::object relationship_object(const GraphCall& call, const Relationship& one) {
  World& world = call.cloud.world;
  const std::int64_t now = call.now();
  const std::string status = status_at(world, one, now);
  const Tenant* customer = world.find_tenant(one.customer_id);
  return {{"@odata.type", "#microsoft.graph.delegatedAdminRelationship"},
          {"@odata.etag", etag_of(fmt::format("{} {} {}", one.id, status, modified_at(call, one)))},
          {"id", one.id},
          {"displayName", one.display_name},
          {"duration", one.duration},
          {"autoExtendDuration", one.auto_extend},
          {"customer", customer ? json::value{{"tenantId", customer->id},
                                              {"displayName", customer->display_name}}
                                : json::value(nullptr)},
          {"accessDetails", {{"unifiedRoles", unified_roles(one.roles)}}},
          {"status", status},
          {"createdDateTime", iso_time(created_at(world, one))},
          {"lastModifiedDateTime", iso_time(modified_at(call, one))},
          {"activatedDateTime", time_or_null(activated_at(world, one, now))},
          {"endDateTime", iso_time(ends_at(world, one, now))}};
}

Response answer(const GraphCall& call, const Relationship& one, int status = 200) {
  return partner_object(call, kContext, kType, relationship_object(call, one), status);
}

// The writable members of a body into the relationship; all of them are the partner's to set as
// long as it is "created".
void take_name(const GraphCall& call, const json::object& body, Relationship& into) {
  if (!body.contains("displayName")) return;
  into.display_name = text_of(body, "displayName");
  if (into.display_name.empty() || into.display_name.size() > kLongestName)
    refuse_body("displayName must have 1 to 50 characters.");
  for (const Relationship& one : call.cloud.world.relationships)
    if (one.id != into.id && same_text(one.display_name, into.display_name))
      throw GraphRefusal(409, "conflict",
                         "displayName must be unique among the partner's delegated admin "
                         "relationships.");
}

void take_durations(const json::object& body, Relationship& into) {
  if (body.contains("duration")) into.duration = text_of(body, "duration");
  if (!relationship_seconds(into.duration)) refuse_body("duration must be between P1D and P2Y.");
  if (body.contains("autoExtendDuration")) into.auto_extend = text_of(body, "autoExtendDuration");
  if (into.auto_extend != "P180D" && into.auto_extend != "PT0S" && into.auto_extend != "P0D")
    refuse_body("autoExtendDuration must be P0D, PT0S or P180D.");
  if (into.auto_extend == "P180D" && has_role(into.roles, role::kGlobalAdministrator))
    refuse_body(
        "A relationship with the Global Administrator role cannot be extended "
        "automatically.");
}

void take_customer(const GraphCall& call, const json::object& body, Relationship& into) {
  const json::value* customer = body.if_contains("customer");
  if (!customer || !customer->is_object()) return;
  const std::string id = text_of(customer->as_object(), "tenantId");
  const Tenant* found = call.cloud.world.find_tenant(id);
  if (!found || found->is_partner)
    refuse_body(fmt::format("The customer tenant '{}' was not found.", id));
  into.customer_id = found->id;
}

void take_all(const GraphCall& call, const json::object& body, Relationship& into) {
  take_name(call, body, into);
  if (body.contains("accessDetails")) into.roles = asked_roles(body);
  take_customer(call, body, into);
  take_durations(body, into);
}

// While it is active only the extension may change, and Global Administrator may be taken out.
Response change_active(GraphCall& call, const json::object& body, Relationship changed) {
  for (const auto& one : body)
    if (one.key() != "autoExtendDuration" && one.key() != "accessDetails")
      refuse_state(fmt::format("{} can only be changed while the relationship is created.",
                               std::string(one.key())));
  const bool fewer_roles = body.contains("accessDetails");
  if (fewer_roles) {
    std::vector<std::string> rest = changed.roles;
    std::erase(rest, role::kGlobalAdministrator);
    std::vector<std::string> asked = asked_roles(body);
    std::sort(rest.begin(), rest.end());
    std::sort(asked.begin(), asked.end());
    if (asked != rest || rest.size() == changed.roles.size())
      refuse_state(
          "Only the Global Administrator role can be removed from an active relationship.");
    std::erase(changed.roles, role::kGlobalAdministrator);
    for (AccessAssignment& one : changed.assignments)
      std::erase(one.roles, role::kGlobalAdministrator);
  }
  take_durations(body, changed);
  changed.modified = call.now();
  if (fewer_roles)
    return begin_operation(
        call, changed, "delegatedAdminRelationshipUpdate",
        {{"id", changed.id}, {"accessDetails", {{"unifiedRoles", unified_roles(changed.roles)}}}});
  put_relationship(call, changed);
  return answer(call, changed);
}

json::object request_object(const GraphCall& call, const RelationshipRequest& one) {
  const bool done = one.created + kRequestSeconds <= call.now();
  return {{"@odata.type", "#microsoft.graph.delegatedAdminRelationshipRequest"},
          {"@odata.etag", etag_of(fmt::format("{} {}", one.id, done))},
          {"id", one.id},
          {"action", one.action},
          {"status", done ? "succeeded" : "created"},
          {"createdDateTime", iso_time(one.created)},
          {"lastModifiedDateTime", iso_time(done ? one.created + kRequestSeconds : one.created)}};
}

// What an action of the partner makes of the relationship. Approving and rejecting are the
// customer's: see admin_portal.cpp.
std::string next_status(const std::string& action, const std::string& status) {
  if (action == "lockForApproval" && status == "created") return "approvalPending";
  if (action == "terminate" && (status == "active" || status == "expiring"))
    return "terminationRequested";
  if (action != "lockForApproval" && action != "terminate")
    refuse_body("action must be lockForApproval or terminate.");
  refuse_state(
      fmt::format("The action {} does not fit a relationship that is {}.", action, status));
}

}  // namespace

void refuse_state(const std::string& message) { throw GraphRefusal(409, "conflict", message); }

void admit_partner(const GraphCall& call) {
  const World& world = call.cloud.world;
  if (!call.tenant.is_partner) return;
  if (call.claims.is_application()) {
    if (!principal_of_app(call.cloud, world.partner, kDelegatedAdministrationId))
      refuse_privileges();
  } else if (!is_agent(world, kAdminAgents, call.claims.object_id)) {
    refuse_privileges();
  }
}

Relationship& wanted_relationship(GraphCall& call) {
  admit_partner(call);
  if (call.tenant.is_partner)
    for (Relationship& one : call.cloud.world.relationships)
      if (same_text(one.id, call.args[0])) return one;
  throw GraphRefusal(404, "NotFound",
                     fmt::format("The relationship '{}' was not found.", call.args[0]));
}

void put_relationship(GraphCall& call, Relationship changed) {
  edit_world(call.cloud, relationship_edit(call.cloud.world, changed));
}

std::vector<std::string> asked_roles(const json::object& body) {
  const json::value* details = body.if_contains("accessDetails");
  const json::value* list =
      details && details->is_object() ? details->as_object().if_contains("unifiedRoles") : nullptr;
  std::vector<std::string> roles;
  if (list && list->is_array())
    for (const json::value& one : list->as_array()) {
      const std::string id =
          one.is_object() ? text_of(one.as_object(), "roleDefinitionId") : std::string();
      const RoleTemplate* known = role_by_id(id);
      if (!known) refuse_body(fmt::format("The role '{}' does not exist.", id));
      if (!has_role(roles, known->id)) roles.emplace_back(known->id);
    }
  if (roles.empty()) refuse_body("accessDetails must name at least one role.");
  return roles;
}

std::string part_address(const GraphCall& call, const Relationship& of, std::string_view set,
                         const std::string& id) {
  return fmt::format("{}/{}/tenantRelationships/delegatedAdminRelationships/{}/{}/{}",
                     call.origins.graph, call.version, of.id, set, id);
}

Response begin_operation(GraphCall& call, Relationship changed, const std::string& type,
                         const json::object& data) {
  const RelationshipOperation made{fresh_guid(), type, json::serialize(data), call.now()};
  changed.operations.push_back(made);
  put_relationship(call, changed);
  Response response = json_answer(json::object(), 202);
  response.set("Location", part_address(call, changed, "operations", made.id));
  response.set("Retry-After", "10");  // beta-delegatedadminaccessassignment-update--1.json
  return response;
}

Response list_relationships(GraphCall& call) {
  admit_partner(call);
  std::vector<json::object> all;
  if (call.tenant.is_partner)
    for (const Relationship& one : call.cloud.world.relationships)
      all.push_back(relationship_object(call, one));
  return partner_listing(call, "tenantRelationships/delegatedAdminRelationships", kType,
                         std::move(all), kLargestPartnerPage, kLargestPartnerPage);
}

Response show_relationship(GraphCall& call) { return answer(call, wanted_relationship(call)); }

Response add_relationship(GraphCall& call) {
  admit_partner(call);
  if (!call.tenant.is_partner) refuse_privileges();
  const json::object body = call.body();
  for (const char* name : {"displayName", "duration", "accessDetails"})
    if (!body.contains(name)) refuse_body(fmt::format("The property {} is required.", name));
  Relationship made;
  made.id = fresh_guid() + "-" + fresh_guid();
  made.auto_extend = "PT0S";
  made.status = "created";
  made.created = made.modified = made.status_since = call.now();
  take_all(call, body, made);
  put_relationship(call, made);
  Response response = answer(call, made, 201);
  response.set("Location", fmt::format("{}/{}/tenantRelationships/delegatedAdminRelationships/{}",
                                       call.origins.graph, call.version, made.id));
  return response;
}

Response change_relationship(GraphCall& call) {
  Relationship changed = wanted_relationship(call);
  check_etag(call, relationship_object(call, changed));
  const json::object body = call.body();
  const std::string status = status_at(call.cloud.world, changed, call.now());
  if (status == "active") return change_active(call, body, std::move(changed));
  if (status != "created")
    refuse_state(fmt::format("A relationship that is {} cannot be changed.", status));
  take_all(call, body, changed);
  changed.modified = call.now();
  put_relationship(call, changed);
  return answer(call, changed);
}

Response delete_relationship(GraphCall& call) {
  const Relationship gone = wanted_relationship(call);
  check_etag(call, relationship_object(call, gone));
  if (status_at(call.cloud.world, gone, call.now()) != "created")
    refuse_state("A relationship can only be deleted while it is created.");
  edit_world(call.cloud,
             {{"op", "drop-relationship"}, {"tenant", call.tenant.id}, {"id", gone.id}});
  return no_content();
}

Response list_relationship_requests(GraphCall& call) {
  std::vector<json::object> all;
  for (const RelationshipRequest& one : wanted_relationship(call).requests)
    all.push_back(request_object(call, one));
  return partner_listing(call, "tenantRelationships/requests", "delegatedAdminRelationshipRequest",
                         std::move(all), kLargestPartnerPage, kLargestPartnerPage);
}

Response show_relationship_request(GraphCall& call) {
  for (const RelationshipRequest& one : wanted_relationship(call).requests)
    if (same_text(one.id, call.args[1]))
      return partner_object(call, "tenantRelationships/requests/$entity",
                            "delegatedAdminRelationshipRequest", request_object(call, one));
  throw GraphRefusal(404, "NotFound", fmt::format("The request '{}' was not found.", call.args[1]));
}

Response add_relationship_request(GraphCall& call) {
  Relationship changed = wanted_relationship(call);
  const std::string action = text_of(call.body(), "action");
  changed.status = next_status(action, status_at(call.cloud.world, changed, call.now()));
  changed.status_since = changed.modified = call.now();
  const RelationshipRequest made{fresh_guid(), action, call.now()};
  changed.requests.push_back(made);
  put_relationship(call, changed);
  Response response =
      partner_object(call, "tenantRelationships/requests/$entity",
                     "delegatedAdminRelationshipRequest", request_object(call, made), 201);
  response.set("Location", part_address(call, changed, "requests", made.id));
  return response;
}

}  // namespace cloud
