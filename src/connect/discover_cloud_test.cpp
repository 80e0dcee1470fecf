// Discovery against the simulated cloud: each reason of disappearing, and the way back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connect/discover.h"
#include "connect/onboarding.h"
#include "connect/sign_in.h"
#include "connect/simulated_cloud.h"
#include "connect/tiny_microsoft.h"
#include "http/url.h"

namespace reeve::connect {
namespace {

using base::text_member;

class DiscoverInTheCloud : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SimulatedCloud::available())
      GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
    cloud.emplace();
    transport = std::make_unique<http::CurlTransport>(cloud->curl_options());
    services.emplace(Services{*world.database, *world.vault, *transport, clock,
                              base::system_random(), "http://localhost:8080"});
    tokens = std::make_unique<TokenSource>(*services);
    facts = cloud->world();
    const auto& partner = base::member(facts, "partner");
    auto row = world.row();
    row.cloud = cloud->url();
    row.application_id = text_member(partner, "applicationId");
    row.directory_id = text_member(partner, "tenantId");
    const auto secret = text_member(partner, "clientSecret");
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::update_connection(c, row, kTestNow);
      world.vault->put(c, vault::kConnection, world.connection, vault::kClientSecret,
                       base::SecretBytes(std::string_view(secret)), kTestNow);
    });
    walk(begin_sign_in(*services, world.connection, {world.account, ""}, {}));
  }
  void walk(const std::string& url) {
    const auto& account = base::member(base::member(facts, "partner"), "serviceAccount");
    const auto back = http::parse_url(cloud->walk_through(
        url, text_member(account, "userPrincipalName"), text_member(account, "password")));
    ASSERT_TRUE(back);
    const auto outcome = finish_sign_in(
        *services, *tokens, TinyMicrosoft::form_of(back->target.substr(back->target.find('?') + 1)),
        {world.account, ""}, {});
    ASSERT_TRUE(outcome.connected()) << outcome.error->message() << outcome.error->detail();
  }
  DiscoveryOutcome discover() {
    tokens->forget(world.connection);
    return run_discovery(*services, *tokens, world.connection, {});
  }
  std::string customer(std::size_t at) {
    return text_member(base::member(facts, "customers").as_array().at(at), "tenantId");
  }
  store::Tenant tenant(std::size_t at) {
    return world.database->read([&](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"entra_tenant_id", {customer(at)}}};
      return store::list_tenants(c, store::Scope::unscoped(), query).rows.at(0);
    });
  }
  void relationships(std::size_t at, const std::string& status) {
    cloud->control("PATCH", "tenants/" + customer(at) + "/relationships",
                   R"({"status":")" + status + R"("})");
  }

  std::optional<SimulatedCloud> cloud;
  World world;
  std::unique_ptr<http::CurlTransport> transport;
  base::SystemClock clock;
  std::optional<Services> services;
  std::unique_ptr<TokenSource> tokens;
  base::json::value facts;
};

TEST_F(DiscoverInTheCloud, AnExpiredRelationshipIsNamedAndComesBack) {
  discover();
  EXPECT_EQ(tenant(0).way_in_use, "gdap");
  relationships(0, "expired");
  EXPECT_EQ(discover().merged.lost, 1);
  EXPECT_EQ(tenant(0).cause, "relationship_expired");
  EXPECT_THAT(tenant(0).reason.value_or(""), testing::HasSubstr("GDAP relationship expired on 20"));
  EXPECT_EQ(tenant(1).cause, std::nullopt);
  relationships(0, "active");
  discover();
  EXPECT_EQ(tenant(0).cause, std::nullopt);
}

TEST_F(DiscoverInTheCloud, ATerminatedRelationshipIsNamed) {
  discover();
  relationships(1, "terminated");
  EXPECT_EQ(discover().merged.lost, 1);
  EXPECT_EQ(tenant(1).cause, "relationship_terminated");
  EXPECT_THAT(tenant(1).reason.value_or(""), testing::HasSubstr("was terminated"));
}

TEST_F(DiscoverInTheCloud, ALostConsentIsNamedWhileTheRelationshipStands) {
  discover();
  const auto before = base::to_json(cloud->ask("tenants/" + customer(2) + "/consent"));
  cloud->control("PATCH", "tenants/" + customer(2) + "/consent", R"({"present":false})");
  EXPECT_EQ(discover().merged.lost, 0);
  EXPECT_EQ(tenant(2).cause, "consent_lost");
  EXPECT_EQ(tenant(2).way_in_use, "gdap");
  EXPECT_EQ(tenant(0).cause, std::nullopt);
  cloud->control("PATCH", "tenants/" + customer(2) + "/consent", before);
  discover();
  EXPECT_EQ(tenant(2).cause, std::nullopt) << tenant(2).reason.value_or("");
}

TEST_F(DiscoverInTheCloud, PartnerCentersRefusalIsNoFault) {
  walk(begin_onboarding(*services, world.connection, "consent", {world.account, ""}, {}));
  discover();
  const auto asked = base::to_json(cloud->ask("requests"));
  EXPECT_THAT(asked, testing::HasSubstr("/v1/customers")) << "it may be asked, so it is";
  cloud->fault(R"({"kind":"forbidden","path":"/v1/customers"})");
  const auto outcome = discover();
  EXPECT_TRUE(outcome.complete) << outcome.sentence;
  EXPECT_EQ(outcome.merged.lost, 0);
  EXPECT_EQ(outcome.merged.total, 4);
}

}  // namespace
}  // namespace reeve::connect
