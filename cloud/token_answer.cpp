// Making the tokens of a grant and the body that carries them.
#include <fmt/format.h>

#include <algorithm>

#include "directory_roles.h"
#include "json.h"
#include "random.h"
#include "token.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Access tokens live 60 to 90 minutes, drawn (entra-docs configurable-token-lifetimes.md).
constexpr int kShortestToken = 3600;
constexpr int kLongestToken = 5400;
// The role of whoever comes from another tenant.
constexpr std::string_view kForeignPrincipal = "08372b87-7d02-482a-9e02-fb03ea5fe193";
// What every application has, seen in tokens of applications without a directory role.
constexpr std::string_view kDefaultApplication = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

// Clients that handle claims challenges get tokens of up to 28 hours; how much shorter some are is
// a guess.
constexpr int kShortestLongToken = 20 * 3600;
constexpr int kLongestLongToken = 28 * 3600;

// True when the client says that it handles claims challenges: {"access_token":{"xms_cc":…"cp1"}}.
bool handles_claims(const IdentityCall& call) {
  const std::string claims = call.form.value("claims");
  return claims.find("xms_cc") != std::string::npos && claims.find("\"cp1\"") != std::string::npos;
}

int draw_lifetime(const IdentityCall& call) {
  return handles_claims(call) ? fresh_between(kShortestLongToken, kLongestLongToken)
                              : fresh_between(kShortestToken, kLongestToken);
}

// The issuer of a token of version 2.0, which an application gets for itself.
std::string second_issuer(const IdentityCall& call, const Grant& grant) {
  const bool own = std::any_of(grant.asked.begin(), grant.asked.end(),
                               [](const Scope& one) { return one.resource == Resource::own; });
  return own ? call.origins.login + "/" + grant.tenant->id + "/v2.0" : "";
}

std::string audience_of(const std::vector<Scope>& asked) {
  for (const Scope& one : asked)
    if (one.resource != Resource::none) return one.audience;
  return "https://graph.microsoft.com";
}

bool asks(const std::vector<Scope>& asked, std::string_view name) {
  return std::any_of(asked.begin(), asked.end(),
                     [&](const Scope& one) { return one.name == name; });
}

std::vector<std::string> directory_roles(const Cloud& cloud, const Grant& grant) {
  auto roles = roles_of(cloud.world, *grant.tenant, grant.account.user->id);
  roles.emplace_back(grant.account.tenant == grant.tenant ? role::kDefaultUser : kForeignPrincipal);
  return roles;
}

// The `scope` member: the OpenID words as they are, the others with their resource before them.
std::string scope_text(const std::vector<Scope>& asked, const std::vector<std::string>& granted) {
  std::string text;
  const auto add = [&text](const std::string& one) { text += (text.empty() ? "" : " ") + one; };
  for (const Scope& one : asked)
    if (is_oidc(one.name) && one.name != "offline_access") add(one.name);
  const std::string audience = audience_of(asked);
  for (const std::string& one : granted) add(audience + "/" + one);
  if (asks(asked, ".default")) add(audience + "/.default");
  return text;
}

std::string refresh_token(const IdentityCall& call, const Grant& grant) {
  return "1." + seal_object(call.cloud.state, {{"kind", "refresh"},
                                               {"id", base64url_encode(fresh_bytes(12))},
                                               {"client", call.application().id},
                                               {"home", grant.account.tenant->id},
                                               {"user", grant.account.user->id},
                                               {"issued", call.now()},
                                               {"mfa", grant.mfa},
                                               {"scope", grant.original_scope}});
}

// The time that the tenant's tokens are stamped with: a clock may be off by a fault.
std::int64_t token_time(const IdentityCall& call, const Grant& grant) {
  const Faults& faults = call.cloud.faults;
  const auto skew =
      faults.any() ? faults.find("clock-skew", grant.tenant->id) : std::optional<Fault>();
  return call.now() + (skew ? skew->seconds : 0);
}

// The v1 form writes numbers as texts (partnercenter-v1token-200.json).
json::object first_version(json::object body, std::int64_t now, int lifetime,
                           const std::string& resource) {
  body["expires_in"] = std::to_string(lifetime);
  body["ext_expires_in"] = std::to_string(lifetime);
  body["expires_on"] = std::to_string(now + lifetime);
  body["not_before"] = std::to_string(now);
  body["resource"] = resource;
  return body;
}

Response finish(const IdentityCall& call, const Grant& grant, json::object body, int lifetime) {
  if (is_first_version(call))
    body =
        first_version(std::move(body), token_time(call, grant), lifetime, audience_of(grant.asked));
  return json_response(200, json::serialize(body));
}

std::optional<Response> refuse_person(IdentityCall& call, const Grant& grant) {
  const Application& app = call.application();
  const User& user = *grant.account.user;
  const std::vector<std::string> outsider = {user.user_principal_name, grant.account.tenant->id,
                                             grant.tenant->display_name, app.id, app.display_name};
  if (const auto fault = call.fault(*grant.tenant, Stage::person)) {
    const int code = fault_kind(fault->kind)->aadsts;
    if (code == 50020) return call.refuse(code, outsider);
    if (code == 50076) return call.refuse(code, {std::string(kGraphId)});
    return call.refuse(code, {iso_time(call.now()), iso_time(call.now())});
  }
  if (!may_enter(call.cloud, grant.account, *grant.tenant)) return call.refuse(50020, outsider);
  return std::nullopt;
}

void add_id_token(json::object& body, const IdentityCall& call, const Grant& grant, int lifetime) {
  if (!asks(grant.asked, "openid")) return;
  const User& user = *grant.account.user;
  IdTokenFacts facts;
  facts.issuer = call.origins.login + "/" + grant.tenant->id + "/v2.0";
  facts.client_id = call.application().id;
  facts.tenant_id = grant.tenant->id;
  facts.object_id = user.id;
  facts.user_name = user.user_principal_name;
  facts.display_name = user.display_name;
  facts.nonce = grant.nonce;
  if (asks(grant.asked, "email")) facts.email = user.mail;
  facts.now = token_time(call, grant);
  facts.expires = facts.now + lifetime;
  body["id_token"] = make_id_token(call.cloud.state.key(), facts);
}

}  // namespace

Response give_person_token(IdentityCall& call, const Grant& grant) {
  if (auto refused = refuse_person(call, grant)) return *refused;
  const Application& app = call.application();
  const Consent consent = consent_for(call.cloud, *grant.tenant, app.id, grant.account.user->id);
  const auto granted = granted_of(grant.asked, consent);
  if (!consent.present || !granted) return call.refuse(65001, {app.id, app.display_name});
  const User& user = *grant.account.user;
  const int lifetime = draw_lifetime(call);
  Claims claims;
  claims.tenant_id = grant.tenant->id;
  claims.object_id = user.id;
  claims.user_name = user.user_principal_name;
  claims.client_id = app.id;
  claims.audience = audience_of(grant.asked);
  claims.scopes = *granted;
  claims.wids = directory_roles(call.cloud, grant);
  claims.mfa = grant.mfa;
  const std::int64_t now = token_time(call, grant);
  claims.expires = now + lifetime;
  const TokenFacts facts{now,
                         grant.by_certificate,
                         grant.account.tenant->id,
                         user.display_name,
                         app.display_name,
                         handles_claims(call),
                         second_issuer(call, grant)};
  json::object body = {{"token_type", "Bearer"},
                       {"scope", scope_text(grant.asked, *granted)},
                       {"expires_in", lifetime},
                       {"ext_expires_in", lifetime},
                       {"access_token", make_access_token(call.cloud.state.key(), claims, facts)}};
  const bool refreshes = call.form.value("grant_type") == "refresh_token" ||
                         asks(grant.asked, "offline_access") ||
                         grant.original_scope.find("offline_access") != std::string::npos;
  if (refreshes) body["refresh_token"] = refresh_token(call, grant);
  add_id_token(body, call, grant, lifetime);
  if (call.form.value("client_info") == "1")
    body["client_info"] = base64url_encode(
        json::serialize(json::object{{"uid", user.id}, {"utid", grant.account.tenant->id}}));
  return finish(call, grant, std::move(body), lifetime);
}

Response give_application_token(IdentityCall& call, const Grant& grant) {
  const Application& app = call.application();
  const Consent consent = consent_for(call.cloud, *grant.tenant, app.id, "");
  if (!consent.present) return call.refuse(700016, {app.id, grant.tenant->display_name});
  const int lifetime = draw_lifetime(call);
  Claims claims;
  claims.tenant_id = grant.tenant->id;
  claims.object_id = service_principal_id(grant.tenant->id, app.id);
  claims.wids = roles_of(call.cloud.world, *grant.tenant, claims.object_id);
  claims.wids.emplace_back(kDefaultApplication);
  claims.client_id = app.id;
  claims.audience = audience_of(grant.asked);
  for (const Scope& one : grant.asked)
    if (one.resource == Resource::graph)
      claims.roles.assign(consent.roles.begin(), consent.roles.end());
  const std::int64_t now = token_time(call, grant);
  claims.expires = now + lifetime;
  const TokenFacts facts{now,
                         grant.by_certificate,
                         "",
                         "",
                         app.display_name,
                         handles_claims(call),
                         second_issuer(call, grant)};
  json::object body = {{"token_type", "Bearer"},
                       {"expires_in", lifetime},
                       {"ext_expires_in", lifetime},
                       {"access_token", make_access_token(call.cloud.state.key(), claims, facts)}};
  return finish(call, grant, std::move(body), lifetime);
}

}  // namespace cloud
