// Sync settings over the API: read, changed in part, inherited again, refused, and in the audit.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "api/test_world.h"
#include "domain/sync_section.h"

namespace reeve::api {
namespace {

class SyncSettingsOfTheApi : public testing::Test {
 protected:
  base::json::object get(const std::string& path) {
    return world.get(manager, path).at("data").at("attributes").as_object();
  }
  World world;
  const Visitor manager = world.person(domain::Role::manager);
  const std::string of_connection =
      fmt::format("/api/connections/{}/sync_settings", world.ids.connection);
  const std::string of_tenant = fmt::format("/api/tenants/{}/sync_settings", world.ids.tenant[0]);
};

TEST_F(SyncSettingsOfTheApi, AreWholeWithTheirDefaults) {
  const auto connection = get(of_connection), tenant = get(of_tenant);
  for (const domain::SyncSection* section : domain::all_sync_sections()) {
    EXPECT_EQ(base::to_json(connection.at(section->name)), section->checked("{}"));
    EXPECT_EQ(base::to_json(tenant.at(section->name)), section->checked("{}"));
    EXPECT_TRUE(tenant.at("inherited").at(section->name).as_bool());
  }
}

TEST_F(SyncSettingsOfTheApi, OfATenantAreItsOwnUntilItFollowsAgain) {
  EXPECT_EQ(world.call(manager, "PATCH", of_tenant, R"({"guard":{}})").status, 200);
  EXPECT_FALSE(get(of_tenant).at("inherited").at("guard").as_bool());
  EXPECT_TRUE(get(of_tenant).at("inherited").at("choosing").as_bool());
  EXPECT_EQ(world.call(manager, "PATCH", of_tenant, R"({"guard":null})").status, 200);
  EXPECT_TRUE(get(of_tenant).at("inherited").at("guard").as_bool());
}

TEST_F(SyncSettingsOfTheApi, AreRefusedWithTheSentenceAndThePlace) {
  const auto refused =
      world.call(manager, "PATCH", of_connection, R"({"guard":{"no-such-setting":1}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("no-such-setting: there is no such setting."), std::string::npos);
  EXPECT_NE(refused.body.find("/data/attributes/guard"), std::string::npos) << refused.body;
  EXPECT_EQ(world.call(manager, "PATCH", of_connection, R"({"guard":[]})").status, 422);
  EXPECT_EQ(world.call(manager, "PATCH", "/api/tenants/999/sync_settings", "{}").status, 404);
  EXPECT_EQ(world.call(manager, "PATCH", "/api/connections/999/sync_settings", "{}").status, 404);
}

TEST_F(SyncSettingsOfTheApi, StandInTheAuditBeforeAndAfter) {
  ASSERT_EQ(
      world.call(manager, "PATCH", of_connection, R"({"guard":{"create":{"share":31}}})").status,
      200);
  int found = 0;
  for (const auto& row : world.rows(world.person(domain::Role::administrator), "/api/audit")) {
    const auto& attributes = row.at("attributes");
    if (base::text_member(attributes, "action") != "sync_settings") continue;
    const auto& detail = attributes.at("detail");
    EXPECT_EQ(base::text_member(detail, "section"), "guard");
    EXPECT_EQ(attributes.at("before").at("guard").at("create").at("share").as_int64(), 25);
    EXPECT_EQ(attributes.at("after").at("guard").at("create").at("share").as_int64(), 31);
    ++found;
  }
  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace reeve::api
