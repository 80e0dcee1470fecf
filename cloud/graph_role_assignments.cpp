// /roleManagement/directory: role definitions, who is assigned to them, and what needs a P2 plan.
// Shapes: rbacapplication-*.json, unifiedroleassignment-get--*.json, unifiedroledefinition-get--
// *.json and the CSDL.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "control.h"
#include "directory_objects.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "object_ids.h"
#include "random.h"
#include "role_holdings.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kDirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
constexpr std::string_view kAssignments = "roleManagement/directory/roleAssignments";
constexpr std::string_view kDefinitions = "roleManagement/directory/roleDefinitions";

// What a role allows action by action is not simulated: the list is empty. Which role admits to
// which address of this cloud is the table of graph_deeds.cpp.
json::object definition_object(const RoleTemplate& role) {
  json::array inherits;
  if (role.id != kDirectoryReaders) inherits.push_back(json::object{{"id", kDirectoryReaders}});
  return {{"id", role.id},
          {"description", text_or_null(role_description(role.id))},
          {"displayName", role.name},
          {"isBuiltIn", true},
          {"isEnabled", true},
          {"resourceScopes", json::array{"/"}},
          {"templateId", role.id},
          {"version", "1"},
          {"rolePermissions", json::array{{{"allowedResourceActions", json::array()},
                                           {"excludedResourceActions", json::array()},
                                           {"condition", nullptr}}}},
          {"inheritsPermissionsFrom", std::move(inherits)}};
}

std::string assignment_id(const RoleHolding& one) {
  return packed_id({one.role, one.principal_id}) + "-1";
}

json::object assignment_object(const RoleHolding& one) {
  return {{"id", assignment_id(one)},
          {"roleDefinitionId", one.role},
          {"principalId", one.principal_id},
          {"directoryScopeId", "/"}};
}

enum class Expanded { nothing, principal, definition };

// One relation at a time, as in life (unifiedroleassignment-list: $expand takes one).
Expanded take_expand(GraphCall& call) {
  const std::string asked = lower(call.query.expand);
  if (asked.empty()) return Expanded::nothing;
  if (asked != "principal" && asked != "roledefinition")
    throw GraphRefusal(
        400, "Request_BadRequest",
        fmt::format("The expression '{}' of $expand is not supported here: principal "
                    "or roleDefinition.",
                    call.query.expand));
  call.query.expand.clear();
  return asked == "principal" ? Expanded::principal : Expanded::definition;
}

json::object with_expanded(const GraphCall& call, json::object object, const RoleHolding& one,
                           Expanded expanded) {
  if (expanded == Expanded::principal) {
    // The question's $select is the assignment's, not the principal's.
    GraphCall whole = call;
    whole.query.select.clear();
    if (const auto found = find_directory_object(call.cloud, call.tenant, one.principal_id))
      object["principal"] = directory_object_json(whole, *found);
  }
  if (expanded == Expanded::definition)
    if (const RoleTemplate* role = role_by_id(one.role))
      object["roleDefinition"] = definition_object(*role);
  return object;
}

RoleHolding wanted_assignment(const GraphCall& call) {
  for (RoleHolding& one : role_holdings(call.tenant))
    if (assignment_id(one) == call.args[0]) return std::move(one);
  refuse_missing(call.args[0]);
}

// What a request for an assignment says, checked.
RoleHolding asked_holding(const GraphCall& call, const json::object& body) {
  const std::string role = text_of(body, "roleDefinitionId");
  const std::string principal = text_of(body, "principalId");
  const std::string scope = text_of(body, "directoryScopeId");
  if (role.empty() || principal.empty() || (scope.empty() && text_of(body, "appScopeId").empty()))
    throw GraphRefusal(400, "Request_BadRequest",
                       "The request needs roleDefinitionId, principalId and directoryScopeId.");
  const RoleTemplate* known = role_by_id(role);
  if (!known) refuse_missing(role);
  const auto object = find_directory_object(call.cloud, call.tenant, principal);
  if (!object) refuse_missing(principal);
  // Administrative units and single objects as scopes are not simulated.
  if (scope != "/") refuse_missing(scope);
  refuse_unfit_for_roles(call, *object);
  return {object->id, std::string(known->id)};
}

void change_holding(GraphCall& call, const char* operation, const RoleHolding& one) {
  edit_world(call.cloud, {{"op", operation},
                          {"tenant", call.tenant.id},
                          {"principal", one.principal_id},
                          {"role", one.role}});
}

// A request that was carried out at once and has no end (msgraph-metadata f54f11b6:
// unifiedRoleAssignmentScheduleRequest).
json::object request_object(const GraphCall& call, const RoleHolding& asked,
                            const json::object& body) {
  json::object made = assignment_object(asked);
  const std::string now = iso_time(call.now());
  made["id"] = fresh_guid();
  made["action"] = text_of(body, "action");
  made["status"] = "Provisioned";
  made["justification"] = text_or_null(text_of(body, "justification"));
  made["isValidationOnly"] = false;
  made["createdDateTime"] = made["completedDateTime"] = now;
  made["createdBy"] = {{call.claims.is_application() ? "application" : "user",
                        {{"id", call.claims.object_id}, {"displayName", nullptr}}}};
  made["approvalId"] = made["appScopeId"] = made["customData"] = nullptr;
  made["targetScheduleId"] = fresh_guid();
  made["ticketInfo"] = {{"ticketNumber", nullptr}, {"ticketSystem", nullptr}};
  made["scheduleInfo"] = {
      {"startDateTime", now},
      {"recurrence", nullptr},
      {"expiration", {{"type", "noExpiration"}, {"endDateTime", nullptr}, {"duration", nullptr}}}};
  return made;
}

void refuse_without_premium(const GraphCall& call) {
  for (const char* plan : {"AAD_PREMIUM_P2", "Entra_Identity_Governance"})
    if (call.tenant.has_plan(plan)) return;
  // Observed: code AadPremiumLicenseRequired with this sentence, status 400.
  throw GraphRefusal(400, "AadPremiumLicenseRequired",
                     "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID "
                     "Governance license.");
}

}  // namespace

Response list_role_definitions(GraphCall& call) {
  const auto all = role_templates();
  ObjectListing listing;
  listing.context = kDefinitions;
  listing.type = "unifiedRoleDefinition";
  for (std::size_t at = 0; at < all.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return definition_object(all[at]); };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), listing.type, {});
  };
  listing.usual_page = static_cast<int>(all.size());
  return answer_listing(call, listing);
}

Response show_role_definition(GraphCall& call) {
  const RoleTemplate* role = role_by_id(call.args[0]);
  if (!role) refuse_missing(call.args[0]);
  if (lower(call.query.expand) == "inheritspermissionsfrom") call.query.expand.clear();
  return answer_object(
      call, kDefinitions,
      keep_selected(call.query, definition_object(*role), "unifiedRoleDefinition", {}));
}

Response list_role_assignments(GraphCall& call) {
  const Expanded expanded = take_expand(call);
  const auto all = role_holdings(call.tenant);
  ObjectListing listing;
  listing.context = kAssignments;
  listing.type = "unifiedRoleAssignment";
  for (std::size_t at = 0; at < all.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return assignment_object(all[at]); };
  listing.keep = [&](json::object object) {
    const auto id = object.at("id");
    const auto found = std::find_if(all.begin(), all.end(), [&](const RoleHolding& one) {
      return id == json::value(assignment_id(one));
    });
    return with_expanded(call, keep_selected(call.query, std::move(object), listing.type, {}),
                         *found, expanded);
  };
  return answer_listing(call, listing);
}

Response show_role_assignment(GraphCall& call) {
  const Expanded expanded = take_expand(call);
  const RoleHolding one = wanted_assignment(call);
  return answer_object(
      call, kAssignments,
      with_expanded(call,
                    keep_selected(call.query, assignment_object(one), "unifiedRoleAssignment", {}),
                    one, expanded));
}

Response add_role_assignment(GraphCall& call) {
  const RoleHolding asked = asked_holding(call, call.body());
  if (holds_directly(call.tenant, asked))
    throw GraphRefusal(400, "Request_BadRequest",
                       "A conflicting object with one or more of the specified property values is "
                       "present in the directory.");
  change_holding(call, "grant-role", asked);
  Response response = answer_object(call, kAssignments, assignment_object(asked));
  response.status = 201;
  return response;
}

Response delete_role_assignment(GraphCall& call) {
  change_holding(call, "revoke-role", wanted_assignment(call));
  return no_content();
}

// With a P2 plan an administrator's assignment without an end is carried out at once; other actions
// of Privileged Identity Management are not simulated.
Response request_role_assignment(GraphCall& call) {
  refuse_without_premium(call);
  const json::object body = call.body();
  const std::string action = text_of(body, "action");
  if (action != "adminAssign" && action != "adminRemove")
    throw GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
  const RoleHolding asked = asked_holding(call, body);
  const bool assigns = action == "adminAssign";
  if (holds_directly(call.tenant, asked) == assigns)
    throw GraphRefusal(
        400, assigns ? "RoleAssignmentExists" : "RoleAssignmentDoesNotExist",
        assigns ? "The Role assignment already exists." : "The Role assignment does not exist.");
  change_holding(call, assigns ? "grant-role" : "revoke-role", asked);
  Response response = answer_object(call, "roleManagement/directory/roleAssignmentScheduleRequests",
                                    request_object(call, asked, body));
  response.status = 201;
  return response;
}

// Eligible roles that are not active would change nothing here: only the refusal is simulated.
Response request_role_eligibility(GraphCall& call) {
  refuse_without_premium(call);
  throw GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
}

}  // namespace cloud
