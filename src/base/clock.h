// Time as an argument: the system's clock in life, a clock moved by hand in tests.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace reeve::base {

// UTC, in milliseconds; the database stores the same count as BIGINT.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

inline std::int64_t to_ms(Time t) { return t.time_since_epoch().count(); }
inline Time from_ms(std::int64_t ms) { return Time{Millis{ms}}; }

// "2026-11-23T05:41:26.123Z" (RFC 3339, as IT Glue's API gives it).
std::string to_rfc3339(Time t);
// Takes what Graph and RFC 3339 write: any number of decimals, Z or an offset, or a date alone.
std::optional<Time> parse_rfc3339(std::string_view text);

// Thread-safe. Two implementations: SystemClock and ManualClock (tests).
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() = 0;
  // Blocks for `duration`, or until stop is requested; false when it was stopped.
  virtual bool wait_for(std::stop_token stop, Millis duration) = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() override;
  bool wait_for(std::stop_token stop, Millis duration) override;
};

// A clock that stands until advance() moves it; waiting on it advances it at once, so that a
// retry of an hour takes no time in a test.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_(start) {}
  Time now() override;
  bool wait_for(std::stop_token stop, Millis duration) override;
  void advance(Millis duration);

 private:
  std::mutex mutex_;
  Time now_;
};

}  // namespace reeve::base
