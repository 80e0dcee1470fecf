// Customer access over the API: sessions, consents, relationships, the group; only for the account
// that signed in.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/onboarding.h"
#include "store/relationships.h"
#include "store/tenants.h"
#include "store/token_ways.h"

namespace reeve::api {
namespace {

using domain::Role;

class CustomerAccess : public ::testing::Test {
 protected:
  CustomerAccess() : visitor(world.person(Role::manager)) {
    base = fmt::format("/api/connections/{}", world.ids.connection);
  }
  template <class Work>
  auto write(Work&& work) {
    return world.database->write(db::Lane::people, std::forward<Work>(work));
  }
  void sign_in(const std::string& acts, base::Id account = 0) {
    write([&](db::Connection& c) {
      store::put_onboarding_session(
          c, {world.ids.connection, account == 0 ? visitor.account : account, acts,
              "admin@msp.example", "oid", world.clock.now(),
              world.clock.now() + std::chrono::minutes(60)});
    });
  }
  Response post(const std::string& path, const std::string& body = "{}") {
    return world.call(visitor, "POST", base + path, body);
  }
  base::json::value session() {
    return world.get(visitor, base + "/onboarding").at("data").at("attributes");
  }
  std::vector<store::OnboardingStep> steps() {
    return world.database->read(
        [&](db::Connection& c) { return store::list_onboarding_steps(c, world.ids.connection); });
  }
  std::string entra_id(base::Id tenant) {
    return world.database->read([&](db::Connection& c) {
      return store::find_tenant(c, store::Scope::all_organizations(1), tenant)->entra_tenant_id;
    });
  }
  void add_relationship(const std::string& id, const std::string& status,
                        std::vector<std::string> roles = {}) {
    store::Relationship row;
    row.connection = world.ids.connection;
    row.external_id = id;
    row.name = "Reeve-" + id;
    row.customer_name = "Customer " + id;
    row.status = status;
    row.duration = "P730D";
    row.auto_extend = "P180D";
    row.roles = std::move(roles);
    row.seen_at = world.clock.now();
    write([&](db::Connection& c) { store::put_relationship(c, row); });
  }

  World world;
  Visitor visitor;
  std::string base;
};

TEST_F(CustomerAccess, SaysWhoIsSignedInForWhat) {
  auto shown = session();
  EXPECT_FALSE(shown.at("open").as_bool());
  EXPECT_TRUE(shown.at("signed-in-as").is_null());
  EXPECT_TRUE(shown.at("group").is_null());
  EXPECT_EQ(shown.at("roles").as_array().at(0).at("name").as_string(), "Directory Readers");
  sign_in("consent groups");
  shown = session();
  EXPECT_TRUE(shown.at("open").as_bool());
  EXPECT_TRUE(shown.at("mine").as_bool());
  EXPECT_EQ(base::to_json(shown.at("acts")), R"(["consent","groups"])");
  EXPECT_EQ(shown.at("signed-in-as").as_string(), "admin@msp.example");
  EXPECT_FALSE(world.get(world.person(Role::administrator), base + "/onboarding")
                   .at("data")
                   .at("attributes")
                   .at("mine")
                   .as_bool());
  EXPECT_EQ(world.call(visitor, "DELETE", base + "/onboarding").status, 204);
  EXPECT_FALSE(session().at("open").as_bool());
  sign_in("consent");
  world.clock.advance(std::chrono::minutes(60));
  EXPECT_FALSE(session().at("open").as_bool()) << "an hour is over";
}

TEST_F(CustomerAccess, ActsAreAskedForByTheOneWhoSignedIn) {
  EXPECT_EQ(post("/admin_agents").status, 409);
  EXPECT_NE(detail_of(post("/admin_agents")).find("Sign in for this first"), std::string::npos);
  sign_in("consent");
  EXPECT_EQ(post("/admin_agents").status, 409) << "for another act";
  sign_in("groups", world.ids.account);
  EXPECT_EQ(detail_of(post("/admin_agents")),
            "admin@msp.example signed in for this, and nobody acts with somebody else's rights: "
            "sign in yourself.");
  for (const auto* path : {"/consents", "/relationships/assign", "/security_group"})
    EXPECT_NE(post(path, R"({"name":"x"})").status, 202) << path;
  EXPECT_TRUE(steps().empty());
  sign_in("groups");
  EXPECT_EQ(post("/admin_agents").status, 202);
  EXPECT_EQ(post("/security_group", R"({"name":"Reeve access"})").status, 202);
  EXPECT_EQ(post("/security_group").status, 422);
  EXPECT_EQ(world.onboarding, (std::vector<std::string>{"admin_agents", "group"}));
  const auto asked = steps();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1].wish, R"({"name":"Reeve access"})");
  EXPECT_EQ(asked[1].account, visitor.account);
  EXPECT_EQ(session().at("waiting").as_int64(), 2);
  EXPECT_EQ(session().at("group-step").at("state").as_string(), "waiting");
}

TEST_F(CustomerAccess, ConsentsAreAskedForAllOpenTenantsOrThoseNamed) {
  sign_in("consent");
  EXPECT_EQ(body_of(post("/consents")).at("meta").at("queued").as_int64(), 3);
  EXPECT_EQ(steps().size(), 3U);
  const auto one = fmt::format(R"({{"tenants":[{}]}})", world.ids.loose_tenant);
  EXPECT_EQ(body_of(post("/consents", one)).at("meta").at("queued").as_int64(), 1);
  EXPECT_EQ(steps().size(), 3U) << "the same one begins anew";
  EXPECT_EQ(post("/consents", R"({"tenants":[999]})").status, 422);
  write([&](db::Connection& c) {
    c.execute("UPDATE tenant_access SET state = 'lost' WHERE tenant = $1",
              {world.ids.loose_tenant});
  });
  EXPECT_EQ(body_of(post("/consents")).at("meta").at("queued").as_int64(), 2);
}

TEST_F(CustomerAccess, AConsentShowsItsEndTheWayUsedAndTheLink) {
  sign_in("consent");
  post("/consents", fmt::format(R"({{"tenants":[{}]}})", world.ids.loose_tenant));
  const auto entra = entra_id(world.ids.loose_tenant);
  write([&](db::Connection& c) {
    auto step = store::list_onboarding_steps(c, world.ids.connection).at(0);
    step.state = "partly";
    step.sentence = "Only delegated.";
    step.remedy = "Make a new relationship.";
    step.facts = R"({"removed":["x"]})";
    store::end_onboarding_step(c, step, world.clock.now());
    store::put_token_way(c, {world.ids.connection, entra, "person", "", "", world.clock.now()});
    store::put_token_way(c, {world.ids.connection, entra_id(world.ids.tenant[0]), "none",
                             "No consent there.", "", world.clock.now()});
  });
  const auto rows = world.rows(visitor, base + "/consents?sort=name");
  ASSERT_EQ(rows.size(), 3U);
  int seen = 0;
  for (const auto& row : rows) {
    const auto& a = row.at("attributes");
    EXPECT_TRUE(a.at("open").as_bool());
    EXPECT_TRUE(a.at("consent-link").as_string().ends_with("/adminconsent"));
    if (row.at("id").as_string() == std::to_string(world.ids.loose_tenant)) {
      EXPECT_EQ(a.at("state").as_string(), "partly");
      EXPECT_EQ(a.at("remedy").as_string(), "Make a new relationship.");
      EXPECT_EQ(a.at("read-by").as_string(), "person");
      EXPECT_EQ(base::to_json(a.at("facts")), R"({"removed":["x"]})");
      ++seen;
    } else if (row.at("id").as_string() == std::to_string(world.ids.tenant[0])) {
      EXPECT_TRUE(a.at("state").is_null());
      EXPECT_EQ(a.at("read-by").as_string(), "none");
      EXPECT_EQ(a.at("read-by-sentence").as_string(), "No consent there.");
      ++seen;
    } else {
      EXPECT_TRUE(a.at("read-by").is_null()) << "unknown is not none";
      ++seen;
    }
  }
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(world.get(visitor, fmt::format("/api/tenants/{}", world.ids.loose_tenant))
                .at("data")
                .at("attributes")
                .at("read-by")
                .as_string(),
            "person");
}

TEST_F(CustomerAccess, InvitationsAskForTheTiersRolesOrThoseNamed) {
  sign_in("relationships");
  EXPECT_EQ(post("/relationships").status, 422);
  const auto invite = [&](const std::string& members) {
    return post("/relationships", fmt::format(R"({{{}}})", members)).status;
  };
  EXPECT_EQ(invite(R"("customers":[{"name":"Contoso"},{"name":"contoso"}])"), 422);
  EXPECT_EQ(invite(R"("customers":[{"name":"Contoso"}],"roles":["King"])"), 422);
  EXPECT_EQ(invite(R"("customers":[{"name":"Contoso","relationship-name":")" +
                   std::string(51, 'x') + R"("}])"),
            422);
  EXPECT_EQ(
      invite(
          R"("customers":[{"name":"Contoso","tenant-id":"AA"},{"name":"Fabrikam"}],"roles":["Global Reader"])"),
      202);
  const auto asked = steps();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].subject, "aa");
  EXPECT_EQ(
      asked[0].wish,
      R"({"name":"Reeve-Contoso","customer":"aa","roles":["f2ef992c-3afb-46b9-b7cf-a126ee74c451"]})");
  EXPECT_EQ(asked[1].subject, "name:fabrikam");
  EXPECT_EQ(invite(R"("customers":[{"name":"Contoso"}])"), 202);
  EXPECT_EQ(world.onboarding, (std::vector<std::string>{"invite", "invite"}));
}

TEST_F(CustomerAccess, RelationshipsSayWhatTheyLetInAndWhoHasThem) {
  const std::string privileged = "e8611ab8-c189-46e8-94e1-60213ab1f814";
  const std::string cloud_application = "158c047a-c907-4556-b7ef-446551a6b5f7";
  add_relationship("r1", "active", {privileged});
  add_relationship("r2", "approvalPending", {cloud_application});
  add_relationship("r3", "active");
  auto rows = world.rows(visitor, base + "/relationships");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("attributes").at("lets-in").as_string(), "application");
  EXPECT_TRUE(rows[0].at("attributes").at("invitation-link").is_null());
  EXPECT_TRUE(rows[0].at("attributes").at("has-our-group").is_null()) << "not asked yet";
  EXPECT_EQ(rows[1].at("attributes").at("lets-in").as_string(), "delegated");
  EXPECT_EQ(rows[1].at("attributes").at("invitation-link").as_string(), "https://admin.example/r2");
  EXPECT_EQ(rows[2].at("attributes").at("lets-in").as_string(), "no");
  EXPECT_EQ(world.rows(visitor, base + "/relationships?filter[status]=active").size(), 2U);
  EXPECT_EQ(world.rows(visitor, base + "/relationships?filter[search]=customer%20R2").size(), 1U);
  EXPECT_EQ(post("/relationships/refresh").status, 202);
  EXPECT_EQ(world.onboarding, std::vector<std::string>{"relationships"});
}

TEST_F(CustomerAccess, TheGroupIsAssignedToActiveOnesOrThoseNamed) {
  add_relationship("r1", "active");
  add_relationship("r2", "approvalPending");
  add_relationship("r3", "active");
  sign_in("relationships");
  EXPECT_NE(detail_of(post("/relationships/assign")).find("No security group"), std::string::npos);
  write([&](db::Connection& c) {
    store::put_access_group(c, {world.ids.connection, "g1", "Reeve", true, world.clock.now()});
  });
  EXPECT_EQ(body_of(post("/relationships/assign")).at("meta").at("queued").as_int64(), 2);
  EXPECT_EQ(steps().at(0).wish, R"({"group":"g1"})");
  EXPECT_EQ(post("/relationships/assign", R"({"relationships":["r3"]})").status, 202);
  EXPECT_EQ(post("/relationships/assign", R"({"relationships":["r9"]})").status, 422);
  const auto rows = world.rows(visitor, base + "/onboarding_steps?filter[act]=assign");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("attributes").at("state").as_string(), "waiting");
  EXPECT_TRUE(world.rows(visitor, base + "/onboarding_steps?filter[act]=consent").empty());
}

TEST_F(CustomerAccess, GroupsOfThePartnerTenantAreShownToChooseFrom) {
  const auto rows = world.rows(visitor, base + "/security_groups?filter[search]=The");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("attributes").at("name").as_string(), "TheReeve access");
  EXPECT_EQ(rows[0].at("attributes").at("group-id").as_string(), "g1");
}

TEST_F(CustomerAccess, ACustomersAdministratorIsThankedAndNothingIsLearned) {
  const std::string back = "/microsoft/callback?state=customer&admin_consent=True&tenant=x";
  for (const auto& who : {Visitor{}, visitor}) {
    const auto thanked = world.call(who, "GET", back);
    EXPECT_EQ(thanked.status, 200);
    EXPECT_TRUE(thanked.header("Content-Type").starts_with("text/plain"));
    EXPECT_NE(thanked.body.find("Thank you"), std::string::npos);
    EXPECT_EQ(thanked.header("Set-Cookie"), "");
    const auto declined = world.call(who, "GET", back + "&error=consent_required");
    EXPECT_NE(declined.body.find("was not allowed"), std::string::npos);
  }
  EXPECT_EQ(world.finished, 0);
}

TEST_F(CustomerAccess, ASingleTenantHasNoCustomers) {
  write([&](db::Connection& c) {
    c.execute("UPDATE connections SET kind = 'direct' WHERE id = $1", {world.ids.connection});
  });
  EXPECT_EQ(world.call(visitor, "GET", base + "/consents").status, 422);
  EXPECT_EQ(world.call(visitor, "GET", base + "/relationships").status, 422);
  EXPECT_TRUE(session().at("roles").as_array().empty());
}

}  // namespace
}  // namespace reeve::api
