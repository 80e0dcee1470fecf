// What a contact's page says of its Microsoft user, against the simulated cloud: every fact once it
// is there, and each reason why one is not.
#include <gmock/gmock.h>

#include "api/entra_facts.h"
#include "app/data_types_scene_test.h"

namespace reeve::app {
namespace {

using api::EntraFact;
using testing::Contains;
using testing::HasSubstr;

class OverlayInTheCloud : public DataTypesInTheCloud {
 protected:
  std::map<std::string, EntraFact> facts(const std::string& tenant, const std::string& user) {
    return database->read([&](db::Connection& c) {
      const auto scope = store::Scope::unscoped();
      const auto row = store::find_tenant(c, scope, ids.at(tenant)).value();
      store::ListQuery query;
      query.filters = {
          {"tenant_id", {std::to_string(row.id)}}, {"type", {"users"}}, {"external_id", {user}}};
      const auto record = store::list_records(c, scope, query).rows.at(0);
      std::map<std::string, EntraFact> out;
      for (auto& fact : api::entra_facts(c, scope, row, record, store::type_states(c, row.id),
                                         api::ManageLinks(c)))
        out[std::string(fact.name)] = std::move(fact);
      return out;
    });
  }
  std::string id_of(const std::string& tenant, const std::string& part) {
    return base::text_member(base::parse_json(body_named(tenant, "users", part), "user"), "id");
  }
  static std::vector<std::string> texts(const EntraFact& fact) {
    std::vector<std::string> out;
    for (const auto& item : fact.items) out.push_back(item.text);
    return out;
  }
};

TEST_F(OverlayInTheCloud, EveryFactOfARichTenantIsThereWithItsAge) {
  grant_all(kAlpenglow);
  ASSERT_EQ(sync(kAlpenglow), "ok");
  auto anna = facts(kAlpenglow, kAnna);
  for (const auto* name :
       {"account-status", "last-logon", "last-password-change", "mfa", "mfa-methods", "mfa-default",
        "roles", "licenses", "mailbox-size", "mailbox-quota", "mailbox-purpose", "aliases",
        "devices", "groups", "on-premises"}) {
    EXPECT_EQ(anna[name].state, "known") << name << " " << anna[name].reason;
    EXPECT_TRUE(anna[name].at.has_value()) << name;
    EXPECT_EQ(anna[name].reason, "") << name;
    EXPECT_NE(anna[name].value.empty(), anna[name].items.empty()) << name;
  }
  EXPECT_EQ(anna["account-status"].value, "Enabled");
  EXPECT_EQ(anna["last-logon"].value, "2026-11-20T07:30:00Z");
  EXPECT_EQ(anna["mfa"].value, "Registered");
  EXPECT_THAT(texts(anna["mfa-methods"]), Contains("Microsoft Authenticator"));
  EXPECT_THAT(texts(anna["roles"]), Contains("Global Administrator"));
  EXPECT_THAT(texts(anna["licenses"]), Contains("Microsoft 365 E3"));
  EXPECT_THAT(texts(anna["aliases"]), Contains("boss@alpenglow.example"));
  EXPECT_THAT(texts(anna["devices"]), Contains("LAPTOP-ANNA"));
  EXPECT_EQ(anna["on-premises"].value, "In the cloud only");
  EXPECT_EQ(anna["manager"].state, "none");
  auto jose = facts(kAlpenglow, id_of(kAlpenglow, "jose.nunez@"));
  EXPECT_THAT(texts(jose["manager"]), testing::ElementsAre("Anna Gruber"));
  EXPECT_EQ(jose["on-premises"].value, "Synced from on-premises");
  // He holds a role by a group that may hold roles.
  ASSERT_FALSE(jose["roles"].items.empty());
  EXPECT_THAT(jose["roles"].items.front().detail, HasSubstr("through the group"));
  EXPECT_EQ(facts(kAlpenglow, id_of(kAlpenglow, "orders@"))["mailbox-purpose"].value,
            "Shared mailbox");
}

TEST_F(OverlayInTheCloud, WithoutAPlanEachFactNamesIt) {
  const auto tenant = by_name.at("Restless Rentals");
  cloud->mend();
  grant_all(tenant);
  sync(tenant);
  const auto user = bodies(tenant, "users").begin()->first;
  auto all = facts(tenant, user);
  for (const auto* name : {"last-logon", "mfa", "mfa-methods", "mfa-default", "devices"}) {
    EXPECT_EQ(all[name].state, "unknown") << name;
    EXPECT_EQ(all[name].code, "no_plan") << name;
    EXPECT_THAT(all[name].reason, HasSubstr("license")) << name;
  }
  EXPECT_EQ(all["account-status"].state, "known");
}

TEST_F(OverlayInTheCloud, ConcealedNamesAreTheReasonOfTheMailboxFigures) {
  grant_all(kAlpenglow);
  cloud->control("PATCH", "tenants/" + kAlpenglow + "/reports",
                 R"({"displayConcealedNames":true})");
  sync(kAlpenglow);
  auto anna = facts(kAlpenglow, kAnna);
  for (const auto* name : {"mailbox-size", "mailbox-quota"}) {
    EXPECT_EQ(anna[name].state, "unknown") << name;
    EXPECT_EQ(anna[name].code, "concealed") << name;
    EXPECT_FALSE(anna[name].remedy.empty()) << name;
  }
  EXPECT_EQ(anna["mailbox-purpose"].state, "known");
}

TEST_F(OverlayInTheCloud, WhatIsNotAllowedNamesThePermission) {
  const std::map<std::string, std::vector<std::string>> costs{
      {"AuditLog.Read.All", {"last-logon", "mfa"}},
      {"RoleManagement.Read.Directory", {"roles"}},
      {"Reports.Read.All", {"mailbox-size"}},
      {"MailboxSettings.Read", {"mailbox-purpose"}},
      {"DeviceManagementManagedDevices.Read.All", {"devices"}},
      {"GroupMember.Read.All", {"groups"}}};
  for (const auto& [permission, names] : costs) {
    grant_all(kAlpenglow, permission);
    database->write(db::Lane::people, [](db::Connection& c) {
      for (const auto* table : {"record_keys", "record_edges", "person_events", "person_states",
                                "records", "type_state", "slow_turns"})
        c.execute(fmt::format("DELETE FROM {}", table));
    });
    sync(kAlpenglow);
    auto anna = facts(kAlpenglow, kAnna);
    for (const auto& name : names) {
      EXPECT_EQ(anna[name].state, "unknown") << name;
      EXPECT_EQ(anna[name].code, "not_allowed") << name;
      EXPECT_THAT(anna[name].remedy, HasSubstr(permission)) << name;
    }
  }
}

TEST_F(OverlayInTheCloud, NotYetAskedAndNotInTheTierAreDifferentReasons) {
  grant_all(kAlpenglow);
  sync(kAlpenglow, "manual");
  EXPECT_EQ(facts(kAlpenglow, kAnna)["last-logon"].code, "not_yet_asked");
  choose_tier("documentation");
  const auto tenant = by_name.at("Restless Rentals");
  cloud->mend();
  grant_all(tenant);
  sync(tenant);
  auto all = facts(tenant, bodies(tenant, "users").begin()->first);
  for (const auto* name : {"mailbox-size", "devices"}) {
    EXPECT_EQ(all[name].state, "unknown") << name;
    EXPECT_EQ(all[name].code, "not_in_tier") << name;
  }
}

TEST_F(OverlayInTheCloud, WhoNeverSignedInIsToldSoByMicrosoft) {
  grant_all(kAlpenglow);
  cloud->control("PATCH", "tenants/" + kAlpenglow + "/users/" + kAnna,
                 R"({"signInActivity":null})");
  sync(kAlpenglow);
  const auto fact = facts(kAlpenglow, kAnna)["last-logon"];
  EXPECT_EQ(fact.state, "none") << fact.reason;
  EXPECT_EQ(fact.code, "never");
}

}  // namespace
}  // namespace reeve::app
