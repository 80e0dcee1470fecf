// A Microsoft for tests that is as careful with codes as the real one, and the workshop in which an
// attacker forges what comes back from it (reference/microsoft-cloud.md A.1, A.2, A.8).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "base/hash.h"
#include "connect/tiny_microsoft.h"
#include "http/url.h"

namespace reeve::connect {

inline constexpr base::Millis kCodeLife{60'000};  // shorter than a sign-in may take

struct IssuedCode {
  std::string tenant, application, redirect, challenge, nonce;
  base::Time ends{};
  bool used = false;
};

class StrictMicrosoft {
 public:
  using Query = std::map<std::string, std::string>;

  StrictMicrosoft(TinyMicrosoft& tiny, base::Clock& clock) : tiny_(tiny), clock_(clock) {}

  // A person signs in (or an administrator consents) at this address: what the browser brings back.
  Query sign_in(const std::string& url, const std::string& code = "the-code") {
    const auto target = http::parse_url(url).value().target;
    auto sent = TinyMicrosoft::form_of(target.substr(target.find('?') + 1));
    const auto tenant = target.substr(1, target.find('/', 1) - 1);
    if (target.find("/adminconsent?") != std::string::npos)
      return {{"admin_consent", "True"},
              {"tenant", tenant},
              {"scope", sent["scope"]},
              {"state", sent["state"]}};
    codes[code] = {
        tenant,        sent["client_id"],       sent["redirect_uri"], sent["code_challenge"],
        sent["nonce"], clock_.now() + kCodeLife};
    return {{"code", code}, {"state", sent["state"]}, {"session_state", "s"}};
  }

  http::Response answer(const http::Request& request) {
    const auto& url = request.url;
    if (!openid_settings.empty() && url.find("/.well-known/") != std::string::npos)
      return http::json_answer(200, openid_settings);
    if (!published_keys.empty() && url.ends_with("/keys"))
      return http::json_answer(200, published_keys);
    if (!url.ends_with("/token")) return tiny_.answer(request);
    const auto form = TinyMicrosoft::form_of(request.body);
    const auto path = url.substr(url.find("//") + 2);
    const auto start = path.find('/') + 1;
    if (form.at("grant_type") == "authorization_code")
      return redeem(path.substr(start, path.find('/', start) - start), form);
    if (!application_claims.empty() && form.at("grant_type") == "client_credentials")
      return http::json_answer(
          200, fmt::format(R"({{"token_type":"Bearer","expires_in":3600,"access_token":"{}"}})",
                           TinyMicrosoft::signer().sign(application_claims)));
    return tiny_.answer(request);
  }

  std::map<std::string, IssuedCode> codes;
  // Claims of the id token that are not what Microsoft would say; null: left out.
  std::map<std::string, base::json::value> forged;
  // Signs the id token's claims in another way than Microsoft would.
  std::function<std::string(const std::string& claims)> sign;
  std::string published_keys, openid_settings;  // JSON in place of the right ones
  std::string application_claims;  // of the application's own tokens, in place of the right ones

 private:
  static http::Response refuse(std::int64_t code) {
    return http::json_answer(400, aadsts("invalid_grant", code));
  }

  http::Response redeem(const std::string& tenant, const TinyMicrosoft::Form& form) {
    const auto found = codes.find(form.at("code"));
    if (found == codes.end()) return refuse(70000);
    auto& code = found->second;
    if (code.used) return refuse(54005);
    if (code.ends <= clock_.now()) return refuse(70008);
    if (code.application != form.at("client_id")) return refuse(70000);
    if (code.tenant != tenant) return refuse(700005);
    if (code.redirect != form.at("redirect_uri")) return refuse(500112);
    const auto hashed = base::base64url(base::as_bytes(base::sha256(form.at("code_verifier"))));
    // Without a challenge nothing is compared: whoever asked for the code chose so.
    if (!code.challenge.empty() && code.challenge != hashed) return refuse(501481);
    code.used = true;
    const auto claims = base::to_json(base::json::value(claims_of(code)));
    const auto token = sign ? sign(claims) : TinyMicrosoft::signer().sign(claims);
    return http::json_answer(
        200,
        fmt::format(
            R"({{"token_type":"Bearer","expires_in":3600,"access_token":"{}","refresh_token":"refresh-stolen"{}}})",
            TinyMicrosoft::signer().sign(R"({"scp":"User.Read.All"})"),
            token.empty() ? "" : fmt::format(R"(,"id_token":"{}")", token)));
  }

  base::json::object claims_of(const IssuedCode& code) const {
    const auto now = base::to_ms(clock_.now()) / 1000;
    base::json::object claims{{"iss", TinyMicrosoft::issuer(code.tenant)},
                              {"aud", code.application},
                              {"tid", code.tenant},
                              {"nonce", code.nonce},
                              {"oid", "o"},
                              {"preferred_username", "sync@msp.example"},
                              {"iat", now},
                              {"nbf", now},
                              {"exp", now + 3600},
                              {"amr", base::json::array{"pwd", "mfa"}},
                              {"ver", "2.0"}};
    for (const auto& [name, value] : forged) {
      if (value.is_null())
        claims.erase(name);
      else
        claims[name] = value;
    }
    return claims;
  }

  TinyMicrosoft& tiny_;
  base::Clock& clock_;
};

}  // namespace reeve::connect
