// 1,500 calls an hour for each endpoint (Kaseya's help page of API v2), by the cloud's clock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace cloud {

// Safe on any thread. Whether BMS counts by the clock hour or over the last 60 minutes, and whether
// refused calls count, is not known: the last 60 minutes and all calls, which is the stricter form.
class BmsLimits {
 public:
  static constexpr std::size_t kCallsAnHour = 1500;

  // Counts this call; false when it is one too many.
  bool admit(std::string_view endpoint, std::int64_t now);
  void reset();

 private:
  std::mutex mutex_;
  std::map<std::string, std::deque<std::int64_t>, std::less<>> calls_;
};

}  // namespace cloud
