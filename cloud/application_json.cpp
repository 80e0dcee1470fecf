// Graph's application. Shapes: application-get--1.json and the CSDL of Graph v1.0 (August 2026).
#include "application_json.h"

#include <algorithm>
#include <map>

#include "clock.h"
#include "encoding.h"
#include "json.h"
#include "keys.h"
#include "object_ids.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kOnlySelected[] = {"managerApplications"};
constexpr std::string_view kAudiences[] = {"AzureADMyOrg", "AzureADMultipleOrgs",
                                           "AzureADandPersonalMicrosoftAccount"};

json::object certificate_object(const Credential& one) {
  return {{"customKeyIdentifier", base64_encode(sha1(certificate_der(one.value)))},
          {"displayName", text_or_null(one.display_name)},
          {"endDateTime", iso_time(one.end)},
          {"key", nullptr},
          {"keyId", one.key_id},
          {"startDateTime", iso_time(one.start)},
          {"type", "AsymmetricX509Cert"},
          {"usage", "Verify"}};
}

json::array required_array(const Application& application) {
  std::map<std::string, json::array> by_resource;
  for (const RequiredAccess& one : application.required)
    by_resource[one.resource].push_back({{"id", one.id}, {"type", one.role ? "Role" : "Scope"}});
  json::array all;
  for (auto& [resource, list] : by_resource)
    all.push_back({{"resourceAppId", resource}, {"resourceAccess", std::move(list)}});
  return all;
}

json::object web_object(const Application& application) {
  json::array uris(application.redirects.begin(), application.redirects.end());
  json::array settings;
  for (const json::value& one : uris) settings.push_back({{"uri", one}, {"index", nullptr}});
  return {{"redirectUris", std::move(uris)},
          {"homePageUrl", nullptr},
          {"logoutUrl", nullptr},
          {"implicitGrantSettings",
           {{"enableIdTokenIssuance", false}, {"enableAccessTokenIssuance", false}}},
          {"redirectUriSettings", std::move(settings)}};
}

// What nobody sets in this cloud.
void add_constant(json::object& object) {
  for (const char* name : {"deletedDateTime",
                           "isFallbackPublicClient",
                           "applicationTemplateId",
                           "authenticationBehaviors",
                           "createdByAppId",
                           "defaultRedirectUri",
                           "description",
                           "disabledByMicrosoftStatus",
                           "isDeviceOnlyAuthSupported",
                           "isDisabled",
                           "groupMembershipClaims",
                           "nativeAuthenticationApisEnabled",
                           "notes",
                           "optionalClaims",
                           "requestSignatureVerification",
                           "samlMetadataUrl",
                           "serviceManagementReference",
                           "servicePrincipalLockConfiguration",
                           "tokenEncryptionKeyId",
                           "uniqueName",
                           "certification"})
    object[name] = nullptr;
  for (const char* name : {"addIns", "appRoles", "identifierUris", "managerApplications", "tags"})
    object[name] = json::array();
  object["oauth2RequirePostResponse"] = false;
  object["publicClient"] = {{"redirectUris", json::array()}};
  object["spa"] = {{"redirectUris", json::array()}};
  object["verifiedPublisher"] = {
      {"displayName", nullptr}, {"verifiedPublisherId", nullptr}, {"addedDateTime", nullptr}};
  object["info"] = {{"termsOfServiceUrl", nullptr},
                    {"supportUrl", nullptr},
                    {"privacyStatementUrl", nullptr},
                    {"marketingUrl", nullptr},
                    {"logoUrl", nullptr}};
  object["parentalControlSettings"] = {{"countriesBlockedForMinors", json::array()},
                                       {"legalAgeGroupRule", "Allow"}};
  object["api"] = {{"requestedAccessTokenVersion", 2},
                   {"acceptMappedClaims", nullptr},
                   {"knownClientApplications", json::array()},
                   {"oauth2PermissionScopes", json::array()},
                   {"preAuthorizedApplications", json::array()}};
}

bool take_text(std::string& into, const json::value& value) {
  if (!value.is_string() || value.as_string().empty()) return false;
  into = value.as_string();
  return true;
}

// The bytes of "key": a certificate in DER or PEM form, as base64.
std::string read_certificate(const std::string& key) {
  std::string standard = key;
  std::replace(standard.begin(), standard.end(), '+', '-');
  std::replace(standard.begin(), standard.end(), '/', '_');
  const auto bytes = base64url_decode(standard);
  if (!bytes) return "";
  if (bytes->starts_with("-----BEGIN")) return certificate_der(*bytes).empty() ? "" : *bytes;
  return certificate_pem(*bytes);
}

bool take_times(Credential& into, const json::object& sent) {
  for (const auto& [name, when] :
       {std::pair("startDateTime", &into.start), std::pair("endDateTime", &into.end)}) {
    const std::string text = text_of(sent, name);
    if (text.empty()) continue;
    const auto read = parse_time(text);
    if (!read) return false;
    *when = *read;
  }
  return into.start < into.end;
}

// One entry of keyCredentials: what it says of a new certificate, or the known one it names.
std::optional<Credential> read_key(const Application& known, const json::object& sent) {
  const std::string id = text_of(sent, "keyId");
  const auto found = std::find_if(known.certificates.begin(), known.certificates.end(),
                                  [&](const Credential& one) { return same_text(one.key_id, id); });
  const std::string key = text_of(sent, "key");
  if (key.empty()) return found == known.certificates.end() ? std::nullopt : std::optional(*found);
  if (text_of(sent, "type") != "AsymmetricX509Cert" || text_of(sent, "usage") != "Verify")
    return std::nullopt;
  Credential made;
  made.value = read_certificate(key);
  const auto lifetime = certificate_lifetime(made.value);
  if (!lifetime) return std::nullopt;
  made.key_id = id.empty() ? fresh_guid() : id;
  made.display_name = text_of(sent, "displayName");
  made.start = lifetime->first;
  made.end = lifetime->second;
  if (!take_times(made, sent) || made.end > lifetime->second) return std::nullopt;
  return made;
}

}  // namespace

std::string application_object_id(const Application& application) {
  return pair_id(application.id, "application");
}

json::object password_object(const Credential& one) {
  return {{"customKeyIdentifier", nullptr},
          {"displayName", text_or_null(one.display_name)},
          {"endDateTime", iso_time(one.end)},
          {"hint", one.value.substr(0, 3)},
          {"keyId", one.key_id},
          {"secretText", nullptr},
          {"startDateTime", iso_time(one.start)}};
}

json::object application_object(const World& world, const Application& application) {
  json::array passwords, certificates;
  for (const Credential& one : application.passwords) passwords.push_back(password_object(one));
  for (const Credential& one : application.certificates)
    certificates.push_back(certificate_object(one));
  json::object object = {{"id", application_object_id(application)},
                         {"appId", application.id},
                         {"createdDateTime", iso_time(world.partner.created)},
                         {"displayName", application.display_name},
                         {"publisherDomain", world.partner.default_domain},
                         {"signInAudience", application.sign_in_audience},
                         {"keyCredentials", std::move(certificates)},
                         {"passwordCredentials", std::move(passwords)},
                         {"requiredResourceAccess", required_array(application)},
                         {"web", web_object(application)}};
  add_constant(object);
  return object;
}

std::span<const std::string_view> application_properties_only_selected() { return kOnlySelected; }

bool take_display_name(Application& into, const json::value& value, std::int64_t) {
  return take_text(into.display_name, value);
}

bool take_audience(Application& into, const json::value& value, std::int64_t) {
  return take_text(into.sign_in_audience, value) &&
         std::find(std::begin(kAudiences), std::end(kAudiences), into.sign_in_audience) !=
             std::end(kAudiences);
}

bool take_web(Application& into, const json::value& value, std::int64_t) {
  const json::value* uris =
      value.is_object() ? value.as_object().if_contains("redirectUris") : nullptr;
  if (!uris) return value.is_object();
  if (!uris->is_array()) return false;
  into.redirects.clear();
  for (const json::value& one : uris->as_array()) {
    if (!one.is_string()) return false;
    into.redirects.emplace_back(one.as_string());
  }
  return true;
}

bool take_required_access(Application& into, const json::value& value, std::int64_t) {
  if (!value.is_array()) return false;
  into.required.clear();
  for (const json::value& each : value.as_array()) {
    if (!each.is_object()) return false;
    const std::string resource = text_of(each.as_object(), "resourceAppId");
    const json::value* list = each.as_object().if_contains("resourceAccess");
    if (resource.empty() || !list || !list->is_array()) return false;
    for (const json::value& one : list->as_array()) {
      const std::string type = one.is_object() ? text_of(one.as_object(), "type") : "";
      if (type != "Role" && type != "Scope") return false;
      into.required.push_back({resource, text_of(one.as_object(), "id"), type == "Role"});
    }
  }
  return true;
}

bool take_key_credentials(Application& into, const json::value& value, std::int64_t) {
  if (!value.is_array()) return false;
  std::vector<Credential> all;
  for (const json::value& each : value.as_array()) {
    auto one = each.is_object() ? read_key(into, each.as_object()) : std::nullopt;
    if (!one) return false;
    all.push_back(std::move(*one));
  }
  into.certificates = std::move(all);
  return true;
}

bool keep_password_credentials(Application& into, const json::value& value, std::int64_t) {
  if (!value.is_array()) return false;
  std::vector<Credential> kept;
  for (const json::value& each : value.as_array()) {
    const std::string id = each.is_object() ? text_of(each.as_object(), "keyId") : "";
    const auto found = std::find_if(into.passwords.begin(), into.passwords.end(),
                                    [&](const Credential& one) { return one.key_id == id; });
    if (found == into.passwords.end()) return false;
    kept.push_back(*found);
  }
  into.passwords = std::move(kept);
  return true;
}

bool take_password_wish(Credential& into, const json::object& wish) {
  into.display_name = text_of(wish, "displayName");
  return take_times(into, wish);
}

}  // namespace cloud
