// Two kinds of chance: one that repeats for the same seed (worlds), one that never does (tokens).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cloud {

// The same numbers for the same seed on every machine; not thread-safe, one owner each.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  // A number from 0 to limit - 1; limit must not be 0.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  int between(int first, int last) {
    return first + static_cast<int>(below(static_cast<std::size_t>(last - first + 1)));
  }
  bool percent(int chance) { return below(100) < static_cast<std::size_t>(chance); }
  std::string_view pick(std::span<const std::string_view> choices) {
    return choices[below(choices.size())];
  }
  std::string guid();
  std::string letters(std::size_t count);  // letters and digits, for passwords and secrets

 private:
  std::uint64_t state_;
};

// One seed from two numbers, so that neighbors get unrelated worlds.
std::uint64_t mix(std::uint64_t one, std::uint64_t other);

// From the system's generator; safe on any thread.
std::string fresh_guid();
std::string fresh_bytes(std::size_t count);
int fresh_between(int first, int last);

}  // namespace cloud
