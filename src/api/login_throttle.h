// Slows down guessing: too many wrong passwords for one account from one address, or from one
// address at all.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/sync.h"

namespace reeve::api {

inline constexpr int kWrongPerAccountAndAddress = 5;
inline constexpr int kWrongPerAddress = 50;
inline constexpr base::Millis kThrottleWindow{std::chrono::minutes{15}};
inline constexpr std::size_t kThrottleEntries = 10'000;

// Thread-safe; counts live in memory and are forgotten after the window or when a table is full
// (oldest first). Addresses have a table of their own, so that many made-up accounts cannot push an
// address out; IPv6 counts by its /64.
class LoginThrottle {
 public:
  // Seconds to wait, or 0.
  int wait_seconds(const std::string& email, const std::string& address, base::Time now);
  void failed(const std::string& email, const std::string& address, base::Time now);
  void succeeded(const std::string& email, const std::string& address);
  std::size_t size();

 private:
  struct Count {
    int wrong = 0;
    base::Time since{};
  };
  using Table = std::map<std::string, Count>;
  static int wait_of(const Table& table, const std::string& key, int limit, base::Time now);
  static void count(Table& table, const std::string& key, base::Time now);
  base::Sync<Table> pairs_, addresses_;
};

}  // namespace reeve::api
