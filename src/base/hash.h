// Digests: XXH3 to see whether a record changed, SHA-256 where an enemy could choose the input.
#pragma once

#include <string>
#include <string_view>

namespace reeve::base {

// XXH3-128 as 32 hex digits; stable across builds and machines. Not for secrets.
std::string content_hash(std::string_view text);
// SHA-256 as 64 hex digits: for tokens, keys and one-time links, which are stored only so.
std::string sha256_hex(std::string_view text);
// SHA-256 as 32 raw bytes.
std::string sha256(std::string_view text);

}  // namespace reeve::base
