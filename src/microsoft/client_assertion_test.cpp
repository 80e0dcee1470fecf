// The application's proof is what Microsoft documents, and verifies under the certificate's key.
#include "microsoft/client_assertion.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/error.h"
#include "base/json.h"
#include "microsoft/certificate.h"
#include "microsoft/jwt.h"
#include "microsoft/openssl_owned.h"

namespace reeve::microsoft {
namespace {

const base::Time kNow = base::from_ms(1'795'412'486'000);
const base::Time kUntil = kNow + std::chrono::days{730};
const std::string kApp = "22222222-2222-2222-2222-222222222222";
const std::string kUrl = "https://login.microsoftonline.com/t/oauth2/v2.0/token";

bool verifies(const Jwt& jwt, const std::string& certificate, int salt) {
  const MemoryFile file(BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size())));
  const X509Certificate x509(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
  const Key key(X509_get_pubkey(x509.get()));
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* padding = nullptr;
  EVP_DigestVerifyInit(context.get(), &padding, EVP_sha256(), nullptr, key.get());
  EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING);
  EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, salt);
  const auto* signature = reinterpret_cast<const unsigned char*>(jwt.signature.data());
  const auto* text = reinterpret_cast<const unsigned char*>(jwt.signed_part.data());
  return EVP_DigestVerify(context.get(), signature, jwt.signature.size(), text,
                          jwt.signed_part.size()) == 1;
}

TEST(Certificate, LivesAsLongAsAskedAndIsKnownByItsThumbprints) {
  const auto made = make_certificate("Reeve Our MSP", kNow, kUntil);
  const auto facts = certificate_facts(made.certificate);
  EXPECT_EQ(facts.expires_at, kUntil);
  EXPECT_EQ(facts.thumbprint.size(), 40U);
  EXPECT_EQ(facts.thumbprint_base64.size(), 28U);
  EXPECT_EQ(facts.thumbprint_sha256.size(), 43U);
  EXPECT_NE(made.private_key.text().find("BEGIN PRIVATE KEY"), std::string_view::npos);
  EXPECT_EQ(made.certificate.find("PRIVATE"), std::string::npos);
  EXPECT_NE(certificate_facts(make_certificate("x", kNow, kUntil).certificate).thumbprint,
            facts.thumbprint);
}

TEST(Certificate, WhatIsNoneIsRefused) {
  EXPECT_THROW(certificate_facts(""), base::Error);
  EXPECT_THROW(certificate_facts("-----BEGIN CERTIFICATE-----\nAAAA\n"), base::Error);
}

TEST(ClientAssertion, IsPs256WithTheThumbprintAndOneTenantAsItsAudience) {
  const auto made = make_certificate("Reeve", kNow, kUntil);
  const auto assertion = client_assertion({kApp, kUrl}, made.certificate, made.private_key, kNow,
                                          base::seeded_random(1));
  const auto jwt = read_jwt(assertion.text());
  ASSERT_TRUE(jwt);
  EXPECT_EQ(base::text_member(jwt->header, "alg"), "PS256");
  EXPECT_EQ(base::text_member(jwt->header, "x5t#S256"),
            certificate_facts(made.certificate).thumbprint_sha256);
  EXPECT_EQ(base::text_member(jwt->claims, "aud"), kUrl);
  EXPECT_EQ(base::text_member(jwt->claims, "iss"), kApp);
  EXPECT_EQ(base::text_member(jwt->claims, "sub"), kApp);
  EXPECT_EQ(base::text_member(jwt->claims, "jti").size(), 36U);
  const auto from = base::optional_integer(jwt->claims, "nbf").value_or(0);
  const auto until = base::optional_integer(jwt->claims, "exp").value_or(0);
  EXPECT_EQ(from, base::to_ms(kNow) / 1000);
  EXPECT_GE(until - from, 300);
  EXPECT_LE(until - from, 600);
  EXPECT_TRUE(verifies(*jwt, made.certificate, RSA_PSS_SALTLEN_DIGEST));
  EXPECT_FALSE(
      verifies(*jwt, make_certificate("x", kNow, kUntil).certificate, RSA_PSS_SALTLEN_DIGEST));
}

TEST(ClientAssertion, AKeyThatIsNoneIsRefused) {
  const auto made = make_certificate("Reeve", kNow, kUntil);
  EXPECT_THROW(
      client_assertion({kApp, kUrl}, made.certificate,
                       base::SecretBytes(std::string_view("no key")), kNow, base::seeded_random(1)),
      base::Error);
}

}  // namespace
}  // namespace reeve::microsoft
