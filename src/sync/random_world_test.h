// For tests with random worlds: what Microsoft says of people, devices, products and the address,
// changed by dice.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "sync/device_scene_test.h"

namespace reeve::sync {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool in_ten(std::size_t many) { return below(10) < many; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::mt19937_64 random_;
};

inline const std::vector<std::string> kFirst{"Ann", "Bob", "Eve", "Max"};
inline const std::vector<std::string> kLast{"Lee", "Ray", "Fox"};
inline const std::vector<std::string> kTitles{"Clerk", "Boss", "Engineer", ""};
inline const std::vector<std::string> kMachines{"LAPTOP-1", "LAPTOP-2", "DESK-3"};
inline const std::vector<std::string> kSerials{"SN-1", "SN-2", "SN-3", "SN-4"};
inline const std::vector<std::string> kStreets{"Main Street 1", "Side Street 2", ""};

struct RandomUser {
  std::string id, first, last, title, upn;
  std::vector<std::string> aliases, phones;
  std::vector<std::string> products = {"s"};  // sku ids
};

class RandomWorld {
 public:
  explicit RandomWorld(Dice& dice) : dice_(dice) {}
  void add_user();
  void add_machine();
  void change();  // one thing
  Script script() const;

 private:
  bool taken(const std::string& address) const;
  std::string free_address();  // one that no user has
  void change_user();
  void change_machine();

  Dice& dice_;
  std::vector<RandomUser> users_;
  std::vector<TestDevice> machines_;
  std::string street_;
  bool second_product_ = false;
  int next_user_ = 0, next_machine_ = 0;
};

}  // namespace reeve::sync
