// A tenant that a person matches in the last moments of its run is synced again at once.
#include "app/sync_work.h"

#include <gtest/gtest.h>

#include "connect/tiny_microsoft.h"
#include "store/jobs.h"
#include "store/organizations.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::app {
namespace {

class SyncWork : public ::testing::Test {
 protected:
  SyncWork() {
    world.connect();
    auto& lists = world.microsoft.lists;
    lists["organization"] = fmt::format(
        R"({{"id":"{}","displayName":"Contoso","verifiedDomains":[{{"name":"contoso.com","isDefault":true}}]}})",
        connect::kCustomer);
    lists["subscribedSkus"] = "";
    lists["users"] = R"({"id":"u1","displayName":"Ann Ek","userPrincipalName":"ann@contoso.com"})";
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::merge_tenants(c, world.connection, "global",
                           {{connect::kCustomer, "Contoso", "contoso.com", "gdap", false}}, true,
                           "read", connect::kTestNow);
      store::OrganizationPatch patch;
      patch.name = "Contoso";
      organization = store::create_organization(c, {}, patch, connect::kTestNow).id;
    });
    store::ListQuery query;
    query.filters = {{"entra_tenant_id", {connect::kCustomer}}};
    tenant = world.database->read([&](db::Connection& c) {
      return store::list_tenants(c, store::Scope::unscoped(), query).rows.at(0).id;
    });
  }

  void match() {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::match_tenant(c, tenant, organization, "chosen", world.account, connect::kTestNow);
    });
  }
  // Runs the tenant's queued run as a worker would; `passed` is called at each point of it.
  void run_one(std::function<void(std::string_view)> passed) {
    const auto job = world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::queue_run(c, {tenant, "manual", world.account, false, false}, 20, connect::kTestNow);
      return store::claim(c, "test", {"sync"}, base::Millis{60'000}).value();
    });
    FaultPoint points(std::move(passed));
    run_sync_job({world.services, tokens, points}, job, {});
  }
  std::vector<store::Run> runs() {
    return world.database->read(
        [](db::Connection& c) { return store::list_runs(c, store::Scope::unscoped(), {}).rows; });
  }

  connect::World world;
  connect::TokenSource tokens{world.services};
  base::Id tenant = 0, organization = 0;
};

TEST_F(SyncWork, WhatIsMatchedAfterARunsMatchingIsQueuedAgain) {
  run_one([this](std::string_view point) {
    if (point == "before_finish") match();
  });
  const auto all = runs();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].state, "queued");
  EXPECT_EQ(all[0].started_by, "match");
  EXPECT_EQ(all[1].state, "ok") << all[1].sentence.value_or("");
  const auto job = world.database->write(db::Lane::people, [](db::Connection& c) {
    return store::claim(c, "test", {"sync"}, base::Millis{60'000});
  });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->payload, fmt::format(R"({{"run":{},"tenant":{}}})", all[0].id, tenant));
}

TEST_F(SyncWork, WhatTheRunCouldSeeIsNotQueuedAgain) {
  match();
  run_one([](std::string_view) {});
  EXPECT_EQ(runs().size(), 1U);
}

TEST_F(SyncWork, ARunOfATenantThatStaysUnmatchedEndsAlone) {
  run_one([](std::string_view) {});
  EXPECT_EQ(runs().size(), 1U);
}

}  // namespace
}  // namespace reeve::app
