// Times written and read, and waits that end when asked to stop.
#include "base/clock.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace reeve::base {
namespace {

TEST(Clock, WritesAndReadsTheSameTime) {
  const Time t = from_ms(1'795'412'486'123);
  EXPECT_EQ(parse_rfc3339(to_rfc3339(t)), t);
  EXPECT_EQ(to_rfc3339(from_ms(0)), "1970-01-01T00:00:00.000Z");
}

TEST(Clock, ReadsWhatMicrosoftWrites) {
  const std::array<std::pair<const char*, const char*>, 5> cases{
      {{"2026-11-23", "2026-11-23T00:00:00.000Z"},
       {"2026-11-23T05:41:26Z", "2026-11-23T05:41:26.000Z"},
       {"2026-11-23T05:41:26.1234567Z", "2026-11-23T05:41:26.123Z"},
       {"2026-11-23T07:41:26+02:00", "2026-11-23T05:41:26.000Z"},
       {"2026-11-22T23:41:26-06:00", "2026-11-23T05:41:26.000Z"}}};
  for (const auto& [text, wanted] : cases) {
    const auto parsed = parse_rfc3339(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_rfc3339(*parsed), wanted) << text;
  }
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-30", "2026-11-23T25:00:00Z", "2026-11-23T05:41:26Zjunk",
        "2026-11-23T05:41:26+0200", "20261123", "-026-11-23"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Clock, AManualClockStandsUntilMoved) {
  ManualClock clock(from_ms(1000));
  EXPECT_EQ(clock.now(), clock.now());
  EXPECT_TRUE(clock.wait_for({}, Millis{500}));
  EXPECT_EQ(to_ms(clock.now()), 1500);
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(clock.wait_for(source.get_token(), Millis{500}));
}

TEST(Clock, ASystemWaitEndsAtOnceWhenStopped) {
  SystemClock clock;
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(clock.wait_for(source.get_token(), std::chrono::hours{1}));
}

}  // namespace
}  // namespace reeve::base
