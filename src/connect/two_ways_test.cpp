// One tenant found by two connections: one row with two ways in; losing one is told, and nothing is
// switched in silence.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "connect/discover.h"
#include "connect/tiny_microsoft.h"

namespace reeve::connect {
namespace {

constexpr std::string_view kName = "Alpine Dental GmbH";

class TwoWays : public ::testing::Test {
 protected:
  TwoWays() {
    world.connect();
    partner = world.connection;
    relate(true);
    for (const auto* nothing : {"delegatedAdminCustomers", "contracts"})
      world.microsoft.lists[nothing] = "";
    // Each tenant answers for itself.
    world.transport.answer_with([this](const http::Request& request) {
      if (request.url.find("/organization") != std::string::npos)
        return http::json_answer(
            200,
            fmt::format(R"({{"value":[{{"id":"{}","displayName":"{}","verifiedDomains":[]}}]}})",
                        in_use == partner ? kPartner : kCustomer,
                        in_use == partner ? "Our MSP" : std::string(kName)));
      return world.microsoft.answer(request);
    });
    // The customer itself, as a connection of its own beside the partner's.
    own = world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::MicrosoftConnection values;
      values.kind = "direct";
      values.name = "Alpine alone";
      values.cloud = "global";
      values.application_id = kApplication;
      values.directory_id = kCustomer;
      const auto id = store::create_connection(c, values, kTestNow).id;
      world.vault->put(c, vault::kConnection, id, vault::kClientSecret,
                       base::SecretBytes(std::string_view("s3cret")), kTestNow);
      store::set_connected(c, id, {}, kTestNow);
      return id;
    });
  }
  void relate(bool active) {
    world.microsoft.lists["delegatedAdminRelationships"] =
        active
            ? fmt::format(
                  R"({{"displayName":"r","status":"active","customer":{{"tenantId":"{}","displayName":"{}"}}}})",
                  kCustomer, kName)
            : "";
  }
  void discover(base::Id connection) {
    in_use = connection;
    run_discovery(world.services, tokens, connection, {});
  }
  store::Tenant tenant() {
    const auto rows = world.database->read([](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"entra_tenant_id", {kCustomer}}};
      return store::list_tenants(c, store::Scope::unscoped(), query).rows;
    });
    EXPECT_EQ(rows.size(), 1U);
    return rows.at(0);
  }
  // "gdap open", in the order of the connections
  std::vector<std::string> ways() {
    const auto id = tenant().id;
    std::vector<std::string> out;
    for (const auto& way :
         world.database->read([&](db::Connection& c) { return store::tenant_access(c, id); }))
      out.push_back(way.way + " " + way.state);
    return out;
  }

  World world;
  TokenSource tokens{world.services};
  base::Id partner = 0, own = 0, in_use = 0;
};

using Ways = std::vector<std::string>;

TEST_F(TwoWays, OneRowWithBothAndTheFirstStaysInUse) {
  discover(partner);
  const auto found = tenant();
  EXPECT_EQ(found.way_in_use, "gdap");
  discover(own);
  EXPECT_EQ(tenant().id, found.id);
  EXPECT_EQ(ways(), (Ways{"gdap open", "direct open"}));
  EXPECT_EQ(tenant().way_in_use, "gdap") << "what works is not switched";
  EXPECT_EQ(tenant().connection_in_use, partner);
  EXPECT_FALSE(tenant().own);
}

TEST_F(TwoWays, LosingTheOneInUseIsToldWithTheOtherAndNotSwitched) {
  discover(partner);
  discover(own);
  relate(false);
  discover(partner);
  EXPECT_EQ(ways(), (Ways{"gdap lost", "direct open"}));
  const auto lost = tenant();
  EXPECT_EQ(lost.way_in_use, "gdap");
  EXPECT_EQ(lost.connection_in_use, partner);
  ASSERT_TRUE(lost.reason);
  EXPECT_NE(lost.reason->find("nothing is read any more"), std::string::npos) << *lost.reason;
  EXPECT_NE(lost.reason->find("It can also be reached by its own sign-in"), std::string::npos)
      << *lost.reason;
  discover(own);
  EXPECT_EQ(tenant().way_in_use, "gdap") << "not by the other connection's discovery either";
  relate(true);
  discover(partner);
  EXPECT_EQ(ways(), (Ways{"gdap open", "direct open"}));
  EXPECT_FALSE(tenant().reason) << "back again: nothing to tell";
}

TEST_F(TwoWays, APersonChoosesTheOtherAndThatIsKept) {
  discover(partner);
  discover(own);
  relate(false);
  discover(partner);
  const auto id = tenant().id;
  const auto choose = [&](base::Id connection, std::string_view way) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::choose_way(c, id, connection, way, kTestNow);
    });
  };
  EXPECT_THROW(choose(partner, "gdap"), base::Error) << "a lost way is no way";
  EXPECT_THROW(choose(own, "gdap"), base::Error) << "nor is one of another connection";
  choose(own, "direct");
  EXPECT_EQ(tenant().way_in_use, "direct");
  EXPECT_EQ(tenant().connection_in_use, own);
  EXPECT_FALSE(tenant().reason) << "it is read again";
  relate(true);
  discover(partner);
  discover(own);
  EXPECT_EQ(tenant().connection_in_use, own) << "what a person chose is not switched back";
  choose(partner, "gdap");
  EXPECT_EQ(tenant().connection_in_use, partner);
}

TEST_F(TwoWays, LosingTheOtherOneChangesNothing) {
  discover(own);
  EXPECT_EQ(tenant().way_in_use, "direct");
  discover(partner);
  const auto before = tenant();
  relate(false);
  discover(partner);
  EXPECT_EQ(ways(), (Ways{"gdap lost", "direct open"}));
  EXPECT_EQ(tenant().way_in_use, "direct");
  EXPECT_EQ(tenant().connection_in_use, own);
  EXPECT_FALSE(tenant().reason);
  EXPECT_EQ(tenant().version, before.version);
}

TEST_F(TwoWays, ARemovedConnectionTakesItsWayAloneAlong) {
  discover(partner);
  discover(own);
  const auto id = tenant().id;
  world.database->write(db::Lane::people,
                        [&](db::Connection& c) { store::delete_connection(c, own, kTestNow); });
  EXPECT_EQ(tenant().id, id);
  EXPECT_EQ(ways(), (Ways{"gdap open"}));
  EXPECT_EQ(tenant().way_in_use, "gdap");
}

}  // namespace
}  // namespace reeve::connect
