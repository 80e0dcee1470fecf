// Client assertions as an application makes them, for tests of the token endpoint.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "keys.h"
#include "random.h"
#include "test_cloud.h"

namespace cloud {

struct AssertionParts {
  std::string algorithm = "PS256";      // or RS256
  std::string thumbprint = "x5t#S256";  // or x5t
  int salt = RSA_PSS_SALTLEN_DIGEST;
  boost::json::object payload = {};
};

// A key with its certificate; the certificate is registered by /_control.
class AssertionKey {
 public:
  AssertionKey() : key_(SigningKey::generate()) {}

  const std::string& certificate() const { return key_.certificate_pem(); }

  std::string sign(const AssertionParts& parts) const {
    const std::string der = certificate_der(key_.certificate_pem());
    const std::string print = parts.thumbprint == "x5t" ? sha1(der) : sha256(der);
    const boost::json::object header = {
        {"alg", parts.algorithm}, {"typ", "JWT"}, {parts.thumbprint, base64url_encode(print)}};
    const std::string text = base64url_encode(boost::json::serialize(header)) + "." +
                             base64url_encode(boost::json::serialize(parts.payload));
    return text + "." + base64url_encode(signature(text, parts));
  }

 private:
  std::string signature(const std::string& text, const AssertionParts& parts) const {
    const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(
        BIO_new_mem_buf(key_.key_pem().data(), static_cast<int>(key_.key_pem().size())),
        BIO_free_all);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    EXPECT_EQ(EVP_DigestSignInit(context.get(), &settings, EVP_sha256(), nullptr, key.get()), 1);
    if (parts.algorithm == "PS256") {
      EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING), 1);
      EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, parts.salt), 1);
    }
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EXPECT_EQ(EVP_DigestSign(context.get(), nullptr, &size, data, text.size()), 1);
    std::string made(size, '\0');
    EXPECT_EQ(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size,
                             data, text.size()),
              1);
    made.resize(size);
    return made;
  }

  SigningKey key_;
};

// What an assertion claims for that token address, with what differs put over it.
inline boost::json::object assertion_payload(const std::string& client, const std::string& audience,
                                             std::int64_t now,
                                             const boost::json::object& other = {}) {
  boost::json::object payload = {{"aud", audience},     {"iss", client}, {"sub", client},
                                 {"jti", fresh_guid()}, {"nbf", now},    {"iat", now},
                                 {"exp", now + 600}};
  for (const auto& one : other) payload[one.key()] = one.value();
  return payload;
}

inline Pairs assertion_form(const std::string& client, const std::string& assertion) {
  return {{"grant_type", "client_credentials"},
          {"scope", std::string(kGraphDefault)},
          {"client_id", client},
          {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
          {"client_assertion", assertion}};
}

}  // namespace cloud
