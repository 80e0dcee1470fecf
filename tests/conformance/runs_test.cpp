// Runs, their events, and the queue of jobs.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "store/jobs.h"
#include "store/runs.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using base::Millis;
using store::RunRequest;
using store::Scope;

constexpr Millis kLease{60'000};

class Runs : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    connection_ = connection();
    tenant_ = tenant("Contoso", connection_);
  }
  store::Run queue(const RunRequest& request, std::int64_t priority = 100) {
    return write([&](auto& c) { return store::queue_run(c, request, priority, kNow); });
  }
  store::Run get(base::Id run) {
    return read([&](auto& c) { return store::find_run(c, everything(), run); }).value();
  }
  std::int64_t start(base::Id run) {
    return write([&](auto& c) { return store::start_run(c, run, "gdap", connection_, later(1)); });
  }
  void finish(base::Id run, const std::string& state, std::optional<std::string> sentence = {}) {
    write([&](auto& c) {
      store::finish_run(c, run, state, "why", sentence, "do this", "detail", later(9));
    });
  }
  std::optional<store::Job> claim(const std::string& owner) {
    return write([&](auto& c) { return store::claim(c, owner, {"discover", "sync"}, kLease); });
  }
  void expire_leases() {
    write([](auto& c) { c.execute("UPDATE jobs SET lease_until = 1 WHERE state = 'running'"); });
  }
  base::Id connection_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(Runs);

TEST_P(Runs, AreQueuedOnceWithTheirJobAndEvent) {
  const auto run = queue({tenant_, "manual", 7, true, false});
  EXPECT_EQ(run.state, "queued");
  EXPECT_EQ(run.tenant_name, "Contoso");
  EXPECT_TRUE(run.dry_run);
  const auto again = queue({tenant_, "schedule", {}, false, true}, 10);
  EXPECT_EQ(again.id, run.id) << "one run per tenant at a time";
  EXPECT_TRUE(get(run.id).accept_first) << "it takes over what the second request wants";
  EXPECT_FALSE(get(run.id).dry_run);
  const auto job =
      read([&](auto& c) { return store::find_job_by_key(c, "sync:" + std::to_string(tenant_)); });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->priority, 10);
  EXPECT_THAT(job->payload, testing::HasSubstr(std::to_string(run.id)));
  const auto events =
      read([&](auto& c) { return store::run_events_after(c, everything(), 0, 10); });
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, "state");
  EXPECT_EQ(events[0].code, "queued");
}

TEST_P(Runs, AreRefusedWhereNothingMayBeAsked) {
  write([&](auto& c) { store::set_tenant_state(c, tenant_, "ignored", {}, kNow); });
  EXPECT_EQ(error_of([&] {
              queue({tenant_, "manual", {}, false, false});
            }).code(),
            ErrorCode::invalid);
  write([&](auto& c) {
    store::set_tenant_state(c, tenant_, "read", {}, kNow);
    store::merge_tenants(c, connection_, "global", {}, true, "read", later(1));
  });
  const auto lost = error_of([&] { queue({tenant_, "manual", {}, false, false}); });
  EXPECT_EQ(lost.code(), ErrorCode::invalid);
  EXPECT_THAT(lost.message(), testing::HasSubstr("no longer lists"));
  EXPECT_EQ(error_of([&] {
              queue({tenant_ + 99, "manual", {}, false, false});
            }).code(),
            ErrorCode::not_found);
}

TEST_P(Runs, GoFromQueuedToDone) {
  const auto run = queue({tenant_, "manual", {}, false, false}).id;
  const auto fence = start(run);
  EXPECT_EQ(get(run).state, "syncing");
  EXPECT_EQ(get(run).way, "gdap");
  write([&](auto& c) {
    store::prove_fence(c, run, fence);
    store::set_run_counts(c, run, R"({"types":{}})", 12, 34);
    std::vector<store::RunEvent> events(2);
    for (auto& e : events) {
      e.run = run;
      e.tenant = tenant_;
      e.at = later(2);
      e.kind = "progress";
      e.type = "users";
      e.code = "listed";
      e.sentence = "80 users";
      e.data = R"({"done":80})";
    }
    store::add_run_events(c, events);
    EXPECT_EQ(events[1].id, events[0].id + 1);
  });
  finish(run, "ok");
  const auto done = get(run);
  EXPECT_EQ(done.state, "ok");
  EXPECT_EQ(done.sentence, "The sync is done.");
  EXPECT_EQ(done.requests, 12);
  EXPECT_EQ(done.batched, 34);
  EXPECT_EQ(done.finished_at, later(9));
  read([&](auto& c) {
    const auto events =
        store::list_run_events(c, everything(), {{{"run_id", {std::to_string(run)}}}, {}, 1, 50});
    std::string codes;
    for (const auto& e : events.rows) codes += e.code + " ";
    EXPECT_EQ(codes, "queued syncing ok ") << "what moved the progress bar went with the end";
    EXPECT_EQ(store::list_run_events(c, everything(), {{{"kind", {"progress"}}}, {}, 1, 50}).total,
              0);
    const auto of_connection = [&](base::Id id) {
      return store::list_run_events(c, everything(),
                                    {{{"connection_id", {std::to_string(id)}}}, {}, 1, 50})
          .total;
    };
    EXPECT_EQ(of_connection(connection_), 3);
    EXPECT_EQ(of_connection(connection_ + 1), 0);
    EXPECT_EQ(store::last_run_event(c), events.rows.back().id);
    EXPECT_EQ(store::run_events_after(c, everything(), events.rows[0].id, 2).size(), 2U);
    EXPECT_EQ(store::list_runs(c, everything(), {{{"finished", {"true"}}}, {}, 1, 5}).total, 1);
    const auto t = store::find_tenant(c, everything(), tenant_);
    EXPECT_EQ(t->last_run, run);
    EXPECT_EQ(t->last_run_state, "ok");
  });
}

TEST_P(Runs, AreSeenInScopeOnly) {
  const auto org = organization("Contoso");
  write([&](auto& c) { store::match_tenant(c, tenant_, org, "chosen", {}, kNow); });
  const auto run = queue({tenant_, "manual", {}, false, false}).id;
  read([&](auto& c) {
    EXPECT_TRUE(store::find_run(c, Scope::only(2, {org}), run));
    EXPECT_FALSE(store::find_run(c, Scope::only(2, {org + 1}), run));
    EXPECT_EQ(store::list_runs(c, Scope::only(2, {org + 1}), {}).total, 0);
    EXPECT_TRUE(store::run_events_after(c, Scope::only(2, {org + 1}), 0, 10).empty());
    EXPECT_EQ(store::list_run_events(c, Scope::only(2, {org}), {}).total, 1);
  });
}

TEST_P(Runs, Invariant3_FenceLostWritesNothing) {
  const auto run = queue({tenant_, "manual", {}, false, false}).id;
  const auto old_fence = start(run);
  const auto new_fence = start(run);
  EXPECT_EQ(new_fence, old_fence + 1);
  const auto lost = error_of([&] {
    write([&](auto& c) {
      store::set_run_counts(c, run, "{\"mine\":1}", 1, 0);
      store::prove_fence(c, run, old_fence);
    });
  });
  EXPECT_EQ(lost.code(), ErrorCode::fence_lost);
  EXPECT_EQ(get(run).counts, "{}") << "the whole transaction is gone";
  write([&](auto& c) { store::prove_fence(c, run, new_fence); });
  finish(run, "ok");
  EXPECT_EQ(
      error_of([&] { write([&](auto& c) { store::prove_fence(c, run, new_fence); }); }).code(),
      ErrorCode::fence_lost)
      << "an ended run takes no more";
  EXPECT_EQ(error_of([&] { start(run); }).code(), ErrorCode::canceled);
}

TEST_P(Runs, Invariant3_OneRunPerTenantAtATime) {
  queue({tenant_, "manual", {}, false, false});
  const auto second = error_of([&] {
    write([&](auto& c) {
      c.execute(
          "INSERT INTO runs (id, tenant, state, started_by, queued_at) VALUES ($1, $2, 'syncing', "
          "'x', 1)",
          {std::int64_t{5}, tenant_});
    });
  });
  EXPECT_EQ(second.code(), ErrorCode::conflict);
}

TEST_P(Runs, ANewRunGetsItsJobThoughTheOldOnesIsNotClosedYet) {
  const auto first = queue({tenant_, "manual", {}, false, false}).id;
  const auto job = claim("a").value();
  start(first);
  finish(first, "ok");
  const auto second = queue({tenant_, "manual", {}, false, false}).id;
  EXPECT_NE(second, first);
  EXPECT_FALSE(write([&](auto& c) { return store::complete(c, job.id, "a", job.fence); }));
  const auto next = claim("b");
  ASSERT_TRUE(next);
  EXPECT_THAT(next->payload, testing::HasSubstr(std::to_string(second)));
}

TEST_P(Runs, JobsAreLeasedRenewedRetriedAndEnded) {
  write([](auto& c) { store::enqueue(c, "discover", "discover:1", "{}", 50, kNow); });
  EXPECT_FALSE(write([](auto& c) { return store::claim(c, "a", {"other"}, kLease); }));
  EXPECT_FALSE(write([](auto& c) { return store::claim(c, "a", {}, kLease); }));
  auto job = claim("a");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->state, "running");
  EXPECT_EQ(job->attempts, 1);
  EXPECT_FALSE(claim("b")) << "it is leased";
  EXPECT_TRUE(write([&](auto& c) { return store::renew(c, job->id, "a", job->fence, kLease); }));
  EXPECT_FALSE(write([&](auto& c) { return store::renew(c, job->id, "b", job->fence, kLease); }));
  EXPECT_TRUE(write([&](auto& c) {
    return store::retry_later(c, job->id, "a", job->fence, "Microsoft asked to wait.", kNow);
  }));
  job = claim("b");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->last_error, "Microsoft asked to wait.");
  EXPECT_TRUE(write([&](auto& c) { return store::fail(c, job->id, "b", job->fence, "no"); }));
  EXPECT_FALSE(claim("c"));
  EXPECT_TRUE(write([](auto& c) {
    return store::enqueue(c, "discover", "discover:1", "{}", 50, kNow);
  })) << "an ended job frees its key";
  EXPECT_EQ(read([](auto& c) { return store::list_jobs(c, 10).size(); }), 2U);
}

// Whoever asks while the work is under way may have changed what it read already.
TEST_P(Runs, WhatIsAskedForAfreshWhileItRunsRunsOnceMore) {
  const auto ask = [&](const std::string& payload) {
    write([&](auto& c) { store::enqueue_afresh(c, "discover", "discover:1", payload, 50, kNow); });
  };
  ask("{}");
  ask("{}");
  auto job = claim("a");
  ASSERT_TRUE(job);
  EXPECT_EQ(read([](auto& c) { return store::list_jobs(c, 10).size(); }), 1U)
      << "one while it waits";
  ask(R"({"sync":true})");
  ask(R"({"sync":true})");
  EXPECT_FALSE(claim("b")) << "not beside the one that runs";
  EXPECT_TRUE(write([&](auto& c) { return store::complete(c, job->id, "a", job->fence); }));
  job = claim("b");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->payload, R"({"sync":true})");
  ask("{}");
  EXPECT_TRUE(write([&](auto& c) {
    return store::retry_later(c, job->id, "b", job->fence, "wait", kNow + base::Millis{3'600'000});
  }));
  job = claim("c");
  ASSERT_TRUE(job) << "a person does not wait for the retry";
  ask("{}");
  EXPECT_TRUE(write([&](auto& c) { return store::fail(c, job->id, "c", job->fence, "no"); }));
  job = claim("d");
  ASSERT_TRUE(job);
  EXPECT_TRUE(write([&](auto& c) { return store::complete(c, job->id, "d", job->fence); }));
  EXPECT_FALSE(claim("e")) << "and once only";
  EXPECT_EQ(read([](auto& c) { return store::list_jobs(c, 1).front().state; }), "done");
}

TEST_P(Runs, Invariant3_ADeadOnesJobIsTakenOverAndItCannotComeBack) {
  write([](auto& c) { store::enqueue(c, "sync", "k", "{}", 50, kNow); });
  const auto dead = claim("dead").value();
  expire_leases();
  const auto heir = claim("heir");
  ASSERT_TRUE(heir);
  EXPECT_EQ(heir->id, dead.id);
  EXPECT_EQ(heir->fence, dead.fence + 1);
  EXPECT_FALSE(
      write([&](auto& c) { return store::renew(c, dead.id, "dead", dead.fence, kLease); }));
  EXPECT_FALSE(write([&](auto& c) { return store::complete(c, dead.id, "dead", dead.fence); }));
  EXPECT_TRUE(write([&](auto& c) { return store::complete(c, heir->id, "heir", heir->fence); }));
}

TEST_P(Runs, JobsComeByPriorityAndNotBeforeTheirTime) {
  const auto future = base::from_ms(4'000'000'000'000);
  write([&](auto& c) {
    store::enqueue(c, "sync", "late", "{}", 1, future);
    store::enqueue(c, "sync", "slow", "{}", 100, base::from_ms(5));
    store::enqueue(c, "sync", "fast", "{}", 10, base::from_ms(9));
    EXPECT_FALSE(store::enqueue(c, "sync", "slow", "{}", 5, base::from_ms(7)))
        << "it stands there already";
  });
  EXPECT_EQ(claim("a")->key, "slow") << "it took over the better priority";
  EXPECT_EQ(claim("a")->key, "fast");
  EXPECT_FALSE(claim("a"));
}

TEST_P(Runs, TwoThreadsClaimNoJobTwice) {
  constexpr int kJobs = 60;
  write([](auto& c) {
    for (int i = 0; i < kJobs; ++i)
      store::enqueue(c, "sync", "k" + std::to_string(i), "{}", 50, kNow);
  });
  std::vector<base::Id> mine[2];
  const auto work = [&](std::size_t which) {
    const auto owner = "w" + std::to_string(which);
    while (auto job = claim(owner)) {
      mine[which].push_back(job->id);
      write([&](auto& c) { return store::complete(c, job->id, owner, job->fence); });
    }
  };
  { std::jthread first(work, 0U), second(work, 1U); }
  std::set<base::Id> all(mine[0].begin(), mine[0].end());
  all.insert(mine[1].begin(), mine[1].end());
  EXPECT_EQ(mine[0].size() + mine[1].size(), std::size_t{kJobs});
  EXPECT_EQ(all.size(), std::size_t{kJobs});
}

TEST_P(Runs, ProcessesLiveWhileTheirHeartIsYoung) {
  write([](auto& c) {
    store::heartbeat(c, "p1", "serve", "host");
    store::heartbeat(c, "p1", "serve", "host");
    store::heartbeat(c, "p2", "worker", "host");
  });
  EXPECT_EQ(read([](auto& c) { return store::live_processes(c); }), 2);
  write([](auto& c) { c.execute("UPDATE processes SET heartbeat_at = 1 WHERE id = 'p2'"); });
  EXPECT_EQ(read([](auto& c) { return store::live_processes(c); }), 1);
  write([](auto& c) { store::retire(c, "p1"); });
  EXPECT_EQ(read([](auto& c) { return store::live_processes(c); }), 0);
}

}  // namespace
}  // namespace reeve::test
