// A cloud in memory for tests: questions go straight to handle(), without sockets.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <regex>
#include <string>

#include "cloud.h"
#include "documentation.h"
#include "encoding.h"
#include "generate.h"
#include "json.h"

namespace cloud {

inline constexpr std::string_view kCallback = "http://localhost:8080/microsoft/callback";
inline constexpr std::string_view kGraphDefault = "https://graph.microsoft.com/.default";
using Pairs = std::vector<std::pair<std::string, std::string>>;

inline std::string form_text(const Pairs& fields) {
  std::string text;
  for (const auto& [name, value] : fields)
    text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return text;
}

class TestCloud {
 public:
  explicit TestCloud(WorldOptions options = {7, 3, 12, 12}, const std::string& state_file = "")
      : state(state_file, "test", CloudClock().now()),
        cloud(generate_world(options, state.born()), state, std::chrono::milliseconds(0)) {}

  Response ask(const std::string& method, const std::string& target,
               std::vector<Header> headers = {}, const std::string& body = "") {
    Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (target.find('?') != std::string::npos) request.query = target.substr(target.find('?') + 1);
    request.headers = std::move(headers);
    if (request.header("Host").empty()) request.headers.push_back({"Host", "127.0.0.1:9443"});
    request.body = body;
    return cloud.handle(request);
  }
  Response get(const std::string& target) { return ask("GET", target); }
  Response graph(const std::string& token, const std::string& target,
                 std::vector<Header> headers = {}) {
    headers.push_back({"Authorization", "Bearer " + token});
    return ask("GET", target, std::move(headers));
  }
  // A write to Graph or Partner Center.
  Response send(const std::string& token, const std::string& method, const std::string& target,
                const boost::json::value& body = nullptr, std::vector<Header> headers = {}) {
    headers.push_back({"Authorization", "Bearer " + token});
    headers.push_back({"Content-Type", "application/json"});
    return ask(method, target, std::move(headers),
               body.is_null() ? "" : boost::json::serialize(body));
  }
  Response post(const std::string& target, const Pairs& fields) {
    return ask("POST", target, {{"Content-Type", "application/x-www-form-urlencoded"}},
               form_text(fields));
  }
  Response control(const std::string& method, const std::string& what,
                   const boost::json::value& body = nullptr) {
    return ask(method, "/_control/" + what, {}, body.is_null() ? "" : boost::json::serialize(body));
  }

  Tenant& customer(std::size_t at = 0) { return cloud.world.customers.at(at); }
  Tenant& partner() { return cloud.world.partner; }
  const Application& app() { return cloud.world.application; }
  const User& account() { return *partner().find_user(cloud.world.service_account_id); }

  Pairs with_client(Pairs fields) {
    fields.emplace_back("client_id", app().id);
    fields.emplace_back("client_secret", app().secret);
    return fields;
  }
  std::string token_address(const std::string& tenant) {
    return "/" + tenant + "/oauth2/v2.0/token";
  }
  Response application_token(const std::string& tenant) {
    return post(token_address(tenant), with_client({{"grant_type", "client_credentials"},
                                                    {"scope", std::string(kGraphDefault)}}));
  }
  std::string token_for(const std::string& tenant) {
    return text_of(body(application_token(tenant)), "access_token");
  }
  // Sets what the application may do in that tenant by itself.
  void allow(const std::string& tenant, boost::json::array roles) {
    control("PATCH", "tenants/" + tenant + "/consent", {{"roles", std::move(roles)}});
  }
  std::string authorize_address(Pairs more = {}) {
    Pairs fields = {{"client_id", app().id},
                    {"response_type", "code"},
                    {"redirect_uri", std::string(kCallback)},
                    {"scope", "openid profile offline_access https://graph.microsoft.com/.default"},
                    {"state", "st&te"}};
    for (auto& [name, value] : more) {
      std::erase_if(fields, [&](const auto& one) { return one.first == name; });
      fields.emplace_back(name, value);
    }
    return "/" + partner().id + "/oauth2/v2.0/authorize?" + form_text(fields);
  }
  static std::string ticket_of(const Response& page) {
    std::smatch found;
    return std::regex_search(page.body, found, std::regex("name=\"ticket\" value=\"([^\"]+)\""))
               ? found[1].str()
               : "";
  }
  // Signs in, accepts what is asked, and gives where the browser is sent.
  std::string sign_in(const std::string& address) {
    Response page =
        post(address, {{"login", account().user_principal_name}, {"passwd", account().password}});
    if (page.status == 200)
      page = post(address, {{"ticket", ticket_of(page)}, {"consent", "accept"}});
    return header(page, "Location");
  }
  std::string code(Pairs more = {}) {
    return field_of(sign_in(authorize_address(std::move(more))), "code");
  }
  Response redeem(const std::string& authorization_code, Pairs more = {}) {
    Pairs fields = with_client({{"grant_type", "authorization_code"},
                                {"code", authorization_code},
                                {"redirect_uri", std::string(kCallback)}});
    fields.insert(fields.end(), more.begin(), more.end());
    return post(token_address(partner().id), fields);
  }
  std::string refresh_token() { return text_of(body(redeem(code())), "refresh_token"); }
  Response refresh(const std::string& tenant, const std::string& token) {
    return post(token_address(tenant), with_client({{"grant_type", "refresh_token"},
                                                    {"refresh_token", token},
                                                    {"scope", std::string(kGraphDefault)}}));
  }

  static boost::json::object body(const Response& response) {
    return parse_object(response.body).value_or(boost::json::object());
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const Header& one : response.headers)
      if (same_text(one.name, name)) return one.value;
    return "";
  }
  static std::string field_of(const std::string& address, std::string_view name) {
    const auto mark = address.find_first_of("?#");
    return mark == std::string::npos ? "" : parse_form(address.substr(mark + 1)).value(name);
  }
  // The AADSTS number of a refused token; 0 when it was given.
  static std::int64_t code_of(const Response& response) {
    const auto refused = body(response);
    const auto* codes = refused.if_contains("error_codes");
    return codes ? codes->as_array().at(0).as_int64() : 0;
  }
  static std::string graph_code(const Response& response) {
    const auto refused = body(response);
    const auto* error = refused.if_contains("error");
    return error ? text_of(error->as_object(), "code") : "";
  }
  static std::string graph_message(const Response& response) {
    const auto refused = body(response);
    const auto* error = refused.if_contains("error");
    return error ? text_of(error->as_object(), "message") : "";
  }
  static boost::json::object claims(const std::string& token) {
    const auto parts = split(token, '.');
    return parts.size() == 3 ? parse_object(base64url_decode(parts[1]).value_or("")).value()
                             : boost::json::object();
  }

  State state;
  Cloud cloud;
};

}  // namespace cloud
