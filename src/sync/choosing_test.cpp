// The choice in a run: who is in, who is out with which reason, and that being out is no leaving.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "domain/sync_section.h"
#include "store/sync_settings.h"
#include "sync/choice_preview.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using store::SettingsOwner;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

std::string in_department(const std::string& name) { return R"(,"department":")" + name + "\""; }

const std::vector<TestUser> kPeople{
    {"ann", "Ann", "Lee", "", in_department("Sales")},
    {"bob", "Bob", "Ray", "", in_department("Stock")},
    {"eve", "Eve", "Fox", "eve@fabrikam.com", in_department("Sales")}};

class ChoosingRun : public RunTest {
 protected:
  void start(const std::vector<TestUser>& users = kPeople) {
    match(true);
    script_ = contoso(users);
    script_["/v1.0/subscribedSkus"].pages = {
        {R"({"id":"sku","skuId":"s","skuPartNumber":"SPB","capabilityStatus":"Enabled",)"
         R"("servicePlans":[{"servicePlanName":"INTUNE_A","provisioningStatus":"Success"}]})"}};
  }
  void choose(const std::string& json, bool of_tenant = false) {
    const SettingsOwner owner = of_tenant
                                    ? SettingsOwner{SettingsOwner::Kind::tenant, tenant_}
                                    : SettingsOwner{SettingsOwner::Kind::connection, connection_};
    write([&](db::Connection& c) {
      store::set_sync_settings(c, owner, domain::kChoosingSection, json, std::nullopt,
                               clock_.now());
    });
  }
  std::vector<std::string> names() {
    std::vector<std::string> out;
    for (const auto& one : contacts()) out.push_back(one.first_name);
    return out;
  }
  // "ann: department" of everybody who is outside the choice.
  std::vector<std::string> not_chosen() {
    std::vector<std::string> out;
    for (const auto& one : records(false))
      if (one.not_chosen) out.push_back(one.external_id + ": " + *one.not_chosen);
    return out;
  }
  std::vector<std::string> codes() {
    std::vector<std::string> out;
    for (const auto& event : events("skip")) out.push_back(event.code);
    return out;
  }
  std::int64_t count(const std::string& name) {
    const auto counts = base::parse_json(last_run().counts, "counts");
    return base::optional_integer(base::member(counts, "contacts"), name).value_or(-1);
  }
  void rule(const std::string& record, const std::string& verdict, base::Id contact) {
    base::Id id = 0;
    for (const auto& one : records(false))
      if (one.external_id == record) id = one.id;
    write([&](db::Connection& c) {
      store::Decision decision;
      decision.tenant = tenant_;
      decision.record = id;
      decision.verdict = verdict;
      decision.asset_kind = "contact";
      decision.asset = contact;
      decision.at = clock_.now();
      store::add_decision(c, decision);
    });
  }
};

TEST_F(ChoosingRun, WithoutAChoiceEverybodyWhoIsLicensedIsIn) {
  start();
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(names().size(), 3U);
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(ChoosingRun, OnlyWhoIsChosenBecomesAContact) {
  start();
  choose(R"({"departments":{"include":["sales"]},"domains":{"exclude":["fabrikam.com"]}})");
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(names(), ElementsAre("Ann"));
  EXPECT_THAT(not_chosen(), UnorderedElementsAre("bob: department", "eve: domain"));
  EXPECT_EQ(count("not-chosen"), 2);
  EXPECT_EQ(records(true).size(), 0U) << "nobody is gone";
  EXPECT_THAT(codes(), ElementsAre("not_chosen", "not_chosen"));
}

TEST_F(ChoosingRun, NarrowedAndWidenedAgain) {
  start();
  sync();
  choose(R"({"departments":{"include":["Sales"]}})");
  auto users = kPeople;
  users[1].given = "Robert";
  users[0].given = "Anna";
  script_["/v1.0/users"] = contoso(users)["/v1.0/users"];
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(names(), UnorderedElementsAre("Anna", "Bob", "Eve")) << "Bob stays as he was";
  EXPECT_THAT(not_chosen(), ElementsAre("bob: department"));
  EXPECT_TRUE(records(true).empty());
  EXPECT_THAT(reviews(), IsEmpty());
  EXPECT_THAT(events("skip").back().sentence,
              HasSubstr("The contact stays and is no longer written."));
  EXPECT_EQ(events("skip").size(), 1U);
  sync();
  EXPECT_EQ(events("skip").size(), 1U) << "told once";
  choose("{}");
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(names(), UnorderedElementsAre("Anna", "Robert", "Eve"));
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_THAT(codes(), ElementsAre("not_chosen", "chosen_again"));
  EXPECT_EQ(contacts().size(), 3U) << "nobody is there twice";
}

TEST_F(ChoosingRun, ARecordThatChangesStaysOutside) {
  start();
  choose(R"({"departments":{"include":["Sales"]}})");
  sync();
  auto users = kPeople;
  users[1].surname = "Rayner";
  script_["/v1.0/users"] = contoso(users)["/v1.0/users"];
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("bob: department"));
  EXPECT_EQ(codes().size(), 1U);
  users[1].more = in_department("Sales");
  script_["/v1.0/users"] = contoso(users)["/v1.0/users"];
  sync();
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(ChoosingRun, ATenantsOwnChoiceGoesBeforeItsConnections) {
  start();
  choose(R"({"departments":{"include":["Stock"]}})");
  choose(R"({"departments":{"include":["Sales"]}})", true);
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("bob: department"));
}

TEST_F(ChoosingRun, BySubscriptionAndLicensesSyncWhole) {
  auto users = kPeople;
  users[1].licensed = false;
  start(users);
  script_["/v1.0/subscribedSkus"].pages = {
      {R"({"id":"sku","skuId":"s","skuPartNumber":"SPB","capabilityStatus":"Enabled"})",
       R"({"id":"sku2","skuId":"t","skuPartNumber":"FLOW_FREE","capabilityStatus":"Enabled"})"}};
  add_contact("Bob", "Ray", {"bob@contoso.com"});
  choose(R"({"all-subscriptions":false,"subscriptions":["FLOW_FREE"]})");
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(names(), ElementsAre("Bob")) << "who holds none follows the rule for that";
  EXPECT_THAT(not_chosen(), UnorderedElementsAre("ann: subscription", "eve: subscription"));
  EXPECT_EQ(records_of("subscribed_skus").size(), 2U);
  choose(R"({"all-subscriptions":false,"subscriptions":["SPB"]})");
  sync();
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(ChoosingRun, SubscriptionsWithoutNamesLeaveItOpen) {
  start();
  script_["/v1.0/subscribedSkus"] = {.pages = {}, .complete = false, .code = "not_allowed"};
  choose(R"({"all-subscriptions":false,"subscriptions":["SPB"]})");
  sync();
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_THAT(codes(), ElementsAre("choice_unknown", "choice_unknown", "choice_unknown"));
}

TEST_F(ChoosingRun, ByGroupWithGroupsInsideInTheVeryFirstRun) {
  start();
  choose_tier("intune");
  script_["/v1.0/groups/delta"] = {
      {{R"({"id":"g","displayName":"Sync us","members@delta":[{"id":"h"}]})",
        R"({"id":"h","displayName":"Inner","members@delta":[{"id":"ann"},{"id":"g"}]})"}},
      true,
      {},
      {},
      "/v1.0/groups/delta?$deltatoken=1"};
  choose(R"({"groups":{"include":["sync US"]}})");
  EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  EXPECT_THAT(names(), ElementsAre("Ann"));
  EXPECT_THAT(not_chosen(), UnorderedElementsAre("bob: group", "eve: group"));
  choose(R"({"groups":{"exclude":["H"]}})");
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("ann: group"));
  EXPECT_THAT(names(), UnorderedElementsAre("Ann", "Bob", "Eve"));
}

TEST_F(ChoosingRun, GroupsThatCannotBeReadChangeNothing) {
  start({kPeople[0], kPeople[1]});
  choose_tier("intune");
  script_["/v1.0/groups/delta"] = {{{R"({"id":"g","displayName":"Sync",)"
                                     R"("members@delta":[{"id":"ann"}]})"}},
                                   true,
                                   {},
                                   {},
                                   "/v1.0/groups/delta?$deltatoken=1"};
  choose(R"({"groups":{"include":["Sync"]}})");
  sync();
  ASSERT_THAT(not_chosen(), ElementsAre("bob: group"));
  const std::size_t told = codes().size();
  script_ = contoso(kPeople);
  script_["/v1.0/groups/delta"] = {.pages = {}, .complete = false, .code = "not_allowed"};
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("bob: group")) << "as it was";
  EXPECT_THAT(names(), ElementsAre("Ann")) << "nobody new";
  EXPECT_EQ(codes().size(), told + 1);
  EXPECT_EQ(codes().back(), "choice_unknown");
  EXPECT_THAT(events("skip").back().sentence, HasSubstr("Eve Fox"));
}

TEST_F(ChoosingRun, GroupsThatTheTierDoesNotReadChangeNothing) {
  start();
  choose(R"({"groups":{"exclude":["Interns"]}})");
  sync();
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_THAT(not_chosen(), IsEmpty());
  choose_tier("intune");
  script_["/v1.0/groups/delta"] = {{{R"({"id":"g","displayName":"All"})"}}, true, {}, {}, "/x"};
  sync();
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(ChoosingRun, APartialListOfUsersMovesNobodyOverTheLine) {
  start();
  sync();
  choose(R"({"departments":{"include":["Sales"]}})");
  script_["/v1.0/users"].complete = false;
  script_["/v1.0/users"].code = "broken";
  EXPECT_EQ(sync().state, "partial");
  EXPECT_THAT(not_chosen(), IsEmpty());
  script_["/v1.0/users"].complete = true;
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("bob: department"));
  choose("{}");
  script_["/v1.0/users"].complete = false;
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("bob: department"));
}

TEST_F(ChoosingRun, RoomsEquipmentSharedMailboxesAndServicesByTheirPurpose) {
  const std::vector<TestUser> users{{"room", "Blue", "Room", "", "", false, false},
                                    {"beamer", "The", "Beamer", "", "", false, false},
                                    {"desk", "Help", "Desk", "", "", false, false},
                                    {"hunt", "Main", "Line", "", R"(,"isResourceAccount":true)"},
                                    kPeople[0]};
  start(users);
  for (const auto& user : users) add_contact(user.given, user.surname, {user.id + "@contoso.com"});
  choose_tier("mailbox_reports");
  purposes_["room"] = {200, R"({"value":"room"})"};
  purposes_["beamer"] = {200, R"({"value":"equipment"})"};
  purposes_["desk"] = {200, R"({"value":"shared"})"};
  sync();
  EXPECT_THAT(not_chosen(),
              UnorderedElementsAre("room: room", "beamer: equipment", "hunt: service"));
  const std::string all = documentation();
  EXPECT_THAT(all, HasSubstr("desk primary alias"));
  EXPECT_THAT(all, HasSubstr("ann primary alias"));
  EXPECT_THAT(all, Not(HasSubstr("room primary")));
  choose(R"({"rules":{"room":"link","service":"create"}})");
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("beamer: equipment"));
  EXPECT_THAT(documentation(), HasSubstr("room primary alias"));
}

TEST_F(ChoosingRun, AMailboxThatNobodyMayAskAboutIsLinkedAtMost) {
  start({{"desk", "Help", "Desk", "", "", false}, {"uma", "Uma", "Un", "", "", false}});
  choose(R"({"rules":{"unlicensed":"create"}})");
  add_contact("Help", "Desk", {"desk@contoso.com"});
  sync();
  EXPECT_THAT(names(), ElementsAre("Help")) << "nobody knows whether Uma is a person";
  choose_tier("mailbox_reports");
  sync();
  EXPECT_THAT(names(), UnorderedElementsAre("Help", "Uma"));
}

TEST_F(ChoosingRun, WhomAPersonLinkedIsNotLeftOutByARuleButByACriterion) {
  start({{"gus", "Gus", "Guest", "", in_department("Sales"), true, true, "Guest"}});
  const auto contact = add_contact("Gus", "Old", {});
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("gus: guest"));
  rule("gus", "link", contact);
  sync();
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_THAT(documentation(), HasSubstr("gus primary chosen"));
  choose(R"({"departments":{"exclude":["Sales"]}})");
  sync();
  EXPECT_THAT(not_chosen(), ElementsAre("gus: department"));
  EXPECT_THAT(documentation(), HasSubstr("gus primary chosen")) << "the link stays";
}

TEST_F(ChoosingRun, ALeaverWhoLostTheLicenseStaysChosen) {
  start();
  choose(R"({"all-subscriptions":false,"subscriptions":["SPB"]})");
  sync();
  auto users = kPeople;
  users[0].licensed = users[0].enabled = false;
  script_["/v1.0/users"] = contoso(users)["/v1.0/users"];
  sync();
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_EQ(names().size(), 3U);
}

TEST_F(ChoosingRun, AnOpenReviewGoesWithWhoLeavesTheChoice) {
  start();
  add_contact("A", "One", {"bob@contoso.com"});
  add_contact("A", "Two", {"bob.alias@contoso.com"});
  sync();
  ASSERT_EQ(reviews().size(), 1U);
  choose(R"({"departments":{"include":["Sales"]}})");
  sync();
  EXPECT_EQ(reviews()[0].state, "obsolete");
}

TEST_F(ChoosingRun, WhatOnlyTheOverlayNeedsIsNotAskedForWhenItIsOff) {
  start();
  choose_tier("sign_in_activity");
  script_["/v1.0/subscribedSkus"].pages = {
      {R"({"id":"sku","skuId":"s","skuPartNumber":"AAD_PREMIUM","capabilityStatus":"Enabled",)"
       R"("servicePlans":[{"servicePlanName":"AAD_PREMIUM","provisioningStatus":"Success"}]})"}};
  choose(R"({"enhance-contacts":false})");
  sync();
  EXPECT_EQ(type_states()["mfa_registrations"].reason, "not_chosen");
  EXPECT_EQ(type_states()["sign_in_activity"].reason, "not_chosen");
  for (const auto& path : asked_) EXPECT_THAT(path, Not(HasSubstr("userRegistrationDetails")));
  choose("{}");
  sync();
  EXPECT_NE(type_states()["mfa_registrations"].reason, "not_chosen");
}

TEST_F(ChoosingRun, ADryRunMarksNobody) {
  start();
  choose(R"({"departments":{"include":["Sales"]}})");
  sync(false, true);
  EXPECT_THAT(not_chosen(), IsEmpty());
  EXPECT_THAT(last_run().sentence.value_or(""), HasSubstr("1 not chosen"));
}

class ChoosingPreview : public ChoosingRun {
 protected:
  domain::ChoicePreview preview(const std::string& json, bool for_all = false) {
    return read([&](db::Connection& c) {
      return preview_choice(c, {tenant()}, domain::choosing_policy(json), for_all);
    });
  }
};

TEST_F(ChoosingPreview, CountsWhatAChoiceWouldBringAndWritesNothing) {
  start();
  choose(R"({"departments":{"include":["Nobody"]}})");
  sync();
  add_contact("Eve", "Fox", {"eve@fabrikam.com"});
  const std::string before = documentation();
  const auto all = preview("{}");
  EXPECT_EQ(all.total.create, 2);
  EXPECT_EQ(all.total.match, 1);
  EXPECT_EQ(all.total.not_chosen, 0);
  const auto sales = preview(R"({"departments":{"include":["Sales"]}})");
  EXPECT_EQ(sales.total.create, 1);
  EXPECT_EQ(sales.total.match, 1);
  EXPECT_EQ(sales.total.not_chosen, 1);
  EXPECT_TRUE(sales.tenants.at(0).read);
  EXPECT_EQ(documentation(), before);
  EXPECT_THAT(not_chosen(), testing::SizeIs(3)) << "as it was";
}

TEST_F(ChoosingPreview, SaysWhoWouldNoLongerBeWritten) {
  start();
  sync();
  const auto narrow = preview(R"({"domains":{"exclude":["fabrikam.com"]}})");
  EXPECT_EQ(narrow.total.linked, 2);
  EXPECT_EQ(narrow.total.stops, 1);
  EXPECT_EQ(narrow.total.not_chosen, 1);
  const auto open = preview(R"({"groups":{"include":["Sync"]}})");
  EXPECT_EQ(open.total.stops, 0) << "groups are not known here";
  EXPECT_EQ(open.tenants_without_groups, 1);
}

TEST_F(ChoosingPreview, CountsPeoplePerCriterion) {
  auto users = kPeople;
  users[2].more = in_department("SALES");
  users.push_back({"gus", "Gus", "Guest", "", "", false, true, "Guest"});
  start(users);
  choose_tier("intune");
  script_["/v1.0/subscribedSkus"].pages = {
      {R"({"id":"1","skuId":"t","skuPartNumber":"FLOW_FREE","appliesTo":"User"})",
       R"({"id":"2","skuId":"s","skuPartNumber":"SPB","appliesTo":"User","servicePlans":)"
       R"([{"servicePlanName":"EXCHANGE_S_STANDARD"},{"servicePlanName":"INTUNE_A"}]})",
       R"({"id":"3","skuId":"c","skuPartNumber":"STORAGE","appliesTo":"Company"})"}};
  script_["/v1.0/groups/delta"] = {
      {{R"({"id":"g","displayName":"All","members@delta":[{"id":"h"},{"id":"ann"}]})",
        R"({"id":"h","displayName":"Some","members@delta":[{"id":"bob"},{"id":"pc"}]})"}},
      true,
      {},
      {},
      "/x"};
  sync();
  const auto seen = preview("{}");
  ASSERT_EQ(seen.subscriptions.size(), 2U);
  EXPECT_EQ(seen.subscriptions[0].value, "SPB");
  EXPECT_EQ(seen.subscriptions[0].title, "Microsoft 365 Business Premium");
  EXPECT_TRUE(seen.subscriptions[0].recommended);
  EXPECT_EQ(seen.subscriptions[0].people, 3);
  EXPECT_EQ(seen.subscriptions[1].people, 0);
  EXPECT_FALSE(seen.subscriptions[1].recommended);
  ASSERT_EQ(seen.departments.size(), 2U);
  EXPECT_EQ(seen.departments[0].people, 2) << "Sales and SALES are one";
  ASSERT_EQ(seen.groups.size(), 2U);
  EXPECT_EQ(seen.groups[0].value, "All");
  EXPECT_EQ(seen.groups[0].people, 2) << "one of them through the group inside; a device is nobody";
  EXPECT_EQ(seen.domains.at(0).value, "contoso.com");
  EXPECT_EQ(seen.kinds.at(0).value, "licensed");
  EXPECT_EQ(seen.kinds.at(1).value, "guest");
}

TEST_F(ChoosingPreview, ATenantWithItsOwnChoiceIsCountedByThat) {
  start();
  sync();
  choose(R"({"departments":{"include":["Sales"]}})", true);
  EXPECT_EQ(preview("{}").total.stops, 1);
  EXPECT_TRUE(preview("{}").tenants.at(0).own_settings);
  EXPECT_EQ(preview("{}", true).total.stops, 0);
}

}  // namespace
}  // namespace reeve::sync
