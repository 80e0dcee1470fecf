// The cloud's own clock: the machine's time plus what /_control/clock moved it by.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cloud {

// Seconds since 1970 in UTC; safe on any thread.
class CloudClock {
 public:
  std::int64_t now() const;
  std::int64_t now_ms() const;  // the same in milliseconds
  std::int64_t offset() const { return offset_.load(); }
  void set_offset(std::int64_t seconds) { offset_.store(seconds); }

 private:
  std::atomic<std::int64_t> offset_{0};
};

std::string iso_time(std::int64_t seconds);        // 2026-11-23T05:41:00Z
std::string iso_local_time(std::int64_t seconds);  // the same without Z, as Graph's innerError
// "2026-11-23T05:41:00Z", also with a fraction or an offset such as +02:00; nothing when malformed.
std::optional<std::int64_t> parse_time(std::string_view text);
std::string spaced_time(std::int64_t seconds);  // 2026-11-23 05:41:00Z, as token errors
std::string http_time(std::int64_t seconds);    // Mon, 23 Nov 2026 05:41:00 GMT

// "PT1H", "P90D", "P1DT2H30M" in seconds; a leading '-' goes back; nothing when malformed.
std::optional<std::int64_t> parse_duration(std::string_view text);

}  // namespace cloud
