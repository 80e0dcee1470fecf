// Forty ways in which an id token is not the one we asked for, and the one in which it is.
#include "microsoft/id_token.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json.h"
#include "http/scripted_transport.h"
#include "microsoft/test_signer.h"

namespace reeve::microsoft {
namespace {

namespace json = base::json;

const base::Time kNow = base::from_ms(1'795'412'486'000);
constexpr std::int64_t kSeconds = 1'795'412'486;
const std::string kTenant = "11111111-1111-1111-1111-111111111111";
const std::string kApp = "22222222-2222-2222-2222-222222222222";
const std::string kIssuer = "https://login.microsoftonline.com/" + kTenant + "/v2.0";

const TestSigner& signer() {
  static const TestSigner made("key-1");
  return made;
}
const TestSigner& stranger() {
  static const TestSigner made("key-1");  // the same name, another key
  return made;
}

json::object good_claims() {
  return {{"iss", kIssuer},   {"aud", kApp},
          {"tid", kTenant},   {"oid", "o"},
          {"nonce", "nonce"}, {"preferred_username", "ann@contoso.example"},
          {"name", "Ann"},    {"iat", kSeconds},
          {"nbf", kSeconds},  {"exp", kSeconds + 3600},
          {"ver", "2.0"}};
}
std::string text(json::object claims) { return base::to_json(json::value(std::move(claims))); }
Expected expected() { return {kIssuer, kApp, "nonce"}; }

std::string refusal(std::string_view token, const Expected& want = expected(),
                    base::Time now = kNow) {
  try {
    verify_id_token(token, {signer().key()}, want, now);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::refused);
    EXPECT_NE(error.message().find("Start the sign-in again"), std::string::npos);
    return error.detail();
  }
  return "accepted";
}

TEST(IdToken, AcceptsTheRightOne) {
  const auto claims =
      verify_id_token(signer().sign(text(good_claims())), {signer().key()}, expected(), kNow);
  EXPECT_EQ(claims.tenant_id, kTenant);
  EXPECT_EQ(claims.user_name, "ann@contoso.example");
  EXPECT_EQ(claims.name, "Ann");
  EXPECT_EQ(claims.object_id, "o");
}

struct ClaimCase {
  const char* name;
  json::value value;  // null: left out
  const char* detail;
};

TEST(IdToken, RefusesWrongClaims) {
  const ClaimCase cases[] = {
      {"iss", "https://evil.example/v2.0", "another issuer"},
      {"iss", "https://login.microsoftonline.com/33333333-1111-1111-1111-111111111111/v2.0",
       "another issuer"},
      {"iss", json::value("https://login.microsoftonline.us/" + kTenant + "/v2.0"),
       "another issuer"},
      {"iss", json::value(kIssuer + "/"), "another issuer"},
      {"iss", nullptr, "another issuer"},
      {"iss", 5, "another issuer"},
      {"aud", "33333333-2222-2222-2222-222222222222", "another application"},
      {"aud", json::array{kApp}, "another application"},
      {"aud", json::array{kApp, "x"}, "another application"},
      {"aud", "", "another application"},
      {"aud", nullptr, "another application"},
      {"nonce", "other", "nonce"},
      {"nonce", "", "nonce"},
      {"nonce", nullptr, "nonce"},
      {"nonce", "Nonce", "nonce"},
      {"exp", kSeconds - 300, "expired"},
      {"exp", kSeconds - 86'400, "expired"},
      {"exp", nullptr, "exp"},
      {"exp", "soon", "exp"},
      {"exp", "1795416086", "exp"},
      {"exp", -1, "exp"},
      {"exp", 9'223'372'036'854'775'807, "exp"},
      {"iat", kSeconds + 301, "future"},
      {"iat", nullptr, "iat"},
      {"nbf", kSeconds + 301, "not valid yet"},
      {"tid", nullptr, "names no tenant"},
      {"tid", "contoso.example", "names no tenant"},
      {"tid", "33333333-1111-1111-1111-111111111111", "differ"},
  };
  for (const auto& one : cases) {
    auto claims = good_claims();
    if (one.value.is_null()) {
      claims.erase(one.name);
    } else {
      claims[one.name] = one.value;
    }
    EXPECT_NE(refusal(signer().sign(text(std::move(claims)))).find(one.detail), std::string::npos)
        << one.name << " " << base::to_json(one.value);
  }
}

TEST(IdToken, ForgivesFiveMinutesOfClockError) {
  auto claims = good_claims();
  claims["exp"] = kSeconds - 299;
  EXPECT_EQ(refusal(signer().sign(text(claims))), "accepted");
  claims = good_claims();
  claims["iat"] = claims["nbf"] = kSeconds + 299;
  EXPECT_EQ(refusal(signer().sign(text(claims))), "accepted");
}

TEST(IdToken, RefusesWrongSignatures) {
  const auto claims = text(good_claims());
  const auto good = signer().sign(claims);
  const auto part = good.substr(0, good.rfind('.'));
  EXPECT_NE(refusal(stranger().sign(claims)).find("signature"), std::string::npos);
  EXPECT_NE(refusal(TestSigner("key-2").sign(claims)).find("key that Microsoft does not publish"),
            std::string::npos);
  EXPECT_NE(refusal(part + ".").find("signature"), std::string::npos);
  EXPECT_NE(refusal(part + ".AAAA").find("signature"), std::string::npos);
  EXPECT_NE(refusal(signer().sign_raw(R"({"alg":"RS256"})", claims)).find("names no key"),
            std::string::npos);
  EXPECT_NE(refusal(signer().sign_raw(R"({"alg":"RS256","kid":"key-1","crit":["x"]})", claims))
                .find("critical"),
            std::string::npos);
  for (const auto* algorithm : {"none", "None", "HS256", "RS384", "PS256", "ES256", "rs256", ""}) {
    EXPECT_NE(refusal(signer().sign(claims, algorithm)).find("RS256"), std::string::npos)
        << algorithm;
  }
  // A good signature moved to other claims.
  auto other = good_claims();
  other["preferred_username"] = "admin@contoso.example";
  const auto forged = signer().sign(text(other));
  EXPECT_NE(
      refusal(forged.substr(0, forged.rfind('.')) + good.substr(good.rfind('.'))).find("signature"),
      std::string::npos);
}

TEST(IdToken, AKeySignsForItsOwnIssuerOnly) {
  const auto token = signer().sign(text(good_claims()));
  const auto verdict = [&](const std::string& issuer) {
    auto key = signer().key();
    key.issuer = issuer;
    try {
      verify_id_token(token, {key}, expected(), kNow);
    } catch (const base::Error& error) {
      return error.detail();
    }
    return std::string("accepted");
  };
  EXPECT_EQ(verdict(""), "accepted");
  EXPECT_EQ(verdict(kIssuer), "accepted");
  EXPECT_EQ(verdict("https://login.microsoftonline.com/{tenantid}/v2.0"), "accepted");
  for (const auto* other :
       {"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        "https://login.microsoftonline.us/{tenantid}/v2.0", "{tenantid}", "https://evil.example"})
    EXPECT_NE(verdict(other).find("key of another issuer"), std::string::npos) << other;
}

TEST(IdToken, RefusesEveryFlippedByteOfTheClaims) {
  const auto good = signer().sign(text(good_claims()));
  const auto end = good.rfind('.');
  for (std::size_t at = 0; at < end; at += 7) {
    auto bad = good;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    EXPECT_NE(refusal(bad), "accepted") << at;
  }
}

TEST(IdToken, RefusesWhatIsNoToken) {
  for (const std::string& token :
       {std::string(), std::string("a"), std::string("a.b.c"), std::string("..."),
        std::string("e30.e30"), std::string("e30.W10.e30"), std::string("e30.e30.e30.e30"),
        std::string(100'000, 'a')}) {
    EXPECT_NE(refusal(token), "accepted") << token.substr(0, 20);
  }
}

TEST(IdToken, RefusesWeakKeys) {
  const TestSigner weak("key-1", 1024);
  EXPECT_THROW(verify_id_token(weak.sign(text(good_claims())), {weak.key()}, expected(), kNow),
               base::Error);
}

TEST(IdToken, AnEmptyExpectationMatchesNothing) {
  auto claims = good_claims();
  claims["nonce"] = "";
  EXPECT_NE(refusal(signer().sign(text(claims)), {kIssuer, kApp, ""}), "accepted");
  claims = good_claims();
  claims["aud"] = "";
  EXPECT_NE(refusal(signer().sign(text(claims)), {kIssuer, "", "nonce"}), "accepted");
}

TEST(Jwks, KeepsSigningKeysOnly) {
  const auto keys = read_jwks(
      R"({"keys":[{"kty":"RSA","use":"enc","kid":"a","n":"AQ","e":"AQAB"},{"kty":"EC","kid":"b"},{"kty":"RSA","kid":"c","n":"AQ","e":"AQAB"},{"kty":"RSA","n":"AQ","e":"AQAB"},5]})");
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id, "c");
  EXPECT_THROW(read_jwks("<html>"), base::Error);
  EXPECT_THROW(read_jwks("{}"), base::Error);
}

class VerifierTest : public ::testing::Test {
 protected:
  http::Response answer(const http::Request& request) {
    if (request.url.ends_with("/keys")) return http::json_answer(200, jwks);
    return http::json_answer(200,
                             fmt::format(R"({{"issuer":"{}","jwks_uri":"{}"}})", issuer, keys_url));
  }
  std::size_t count(std::string_view ending) {
    std::size_t found = 0;
    for (const auto& one : transport.requests())
      if (one.url.ends_with(ending)) ++found;
    return found;
  }

  std::string issuer = kIssuer,
              keys_url = "https://login.microsoftonline.com/" + kTenant + "/discovery/v2.0/keys",
              jwks = signer().jwks();
  http::ScriptedTransport transport{
      [this](const http::Request& request) { return answer(request); }};
  base::ManualClock clock{kNow};
  IdTokenVerifier verifier{transport, clock, base::seeded_random(3), cloud_named("global")};
};

TEST_F(VerifierTest, ReadsSettingsAndKeysOnceADay) {
  const auto token = signer().sign(text(good_claims()));
  EXPECT_EQ(verifier.verify(token, kApp, "nonce", {}).tenant_id, kTenant);
  EXPECT_EQ(verifier.verify(token, kApp, "nonce", {}).tenant_id, kTenant);
  EXPECT_EQ(transport.requests().size(), 2U);
  clock.advance(kSigningKeysLife);
  EXPECT_THROW(verifier.verify(token, kApp, "nonce", {}),
               base::Error);  // the token has expired meanwhile
  EXPECT_EQ(transport.requests().size(), 4U);
}

TEST_F(VerifierTest, TakesTheTenantFromTheTokenWhereTheIssuerHasAPlace) {
  issuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
  EXPECT_EQ(verifier.verify(signer().sign(text(good_claims())), kApp, "nonce", {}).tenant_id,
            kTenant);
}

TEST_F(VerifierTest, AnUnknownKeyIsLookedUpOnceAMinute) {
  const TestSigner fresh("key-2");
  const auto token = fresh.sign(text(good_claims()));
  EXPECT_THROW(verifier.verify(token, kApp, "nonce", {}), base::Error);
  EXPECT_EQ(count("/keys"), 1U);  // read just now: not again at once
  jwks = fresh.jwks();
  clock.advance(kSigningKeysPause);
  EXPECT_EQ(verifier.verify(token, kApp, "nonce", {}).tenant_id, kTenant);
  EXPECT_EQ(count("/keys"), 2U);
}

TEST_F(VerifierTest, KeysFromAnotherHostAreNotRead) {
  keys_url = "https://evil.example/keys";
  EXPECT_THROW(verifier.verify(signer().sign(text(good_claims())), kApp, "nonce", {}), base::Error);
  EXPECT_EQ(count("/keys"), 0U);
}

TEST_F(VerifierTest, AnUnknownTenantIsToldWithARemedy) {
  transport.answer_with([](const http::Request&) {
    return http::json_answer(
        400,
        R"({"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'x' not found.\r\nTrace ID: 1"})");
  });
  try {
    verifier.settings(kTenant, {});
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::refused);
    EXPECT_NE(error.message().find("knows no tenant"), std::string::npos);
    EXPECT_NE(error.message().find("Directory (tenant) ID"), std::string::npos);
  }
}

}  // namespace
}  // namespace reeve::microsoft
