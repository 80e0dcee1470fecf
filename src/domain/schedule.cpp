// Reads and checks a schedule, and finds the next hour in which a run may start.
#include "domain/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/error.h"
#include "base/json.h"
#include "base/time_zone.h"

namespace reeve::domain {
namespace {

namespace json = base::json;
using base::Error;
using base::ErrorCode;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kDayMinutes = 24 * 60;
constexpr std::size_t kMostTypes = 100, kLongestName = 64;
// Two changes of the clocks and a week between: more steps than any calendar needs.
constexpr int kMostSteps = 32;

[[noreturn]] void refuse(std::string_view member, std::string_view why) {
  throw Error(ErrorCode::invalid, fmt::format("schedule: {} {}", member, why),
              fmt::format("/data/attributes/schedule/{}", member));
}

std::int64_t minutes_in(const json::value& value, std::string_view member, std::int64_t least,
                        std::int64_t most) {
  const auto* number = value.if_int64();
  if (number == nullptr || *number < least || *number > most)
    refuse(member, fmt::format("is a whole number of minutes from {} to {}.", least, most));
  return *number;
}

void only_members(const json::object& object, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object)
    if (std::find(known.begin(), known.end(), std::string_view(name)) == known.end())
      refuse(std::string_view(name), "is not known here. Leave it out.");
}

bool is_type_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::map<std::string, std::int64_t> types_from(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr || object->size() > kMostTypes)
    refuse("types", "is an object of data types and their minutes.");
  std::map<std::string, std::int64_t> types;
  for (const auto& [name, minutes] : *object) {
    if (!is_type_name(name)) refuse("types", "names data types as /api/data_types does.");
    types[std::string(name)] = minutes_in(minutes, "types", kLeastSyncMinutes, kMostTypeMinutes);
  }
  return types;
}

int minute_of(const json::value& window, std::string_view member) {
  const std::string text = base::text_member(window, member);
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  const bool shaped =
      text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
  const int hour = shaped ? (text[0] - '0') * 10 + (text[1] - '0') : kDayMinutes;
  const int minute = shaped ? (text[3] - '0') * 10 + (text[4] - '0') : kDayMinutes;
  const int all = hour * 60 + minute;
  if (minute > 59 || all > kDayMinutes)
    refuse("windows", fmt::format("needs \"{}\" as a time of day such as 19:30.", member));
  return all;
}

SyncWindow window_from(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) refuse("windows", "is a list of objects with days, from and to.");
  only_members(*object, {"days", "from", "to"});
  SyncWindow window;
  const auto* days = base::member(value, "days").if_array();
  if (days == nullptr || days->empty())
    refuse("windows", "names for each window at least one day.");
  for (const auto& day : *days) {
    const auto* name = day.if_string();
    const auto found = name == nullptr
                           ? kDays.end()
                           : std::find(kDays.begin(), kDays.end(), std::string_view(*name));
    if (found == kDays.end()) refuse("windows", "names days as mon, tue, wed, thu, fri, sat, sun.");
    window.days.at(static_cast<std::size_t>(found - kDays.begin())) = true;
  }
  window.from = minute_of(value, "from");
  window.to = minute_of(value, "to");
  if (window.from == window.to || window.from == kDayMinutes)
    refuse("windows", "needs a beginning and another end; a whole day is 00:00 to 24:00.");
  return window;
}

std::vector<SyncWindow> windows_from(const json::value& value) {
  const auto* list = value.if_array();
  if (list == nullptr || list->size() > kMostWindows)
    refuse("windows", fmt::format("is a list of at most {} windows.", kMostWindows));
  std::vector<SyncWindow> windows;
  for (const auto& one : *list) windows.push_back(window_from(one));
  return windows;
}

std::string clock_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

json::object window_value(const SyncWindow& window) {
  json::array days;
  for (std::size_t i = 0; i < kDays.size(); ++i)
    if (window.days.at(i)) days.emplace_back(json::string(kDays.at(i)));
  return {{"days", std::move(days)},
          {"from", json::string(clock_text(window.from))},
          {"to", json::string(clock_text(window.to))}};
}

bool covers(const SyncWindow& window, int day, int minute) {
  const auto on = [&](int which) { return window.days.at(static_cast<std::size_t>(which % 7)); };
  if (window.from < window.to) return on(day) && minute >= window.from && minute < window.to;
  return (on(day) && minute >= window.from) || (on(day + 6) && minute < window.to);
}

bool open_at(const Schedule& schedule, const base::ZoneTime& local) {
  return std::any_of(schedule.windows.begin(), schedule.windows.end(), [&](const auto& window) {
    return covers(window, local.weekday, local.minute);
  });
}

// How many minutes of the wall clock until a window begins, 1 to a week.
int minutes_until_open(const Schedule& schedule, const base::ZoneTime& local) {
  int best = 7 * kDayMinutes;
  for (const SyncWindow& window : schedule.windows)
    for (int ahead = 0; ahead <= 7; ++ahead) {
      const int wait = ahead * kDayMinutes + window.from - local.minute;
      if (wait > 0 && window.days.at(static_cast<std::size_t>((local.weekday + ahead) % 7)))
        best = std::min(best, wait);
    }
  return best;
}

}  // namespace

Schedule schedule_from(std::string_view text) {
  const json::value value = base::parse_json(text, "The schedule");
  const auto* object = value.if_object();
  if (object == nullptr) throw Error(ErrorCode::invalid, "schedule: it is an object.");
  only_members(*object, {"every-minutes", "grace-minutes", "time-zone", "types", "windows"});
  Schedule schedule;
  const auto* every = object->if_contains("every-minutes");
  if (every != nullptr && !every->is_null())
    schedule.every_minutes =
        minutes_in(*every, "every-minutes", kLeastSyncMinutes, kMostSyncMinutes);
  if (const auto* grace = object->if_contains("grace-minutes"))
    schedule.grace_minutes = minutes_in(*grace, "grace-minutes", 0, kMostGraceMinutes);
  if (const auto* zone = object->if_contains("time-zone")) {
    const auto* name = zone->if_string();
    if (name == nullptr || !base::is_time_zone(std::string_view(*name)))
      refuse("time-zone", "is no time zone. Write it as Europe/Berlin.");
    schedule.time_zone = std::string(std::string_view(*name));
  }
  if (const auto* types = object->if_contains("types")) schedule.type_minutes = types_from(*types);
  if (const auto* windows = object->if_contains("windows"))
    schedule.windows = windows_from(*windows);
  return schedule;
}

std::string schedule_json(const Schedule& schedule) {
  json::object types;
  for (const auto& [name, minutes] : schedule.type_minutes) types[name] = minutes;
  json::array windows;
  for (const SyncWindow& window : schedule.windows) windows.emplace_back(window_value(window));
  json::object out;
  out["every-minutes"] =
      schedule.every_minutes ? json::value(*schedule.every_minutes) : json::value();
  out["grace-minutes"] = schedule.grace_minutes;
  out["time-zone"] = json::string(schedule.time_zone);
  out["types"] = std::move(types);
  out["windows"] = std::move(windows);
  return base::to_json(out);
}

std::string checked_schedule(std::string_view text) { return schedule_json(schedule_from(text)); }

bool window_is_open(const Schedule& schedule, base::Time at) {
  if (schedule.windows.empty()) return true;
  const auto local = base::zone_time(at, schedule.time_zone);
  // A zone that this machine does not know must not stop everything.
  return !local || open_at(schedule, *local);
}

std::optional<base::Time> next_open(const Schedule& schedule, base::Time from) {
  if (schedule.windows.empty()) return from;
  base::Time at = from;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto local = base::zone_time(at, schedule.time_zone);
    if (!local || open_at(schedule, *local)) return at;
    // Windows begin with a full minute of the wall clock.
    const base::Time minute = std::chrono::floor<std::chrono::minutes>(at);
    base::Time next = minute + std::chrono::minutes{minutes_until_open(schedule, *local)};
    if (local->changes_at && *local->changes_at < next) next = *local->changes_at;
    at = next;
  }
  return std::nullopt;
}

}  // namespace reeve::domain
