// Durations and the ways of writing a moment.
#include "clock.h"

#include <gtest/gtest.h>

namespace cloud {
namespace {

TEST(Clock, ReadsDurations) {
  EXPECT_EQ(parse_duration("PT1H"), 3600);
  EXPECT_EQ(parse_duration("P90D"), 90 * 86400);
  EXPECT_EQ(parse_duration("P1DT2H30M5S"), 86400 + 9005);
  EXPECT_EQ(parse_duration("P2W"), 14 * 86400);
  EXPECT_EQ(parse_duration("-PT5M"), -300);
}

TEST(Clock, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "P", "PT", "1H", "PT1", "P1H", "PTH", "P1Y", "PT99999999999999999H"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Clock, WritesAMomentInFourWays) {
  EXPECT_EQ(iso_time(1795412460), "2026-11-23T05:41:00Z");
  EXPECT_EQ(iso_local_time(1795412460), "2026-11-23T05:41:00");
  EXPECT_EQ(spaced_time(1795412460), "2026-11-23 05:41:00Z");
  EXPECT_EQ(http_time(1795412460), "Mon, 23 Nov 2026 05:41:00 GMT");
}

TEST(Clock, MovesByItsOffset) {
  CloudClock clock;
  const std::int64_t before = clock.now();
  clock.set_offset(3600);
  EXPECT_GE(clock.now(), before + 3600);
  EXPECT_LT(clock.now(), before + 3660);
}

}  // namespace
}  // namespace cloud
