// POST /{tenant}/oauth2/v2.0/token: one row a grant type.
// Sources: entra-docs v2-oauth2-*.md, refresh-tokens.md (microsoft-cloud.md A.1, A.3, A.4).
#include "token.h"

#include <fmt/format.h>

#include <algorithm>

#include "json.h"

namespace cloud {
namespace {

constexpr std::int64_t kIdleSeconds = 90LL * 24 * 3600;  // of a refresh token

// The first scope's resource; scopes of other resources make the request unfit.
bool one_resource(const std::vector<Scope>& scopes) {
  Resource found = Resource::none;
  for (const Scope& one : scopes) {
    if (one.resource == Resource::none) continue;
    if (found != Resource::none && found != one.resource) return false;
    found = one.resource;
  }
  return true;
}

// A code's scopes may span resources; without `scope` the first resource is meant.
void keep_first_resource(std::vector<Scope>& scopes) {
  Resource first = Resource::none;
  for (const Scope& one : scopes)
    if (first == Resource::none) first = one.resource;
  std::erase_if(scopes, [&](const Scope& one) {
    return one.resource != Resource::none && one.resource != first;
  });
}

bool verifier_fits(const Code& code, const std::string& verifier) {
  if (code.challenge.empty()) return true;
  if (code.challenge_method == "S256") return base64url_encode(sha256(verifier)) == code.challenge;
  return verifier == code.challenge;
}

// What is wrong with the code at all; null when it may be redeemed.
std::optional<Response> refuse_code(IdentityCall& call, const Code& code) {
  if (code.used) return call.refuse(54005);
  if (code.expires <= call.now()) return call.refuse(70008);
  if (!same_text(code.client_id, call.form.value("client_id"))) return call.refuse(70000);
  if (call.tenant && call.tenant->id != code.tenant) return call.refuse(700005);
  const std::string redirect = call.form.value("redirect_uri");
  if (redirect.empty()) return call.refuse(900144, {"redirect_uri"});
  if (redirect != code.redirect_uri) return call.refuse(500112, {redirect, code.redirect_uri});
  if (!verifier_fits(code, call.form.value("code_verifier"))) return call.refuse(501481);
  return std::nullopt;
}

// A code that was asked for with openid gives an id token, whatever `scope` says at redemption.
void add_sign_in_scopes(const IdentityCall& call, const std::string& original,
                        std::vector<Scope>& asked) {
  const auto first = parse_scopes(original, call.origins.graph, call.application().id);
  for (const Scope& one : first)
    if (is_oidc(one.name) && std::none_of(asked.begin(), asked.end(), [&](const Scope& other) {
          return other.name == one.name;
        }))
      asked.push_back(one);
}

Response redeem_code(IdentityCall& call, const ClientProof& proof) {
  const std::string text = call.form.value("code");
  if (text.empty()) return call.refuse(900144, {"code"});
  const auto code = call.cloud.state.code(text);
  if (!code) return call.refuse(70000);
  if (auto refused = refuse_code(call, *code)) return *refused;
  auto scopes = requested_scopes(call, code->scope);
  if (auto* refused = std::get_if<Response>(&scopes)) return *refused;
  if (!call.cloud.state.use_code(text)) return call.refuse(54005);
  Grant grant;
  grant.by_certificate = proof.by_certificate;
  const auto ids = split(code->user_id, '/');
  grant.account = find_account_by_id(call.cloud, ids.at(0), ids.at(1));
  if (!grant.account.user) return call.refuse(50034, {ids.at(1), ids.at(0)});
  grant.tenant = call.cloud.world.find_tenant(code->tenant);
  grant.asked = std::get<std::vector<Scope>>(scopes);
  add_sign_in_scopes(call, code->scope, grant.asked);
  grant.nonce = code->nonce;
  grant.original_scope = code->scope;
  grant.mfa = code->mfa;
  return give_person_token(call, grant);
}

// What is wrong with a refresh token; null when it may be redeemed.
std::optional<Response> refuse_refresh(IdentityCall& call, const boost::json::object& token,
                                       const Account& account) {
  const State& state = call.cloud.state;
  const std::int64_t issued = number_of(token, "issued");
  if (!same_text(text_of(token, "client"), call.form.value("client_id"))) return call.refuse(70000);
  if (!account.user) return call.refuse(50034, {text_of(token, "user"), text_of(token, "home")});
  if (!account.user->account_enabled) return call.refuse(50057);
  const std::int64_t valid_from = state.valid_from(account.user->id);
  if (issued < valid_from) return call.refuse(50173, {iso_time(issued), iso_time(valid_from)});
  if (call.now() - state.last_use(text_of(token, "id"), issued) > kIdleSeconds)
    return call.refuse(700082, {iso_time(issued)});
  return std::nullopt;
}

Response redeem_refresh(IdentityCall& call, const ClientProof& proof) {
  const std::string text = call.form.value("refresh_token");
  if (text.empty()) return call.refuse(900144, {"refresh_token"});
  // "1." marks the kind of token, as Microsoft's begin with a version and a dot too.
  const auto token =
      text.starts_with("1.") ? unseal_object(call.cloud.state, text.substr(2)) : std::nullopt;
  if (!token || text_of(*token, "kind") != "refresh") return call.refuse(70000);
  Grant grant;
  grant.by_certificate = proof.by_certificate;
  grant.account = find_account_by_id(call.cloud, text_of(*token, "home"), text_of(*token, "user"));
  if (auto refused = refuse_refresh(call, *token, grant.account)) return *refused;
  grant.original_scope = text_of(*token, "scope");
  grant.mfa = token->contains("mfa") && token->at("mfa").as_bool();
  auto scopes = requested_scopes(call, grant.original_scope);
  if (auto* refused = std::get_if<Response>(&scopes)) return *refused;
  grant.asked = std::get<std::vector<Scope>>(scopes);
  grant.tenant = call.tenant ? call.tenant : grant.account.tenant;
  Response response = give_person_token(call, grant);
  if (response.status == 200)
    call.cloud.state.note_use(text_of(*token, "id"), number_of(*token, "issued"), call.now());
  return response;
}

Response grant_application(IdentityCall& call, const ClientProof& proof) {
  if (!call.tenant) return call.refuse(9001023);
  auto scopes = requested_scopes(call, "");
  if (auto* refused = std::get_if<Response>(&scopes)) return *refused;
  Grant grant;
  grant.by_certificate = proof.by_certificate;
  grant.tenant = call.tenant;
  grant.asked = std::get<std::vector<Scope>>(scopes);
  if (grant.asked.empty()) return call.refuse(900144, {"scope"});
  for (const Scope& one : grant.asked)
    if (one.name != ".default") return call.refuse(1002012, {call.form.value("scope")});
  return give_application_token(call, grant);
}

// Whose tokens are asked for, as far as the request tells.
std::string owner_of(const IdentityCall& call) {
  const std::string text = call.form.value("refresh_token");
  const auto token =
      text.starts_with("1.") ? unseal_object(call.cloud.state, text.substr(2)) : std::nullopt;
  return token ? text_of(*token, "user") : call.form.value("code");
}

// The same question too often in a short time. How often is published nowhere (see budgets.cpp);
// the two ways of telling are:
// learn.microsoft.com/entra/msal/dotnet/advanced/client-and-server-throttling.
std::optional<Response> refuse_loop(IdentityCall& call) {
  const std::string grant = call.form.value("grant_type");
  const std::string same = fmt::format("{} {} {} {}", grant, owner_of(call),
                                       call.form.value("scope"), call.form.value("resource"));
  Charge charge;
  charge.application = call.application().id;
  charge.tenant = call.authority;
  charge.detail = same;
  charge.workload = Workload::tokens;
  if (!call.cloud.limits.charge(charge, call.now()).refused_by) return std::nullopt;
  return call.refuse(grant == "client_credentials" ? 90055 : 50196);
}

struct GrantRow {
  std::string_view type;
  Response (*give)(IdentityCall&, const ClientProof&);
};
constexpr GrantRow kGrants[] = {
    {"authorization_code", redeem_code},
    {"refresh_token", redeem_refresh},
    {"client_credentials", grant_application},
};

}  // namespace

bool is_first_version(const IdentityCall& call) {
  return call.request.path.find("/oauth2/token") != std::string::npos;
}

std::variant<std::vector<Scope>, Response> requested_scopes(IdentityCall& call,
                                                            const std::string& otherwise) {
  std::string text = call.form.value("scope");
  const bool given = !text.empty();
  if (const auto resource = call.form.get("resource"); resource && is_first_version(call))
    text = *resource + "/.default openid offline_access";
  else if (!given)
    text = otherwise;
  auto scopes = parse_scopes(text, call.origins.graph, call.application().id);
  for (const Scope& one : scopes)
    if (!one.known) return call.refuse(70011, {one.text});
  // "Clients can't combine static (.default) consent and dynamic consent in a single request"
  // (entra-docs scopes-oidc.md); 70011 is what is seen in life.
  if (mixes_default(scopes)) return call.refuse(70011, {text});
  // 70011 is documented for any scope that is not valid; what is seen in life for scopes of several
  // resources is 28000 (v2-oauth2-auth-code-flow.md says "one resource only" and names no code).
  if (given && !one_resource(scopes)) return call.refuse(28000, {text});
  keep_first_resource(scopes);
  return scopes;
}

Response issue_token(IdentityCall& call) {
  const std::string_view type = call.request.header("Content-Type");
  const bool is_form = lower(type).starts_with("application/x-www-form-urlencoded");
  if (!is_form && !call.request.body.empty()) return call.refuse(9002313);
  const std::string wanted = call.form.value("grant_type");
  if (wanted.empty()) return call.refuse(900144, {"grant_type"});
  const auto row = std::find_if(std::begin(kGrants), std::end(kGrants),
                                [&](const GrantRow& one) { return one.type == wanted; });
  if (row == std::end(kGrants)) return call.refuse(70003, {wanted});
  auto proof = prove_client(call);
  if (auto* refused = std::get_if<Response>(&proof)) return *refused;
  auto refused = refuse_loop(call);
  Response response = refused ? *refused : row->give(call, std::get<ClientProof>(proof));
  response.set("Cache-Control", "no-store, no-cache");
  response.set("Pragma", "no-cache");
  response.set("Expires", "-1");
  response.set("x-ms-clitelem", "1,0,0,,");
  return response;
}

}  // namespace cloud
