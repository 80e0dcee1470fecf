// Admin consent, in both forms: /{tenant}/v2.0/adminconsent and /{tenant}/adminconsent.
// Source: entra-docs v2-admin-consent.md and v2-oauth2-client-creds-grant-flow.md (A.2).
#include "authorize.h"
#include "random.h"

namespace cloud {
namespace {

bool is_second_version(const IdentityCall& call) {
  return call.request.path.find("/v2.0/") != std::string::npos;
}

std::optional<Response> refuse_here(const IdentityCall& call) {
  const Application& app = call.application();
  const auto page = [](const IdentityError& error) {
    return html_response(400, error_page("Sign in", error.description));
  };
  const std::string client = call.query.value("client_id");
  const std::string redirect = call.query.value("redirect_uri");
  if (client.empty()) return page(call.error(900144, {"client_id"}));
  if (!call.client) return page(call.error(700016, {client, call.authority}));
  if (redirect.empty()) return page(call.error(900144, {"redirect_uri"}));
  if (!is_registered_redirect(call, redirect)) return page(call.error(50011, {redirect, app.id}));
  return std::nullopt;
}

Response back(const IdentityCall& call, Fields fields) {
  if (const auto state = call.query.get("state")) fields.emplace_back("state", *state);
  return redirect_back(call.query.value("redirect_uri"), "query", fields);
}

// The v2 form says admin_consent=True even when it fails: so do the documents
// (identity-adminconsent-error.txt, where 65004 has other words than in the list of codes).
Response declined(const IdentityCall& call) {
  if (!is_second_version(call))
    return back(call, {{"error", "permission_denied"},
                       {"error_description", "The admin canceled the request"}});
  std::string text = call.error(65004).description;
  const std::string_view code = "AADSTS65004: ";
  text = std::string(code) + "The resource owner or authorization server denied the request." +
         text.substr(text.find("\r\n"));
  return back(
      call,
      {{"admin_consent", "True"}, {"error", "consent_required"}, {"error_description", text}});
}

std::string asked(const IdentityCall& call) {
  return call.query.get("scope").value_or("https://graph.microsoft.com/.default");
}

std::vector<Scope> asked_scopes(const IdentityCall& call) {
  return parse_scopes(asked(call), call.origins.graph, call.application().id);
}

const Tenant& tenant_of(const IdentityCall& call, const Account& account) {
  return call.tenant ? *call.tenant : *account.tenant;
}

Response ask(const IdentityCall& call, const SignedIn& who) {
  const Account& account = who.account;
  ConsentPage page;
  page.application = call.application().display_name;
  page.user_name = account.user->user_principal_name;
  page.tenant = tenant_of(call, account).display_name;
  page.permissions = missing_consent(call.application(), asked_scopes(call), {});
  page.ticket = make_ticket(call, who);
  page.for_organization = true;
  return html_response(200, consent_page(page));
}

Response accept(const IdentityCall& call, const Account& account) {
  const Tenant& tenant = tenant_of(call, account);
  const std::string& client = call.application().id;
  Consent consent = consent_of(call.cloud, tenant, client);
  consent.present = true;
  for (const std::string& one : missing_consent(call.application(), asked_scopes(call), {}))
    consent.scopes.insert(one);
  // Only .default also grants what the application may do by itself.
  for (const Scope& one : asked_scopes(call))
    if (one.name == ".default" && one.resource == Resource::graph)
      for (const std::string& role : registered_roles(call.application()))
        consent.roles.insert(role);
  call.cloud.state.put_consent(tenant.id, client, consent);
  if (!is_second_version(call))
    return back(call, {{"tenant", tenant.id}, {"admin_consent", "True"}});
  return back(call, {{"admin_consent", "True"}, {"tenant", tenant.id}, {"scope", asked(call)}});
}

}  // namespace

Response begin_admin_consent(IdentityCall& call) {
  if (auto refused = refuse_here(call)) return *refused;
  return sign_in(call, "");
}

Response continue_admin_consent(IdentityCall& call) {
  if (auto refused = refuse_here(call)) return *refused;
  if (call.form.get("cancel")) return declined(call);
  if (call.form.get("consent")) {
    const Account account = read_ticket(call).account;
    if (!account.user) return sign_in(call, "The sign-in took too long. Please sign in again.");
    return call.form.value("consent") == "accept" ? accept(call, account) : declined(call);
  }
  const SignedIn who = check_sign_in(call);
  if (who.instead) return *who.instead;
  if (!is_administrator(who.account))
    return html_response(
        400, error_page("Need admin approval",
                        call.error(90094, {call.application().display_name}).description));
  return ask(call, who);
}

}  // namespace cloud
