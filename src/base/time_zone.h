// What a clock on the wall shows in a named time zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace reeve::base {

struct LocalTime {
  std::string date;  // "2026-11-23"
  int hour = 0, minute = 0;
};

// "Europe/Berlin", "UTC": a name of the IANA time zone database, as ICU has it.
bool is_time_zone(std::string_view name);
// Nothing for an unknown zone.
std::optional<LocalTime> local_time(Time time, std::string_view zone);

// The same for reckoning with hours of the week.
struct ZoneTime {
  int weekday = 0;                 // Monday is 0
  int minute = 0;                  // of the day, by the wall clock
  std::optional<Time> changes_at;  // when the clocks are set forward or back next
};
std::optional<ZoneTime> zone_time(Time time, std::string_view zone);

}  // namespace reeve::base
