// Work side by side: all of it, never more at once than allowed, and a stop ends it.
#include "connect/side_by_side.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "base/error.h"

namespace reeve::connect {
namespace {

TEST(SideBySide, DoesEverythingOnceOnAFewThreads) {
  std::atomic<int> at_once{0}, most{0}, sum{0};
  side_by_side(100, 4, {}, [&](std::size_t at) {
    const int now = ++at_once;
    int seen = most;
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    sum += static_cast<int>(at);
    --at_once;
  });
  EXPECT_EQ(sum, 4950);
  EXPECT_LE(most, 4);
}

TEST(SideBySide, TheFirstExceptionEndsItAndIsThrown) {
  std::atomic<int> begun{0};
  EXPECT_THROW(side_by_side(1'000, 2, {},
                            [&](std::size_t) {
                              ++begun;
                              throw base::Error(base::ErrorCode::refused, "No.");
                            }),
               base::Error);
  EXPECT_LE(begun, 2);
}

TEST(SideBySide, AStopLeavesTheRest) {
  std::stop_source stop;
  std::atomic<int> begun{0};
  try {
    side_by_side(1'000, 2, stop.get_token(), [&](std::size_t) {
      ++begun;
      stop.request_stop();
    });
    FAIL() << "a stop before the end is an error";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::canceled);
  }
  EXPECT_LE(begun, 3);
  EXPECT_NO_THROW(side_by_side(0, 2, stop.get_token(), [](std::size_t) {}));
}

}  // namespace
}  // namespace reeve::connect
