// Who is early after a Retry-After, and who is not; over the wire, the count that /_control shows.
#include "waits.h"

#include <gtest/gtest.h>

#include "test_wire.h"

namespace cloud {
namespace {

TEST(Waits, WhoComesInBetweenIsEarly) {
  Waits waits;
  waits.told("app", "tenant", Workload::identity, 10'000, 2);
  EXPECT_FALSE(waits.is_early("app", "tenant", Workload::identity, 10'000)) << "on its way before";
  EXPECT_TRUE(waits.is_early("app", "tenant", Workload::identity, 10'001));
  EXPECT_TRUE(waits.is_early("app", "tenant", Workload::identity, 11'999));
  EXPECT_FALSE(waits.is_early("app", "tenant", Workload::identity, 12'000));
}

TEST(Waits, ConcernOneApplicationTenantAndService) {
  Waits waits;
  waits.told("app", "tenant", Workload::identity, 10'000, 2);
  EXPECT_FALSE(waits.is_early("other", "tenant", Workload::identity, 11'000));
  EXPECT_FALSE(waits.is_early("app", "other", Workload::identity, 11'000));
  EXPECT_FALSE(waits.is_early("app", "tenant", Workload::intune, 11'000));
  waits.forget();
  EXPECT_FALSE(waits.is_early("app", "tenant", Workload::identity, 11'000));
}

TEST(Waits, ALongerOneHoldsAndAShorterDoesNotEndIt) {
  Waits waits;
  waits.told("app", "tenant", Workload::identity, 10'000, 5);
  waits.told("app", "tenant", Workload::identity, 10'500, 1);
  EXPECT_TRUE(waits.is_early("app", "tenant", Workload::identity, 14'999));
}

}  // namespace
}  // namespace cloud
