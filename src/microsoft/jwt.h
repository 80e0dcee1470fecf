// A signed token (JWT) taken apart, and its RS256 signature checked; nothing here decides whom to
// trust.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace reeve::microsoft {

inline constexpr std::size_t kMaxTokenBytes = 64 * 1024;

struct Jwt {
  base::json::value header, claims;
  std::string signed_part;  // what the signature is over
  std::string signature;    // raw bytes
};

// Nothing when it is not three parts of base64url with JSON objects in the first two, or is too
// long.
std::optional<Jwt> read_jwt(std::string_view token);

// RSASSA-PKCS1-v1_5 with SHA-256 under an RSA key given by its big-endian numbers; keys under 2048
// bits are refused.
bool verify_rs256(std::string_view modulus, std::string_view exponent, std::string_view signed_part,
                  std::string_view signature);

}  // namespace reeve::microsoft
