// What clients read before they speak: configuration, keys, and which clouds there are.
// Shapes: identity-recorded-openid-configuration.json, identity-recorded-instance-discovery.json.
#include <fmt/format.h>

#include "identity.h"

namespace cloud {
namespace {

namespace json = boost::json;

Response cached(json::object body) {
  Response response = json_response(200, json::serialize(body));
  response.set("Cache-Control", "max-age=86400, private");
  response.set("Access-Control-Allow-Origin", "*");
  return response;
}

json::object network(std::string_view preferred, std::string_view cache,
                     std::initializer_list<std::string_view> aliases) {
  json::array names;
  for (std::string_view one : aliases) names.push_back(json::value(one));
  return {{"preferred_network", preferred}, {"preferred_cache", cache}, {"aliases", names}};
}

}  // namespace

Response show_configuration(IdentityCall& call) {
  const std::string& login = call.origins.login;
  // common, organizations and consumers write the issuer with a literal {tenantid}.
  const std::string id = call.tenant ? call.tenant->id : lower(call.authority);
  const std::string issuer = call.tenant ? call.tenant->id : "{tenantid}";
  const std::string base = login + "/" + id;
  return cached(
      {{"token_endpoint", base + "/oauth2/v2.0/token"},
       {"token_endpoint_auth_methods_supported",
        {"client_secret_post", "private_key_jwt", "client_secret_basic"}},
       {"jwks_uri", base + "/discovery/v2.0/keys"},
       {"response_modes_supported", {"query", "fragment", "form_post"}},
       {"subject_types_supported", json::array{"pairwise"}},
       {"id_token_signing_alg_values_supported", json::array{"RS256"}},
       {"response_types_supported", {"code", "id_token", "code id_token", "id_token token"}},
       {"scopes_supported", {"openid", "profile", "email", "offline_access"}},
       {"issuer", login + "/" + issuer + "/v2.0"},
       {"request_uri_parameter_supported", false},
       {"userinfo_endpoint", call.origins.graph + "/oidc/userinfo"},
       {"authorization_endpoint", base + "/oauth2/v2.0/authorize"},
       {"device_authorization_endpoint", base + "/oauth2/v2.0/devicecode"},
       {"http_logout_supported", true},
       {"frontchannel_logout_supported", true},
       {"end_session_endpoint", base + "/oauth2/v2.0/logout"},
       {"claims_supported",
        {"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
         "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username",
         "name", "tid", "ver", "at_hash", "c_hash", "email"}},
       {"tenant_region_scope", call.tenant ? json::value("NA") : json::value(nullptr)},
       {"cloud_instance_name", call.origins.instance_name},
       {"cloud_graph_host_name", "graph.windows.net"},
       {"msgraph_host", call.origins.graph_host},
       {"rbac_url", "https://pas.windows.net"}});
}

// The first version: another issuer, and addresses without v2.0.
Response show_first_configuration(IdentityCall& call) {
  const std::string& login = call.origins.login;
  const std::string base = login + "/" + (call.tenant ? call.tenant->id : lower(call.authority));
  const std::string issuer = call.tenant ? call.tenant->id : "{tenantid}";
  return cached(
      {{"token_endpoint", base + "/oauth2/token"},
       {"token_endpoint_auth_methods_supported",
        {"client_secret_post", "private_key_jwt", "client_secret_basic"}},
       {"jwks_uri", login + "/common/discovery/keys"},
       {"response_modes_supported", {"query", "fragment", "form_post"}},
       {"subject_types_supported", json::array{"pairwise"}},
       {"id_token_signing_alg_values_supported", json::array{"RS256"}},
       {"response_types_supported", {"code", "id_token", "code id_token", "token id_token"}},
       {"scopes_supported", json::array{"openid"}},
       {"issuer", "https://sts.windows.net/" + issuer + "/"},
       {"microsoft_multi_refresh_token", true},
       {"authorization_endpoint", base + "/oauth2/authorize"},
       {"http_logout_supported", true},
       {"frontchannel_logout_supported", true},
       {"end_session_endpoint", base + "/oauth2/logout"},
       {"userinfo_endpoint", call.origins.graph + "/oidc/userinfo"},
       {"tenant_region_scope", call.tenant ? json::value("NA") : json::value(nullptr)},
       {"cloud_instance_name", call.origins.instance_name},
       {"cloud_graph_host_name", "graph.windows.net"},
       {"msgraph_host", call.origins.graph_host}});
}

Response show_keys(IdentityCall& call) {
  const SigningKey& key = call.cloud.state.key();
  const std::string id = call.tenant ? call.tenant->id : "{tenantid}";
  return cached(
      {{"keys", json::array{json::object{{"kty", "RSA"},
                                         {"use", "sig"},
                                         {"kid", key.thumbprint()},
                                         {"x5t", key.thumbprint()},
                                         {"n", key.modulus()},
                                         {"e", key.exponent()},
                                         {"x5c", json::array{key.certificate()}},
                                         {"cloud_instance_name", call.origins.instance_name},
                                         {"issuer", call.origins.login + "/" + id + "/v2.0"}}}}});
}

Response show_instances(IdentityCall& call) {
  const std::string asked = call.query.value("authorization_endpoint");
  // "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize" names the authority.
  const auto parts = split(asked, '/');
  const std::string authority = parts.size() > 2 ? parts[2] : "common";
  if (!is_shared_authority(authority) && !call.cloud.world.find_tenant(authority))
    return call.refuse(90002, {authority});
  json::array metadata;
  if (call.origins.service == Service::by_path) {
    const std::string host(call.request.header("Host"));
    metadata.push_back(network(host, host, {host}));
  }
  metadata.push_back(network("login.microsoftonline.com", "login.windows.net",
                             {"login.microsoftonline.com", "login.windows.net",
                              "login.microsoft.com", "sts.windows.net"}));
  metadata.push_back(network("login.partner.microsoftonline.cn", "login.partner.microsoftonline.cn",
                             {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"}));
  metadata.push_back(network("login.microsoftonline.de", "login.microsoftonline.de",
                             {"login.microsoftonline.de"}));
  metadata.push_back(network("login.microsoftonline.us", "login.microsoftonline.us",
                             {"login.microsoftonline.us", "login.usgovcloudapi.net"}));
  metadata.push_back(network("login-us.microsoftonline.com", "login-us.microsoftonline.com",
                             {"login-us.microsoftonline.com"}));
  return cached(
      {{"tenant_discovery_endpoint",
        fmt::format("{}/{}/v2.0/.well-known/openid-configuration", call.origins.login, authority)},
       {"api-version", "1.1"},
       {"metadata", std::move(metadata)}});
}

}  // namespace cloud
