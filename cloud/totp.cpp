// HMAC-SHA-1 of the half minute's number, cut to six digits: RFC 4226 5.3 and RFC 6238 4.
#include "totp.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace cloud {
namespace {

constexpr std::int64_t kStep = 30;

std::string base32_decode(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char letter : text) {
    const int value = letter >= 'A' && letter <= 'Z'   ? letter - 'A'
                      : letter >= '2' && letter <= '7' ? letter - '2' + 26
                                                       : -1;
    if (value < 0) continue;
    held = (held << 5U) | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((held >> static_cast<unsigned>(bits)) & 0xFFU);
  }
  return bytes;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t when) {
  const std::string key = base32_decode(secret);
  unsigned char counter[8];
  auto number = static_cast<std::uint64_t>(when / kStep);
  for (int at = 7; at >= 0; --at, number >>= 8U)
    counter[at] = static_cast<unsigned char>(number & 0xFFU);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter, sizeof counter, digest,
       &size);
  const unsigned at = digest[size - 1] & 0x0FU;
  const std::uint32_t cut = (digest[at] & 0x7FU) << 24U |
                            static_cast<std::uint32_t>(digest[at + 1]) << 16U |
                            static_cast<std::uint32_t>(digest[at + 2]) << 8U | digest[at + 3];
  return fmt::format("{:06}", cut % 1'000'000);
}

bool totp_fits(std::string_view secret, std::int64_t now, std::string_view code) {
  for (const std::int64_t shift : {-kStep, std::int64_t{0}, kStep})
    if (totp_code(secret, now + shift) == code) return true;
  return false;
}

}  // namespace cloud
