// Wall clocks in zones with and without summer time.
#include "base/time_zone.h"

#include <gtest/gtest.h>

namespace reeve::base {
namespace {

LocalTime at(std::string_view utc, std::string_view zone) {
  return local_time(*parse_rfc3339(utc), zone).value();
}

TEST(TimeZone, KnowsNames) {
  EXPECT_TRUE(is_time_zone("Europe/Berlin"));
  EXPECT_TRUE(is_time_zone("UTC"));
  EXPECT_TRUE(is_time_zone("Asia/Kolkata"));
  EXPECT_FALSE(is_time_zone("Europe/Atlantis"));
  EXPECT_FALSE(is_time_zone(""));
  EXPECT_FALSE(local_time(Time{}, "Mars/Olympus"));
}

TEST(TimeZone, FollowsSummerTime) {
  EXPECT_EQ(at("2026-01-15T07:30:00Z", "Europe/Berlin").hour, 8);
  EXPECT_EQ(at("2026-07-15T07:30:00Z", "Europe/Berlin").hour, 9);
  EXPECT_EQ(at("2026-07-15T07:30:00Z", "UTC").hour, 7);
  EXPECT_EQ(at("2026-07-15T07:45:00Z", "Asia/Kolkata").minute, 15);
}

TEST(TimeZone, KnowsWhichDayItIsThere) {
  EXPECT_EQ(at("2026-11-23T23:30:00Z", "Europe/Berlin").date, "2026-11-24");
  EXPECT_EQ(at("2026-11-23T02:30:00Z", "America/New_York").date, "2026-11-22");
  EXPECT_EQ(at("2026-11-23T02:30:00Z", "America/New_York").hour, 21);
}

}  // namespace
}  // namespace reeve::base
