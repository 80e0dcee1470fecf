// What may still be asked of Microsoft, in the database: buckets, pauses and fair shares.
#include "store/budgets.h"

#include <array>

#include "store_case.h"

namespace reeve::test {
namespace {

using base::Millis;
using store::BudgetWish;

class BudgetRows : public StoreTest {
 protected:
  // Ten in ten seconds, four at once.
  static BudgetWish ten(std::int64_t amount = 1, bool background = false) {
    return {.key = {"app", "reports", "contoso"},
            .amount = amount,
            .most = 10,
            .burst = 4,
            .window = Millis{10'000},
            .background = background};
  }
  static BudgetWish of_all(const std::string& tenant, std::int64_t amount = 1) {
    auto wish = ten(amount);
    wish.key.tenant.clear();
    wish.asked_for = tenant;
    return wish;
  }
  std::optional<base::Time> take(const BudgetWish& wish, base::Time at = kNow) {
    return write([&](auto& c) { return store::take_budgets(c, std::array{wish}, at); });
  }
  store::BudgetPause pause(const std::string& tenant, std::string_view service = "reports") {
    return read(
        [&](auto& c) { return store::budget_pause(c, "app", tenant, std::array{service}); });
  }
};
REEVE_ON_BOTH_DATABASES(BudgetRows);

TEST_P(BudgetRows, ABucketHoldsItsBurstAndFillsAgain) {
  for (int n = 0; n < 4; ++n) EXPECT_FALSE(take(ten())) << n;
  EXPECT_EQ(take(ten()), kNow + Millis{1'000});
  EXPECT_EQ(take(ten(), kNow + Millis{999}), kNow + Millis{1'000});
  EXPECT_FALSE(take(ten(), kNow + Millis{1'000}));
  EXPECT_TRUE(take(ten(), kNow + Millis{1'000}));
  for (int n = 0; n < 4; ++n) EXPECT_FALSE(take(ten(), later(60))) << n;
  EXPECT_TRUE(take(ten(), later(60))) << "it never holds more than its burst";
}

TEST_P(BudgetRows, NoWindowSeesMoreThanTheLimit) {
  std::vector<base::Time> taken;
  for (int step = 0; step < 150; ++step) {
    const auto at = kNow + Millis{step * 400};
    if (!take(ten(), at)) taken.push_back(at);
  }
  EXPECT_GT(taken.size(), 55U) << "and not much less";
  for (std::size_t i = 0; i + 14 < taken.size(); ++i)
    EXPECT_GE(taken[i + 14] - taken[i], Millis{10'000}) << "15 within a window, " << i;
}

TEST_P(BudgetRows, BackgroundWorkLeavesAQuarterToPeople) {
  for (int n = 0; n < 3; ++n) EXPECT_FALSE(take(ten(1, true))) << n;
  EXPECT_TRUE(take(ten(1, true)));
  EXPECT_FALSE(take(ten(1, false)));
  EXPECT_TRUE(take(ten(1, false)));
}

TEST_P(BudgetRows, WhatIsMoreThanTheBucketHoldsWaitsForAFullOne) {
  EXPECT_FALSE(take(ten(20)));
  EXPECT_EQ(take(ten(1)), kNow + Millis{17'000});
  EXPECT_FALSE(take(ten(1), later(17)));
}

TEST_P(BudgetRows, SeveralAreTakenTogetherOrNotAtAll) {
  auto other = ten(4);
  other.key.service = "graph";
  EXPECT_FALSE(take(other));
  const auto refused = write([&](auto& c) {
    return store::take_budgets(c, std::array{ten(4), other}, kNow);
  });
  EXPECT_EQ(refused, kNow + Millis{4'000});
  EXPECT_FALSE(take(ten(4))) << "nothing was taken of the first";
}

TEST_P(BudgetRows, EachApplicationServiceAndTenantHasItsOwn) {
  EXPECT_FALSE(take(ten(4)));
  for (auto key : {store::BudgetKey{"other", "reports", "contoso"},
                   store::BudgetKey{"app", "graph", "contoso"},
                   store::BudgetKey{"app", "reports", "fabrikam"}}) {
    auto wish = ten(4);
    wish.key = key;
    EXPECT_FALSE(take(wish)) << key.application << key.service << key.tenant;
  }
}

TEST_P(BudgetRows, WhereItGetsShortEachTenantHasItsShare) {
  // A big tenant alone takes what there is.
  EXPECT_FALSE(take(of_all("big", 3)));
  EXPECT_FALSE(take(of_all("big", 1)));
  EXPECT_TRUE(take(of_all("small"))) << "the bucket is empty";
  // Now there are two, and each may take five in a window: the big one has had four of them.
  EXPECT_FALSE(take(of_all("big"), later(1)));
  EXPECT_EQ(take(of_all("big"), later(2)), later(10)) << "it had its share until its window ends";
  EXPECT_FALSE(take(of_all("small"), later(2)));
  EXPECT_FALSE(take(of_all("small"), later(3)));
  EXPECT_FALSE(take(of_all("big"), later(11)));
}

TEST_P(BudgetRows, APauseConcernsTheTenantOrTheWholeApplication) {
  EXPECT_EQ(pause("contoso").closed_until, base::Time{});
  write([&](auto& c) {
    store::add_budget_pause(c, {"app", "reports", "contoso"}, {later(30), later(40)});
    store::add_budget_pause(c, {"app", "graph", ""}, {later(50), {}});
  });
  EXPECT_EQ(pause("contoso").closed_until, later(30));
  EXPECT_EQ(pause("contoso").low_until, later(40));
  EXPECT_EQ(pause("fabrikam").closed_until, base::Time{});
  EXPECT_EQ(pause("fabrikam", "graph").closed_until, later(50));
  EXPECT_EQ(pause("contoso", "graph").closed_until, later(50));
}

TEST_P(BudgetRows, APauseIsNeverMadeShorter) {
  const store::BudgetKey key{"app", "reports", "contoso"};
  write([&](auto& c) {
    store::add_budget_pause(c, key, {later(30), later(5)});
    store::add_budget_pause(c, key, {later(10), later(9)});
  });
  EXPECT_EQ(pause("contoso").closed_until, later(30));
  EXPECT_EQ(pause("contoso").low_until, later(9));
  EXPECT_FALSE(take(ten())) << "the bucket itself is another matter";
}

}  // namespace
}  // namespace reeve::test
