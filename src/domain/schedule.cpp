// Reads and checks a schedule, and finds the next hour in which a run may start.
#include "domain/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.h"
#include "base/time_zone.h"
#include "domain/section_reader.h"

namespace reeve::domain {
namespace {

namespace json = base::json;
constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kDayMinutes = 24 * 60;
// Two changes of the clocks and a week between: more steps than any calendar needs.
constexpr int kMostSteps = 32;

std::map<std::string, std::int64_t, std::less<>> types_from(SectionReader& reader) {
  std::map<std::string, std::int64_t, std::less<>> types;
  for (SectionReader& one : reader.objects("types")) {
    const std::string name = one.text("type", "");
    if (name.empty()) one.refuse("type", "Name the data type as /api/data_types does.");
    types[name] =
        one.integer("every-minutes", kMostTypeMinutes, kLeastSyncMinutes, kMostTypeMinutes);
    one.finish();
  }
  return types;
}

int minute_of(SectionReader& reader, std::string_view member) {
  const std::string text = reader.text(member, "");
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  const bool shaped =
      text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
  const int hour = shaped ? (text[0] - '0') * 10 + (text[1] - '0') : kDayMinutes;
  const int minute = shaped ? (text[3] - '0') * 10 + (text[4] - '0') : kDayMinutes;
  const int all = hour * 60 + minute;
  if (minute > 59 || all > kDayMinutes)
    reader.refuse(member, "Write a time of day such as 19:30; the end of a day is 24:00.");
  return all;
}

SyncWindow window_from(SectionReader& reader) {
  SyncWindow window;
  for (const std::string& day : reader.texts("days")) {
    const auto found = std::find(kDays.begin(), kDays.end(), day);
    if (found == kDays.end())
      reader.refuse("days", "Days are mon, tue, wed, thu, fri, sat and sun.");
    window.days.at(static_cast<std::size_t>(found - kDays.begin())) = true;
  }
  if (std::find(window.days.begin(), window.days.end(), true) == window.days.end())
    reader.refuse("days", "Name at least one day.");
  window.from = minute_of(reader, "from");
  window.to = minute_of(reader, "to");
  if (window.from == window.to || window.from == kDayMinutes)
    reader.refuse("to",
                  "A window needs another end than its beginning; a whole day is 00:00 to "
                  "24:00.");
  reader.finish();
  return window;
}

std::vector<SyncWindow> windows_from(SectionReader& reader) {
  std::vector<SyncWindow> windows;
  for (SectionReader& one : reader.objects("windows")) windows.push_back(window_from(one));
  if (windows.size() > kMostWindows)
    reader.refuse("windows", fmt::format("There can be {} windows at most.", kMostWindows));
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
  const json::value value = base::parse_json(text, "The settings \"Schedule\"");
  SectionReader reader("Schedule", value);
  Schedule schedule;
  const auto every = reader.integer("every-minutes", 0, kLeastSyncMinutes, kMostSyncMinutes);
  if (every > 0) schedule.every_minutes = every;
  schedule.grace_minutes = reader.integer("grace-minutes", kGraceMinutes, 0, kMostGraceMinutes);
  schedule.time_zone = reader.text("time-zone", "UTC");
  if (!base::is_time_zone(schedule.time_zone))
    reader.refuse("time-zone", "There is no such time zone. Write it as Europe/Berlin.");
  schedule.type_minutes = types_from(reader);
  schedule.windows = windows_from(reader);
  reader.finish();
  return schedule;
}

std::string schedule_json(const Schedule& schedule) {
  json::array types;
  for (const auto& [name, minutes] : schedule.type_minutes)
    types.emplace_back(json::object({{"type", json::string(name)}, {"every-minutes", minutes}}));
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
