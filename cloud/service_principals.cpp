// The service principals of a tenant. Shape: the CSDL of Graph v1.0 (August 2026),
// serviceprincipal-get--1.json and serviceprincipal-post-serviceprincipals--1.json.
#include "service_principals.h"

#include <algorithm>

#include "encoding.h"
#include "json.h"
#include "permission_texts.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

// The tenant in which Microsoft registers its own services.
constexpr std::string_view kMicrosoftServices = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
constexpr std::string_view kPartnerCenterScopeId = "1cebfa2a-fb4d-419e-b5f9-839b4383e05a";
constexpr std::string_view kImpersonation = "user_impersonation";

struct FirstParty {
  std::string_view app_id, name;
  bool partner_only;  // stands in the MSP's tenant alone, unless somebody adds it elsewhere
};
constexpr FirstParty kFirstParties[] = {
    {kGraphId, "Microsoft Graph", false},
    {kPartnerCenterId, "Microsoft Partner Center", false},
    {kDelegatedAdministrationId, "Partner Customer Delegated Administration", true},
};

const FirstParty* first_party(std::string_view app_id) {
  const auto* found =
      std::find_if(std::begin(kFirstParties), std::end(kFirstParties),
                   [&](const FirstParty& one) { return same_text(one.app_id, app_id); });
  return found == std::end(kFirstParties) ? nullptr : found;
}

json::object app_role(const Permission& one) {
  const std::string_view text = permission_text(one.name).application;
  return {{"allowedMemberTypes", json::array{"Application"}},
          {"description", text},
          {"displayName", text},
          {"id", one.application_id},
          {"isEnabled", true},
          {"origin", "Application"},
          {"value", one.name}};
}

json::object permission_scope(std::string_view id, std::string_view name) {
  const PermissionText text = permission_text(name);
  return {{"adminConsentDescription", text.delegated},
          {"adminConsentDisplayName", text.delegated},
          {"id", id},
          {"isEnabled", true},
          {"origin", "Application"},
          {"type", text.admin_required ? "Admin" : "User"},
          {"userConsentDescription", text.delegated},
          {"userConsentDisplayName", text.delegated},
          {"value", name}};
}

json::array app_roles(const ServicePrincipal& of) {
  json::array roles;
  if (of.app_id != kGraphId) return roles;
  for (const Permission& one : permissions())
    if (!one.application_id.empty()) roles.push_back(app_role(one));
  return roles;
}

json::array permission_scopes(const ServicePrincipal& of) {
  json::array scopes;
  if (of.app_id == kPartnerCenterId)
    scopes.push_back(permission_scope(kPartnerCenterScopeId, kImpersonation));
  if (of.app_id != kGraphId) return scopes;
  for (const Permission& one : permissions())
    if (!one.delegated_id.empty()) scopes.push_back(permission_scope(one.delegated_id, one.name));
  return scopes;
}

json::array reply_urls(const Cloud& cloud, const ServicePrincipal& principal) {
  const Application* application = cloud.world.find_application(principal.app_id);
  if (!application) return {};
  return json::array(application->redirects.begin(), application->redirects.end());
}

// What nobody sets in this cloud.
void add_constant(json::object& object) {
  for (const char* name :
       {"deletedDateTime", "appDescription", "applicationTemplateId", "createdByAppId",
        "customSecurityAttributes", "description", "disabledByMicrosoftStatus", "homepage",
        "isDisabled", "loginUrl", "logoutUrl", "notes", "preferredSingleSignOnMode",
        "preferredTokenSigningKeyThumbprint", "samlSingleSignOnSettings", "tokenEncryptionKeyId"})
    object[name] = nullptr;
  for (const char* name :
       {"addIns", "alternativeNames", "keyCredentials", "notificationEmailAddresses",
        "passwordCredentials", "resourceSpecificApplicationPermissions"})
    object[name] = json::array();
  object["info"] = {{"termsOfServiceUrl", nullptr},
                    {"supportUrl", nullptr},
                    {"privacyStatementUrl", nullptr},
                    {"marketingUrl", nullptr},
                    {"logoUrl", nullptr}};
  object["verifiedPublisher"] = {
      {"displayName", nullptr}, {"verifiedPublisherId", nullptr}, {"addedDateTime", nullptr}};
}

}  // namespace

std::optional<ServicePrincipal> application_named(const Cloud& cloud, const Tenant& tenant,
                                                  std::string_view app_id) {
  if (const Application* ours = cloud.world.find_application(app_id))
    return ServicePrincipal{service_principal_id(tenant.id, ours->id), ours->id, ours->display_name,
                            false};
  const FirstParty* microsofts = first_party(app_id);
  if (!microsofts) return std::nullopt;
  return ServicePrincipal{service_principal_id(tenant.id, microsofts->app_id),
                          std::string(microsofts->app_id), std::string(microsofts->name), true};
}

Consent first_party_consent(const Tenant& tenant, std::string_view app_id) {
  const FirstParty* found = first_party(app_id);
  Consent consent;
  consent.present = found && (!found->partner_only || tenant.is_partner);
  return consent;
}

std::optional<ServicePrincipal> principal_of_app(const Cloud& cloud, const Tenant& tenant,
                                                 std::string_view app_id) {
  auto found = application_named(cloud, tenant, app_id);
  if (found && !consent_of(cloud, tenant, found->app_id).present) found.reset();
  return found;
}

std::vector<ServicePrincipal> service_principals(const Cloud& cloud, const Tenant& tenant) {
  std::vector<ServicePrincipal> all;
  const auto add = [&](std::string_view app_id) {
    if (auto found = principal_of_app(cloud, tenant, app_id)) all.push_back(std::move(*found));
  };
  for (const FirstParty& one : kFirstParties) add(one.app_id);
  for (const Application* one : cloud.world.applications()) add(one->id);
  return all;
}

std::optional<ServicePrincipal> find_service_principal(const Cloud& cloud, const Tenant& tenant,
                                                       std::string_view id_or_key) {
  constexpr std::string_view key = "appId=";
  if (same_text(id_or_key.substr(0, key.size()), key)) {
    std::string_view value = id_or_key.substr(key.size());
    if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'')
      value = value.substr(1, value.size() - 2);
    return principal_of_app(cloud, tenant, value);
  }
  for (ServicePrincipal& one : service_principals(cloud, tenant))
    if (same_text(one.id, id_or_key)) return std::move(one);
  return std::nullopt;
}

json::object service_principal_object(const Cloud& cloud, const ServicePrincipal& principal) {
  const Application* ours = cloud.world.find_application(principal.app_id);
  json::object object = {
      {"id", principal.id},
      {"accountEnabled", true},
      {"appDisplayName", principal.display_name},
      {"appId", principal.app_id},
      {"appOwnerOrganizationId",
       principal.first_party ? kMicrosoftServices : std::string_view(cloud.world.partner.id)},
      {"appRoleAssignmentRequired", false},
      {"appRoles", app_roles(principal)},
      {"displayName", principal.display_name},
      {"oauth2PermissionScopes", permission_scopes(principal)},
      {"publisherName", principal.first_party ? std::string_view("Microsoft Services")
                                              : std::string_view(cloud.world.partner.display_name)},
      {"replyUrls", reply_urls(cloud, principal)},
      {"servicePrincipalNames", json::array{principal.app_id}},
      {"servicePrincipalType", "Application"},
      {"signInAudience", ours ? ours->sign_in_audience : "AzureADMultipleOrgs"},
      {"tags", principal.first_party ? json::array()
                                     : json::array{"WindowsAzureActiveDirectoryIntegratedApp"}}};
  add_constant(object);
  return object;
}

std::span<const std::string_view> service_principal_properties_only_selected() {
  static constexpr std::string_view names[] = {"customSecurityAttributes"};
  return names;
}

std::string_view role_name(const ServicePrincipal& resource, std::string_view app_role_id) {
  if (resource.app_id != kGraphId || app_role_id.empty()) return {};
  for (const Permission& one : permissions())
    if (same_text(one.application_id, app_role_id)) return one.name;
  return {};
}

std::string_view role_id(const ServicePrincipal& resource, std::string_view name) {
  if (resource.app_id != kGraphId) return {};
  for (const Permission& one : permissions())
    if (one.name == name) return one.application_id;
  return {};
}

// Only Partner Center's one permission belongs to another resource than Graph.
bool is_scope_of(const ServicePrincipal& resource, std::string_view scope) {
  if (resource.app_id == kPartnerCenterId) return scope == kImpersonation;
  return resource.app_id == kGraphId && scope != kImpersonation;
}

}  // namespace cloud
