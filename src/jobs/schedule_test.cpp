// What the clock queues, and what it leaves alone.
#include "jobs/schedule.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "store/connections.h"
#include "store/jobs.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::jobs {
namespace {

constexpr std::chrono::hours kPeriod{1};
const base::Time kNow = base::from_ms(1'795'412'486'000);

class Schedule : public testing::Test {
 protected:
  template <class Work>
  decltype(auto) write(Work&& work) {
    return database_->write(db::Lane::people, std::forward<Work>(work));
  }
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("schedule-") + info->name() + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    database_ = db::Database::open("sqlite:" + (folder_ / "t.sqlite").string());
    connection_ = write([](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = "partner";
      values.name = "Our MSP";
      values.cloud = "global";
      values.directory_id = "00000000-0000-0000-0000-000000000001";
      const auto id = store::create_connection(c, values, kNow).id;
      store::set_connected(c, id, {}, kNow);
      store::merge_tenants(c, id, "global",
                           {{"00000000-0000-0000-0000-000000000002", "Alpine", {}, "gdap", false},
                            {"00000000-0000-0000-0000-000000000003", "Birch", {}, "gdap", false},
                            {"00000000-0000-0000-0000-000000000001", "Our MSP", {}, "own", true}},
                           true, "read", kNow);
      return id;
    });
  }
  void TearDown() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  void set_state(std::string_view state) {
    write([&](db::Connection& c) {
      store::set_connection_state(c, connection_, state, "Why.", "What to do.", {}, kNow);
    });
  }
  void finish_all(base::Time now) {
    write([&](db::Connection& c) {
      for (const auto& run : store::list_runs(c, store::Scope::unscoped(), {}).rows)
        if (!run.finished_at) store::finish_run(c, run.id, "ok", {}, "Fine.", {}, {}, now);
    });
  }
  std::int64_t queue(base::Time now) { return queue_due_runs(*database_, now, kPeriod); }

  std::filesystem::path folder_;
  std::unique_ptr<db::Database> database_;
  base::Id connection_ = 0;
};

TEST_F(Schedule, EachTenantThatIsReadOnceInAPeriod) {
  EXPECT_EQ(queue(kNow), 2);
  EXPECT_EQ(queue(kNow + kPeriod), 0) << "they are queued still";
  finish_all(kNow);
  EXPECT_EQ(queue(kNow + kPeriod - base::Millis{1}), 0);
  EXPECT_EQ(queue(kNow + kPeriod), 2);
}

TEST_F(Schedule, NothingThroughAConnectionThatDoesNotWork) {
  for (const auto* state : {"reconnect", "paused", "disconnected"}) {
    set_state(state);
    EXPECT_EQ(queue(kNow), 0) << state;
  }
  set_state("connected");
  EXPECT_EQ(queue(kNow), 2);
}

TEST_F(Schedule, TenantsAreLookedForOnceADay) {
  const auto discoveries = [&](base::Time now) { return queue_due_discoveries(*database_, now); };
  write([&](db::Connection& c) { store::set_discovered(c, connection_, kNow); });
  EXPECT_EQ(discoveries(kNow + kDiscoverEvery - base::Millis{1}), 0);
  set_state("paused");
  EXPECT_EQ(discoveries(kNow + kDiscoverEvery), 0) << "nothing through a paused connection";
  set_state("connected");
  EXPECT_EQ(discoveries(kNow + kDiscoverEvery), 1);
  EXPECT_EQ(discoveries(kNow + kDiscoverEvery), 0) << "it is queued still";
  const auto job = database_->read([&](db::Connection& c) {
    return store::find_job_by_key(c, "discover:" + std::to_string(connection_));
  });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->kind, "discover");
}

TEST_F(Schedule, ADiscoveryThatFailedIsNotTriedAtEveryLook) {
  // Queued by the database's own clock, so that this one is used here, too.
  base::SystemClock clock;
  write([&](db::Connection& c) {
    store::set_discovered(c, connection_, clock.now() - 2 * kDiscoverEvery);
  });
  EXPECT_EQ(queue_due_discoveries(*database_, clock.now()), 1);
  write([&](db::Connection& c) {
    const auto job = store::claim(c, "me", {"discover"}, base::Millis{60'000});
    ASSERT_TRUE(job);
    store::fail(c, job->id, "me", job->fence, "Refused.");
  });
  EXPECT_EQ(queue_due_discoveries(*database_, clock.now()), 0);
  EXPECT_EQ(queue_due_discoveries(*database_, clock.now() + kDiscoverEvery), 1);
}

}  // namespace
}  // namespace reeve::jobs
