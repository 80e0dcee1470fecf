// Signatures, certificates and seals.
#include "keys.h"

#include <gtest/gtest.h>

#include "encoding.h"
#include "random.h"
#include "tokens.h"

namespace cloud {
namespace {

TEST(Keys, ATokenOpensOnlyWithItsKeyAndUntouched) {
  const SigningKey key = SigningKey::generate();
  const std::string token = sign_jwt(key, R"({"a":1})");
  EXPECT_EQ(open_jwt(key, token), R"({"a":1})");
  EXPECT_EQ(open_jwt(SigningKey::generate(), token), std::nullopt);
  const auto parts = split(token, '.');
  EXPECT_EQ(open_jwt(key, parts[0] + "." + base64url_encode(R"({"a":2})") + "." + parts[2]),
            std::nullopt);
  const std::string none = base64url_encode(R"({"typ":"JWT","alg":"none"})");
  EXPECT_EQ(open_jwt(key, none + "." + parts[1] + "."), std::nullopt);
  for (const char* text : {"", ".", "..", "a.b", "a.b.c", "é.é.é"})
    EXPECT_EQ(open_jwt(key, text), std::nullopt) << text;
}

TEST(Keys, SurviveBeingWritten) {
  const SigningKey key = SigningKey::generate();
  const SigningKey read = SigningKey::from_pem(key.key_pem(), key.certificate_pem());
  EXPECT_EQ(read.thumbprint(), key.thumbprint());
  EXPECT_EQ(read.modulus(), key.modulus());
  EXPECT_EQ(read.exponent(), "AQAB");
  EXPECT_TRUE(open_jwt(read, sign_jwt(key, "{}")));
  EXPECT_THROW(SigningKey::from_pem("no", "key"), std::runtime_error);
}

TEST(Keys, SealsAreOpenedOnlyWhole) {
  const std::string key = fresh_bytes(32);
  const std::string sealed = seal(key, "secret");
  EXPECT_EQ(unseal(key, sealed), "secret");
  EXPECT_EQ(unseal(fresh_bytes(32), sealed), std::nullopt);
  EXPECT_EQ(unseal(key, sealed.substr(1)), std::nullopt);
  EXPECT_EQ(unseal(key, "short"), std::nullopt);
  std::string altered = sealed;
  altered[13] = static_cast<char>(altered[13] ^ 1);
  EXPECT_EQ(unseal(key, altered), std::nullopt);
  EXPECT_EQ(unseal(key, seal(key, "")), "");
}

TEST(Keys, AccessTokensKeepTheirClaims) {
  const SigningKey key = SigningKey::generate();
  Claims claims;
  claims.tenant_id = "t";
  claims.object_id = "o";
  claims.client_id = "c";
  claims.audience = "https://graph.microsoft.com";
  claims.roles = {"User.Read.All"};
  claims.expires = 99;
  const auto read = read_access_token(key, make_access_token(key, claims, {}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->tenant_id, "t");
  EXPECT_EQ(read->roles, claims.roles);
  EXPECT_EQ(read->expires, 99);
  EXPECT_TRUE(read->is_application());
  const std::string id_token = make_id_token(key, {});
  EXPECT_FALSE(read_access_token(key, id_token)) << "an id token opens nothing";
}

TEST(Keys, ServicePrincipalsHaveOneIdPerTenant) {
  EXPECT_EQ(service_principal_id("a", "b"), service_principal_id("a", "b"));
  EXPECT_NE(service_principal_id("a", "b"), service_principal_id("b", "b"));
}

}  // namespace
}  // namespace cloud
