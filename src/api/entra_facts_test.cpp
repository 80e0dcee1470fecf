// The overlay's facts through the API: each with its source and age, and each reason for an
// absence.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "api/mailbox_facts.h"
#include "api/test_world.h"
#include "domain/sync_section.h"
#include "store/contacts.h"
#include "store/links.h"
#include "store/record_edges.h"
#include "store/records.h"
#include "store/sync_settings.h"

namespace reeve::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Values = std::map<std::string, base::json::value>;

constexpr std::string_view kTypes[] = {"users",
                                       "sign_in_activity",
                                       "mfa_registrations",
                                       "mailbox_usage",
                                       "mailbox_purposes",
                                       "managed_devices",
                                       "devices",
                                       "groups",
                                       "directory_roles",
                                       "role_assignments",
                                       "subscribed_skus"};

class EntraFacts : public testing::Test {
 protected:
  void SetUp() override {
    administrator = world.person(domain::Role::administrator);
    for (const auto type : kTypes) state(std::string(type), "complete");
    put("users", "u1", "Ann Lee", R"({"id":"u1","userPrincipalName":"Ann@Alpha.com",
      "accountEnabled":false,"lastPasswordChangeDateTime":"2026-01-02T03:04:05Z",
      "assignedLicenses":[{"skuId":"s1"},{"skuId":"s2"}],"licenseAssignmentStates":[
      {"skuId":"s1","assignedByGroup":null,"state":"Active","error":"None"},
      {"skuId":"s1","assignedByGroup":"g1","state":"Active","error":"None"},
      {"skuId":"s2","assignedByGroup":"g1","state":"Error","error":"CountViolation"}],
      "proxyAddresses":["SMTP:ann@alpha.com","X500:/o=1","smtp:a.lee@alpha.com"],
      "manager":{"id":"u2"},"onPremisesSyncEnabled":true,"onPremisesSamAccountName":"alee"})");
  }
  void state(const std::string& type, const std::string& how, const std::string& reason = "",
             const std::string& sentence = "", const std::string& remedy = "") {
    store::TypeState state;
    state.type = type;
    state.state = how;
    if (how == "complete") state.last_complete = kListed;
    if (!reason.empty()) state.reason = reason;
    if (!sentence.empty()) state.sentence = sentence;
    if (!remedy.empty()) state.remedy = remedy;
    write([&](db::Connection& c) { store::set_type_state(c, tenant(), state); });
  }
  void forget(const std::string& type) {
    write([&](db::Connection& c) {
      c.execute("DELETE FROM type_state WHERE tenant = $1 AND type = $2", {tenant(), type});
    });
  }
  base::Id put(const std::string& type, const std::string& id, const std::string& title,
               const std::string& body, std::vector<store::RecordKey> keys = {}) {
    base::Id record = 0;
    write([&](db::Connection& c) {
      const auto known = store::known_records(c, tenant(), type);
      const auto found = known.find(id);
      store::RecordWrite one{
          .id = found == known.end() ? std::nullopt : std::optional(found->second.id),
          .external_id = id,
          .title = title,
          .body = body,
          .hash = "h2",
          .hash_version = 1,
          .not_chosen = {},
          .keys = std::move(keys)};
      if (type == "users" && id == "u1") one.id = world.ids.record[0];
      record = store::write_records(c, tenant(), type, world.ids.run[0], {one}, kListed).front();
      if (type == "users" && id == "u1")
        c.execute("UPDATE records SET external_id = 'u1' WHERE id = $1", {record});
    });
    return record;
  }
  void tie(base::Id record, const std::string& type, const std::string& kind, base::Id asset) {
    write([&](db::Connection& c) {
      store::Link link;
      link.tenant = tenant();
      link.record = record;
      link.asset = asset;
      link.type = type;
      link.asset_kind = kind;
      link.reason = "serial";
      std::vector<store::Link> links{link};
      store::create_links(c, {}, links, kListed);
    });
  }
  void edges(const std::vector<store::Edge>& all) {
    write([&](db::Connection& c) { store::write_edges(c, tenant(), all, {}, kListed); });
  }
  template <class Work>
  void write(Work&& work) {
    world.database->write(db::Lane::people, std::forward<Work>(work));
  }
  base::Id tenant() const { return world.ids.tenant[0]; }
  Values facts() {
    const auto document =
        world.get(administrator, fmt::format("/api/contacts/{}/microsoft", world.ids.contact[0]));
    Values out;
    for (const auto& fact : document.at("data").at("attributes").at("entra").as_array())
      out[std::string(fact.at("name").as_string())] = fact;
    return out;
  }
  static std::vector<std::string> items(const base::json::value& fact) {
    std::vector<std::string> out;
    for (const auto& item : fact.at("items").as_array())
      out.push_back(base::text_member(item, "text") + "|" + base::text_member(item, "detail"));
    return out;
  }
  static std::string text(const base::json::value& fact, std::string_view member) {
    return base::text_member(fact, member);
  }

  static constexpr base::Time kListed{base::Millis{1'795'000'000'000}};
  World world;
  Visitor administrator;
};

TEST_F(EntraFacts, OfTheUserItself) {
  put("subscribed_skus", "t_s1", "Microsoft 365 Business Premium", R"({"skuId":"s1"})");
  put("groups", "g1", "Licensed people", R"({"id":"g1"})");
  auto all = facts();
  EXPECT_EQ(text(all["account-status"], "value"), "Disabled");
  EXPECT_EQ(text(all["account-status"], "source"), "/v1.0/users (accountEnabled)");
  EXPECT_FALSE(all["account-status"].at("at").is_null());
  EXPECT_EQ(text(all["last-password-change"], "value"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(text(all["last-password-change"], "kind"), "time");
  EXPECT_THAT(items(all["licenses"]),
              ElementsAre("Microsoft 365 Business Premium|directly, by the group Licensed people",
                          "s2|by the group Licensed people (not in force: CountViolation)"));
  EXPECT_THAT(items(all["aliases"]),
              ElementsAre("ann@alpha.com|primary address", "a.lee@alpha.com|"));
  EXPECT_EQ(text(all["on-premises"], "value"), "Synced from on-premises");
  EXPECT_EQ(text(all["on-premises"], "detail"), "account alee");
  EXPECT_THAT(items(all["manager"]), ElementsAre("u2|a user that the last list did not hold"));
}

TEST_F(EntraFacts, TheManagerLeadsToItsContactWhereThatMayBeSeen) {
  const auto boss = put("users", "u2", "Bea Boss", R"({"id":"u2"})");
  base::Id contact = 0;
  write([&](db::Connection& c) {
    store::ContactPatch patch;
    patch.organization = world.ids.organization[0];
    patch.last_name = "Boss";
    contact = store::create_contact(c, store::Scope::unscoped(), {}, patch, kListed).id;
  });
  tie(boss, "users", "contact", contact);
  auto item = facts()["manager"].at("items").at(0);
  EXPECT_EQ(text(item, "text"), "Bea Boss");
  EXPECT_EQ(base::optional_integer(item, "contact-id"), contact);
  write([&](db::Connection& c) {
    c.execute("UPDATE contacts SET organization = $1 WHERE id = $2",
              {world.ids.organization[1], contact});
  });
  administrator = world.limited(domain::Role::editor);
  item = facts()["manager"].at("items").at(0);
  EXPECT_TRUE(item.at("contact-id").is_null());
}

TEST_F(EntraFacts, LastLogonPrefersASuccessfulOne) {
  const auto logon = [&](const std::string& activity) {
    put("sign_in_activity", "u1", "ann", R"({"id":"u1","signInActivity":)" + activity + "}");
    return facts()["last-logon"];
  };
  auto fact = logon(
      R"({"lastSignInDateTime":"2026-11-03T00:00:00Z","lastSuccessfulSignInDateTime":"2026-11-01T00:00:00Z"})");
  EXPECT_EQ(text(fact, "value"), "2026-11-01T00:00:00Z");
  EXPECT_EQ(text(fact, "state"), "known");
  fact =
      logon(R"({"lastSignInDateTime":"2021-11-03T00:00:00Z","lastSuccessfulSignInDateTime":null})");
  EXPECT_EQ(text(fact, "value"), "2021-11-03T00:00:00Z");
  EXPECT_THAT(text(fact, "detail"), HasSubstr("attempt"));
  fact = logon(R"({"lastNonInteractiveSignInDateTime":"2021-11-03T00:00:00Z"})");
  EXPECT_THAT(text(fact, "detail"), HasSubstr("app"));
  for (const auto* never : {"null", "{}", R"({"lastSignInDateTime":"0001-01-01T00:00:00Z"})"}) {
    fact = logon(never);
    EXPECT_EQ(text(fact, "state"), "none") << never;
    EXPECT_EQ(text(fact, "reason-code"), "never");
    EXPECT_TRUE(fact.at("value").is_null());
  }
}

TEST_F(EntraFacts, MfaInItsThreeParts) {
  put("mfa_registrations", "u1", "Ann",
      R"({"isMfaRegistered":true,"isMfaCapable":true,"isPasswordlessCapable":true,
          "methodsRegistered":["microsoftAuthenticatorPush","newThing"],
          "userPreferredMethodForSecondaryAuthentication":"push"})");
  auto all = facts();
  EXPECT_EQ(text(all["mfa"], "value"), "Registered");
  EXPECT_THAT(items(all["mfa-methods"]), ElementsAre("Microsoft Authenticator|", "newThing|"));
  EXPECT_EQ(text(all["mfa-default"], "value"), "Microsoft Authenticator");
  put("mfa_registrations", "u1", "Ann",
      R"({"isMfaRegistered":false,"methodsRegistered":[],
          "userPreferredMethodForSecondaryAuthentication":"none"})");
  all = facts();
  EXPECT_EQ(text(all["mfa"], "value"), "Not registered") << "Microsoft said so";
  EXPECT_EQ(text(all["mfa-methods"], "state"), "none");
  EXPECT_EQ(text(all["mfa-default"], "state"), "none");
}

TEST_F(EntraFacts, RolesDirectlyAndThroughGroupsInGroups) {
  put("directory_roles", "r1", "Global Administrator", R"({"roleTemplateId":"t1"})");
  put("groups", "g1", "Inner", R"({"id":"g1"})");
  put("groups", "g2", "Outer", R"({"id":"g2"})");
  edges({{"group_member", "g1", "u1"},
         {"group_member", "g2", "g1"},
         {"group_member", "g1", "g2"},
         {"role_member", "t1", "u1"},
         {"role_member", "t1", "g2"},
         {"role_member", "t9", "g1"}});
  auto all = facts();
  EXPECT_THAT(items(all["roles"]),
              ElementsAre("Global Administrator|directly, through the group Outer",
                          "Role t9|through the group Inner"));
  EXPECT_THAT(items(all["groups"]), ElementsAre("Inner|", "Outer|through another group"));
}

TEST_F(EntraFacts, WithoutTheGroupsNoRoleIsNotANo) {
  EXPECT_EQ(text(facts()["roles"], "state"), "none");
  state("groups", "absent", "not_allowed", "Groups may not be read.", "Grant it.");
  auto fact = facts()["roles"];
  EXPECT_EQ(text(fact, "state"), "unknown");
  EXPECT_THAT(text(fact, "reason"), HasSubstr("Groups may not be read."));
  edges({{"role_member", "t1", "u1"}});
  fact = facts()["roles"];
  EXPECT_EQ(text(fact, "state"), "known");
  EXPECT_THAT(text(fact, "reason"), HasSubstr("through groups"));
}

TEST_F(EntraFacts, DevicesOfIntuneWithTheirTwinAndConfiguration) {
  const auto laptop = put("managed_devices", "d1", "LAPTOP",
                          R"({"operatingSystem":"Windows","complianceState":"compliant",
                              "serialNumber":"PF3","azureADDeviceId":"E1"})");
  put("devices", "e", "LAPTOP", R"({"trustType":"AzureAd"})", {{"device", "e1"}});
  put("managed_devices", "d2", "PHONE", R"({"operatingSystem":"iOS"})");
  edges({{"device_user", "d1", "u1"}, {"device_user", "d2", "u1"}, {"device_user", "d3", "u1"}});
  tie(laptop, "managed_devices", "configuration", 77);
  const auto fact = facts()["devices"];
  EXPECT_THAT(items(fact),
              ElementsAre("LAPTOP|Windows, compliant, PF3, in Entra ID as AzureAd", "PHONE|iOS"));
  EXPECT_EQ(base::optional_integer(fact.at("items").at(0), "configuration-id"), 77);
  EXPECT_TRUE(fact.at("items").at(1).at("configuration-id").is_null());
}

TEST_F(EntraFacts, TheMailboxByTheUsersNameInSmallLetters) {
  put("mailbox_usage", "ann@alpha.com", "Ann",
      R"({"storageUsedInBytes":26843545600,"prohibitSendReceiveQuotaInBytes":53687091200,
          "issueWarningQuotaInBytes":52613349376,"itemCount":12,"reportRefreshDate":"2026-11-20"})");
  put("mailbox_purposes", "u1", "ann", R"({"userPurpose":"shared"})");
  auto all = facts();
  EXPECT_EQ(text(all["mailbox-size"], "value"), "25 GB");
  EXPECT_THAT(text(all["mailbox-size"], "detail"), HasSubstr("50 % of its limit, 12 items"));
  EXPECT_EQ(text(all["mailbox-quota"], "value"), "50 GB");
  EXPECT_EQ(text(all["mailbox-quota"], "detail"), "warning at 49 GB");
  EXPECT_EQ(text(all["mailbox-purpose"], "value"), "Shared mailbox");
}

TEST_F(EntraFacts, NoMailboxIsToldOnlyWhereMicrosoftSaidSo) {
  EXPECT_EQ(text(facts()["mailbox-size"], "state"), "unknown");
  put("mailbox_purposes", "u1", "ann", R"({"userPurpose":null})");
  auto all = facts();
  for (const auto* name : {"mailbox-size", "mailbox-quota", "mailbox-purpose"}) {
    EXPECT_EQ(text(all[name], "state"), "none") << name;
    EXPECT_EQ(text(all[name], "reason-code"), "no_mailbox") << name;
  }
}

// The facts of each type, when that type is not there for one of these reasons.
TEST_F(EntraFacts, EachAbsenceSaysWhyAndNeverNo) {
  const std::map<std::string, std::vector<std::string>> of_type{
      {"sign_in_activity", {"last-logon"}},
      {"mfa_registrations", {"mfa", "mfa-methods", "mfa-default"}},
      {"mailbox_usage", {"mailbox-size", "mailbox-quota"}},
      {"mailbox_purposes", {"mailbox-purpose"}},
      {"managed_devices", {"devices"}},
      {"groups", {"groups"}},
      {"role_assignments", {"roles"}}};
  for (const auto& [type, names] : of_type) {
    for (const auto* reason : {"no_plan", "concealed", "not_allowed", "not_in_tier", "throttled"}) {
      state(type, "absent", reason, std::string("Because of ") + reason + ".", "Do this.");
      auto all = facts();
      for (const auto& name : names) {
        EXPECT_EQ(text(all[name], "state"), "unknown") << name;
        EXPECT_EQ(text(all[name], "reason-code"), reason) << name;
        EXPECT_THAT(text(all[name], "reason"), HasSubstr(reason)) << name;
        EXPECT_EQ(text(all[name], "remedy"), "Do this.") << name;
        EXPECT_TRUE(all[name].at("value").is_null()) << name;
      }
    }
    forget(type);
    auto all = facts();
    for (const auto& name : names) {
      EXPECT_EQ(text(all[name], "reason-code"), "not_yet_asked") << name;
      EXPECT_FALSE(text(all[name], "reason").empty()) << name;
      EXPECT_FALSE(text(all[name], "remedy").empty()) << name;
    }
    state(type, "complete");
  }
}

TEST_F(EntraFacts, WhatWasNotSentOrNotListedIsUnknown) {
  put("users", "u1", "Ann Lee", R"({"id":"u1","userPrincipalName":"ann@alpha.com"})");
  auto all = facts();
  for (const auto* name :
       {"account-status", "last-password-change", "licenses", "aliases", "on-premises"}) {
    EXPECT_EQ(text(all[name], "state"), "unknown") << name;
    EXPECT_EQ(text(all[name], "reason-code"), "not_sent") << name;
  }
  for (const auto* name : {"last-logon", "mfa", "mailbox-size"})
    EXPECT_EQ(text(all[name], "reason-code"), "not_listed") << name;
  EXPECT_EQ(text(all["manager"], "reason-code"), "no_manager");
}

TEST_F(EntraFacts, AnOldValueStaysAndSaysThatItIsNotReadAnyMore) {
  put("mfa_registrations", "u1", "Ann", R"({"isMfaRegistered":true})");
  state("mfa_registrations", "absent", "not_allowed", "Not allowed any more.", "Grant it.");
  const auto fact = facts()["mfa"];
  EXPECT_EQ(text(fact, "state"), "known");
  EXPECT_EQ(text(fact, "value"), "Registered");
  EXPECT_FALSE(fact.at("at").is_null());
  EXPECT_EQ(text(fact, "reason"), "Not allowed any more.");
}

TEST_F(EntraFacts, AreHiddenWhereThatIsChosen) {
  const auto choose = [&](const std::string& choice) {
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {store::SettingsOwner::Kind::tenant, tenant()},
                               domain::kChoosingSection, choice, std::nullopt, kListed);
    });
  };
  put("sign_in_activity", "u1", "ann",
      R"({"signInActivity":{"lastSuccessfulSignInDateTime":"2021-11-01T00:00:00Z"}})");
  EXPECT_EQ(text(facts()["last-logon"], "state"), "known");
  choose(R"({"recent-logon-only":true})");
  const auto fact = facts()["last-logon"];
  EXPECT_EQ(text(fact, "state"), "none");
  EXPECT_EQ(text(fact, "reason-code"), "older_than_30_days");
  EXPECT_TRUE(fact.at("value").is_null());
  choose(R"({"enhance-contacts":false})");
  const auto overlay =
      world.get(administrator, fmt::format("/api/contacts/{}/microsoft", world.ids.contact[0]))
          .at("data")
          .at("attributes");
  EXPECT_TRUE(overlay.at("entra").as_array().empty());
  EXPECT_THAT(text(overlay, "entra-off"), HasSubstr("Enhance contacts"));
}

TEST(SizeText, CountsAsMicrosoftDoes) {
  EXPECT_EQ(size_text(0), "0 KB");
  EXPECT_EQ(size_text(1536), "1.5 KB");
  EXPECT_EQ(size_text(53'687'091'200), "50 GB");
  EXPECT_EQ(size_text(1'099'511'627'775), "1 TB");
}

}  // namespace
}  // namespace reeve::api
