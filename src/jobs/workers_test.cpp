// Workers on a real database: no job twice, a dead process's job is taken over, stopping is prompt.
#include "jobs/workers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <latch>

#include "jobs/retry_ladder.h"

namespace reeve::jobs {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::chrono::seconds kPatience{20};  // a bound for a broken build; nothing waits so long

class WorkersTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("workers-") + info->name() + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    database_ = db::Database::open("sqlite:" + (folder_ / "t.sqlite").string());
  }
  void TearDown() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<Workers> workers(std::size_t threads = 2) {
    WorkersSettings settings;
    settings.threads = threads;
    settings.heartbeat = base::Millis{50};
    settings.renew = base::Millis{50};
    settings.poll = base::Millis{20};
    return std::make_unique<Workers>(*database_, clock_, base::system_random(), settings);
  }
  std::optional<base::Id> add(const std::string& key, const std::string& kind = "count") {
    return database_->write(db::Lane::people, [&](db::Connection& c) {
      return store::enqueue(c, kind, key, "{}", 100, clock_.now());
    });
  }
  std::optional<store::Job> job(base::Id id) {
    const auto jobs = database_->read([](db::Connection& c) { return store::list_jobs(c, 1000); });
    for (const auto& one : jobs)
      if (one.id == id) return one;
    return std::nullopt;
  }
  // The state of the job once the workers are stopped (and so have written it).
  std::string state_of(base::Id id) {
    const auto found = job(id);
    return found ? found->state : "missing";
  }

  std::filesystem::path folder_;
  base::SystemClock clock_;
  std::unique_ptr<db::Database> database_;
};

TEST_F(WorkersTest, TwoProcessesDoEachJobOnce) {
  constexpr int kJobs = 40;
  std::atomic<int> done{0};
  std::latch all(kJobs);
  const auto work = [&](const store::Job&, const Context&) {
    ++done;
    all.count_down();
    return Outcome{};
  };
  auto first = workers();
  auto second = workers();
  first->on("count", work);
  second->on("count", work);
  for (int i = 0; i < kJobs; ++i) ASSERT_TRUE(add("job:" + std::to_string(i)));
  first->start();
  second->start();
  all.wait();
  first->stop();
  second->stop();
  EXPECT_EQ(done, kJobs);
}

TEST_F(WorkersTest, AKeyQueuedTwiceIsOneJob) {
  EXPECT_TRUE(add("sync:1"));
  EXPECT_FALSE(add("sync:1"));
}

TEST_F(WorkersTest, AJobThatThrowsIsKeptForLaterWithItsSentence) {
  std::promise<void> ran;
  auto one = workers(1);
  one->on("count", [&](const store::Job&, const Context&) -> Outcome {
    ran.set_value();
    throw Error(ErrorCode::unavailable, "Microsoft cannot be reached.");
  });
  const auto id = add("a");
  one->start();
  ASSERT_EQ(ran.get_future().wait_for(kPatience), std::future_status::ready);
  one->stop();
  const auto kept = job(*id);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->state, "queued");
  EXPECT_EQ(kept->last_error, "Microsoft cannot be reached.");
  EXPECT_GT(kept->run_at, clock_.now() + base::Millis{20'000});
}

TEST_F(WorkersTest, AJobThatOnlyAPersonCanMendIsFailedAndTold) {
  std::promise<std::string> told;
  auto one = workers(1);
  one->on("count", [](const store::Job&, const Context&) -> Outcome {
    throw Error(ErrorCode::refused, "The secret is wrong.");
  });
  one->on_failed([&](const store::Job&, const Error& error) { told.set_value(error.message()); });
  const auto id = add("a");
  one->start();
  auto future = told.get_future();
  ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(future.get(), "The secret is wrong.");
  one->stop();
  EXPECT_EQ(state_of(*id), "failed");
}

TEST_F(WorkersTest, StoppingEndsWorkAtOnceAndGivesTheJobBack) {
  std::promise<void> begun;
  auto one = workers(1);
  one->on("count", [&](const store::Job&, const Context& context) -> Outcome {
    begun.set_value();
    base::SystemClock().wait_for(context.stop, std::chrono::hours{1});
    throw Error(ErrorCode::canceled, "Asked to stop.");
  });
  const auto id = add("a");
  one->start();
  ASSERT_EQ(begun.get_future().wait_for(kPatience), std::future_status::ready);
  one->stop();
  one->stop();  // twice is no harm
  EXPECT_EQ(state_of(*id), "queued");
}

TEST_F(WorkersTest, ADeadProcessLosesItsJobWhenTheLeaseEnds) {
  const auto id = add("a");
  // A process that claimed with a lease that is over already, and never came back.
  const auto claimed = database_->write(db::Lane::people, [&](db::Connection& c) {
    return store::claim(c, "dead-process", {"count"}, base::Millis{-1});
  });
  ASSERT_TRUE(claimed);
  std::promise<store::Job> taken;
  auto one = workers(1);
  one->on("count", [&](const store::Job& again, const Context&) {
    taken.set_value(again);
    return Outcome{};
  });
  one->start();
  auto future = taken.get_future();
  ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
  one->stop();
  EXPECT_GT(future.get().fence, claimed->fence);
  EXPECT_EQ(state_of(*id), "done");
  // The dead one's late words count for nothing.
  const bool late = database_->write(db::Lane::people, [&](db::Connection& c) {
    return store::complete(c, claimed->id, "dead-process", claimed->fence);
  });
  EXPECT_FALSE(late);
}

// Nobody waits a minute for what may be begun twice without harm.
TEST_F(WorkersTest, AKindWithAShortLeaseIsTakenUpSooner) {
  add("a", "quick");
  std::promise<std::string> seen;
  auto one = workers(1);
  one->on(
      "quick",
      [&](const store::Job& job, const Context&) {
        seen.set_value(database_->read([&](db::Connection& c) {
          return c
              .query(
                  "SELECT CASE WHEN lease_until <= now_ms() + 1000 THEN 'short' ELSE 'long' "
                  "END FROM jobs WHERE id = $1",
                  {job.id})
              .front()
              .text(0);
        }));
        return Outcome{};
      },
      base::Millis{1'000});
  one->start();
  auto future = seen.get_future();
  ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(future.get(), "short");
  one->stop();
}

TEST_F(WorkersTest, ALostLeaseStopsTheWork) {
  std::promise<void> begun;
  std::promise<bool> stopped;
  auto one = workers(1);
  one->on("count", [&](const store::Job&, const Context& context) -> Outcome {
    begun.set_value();
    base::SystemClock().wait_for(context.stop, kPatience);
    stopped.set_value(context.stop.stop_requested());
    throw Error(ErrorCode::fence_lost, "Another process took this over.");
  });
  const auto id = add("a");
  one->start();
  ASSERT_EQ(begun.get_future().wait_for(kPatience), std::future_status::ready);
  // Somebody else finished it meanwhile.
  database_->write(db::Lane::people, [&](db::Connection& c) {
    const auto held = store::find_job_by_key(c, "a");
    ASSERT_TRUE(held);
    ASSERT_TRUE(store::complete(c, held->id, *held->lease_owner, held->fence));
  });
  auto future = stopped.get_future();
  ASSERT_EQ(future.wait_for(kPatience), std::future_status::ready);
  EXPECT_TRUE(future.get());
  one->stop();
  EXPECT_EQ(state_of(*id), "done");
}

TEST_F(WorkersTest, AnOutcomeMayNameItsNextTime) {
  std::promise<void> ran;
  const auto again_at = base::from_ms(base::to_ms(clock_.now()) + 3'600'000);
  auto one = workers(1);
  one->on("count", [&](const store::Job&, const Context&) {
    ran.set_value();
    return Outcome{again_at};
  });
  const auto id = add("a");
  one->start();
  ASSERT_EQ(ran.get_future().wait_for(kPatience), std::future_status::ready);
  one->stop();
  EXPECT_EQ(job(*id)->run_at, again_at);
}

TEST_F(WorkersTest, ALivingProcessIsCountedAndARetiredOneIsNot) {
  auto one = workers(1);
  one->start();
  EXPECT_EQ(database_->read([](db::Connection& c) { return store::live_processes(c); }), 1);
  one->stop();
  EXPECT_EQ(database_->read([](db::Connection& c) { return store::live_processes(c); }), 0);
}

// A tenant that fails slowly again and again must not hold all threads: the others are done while
// every doubtful job that was let in still hangs.
TEST_F(WorkersTest, SlowDoubtfulWorkDelaysNobodyElse) {
  constexpr int kWell = 20;
  std::latch all(kWell);
  std::atomic<int> hanging{0};
  const auto add_with = [&](const std::string& key, std::int64_t priority) {
    database_->write(db::Lane::people, [&](db::Connection& c) {
      store::enqueue(c, key.starts_with("sick") ? "sick" : "well", key, "{}", priority,
                     clock_.now());
    });
  };
  for (int i = 0; i < 8; ++i) add_with("sick:" + std::to_string(i), store::kDoubtfulPriority);
  auto workers = this->workers(4);
  workers->on("sick", [&](const store::Job&, const Context& context) {
    ++hanging;
    clock_.wait_for(context.stop, kPatience);
    return Outcome{};
  });
  workers->on("well", [&](const store::Job&, const Context&) {
    all.count_down();
    return Outcome{};
  });
  workers->start();
  for (int i = 0; i < kWell; ++i) add_with("well:" + std::to_string(i), 100);
  workers->notify();
  std::promise<void> done;
  std::jthread waiter([&] {
    all.wait();
    done.set_value();
  });
  EXPECT_EQ(done.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_LE(hanging, 2) << "half of the threads are kept for the others";
  workers->stop();
}

}  // namespace
}  // namespace reeve::jobs
