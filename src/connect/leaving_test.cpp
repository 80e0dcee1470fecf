// Leaving against the simulated cloud: every grant is listed, what is ticked is gone at Microsoft,
// the rest stays, and nothing is asked twice of a tenant that is done.
#include "connect/leaving.h"
#include "connect/cloud_scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "connect/discover.h"
#include "connect/leaving_access.h"
#include "connect/onboarding.h"
#include "connect/revoke.h"
#include "connect/sign_in.h"
#include "domain/tier.h"
#include "microsoft/held_grants.h"
#include "store/grants_made.h"
#include "store/leavings.h"
#include "store/removal.h"

namespace reeve::connect {
namespace {

using base::text_member;
using store::LeavingItem;

constexpr const char* kGraph = "00000003-0000-0000-c000-000000000000";

TEST(RevokingOrder, WhatRevokingNeedsGoesLast) {
  const auto graph = [](std::string_view what) {
    return revoking_position("delegated", kGraph, what);
  };
  EXPECT_LT(revoking_position("group", "g", "AdminAgents"),
            revoking_position("application", kGraph, "User.Read.All"));
  EXPECT_LT(revoking_position("application", kGraph, "User.Read.All"),
            revoking_position("application", kGraph, "AppRoleAssignment.ReadWrite.All"));
  EXPECT_LT(revoking_position("delegated", "another-api", "user_impersonation"),
            graph("User.Read.All"));
  EXPECT_LT(graph("User.Read.All"), graph("User.Read.All DelegatedPermissionGrant.ReadWrite.All"));
}

class LeavingTest : public CloudScene {
 protected:
  void SetUp() override {
    CloudScene::SetUp();
    if (IsSkipped()) return;
    home = partner_tenant;
    walk(begin_sign_in(*services, world.connection, {world.account, ""}, {}));
    run_discovery(*services, *tokens, world.connection, {});
  }
  void sign_in_for(const std::string& act) {
    walk(begin_onboarding(*services, world.connection, act, {world.account, ""}, {}));
  }
  base::Id begin() {
    return world.database->write(db::Lane::people, [&](db::Connection& c) {
      return store::begin_leaving(c, world.connection, world.account, clock.now()).id;
    });
  }
  store::Leaving leaving() {
    return world.database->read([&](db::Connection& c) {
      store::ListQuery newest;
      return store::list_leavings(c, newest).rows.front();
    });
  }
  void list() {
    begin();
    run_leaving(*services, *tokens, leaving().id, {});
    ASSERT_EQ(leaving().state, "listed");
  }
  std::vector<LeavingItem> items(const std::string& tenant) {
    return world.database->read(
        [&](db::Connection& c) { return store::leaving_items(c, leaving().id, tenant); });
  }
  store::LeavingCounts counts() {
    return world.database->read(
        [&](db::Connection& c) { return store::leaving_counts(c, leaving().id); });
  }
  void tick(std::string_view which) {
    world.database->write(db::Lane::people,
                          [&](db::Connection& c) { store::tick_items(c, leaving().id, which); });
  }
  void revoke() {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      const auto now = leaving();
      store::queue_ticked(c, now.id);
      store::move_leaving(c, now.id, now.state, "revoking", clock.now());
    });
    run_leaving(*services, *tokens, leaving().id, {});
    ASSERT_EQ(leaving().state, "revoked");
  }
  // The application becomes an admin agent, as DAP wants it.
  void join_admin_agents() {
    const auto groups = cloud->ask("tenants/" + home + "/groups");
    const auto& list = groups.is_array() ? groups : base::member(groups, "value");
    for (const auto& group : list.as_array()) {
      if (text_member(group, "displayName") != "AdminAgents") continue;
      auto members = base::member(group, "members").as_array();
      LeavingAccess access(*services, *tokens, world.row(), world.account);
      members.emplace_back(base::json::string(access.read(home, "home", {}).service_principal));
      cloud->control("PATCH", "tenants/" + home + "/groups/" + text_member(group, "id"),
                     base::to_json(base::json::object{{"members", members}}));
    }
  }
  // What the cloud itself says that the application may do there.
  base::json::value consent(const std::string& tenant) {
    return cloud->ask("tenants/" + tenant + "/consent");
  }
  static std::vector<std::string> words(const base::json::value& of, std::string_view name) {
    std::vector<std::string> out;
    if (const auto* all = base::member(of, name).if_array())
      for (const auto& one : *all) out.emplace_back(one.as_string());
    return out;
  }
  void made(const std::string& tenant, const std::string& kind, const std::string& object,
            const std::string& what) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::add_grant_made(c, {world.connection, tenant, kind, object, what, kTestNow});
    });
  }

  std::string home;
};

TEST_F(LeavingTest, ListsWhatTheApplicationHoldsInEveryTenant) {
  list();
  const auto n = counts();
  EXPECT_EQ(n.tenants, 4);
  EXPECT_EQ(n.tenants_unknown + n.tenants_absent + n.tenants_waiting, 0);
  EXPECT_EQ(n.selected, 0) << "nobody but Reeve's own acts is preselected";
  const auto roles = words(consent(customer(0)), "roles");
  std::size_t application_items = 0;
  for (const auto& item : items(customer(0))) {
    if (item.kind != "application") continue;
    ++application_items;
    EXPECT_THAT(roles, testing::Contains(item.what));
    EXPECT_EQ(item.resource, kGraph);
    EXPECT_FALSE(item.object_id.empty());
  }
  EXPECT_EQ(application_items, roles.size());
}

TEST_F(LeavingTest, PreselectsOnlyWhatReeveGrantedItself) {
  list();
  const auto first = items(customer(0)).front();
  ASSERT_EQ(first.kind, "application");
  made(customer(0), "application", first.object_id, first.what);
  made(customer(0), "delegated", kGraph, "User.Read.All");
  list();
  std::vector<std::string> ticked;
  bool others = false;
  for (const auto& item : items(customer(0))) {
    EXPECT_EQ(item.selected, item.by_reeve);
    if (item.by_reeve) ticked.push_back(item.kind + " " + item.what);
    if (item.kind == "delegated" && !item.by_reeve) {
      others = true;
      EXPECT_THAT(item.what, testing::Not(testing::HasSubstr("User.Read.All ")));
    }
  }
  EXPECT_THAT(ticked, testing::UnorderedElementsAre("application " + first.what,
                                                    "delegated User.Read.All"));
  EXPECT_TRUE(others) << "the rest of the same grant stands apart";
}

TEST_F(LeavingTest, RevokesEverythingEverywhere) {
  join_admin_agents();
  sign_in_for("leaving");
  sign_in_for("leaving_customers");
  list();
  const auto at_home = items(home);
  EXPECT_EQ(at_home.front().kind, "group") << "what the customers need goes with the own directory";
  EXPECT_EQ(at_home.front().what, "AdminAgents");
  tick("everything");
  revoke();
  const auto n = counts();
  std::string why;
  for (const auto& item : items(customer(0))) why += item.sentence.value_or("") + "\n";
  for (const auto& item : items(home)) why += item.sentence.value_or("") + "\n";
  EXPECT_EQ(n.done, n.items) << why;
  for (std::size_t at = 0; at < 3; ++at) {
    EXPECT_TRUE(words(consent(customer(at)), "roles").empty()) << at;
    EXPECT_TRUE(words(consent(customer(at)), "scopes").empty()) << at;
  }
  EXPECT_TRUE(words(consent(home), "roles").empty());
  EXPECT_TRUE(words(consent(home), "scopes").empty());
  EXPECT_EQ(world.row().state, "paused") << "that is no loss to be told as one";
  EXPECT_FALSE(world.database->read([&](db::Connection& c) {
    return onboarding_open(c, world.connection, clock.now());
  })) << "the sign-in is dropped when everything is done";
}

TEST_F(LeavingTest, WhatIsNotTickedStays) {
  sign_in_for("leaving");
  sign_in_for("leaving_customers");
  list();
  const auto before = words(consent(customer(0)), "scopes");
  ASSERT_GT(before.size(), 2U);
  const auto one = items(customer(0)).front();
  made(customer(0), "application", one.object_id, one.what);
  made(customer(0), "delegated", kGraph, before.front());
  list();
  revoke();
  EXPECT_EQ(counts().done, 2);
  EXPECT_THAT(words(consent(customer(0)), "roles"), testing::Not(testing::Contains(one.what)));
  auto rest = before;
  rest.erase(rest.begin());
  EXPECT_THAT(words(consent(customer(0)), "scopes"), testing::UnorderedElementsAreArray(rest))
      << "also what the revoking itself needed is taken back, and nothing else";
  EXPECT_EQ(world.row().state, "connected") << "its own directory was not touched";
}

TEST_F(LeavingTest, WithoutASignInItSaysWhatToDoByHand) {
  list();
  tick("everything");
  revoke();
  const auto n = counts();
  EXPECT_GT(n.left, 0);
  EXPECT_EQ(n.waiting, 0);
  for (const auto& item : items(customer(0)))
    if (item.state == "left") {
      EXPECT_THAT(item.sentence.value_or(""), testing::HasSubstr("by hand"));
    }
  EXPECT_FALSE(words(consent(customer(0)), "roles").empty());
}

TEST_F(LeavingTest, WhatPartnerCenterRefusesIsLeftWithItsReason) {
  sign_in_for("leaving");
  sign_in_for("leaving_customers");
  list();
  cloud->fault(R"({"kind":"forbidden","path":"/v1/customers"})");
  tick("everything");
  revoke();
  EXPECT_GT(counts().left, 0);
  for (const auto& item : items(customer(0)))
    if (item.state == "left") {
      EXPECT_THAT(item.sentence.value_or(""), testing::HasSubstr("Partner Center"));
    }
  EXPECT_FALSE(words(consent(customer(0)), "scopes").empty());
}

TEST_F(LeavingTest, AColleaguesSignInIsNotUsed) {
  sign_in_for("leaving");
  list();
  tick("everything");
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_leaving_account(c, leaving().id, world.account + 1);
  });
  revoke();
  EXPECT_GT(counts().left, 0);
  EXPECT_FALSE(words(consent(home), "scopes").empty());
}

TEST_F(LeavingTest, AStoppedOneGoesOnWhereItWas) {
  sign_in_for("leaving");
  sign_in_for("leaving_customers");
  list();
  tick("everything");
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::queue_ticked(c, leaving().id);
    store::move_leaving(c, leaving().id, "listed", "revoking", clock.now());
    // As if a process had died with the door of one customer half open.
    store::set_leaving_temporary(c, leaving().id, customer(1), "AppRoleAssignment.ReadWrite.All");
  });
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(run_leaving(*services, *tokens, leaving().id, stop.get_token()), base::Error);
  EXPECT_EQ(leaving().state, "revoking");
  EXPECT_GT(counts().waiting, 0);
  // Somebody else took one tenant's application away meanwhile.
  cloud->control("PATCH", "tenants/" + customer(2) + "/consent", R"({"present":false})");
  run_leaving(*services, *tokens, leaving().id, {});
  EXPECT_EQ(leaving().state, "revoked");
  EXPECT_EQ(counts().done, counts().items);
  EXPECT_TRUE(words(consent(customer(1)), "scopes").empty());
}

TEST_F(LeavingTest, ATenantThatCannotBeReadIsUnknownAndNotEmpty) {
  cloud->fault(R"({"kind":"forbidden","tenant":")" + customer(0) +
               R"(","path":"/servicePrincipals/{}"})");
  cloud->control("PATCH", "tenants/" + customer(1) + "/consent", R"({"present":false})");
  list();
  const auto tenants = world.database->read(
      [&](db::Connection& c) { return store::leaving_tenants(c, leaving().id); });
  for (const auto& one : tenants) {
    if (one.entra_tenant_id == customer(0)) {
      EXPECT_EQ(one.state, "unknown");
      EXPECT_TRUE(one.sentence);
    }
    if (one.entra_tenant_id == customer(1)) {
      EXPECT_EQ(one.state, "absent") << one.sentence.value_or("");
    }
  }
}

TEST_F(LeavingTest, RemoveEndsTheConnectionAndIsUndoneAsFarAsItCanBe) {
  begin();
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::move_leaving(c, leaving().id, "listing", "removing", clock.now());
  });
  run_leaving(*services, *tokens, leaving().id, {});
  EXPECT_EQ(leaving().state, "ended");
  EXPECT_THAT(leaving().sentence.value_or(""), testing::HasSubstr("4 tenants"));
  world.database->read([&](db::Connection& c) {
    EXPECT_FALSE(store::find_connection(c, world.connection));
    EXPECT_FALSE(store::has_secret(c, "connection", world.connection, "refresh_token"));
  });
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::move_leaving(c, leaving().id, "ended", "undoing", clock.now());
  });
  run_leaving(*services, *tokens, leaving().id, {});
  EXPECT_EQ(leaving().state, "ended");
  EXPECT_TRUE(leaving().undone_at);
}

}  // namespace
}  // namespace reeve::connect
