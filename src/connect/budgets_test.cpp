// Budgets with a clock that is moved by hand: limits kept, pauses shared by processes, few writes.
#include "connect/budgets.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/random.h"

namespace reeve::connect {
namespace {

using base::Millis;
using microsoft::Cost;
using microsoft::Limit;
using microsoft::Service;

const std::string kContoso = "contoso", kFabrikam = "fabrikam";

class BudgetsTest : public ::testing::Test {
 protected:
  BudgetsTest() {
    folder_ = std::filesystem::temp_directory_path() /
              ("reeve-budgets-" + base::random_token(base::system_random(), 9));
    std::filesystem::create_directories(folder_);
    database_ = db::Database::open("sqlite:" + (folder_ / "reeve.sqlite").string());
    one_ = std::make_unique<Budgets>(*database_, clock_);
    other_ = std::make_unique<Budgets>(*database_, clock_);
  }
  ~BudgetsTest() override {
    one_.reset();
    other_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::optional<base::Time> ask(Budgets& budgets, const std::string& path,
                                const std::string& tenant = kContoso, bool background = true) {
    const auto costs = microsoft::costs_of(path);
    return budgets.pace_for("app").not_before({tenant, costs, background});
  }
  void tell(Budgets& budgets, const std::string& path, const microsoft::Throttling& told,
            const std::string& tenant = kContoso) {
    const auto costs = microsoft::costs_of(path);
    budgets.pace_for("app").told({tenant, costs, true}, told);
  }
  static microsoft::Throttling pause(int seconds, bool application = false) {
    return {.pause = Millis{seconds * 1'000}, .application = application, .used = 0};
  }

  std::filesystem::path folder_;
  base::ManualClock clock_{base::from_ms(1'780'000'000'000)};
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Budgets> one_, other_;  // as two processes have them
};

const std::string kUsers = "/v1.0/users?$select=id&$top=999";
const std::string kReports = "/v1.0/reports/authenticationMethods/userRegistrationDetails";
const std::string kSignIns = "/v1.0/users?$select=id,signInActivity&$top=500";
const std::string kIntune = "/v1.0/deviceManagement/managedDevices";

TEST(Usable, StaysBelowThePublishedLimitInAnyWindow) {
  for (const Limit& limit : microsoft::published_limits()) {
    const Usable usable = usable_of(limit);
    EXPECT_GE(usable.most, 1);
    EXPECT_GE(usable.burst, 1);
    EXPECT_GE(usable.chunk, 1);
    const std::int64_t carried = usable.chunk > 1 ? usable.most : 0;
    EXPECT_LE(usable.burst + usable.most + carried, limit.most) << to_string(limit.service);
    EXPECT_LE(usable.chunk, usable.burst) << to_string(limit.service);
  }
}

TEST_F(BudgetsTest, APauseHoldsForEveryProcess) {
  EXPECT_FALSE(ask(*one_, kUsers));
  tell(*one_, kUsers, pause(20));
  EXPECT_EQ(ask(*one_, kUsers), clock_.now() + Millis{20'000});
  EXPECT_EQ(ask(*other_, kUsers), clock_.now() + Millis{20'000});
  EXPECT_TRUE(ask(*other_, kUsers, kContoso, false)) << "for people as well";
  clock_.advance(Millis{19'999});
  EXPECT_TRUE(ask(*other_, kUsers));
  clock_.advance(Millis{1});
  EXPECT_FALSE(ask(*other_, kUsers));
  EXPECT_FALSE(ask(*one_, kUsers));
}

TEST_F(BudgetsTest, APauseConcernsItsServiceAndItsTenant) {
  tell(*one_, kIntune, pause(20));
  EXPECT_TRUE(ask(*one_, kIntune));
  EXPECT_FALSE(ask(*one_, kUsers));
  EXPECT_FALSE(ask(*one_, kIntune, kFabrikam));
  tell(*one_, kUsers, pause(30, true));
  EXPECT_TRUE(ask(*other_, kUsers, kFabrikam)) << "the whole application was asked to wait";
  EXPECT_FALSE(ask(*other_, kReports, kFabrikam));
}

TEST_F(BudgetsTest, ABatchWaitsForEachOfItsServices) {
  tell(*one_, kIntune, pause(20));
  const std::vector<Cost> inside{{Service::intune, 1}, {Service::graph, 2}};
  const auto until = one_->pace_for("app").not_before({kContoso, inside, true});
  EXPECT_EQ(until, clock_.now() + Millis{20'000});
}

TEST_F(BudgetsTest, SmallLimitsAreKeptOverAllProcesses) {
  std::vector<base::Time> sent;
  for (int step = 0; step < 300; ++step) {
    Budgets& budgets = step % 2 == 0 ? *one_ : *other_;
    if (!ask(budgets, kSignIns, step % 3 == 0 ? kContoso : kFabrikam)) sent.push_back(clock_.now());
    clock_.advance(Millis{1'000});
  }
  for (std::size_t i = 0; i + 10 < sent.size(); ++i)
    EXPECT_GE(sent[i + 10] - sent[i], Millis{60'000}) << "11 sign-in requests within a minute";
  EXPECT_GE(sent.size(), 30U) << "five minutes let through nearly eight each";
}

TEST_F(BudgetsTest, ReportsOfATenantAreKept) {
  std::vector<base::Time> sent;
  for (int step = 0; step < 100; ++step) {
    if (!ask(*one_, kReports)) sent.push_back(clock_.now());
    clock_.advance(Millis{500});
  }
  for (std::size_t i = 0; i + 5 < sent.size(); ++i)
    EXPECT_GE(sent[i + 5] - sent[i], Millis{10'000}) << "6 requests within ten seconds";
}

TEST_F(BudgetsTest, FewRequestsCostAWrite) {
  const auto writes = [&] {
    return database_->read([](db::Connection& c) {
      return c.query("SELECT full_at FROM budgets WHERE service = 'directory' AND tenant <> ''")
          .front()
          .integer(0);
    });
  };
  ask(*one_, kUsers);
  const auto before = writes();
  for (int n = 0; n < 30; ++n) EXPECT_FALSE(ask(*one_, kUsers));
  EXPECT_EQ(writes(), before) << "what was taken in advance is used first";
  clock_.advance(Millis{10'000});
  EXPECT_FALSE(ask(*one_, kUsers));
  EXPECT_NE(writes(), before) << "what was not used is void after a while";
}

TEST_F(BudgetsTest, WhoIsNearlyThroughLetsPeopleGoFirst) {
  tell(*one_, kUsers, {.pause = {}, .application = false, .used = 0.95});
  EXPECT_TRUE(ask(*other_, kUsers, kContoso, true));
  EXPECT_FALSE(ask(*other_, kUsers, kContoso, false));
  clock_.advance(kRest);
  EXPECT_FALSE(ask(*other_, kUsers, kContoso, true));
  tell(*one_, kUsers, {.pause = {}, .application = false, .used = 0.82});
  EXPECT_FALSE(ask(*other_, kUsers, kContoso, true));
}

TEST_F(BudgetsTest, ManyThreadsKeepTheLimitToo) {
  std::atomic<int> let_through{0};
  std::vector<std::jthread> threads;
  for (int n = 0; n < 8; ++n)
    threads.emplace_back([&, n] {
      for (int i = 0; i < 20; ++i)
        if (!ask(n % 2 == 0 ? *one_ : *other_, kReports)) ++let_through;
    });
  threads.clear();
  EXPECT_LE(let_through, 5) << "the clock stands, so all of it is one window";
  EXPECT_GE(let_through, 1);
}

}  // namespace
}  // namespace reeve::connect
