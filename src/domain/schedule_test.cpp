// Schedules: their checks, and the hours of the week in which runs may start, over changes of the
// clocks.
#include "domain/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace reeve::domain {
namespace {

using base::Time;

Time at(std::string_view text) { return base::parse_rfc3339(text).value(); }

std::string sentence_of(std::string_view json) {
  try {
    checked_schedule(json);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
    return error.message();
  }
  return "no error";
}

TEST(Schedule, HasADefaultForEveryMember) {
  EXPECT_EQ(
      checked_schedule("{}"),
      R"({"every-minutes":null,"grace-minutes":10,"time-zone":"UTC","types":[],"windows":[]})");
  const auto whole = checked_schedule(
      R"({"windows":[{"to":"06:00","from":"19:30","days":["sun","mon"]}],"every-minutes":15,)"
      R"("types":[{"type":"users","every-minutes":60},{"every-minutes":1440,"type":"devices"}],"time-zone":"Europe/Berlin","grace-minutes":0})");
  EXPECT_EQ(
      whole,
      R"({"every-minutes":15,"grace-minutes":0,"time-zone":"Europe/Berlin",)"
      R"("types":[{"type":"devices","every-minutes":1440},{"type":"users","every-minutes":60}],)"
      R"("windows":[{"days":["mon","sun"],"from":"19:30","to":"06:00"}]})");
  EXPECT_EQ(checked_schedule(whole), whole);
}

TEST(Schedule, RefusesWhatNobodyCanMean) {
  using testing::HasSubstr;
  EXPECT_THAT(sentence_of(R"({"every-minutes":14})"), HasSubstr("every-minutes"));
  EXPECT_THAT(sentence_of(R"({"every-minutes":"60"})"), HasSubstr("every-minutes"));
  EXPECT_THAT(sentence_of(R"({"grace-minutes":-1})"), HasSubstr("grace-minutes"));
  EXPECT_THAT(sentence_of(R"({"time-zone":"Europe/Atlantis"})"), HasSubstr("Europe/Berlin"));
  EXPECT_THAT(sentence_of(R"({"types":[{"every-minutes":60}]})"), HasSubstr("data type"));
  EXPECT_THAT(sentence_of(R"({"types":[{"type":"users","every-minutes":1}]})"),
              HasSubstr("every-minutes"));
  EXPECT_THAT(sentence_of(R"({"windows":[{"days":[],"from":"01:00","to":"02:00"}]})"),
              HasSubstr("at least one day"));
  EXPECT_THAT(sentence_of(R"({"windows":[{"days":["mo"],"from":"01:00","to":"02:00"}]})"),
              HasSubstr("mon, tue"));
  EXPECT_THAT(sentence_of(R"({"windows":[{"days":["mon"],"from":"25:00","to":"02:00"}]})"),
              HasSubstr("from"));
  EXPECT_THAT(sentence_of(R"({"windows":[{"days":["mon"],"from":"08:00","to":"08:00"}]})"),
              HasSubstr("another end"));
  EXPECT_THAT(sentence_of(R"({"nightly":true})"), HasSubstr("nightly"));
  EXPECT_THAT(sentence_of("[]"), HasSubstr("object"));
}

TEST(Schedule, WithoutWindowsIsAlwaysOpen) {
  const auto now = at("2026-11-23T05:41:26Z");
  EXPECT_TRUE(window_is_open({}, now));
  EXPECT_EQ(next_open({}, now), now);
}

Schedule nights() {
  return schedule_from(
      R"({"time-zone":"Europe/Berlin","windows":[{"days":["mon","tue","wed","thu","fri"],)"
      R"("from":"19:00","to":"06:00"},{"days":["sat"],"from":"00:00","to":"24:00"}]})");
}

TEST(Schedule, WindowsAreHoursOfTheWallClock) {
  // 2026-11-23 is a Monday; Berlin is an hour ahead of UTC in winter.
  EXPECT_FALSE(window_is_open(nights(), at("2026-11-23T17:59:59Z")));
  EXPECT_TRUE(window_is_open(nights(), at("2026-11-23T18:00:00Z")));
  EXPECT_TRUE(window_is_open(nights(), at("2026-11-24T04:59:59Z"))) << "Monday's night is open";
  EXPECT_FALSE(window_is_open(nights(), at("2026-11-24T05:00:00Z")));
  EXPECT_FALSE(window_is_open(nights(), at("2026-11-23T04:00:00Z"))) << "Sunday has no night";
  EXPECT_TRUE(window_is_open(nights(), at("2026-11-28T12:00:00Z"))) << "all Saturday";
  EXPECT_EQ(next_open(nights(), at("2026-11-23T09:00:12.345Z")), at("2026-11-23T18:00:00Z"));
  EXPECT_EQ(next_open(nights(), at("2026-11-28T23:30:00Z")), at("2026-11-30T18:00:00Z"))
      << "Sunday is skipped";
  const auto inside = at("2026-11-23T20:15:00.123Z");
  EXPECT_EQ(next_open(nights(), inside), inside);
}

TEST(Schedule, ClocksThatAreSetForwardSkipAWindowInTheLostHour) {
  // Berlin, Sunday 2027-03-28: 02:00 becomes 03:00 (01:00 UTC).
  const auto lost = schedule_from(
      R"({"time-zone":"Europe/Berlin","windows":[{"days":["sun"],"from":"02:15","to":"02:45"}]})");
  EXPECT_EQ(next_open(lost, at("2027-03-27T12:00:00Z")), at("2027-04-04T00:15:00Z"))
      << "a week later, in summer time";
  const auto across = schedule_from(
      R"({"time-zone":"Europe/Berlin","windows":[{"days":["sun"],"from":"02:30","to":"05:00"}]})");
  EXPECT_EQ(next_open(across, at("2027-03-27T12:00:00Z")), at("2027-03-28T01:00:00Z"))
      << "it begins when the clock jumps into it";
  const auto after = schedule_from(
      R"({"time-zone":"Europe/Berlin","windows":[{"days":["sun"],"from":"08:00","to":"09:00"}]})");
  EXPECT_EQ(next_open(after, at("2027-03-27T12:00:00Z")), at("2027-03-28T06:00:00Z"));
}

TEST(Schedule, ClocksThatAreSetBackOpenAWindowTwice) {
  // Berlin, Sunday 2027-10-31: 03:00 becomes 02:00 (01:00 UTC).
  const auto twice = schedule_from(
      R"({"time-zone":"Europe/Berlin","windows":[{"days":["sun"],"from":"02:00","to":"02:30"}]})");
  EXPECT_EQ(next_open(twice, at("2027-10-30T12:00:00Z")), at("2027-10-31T00:00:00Z"));
  EXPECT_EQ(next_open(twice, at("2027-10-31T00:30:00Z")), at("2027-10-31T01:00:00Z"));
  const auto morning = schedule_from(
      R"({"time-zone":"Europe/Berlin","windows":[{"days":["sun"],"from":"08:00","to":"09:00"}]})");
  EXPECT_EQ(next_open(morning, at("2027-10-30T12:00:00Z")), at("2027-10-31T07:00:00Z"));
}

}  // namespace
}  // namespace reeve::domain
