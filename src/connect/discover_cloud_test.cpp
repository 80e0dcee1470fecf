// Discovery against the simulated cloud: each reason of disappearing, and the way back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connect/cloud_scene.h"
#include "connect/discover.h"
#include "connect/onboarding.h"
#include "connect/sign_in.h"

namespace reeve::connect {
namespace {

using base::text_member;

class DiscoverInTheCloud : public CloudScene {
 protected:
  void SetUp() override {
    CloudScene::SetUp();
    if (IsSkipped()) return;
    walk(begin_sign_in(*services, world.connection, {world.account, ""}, {}));
  }
  DiscoveryOutcome discover() {
    tokens->forget(world.connection);
    return run_discovery(*services, *tokens, world.connection, {});
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
