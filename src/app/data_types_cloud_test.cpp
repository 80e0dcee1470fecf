// Each data type against the simulated cloud: what is listed, and what each absence says.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "app/data_types_scene_test.h"
#include "base/json.h"

namespace reeve::app {
namespace {

using base::text_member;
using testing::HasSubstr;

TEST_F(DataTypesInTheCloud, EveryTypeOfARichTenantIsComplete) {
  grant_all(kAlpenglow);
  EXPECT_EQ(sync(kAlpenglow), "ok");
  for (const auto* type : types::all_types()) {
    const auto told = state(kAlpenglow, std::string(type->name));
    EXPECT_EQ(told.state, "complete")
        << type->name << " " << told.reason.value_or("") << " " << told.sentence.value_or("");
    EXPECT_FALSE(bodies(kAlpenglow, std::string(type->name)).empty()) << type->name;
  }
}

TEST_F(DataTypesInTheCloud, SaysOfEachWhatTheWorldHas) {
  grant_all(kAlpenglow);
  sync(kAlpenglow);
  EXPECT_THAT(bodies(kAlpenglow, "domains").at("alpenglow-beer.example"),
              HasSubstr(R"("authenticationType":"Federated")"));
  EXPECT_THAT(body_named(kAlpenglow, "subscribed_skus", "SPE_E3"), HasSubstr("INTUNE_A"));
  const auto jose = body_named(kAlpenglow, "users", "jose.nunez@");
  EXPECT_THAT(jose, HasSubstr(R"("isManagementRestricted":true)"));
  EXPECT_THAT(jose, HasSubstr(R"("onPremisesSyncEnabled":true)"));
  EXPECT_THAT(jose, HasSubstr(fmt::format(R"("manager":{{"id":"{}"}})", kAnna)));
  EXPECT_THAT(bodies(kAlpenglow, "sign_in_activity").at(kAnna), HasSubstr("2026-11-20T07:30:00"));
  EXPECT_THAT(bodies(kAlpenglow, "mfa_registrations").at(kAnna),
              HasSubstr(R"("isMfaRegistered":true)"));
  EXPECT_THAT(body_named(kAlpenglow, "mailbox_purposes", "orders@"),
              HasSubstr(R"("userPurpose":"shared")"));
  EXPECT_THAT(body_named(kAlpenglow, "mailbox_purposes", "cellar@"),
              HasSubstr(R"("userPurpose":"room")"));
  EXPECT_THAT(bodies(kAlpenglow, "mailbox_usage").at("anna.gruber@alpenglow.example"),
              HasSubstr(R"("storageUsedInBytes":)"));
  EXPECT_THAT(body_named(kAlpenglow, "managed_devices", "LAPTOP-ANNA"), HasSubstr("PF3ABCDE"));
  EXPECT_THAT(body_named(kAlpenglow, "devices", "LAPTOP-ANNA"), HasSubstr("ThinkPad"));
  EXPECT_THAT(body_named(kAlpenglow, "groups", "Keepers"),
              HasSubstr(R"("isAssignableToRole":true)"));
  EXPECT_FALSE(body_named(kAlpenglow, "directory_roles", "Global Administrator").empty());
}

TEST_F(DataTypesInTheCloud, EdgesLeadFromOneObjectToTheOther) {
  grant_all(kAlpenglow);
  sync(kAlpenglow);
  const auto jose = base::text_member(
      base::parse_json(body_named(kAlpenglow, "users", "jose.nunez@"), "user"), "id");
  const auto keepers = base::text_member(
      base::parse_json(body_named(kAlpenglow, "groups", "Keepers"), "group"), "id");
  const auto laptop = base::text_member(
      base::parse_json(body_named(kAlpenglow, "managed_devices", "LAPTOP-ANNA"), "device"), "id");
  const auto role_of = [&](std::string_view name) {
    return base::text_member(
        base::parse_json(
            body_named(kAlpenglow, "directory_roles", fmt::format(R"("displayName":"{}")", name)),
            "role"),
        "roleTemplateId");
  };
  EXPECT_THAT(edges(kAlpenglow, "manager", jose), testing::ElementsAre(kAnna));
  EXPECT_THAT(edges(kAlpenglow, "device_user", laptop), testing::ElementsAre(kAnna));
  EXPECT_THAT(edges(kAlpenglow, "group_member", kBrewers),
              testing::UnorderedElementsAre(kAnna, keepers));
  EXPECT_THAT(edges(kAlpenglow, "role_member", role_of("Global Administrator")),
              testing::Contains(kAnna));
  // A role held through a group, as rotation has to see it.
  EXPECT_THAT(edges(kAlpenglow, "role_member", role_of("Groups Administrator")),
              testing::Contains(keepers));
  EXPECT_THAT(database->read([&](db::Connection& c) {
    return store::all_reached(c, ids.at(kAlpenglow), "group_member", keepers);
  }),
              testing::ElementsAre(jose));
}

TEST_F(DataTypesInTheCloud, ATenantWithoutPlansGetsTheRest) {
  const auto tenant = by_name.at("Restless Rentals");
  cloud->mend();
  grant_all(tenant);
  EXPECT_EQ(sync(tenant), "gaps");
  for (const auto* type : {"managed_devices", "mfa_registrations", "sign_in_activity"}) {
    EXPECT_EQ(state(tenant, type).state, "absent") << type;
    EXPECT_EQ(state(tenant, type).reason, "no_plan") << type;
    EXPECT_FALSE(state(tenant, type).remedy.value_or("").empty()) << type;
  }
  for (const auto* type : {"users", "domains", "groups", "devices", "mailbox_usage"})
    EXPECT_EQ(state(tenant, type).state, "complete") << type;
}

TEST_F(DataTypesInTheCloud, EachPermissionMissingAloneCostsItsOwnTypesOnly) {
  const std::map<std::string, std::vector<std::string>> costs{
      {"Domain.Read.All", {"domains"}},
      {"GroupMember.Read.All", {"groups"}},
      {"Device.Read.All", {"devices"}},
      {"DeviceManagementManagedDevices.Read.All", {"managed_devices"}},
      {"RoleManagement.Read.Directory", {"directory_roles", "role_assignments"}},
      {"Application.Read.All", {"own_application", "own_permissions"}},
      {"AuditLog.Read.All", {"mfa_registrations", "sign_in_activity"}},
      {"Reports.Read.All", {"mailbox_usage"}},
      {"MailboxSettings.Read", {"mailbox_purposes"}},
  };
  for (const auto& [permission, types] : costs) {
    grant_all(kAlpenglow, permission);
    // A new database: purposes that are known are not asked for again.
    database->write(db::Lane::people, [&](db::Connection& c) {
      for (const auto* table :
           {"record_keys", "person_events", "person_states", "records", "type_state", "slow_turns"})
        c.execute(fmt::format("DELETE FROM {}", table));
    });
    EXPECT_NE(sync(kAlpenglow), "failed") << permission;
    for (const auto* type : types::all_types()) {
      const std::string name(type->name);
      const auto told = state(kAlpenglow, name);
      if (std::ranges::find(types, name) == types.end()) {
        EXPECT_EQ(told.state, "complete") << permission << " " << name;
        continue;
      }
      EXPECT_EQ(told.state, "absent") << permission << " " << name;
      EXPECT_EQ(told.reason, "not_allowed") << permission << " " << name;
      EXPECT_THAT(told.remedy.value_or(""), HasSubstr(permission)) << name;
      EXPECT_FALSE(told.sentence.value_or("").empty()) << name;
    }
  }
}

TEST_F(DataTypesInTheCloud, ConcealedNamesAndTheShortReportAreTold) {
  grant_all(kAlpenglow);
  cloud->control("PATCH", "tenants/" + kAlpenglow + "/reports",
                 R"({"displayConcealedNames":true,"shortColumns":true,"byteOrderMark":true})");
  EXPECT_EQ(sync(kAlpenglow, "manual"), "gaps");
  EXPECT_EQ(state(kAlpenglow, "mailbox_usage").reason, "concealed");
  EXPECT_TRUE(bodies(kAlpenglow, "mailbox_usage").empty());
  cloud->control("PATCH", "tenants/" + kAlpenglow + "/reports",
                 R"({"displayConcealedNames":false})");
  sync(kAlpenglow, "manual");
  EXPECT_EQ(state(kAlpenglow, "mailbox_usage").state, "complete");
  const auto usage = bodies(kAlpenglow, "mailbox_usage").at("anna.gruber@alpenglow.example");
  EXPECT_EQ(usage.find("hasArchive"), std::string::npos) << "not in this file, so not known";
}

TEST_F(DataTypesInTheCloud, AListingThatBreaksOffHalfwayIsAGapAndNobodyIsGone) {
  grant_all(kAlpenglow);
  sync(kAlpenglow, "manual");
  const auto before = bodies(kAlpenglow, "devices").size();
  cloud->fault(fmt::format(R"({{"kind":"half-listing-then-403","tenant":"{}","path":"/devices"}})",
                           kAlpenglow));
  EXPECT_EQ(sync(kAlpenglow, "manual"), "gaps");
  const auto told = state(kAlpenglow, "devices");
  EXPECT_EQ(told.reason, "not_allowed") << told.state;
  EXPECT_EQ(bodies(kAlpenglow, "devices").size(), before);
  EXPECT_EQ(state(kAlpenglow, "managed_devices").state, "complete");
}

class DeltaInTheCloud : public DataTypesInTheCloud {
 protected:
  void SetUp() override {
    DataTypesInTheCloud::SetUp();
    if (IsSkipped()) return;
    grant_all(kAlpenglow);
    EXPECT_EQ(sync(kAlpenglow), "ok");
    ASSERT_TRUE(cursor(kAlpenglow, "users"));
    ASSERT_TRUE(cursor(kAlpenglow, "groups"));
  }
  void change_anna(const std::string& title) {
    cloud->control("PATCH", "tenants/" + kAlpenglow + "/users/" + kAnna,
                   fmt::format(R"({{"jobTitle":"{}"}})", title));
  }
  std::string title_of_anna() {
    return text_member(base::parse_json(bodies(kAlpenglow, "users").at(kAnna), "Anna"), "jobTitle");
  }
  // After any change and any fault: what we have is what a list from the start would give.
  void expect_true() {
    const auto users = bodies(kAlpenglow, "users"), groups = bodies(kAlpenglow, "groups");
    EXPECT_EQ(sync(kAlpenglow, "manual"), "ok");
    const auto listed = bodies(kAlpenglow, "users");
    ASSERT_EQ(users.size(), listed.size());
    for (const auto& [id, body] : listed) EXPECT_EQ(users.at(id), body);
    EXPECT_EQ(groups, bodies(kAlpenglow, "groups"));
  }
};

TEST_F(DeltaInTheCloud, ChangesComeWithOneRequestEach) {
  change_anna("Brewmaster");
  cloud->control("PATCH", "tenants/" + kAlpenglow + "/groups/" + kBrewers,
                 fmt::format(R"({{"members":["{}"]}})", kAnna));
  const auto orders =
      text_member(base::parse_json(body_named(kAlpenglow, "users", "orders@"), "user"), "id");
  cloud->control("DELETE", "tenants/" + kAlpenglow + "/users/" + orders, "");
  const auto before = cursor(kAlpenglow, "users")->link;
  EXPECT_EQ(sync(kAlpenglow), "ok");
  EXPECT_EQ(title_of_anna(), "Brewmaster");
  EXPECT_THAT(edges(kAlpenglow, "group_member", kBrewers), testing::ElementsAre(kAnna));
  EXPECT_FALSE(bodies(kAlpenglow, "users").contains(orders));
  EXPECT_NE(cursor(kAlpenglow, "users")->link, before);
  expect_true();
}

TEST_F(DeltaInTheCloud, EveryOddityOfADeltaRoundEndsAsTheWorldIs) {
  int step = 0;
  for (const auto* kind : {"delta-replay", "delta-duplicates", "delta-removed-first",
                           "delta-empty-pages", "expired-delta-token", "sync-state-not-found"}) {
    cloud->fault(fmt::format(R"({{"kind":"{}","tenant":"{}"}})", kind, kAlpenglow));
    const auto title = fmt::format("Title {}", ++step);
    change_anna(title);
    cloud->control(
        "POST", "tenants/" + kAlpenglow + "/users",
        fmt::format(R"({{"displayName":"New {0}","userPrincipalName":"new{0}@alpenglow.example"}})",
                    step));
    EXPECT_EQ(sync(kAlpenglow), "ok") << kind;
    EXPECT_EQ(title_of_anna(), title) << kind;
    EXPECT_FALSE(body_named(kAlpenglow, "users", fmt::format("new{}@", step)).empty()) << kind;
    cloud->mend();
    expect_true();
  }
}

TEST_F(DeltaInTheCloud, ALinkThatIsTooOldAtMicrosoftListsEverything) {
  cloud->control("POST", "clock", R"({"advance":"P8D"})");
  tokens.clear();
  change_anna("After a week");
  EXPECT_EQ(sync(kAlpenglow), "ok");
  EXPECT_EQ(title_of_anna(), "After a week");
  expect_true();
}

}  // namespace
}  // namespace reeve::app
