// Leaving through the API: what is listed and ticked, what must be typed, and what comes first.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/connections.h"
#include "store/jobs.h"
#include "store/leavings.h"
#include "store/onboarding.h"
#include "store/secrets.h"

namespace reeve::api {
namespace {

using base::json::value;

class Leavings : public ::testing::Test {
 protected:
  Response post(const std::string& what, const std::string& body = "{}") {
    return world.call(manager, "POST", fmt::format("/api/leavings/{}/{}", world.ids.leaving, what),
                      body);
  }
  value attributes() {
    return world.get(manager, fmt::format("/api/leavings/{}", world.ids.leaving))
        .at("data")
        .at("attributes");
  }
  std::string name() const {
    return world.database->read(
        [&](db::Connection& c) { return store::find_connection(c, world.ids.connection)->name; });
  }
  std::string named(const std::string& more = "") const {
    return fmt::format(R"({{"name":"{}"{}}})", name(), more);
  }
  bool queued(const std::string& state) {
    return world.database->read([&](db::Connection& c) {
      return store::find_job_by_key(c, fmt::format("leaving:{}:{}", world.ids.leaving, state))
          .has_value();
    });
  }
  std::vector<std::string> audited() {
    std::vector<std::string> out;
    for (const auto& row : world.rows(world.person(domain::Role::administrator), "/api/audit"))
      out.emplace_back(row.at("attributes").at("action").as_string());
    return out;
  }
  bool was_audited(const std::string& action) {
    const auto all = audited();
    return std::find(all.begin(), all.end(), action) != all.end();
  }
  World world;
  Visitor manager = world.person(domain::Role::manager);
};

TEST_F(Leavings, NameWhoElseLosesTheApplication) {
  EXPECT_TRUE(attributes().at("others").as_array().empty());
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    auto other = store::find_connection(c, world.ids.connection).value();
    other.name = "The other one";
    store::create_connection(c, other, world.clock.now());
  });
  const auto others = attributes().at("others").as_array();
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others.at(0).at("name"), "The other one");
  EXPECT_FALSE(attributes().at("links").as_array().empty());
  EXPECT_FALSE(attributes().at("unknown-tenants").as_array().empty());
}

TEST_F(Leavings, AreTickedByKindOrOneByOne) {
  EXPECT_EQ(attributes().at("counts").at("selected"), 0) << "the item came unticked";
  EXPECT_EQ(post("tick", R"({"which":"by-reeve"})").status, 200);
  EXPECT_EQ(attributes().at("counts").at("selected"), 1);
  const auto items = world.rows(
      manager, fmt::format("/api/leaving_items?filter[leaving-id]={}", world.ids.leaving));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_NE(items.at(0).at("attributes").at("url").as_string().find("entra.microsoft.com"),
            std::string::npos);
  const std::string id(items.at(0).at("id").as_string());
  EXPECT_EQ(post("tick", fmt::format(R"({{"items":[{}],"selected":false}})", id)).status, 200);
  EXPECT_EQ(attributes().at("counts").at("selected"), 0);
  EXPECT_EQ(post("tick", R"({"which":"half"})").status, 422);
  EXPECT_EQ(post("tick", "{}").status, 422);
}

TEST_F(Leavings, RevokeWantsTicksAndTheName) {
  EXPECT_EQ(post("revoke", named()).status, 422) << "nothing is ticked";
  post("tick", R"({"which":"everything"})");
  const auto wrong = post("revoke", R"({"name":"Something else"})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(detail_of(wrong).find(name()), std::string::npos);
  const auto response = post("revoke", named());
  ASSERT_EQ(response.status, 202) << response.body;
  EXPECT_EQ(body_of(response).at("meta").at("queued"), 1);
  EXPECT_EQ(attributes().at("state"), "revoking");
  EXPECT_TRUE(queued("revoking"));
  EXPECT_TRUE(was_audited("revoke"));
  EXPECT_EQ(post("tick", R"({"which":"none"})").status, 409);
  EXPECT_EQ(
      world.call(manager, "POST", fmt::format("/api/connections/{}/leaving", world.ids.connection))
          .status,
      409)
      << "no new list while it revokes";
}

TEST_F(Leavings, NobodyActsWithAColleaguesRights) {
  post("tick", R"({"which":"everything"})");
  const auto sign_in = [&](base::Id account) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::put_onboarding_session(
          c, {world.ids.connection, account, "leaving", "ann@msp.example", "user-1",
              world.clock.now(), world.clock.now() + base::Millis{60'000}});
    });
  };
  sign_in(world.ids.account);
  EXPECT_EQ(attributes().at("signed-in"), "leaving");
  const auto refused = post("revoke", named());
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(detail_of(refused).find("Sign in yourself"), std::string::npos);
  sign_in(manager.account);
  EXPECT_EQ(post("revoke", named()).status, 202);
}

TEST_F(Leavings, CredentialsGoOnlyAfterRevokingOrWhenAPersonSaysSo) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::put_secret(c, "connection", world.ids.connection, "refresh_token", "sealed",
                      world.clock.now());
  });
  post("tick", R"({"which":"everything"})");
  const auto early = post("finish", named(R"(,"ending":"keep")"));
  EXPECT_EQ(early.status, 409);
  EXPECT_NE(detail_of(early).find("not revoked"), std::string::npos) << detail_of(early);
  post("revoke", named());
  EXPECT_EQ(post("finish", named(R"(,"ending":"keep")")).status, 409);
  const auto done = post("finish", named(R"(,"ending":"keep","anyway":true)"));
  ASSERT_EQ(done.status, 202) << done.body;
  EXPECT_EQ(attributes().at("state"), "ended");
  EXPECT_EQ(attributes().at("ending"), "keep");
  world.database->read([&](db::Connection& c) {
    EXPECT_EQ(store::find_connection(c, world.ids.connection)->state, "disconnected");
    EXPECT_FALSE(store::has_secret(c, "connection", world.ids.connection, "refresh_token"));
  });
  EXPECT_EQ(world.rows(manager, "/api/contacts").size(), 2U) << "documentation stays";
  EXPECT_TRUE(was_audited("disconnect"));
}

TEST_F(Leavings, RemoveIsAJobAndSaysBeforehandWhatItDoes) {
  const auto removal = attributes().at("removal");
  EXPECT_TRUE(removal.at("records").as_int64() > 0);
  EXPECT_EQ(post("finish", named(R"(,"ending":"vanish")")).status, 422);
  EXPECT_EQ(post("finish", R"({"ending":"remove","name":"Another"})").status, 422);
  const int woken = world.woken;
  ASSERT_EQ(post("finish", named(R"(,"ending":"remove")")).status, 202);
  EXPECT_GT(world.woken, woken);
  EXPECT_EQ(attributes().at("state"), "removing");
  EXPECT_TRUE(queued("removing"));
  EXPECT_EQ(post("finish", named(R"(,"ending":"keep")")).status, 409);
  EXPECT_EQ(post("undo").status, 409) << "nothing to bring back yet";
}

TEST_F(Leavings, BeginAsksMicrosoftForTheListByAJob) {
  const auto begun =
      world.call(manager, "POST", fmt::format("/api/connections/{}/leaving", world.ids.connection));
  ASSERT_EQ(begun.status, 201) << begun.body;
  EXPECT_EQ(body_of(begun).at("data").at("id").as_string(), std::to_string(world.ids.leaving));
  EXPECT_EQ(attributes().at("state"), "listing");
  EXPECT_TRUE(queued("listing"));
  EXPECT_EQ(post("tick", R"({"which":"none"})").status, 409) << "not listed yet";
  EXPECT_EQ(post("revoke", named()).status, 409);
}

TEST_F(Leavings, APausedConnectionGoesOnAfterwards) {
  const auto set = [&](const std::string& what) {
    return world
        .call(manager, "POST", fmt::format("/api/connections/{}/{}", world.ids.connection, what))
        .status;
  };
  const auto state = [&] {
    return world.database->read(
        [&](db::Connection& c) { return store::find_connection(c, world.ids.connection)->state; });
  };
  EXPECT_EQ(set("resume"), 409);
  EXPECT_EQ(set("pause"), 200);
  EXPECT_EQ(state(), "paused");
  EXPECT_EQ(set("pause"), 409);
  EXPECT_EQ(set("resume"), 200);
  EXPECT_EQ(state(), "connected");
  EXPECT_TRUE(was_audited("pause"));
}

}  // namespace
}  // namespace reeve::api
