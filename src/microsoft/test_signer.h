// Signs tokens in tests as Microsoft signs them: an RSA key, its JWKS entry, and RS256 over what
// the test wants to claim.
#pragma once

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "microsoft/id_token.h"

namespace reeve::microsoft {

class TestSigner {
 public:
  explicit TestSigner(std::string id, unsigned bits = 2048)
      : id_(std::move(id)), key_(EVP_RSA_gen(bits), EVP_PKEY_free) {}

  SigningKey key() const {
    return {id_, number(OSSL_PKEY_PARAM_RSA_N), number(OSSL_PKEY_PARAM_RSA_E)};
  }
  std::string jwks() const {
    return fmt::format(
        R"({{"keys":[{{"kty":"RSA","use":"sig","kid":"{}","x5t":"{}","n":"{}","e":"{}"}}]}})", id_,
        id_, base::base64url(base::as_bytes(key().modulus)),
        base::base64url(base::as_bytes(key().exponent)));
  }
  std::string sign(std::string_view claims, std::string_view algorithm = "RS256") const {
    const auto header = fmt::format(R"({{"typ":"JWT","alg":"{}","kid":"{}"}})", algorithm, id_);
    return sign_raw(header, claims);
  }
  std::string sign_raw(std::string_view header, std::string_view claims) const {
    const auto part = fmt::format("{}.{}", base::base64url(base::as_bytes(header)),
                                  base::base64url(base::as_bytes(claims)));
    return fmt::format("{}.{}", part, base::base64url(base::as_bytes(signature(part))));
  }

 private:
  std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(value);
    return bytes;
  }
  std::string signature(std::string_view part) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
    const auto* data = reinterpret_cast<const unsigned char*>(part.data());
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, data, part.size());
    std::string bytes(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size, data,
                   part.size());
    bytes.resize(size);
    return bytes;
  }

  std::string id_;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

}  // namespace reeve::microsoft
