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

}  // namespace reeve::base
