// What the clock queues, and what it leaves alone.
#include "jobs/schedule.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "domain/sync_section.h"
#include "jobs/prune_log.h"
#include "store/connections.h"
#include "store/jobs.h"
#include "store/runs.h"
#include "store/sync_settings.h"
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
  base::Id tenant_named(const std::string& name) {
    return database_->read([&](db::Connection& c) {
      return store::list_tenants(c, store::Scope::unscoped(), {{{"name", {name}}}, {}, 1, 1})
          .rows.at(0)
          .id;
    });
  }
  store::TenantSync sync_of(const std::string& name) {
    const auto id = tenant_named(name);
    return database_->read([&](db::Connection& c) { return store::sync_of_tenant(c, id); }).value();
  }
  void set_schedule(const std::string& name, const std::string& json) {
    const auto id = tenant_named(name);
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {store::SettingsOwner::Kind::tenant, id},
                               domain::kScheduleSection, json, {}, kNow);
    });
  }
  // Starts and ends every run that is queued, as the workers would.
  void end_all(const std::string& state, const std::string& reason, base::Time now) {
    write([&](db::Connection& c) {
      for (const auto& run : store::list_runs(c, store::Scope::unscoped(), {}).rows) {
        if (run.finished_at) continue;
        store::start_run(c, run.id, "gdap", connection_, now);
        store::finish_run(c, run.id, state, reason, "A sentence.", {}, {}, now);
      }
    });
  }
  std::optional<base::Time> due(const std::string& name, base::Time now) {
    const auto sync = sync_of(name);
    return next_due(sync, schedule_of(sync), now, kPeriod);
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

TEST_F(Schedule, ATenantMayHaveAnIntervalOfItsOwn) {
  set_schedule("Alpine", R"({"every-minutes":15})");
  set_schedule("Birch", R"({"every-minutes":1440})");
  EXPECT_EQ(queue(kNow), 2);
  finish_all(kNow);
  EXPECT_EQ(due("Alpine", kNow), kNow + std::chrono::minutes{15});
  EXPECT_EQ(due("Birch", kNow), kNow + std::chrono::hours{24});
  EXPECT_EQ(queue(kNow + std::chrono::minutes{14}), 0);
  EXPECT_EQ(queue(kNow + std::chrono::minutes{15}), 1);
}

TEST_F(Schedule, StartsOnlyInItsWindows) {
  // kNow is a Monday, 23 November 2026, 05:41 UTC.
  set_schedule("Alpine",
               R"({"time-zone":"UTC","windows":[{"days":["mon"],"from":"19:00","to":"21:00"}]})");
  const auto evening = base::parse_rfc3339("2026-11-23T19:00:00Z").value();
  EXPECT_EQ(due("Alpine", kNow), evening);
  EXPECT_EQ(queue(kNow), 1) << "Birch alone";
  EXPECT_EQ(queue(evening - base::Millis{1}), 0);
  EXPECT_EQ(queue(evening), 1);
  const auto late = evening + std::chrono::hours{3};
  const auto waits =
      database_->read([&](db::Connection& c) { return not_now(c, tenant_named("Alpine"), late); });
  ASSERT_TRUE(waits) << "queued in time, but its turn came after the window closed";
  EXPECT_EQ(waits->until, evening + std::chrono::hours{7 * 24});
  EXPECT_FALSE(database_->read(
      [&](db::Connection& c) { return not_now(c, tenant_named("Alpine"), evening); }));
}

TEST_F(Schedule, APausedTenantIsLeftAlone) {
  const auto alpine = tenant_named("Alpine");
  write([&](db::Connection& c) { store::pause_sync(c, "tenant", alpine, {}, kNow); });
  EXPECT_FALSE(due("Alpine", kNow));
  EXPECT_EQ(queue(kNow), 1);
  const auto waits = database_->read([&](db::Connection& c) { return not_now(c, alpine, kNow); });
  ASSERT_TRUE(waits);
  EXPECT_TRUE(waits->paused);
  write([&](db::Connection& c) { store::resume_sync(c, "tenant", alpine); });
  EXPECT_EQ(queue(kNow), 1);
}

TEST_F(Schedule, WhatMayPassIsTriedOnTheLadderThenOnceADay) {
  set_schedule("Birch", R"({"every-minutes":10080})");
  base::Time now = kNow;
  EXPECT_EQ(queue(now), 2);
  end_all("ok", "", now);
  now += kPeriod;
  EXPECT_EQ(queue(now), 1);
  for (const auto rung : {std::chrono::seconds{30}, std::chrono::seconds{120},
                          std::chrono::seconds{600}, std::chrono::seconds{3600}}) {
    end_all("failed", "unreachable", now);
    EXPECT_EQ(due("Alpine", now), now + rung);
    EXPECT_EQ(queue(now + rung - base::Millis{1}), 0);
    now += rung;
    EXPECT_EQ(queue(now), 1);
  }
  end_all("failed", "unreachable", now);
  EXPECT_TRUE(sync_of("Alpine").quarantined_at);
  EXPECT_EQ(due("Alpine", now), now + kQuarantinePause);
  EXPECT_EQ(queue(now + kQuarantinePause - base::Millis{1}), 0);
  now += kQuarantinePause;
  EXPECT_EQ(queue(now), 1);
  end_all("ok", "", now);
  EXPECT_EQ(due("Alpine", now), now + kPeriod) << "one success ends it";
}

TEST_F(Schedule, WhatAPersonMustMendWaitsForTheInterval) {
  EXPECT_EQ(queue(kNow), 2);
  end_all("failed", "not_allowed", kNow);
  EXPECT_EQ(due("Alpine", kNow), kNow + kPeriod);
}

TEST_F(Schedule, TenantsThatFailedStandBehindTheOthers) {
  EXPECT_EQ(queue(kNow), 2);
  end_all("failed", "unreachable", kNow);
  EXPECT_EQ(queue(kNow + std::chrono::hours{2}), 2);
  const auto job = database_->read([&](db::Connection& c) {
    return store::find_job_by_key(c, "sync:" + std::to_string(tenant_named("Alpine")));
  });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->priority, store::kDoubtfulPriority);
}

TEST_F(Schedule, ANewSyncWaitsForItsGracePeriod) {
  const auto start = [&](const std::string& name) {
    return database_->read(
        [&](db::Connection& c) { return new_sync_start(c, tenant_named(name), kNow); });
  };
  EXPECT_EQ(start("Alpine"), kNow + std::chrono::minutes{domain::kGraceMinutes});
  set_schedule("Alpine", R"({"grace-minutes":60})");
  EXPECT_EQ(start("Alpine"), kNow + std::chrono::minutes{60});
}

TEST_F(Schedule, TheLogsOldestPartGoes) {
  EXPECT_EQ(queue(kNow), 2);
  end_all("failed", "unreachable", kNow);
  EXPECT_EQ(queue(kNow + kPeriod), 2);
  end_all("failed", "unreachable", kNow + kPeriod);
  EXPECT_EQ(prune_log(*database_, kNow, 400, {}), 0);
  EXPECT_GT(prune_log(*database_, kNow + std::chrono::hours{24 * 401}, 400, {}), 0);
  const auto left = database_->read(
      [](db::Connection& c) { return store::list_runs(c, store::Scope::unscoped(), {}); });
  EXPECT_EQ(left.total, 2) << "the newest run of each tenant";
}

}  // namespace
}  // namespace reeve::jobs
