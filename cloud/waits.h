// Which clients were told to wait, and who came back before the time: a program that keeps to
// Retry-After is never early.
#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "budgets.h"

namespace cloud {

// Safe on any thread. Times are milliseconds since 1970 by the cloud's clock.
class Waits {
 public:
  // An application was told to leave that service of that tenant alone for so many seconds.
  void told(std::string_view application, std::string_view tenant, Workload workload,
            std::int64_t now, std::int64_t seconds);
  // True when it asks in spite of that: `came` is when its request came, which for a question
  // inside a $batch is when the $batch did.
  bool is_early(std::string_view application, std::string_view tenant, Workload workload,
                std::int64_t came) const;
  void forget();

 private:
  struct Wait {
    std::int64_t from = 0, until = 0;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Wait> waits_;
};

}  // namespace cloud
