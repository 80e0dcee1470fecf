// Reads ICU's copy of the IANA time zone database.
#include "base/time_zone.h"

#include <fmt/format.h>
#include <unicode/timezone.h>
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

}  // namespace

bool is_time_zone(std::string_view name) { return !name.empty() && zone_named(name) != nullptr; }

std::optional<LocalTime> local_time(Time time, std::string_view name) {
  const auto zone = zone_named(name);
  if (!zone) return std::nullopt;
  std::int32_t raw = 0, summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone->getOffset(static_cast<UDate>(to_ms(time)), false, raw, summer, status);
  if (U_FAILURE(status)) return std::nullopt;
  const Time local = time + Millis{raw + summer};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock{local - day};
  return LocalTime{to_rfc3339(local).substr(0, 10), static_cast<int>(clock.hours().count()),
                   static_cast<int>(clock.minutes().count())};
}

}  // namespace reeve::base
