// The times of the last calls of each endpoint.
#include "bms_limits.h"

namespace cloud {

bool BmsLimits::admit(std::string_view endpoint, std::int64_t now) {
  constexpr std::int64_t hour = 3600;
  const std::lock_guard lock(mutex_);
  auto& times = calls_[std::string(endpoint)];
  // A clock that was set back leaves times that are still to come: they do not count anymore.
  while (!times.empty() && (times.front() <= now - hour || times.front() > now)) times.pop_front();
  times.push_back(now);
  if (times.size() <= kCallsAnHour) return true;
  times.pop_front();
  return false;
}

void BmsLimits::reset() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
}

}  // namespace cloud
