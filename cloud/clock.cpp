// Time as Microsoft writes it in answers, and ISO 8601 durations as /_control/clock takes them.
#include "clock.h"

#include <fmt/chrono.h>

#include <chrono>
#include <cstdio>
#include <limits>

namespace cloud {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kLongest = 100 * 366 * kDay;  // a century is enough for every deadline

std::tm calendar(std::int64_t seconds) { return fmt::gmtime(static_cast<std::time_t>(seconds)); }

std::int64_t unit_seconds(char unit, bool in_time) {
  if (!in_time && unit == 'W') return 7 * kDay;
  if (!in_time && unit == 'D') return kDay;
  if (in_time && unit == 'H') return kHour;
  if (in_time && unit == 'M') return kMinute;
  if (in_time && unit == 'S') return 1;
  return 0;
}

}  // namespace

std::int64_t CloudClock::now() const {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count() + offset_.load();
}

std::int64_t CloudClock::now_ms() const {
  constexpr std::int64_t kSecond = 1000;
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count() +
         offset_.load() * kSecond;
}

std::string iso_time(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", calendar(seconds));
}

std::string http_time(std::int64_t seconds) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", calendar(seconds));
}

std::string iso_local_time(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", calendar(seconds));
}

std::string spaced_time(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%d %H:%M:%SZ}", calendar(seconds));
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  std::tm parts{};
  int seconds_end = 0;
  const std::string whole(text);
  if (std::sscanf(whole.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon,
                  &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &seconds_end) != 6)
    return std::nullopt;
  if (seconds_end != 19 || parts.tm_mon < 1 || parts.tm_mon > 12 || parts.tm_mday < 1 ||
      parts.tm_mday > 31 || parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 60)
    return std::nullopt;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    const auto digits = rest.find_first_not_of("0123456789", 1);
    rest = digits == std::string_view::npos ? std::string_view() : rest.substr(digits);
  }
  std::int64_t offset = 0;
  int hours = 0;
  int minutes = 0;
  char sign = 0;
  const std::string zone(rest);
  if (zone.size() == 6 && std::sscanf(zone.c_str(), "%c%2d:%2d", &sign, &hours, &minutes) == 3 &&
      (sign == '+' || sign == '-'))
    offset = (sign == '+' ? 1 : -1) * (hours * kHour + minutes * kMinute);
  else if (zone != "Z" && zone != "z")
    return std::nullopt;
  return static_cast<std::int64_t>(timegm(&parts)) - offset;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  const bool back = !text.empty() && text.front() == '-';
  if (back) text.remove_prefix(1);
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  bool in_time = false;
  std::int64_t total = 0;
  std::int64_t number = -1;
  for (char letter : text.substr(1)) {
    if (letter == 'T' && !in_time && number < 0) {
      in_time = true;
    } else if (letter >= '0' && letter <= '9') {
      number = (number < 0 ? 0 : number) * 10 + (letter - '0');
      if (number > kLongest) return std::nullopt;
    } else {
      const std::int64_t unit = unit_seconds(letter, in_time);
      if (unit == 0 || number < 0 || number > kLongest / unit) return std::nullopt;
      total += number * unit;
      number = -1;
    }
  }
  if (number >= 0 || total > kLongest) return std::nullopt;
  return back ? -total : total;
}

}  // namespace cloud
