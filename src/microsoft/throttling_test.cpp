// What each header of a throttled answer means.
#include "microsoft/throttling.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace reeve::microsoft {
namespace {

using base::Millis;

Throttling told(int status, const std::map<std::string, std::string, std::less<>>& headers) {
  return throttling_of(
      status,
      [&](std::string_view name) {
        const auto found = headers.find(name);
        return found == headers.end() ? std::nullopt
                                      : std::optional<std::string_view>(found->second);
      },
      base::from_ms(0));
}

TEST(Throttling, APauseIsWhatARefusalAsksFor) {
  EXPECT_EQ(told(429, {{"retry-after", "7"}}).pause, Millis{7'000});
  EXPECT_EQ(told(503, {{"retry-after", "7"}}).pause, Millis{7'000});
  EXPECT_FALSE(told(200, {{"retry-after", "7"}}).pause);
  EXPECT_FALSE(told(202, {{"retry-after", "7"}}).pause);
  EXPECT_FALSE(told(429, {}).pause);
  EXPECT_FALSE(told(429, {{"retry-after", "soon"}}).pause);
}

TEST(Throttling, TheScopeSaysWhomItConcerns) {
  EXPECT_FALSE(
      told(429, {{"x-ms-throttle-scope", "Tenant_Application/ReadWrite/a/t"}}).application);
  EXPECT_TRUE(told(429, {{"x-ms-throttle-scope", "Application/ReadWrite/a/t"}}).application);
  EXPECT_FALSE(told(429, {}).application);
}

TEST(Throttling, ThePercentageWarns) {
  EXPECT_DOUBLE_EQ(told(200, {{"x-ms-throttle-limit-percentage", "0.92"}}).used, 0.92);
  EXPECT_DOUBLE_EQ(told(429, {{"x-ms-throttle-limit-percentage", "1.80"}}).used, 1.8);
  for (const auto* nonsense : {"", "much", "0.5", "-1", "1e9", "nan", "0.9x"})
    EXPECT_DOUBLE_EQ(told(200, {{"x-ms-throttle-limit-percentage", nonsense}}).used, 0) << nonsense;
}

TEST(Throttling, WhoHasNothingLeftWaitsForTheReset) {
  EXPECT_EQ(told(200, {{"ratelimit-remaining", "0"}, {"ratelimit-reset", "9"}}).pause,
            Millis{9'000});
  EXPECT_FALSE(told(200, {{"ratelimit-remaining", "4"}, {"ratelimit-reset", "9"}}).pause);
  EXPECT_EQ(
      told(429, {{"retry-after", "3"}, {"ratelimit-remaining", "0"}, {"ratelimit-reset", "9"}})
          .pause,
      Millis{3'000});
}

}  // namespace
}  // namespace reeve::microsoft
