// A scheduled run whose turn comes late: its tenant was paused meanwhile, or its window closed.
#include <gtest/gtest.h>

#include "app/sync_work.h"
#include "connect/tiny_microsoft.h"
#include "domain/sync_section.h"
#include "store/jobs.h"
#include "store/runs.h"
#include "store/sync_settings.h"
#include "store/tenant_sync.h"
#include "store/tenants.h"

namespace reeve::app {
namespace {

class ScheduleWork : public ::testing::Test {
 protected:
  template <class Work>
  auto write(Work&& work) {
    return world.database->write(db::Lane::people, std::forward<Work>(work));
  }
  ScheduleWork() {
    world.connect();
    write([&](db::Connection& c) {
      store::merge_tenants(c, world.connection, "global",
                           {{connect::kCustomer, "Contoso", "contoso.com", "gdap", false}}, true,
                           "read", connect::kTestNow);
    });
    store::ListQuery query;
    query.filters = {{"entra_tenant_id", {connect::kCustomer}}};
    tenant = world.database->read([&](db::Connection& c) {
      return store::list_tenants(c, store::Scope::unscoped(), query).rows.at(0).id;
    });
  }
  jobs::Outcome run_one(const std::string& started_by) {
    const auto job = write([&](db::Connection& c) {
      store::queue_run(c, {tenant, started_by, world.account, false, false}, 100,
                       connect::kTestNow);
      return store::claim(c, "test", {"sync"}, base::Millis{60'000}).value();
    });
    FaultPoint points([](std::string_view) {});
    return run_sync_job({world.services, tokens, points}, job, {});
  }
  store::TenantSync sync() {
    return world.database->read([&](db::Connection& c) { return store::sync_of_tenant(c, tenant); })
        .value();
  }

  connect::World world;
  connect::TokenSource tokens{world.services};
  base::Id tenant = 0;
};

TEST_F(ScheduleWork, APausedTenantsScheduledRunIsCanceledButAPersonsIsNot) {
  write([&](db::Connection& c) {
    store::pause_sync(c, "tenant", tenant, world.account, connect::kTestNow);
  });
  run_one("schedule");
  EXPECT_EQ(sync().run_state, "canceled");
  EXPECT_EQ(sync().reason, "paused");
  EXPECT_EQ(sync().failures, 0);
  run_one("manual");
  EXPECT_NE(sync().run_state, "canceled");
}

TEST_F(ScheduleWork, ARunWhoseWindowClosedWaitsForTheNext) {
  const auto hour = std::chrono::hours{1};
  const auto opens = std::chrono::floor<std::chrono::hours>(connect::kTestNow) + 2 * hour;
  const auto text = [](base::Time at) { return base::to_rfc3339(at).substr(11, 5); };
  write([&](db::Connection& c) {
    store::set_sync_settings(
        c, {store::SettingsOwner::Kind::tenant, tenant}, domain::kScheduleSection,
        fmt::format(R"({{"windows":[{{"days":["mon","tue","wed","thu","fri","sat","sun"],)"
                    R"("from":"{}","to":"{}"}}]}})",
                    text(opens), text(opens + hour)),
        {}, connect::kTestNow);
  });
  const auto outcome = run_one("schedule");
  EXPECT_EQ(outcome.again_at, opens);
  EXPECT_EQ(sync().run_state, "queued") << "nothing was asked of Microsoft";
}

}  // namespace
}  // namespace reeve::app
