// Chance from one seed: the same seed throws the same dice in the same order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

namespace reeve::simulation {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  // 0 to n - 1; n is not 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  // Of a thousand throws so many are true.
  bool in_thousand(int many) { return below(1000) < static_cast<std::size_t>(many); }
  bool coin() { return below(2) == 0; }
  std::mt19937_64& engine() { return random_; }
  template <class List>
  auto pick(const List& list) {
    return *std::next(std::begin(list), static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace reeve::simulation
