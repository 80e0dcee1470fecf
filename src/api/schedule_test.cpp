// Schedules through the API: the grace period and who overtakes it, pauses, the worst tenant's
// word, what stands left out, and the log's filters and CSV.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>

#include "api/event_stream.h"
#include "api/test_world.h"
#include "base/csv.h"
#include "store/record_skips.h"
#include "store/runs.h"
#include "store/tenant_sync.h"

namespace reeve::api {
namespace {

using domain::Role;
using testing::HasSubstr;

class ScheduleApi : public ::testing::Test {
 protected:
  ScheduleApi() : visitor(world.person(Role::manager)) {}
  Response post(const std::string& path, const std::string& body = "") {
    return world.call(visitor, "POST", path, body);
  }
  std::string tenant(std::string_view action = "", int side = 0) {
    return fmt::format("/api/tenants/{}{}", world.ids.tenant[side], action);
  }
  std::string connection(std::string_view action = "") {
    return fmt::format("/api/connections/{}{}", world.ids.connection, action);
  }
  base::json::value attributes(const std::string& path) {
    return world.get(visitor, path).at("data").at("attributes");
  }
  std::string word(const std::string& path) {
    return std::string(attributes(path).at("status").as_string());
  }
  void end_open_run(base::Id id, const std::string& state, const std::string& reason = "") {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      const auto now = world.clock.now();
      store::queue_run(c, {id, "schedule", {}, false, false}, 100, now);
      const auto run = store::sync_of_tenant(c, id)->run.value();
      store::start_run(c, run, "gdap", world.ids.connection, now);
      store::finish_run(c, run, state, reason, "It did not answer.", "Wait.", {}, now);
    });
  }
  World world;
  Visitor visitor;
};

TEST_F(ScheduleApi, ANewSyncWaitsAndAPersonOvertakesIt) {
  const auto now = world.clock.now();
  ASSERT_EQ(
      world.call(visitor, "PATCH", tenant("/sync_settings"), R"({"schedule":{"grace-minutes":30}})")
          .status,
      200);
  ASSERT_EQ(post(connection("/sync"), R"({"start":"after-grace"})").status, 202);
  const auto waiting = attributes(tenant());
  EXPECT_EQ(waiting.at("status").as_string(), "Queued");
  EXPECT_EQ(waiting.at("starts-at").as_string(), base::to_rfc3339(now + std::chrono::minutes{30}));
  const auto other = attributes(tenant("", 1));
  EXPECT_EQ(other.at("starts-at").as_string(), base::to_rfc3339(now + std::chrono::minutes{10}));
  const auto whole = attributes(connection());
  EXPECT_EQ(whole.at("status").as_string(), "Queued");
  EXPECT_EQ(whole.at("tenants").at("starts-at").as_string(), other.at("starts-at").as_string())
      << "the earliest of its tenants";

  const auto run = body_of(post(tenant("/sync"))).at("data").at("attributes");
  EXPECT_EQ(run.at("started-by").as_string(), "manual");
  EXPECT_EQ(run.at("starts-at").as_string(), base::to_rfc3339(now));
  EXPECT_EQ(post(connection("/sync"), R"({"start":"tomorrow"})").status, 422);
}

TEST_F(ScheduleApi, APausedTenantSaysWhoAndSinceWhen) {
  end_open_run(world.ids.tenant[0], "ok");
  ASSERT_EQ(word(tenant()), "OK");
  EXPECT_FALSE(attributes(tenant()).at("next-due").is_null());
  ASSERT_EQ(post(tenant("/pause")).status, 200);
  const auto paused = attributes(tenant());
  EXPECT_EQ(paused.at("status").as_string(), "Paused");
  EXPECT_EQ(paused.at("paused-at").as_string(), base::to_rfc3339(world.clock.now()));
  EXPECT_FALSE(paused.at("paused-by").as_string().empty());
  EXPECT_TRUE(paused.at("next-due").is_null());
  ASSERT_EQ(post(tenant("/sync")).status, 202) << "one sync is possible all the same";
  EXPECT_EQ(word(tenant()), "Queued");
  ASSERT_EQ(post(tenant("/resume")).status, 200);
  EXPECT_EQ(post("/api/tenants/999/pause").status, 404);
  const auto lite = world.person(Role::editor);
  EXPECT_EQ(world.call(lite, "POST", tenant("/pause")).status, 403);
}

TEST_F(ScheduleApi, AConnectionPausedByAPersonSaysSo) {
  ASSERT_EQ(post(connection("/pause")).status, 200);
  const auto paused = attributes(connection());
  EXPECT_EQ(paused.at("status").as_string(), "Paused");
  EXPECT_FALSE(paused.at("paused-at").is_null());
  ASSERT_EQ(post(connection("/resume")).status, 200);
  EXPECT_TRUE(attributes(connection()).at("paused-at").is_null());
}

TEST_F(ScheduleApi, TheWorstTenantSpeaksForItsConnection) {
  end_open_run(world.ids.tenant[0], "ok");
  end_open_run(world.ids.tenant[1], "gaps", "no_plan");
  EXPECT_EQ(word(connection()), "OK with gaps");
  end_open_run(world.ids.tenant[0], "failed", "unreachable");
  const auto failed = attributes(connection());
  EXPECT_EQ(failed.at("status").as_string(), "Failed");
  EXPECT_EQ(failed.at("tenants").at("failed").as_int64(), 1);
  EXPECT_EQ(failed.at("tenants").at("gaps").as_int64(), 1);
  EXPECT_EQ(attributes(tenant()).at("next-due").as_string(),
            base::to_rfc3339(world.clock.now() + std::chrono::seconds{30}))
      << "what may pass by itself is tried again soon";
  for (int i = 0; i < 4; ++i) end_open_run(world.ids.tenant[0], "failed", "unreachable");
  const auto sick = attributes(tenant());
  EXPECT_FALSE(sick.at("quarantined-at").is_null());
  EXPECT_EQ(sick.at("failures").as_int64(), 5);
  EXPECT_THAT(std::string(sick.at("status-sentence").as_string()), HasSubstr("once a day"));
  EXPECT_EQ(attributes(connection()).at("tenants").at("quarantined").as_int64(), 1);
  EXPECT_EQ(sick.at("next-due").as_string(),
            base::to_rfc3339(world.clock.now() + std::chrono::hours{24}));
}

TEST_F(ScheduleApi, WhatStandsLeftOutIsListedWithARemedy) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    std::vector<store::RecordSkip> skips(2);
    for (int side = 0; side < 2; ++side) {
      auto& one = skips[static_cast<std::size_t>(side)];
      one.tenant = world.ids.tenant[side];
      one.record = world.ids.record[side];
      one.type = "users";
      one.title = "Gus Guest";
      one.code = "guest";
      one.sentence = "Gus Guest is a guest.";
      one.since = world.clock.now();
    }
    store::put_skips(c, skips);
  });
  const auto rows = world.rows(visitor, "/api/skips?filter[search]=gus");
  ASSERT_EQ(rows.size(), 2U);
  const auto& first = rows[0].at("attributes");
  EXPECT_EQ(first.at("code").as_string(), "guest");
  EXPECT_FALSE(first.at("remedy").as_string().empty());
  EXPECT_EQ(world.rows(visitor, fmt::format("/api/skips?filter[tenant-id]={}", world.ids.tenant[0]))
                .size(),
            1U);
  EXPECT_EQ(world.rows(world.limited(Role::editor), "/api/skips").size(), 1U)
      << "only of organizations that one may see";
}

TEST_F(ScheduleApi, EveryReasonIsExplained) {
  const auto rows = world.rows(visitor, "/api/reason_codes?page[size]=1000");
  EXPECT_GT(rows.size(), 40U);
  for (const auto& row : rows) {
    EXPECT_FALSE(row.at("attributes").at("sentence").as_string().empty());
    EXPECT_FALSE(row.at("attributes").at("remedy").as_string().empty());
  }
}

TEST_F(ScheduleApi, TheLogHasPeriodsAndWords) {
  const auto rows = [&](const std::string& filter) {
    return world.rows(visitor, "/api/run_events?" + filter).size();
  };
  const auto day = base::to_rfc3339(world.clock.now()).substr(0, 10);
  EXPECT_GT(rows("filter[from]=" + day), 0U);
  EXPECT_EQ(rows("filter[to]=" + day), 0U);
  EXPECT_GT(rows("filter[search]=first%20sync"), 0U);
  EXPECT_EQ(rows("filter[search]=nonsense"), 0U);
  EXPECT_EQ(world.call(visitor, "GET", "/api/run_events?filter[from]=soon").status, 422);
}

TEST_F(ScheduleApi, ALongLogStreamsAsCsvAndNoCellIsAFormula) {
  constexpr int kLines = 2'500;
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    for (int at = 0; at < kLines; at += 500) {
      std::vector<store::RunEvent> events(500);
      for (auto& event : events) {
        event.run = world.ids.run[0];
        event.tenant = world.ids.tenant[0];
        event.at = world.clock.now();
        event.kind = "note";
        event.code = "more";
        event.sentence = "=HYPERLINK(\"http://evil.example\")";
      }
      store::add_run_events(c, events);
    }
  });
  const Response file = world.call(visitor, "GET", "/api/run_events?format=csv&filter[kind]=note");
  ASSERT_EQ(file.status, 200);
  EXPECT_EQ(file.header("Content-Type"), "text/csv; charset=utf-8");
  ASSERT_TRUE(file.stream) << "made while it is taken";
  std::promise<void> done;
  std::string text;
  std::atomic<bool> told{false};
  file.stream->on_ready([&] {
    text += file.stream->take();
    if (file.stream->closed() && !told.exchange(true)) done.set_value();
  });
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds{30}), std::future_status::ready);
  file.stream->on_ready(nullptr);
  text += file.stream->take();
  const auto rows = base::parse_csv(text);
  ASSERT_EQ(rows.size(), kLines + 1U);
  EXPECT_EQ(rows[0][0], "id");
  std::set<std::string> ids;
  for (std::size_t i = 1; i < rows.size(); ++i) ids.insert(rows[i][0]);
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kLines)) << "no line twice, none left out";
  EXPECT_EQ(text.find(",=HYPERLINK"), std::string::npos);
  EXPECT_NE(text.find("'=HYPERLINK"), std::string::npos);
}

TEST_F(ScheduleApi, AShortLogIsAnAnswerAsAnyOther) {
  const Response file = world.call(visitor, "GET", "/api/run_events?format=csv");
  EXPECT_FALSE(file.stream);
  const auto rows = base::parse_csv(file.body);
  ASSERT_GT(rows.size(), 1U);
  EXPECT_EQ(rows[0][3], "tenant-name");
}

}  // namespace
}  // namespace reeve::api
