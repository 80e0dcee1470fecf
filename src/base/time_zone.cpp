// Reads ICU's copy of the IANA time zone database.
#include "base/time_zone.h"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>
#include <unicode/unistr.h>

#include <memory>

namespace reeve::base {
namespace {

// ICU answers an unknown name with its zone "Etc/Unknown".
std::unique_ptr<icu::TimeZone> zone_named(std::string_view name) {
  const auto text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int>(name.size())));
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(text));
  if (!zone || *zone == icu::TimeZone::getUnknown()) return nullptr;
  return zone;
}

// The wall clock's time as if it were UTC.
std::optional<Time> local_moment(const icu::TimeZone& zone, Time time) {
  std::int32_t raw = 0, summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone.getOffset(static_cast<UDate>(to_ms(time)), false, raw, summer, status);
  if (U_FAILURE(status)) return std::nullopt;
  return time + Millis{raw + summer};
}

std::optional<Time> next_change(const icu::TimeZone& zone, Time after) {
  const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(&zone);
  icu::TimeZoneTransition change;
  if (basic == nullptr ||
      !basic->getNextTransition(static_cast<UDate>(to_ms(after)), false, change))
    return std::nullopt;
  return from_ms(static_cast<std::int64_t>(change.getTime()));
}

}  // namespace

bool is_time_zone(std::string_view name) { return !name.empty() && zone_named(name) != nullptr; }

std::optional<LocalTime> local_time(Time time, std::string_view name) {
  const auto zone = zone_named(name);
  if (!zone) return std::nullopt;
  const auto local = local_moment(*zone, time);
  if (!local) return std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(*local);
  const std::chrono::hh_mm_ss clock{*local - day};
  return LocalTime{to_rfc3339(*local).substr(0, 10), static_cast<int>(clock.hours().count()),
                   static_cast<int>(clock.minutes().count())};
}

std::optional<ZoneTime> zone_time(Time time, std::string_view name) {
  const auto zone = zone_named(name);
  const auto local = zone ? local_moment(*zone, time) : std::nullopt;
  if (!local) return std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(*local);
  const std::chrono::weekday weekday{day};
  ZoneTime out;
  out.weekday = static_cast<int>(weekday.iso_encoding()) - 1;
  out.minute =
      static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(*local - day).count());
  out.changes_at = next_change(*zone, time);
  return out;
}

}  // namespace reeve::base
