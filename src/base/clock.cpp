// The system's clock, the clock of tests, and times written and read.
#include "base/clock.h"

#include <fmt/format.h>

#include <charconv>

namespace reeve::base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Reads exactly `digits` digits at `at`, moving it on.
std::optional<int> number(std::string_view text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  int value = 0;
  const char* first = text.data() + at;
  auto [end, error] = std::from_chars(first, first + digits, value);
  if (error != std::errc{} || end != first + digits || *first == '-') return std::nullopt;
  at += digits;
  return value;
}

bool take(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

std::optional<Time> read_date(std::string_view text, std::size_t& at) {
  const auto year = number(text, at, 4);
  if (!year || !take(text, at, '-')) return std::nullopt;
  const auto month = number(text, at, 2);
  if (!month || !take(text, at, '-')) return std::nullopt;
  const auto day = number(text, at, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

// "12:34:56" with any number of decimals, of which three count.
std::optional<Millis> read_time(std::string_view text, std::size_t& at) {
  const auto hour = number(text, at, 2);
  if (!hour || *hour > 23 || !take(text, at, ':')) return std::nullopt;
  const auto minute = number(text, at, 2);
  if (!minute || *minute > 59 || !take(text, at, ':')) return std::nullopt;
  const auto second = number(text, at, 2);
  if (!second || *second > 60) return std::nullopt;
  Millis total = hours{*hour} + minutes{*minute} + seconds{*second};
  if (take(text, at, '.')) {
    int unit = 100;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      total += Millis{(text[at] - '0') * unit};
      unit /= 10;
      ++at;
    }
  }
  return total;
}

// "Z", "+02:00", or nothing (taken as UTC).
std::optional<minutes> read_offset(std::string_view text, std::size_t& at) {
  if (at == text.size()) return minutes{0};
  if (take(text, at, 'Z') || take(text, at, 'z')) return minutes{0};
  const bool west = at < text.size() && text[at] == '-';
  if (!west && (at >= text.size() || text[at] != '+')) return std::nullopt;
  ++at;
  const auto hour = number(text, at, 2);
  if (!hour || !take(text, at, ':')) return std::nullopt;
  const auto minute = number(text, at, 2);
  if (!minute) return std::nullopt;
  const minutes offset{*hour * 60 + *minute};
  return west ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Time t) {
  const auto day = std::chrono::floor<days>(t);
  const std::chrono::year_month_day date{day};
  const auto time = std::chrono::hh_mm_ss{t - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  std::size_t at = 0;
  const auto date = read_date(text, at);
  if (!date) return std::nullopt;
  if (at == text.size()) return date;
  if (!take(text, at, 'T') && !take(text, at, 't') && !take(text, at, ' ')) return std::nullopt;
  const auto time = read_time(text, at);
  if (!time) return std::nullopt;
  const auto offset = read_offset(text, at);
  if (!offset || at != text.size()) return std::nullopt;
  return *date + *time - *offset;
}

Time SystemClock::now() { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

bool SystemClock::wait_for(std::stop_token stop, Millis duration) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

Time ManualClock::now() {
  std::lock_guard hold(mutex_);
  return now_;
}

bool ManualClock::wait_for(std::stop_token stop, Millis duration) {
  if (stop.stop_requested()) return false;
  advance(duration);
  return true;
}

void ManualClock::advance(Millis duration) {
  std::lock_guard hold(mutex_);
  now_ += duration;
}

}  // namespace reeve::base
