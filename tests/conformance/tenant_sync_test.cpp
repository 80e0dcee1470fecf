// How tenants' syncs go: quarantine, pauses, turns between connections, what stands left out, and
// the log that does not grow.
#include <gmock/gmock.h>

#include "domain/sync_section.h"
#include "store/jobs.h"
#include "store/notices.h"
#include "store/record_skips.h"
#include "store/records.h"
#include "store/run_log.h"
#include "store/runs.h"
#include "store/sync_settings.h"
#include "store/tenant_sync.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::Id;
using base::Millis;
using testing::HasSubstr;

class TenantSync : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    connection_ = connection();
    write([&](auto& c) { store::set_connected(c, connection_, {}, kNow); });
    tenant_ = tenant("Contoso", connection_);
  }
  store::TenantSync sync(Id id) {
    return read([&](auto& c) { return store::sync_of_tenant(c, id); }).value();
  }
  store::Run queue(const store::RunRequest& request, base::Time at = kNow,
                   std::int64_t priority = 100) {
    return write([&](auto& c) { return store::queue_run(c, request, priority, at); });
  }
  // One run from its queueing to its end, its job included.
  Id run(const std::string& state, base::Time at, const std::string& by = "schedule") {
    const Id id = queue({tenant_, by, {}, false, false}, at).id;
    write([&](auto& c) {
      store::start_run(c, id, "gdap", connection_, at);
      store::finish_run(c, id, state, "unreachable", "It did not answer.", "Wait.", {}, at);
      c.execute("UPDATE jobs SET state = 'done', finished_at = $1 WHERE state = 'queued'",
                {base::to_ms(at)});
    });
    return id;
  }
  std::vector<store::RunEvent> events(Id run) {
    return read([&](auto& c) {
      return store::list_run_events(c, everything(),
                                    {{{"run_id", {std::to_string(run)}}}, {}, 1, 1000})
          .rows;
    });
  }
  std::string codes(Id run) {
    std::string out;
    for (const auto& event : events(run)) out += event.code + " ";
    return out;
  }
  Id connection_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(TenantSync);

TEST_P(TenantSync, KeepsHowItEndedAndSinceWhen) {
  EXPECT_EQ(sync(tenant_).ended_state, "");
  run("ok", later(10));
  run("ok", later(20));
  EXPECT_EQ(sync(tenant_).ended_state, "ok");
  EXPECT_EQ(sync(tenant_).ended_since, later(10)) << "since it is so, not since the last sync";
  run("gaps", later(30));
  EXPECT_EQ(sync(tenant_).ended_since, later(30));
  const auto waiting = queue({tenant_, "new", {}, false, false, later(999)}, later(40));
  EXPECT_EQ(waiting.starts_at, later(999));
  EXPECT_EQ(sync(tenant_).starts_at, later(999));
  EXPECT_EQ(sync(tenant_).run_state, "queued");
  EXPECT_THAT(events(waiting.id).at(0).sentence, HasSubstr("starts at"));
}

TEST_P(TenantSync, APersonOvertakesTheQueue) {
  const auto waiting = queue({tenant_, "schedule", {}, false, false, later(600)});
  const auto taken = queue({tenant_, "manual", 7, false, false}, later(1), 10);
  EXPECT_EQ(taken.id, waiting.id) << "one run per tenant at a time";
  const auto job =
      read([&](auto& c) { return store::find_job_by_key(c, "sync:" + std::to_string(tenant_)); });
  EXPECT_EQ(job->run_at, later(1));
  EXPECT_EQ(job->priority, 10);
  const auto now = read([&](auto& c) { return store::find_run(c, everything(), taken.id); });
  EXPECT_EQ(now->started_by, "manual") << "so that everything is asked for, not only what is due";
  EXPECT_EQ(now->account, 7);
  queue({tenant_, "schedule", {}, false, false, later(50)}, later(2));
  EXPECT_EQ(read([&](auto& c) { return store::find_run(c, everything(), taken.id); })->started_by,
            "manual");
}

TEST_P(TenantSync, NobodyOvertakesMicrosoftsPause) {
  const auto waiting = queue({tenant_, "schedule", {}, false, false, later(600)});
  write([&](auto& c) {
    store::finish_run(c, waiting.id, "queued", "throttled", "Microsoft asked to wait.", {}, {},
                      later(1));
  });
  queue({tenant_, "manual", 7, false, false}, later(2), 10);
  EXPECT_EQ(sync(tenant_).starts_at, later(600));
}

TEST_P(TenantSync, FailuresInARowEndInQuarantineWithOneNotice) {
  Id last = 0;
  for (int i = 1; i <= 6; ++i) {
    last = run("failed", later(i));
    const auto now = sync(tenant_);
    EXPECT_EQ(now.failures, i);
    EXPECT_EQ(now.quarantined_at.has_value(), i >= store::kFailuresToQuarantine) << i;
    EXPECT_EQ(codes(last).find("quarantined") != std::string::npos,
              i == store::kFailuresToQuarantine)
        << "said once, when it begins: " << codes(last);
  }
  const auto notices = read([&](auto& c) {
    return store::list_notices(c, {everything(), domain::Role::administrator}, {}).rows;
  });
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].kind, "tenant_failing");

  const auto good = run("ok", later(9));
  EXPECT_EQ(sync(tenant_).failures, 0);
  EXPECT_FALSE(sync(tenant_).quarantined_at);
  EXPECT_THAT(codes(good), HasSubstr("quarantine_over"));
}

TEST_P(TenantSync, APersonsSyncEndsTheQuarantine) {
  for (int i = 1; i <= 5; ++i) run("failed", later(i));
  ASSERT_TRUE(sync(tenant_).quarantined_at);
  queue({tenant_, "manual", 7, false, false}, later(9), 10);
  EXPECT_FALSE(sync(tenant_).quarantined_at);
  EXPECT_EQ(sync(tenant_).failures, 0);
}

TEST_P(TenantSync, ALostConnectionIsNoFailureOfTheTenant) {
  write([&](auto& c) {
    store::set_connection_state(c, connection_, "reconnect", "Why.", "What.", {}, kNow);
  });
  run("failed", later(1));
  EXPECT_EQ(sync(tenant_).failures, 0);
}

TEST_P(TenantSync, PausesNameWhoAndSinceWhen) {
  const Id ada = account("ada@msp.example");
  write([&](auto& c) {
    store::pause_sync(c, "tenant", tenant_, ada, later(1));
    store::pause_sync(c, "tenant", tenant_, {}, later(2));
  });
  ASSERT_TRUE(sync(tenant_).pause);
  EXPECT_EQ(sync(tenant_).pause->since, later(1)) << "who paused first, did";
  EXPECT_EQ(sync(tenant_).pause->account, ada);
  EXPECT_FALSE(sync(tenant_).pause->account_name.empty());
  EXPECT_TRUE(write([&](auto& c) { return store::resume_sync(c, "tenant", tenant_); }));
  EXPECT_FALSE(sync(tenant_).pause);
  EXPECT_FALSE(write([&](auto& c) { return store::resume_sync(c, "tenant", tenant_); }));
}

TEST_P(TenantSync, TheScheduleIsTheTenantsOwnElseTheConnections) {
  const auto set = [&](store::SettingsOwner owner, const std::string& json) {
    write([&](auto& c) {
      store::set_sync_settings(c, owner, domain::kScheduleSection, json, {}, kNow);
    });
  };
  EXPECT_EQ(sync(tenant_).schedule, "{}");
  set({store::SettingsOwner::Kind::connection, connection_}, R"({"every-minutes":30})");
  EXPECT_THAT(sync(tenant_).schedule, HasSubstr(R"("every-minutes":30)"));
  set({store::SettingsOwner::Kind::tenant, tenant_}, R"({"every-minutes":45})");
  EXPECT_THAT(sync(tenant_).schedule, HasSubstr(R"("every-minutes":45)"));
}

TEST_P(TenantSync, ConnectionsTakeTurns) {
  const Id other = write([&](auto& c) {
    store::MicrosoftConnection values;
    values.kind = "direct";
    values.name = "Other";
    values.cloud = "global";
    values.directory_id = "00000000-0000-0000-0000-00000000000b";
    return store::create_connection(c, values, kNow).id;
  });
  std::vector<Id> many{tenant_};
  for (int i = 0; i < 5; ++i) {
    write([&](auto& c) {
      store::merge_tenants(c, connection_, "global",
                           {{"10000000-0000-0000-0000-00000000000" + std::to_string(i),
                             "Tenant " + std::to_string(i),
                             {},
                             "gdap",
                             false}},
                           false, "read", kNow);
    });
  }
  write([&](auto& c) {
    store::merge_tenants(c, other, "global",
                         {{"20000000-0000-0000-0000-000000000001", "Late", {}, "direct", false}},
                         false, "read", kNow);
  });
  const auto tenants = read([&](auto& c) {
    return store::list_tenants(c, everything(), {{}, {{"id", false}}, 1, 100}).rows;
  });
  ASSERT_EQ(tenants.size(), 7U);
  for (const auto& one : tenants) queue({one.id, "schedule", {}, false, false}, kNow);
  std::vector<std::string> served;
  for (int i = 0; i < 4; ++i) {
    const auto job =
        write([&](auto& c) { return store::claim(c, "me", {"sync"}, Millis{60'000}); });
    ASSERT_TRUE(job);
    served.push_back(job->share);
  }
  const std::string mine = "connection:" + std::to_string(connection_);
  EXPECT_THAT(served, testing::ElementsAre(mine, "connection:" + std::to_string(other), mine, mine))
      << "the last one queued is served second, for its connection had no turn yet";
}

TEST_P(TenantSync, DoubtfulWorkLeavesThreadsForTheOthers) {
  const auto add = [&](const std::string& key, std::int64_t priority) {
    write([&](auto& c) { store::enqueue(c, "sync", key, "{}", priority, kNow); });
  };
  add("sick:1", store::kDoubtfulPriority);
  add("sick:2", store::kDoubtfulPriority);
  const auto claim = [&] {
    const auto job =
        write([&](auto& c) { return store::claim(c, "me", {"sync"}, Millis{60'000}, 1); });
    return job ? job->key : std::string("none");
  };
  EXPECT_EQ(claim(), "sick:1");
  EXPECT_EQ(claim(), "none") << "the second one waits, although nothing else is due";
  add("well", 100);
  EXPECT_EQ(claim(), "well");
}

TEST_P(TenantSync, WhatStandsLeftOutIsAList) {
  const Id here = organization("Contoso");
  const Id matched = tenant_matched("Fabrikam", connection_, here);
  const auto skip = [&](Id record, const std::string& title, const std::string& code) {
    store::RecordSkip one;
    one.tenant = matched;
    one.record = record;
    one.type = "users";
    one.title = title;
    one.code = code;
    one.sentence = title + " is left out.";
    one.since = kNow;
    return one;
  };
  write([&](auto& c) { store::put_skips(c, {skip(1, "Zoé", "guest"), skip(2, "Ann", "room")}); });
  write([&](auto& c) { store::put_skips(c, {skip(2, "Ann", "disabled")}); });
  const auto list = [&](const store::Scope& scope, std::vector<store::Filter> filters) {
    return read([&](auto& c) {
      return store::list_skips(c, scope, {std::move(filters), {}, 1, 50});
    });
  };
  const auto all = list(everything(), {});
  ASSERT_EQ(all.total, 2);
  EXPECT_EQ(all.rows[0].title, "Ann");
  EXPECT_EQ(all.rows[0].code, "disabled");
  EXPECT_EQ(all.rows[0].organization_name, "Contoso");
  EXPECT_EQ(list(everything(), {{"search", {"zoe"}}}).total, 1);
  EXPECT_EQ(list(everything(), {{"code", {"guest"}}}).total, 1);
  EXPECT_EQ(list(store::Scope::only(7, {here}), {}).total, 2);
  EXPECT_EQ(list(store::Scope::only(7, {here + 1}), {}).total, 0);
  write([&](auto& c) { store::drop_skips(c, matched, {1}); });
  EXPECT_EQ(read([&](auto& c) { return store::skips_of(c, matched, "users"); }).size(), 1U);
}

TEST_P(TenantSync, AScheduledRunWithNothingToTellLeavesOneLine) {
  run("ok", later(1));
  EXPECT_EQ(codes(run("ok", later(2))), "ok ");
  EXPECT_EQ(codes(run("ok", later(3), "manual")), "queued syncing ok ");
  EXPECT_EQ(codes(run("failed", later(4))), "queued syncing failed ");
}

TEST_P(TenantSync, TheLogIsSearchedByWordsAndPeriod) {
  const Id id = run("failed", later(100));
  const auto found = [&](std::vector<store::Filter> filters) {
    filters.push_back({"run_id", {std::to_string(id)}});
    return read([&](auto& c) {
             return store::list_run_events(c, everything(), {std::move(filters), {}, 1, 50});
           })
        .total;
  };
  EXPECT_EQ(found({}), 3);
  EXPECT_EQ(found({{"search", {"DID NOT"}}}), 1);
  EXPECT_EQ(found({{"search", {"100%"}}}), 0);
  EXPECT_EQ(found({{"from", {std::to_string(base::to_ms(later(100)))}}}), 3);
  EXPECT_EQ(found({{"from", {std::to_string(base::to_ms(later(101)))}}}), 0);
  EXPECT_EQ(found({{"to", {std::to_string(base::to_ms(later(100)))}}}), 0);
}

TEST_P(TenantSync, OldRunsAndEventsGoInPiecesButTheNewestRunStays) {
  const Id first = run("failed", later(1)), second = run("failed", later(2)),
           young = run("failed", later(1'000));
  const auto piece = [&](base::Id after) {
    return write([&](auto& c) { return store::prune_run_events(c, later(500), after, 2); });
  };
  auto pruned = piece(0);
  EXPECT_EQ(pruned.rows, 2);
  EXPECT_FALSE(pruned.done);
  std::int64_t rows = pruned.rows;
  for (int i = 0; i < 10 && !pruned.done; ++i) rows += (pruned = piece(pruned.next)).rows;
  EXPECT_EQ(rows, 6);
  EXPECT_EQ(events(young).size(), 3U);
  const auto runs = write([&](auto& c) { return store::prune_runs(c, later(500), 0, 100); });
  EXPECT_EQ(runs.rows, 2);
  EXPECT_TRUE(runs.done);
  const auto there = [&](Id id) {
    return read([&](auto& c) { return store::find_run(c, everything(), id); }).has_value();
  };
  EXPECT_FALSE(there(first));
  EXPECT_FALSE(there(second));
  EXPECT_EQ(write([&](auto& c) { return store::prune_runs(c, later(5'000), 0, 100); }).rows, 0);
  EXPECT_TRUE(there(young)) << "the newest of its tenant";
  EXPECT_EQ(write([&](auto& c) { return store::prune_jobs(c, later(5'000), 0, 100); }).rows, 3);
}

}  // namespace
}  // namespace reeve::test
