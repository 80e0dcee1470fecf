// When a tenant is synced: how often, in which hours of the week, and how long a new sync waits
// before it starts. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace reeve::domain {

inline constexpr std::int64_t kLeastSyncMinutes = 15;
inline constexpr std::int64_t kMostSyncMinutes = 7 * 24 * 60;
inline constexpr std::int64_t kMostTypeMinutes = 31 * 24 * 60;
inline constexpr std::int64_t kGraceMinutes = 10;  // the default; IT Glue waits an hour
inline constexpr std::int64_t kMostGraceMinutes = 24 * 60;
inline constexpr std::size_t kMostWindows = 20;

// The days on which it begins, Monday first; minutes of the day in the schedule's time zone. `to`
// not after `from`: it ends on the next day. A whole day is 0 to 1440.
struct SyncWindow {
  std::array<bool, 7> days{};
  int from = 0, to = 0;
};

struct Schedule {
  std::optional<std::int64_t> every_minutes;  // none: as the server's settings say
  // Data types with an interval of their own, by name; the others as often as they are declared.
  std::map<std::string, std::int64_t, std::less<>> type_minutes;
  std::vector<SyncWindow> windows;  // scheduled runs start only in these; none: at any time
  std::string time_zone = "UTC";    // IANA name
  std::int64_t grace_minutes = kGraceMinutes;
};

// {"every-minutes":60|null,"grace-minutes":10,"time-zone":"Europe/Berlin",
//  "types":[{"type":"devices","every-minutes":1440}],"windows":[{"days":["mon"],"from":"19:00","to":"06:00"}]};
// a member that is missing has its default. Throws Error{invalid} naming the member.
Schedule schedule_from(std::string_view json);
std::string schedule_json(const Schedule& schedule);
// Whole and in one spelling.
std::string checked_schedule(std::string_view json);

bool window_is_open(const Schedule& schedule, base::Time at);
// `from` itself where a scheduled run may start then, else the next moment at which one may, also
// over a change of the clocks. Nothing when no window ever opens.
std::optional<base::Time> next_open(const Schedule& schedule, base::Time from);

}  // namespace reeve::domain
