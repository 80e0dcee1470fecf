// A Microsoft of a few lines for unit tests: sign-in host and Graph behind a scripted transport,
// refusing what a test says.
#pragma once

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "connect/services.h"
#include "http/scripted_transport.h"
#include "microsoft/test_signer.h"
#include "store/accounts.h"
#include "store/connections.h"
#include "vault/test_database.h"

namespace reeve::connect {

inline const base::Time kTestNow = base::from_ms(1'795'412'486'000);
inline const std::string kPartner = "00000000-0000-0000-0000-000000000001";
inline const std::string kCustomer = "00000000-0000-0000-0000-000000000002";
inline const std::string kOtherCustomer = "00000000-0000-0000-0000-000000000003";
inline const std::string kApplication = "22222222-2222-2222-2222-222222222222";

inline std::string aadsts(std::string_view error, std::int64_t code) {
  return fmt::format(
      R"({{"error":"{}","error_description":"AADSTS{}: words.\r\nTrace ID: t","error_codes":[{}]}})",
      error, code, code);
}

class TinyMicrosoft {
 public:
  using Form = std::map<std::string, std::string>;

  http::Response answer(const http::Request& request) {
    if (request.url.find("/.well-known/") != std::string::npos) {
      const auto tenant = tenant_of(request.url);
      if (unknown_tenant) return http::json_answer(400, aadsts("invalid_tenant", 90002));
      return http::json_answer(
          200,
          fmt::format(
              R"({{"issuer":"{}","jwks_uri":"https://login.microsoftonline.com/common/discovery/v2.0/keys"}})",
              issuer(tenant)));
    }
    if (request.url.ends_with("/keys")) return http::json_answer(200, signer().jwks());
    if (request.url.ends_with("/token"))
      return token(tenant_of(request.url), form_of(request.body));
    if (request.url.starts_with("https://api.partnercenter.microsoft.com/")) return partner_center;
    return graph(request.url);
  }

  static Form form_of(const std::string& body) {
    Form form;
    for (const auto& pair : base::split(body, '&')) {
      const auto mark = pair.find('=');
      form[pair.substr(0, mark)] = base::percent_decode(pair.substr(mark + 1)).value_or("?");
    }
    return form;
  }
  static std::string issuer(const std::string& tenant) {
    return fmt::format("https://login.microsoftonline.com/{}/v2.0", tenant);
  }
  static const microsoft::TestSigner& signer() {
    static const microsoft::TestSigner made("key-1");
    return made;
  }
  std::vector<std::pair<std::string, std::string>> asked() {
    std::lock_guard hold(mutex_);
    return asked_;
  }

  bool unknown_tenant = false;
  // (tenant, grant type) → what is answered instead of a token.
  std::map<std::pair<std::string, std::string>, http::Response> refuse;
  std::string roles = R"(["User.Read.All"])";
  std::string scopes = "User.Read.All";
  std::map<std::string, std::string> lists;  // the last word of a Graph path → objects
  std::map<std::string, http::Response> graph_refuses;
  // Of the id token.
  std::string signed_in_tenant = kPartner, nonce, user = "sync@msp.example";
  std::string audience = kApplication;
  std::string methods = R"(["pwd","mfa"])";  // amr; empty: not said, as most often in life
  http::Response partner_center = http::json_answer(200, R"({"totalCount":1,"items":[]})");
  bool give_refresh_token = true;
  std::int64_t now_seconds = base::to_ms(kTestNow) / 1000;
  std::function<void(const std::string& tenant, const Form&)> on_token;

 private:
  static std::string tenant_of(const std::string& url) {
    const auto start = std::string_view("https://login.microsoftonline.com/").size();
    return url.substr(start, url.find('/', start) - start);
  }

  http::Response token(const std::string& tenant, const Form& form) {
    const auto grant = form.at("grant_type");
    int number = 0;
    {
      std::lock_guard hold(mutex_);
      asked_.emplace_back(tenant, grant);
      number = static_cast<int>(asked_.size());
    }
    if (on_token) on_token(tenant, form);
    if (const auto refused = refuse.find({tenant, grant}); refused != refuse.end())
      return refused->second;
    const auto claims = grant == "client_credentials"
                            ? fmt::format(R"({{"n":{},"roles":{}}})", number, roles)
                            : fmt::format(R"({{"n":{},"scp":"{}"}})", number, scopes);
    auto body = fmt::format(R"({{"token_type":"Bearer","expires_in":3600,"access_token":"{}")",
                            signer().sign(claims));
    if (grant != "client_credentials" && give_refresh_token)
      body += fmt::format(R"(,"refresh_token":"refresh-{}")", number);
    if (grant == "authorization_code")
      body += fmt::format(R"(,"id_token":"{}")", signer().sign(id_claims()));
    return http::json_answer(200, body + "}");
  }

  std::string id_claims() const {
    return fmt::format(
        R"({{"iss":"{}","aud":"{}","tid":"{}","nonce":"{}","preferred_username":"{}","iat":{},"nbf":{},"exp":{}{}}})",
        issuer(signed_in_tenant), audience, signed_in_tenant, nonce, user, now_seconds, now_seconds,
        now_seconds + 3600, methods.empty() ? "" : fmt::format(R"(,"amr":{})", methods));
  }

  http::Response graph(const std::string& url) {
    auto path = url.substr(0, url.find('?'));
    path = path.substr(path.rfind('/') + 1);
    if (const auto refused = graph_refuses.find(path); refused != graph_refuses.end())
      return refused->second;
    const auto found = lists.find(path);
    return found == lists.end()
               ? http::json_answer(404, "{}")
               : http::json_answer(200, fmt::format(R"({{"value":[{}]}})", found->second));
  }

  std::mutex mutex_;
  std::vector<std::pair<std::string, std::string>> asked_;
};

// Everything a test of connect/ needs: a database, a vault, an account, and a connection with its
// secret.
class World {
 public:
  World() {
    account = database->write(db::Lane::people, [](db::Connection& c) {
      store::Account values;
      values.email = "ann@msp.example";
      values.role = domain::Role::administrator;
      values.state = "active";
      return store::create_account(c, values, kTestNow).id;
    });
    connection = database->write(db::Lane::people, [&](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = "partner";
      values.name = "Our MSP";
      values.cloud = "global";
      values.application_id = kApplication;
      values.directory_id = kPartner;
      const auto made = store::create_connection(c, values, kTestNow);
      vault->put(c, vault::kConnection, made.id, vault::kClientSecret,
                 base::SecretBytes(std::string_view("s3cret")), kTestNow);
      return made.id;
    });
  }
  void connect() {
    database->write(db::Lane::people, [&](db::Connection& c) {
      vault->put(c, vault::kConnection, connection, vault::kRefreshToken,
                 base::SecretBytes(std::string_view("refresh-0")), kTestNow);
      store::set_connected(c, connection, {"sync@msp.example", "yes"}, kTestNow);
    });
  }
  store::MicrosoftConnection row() {
    return database->read(
        [&](db::Connection& c) { return store::find_connection(c, connection).value(); });
  }
  std::string secret(std::string_view name) {
    return database->read([&](db::Connection& c) {
      return vault->has(c, vault::kConnection, connection, name)
                 ? std::string(vault->get(c, vault::kConnection, connection, name).text())
                 : "";
    });
  }
  std::vector<store::AuditEntry> audit() {
    return database->read([](db::Connection& c) { return store::list_audit(c, 100); });
  }

  TinyMicrosoft microsoft;
  http::ScriptedTransport transport{
      [this](const http::Request& request) { return microsoft.answer(request); }};
  base::ManualClock clock{kTestNow};
  vault::TestDatabase database;
  std::unique_ptr<vault::Vault> vault = database->write(db::Lane::people, [](db::Connection& c) {
    return vault::Vault::open(
        c, base::SecretBytes(std::string_view("0123456789abcdef0123456789abcdef")),
        base::system_random(), kTestNow);
  });
  Services services{
      *database, *vault, transport, clock, base::system_random(), "http://localhost:8080"};
  base::Id account = 0, connection = 0;
};

}  // namespace reeve::connect
