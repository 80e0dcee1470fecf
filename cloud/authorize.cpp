// GET and POST /{tenant}/oauth2/v2.0/authorize: sign-in, consent, and the code.
// Source: entra-docs v2-oauth2-auth-code-flow.md (microsoft-cloud.md A.1).
#include "authorize.h"

#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "json.h"
#include "password_policy.h"
#include "random.h"
#include "registration.h"

namespace cloud {
namespace {

constexpr std::int64_t kCodeSeconds = 600;
constexpr std::int64_t kTicketSeconds = 600;
constexpr std::string_view kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

Response error_answer(const IdentityError& error) {
  return html_response(400, error_page("Sign in", error.description));
}

// What makes a request unfit even for a redirect: the browser stays here and sees why.
std::optional<Response> refuse_here(const IdentityCall& call) {
  const Application& app = call.application();
  const std::string client = call.query.value("client_id");
  if (client.empty()) return error_answer(call.error(900144, {"client_id"}));
  if (!call.client)
    return error_answer(
        call.error(700016, {client, call.tenant ? call.tenant->display_name : call.authority}));
  if (const auto code = call.refused_audience())
    return error_answer(call.error(*code, {app.id, call.tenant ? call.tenant->display_name : ""}));
  const std::string redirect = call.query.value("redirect_uri");
  if (redirect.empty()) return error_answer(call.error(900144, {"redirect_uri"}));
  if (!is_registered_redirect(call, redirect))
    return error_answer(call.error(50011, {redirect, app.id}));
  return std::nullopt;
}

// The first version names a resource instead of scopes, and may leave that to the token request.
std::string wanted_scope(const IdentityCall& call) {
  const bool first = call.request.path.ends_with("/oauth2/authorize");
  if (!first) return call.query.value("scope");
  const std::string resource = call.query.get("resource").value_or("https://graph.microsoft.com");
  return resource + "/.default openid offline_access";
}

// What the application learns by a redirect.
std::optional<Response> refuse_back(const IdentityCall& call) {
  const std::string type = call.query.value("response_type");
  if (type.empty()) return redirect_error(call, call.error(900144, {"response_type"}));
  if (type != "code") return redirect_error(call, call.error(700051, {type}));
  const std::string scope = wanted_scope(call);
  if (scope.empty()) return redirect_error(call, call.error(900144, {"scope"}));
  const auto scopes = parse_scopes(scope, call.origins.graph, call.application().id);
  for (const Scope& one : scopes)
    if (!one.known) return redirect_error(call, call.error(70011, {one.text}));
  // Here scopes may span resources (A.1), but not these two kinds (see token.cpp).
  if (mixes_default(scopes)) return redirect_error(call, call.error(70011, {scope}));
  const std::string method = call.query.value("code_challenge_method");
  if (!method.empty() && method != "S256" && method != "plain")
    return redirect_error(call, call.error(9002313));
  if (call.query.value("prompt") == "none") return redirect_error(call, call.error(50058));
  return std::nullopt;
}

Tenant& tenant_of(const IdentityCall& call, const Account& account) {
  return call.tenant ? *call.tenant : *account.tenant;
}

std::vector<Scope> asked_scopes(const IdentityCall& call) {
  return parse_scopes(wanted_scope(call), call.origins.graph, call.application().id);
}

Response send_code(const IdentityCall& call, const SignedIn& who) {
  const Account& account = who.account;
  Code code;
  code.mfa = who.mfa;
  code.client_id = call.application().id;
  code.tenant = tenant_of(call, account).id;
  code.user_id = account.tenant->id + "/" + account.user->id;
  code.redirect_uri = call.query.value("redirect_uri");
  code.scope = wanted_scope(call);
  code.nonce = call.query.value("nonce");
  code.challenge = call.query.value("code_challenge");
  // "plain is assumed when the method is missing" (A.1).
  code.challenge_method = call.query.get("code_challenge_method").value_or("plain");
  code.expires = call.now() + kCodeSeconds;
  constexpr std::size_t code_bytes = 48;
  const std::string text = "1." + base64url_encode(fresh_bytes(code_bytes));
  call.cloud.state.put_code(text, code);
  Fields fields = {{"code", text}};
  if (const auto state = call.query.get("state")) fields.emplace_back("state", *state);
  fields.emplace_back("session_state", fresh_guid());
  return redirect_back(code.redirect_uri, call.query.value("response_mode"), fields);
}

Response ask_consent(const IdentityCall& call, const SignedIn& who,
                     const std::vector<std::string>& missing) {
  const Account& account = who.account;
  const Tenant& tenant = tenant_of(call, account);
  ConsentPage page;
  page.application = call.application().display_name;
  page.user_name = account.user->user_principal_name;
  page.tenant = tenant.display_name;
  page.permissions = missing;
  page.ticket = make_ticket(call, who);
  return html_response(200, consent_page(page));
}

Response after_sign_in(const IdentityCall& call, const SignedIn& who) {
  const Account& account = who.account;
  const Tenant& tenant = tenant_of(call, account);
  const Application& app = call.application();
  const Consent consent = consent_for(call.cloud, tenant, app.id, account.user->id);
  auto missing = missing_consent(call.application(), asked_scopes(call), consent);
  const bool always = call.query.value("prompt") == "consent";
  if (missing.empty() && !always) return send_code(call, who);
  if (!missing.empty() && !is_administrator(account))
    return error_answer(call.error(90094, {app.display_name}));
  if (missing.empty()) missing.assign(consent.scopes.begin(), consent.scopes.end());
  return ask_consent(call, who, missing);
}

Response after_consent(const IdentityCall& call) {
  const SignedIn who = read_ticket(call);
  const Account& account = who.account;
  if (!account.user) return sign_in(call, "The sign-in took too long. Please sign in again.");
  if (call.form.value("consent") != "accept") return redirect_error(call, call.error(65004));
  const Tenant& tenant = tenant_of(call, account);
  const std::string& client = call.application().id;
  Consent consent = consent_of(call.cloud, tenant, client);
  consent.present = true;
  for (const std::string& one : missing_consent(call.application(), asked_scopes(call), consent))
    consent.scopes.insert(one);
  call.cloud.state.put_consent(tenant.id, client, consent);
  return send_code(call, who);
}

Response cancel(const IdentityCall& call) {
  IdentityError error = call.error(65004);
  error.description = "the user canceled the authentication";  // identity-authorize-error.txt
  return redirect_error(call, error);
}

}  // namespace

Response redirect_back(const std::string& address, const std::string& mode, const Fields& fields) {
  if (mode == "form_post") return html_response(200, form_post_page(address, fields));
  std::string query;
  for (const auto& [name, value] : fields)
    query += (query.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  Response response = html_response(302, "");
  const char mark = mode == "fragment" ? '#' : address.find('?') == std::string::npos ? '?' : '&';
  response.set("Location", address + mark + query);
  return response;
}

Response redirect_error(const IdentityCall& call, const IdentityError& error) {
  Fields fields = {{"error", error.error}, {"error_description", error.description}};
  if (!error.suberror.empty()) fields.emplace_back("error_subcode", error.suberror);
  if (const auto state = call.query.get("state")) fields.emplace_back("state", *state);
  return redirect_back(call.query.value("redirect_uri"), call.query.value("response_mode"), fields);
}

Response sign_in(const IdentityCall& call, const std::string& problem, bool new_password) {
  const World& world = call.cloud.world;
  const User* demo = world.partner.find_user(world.service_account_id);
  SignInPage page;
  page.application = call.application().display_name;
  page.login = call.form.get("login").value_or(call.query.value("login_hint"));
  page.problem = problem;
  page.new_password = new_password;
  if (demo) page.demo_name = demo->user_principal_name;
  if (demo) page.demo_password = demo->password;
  // Somebody of the MSP who cannot pass a second factor, to see what is refused then.
  for (const User& one : world.partner.users())
    if (page.weak_name.empty() && one.account_enabled && !has_second_factor(one)) {
      page.weak_name = one.user_principal_name;
      page.weak_password = one.password;
    }
  return html_response(200, sign_in_page(page));
}

// Takes the password that somebody had to choose; the page to show when it is none.
std::optional<Response> take_new_password(const IdentityCall& call, const Account& account) {
  const std::string fresh = call.form.value("newpasswd");
  if (fresh.empty()) return sign_in(call, call.error(50055).description, true);
  const User& user = *account.user;
  if (fresh == user.password || !is_acceptable_password(fresh, wants_strong_password(user)))
    return sign_in(call,
                   "Choose another password of 8 characters or more with three of: small letters, "
                   "capital letters, digits, symbols.",
                   true);
  edit_world(call.cloud, {{"op", "password"},
                          {"tenant", account.tenant->id},
                          {"id", user.id},
                          {"password", fresh},
                          {"force", false},
                          {"at", call.now()}});
  return std::nullopt;
}

SignedIn check_sign_in(const IdentityCall& call) {
  const std::string login = call.form.value("login");
  const Account account = find_account(call.cloud, login);
  const auto again = [&](int code, const std::vector<std::string>& facts = {}) {
    return SignedIn{{}, false, sign_in(call, call.error(code, facts).description)};
  };
  if (login.empty()) return {{}, false, sign_in(call, "Enter your email and your password.")};
  if (!account.user || account.user->password != call.form.value("passwd")) return again(50126);
  if (!account.user->account_enabled) return again(50057);
  if (account.user->must_change_password)
    if (auto page = take_new_password(call, account)) return {{}, false, std::move(page)};
  if (call.tenant && !may_enter(call.cloud, account, *call.tenant)) {
    const Application& app = call.application();
    return again(50020,
                 {login, account.tenant->id, call.tenant->display_name, app.id, app.display_name});
  }
  const bool able = has_second_factor(*account.user);
  // The simulated authenticator approves by itself, unless the person presses the other button.
  if (able && call.form.value("mfa") == "deny") return again(500121);
  // The first version asks for it so (secure application model, enable-secure-app-model.md).
  if (!able && call.query.value("amr_values").find("mfa") != std::string::npos)
    return again(50079, {std::string(kGraphId)});
  return {account, able, std::nullopt};
}

std::string make_ticket(const IdentityCall& call, const SignedIn& who) {
  const Account& account = who.account;
  return seal_object(call.cloud.state, {{"kind", "ticket"},
                                        {"tenant", account.tenant->id},
                                        {"user", account.user->id},
                                        {"mfa", who.mfa},
                                        {"expires", call.now() + kTicketSeconds}});
}

SignedIn read_ticket(const IdentityCall& call) {
  const auto ticket = unseal_object(call.cloud.state, call.form.value("ticket"));
  if (!ticket || text_of(*ticket, "kind") != "ticket" ||
      number_of(*ticket, "expires") <= call.now())
    return {};
  const Account account =
      find_account_by_id(call.cloud, text_of(*ticket, "tenant"), text_of(*ticket, "user"));
  return {account, ticket->at("mfa").as_bool(), std::nullopt};
}

bool is_administrator(const Account& account) {
  const auto& roles = account.user->directory_roles;
  return std::find(roles.begin(), roles.end(), kGlobalAdministrator) != roles.end();
}

Response begin_authorize(IdentityCall& call) {
  if (auto refused = refuse_here(call)) return *refused;
  if (auto refused = refuse_back(call)) return *refused;
  return sign_in(call, "");
}

Response continue_authorize(IdentityCall& call) {
  if (auto refused = refuse_here(call)) return *refused;
  if (auto refused = refuse_back(call)) return *refused;
  if (call.form.get("cancel")) return cancel(call);
  if (call.form.get("consent")) return after_consent(call);
  const SignedIn who = check_sign_in(call);
  return who.instead ? *who.instead : after_sign_in(call, who);
}

Response show_logout(IdentityCall& call) {
  const std::string back = call.query.value("post_logout_redirect_uri");
  if (back.empty() || !is_registered_redirect(call, back))
    return html_response(200, error_page("You signed out", "You may close this window."));
  return redirect_back(back, "query", {});
}

}  // namespace cloud
