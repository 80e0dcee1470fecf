// Finds the tenant and the row of an identity address, and what several rows need.
#include "identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "fault_strike.h"
#include "json.h"
#include "pages.h"
#include "random.h"

namespace cloud {
namespace {

constexpr IdentityRoute kRoutes[] = {
    {"GET", "v2.0/.well-known/openid-configuration", show_configuration},
    {"GET", ".well-known/openid-configuration", show_first_configuration},
    {"GET", "discovery/v2.0/keys", show_keys},
    {"GET", "discovery/keys", show_keys},
    {"GET", "discovery/instance", show_instances},
    {"GET", "oauth2/authorize", begin_authorize},
    {"POST", "oauth2/authorize", continue_authorize},
    {"GET", "oauth2/v2.0/authorize", begin_authorize},
    {"POST", "oauth2/v2.0/authorize", continue_authorize},
    {"GET", "v2.0/adminconsent", begin_admin_consent},
    {"POST", "v2.0/adminconsent", continue_admin_consent},
    {"GET", "adminconsent", begin_admin_consent},
    {"POST", "adminconsent", continue_admin_consent},
    {"GET", "oauth2/v2.0/logout", show_logout},
    {"GET", "oauth2/logout", show_logout},
    {"POST", "oauth2/v2.0/token", issue_token},
    {"POST", "oauth2/token", issue_token},
};

const IdentityRoute* find(std::string_view method, std::string_view rest) {
  for (const IdentityRoute& one : kRoutes)
    if (one.method == method && same_text(one.pattern, rest)) return &one;
  return nullptr;
}

bool is_token_address(std::string_view rest) {
  return same_text(rest, "oauth2/v2.0/token") || same_text(rest, "oauth2/token");
}

Response no_such_page(const Request& request) {
  return html_response(
      404, error_page("Page not found",
                      fmt::format("The simulated Microsoft cloud has no page {}.", request.path)));
}

// Of http://localhost the port does not count (entra-docs reply-url.md, "Localhost exceptions");
// other addresses are as they were written.
std::string without_port(std::string_view uri) {
  constexpr std::string_view local = "http://localhost:";
  if (!uri.starts_with(local)) return std::string(uri);
  const auto end = uri.find_first_of("/?#", local.size());
  const std::string_view rest = end == std::string_view::npos ? "" : uri.substr(end);
  return std::string(local.substr(0, local.size() - 1)).append(rest);
}

Response answer_address(Cloud& cloud, const Request& request, const Origins& origins) {
  std::string_view rest = request.path;
  rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  const auto slash = rest.find('/');
  const std::string authority = percent_decode(rest.substr(0, slash), false);
  rest = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
  IdentityCall call{cloud,
                    request,
                    origins,
                    authority,
                    nullptr,
                    parse_form(request.query),
                    parse_form(request.body),
                    nullptr};
  const IdentityRoute* route = find(request.method, rest);
  call.tenant = cloud.world.find_tenant(authority);
  call.client = cloud.world.find_application(
      (is_token_address(rest) ? call.form : call.query).value("client_id"));
  cloud.requests.add(call.tenant ? std::string_view(call.tenant->id) : "unknown",
                     route ? "/" + std::string(route->pattern) : "(unknown)", false);
  if (!route && is_token_address(rest)) return call.refuse(900561, {"POST", request.method});
  if (!route) return no_such_page(request);
  // A tenant that is gone by a fault; at the token endpoint the fault itself refuses and counts.
  const bool gone = call.tenant && cloud.faults.has("gone-tenant", call.tenant->id);
  if (gone && !is_token_address(rest)) call.tenant = nullptr;
  if (call.tenant || is_shared_authority(authority)) {
    const std::string path = "/" + std::string(route->pattern);
    return pass_faults({cloud, request, origins,
                        call.tenant ? std::string_view(call.tenant->id) : "", path, 0, true},
                       [&] { return route->answer(call); });
  }
  const bool speaks_json = is_token_address(rest) || rest.find("well-known") != rest.npos;
  if (speaks_json) return call.refuse(90002, {authority});
  return html_response(400, error_page("Sign in", call.error(90002, {authority}).description));
}

}  // namespace

bool is_shared_authority(std::string_view authority) {
  return same_text(authority, "common") || same_text(authority, "organizations") ||
         same_text(authority, "consumers");
}

std::string IdentityCall::correlation() const {
  const std::string_view header = request.header("client-request-id");
  if (!header.empty()) return std::string(header);
  return form.get("client-request-id").value_or(query.value("client-request-id"));
}

IdentityError IdentityCall::error(int code, const std::vector<std::string>& facts) const {
  return make_error(code, facts, now(), correlation());
}

Response IdentityCall::refuse(int code, const std::vector<std::string>& facts) const {
  IdentityError refused = error(code, facts);
  // Observed: the first version says interaction_required where the second says invalid_grant.
  const bool first = request.path.find("/oauth2/token") != std::string::npos;
  if (code == 50076 && first) refused.error = "interaction_required";
  return token_error(refused, origins.login);
}

std::optional<Fault> IdentityCall::fault(const Tenant& of, Stage stage) const {
  return cloud.faults.strike({stage, of.id, "/oauth2/v2.0/token", 0});
}

Response answer_identity(Cloud& cloud, const Request& request, const Origins& origins) {
  Response response = answer_address(cloud, request, origins);
  // Recorded: identity-recorded-openid-configuration.json. An error's own id is its trace id.
  const bool has = std::any_of(response.headers.begin(), response.headers.end(),
                               [](const Header& one) { return one.name == "x-ms-request-id"; });
  if (!has) response.set("x-ms-request-id", fresh_guid());
  response.set("x-ms-ests-server", "2.1.0.0 - Simulated");
  return response;
}

std::optional<int> IdentityCall::refused_audience() const {
  if (application().sign_in_audience != "AzureADMyOrg" || (tenant && tenant->is_partner))
    return std::nullopt;
  return tenant ? 700016 : 50194;
}

bool concerns_people(int aadsts_code) {
  const AadstsRow& row = aadsts(aadsts_code);
  return row.error == "invalid_grant" || row.error == "interaction_required";
}

bool is_registered_redirect(const IdentityCall& call, std::string_view uri) {
  for (const std::string& added : call.application().redirects)
    if (added == uri || without_port(added) == without_port(uri)) return true;
  if (&call.application() != &call.cloud.world.application) return false;
  // A convenience of the simulation: in life each address is registered by hand. Here every
  // loopback port is admitted, so that a person can try Reeve on whatever port is free.
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!uri.starts_with(scheme)) continue;
    std::string_view rest = uri.substr(scheme.size());
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos || rest.substr(slash) != "/microsoft/callback") continue;
    std::string_view host = rest.substr(0, slash);
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos && host.back() != ']') host = host.substr(0, colon);
    if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return true;
  }
  return false;
}

Account find_account(Cloud& cloud, std::string_view user_name) {
  const auto at = user_name.rfind('@');
  if (at == std::string_view::npos) return {};
  Tenant* tenant = cloud.world.find_tenant(user_name.substr(at + 1));
  return {tenant, tenant ? tenant->find_user(user_name) : nullptr};
}

Account find_account_by_id(Cloud& cloud, std::string_view tenant_id, std::string_view user_id) {
  Tenant* tenant = cloud.world.find_tenant(tenant_id);
  return {tenant, tenant ? tenant->find_user(user_id) : nullptr};
}

std::string seal_object(const State& state, const boost::json::object& object) {
  return base64url_encode(seal(state.seal_key(), boost::json::serialize(object)));
}

std::optional<boost::json::object> unseal_object(const State& state, std::string_view text) {
  const auto sealed = base64url_decode(text);
  if (!sealed) return std::nullopt;
  const auto opened = unseal(state.seal_key(), *sealed);
  return opened ? parse_object(*opened) : std::nullopt;
}

bool may_enter(const Cloud& cloud, const Account& account, const Tenant& tenant) {
  return account.tenant == &tenant ||
         (account.tenant->is_partner &&
          !relationship_roles(cloud.world, tenant, account.user->id, cloud.clock.now()).empty());
}

std::optional<std::vector<std::string>> granted_of(const std::vector<Scope>& asked,
                                                   const Consent& consent) {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const Scope& scope : asked) {
    // An application's own interface offers nothing that could be granted.
    if (scope.resource == Resource::none || scope.resource == Resource::own) continue;
    if (is_oidc(scope.name)) continue;
    if (scope.name == ".default") {
      for (const std::string& one : consent.scopes)
        if (!is_oidc(one) &&
            (one == "user_impersonation") == (scope.resource == Resource::partner_center))
          add(one);
      continue;
    }
    const auto held =
        std::find_if(consent.scopes.begin(), consent.scopes.end(),
                     [&](const std::string& one) { return same_text(one, scope.name); });
    if (held == consent.scopes.end()) return std::nullopt;
    add(*held);
  }
  return names;
}

std::vector<std::string> missing_consent(const Application& application,
                                         const std::vector<Scope>& asked, const Consent& consent) {
  std::vector<std::string> missing;
  const auto add = [&](const std::string& name) {
    if (!consent.scopes.contains(name) &&
        std::find(missing.begin(), missing.end(), name) == missing.end())
      missing.push_back(name);
  };
  for (const Scope& scope : asked) {
    if (scope.name != ".default") {
      add(scope.name);
      continue;
    }
    // .default asks for whatever the registration lists.
    for (const std::string& one : registered_scopes(application)) add(one);
  }
  return missing;
}

}  // namespace cloud
