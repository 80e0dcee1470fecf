// Takes a JWT apart (RFC 7515 compact form) and checks RS256 with OpenSSL.
#include "microsoft/jwt.h"

#include <openssl/core_names.h>

#include "base/text.h"
#include "microsoft/openssl_owned.h"

namespace reeve::microsoft {

namespace {

constexpr int kFewestKeyBits = 2048;
constexpr std::size_t kMostNumberBytes = 1024;  // 8192 bits

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Key rsa_key(std::string_view modulus, std::string_view exponent) {
  if (modulus.empty() || exponent.empty() || modulus.size() > kMostNumberBytes ||
      exponent.size() > 8)
    return {};
  const Number n(BN_bin2bn(bytes(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(bytes(exponent), static_cast<int>(exponent.size()), nullptr));
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return {};
  }
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return {};
  }
  return Key(key);
}

std::optional<base::json::value> read_part(std::string_view part) {
  const auto text = base::from_base64url(part);
  if (!text) return {};
  auto value = base::try_parse_json(*text);
  if (!value || !value->is_object()) return {};
  return value;
}

}  // namespace

std::optional<Jwt> read_jwt(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return {};
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return {};
  auto header = read_part(token.substr(0, first));
  auto claims = read_part(token.substr(first + 1, second - first - 1));
  auto signature = base::from_base64url(token.substr(second + 1));
  if (!header || !claims || !signature) return {};
  return Jwt{*std::move(header), *std::move(claims), std::string(token.substr(0, second)),
             *std::move(signature)};
}

bool verify_rs256(std::string_view modulus, std::string_view exponent, std::string_view signed_part,
                  std::string_view signature) {
  const auto key = rsa_key(modulus, exponent);
  if (!key || EVP_PKEY_get_bits(key.get()) < kFewestKeyBits) return false;
  const DigestContext context(EVP_MD_CTX_new());
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(signed_part),
                          signed_part.size()) == 1;
}

}  // namespace reeve::microsoft
