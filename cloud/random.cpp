// A small seeded generator (SplitMix64) for worlds, and OpenSSL's generator for ids and tokens.
#include "random.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <cstring>
#include <stdexcept>

namespace cloud {
namespace {

std::string guid_of(std::uint64_t high, std::uint64_t low) {
  high = (high & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;
  low = (low & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF,
                     high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFFULL);
}

}  // namespace

// SplitMix64 (Steele, Lea, Flood 2014): one addition and a finalizer a number.
std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

std::string Random::guid() {
  const std::uint64_t high = next();
  return guid_of(high, next());
}

std::string Random::letters(std::size_t count) {
  constexpr std::string_view alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string text;
  while (text.size() < count) text += alphabet[below(alphabet.size())];
  return text;
}

std::uint64_t mix(std::uint64_t one, std::uint64_t other) {
  Random random(one * 0xD1342543DE82EF95ULL + other);
  return random.next();
}

std::string fresh_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
    throw std::runtime_error("the system gives no random numbers");
  return bytes;
}

std::string fresh_guid() {
  const std::string bytes = fresh_bytes(16);
  std::uint64_t halves[2];
  std::memcpy(halves, bytes.data(), sizeof halves);
  return guid_of(halves[0], halves[1]);
}

int fresh_between(int first, int last) {
  std::uint64_t value = 0;
  const std::string bytes = fresh_bytes(sizeof value);
  std::memcpy(&value, bytes.data(), sizeof value);
  return first + static_cast<int>(value % static_cast<std::uint64_t>(last - first + 1));
}

}  // namespace cloud
