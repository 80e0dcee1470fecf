// The claims of tokens. Source: entra-docs access-token-claims-reference.md and
// id-token-claims-reference.md (microsoft-cloud.md A.6).
#include "tokens.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "encoding.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::array array_of(const std::vector<std::string>& items) {
  return json::array(items.begin(), items.end());
}

std::vector<std::string> list_of(const json::object& object, std::string_view name) {
  std::vector<std::string> items;
  if (const json::value* found = object.if_contains(name); found && found->is_array())
    for (const json::value& one : found->as_array())
      if (one.is_string()) items.emplace_back(one.as_string());
  return items;
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& one : items) text += (text.empty() ? "" : " ") + one;
  return text;
}

// The pairwise subject: one person, one application.
std::string subject(std::string_view object_id, std::string_view client_id) {
  return base64url_encode(sha256(std::string(object_id) + "|" + std::string(client_id)));
}

// What only tokens of version 1.0 say of a person.
void add_first_version(json::object& payload, const Claims& claims) {
  payload["upn"] = claims.user_name;
  payload["unique_name"] = claims.user_name;
  payload["amr"] = claims.mfa ? json::array{"pwd", "mfa"} : json::array{"pwd"};
}

void add_person(json::object& payload, const Claims& claims, const TokenFacts& facts) {
  payload["scp"] = joined(claims.scopes);
  payload["wids"] = array_of(claims.wids);
  payload["idtyp"] = "user";
  payload["name"] = facts.display_name;
  if (facts.issuer.empty())
    add_first_version(payload, claims);
  else
    payload["preferred_username"] = claims.user_name;
  if (!facts.home_tenant_id.empty() && facts.home_tenant_id != claims.tenant_id)
    payload["idp"] = "https://sts.windows.net/" + facts.home_tenant_id + "/";
}

}  // namespace

std::string make_access_token(const SigningKey& key, const Claims& claims,
                              const TokenFacts& facts) {
  const bool first = facts.issuer.empty();
  json::object payload = {
      {"aud", claims.audience},
      {"iss", first ? "https://sts.windows.net/" + claims.tenant_id + "/" : facts.issuer},
      {"iat", facts.now},
      {"nbf", facts.now},
      {"exp", claims.expires},
      {first ? "appid" : "azp", claims.client_id},
      {first ? "appidacr" : "azpacr", facts.by_certificate ? "2" : "1"},
      {"oid", claims.object_id},
      {"sub", subject(claims.object_id, claims.client_id)},
      {"tid", claims.tenant_id},
      {"uti", base64url_encode(fresh_bytes(16))},
      {"ver", first ? "1.0" : "2.0"}};
  // Only the first version names the application.
  if (first) payload["app_displayname"] = facts.application_name;
  if (facts.handles_claims) payload["xms_cc"] = json::array{"cp1"};
  if (claims.is_application()) {
    payload["idtyp"] = "app";
    // An application without any role gets a token without the claim: that proves nothing.
    if (!claims.roles.empty()) payload["roles"] = array_of(claims.roles);
    if (!claims.wids.empty()) payload["wids"] = array_of(claims.wids);
  } else {
    add_person(payload, claims, facts);
  }
  return sign_jwt(key, json::serialize(payload));
}

std::optional<Claims> read_access_token(const SigningKey& key, std::string_view token) {
  const auto payload = open_jwt(key, token);
  if (!payload) return std::nullopt;
  const auto object = parse_object(*payload);
  if (!object || text_of(*object, "ver") != "1.0") return std::nullopt;
  Claims claims;
  claims.tenant_id = text_of(*object, "tid");
  claims.object_id = text_of(*object, "oid");
  claims.user_name = text_of(*object, "upn");
  claims.client_id = text_of(*object, "appid");
  claims.audience = text_of(*object, "aud");
  claims.roles = list_of(*object, "roles");
  claims.wids = list_of(*object, "wids");
  claims.scopes = split(text_of(*object, "scp"), ' ');
  const auto methods = list_of(*object, "amr");
  claims.mfa = std::find(methods.begin(), methods.end(), "mfa") != methods.end();
  claims.expires = number_of(*object, "exp");
  return claims;
}

std::string make_id_token(const SigningKey& key, const IdTokenFacts& facts) {
  json::object payload = {{"aud", facts.client_id},
                          {"iss", facts.issuer},
                          {"iat", facts.now},
                          {"nbf", facts.now},
                          {"exp", facts.expires},
                          {"name", facts.display_name},
                          {"oid", facts.object_id},
                          {"preferred_username", facts.user_name},
                          {"rh", "0." + base64url_encode(fresh_bytes(12))},
                          {"sub", subject(facts.object_id, facts.client_id)},
                          {"tid", facts.tenant_id},
                          {"uti", base64url_encode(fresh_bytes(16))},
                          {"ver", "2.0"}};
  if (!facts.nonce.empty()) payload["nonce"] = facts.nonce;
  if (!facts.email.empty()) payload["email"] = facts.email;
  return sign_jwt(key, json::serialize(payload));
}

std::string service_principal_id(std::string_view tenant_id, std::string_view client_id) {
  const std::string digest = sha256(std::string(tenant_id) + "/" + std::string(client_id));
  std::uint64_t seed = 0;
  std::memcpy(&seed, digest.data(), sizeof seed);
  return Random(seed).guid();
}

}  // namespace cloud
