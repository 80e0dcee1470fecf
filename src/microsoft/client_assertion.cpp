// RSASSA-PSS over a JWT, with OpenSSL (RFC 7523, reference/microsoft-cloud.md A.7).
#include "microsoft/client_assertion.h"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "microsoft/certificate.h"
#include "microsoft/openssl_owned.h"

namespace reeve::microsoft {

namespace {

using base::Error;
using base::ErrorCode;

std::string part(base::json::object members) {
  return base::base64url(base::as_bytes(base::to_json(base::json::value(std::move(members)))));
}

Key read_key(const base::SecretBytes& pem) {
  const MemoryFile file(BIO_new_mem_buf(pem.text().data(), static_cast<int>(pem.size())));
  Key key(file ? PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!key)
    throw Error(ErrorCode::invalid,
                "The connection's private key cannot be read. Make a new certificate for it.");
  return key;
}

std::string sign(EVP_PKEY* key, std::string_view text) {
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* padding = nullptr;
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  // Salt as long as the digest, as RFC 7518 3.5 has it for PS256.
  const bool ready = context &&
                     EVP_DigestSignInit(context.get(), &padding, EVP_sha256(), nullptr, key) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1 &&
                     EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) == 1 &&
                     EVP_DigestSign(context.get(), nullptr, &size, data, text.size()) == 1;
  std::string signature(size, '\0');
  if (!ready || EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                               &size, data, text.size()) != 1)
    throw Error(ErrorCode::internal, "The application's proof could not be signed. Try again.");
  signature.resize(size);
  return signature;
}

}  // namespace

base::SecretBytes client_assertion(const AssertionFor& what, const std::string& certificate,
                                   const base::SecretBytes& private_key, base::Time now,
                                   const base::Random& random) {
  const auto from = base::to_ms(now) / 1000;
  const auto until = base::to_ms(now + kAssertionLife) / 1000;
  const auto header = part({{"alg", "PS256"},
                            {"typ", "JWT"},
                            {"x5t#S256", certificate_facts(certificate).thumbprint_sha256}});
  const auto claims = part({{"aud", what.token_url},
                            {"iss", what.application_id},
                            {"sub", what.application_id},
                            {"jti", base::random_uuid(random)},
                            {"nbf", from},
                            {"iat", from},
                            {"exp", until}});
  const auto text = fmt::format("{}.{}", header, claims);
  const auto key = read_key(private_key);
  return base::SecretBytes(std::string_view(
      fmt::format("{}.{}", text, base::base64url(base::as_bytes(sign(key.get(), text))))));
}

}  // namespace reeve::microsoft
