// One-time codes of six digits that change every half minute (RFC 6238 with SHA-1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cloud {

// `secret` in base32; `when` in seconds since 1970.
std::string totp_code(std::string_view secret, std::int64_t when);
// True for the code of this moment and of the half minutes before and after it.
bool totp_fits(std::string_view secret, std::int64_t now, std::string_view code);

}  // namespace cloud
