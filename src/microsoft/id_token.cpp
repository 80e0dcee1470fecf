// The checks of an id token, and the signing keys they need (OpenID Connect Core 3.1.3.7,
// reference/microsoft-cloud.md A.8).
#include "microsoft/id_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "http/retry.h"
#include "microsoft/aadsts.h"
#include "microsoft/jwt.h"
#include "microsoft/token.h"

namespace reeve::microsoft {

namespace {

using base::Error;
using base::ErrorCode;
using base::Time;

constexpr std::size_t kMaxMetadataBytes = 1024 * 1024;
constexpr std::size_t kMaxKnownTenants = 1'000;
constexpr base::Millis kMetadataDeadline{30'000};
constexpr std::string_view kTenantMark = "{tenantid}";

[[noreturn]] void refuse(std::string_view detail) {
  throw Error(ErrorCode::refused,
              "The sign-in could not be proved to come from Microsoft, so it was not accepted. "
              "Start the sign-in again from Reeve; "
              "if it happens again, check this machine's clock.",
              fmt::format("id token: {}", detail));
}

Time time_claim(const base::json::value& claims, std::string_view name) {
  const auto& value = base::member(claims, name);
  const auto seconds = value.is_number() ? base::optional_integer(claims, name) : std::nullopt;
  constexpr std::int64_t kLatest = 253'402'300'799;  // the end of the year 9999
  if (!seconds || *seconds < 0 || *seconds > kLatest)
    refuse(fmt::format("{} is missing or no time", name));
  return base::from_ms(*seconds * 1000);
}

bool names_audience(const base::json::value& claims, std::string_view audience) {
  const auto& value = base::member(claims, "aud");
  return value.is_string() && std::string_view(value.as_string()) == audience && !audience.empty();
}

const SigningKey& key_for(const std::vector<SigningKey>& keys, const std::string& id) {
  const auto found = std::ranges::find(keys, id, &SigningKey::id);
  if (found == keys.end()) refuse("signed with a key that Microsoft does not publish");
  return *found;
}

std::string with_tenant(std::string issuer, const std::string& tenant) {
  const auto at = issuer.find(kTenantMark);
  if (at != std::string::npos) issuer.replace(at, kTenantMark.size(), tenant);
  return issuer;
}

void check_signature(const Jwt& jwt, const std::vector<SigningKey>& keys,
                     const Expected& expected) {
  if (base::text_member(jwt.header, "alg") != "RS256") refuse("the algorithm is not RS256");
  if (!base::member(jwt.header, "crit").is_null())
    refuse("critical header parameters are not understood");
  const auto id = base::text_member(jwt.header, "kid");
  if (id.empty()) refuse("names no key");
  const auto& key = key_for(keys, id);
  const auto tenant = base::ascii_lower(base::text_member(jwt.claims, "tid"));
  if (!key.issuer.empty() && with_tenant(key.issuer, tenant) != expected.issuer)
    refuse("signed with a key of another issuer");
  if (!verify_rs256(key.modulus, key.exponent, jwt.signed_part, jwt.signature))
    refuse("the signature is wrong");
}

void check_claims(const base::json::value& claims, const Expected& expected, Time now) {
  if (expected.issuer.empty() || base::text_member(claims, "iss") != expected.issuer)
    refuse("another issuer");
  if (!names_audience(claims, expected.audience)) refuse("made for another application");
  if (expected.nonce.empty() || base::text_member(claims, "nonce") != expected.nonce)
    refuse("made for another sign-in (nonce)");
  if (time_claim(claims, "exp") + kClockSkew <= now) refuse("expired");
  if (time_claim(claims, "iat") - kClockSkew > now) refuse("made in the future");
  if (!base::member(claims, "nbf").is_null() && time_claim(claims, "nbf") - kClockSkew > now)
    refuse("not valid yet");
  const auto tenant = base::text_member(claims, "tid");
  if (!is_guid(tenant)) refuse("names no tenant");
  if (base::ascii_lower(expected.issuer).find(base::ascii_lower(tenant)) == std::string::npos)
    refuse("tenant and issuer differ");
}

}  // namespace

IdClaims verify_id_token(std::string_view token, const std::vector<SigningKey>& keys,
                         const Expected& expected, Time now) {
  if (token.size() > kMaxIdTokenBytes) refuse("too long");
  const auto jwt = read_jwt(token);
  if (!jwt) refuse("not a signed token");
  check_signature(*jwt, keys, expected);
  check_claims(jwt->claims, expected, now);
  IdClaims claims;
  claims.tenant_id = base::ascii_lower(base::text_member(jwt->claims, "tid"));
  claims.object_id = base::text_member(jwt->claims, "oid");
  claims.user_name = base::clean_text(base::text_member(jwt->claims, "preferred_username"));
  claims.name = base::clean_text(base::text_member(jwt->claims, "name"));
  if (const auto* methods = base::member(jwt->claims, "amr").if_array()) {
    for (const auto& method : *methods)
      if (method.is_string()) claims.methods.emplace_back(method.as_string());
  }
  return claims;
}

std::vector<SigningKey> read_jwks(std::string_view body) {
  const auto parsed = base::try_parse_json(body).value_or(base::json::value{});
  const auto& list = base::member(parsed, "keys");
  if (!list.is_array()) {
    throw Error(ErrorCode::protocol,
                "Microsoft's signing keys could not be read. Try again; if it stays, a proxy may "
                "be changing answers.");
  }
  std::vector<SigningKey> keys;
  for (const auto& one : list.as_array()) {
    const auto use = base::text_member(one, "use", "sig");
    auto modulus = base::from_base64url(base::text_member(one, "n"));
    auto exponent = base::from_base64url(base::text_member(one, "e"));
    auto id = base::text_member(one, "kid");
    if (base::text_member(one, "kty") != "RSA" || use != "sig" || id.empty() || !modulus ||
        !exponent)
      continue;
    if (keys.size() == kMaxSigningKeys) break;
    keys.push_back({std::move(id), *std::move(modulus), *std::move(exponent),
                    base::text_member(one, "issuer")});
  }
  return keys;
}

std::string claimed_tenant(std::string_view token) {
  const auto jwt = read_jwt(token);
  const auto tenant =
      jwt ? base::ascii_lower(base::text_member(jwt->claims, "tid")) : std::string{};
  return is_guid(tenant) ? tenant : std::string{};
}

IdTokenVerifier::IdTokenVerifier(http::Transport& transport, base::Clock& clock,
                                 base::Random random, Cloud cloud, http::Patience patience)
    : transport_(transport),
      clock_(clock),
      random_(std::move(random)),
      cloud_(std::move(cloud)),
      patience_(patience) {}

IdClaims IdTokenVerifier::verify(std::string_view token, const std::string& audience,
                                 const std::string& nonce, std::stop_token stop) {
  const auto tenant = claimed_tenant(token);
  if (tenant.empty()) refuse("names no tenant");
  const auto jwt = read_jwt(token);
  const auto key_id = base::text_member(jwt->header, "kid");
  auto known = keys(tenant, false, stop);
  // Microsoft changes its keys without notice: an unknown one is looked up once more.
  if (std::ranges::find(known, key_id, &SigningKey::id) == known.end())
    known = keys(tenant, true, stop);
  const Expected expected{with_tenant(settings(tenant, stop).issuer, tenant), audience, nonce};
  return verify_id_token(token, known, expected, clock_.now());
}

OpenIdSettings IdTokenVerifier::settings(const std::string& tenant, std::stop_token stop) {
  const auto now = clock_.now();
  auto cached = known_.with([&](const auto& known) -> std::optional<OpenIdSettings> {
    const auto found = known.find(tenant);
    if (found == known.end() || found->second.settings_read_at + kSigningKeysLife <= now) return {};
    return found->second.settings;
  });
  if (cached) return *cached;
  const auto url = fmt::format("{}/{}/v2.0/.well-known/openid-configuration", cloud_.login, tenant);
  const auto sent = http::send_with_retry(
      transport_, clock_, random_,
      [&] {
        return http::Request{
            "GET", url, {{"Accept", "application/json"}}, {}, kMetadataDeadline, kMaxMetadataBytes};
      },
      stop, patience_);
  const auto body = base::try_parse_json(sent.response.body);
  if (sent.response.status == 400 || sent.response.status == 404) {
    const auto refusal =
        refusal_of(body ? base::text_member(*body, "error", "invalid_tenant") : "invalid_tenant",
                   body ? base::text_member(*body, "error_description") : "");
    const auto* advice = advice_for(refusal.aadsts ? refusal.aadsts : 90002);
    throw Error(ErrorCode::refused,
                advice ? fmt::format("{} {}", advice->sentence, advice->remedy) : refusal.sentence,
                refusal.detail);
  }
  OpenIdSettings settings{body ? base::text_member(*body, "issuer") : "",
                          body ? base::text_member(*body, "jwks_uri") : ""};
  if (sent.response.status != 200 || !is_login_url(cloud_, settings.issuer) ||
      !is_login_url(cloud_, settings.keys_url)) {
    const bool busy = sent.response.status >= 429;
    throw Error(busy ? ErrorCode::unavailable : ErrorCode::protocol,
                "Microsoft's sign-in settings could not be read. Try again; if it stays, check the "
                "chosen Microsoft cloud and the proxy.",
                fmt::format("openid-configuration: HTTP {}", sent.response.status));
  }
  known_.with([&](auto& known) {
    if (known.size() >= kMaxKnownTenants) known.clear();
    known[tenant].settings = settings;
    known[tenant].settings_read_at = now;
  });
  return settings;
}

std::vector<SigningKey> IdTokenVerifier::keys(const std::string& tenant, bool again,
                                              std::stop_token stop) {
  const auto url = settings(tenant, stop).keys_url;
  const auto now = clock_.now();
  const auto life = again ? kSigningKeysPause : kSigningKeysLife;
  auto cached = known_.with([&](const auto& known) -> std::optional<std::vector<SigningKey>> {
    const auto found = known.find(tenant);
    if (found == known.end() || found->second.keys.empty() ||
        found->second.keys_read_at + life <= now)
      return {};
    return found->second.keys;
  });
  if (cached) return *cached;
  const auto sent = http::send_with_retry(
      transport_, clock_, random_,
      [&] {
        return http::Request{
            "GET", url, {{"Accept", "application/json"}}, {}, kMetadataDeadline, kMaxMetadataBytes};
      },
      stop, patience_);
  if (sent.response.status != 200) {
    throw Error(ErrorCode::unavailable,
                "Microsoft's signing keys could not be read. Try again in a minute.",
                fmt::format("jwks: HTTP {}", sent.response.status));
  }
  auto fresh = read_jwks(sent.response.body);
  known_.with([&](auto& known) {
    known[tenant].keys = fresh;
    known[tenant].keys_read_at = now;
  });
  return fresh;
}

}  // namespace reeve::microsoft
