// What applications were granted: app role assignments and delegated permission grants.
// Shapes: serviceprincipal-post-approleassignments--1.json, serviceprincipal-list-
// approleassignedto--1.json, oauth2permissiongrant-*.json and the CSDL.
#include <fmt/format.h>

#include <algorithm>

#include "encoding.h"
#include "graph_deeds.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "json.h"
#include "object_ids.h"
#include "service_principals.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Besides the permission itself, whoever assigns a role must be able to read both applications
// (learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments,
// endpoint-permissions.tsv).
constexpr std::string_view kReadApplications[] = {"Application.Read.All",
                                                  "Application.ReadWrite.All", "Directory.Read.All",
                                                  "Directory.ReadWrite.All"};

ServicePrincipal wanted(const GraphCall& call, std::string_view id) {
  auto found = find_service_principal(call.cloud, call.tenant, id);
  if (!found) refuse_missing(id);
  return std::move(*found);
}

// One role of one application, of one resource.
struct Assignment {
  ServicePrincipal principal, resource;
  std::string role;

  std::string role_guid() const { return std::string(role_id(resource, role)); }
  std::string id() const { return packed_id({principal.id, pair_id(resource.id, role_guid())}); }
};

std::vector<Assignment> assignments_of(const GraphCall& call, const ServicePrincipal& principal) {
  std::vector<Assignment> all;
  const Consent consent = consent_of(call.cloud, call.tenant, principal.app_id);
  const auto graph = principal_of_app(call.cloud, call.tenant, kGraphId);
  for (const std::string& role : consent.roles)
    if (graph && !role_id(*graph, role).empty()) all.push_back({principal, *graph, role});
  return all;
}

json::object assignment_object(const GraphCall& call, const Assignment& one) {
  const Consent consent = consent_of(call.cloud, call.tenant, one.principal.app_id);
  const auto since = consent.since.find(one.role);
  return {{"id", one.id()},
          {"deletedDateTime", nullptr},
          {"appRoleId", one.role_guid()},
          {"createdDateTime",
           iso_time(since == consent.since.end() ? call.tenant.created : since->second)},
          {"principalDisplayName", one.principal.display_name},
          {"principalId", one.principal.id},
          {"principalType", "ServicePrincipal"},
          {"resourceDisplayName", one.resource.display_name},
          {"resourceId", one.resource.id}};
}

Response list(GraphCall& call, std::string_view context, std::string_view type,
              const std::vector<json::object>& all) {
  ObjectListing listing;
  listing.context = context;
  listing.type = type;
  for (std::size_t at = 0; at < all.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return all[at]; };
  listing.keep = [&](json::object object) {
    return keep_selected(call.query, std::move(object), type, {});
  };
  return answer_listing(call, listing);
}

// Delegated permissions of one application for one resource: for everybody, or for one person.
struct PermissionGrant {
  ServicePrincipal client, resource;
  std::string person;  // empty: everybody
  std::set<std::string> scopes;

  std::string id() const {
    return person.empty() ? packed_id({client.id, resource.id})
                          : packed_id({client.id, resource.id, person});
  }
};

std::set<std::string> scopes_of(const ServicePrincipal& resource,
                                const std::set<std::string>& all) {
  std::set<std::string> some;
  for (const std::string& one : all)
    if (is_scope_of(resource, one)) some.insert(one);
  return some;
}

// A grant without any scope is none: a set of nothing cannot be told from it.
void add_grants(std::vector<PermissionGrant>& all, const std::vector<ServicePrincipal>& resources,
                const ServicePrincipal& client, const std::string& person,
                const std::set<std::string>& scopes) {
  for (const ServicePrincipal& resource : resources)
    if (auto some = scopes_of(resource, scopes); !some.empty())
      all.push_back({client, resource, person, std::move(some)});
}

std::vector<PermissionGrant> grants_of(const GraphCall& call, const ServicePrincipal& client) {
  std::vector<PermissionGrant> all;
  const auto resources = service_principals(call.cloud, call.tenant);
  const Consent consent = consent_of(call.cloud, call.tenant, client.app_id);
  add_grants(all, resources, client, "", consent.scopes);
  for (const auto& [person, scopes] : consent.personal)
    add_grants(all, resources, client, person, scopes);
  return all;
}

std::vector<PermissionGrant> all_grants(const GraphCall& call) {
  std::vector<PermissionGrant> all;
  for (const ServicePrincipal& one : service_principals(call.cloud, call.tenant))
    for (PermissionGrant& grant : grants_of(call, one)) all.push_back(std::move(grant));
  return all;
}

json::object grant_object(const PermissionGrant& grant) {
  std::string scope;
  for (const std::string& one : grant.scopes) scope += (scope.empty() ? "" : " ") + one;
  return {{"clientId", grant.client.id},
          {"consentType", grant.person.empty() ? "AllPrincipals" : "Principal"},
          {"id", grant.id()},
          {"principalId", text_or_null(grant.person)},
          {"resourceId", grant.resource.id},
          {"scope", scope}};
}

PermissionGrant wanted_grant(const GraphCall& call) {
  for (PermissionGrant& one : all_grants(call))
    if (one.id() == call.args[0]) return std::move(one);
  refuse_missing(call.args[0]);
}

// Puts the scopes of that grant in place of those that were there.
void put_grant(const GraphCall& call, const PermissionGrant& grant) {
  Consent consent = consent_of(call.cloud, call.tenant, grant.client.app_id);
  std::set<std::string>& scopes =
      grant.person.empty() ? consent.scopes : consent.personal[grant.person];
  for (const std::string& one : scopes_of(grant.resource, scopes)) scopes.erase(one);
  scopes.insert(grant.scopes.begin(), grant.scopes.end());
  std::erase_if(consent.personal, [](const auto& one) { return one.second.empty(); });
  call.cloud.state.put_consent(call.tenant.id, grant.client.app_id, consent);
}

std::set<std::string> scope_words(const std::string& text) {
  const auto words = split(text, ' ');
  return {words.begin(), words.end()};
}

std::string needed(const json::object& body, std::string_view name) {
  std::string value = text_of(body, name);
  if (value.empty())
    throw GraphRefusal(400, "Request_BadRequest",
                       fmt::format("A value is required for property '{}' of resource.", name));
  return value;
}

Response listed_grants(GraphCall& call, std::string_view context,
                       const std::vector<PermissionGrant>& grants) {
  std::vector<json::object> all;
  for (const PermissionGrant& one : grants) all.push_back(grant_object(one));
  return list(call, context, "oAuth2PermissionGrant", all);
}

Response answered_grant(GraphCall& call, const PermissionGrant& grant, int status) {
  Response response =
      answer_object(call, "oauth2PermissionGrants",
                    keep_selected(call.query, grant_object(grant), "oAuth2PermissionGrant", {}));
  response.status = status;
  return response;
}

Assignment asked_assignment(const GraphCall& call) {
  const json::object body = call.body();
  const std::string principal = needed(body, "principalId");
  const std::string resource = needed(body, "resourceId");
  const std::string role = needed(body, "appRoleId");
  if (!call.holds(kReadApplications)) refuse_privileges();
  Assignment asked{wanted(call, principal), wanted(call, resource), ""};
  asked.role = role_name(asked.resource, role);
  if (asked.role.empty())
    throw GraphRefusal(400, "Request_BadRequest",
                       fmt::format("Permission being assigned was not found on application '{}'.",
                                   asked.resource.app_id));
  return asked;
}

}  // namespace

Response list_app_role_assignments(GraphCall& call) {
  const ServicePrincipal principal = wanted(call, call.args[0]);
  std::vector<json::object> all;
  for (const Assignment& one : assignments_of(call, principal))
    all.push_back(assignment_object(call, one));
  return list(call, fmt::format("servicePrincipals('{}')/appRoleAssignments", principal.id),
              "appRoleAssignment", all);
}

Response list_app_role_assigned_to(GraphCall& call) {
  const ServicePrincipal resource = wanted(call, call.args[0]);
  std::vector<json::object> all;
  for (const ServicePrincipal& principal : service_principals(call.cloud, call.tenant))
    for (const Assignment& one : assignments_of(call, principal))
      if (one.resource.id == resource.id) all.push_back(assignment_object(call, one));
  return list(call, fmt::format("servicePrincipals('{}')/appRoleAssignedTo", resource.id),
              "appRoleAssignment", all);
}

// POST to …/appRoleAssignments of the principal or to …/appRoleAssignedTo of the resource.
Response add_app_role_assignment(GraphCall& call) {
  const ServicePrincipal at = wanted(call, call.args[0]);
  const Assignment asked = asked_assignment(call);
  if (at.id != asked.principal.id && at.id != asked.resource.id)
    throw GraphRefusal(400, "Request_BadRequest", "Not a valid reference update.");
  if (asked.resource.app_id == kGraphId && !may_do(call, Deed::grant_graph_roles))
    refuse_privileges();
  Consent consent = consent_of(call.cloud, call.tenant, asked.principal.app_id);
  if (!consent.roles.insert(asked.role).second)
    throw GraphRefusal(400, "Request_BadRequest",
                       "Permission being assigned already exists on the object");
  consent.since[asked.role] = call.now();
  call.cloud.state.put_consent(call.tenant.id, asked.principal.app_id, consent);
  Response response = answer_object(call, "appRoleAssignments", assignment_object(call, asked));
  response.status = 201;
  return response;
}

Response delete_app_role_assignment(GraphCall& call) {
  const ServicePrincipal at = wanted(call, call.args[0]);
  for (const ServicePrincipal& principal : service_principals(call.cloud, call.tenant))
    for (const Assignment& one : assignments_of(call, principal)) {
      if (one.id() != call.args[1] || (at.id != principal.id && at.id != one.resource.id)) continue;
      if (one.resource.app_id == kGraphId && !may_do(call, Deed::grant_graph_roles))
        refuse_privileges();
      Consent consent = consent_of(call.cloud, call.tenant, principal.app_id);
      consent.roles.erase(one.role);
      consent.since.erase(one.role);
      call.cloud.state.put_consent(call.tenant.id, principal.app_id, consent);
      return no_content();
    }
  refuse_missing(call.args[1]);
}

Response list_permission_grants(GraphCall& call) {
  return listed_grants(call, "oauth2PermissionGrants", all_grants(call));
}

Response list_permission_grants_of(GraphCall& call) {
  return listed_grants(call, "oauth2PermissionGrants", grants_of(call, wanted(call, call.args[0])));
}

Response show_permission_grant(GraphCall& call) {
  return answered_grant(call, wanted_grant(call), 200);
}

Response add_permission_grant(GraphCall& call) {
  const json::object body = call.body();
  PermissionGrant grant{wanted(call, needed(body, "clientId")),
                        wanted(call, needed(body, "resourceId")), text_of(body, "principalId"),
                        scope_words(text_of(body, "scope"))};
  const std::string type = needed(body, "consentType");
  const bool personal = same_text(type, "Principal");
  if ((!personal && !same_text(type, "AllPrincipals")) || personal == grant.person.empty())
    throw GraphRefusal(400, "Request_BadRequest", "One or more properties are invalid.");
  if (personal && !call.tenant.find_user(grant.person)) refuse_missing(grant.person);
  std::erase_if(grant.scopes, [&](const auto& one) { return !is_scope_of(grant.resource, one); });
  for (const PermissionGrant& one : all_grants(call))
    if (one.id() == grant.id())
      throw GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue",
                         "Permission entry already exists.");
  put_grant(call, grant);
  return answered_grant(call, grant, 201);
}

Response change_permission_grant(GraphCall& call) {
  PermissionGrant grant = wanted_grant(call);
  const json::object body = call.body();
  for (const auto& one : body)
    if (one.key() != "scope")
      throw GraphRefusal(400, "Request_BadRequest",
                         fmt::format("Property cannot be updated: {}", std::string(one.key())));
  grant.scopes = scope_words(text_of(body, "scope"));
  put_grant(call, grant);
  return no_content();
}

Response delete_permission_grant(GraphCall& call) {
  PermissionGrant grant = wanted_grant(call);
  grant.scopes.clear();
  put_grant(call, grant);
  return no_content();
}

}  // namespace cloud
