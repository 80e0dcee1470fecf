// From Microsoft's lists to tenants, sure matches, suggestions and queued runs.
#include "connect/discover.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "connect/tiny_microsoft.h"
#include "domain/device.h"
#include "store/configurations.h"
#include "store/organizations.h"
#include "store/records.h"
#include "store/runs.h"

namespace reeve::connect {
namespace {

class DiscoverTest : public ::testing::Test {
 protected:
  DiscoverTest() {
    world.connect();
    auto& lists = world.microsoft.lists;
    lists["delegatedAdminRelationships"] = relationship(11, "Alpine Dental GmbH") + "," +
                                           relationship(12, "Birch & Sons Ltd") + "," +
                                           relationship(13, "Unheard Of Inc");
    lists["delegatedAdminCustomers"] = "";
    lists["contracts"] = "";
    lists["organization"] =
        fmt::format(R"({{"id":"{}","displayName":"Our MSP","verifiedDomains":[]}})", kPartner);
  }
  static std::string id(int number) {
    return fmt::format("00000000-0000-0000-0000-0000000000{:02}", number);
  }
  static std::string relationship(int number, std::string_view name) {
    return fmt::format(
        R"({{"displayName":"r{}","status":"active","customer":{{"tenantId":"{}","displayName":"{}"}}}})",
        number, id(number), name);
  }
  base::Id organization(const std::string& name) {
    return world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::OrganizationPatch patch;
      patch.name = name;
      return store::create_organization(c, {}, patch, kTestNow).id;
    });
  }
  DiscoveryOutcome discover() {
    return run_discovery(world.services, tokens, world.connection, {});
  }
  store::Tenant tenant(const std::string& entra_id) {
    return world.database->read([&](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"entra_tenant_id", {entra_id}}};
      return store::list_tenants(c, store::Scope::unscoped(), query).rows.at(0);
    });
  }
  std::vector<store::Suggestion> suggestions(base::Id of) {
    return world.database->read(
        [&](db::Connection& c) { return store::suggestions_of(c, store::Scope::unscoped(), of); });
  }
  // As a sync lists it.
  void device_of(base::Id of, const std::string& serial) {
    store::RecordWrite device;
    device.external_id = "device of " + std::to_string(of);
    device.title = "LAPTOP";
    device.body = "{}";
    device.hash = "1";
    device.keys = {{"serial", domain::serial_key(serial)}};
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::write_records(c, of, "managed_devices", tenant_run(c, of), {device}, kTestNow);
    });
  }
  static base::Id tenant_run(db::Connection& c, base::Id of) {
    return store::find_tenant(c, store::Scope::unscoped(), of)->last_run.value_or(0);
  }
  std::int64_t runs() {
    return world.database->read(
        [](db::Connection& c) { return store::list_runs(c, store::Scope::unscoped(), {}).total; });
  }

  World world;
  TokenSource tokens{world.services};
};

TEST_F(DiscoverTest, FindsMatchesAndQueues) {
  const auto alpine = organization("Alpine Dental GmbH");
  organization("Birch Sons Holding");
  const auto outcome = discover();
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.merged.total, 4);
  EXPECT_EQ(outcome.merged.added, 4);
  EXPECT_EQ(outcome.matched, 1);
  EXPECT_EQ(outcome.suggested, 1);
  EXPECT_EQ(outcome.queued, 3);
  const auto matched = tenant(id(11));
  EXPECT_EQ(matched.organization, alpine);
  EXPECT_EQ(matched.matched_how, "exact_name");
  EXPECT_EQ(matched.state, "active");
  EXPECT_EQ(matched.way_in_use, "gdap");
  EXPECT_EQ(matched.connection_in_use, world.connection);
  EXPECT_EQ(tenant(id(12)).state, "read");
  const auto birch = tenant(id(12)).id;
  ASSERT_EQ(suggestions(birch).size(), 1U);
  EXPECT_EQ(suggestions(birch)[0].organization_name, "Birch Sons Holding");
  EXPECT_TRUE(world.row().discovered_at);
}

TEST_F(DiscoverTest, ADocumentedDeviceSuggestsItsOrganizationAndJunkDoesNot) {
  const auto hidden = organization("Hidden Holding");
  const auto machine = [&](const std::string& serial) {
    store::PlainPatch values;
    values.organization = hidden;
    values.texts["name"] = "LAPTOP " + serial;
    values.texts["serial_number"] = serial;
    return values;
  };
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    for (const auto* serial : {"S-100", "To be filled by O.E.M."})
      store::create_plain(c, store::kConfigurationShape, store::Scope::unscoped(), {},
                          machine(serial), kTestNow);
  });
  discover();
  const auto unheard = tenant(id(13)).id, birch = tenant(id(12)).id;
  device_of(unheard, "s-1 00");
  device_of(birch, "To be filled by O.E.M.");
  discover();
  const auto found = suggestions(unheard);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].organization, hidden);
  EXPECT_NE(found[0].evidence.find("1 of the tenant's devices is documented there"),
            std::string::npos)
      << found[0].evidence;
  EXPECT_TRUE(suggestions(birch).empty());
}

TEST_F(DiscoverTest, TheMspsOwnTenantIsFoundAndStaysOff) {
  organization("Our MSP");
  discover();
  const auto own = tenant(kPartner);
  EXPECT_TRUE(own.own);
  EXPECT_EQ(own.state, "new");
  EXPECT_FALSE(own.organization);
  EXPECT_FALSE(own.last_run);
}

TEST_F(DiscoverTest, TheSecondTimeChangesNothing) {
  organization("Alpine Dental GmbH");
  discover();
  const auto before = runs();
  const auto again = discover();
  EXPECT_EQ(again.merged.added, 0);
  EXPECT_EQ(again.matched, 0);
  EXPECT_EQ(again.queued, 0);
  EXPECT_EQ(runs(), before);
}

TEST_F(DiscoverTest, ARenamedCustomerIsTheSameTenantAndItsOrganizationKeepsItsName) {
  const auto alpine = organization("Alpine Dental GmbH");
  discover();
  const auto before = tenant(id(11));
  auto& listed = world.microsoft.lists["delegatedAdminRelationships"];
  const std::string old_name = "Alpine Dental GmbH";
  listed.replace(listed.find(old_name), old_name.size(), "Summit Dental AG");
  const auto outcome = discover();
  EXPECT_EQ(outcome.merged.added, 0);
  EXPECT_EQ(outcome.merged.lost, 0);
  const auto after = tenant(id(11));
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.name, "Summit Dental AG");
  EXPECT_EQ(after.organization, alpine);
  EXPECT_EQ(after.organization_name, old_name);
  EXPECT_EQ(after.state, "active");
}

TEST_F(DiscoverTest, WhatAPersonPartedIsNotMatchedAgain) {
  const auto alpine = organization("Alpine Dental GmbH");
  discover();
  const auto alpine_tenant = tenant(id(11)).id;
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::match_tenant(c, alpine_tenant, {}, "", world.account, kTestNow);
  });
  discover();
  const auto parted = tenant(id(11));
  EXPECT_FALSE(parted.organization);
  const auto suggestions = world.database->read([&](db::Connection& c) {
    return store::suggestions_of(c, store::Scope::unscoped(), parted.id);
  });
  ASSERT_FALSE(suggestions.empty());
  EXPECT_EQ(suggestions[0].organization, alpine);
}

TEST_F(DiscoverTest, AnIgnoredTenantIsLeftAlone) {
  discover();
  const auto ignored = tenant(id(11)).id;
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_tenant_state(c, ignored, "ignored", world.account, kTestNow);
  });
  organization("Alpine Dental GmbH");
  const auto before = runs();
  EXPECT_EQ(match_found_tenants(world.services).matched, 0);
  EXPECT_EQ(tenant(id(11)).state, "ignored");
  EXPECT_EQ(runs(), before);
}

TEST_F(DiscoverTest, AnOrganizationMadeLaterMatches) {
  discover();
  organization("ALPINE DENTAL GmbH");
  const auto outcome = match_found_tenants(world.services);
  EXPECT_EQ(outcome.matched, 1);
  EXPECT_EQ(tenant(id(11)).state, "active");
}

TEST_F(DiscoverTest, ACompleteListLosesWhatItNoLongerNames) {
  discover();
  world.microsoft.lists["delegatedAdminRelationships"] = relationship(11, "Alpine Dental GmbH");
  EXPECT_EQ(discover().merged.lost, 2);
  EXPECT_TRUE(tenant(id(12)).reason);
}

TEST_F(DiscoverTest, AnIncompleteListLosesNothingAndSaysWhy) {
  discover();
  world.microsoft.lists["delegatedAdminRelationships"] = relationship(11, "Alpine Dental GmbH");
  world.microsoft.graph_refuses["contracts"] =
      http::json_answer(403, R"({"error":{"code":"Authorization_RequestDenied"}})");
  const auto outcome = discover();
  EXPECT_FALSE(outcome.complete);
  EXPECT_EQ(outcome.merged.lost, 0);
  EXPECT_NE(outcome.remedy.find("Directory.Read.All"), std::string::npos);
  EXPECT_FALSE(tenant(id(12)).reason);
  EXPECT_EQ(world.row().state, "connected");
  EXPECT_EQ(world.row().reason, outcome.sentence);
  world.microsoft.graph_refuses.clear();
  discover();
  EXPECT_FALSE(world.row().reason);
}

TEST_F(DiscoverTest, ARevokedSignInIsARefusal) {
  world.microsoft.refuse[{kPartner, "refresh_token"}] =
      http::json_answer(400, aadsts("invalid_grant", 700082));
  try {
    discover();
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::refused);
    EXPECT_NE(error.message().find("90 days"), std::string::npos) << error.message();
  }
  EXPECT_EQ(world.row().state, "reconnect");
  EXPECT_EQ(std::ranges::count(world.microsoft.asked(),
                               std::pair<std::string, std::string>{kPartner, "refresh_token"}),
            1);
}

TEST_F(DiscoverTest, NoNetworkIsTriedAgainLater) {
  world.transport.answer_with([](const http::Request&) -> http::Response {
    throw base::Error(base::ErrorCode::unavailable, "login.microsoftonline.com cannot be found.");
  });
  try {
    discover();
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::unavailable);
  }
  EXPECT_EQ(world.row().state, "connected");
}

TEST_F(DiscoverTest, ADirectConnectionIsOneTenant) {
  auto row = world.row();
  row.kind = "direct";
  world.database->write(db::Lane::people,
                        [&](db::Connection& c) { store::update_connection(c, row, kTestNow); });
  organization("Our MSP");
  const auto outcome = discover();
  EXPECT_EQ(outcome.merged.total, 1);
  EXPECT_EQ(tenant(kPartner).way_in_use, "direct");
  EXPECT_FALSE(tenant(kPartner).own);
  EXPECT_EQ(outcome.matched, 1);
}

}  // namespace
}  // namespace reeve::connect
