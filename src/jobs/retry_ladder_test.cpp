// The ladder of retries, rung by rung.
#include "jobs/retry_ladder.h"

#include <gtest/gtest.h>

namespace reeve::jobs {
namespace {

using base::ErrorCode;

TEST(RetryLadder, ClimbsAndEnds) {
  EXPECT_EQ(retry_after(ErrorCode::unavailable, 1), base::Millis{30'000});
  EXPECT_EQ(retry_after(ErrorCode::unavailable, 2), base::Millis{120'000});
  EXPECT_EQ(retry_after(ErrorCode::unavailable, 3), base::Millis{600'000});
  EXPECT_EQ(retry_after(ErrorCode::unavailable, 4), base::Millis{3'600'000});
  EXPECT_EQ(retry_after(ErrorCode::unavailable, kMaxAttempts), std::nullopt);
  EXPECT_EQ(retry_after(ErrorCode::unavailable, 0), std::nullopt);
}

TEST(RetryLadder, DoesNotTryAgainWhatOnlyAPersonCanMend) {
  for (const auto code : {ErrorCode::refused, ErrorCode::invalid, ErrorCode::not_found,
                          ErrorCode::forbidden, ErrorCode::usage})
    EXPECT_EQ(retry_after(code, 1), std::nullopt) << to_string(code);
}

}  // namespace
}  // namespace reeve::jobs
