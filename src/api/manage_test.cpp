// "Manage" links on tenants, contacts and records, and who may change where they lead.
#include "api/manage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/tenant_portals.h"

namespace reeve::api {
namespace {

using base::json::value;

const std::string kAlpha = "aaaaaaaa-0000-0000-0000-000000000001";

class Manage : public ::testing::Test {
 protected:
  std::string tenant_link() {
    const value link = world.get(administrator, path("tenants", world.ids.tenant[0]))
                           .at("data")
                           .at("attributes")
                           .at("manage-url");
    return link.is_null() ? "null" : std::string(link.as_string());
  }
  static std::string path(const std::string& type, base::Id id) {
    return fmt::format("/api/{}/{}", type, id);
  }
  Response change(base::Id id, const std::string& attributes, const Visitor& who) {
    return world.call(who, "PATCH", path("manage_templates", id),
                      fmt::format(R"({{"data":{{"attributes":{}}}}})", attributes));
  }
  World world;
  Visitor administrator = world.person(domain::Role::administrator);
};

TEST_F(Manage, ATenantLeadsToItsUserListInTheTenantPortal) {
  EXPECT_EQ(tenant_link(), "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID=" +
                               kAlpha + "&CSDEST=o365admincenter/Adminportal/Home#/users");
  for (const auto& row : world.rows(administrator, "/api/tenants"))
    EXPECT_TRUE(row.at("attributes").at("manage-url").is_string());
}

TEST_F(Manage, AContactAndARecordLeadToTheUser) {
  const value wanted("https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID=" + kAlpha +
                     "&CSDEST=o365admincenter/Adminportal/Home#/users/:/UserDetails/user-0");
  const auto overlay =
      world.get(administrator, path("contacts", world.ids.contact[0]) + "/microsoft");
  EXPECT_EQ(overlay.at("data").at("attributes").at("records").at(0).at("manage-url"), wanted);
  const auto record = world.get(administrator, path("records", world.ids.record[0]));
  EXPECT_EQ(record.at("data").at("attributes").at("manage-url"), wanted);
  EXPECT_EQ(world.rows(administrator, "/api/records?filter[type]=users").size(), 2U);
}

TEST_F(Manage, ADeviceLeadsToIntune) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::RecordWrite write{std::nullopt, "device-7", "LAPTOP-7",   R"({"id":"device-7"})",
                             "hash",       1,          std::nullopt, {}};
    store::write_records(c, world.ids.tenant[0], "managed_devices", world.ids.run[0], {write},
                         world.clock.now());
  });
  const auto rows = world.rows(administrator, "/api/records?filter[type]=managed_devices");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at("attributes").at("manage-url"),
            "https://intune.microsoft.com/alpha.example/#blade/Microsoft_Intune_Devices/"
            "DeviceSettingsBlade/overview/mdmDeviceId/device-7");
}

TEST_F(Manage, WhatMicrosoftSaysOfItsPortalsComesFirst) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_portals(c, world.ids.tenant[0],
                       {{"Teams", "https://admin.teams.microsoft.com/?delegatedOrg=alpha.example"},
                        {"Azure Active Directory", "https://aad.portal.azure.com/alpha.example"}},
                       world.clock.now());
  });
  EXPECT_EQ(tenant_link(), "https://aad.portal.azure.com/alpha.example");
  const auto shown = world.get(administrator, path("tenants", world.ids.tenant[0]));
  EXPECT_EQ(shown.at("data").at("attributes").at("portals").as_array().size(), 2U);
  // A person's own template has the last word.
  EXPECT_EQ(change(1, R"({"text":"https://portal.azure.com/{domain}"})", administrator).status,
            200);
  EXPECT_EQ(tenant_link(), "https://portal.azure.com/alpha.example");
}

TEST_F(Manage, WithoutAWayInThereIsNoLink) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::merge_tenants(c, world.ids.connection, "global", {}, true, "read", world.clock.now());
    c.execute("UPDATE tenants SET way_in_use = NULL, connection_in_use = NULL", {});
  });
  EXPECT_EQ(tenant_link(), "null");
}

TEST_F(Manage, ATenantThatOneSignsInToDirectlyHasItsOwnTemplate) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    c.execute("UPDATE tenants SET way_in_use = 'direct'", {});
  });
  EXPECT_EQ(tenant_link(), "https://admin.microsoft.com/Adminportal/Home#/users");
}

TEST_F(Manage, AnAdministratorEditsATemplateAndTakesItBack) {
  const auto changed =
      change(2, R"({"text":"https://entra.microsoft.com/{domain}/u/{user_name}"})", administrator);
  ASSERT_EQ(changed.status, 200) << changed.body;
  const value attributes = body_of(changed).at("data").at("attributes");
  EXPECT_TRUE(attributes.at("edited").as_bool());
  EXPECT_FALSE(attributes.at("other-host").as_bool());
  const auto record = world.get(administrator, path("records", world.ids.record[0]));
  EXPECT_EQ(record.at("data").at("attributes").at("manage-url"),
            "https://entra.microsoft.com/alpha.example/u/ann0%40contoso.com");
  const auto back = change(2, R"({"text":null})", administrator);
  EXPECT_FALSE(body_of(back).at("data").at("attributes").at("edited").as_bool());
}

TEST_F(Manage, ForeignHostsOnlyByAnAdministratorsWord) {
  const std::string text = R"("text":"https://psa.example/{tenant_id}")";
  const auto refused = change(1, "{" + text + "}", administrator);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(detail_of(refused).find("psa.example"), std::string::npos);
  EXPECT_EQ(change(1, "{" + text + R"(,"other-host":true})", administrator).status, 200);
  EXPECT_EQ(tenant_link(), "https://psa.example/" + kAlpha);
  EXPECT_EQ(change(1, R"({"text":"javascript:alert","other-host":true
})",
                   administrator)
                .status,
            422);
  EXPECT_EQ(change(1, R"({"text":"https://admin.microsoft.com/{user_id}"})", administrator).status,
            422);
}

TEST_F(Manage, EveryCloudHasItsTemplates) {
  EXPECT_EQ(world.rows(administrator, "/api/manage_templates").size(), 20U);
  const auto china = world.rows(administrator, "/api/manage_templates?filter[cloud]=china");
  ASSERT_EQ(china.size(), 5U);
  EXPECT_EQ(china[0].at("attributes").at("default-text"), "https://portal.azure.cn/{domain}");
  const auto simulated =
      world.rows(administrator, "/api/manage_templates?filter[cloud]=http://127.0.0.1:9443");
  EXPECT_EQ(simulated.at(0).at("attributes").at("cloud"), "global");
  for (const auto id : {0, 21, 999})
    EXPECT_EQ(change(id, R"({"text":null})", administrator).status, 404) << id;
}

}  // namespace
}  // namespace reeve::api
