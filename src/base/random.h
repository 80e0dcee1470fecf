// Randomness as an argument: the kernel's in life, a seed's in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace reeve::base {

// Fills the bytes. Thread-safe when made by system_random().
using Random = std::function<void(std::span<std::byte>)>;

Random system_random();
// The same bytes for the same seed; for tests only.
Random seeded_random(std::uint64_t seed);

// `bytes` random bytes as base64url without padding.
std::string random_token(const Random& random, std::size_t bytes);
// A version 4 UUID in lower case.
std::string random_uuid(const Random& random);

}  // namespace reeve::base
