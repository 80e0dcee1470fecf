// Each rule and each default of the choice, and its JSON.
#include "domain/choosing.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

using Answer = Choice::Answer;

UserTraits person() {
  UserTraits user;
  user.department = "Sales";
  user.domain = "contoso.com";
  user.licenses = std::vector<HeldLicense>{{"11-22", "SPB"}};
  user.groups = {true, true, false, false};
  return user;
}

UserTraits of_kind(UserKind kind) {
  UserTraits user = person();
  user.kind = kind;
  user.guest = kind == UserKind::guest;
  return user;
}

std::string reason(const ChoosingPolicy& policy, const UserTraits& user, Answer answer) {
  const Choice choice = choose(policy, user);
  EXPECT_EQ(static_cast<int>(choice.answer), static_cast<int>(answer));
  return std::string(choice.reason);
}

TEST(Choosing, DefaultsAreTheDesigns) {
  const ChoosingPolicy policy = choosing_policy("{}");
  for (const UserKind kind : {UserKind::unlicensed, UserKind::disabled, UserKind::shared_mailbox}) {
    EXPECT_EQ(choose(policy, of_kind(kind)).answer, Answer::chosen);
    EXPECT_EQ(choose(policy, of_kind(kind)).entry, Entry::link_only);
  }
  for (const UserKind kind :
       {UserKind::guest, UserKind::room, UserKind::equipment, UserKind::service})
    EXPECT_EQ(reason(policy, of_kind(kind), Answer::not_chosen), to_string(kind));
  EXPECT_EQ(choose(policy, person()).entry, Entry::create_or_link);
  EXPECT_TRUE(policy.all_subscriptions && policy.sync_licenses && policy.enhance_contacts);
  EXPECT_FALSE(policy.recent_logon_only);
}

TEST(Choosing, EachKindOfAccountHasItsRule) {
  const std::pair<std::string, UserKind> kinds[] = {
      {"licensed", UserKind::licensed},   {"unlicensed", UserKind::unlicensed},
      {"disabled", UserKind::disabled},   {"shared-mailbox", UserKind::shared_mailbox},
      {"guest", UserKind::guest},         {"room", UserKind::room},
      {"equipment", UserKind::equipment}, {"service", UserKind::service}};
  for (const auto& [name, kind] : kinds) {
    for (const Entry entry : {Entry::create_or_link, Entry::link_only, Entry::skip}) {
      const auto policy = choosing_policy(R"({"rules":{")" + name + R"(":")" +
                                          std::string(to_string(entry)) + R"("}})");
      EXPECT_EQ(policy.rules.entry(kind), entry) << name;
      EXPECT_EQ(choose(policy, of_kind(kind)).entry, entry) << name;
    }
  }
}

TEST(Choosing, SkippedStatesOfAPersonsAccountAreNotOutsideTheChoice) {
  const auto policy = choosing_policy(
      R"({"rules":{"disabled":"skip","unlicensed":"skip","shared-mailbox":"skip"}})");
  for (const UserKind kind : {UserKind::unlicensed, UserKind::disabled, UserKind::shared_mailbox}) {
    EXPECT_EQ(choose(policy, of_kind(kind)).answer, Answer::chosen);
    EXPECT_EQ(choose(policy, of_kind(kind)).entry, Entry::skip);
  }
}

TEST(Choosing, AMailboxOfUnknownPurposeIsNoPersonForSure) {
  const auto policy = choosing_policy(R"({"rules":{"disabled":"create","unlicensed":"create"}})");
  for (const UserKind kind : {UserKind::unlicensed, UserKind::disabled}) {
    UserTraits user = of_kind(kind);
    EXPECT_EQ(choose(policy, user).entry, Entry::create_or_link);
    user.purpose_unknown = true;
    EXPECT_EQ(choose(policy, user).entry, Entry::link_only);
  }
  UserTraits licensed = person();
  licensed.purpose_unknown = true;
  EXPECT_EQ(choose(policy, licensed).entry, Entry::create_or_link);
}

TEST(Choosing, ByUserType) {
  EXPECT_EQ(reason(choosing_policy(R"({"members":false})"), person(), Answer::not_chosen),
            "user_type");
  const auto members = choosing_policy(R"({"guests":false,"rules":{"guest":"create"}})");
  EXPECT_EQ(reason(members, of_kind(UserKind::guest), Answer::not_chosen), "user_type");
  EXPECT_EQ(choose(members, person()).answer, Answer::chosen);
  EXPECT_THROW(choosing_policy(R"({"guests":false,"members":false})"), base::Error);
}

TEST(Choosing, ByDepartmentAndDomainWithoutRegardToCase) {
  const auto policy = choosing_policy(
      R"({"departments":{"include":["sales","Support"]},"domains":{"exclude":["FABRIKAM.com"]}})");
  UserTraits user = person();
  EXPECT_EQ(choose(policy, user).answer, Answer::chosen);
  user.department = "SUPPORT";
  EXPECT_EQ(choose(policy, user).answer, Answer::chosen);
  user.department = "";
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "department");
  user.department.reset();
  EXPECT_EQ(reason(policy, user, Answer::unknown), "department");
  user.domain = "fabrikam.com";
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "domain");
}

TEST(Choosing, ExcludingBeatsIncluding) {
  const auto policy =
      choosing_policy(R"({"departments":{"include":["Sales"],"exclude":["sales"]}})");
  EXPECT_EQ(reason(policy, person(), Answer::not_chosen), "department");
  UserTraits blank = person();
  blank.department = "";
  EXPECT_EQ(choose(choosing_policy(R"({"departments":{"exclude":["Sales"]}})"), blank).answer,
            Answer::chosen);
}

TEST(Choosing, BetweenTheKindsOfCriteriaStandsAnd) {
  const auto policy =
      choosing_policy(R"({"departments":{"include":["Sales"]},"groups":{"include":["Sync"]}})");
  UserTraits user = person();
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "group");
  user.groups.included = true;
  EXPECT_EQ(choose(policy, user).answer, Answer::chosen);
  user.department = "Stock";
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "department");
}

TEST(Choosing, BySubscriptionByNameOrById) {
  const auto policy =
      choosing_policy(R"({"all-subscriptions":false,"subscriptions":["spb","33-44"]})");
  UserTraits user = person();
  EXPECT_EQ(choose(policy, user).answer, Answer::chosen);
  user.licenses = std::vector<HeldLicense>{{"33-44", ""}};
  EXPECT_EQ(choose(policy, user).answer, Answer::chosen);
  user.licenses = std::vector<HeldLicense>{{"55-66", "FLOW_FREE"}};
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "subscription");
  EXPECT_THROW(choosing_policy(R"({"all-subscriptions":false})"), base::Error);
}

TEST(Choosing, WhoHoldsNoLicenseIsNotAskedForASubscriptionButForALicense) {
  UserTraits user = of_kind(UserKind::unlicensed);
  user.licenses = std::vector<HeldLicense>{};
  EXPECT_EQ(choose(choosing_policy(R"({"all-subscriptions":false,"subscriptions":["SPB"]})"), user)
                .answer,
            Answer::chosen);
  const auto strict = choosing_policy(R"({"licenses":{"include":["SPB"]}})");
  EXPECT_EQ(reason(strict, user, Answer::not_chosen), "license");
  EXPECT_EQ(choose(choosing_policy(R"({"licenses":{"exclude":["SPB"]}})"), user).answer,
            Answer::chosen);
}

TEST(Choosing, ByLicense) {
  const auto policy =
      choosing_policy(R"({"licenses":{"include":["SPB","SPE_E3"],"exclude":["FLOW_FREE"]}})");
  UserTraits user = person();
  EXPECT_EQ(choose(policy, user).answer, Answer::chosen);
  user.licenses->push_back({"55-66", "FLOW_FREE"});
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "license");
}

TEST(Choosing, ALicenseWithoutANameIsNotKnownRatherThanAnother) {
  UserTraits user = person();
  user.licenses = std::vector<HeldLicense>{{"77-88", ""}};
  EXPECT_EQ(reason(choosing_policy(R"({"all-subscriptions":false,"subscriptions":["SPB"]})"), user,
                   Answer::unknown),
            "subscription");
  EXPECT_EQ(reason(choosing_policy(R"({"licenses":{"exclude":["SPB"]}})"), user, Answer::unknown),
            "license");
  user.licenses.reset();
  EXPECT_EQ(reason(choosing_policy(R"({"licenses":{"include":["SPB"]}})"), user, Answer::unknown),
            "license");
}

TEST(Choosing, GroupsThatCannotBeReadLeaveItOpen) {
  const auto include = choosing_policy(R"({"groups":{"include":["Sync"]}})");
  const auto exclude = choosing_policy(R"({"groups":{"exclude":["Interns"]}})");
  UserTraits user = person();
  user.groups = {false, false, false, false};
  EXPECT_EQ(reason(include, user, Answer::unknown), "group");
  EXPECT_EQ(reason(exclude, user, Answer::unknown), "group");
  user.groups = {false, true, false, false};  // read, but no group of that name
  EXPECT_EQ(reason(include, user, Answer::unknown), "group");
  EXPECT_EQ(choose(exclude, user).answer, Answer::chosen);
  user.groups.excluded = true;
  EXPECT_EQ(reason(exclude, user, Answer::not_chosen), "group");
}

TEST(Choosing, WhatSurelyFailsDecidesWhateverElseIsUnknown) {
  const auto policy =
      choosing_policy(R"({"groups":{"include":["Sync"]},"departments":{"include":["Stock"]}})");
  UserTraits user = person();
  user.groups = {};
  EXPECT_EQ(reason(policy, user, Answer::not_chosen), "department");
  UserTraits room = of_kind(UserKind::room);
  room.groups = {};
  room.department = "Stock";
  EXPECT_EQ(reason(policy, room, Answer::not_chosen), "room");
}

TEST(Choosing, JsonIsWholeAndReadBackTheSame) {
  const std::string all = kChoosingSection.checked("{}");
  EXPECT_EQ(kChoosingSection.checked(all), all);
  const std::string some = kChoosingSection.checked(
      R"({"all-subscriptions":false,"subscriptions":[" SPB ","SPB"],"groups":{"include":["A"]},)"
      R"("rules":{"guest":"create"},"recent-logon-only":true})");
  EXPECT_EQ(kChoosingSection.checked(some), some);
  const auto value = base::parse_json(some, "The test");
  EXPECT_EQ(base::member(value, "subscriptions").as_array().size(), 1U);
  EXPECT_EQ(base::text_member(base::member(value, "rules"), "guest"), "create");
  EXPECT_EQ(base::text_member(base::member(value, "rules"), "room"), "skip");
  EXPECT_EQ(value.as_object().size(), 12U);
}

TEST(Choosing, RefusesWhatCannotBeMeantAndNamesIt) {
  for (const auto& [text, name] : std::vector<std::pair<std::string, std::string>>{
           {R"({"guest":true})", "guest"},
           {R"({"rules":{"guests":"create"}})", "guests"},
           {R"({"rules":{"guest":"delete"}})", "guest"},
           {R"({"groups":{"include":"All"}})", "include"},
           {R"({"departments":{"only":[]}})", "only"},
           {R"({"members":1})", "members"}}) {
    try {
      choosing_policy(text);
      ADD_FAILURE() << text;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::invalid);
      EXPECT_NE(error.message().find(name), std::string::npos) << error.message();
    }
  }
}

TEST(Choosing, EveryReasonHasItsWords) {
  for (const std::string_view one : {"user_type", "domain", "department", "group", "subscription",
                                     "license", "guest", "room", "equipment", "service"}) {
    EXPECT_EQ(reason_named(one), one);
    EXPECT_NE(not_chosen_words(one), "is not chosen");
  }
  EXPECT_EQ(reason_named("moon"), "other");
  EXPECT_TRUE(is_criterion("group"));
  EXPECT_FALSE(is_criterion("guest"));
}

}  // namespace
}  // namespace reeve::domain
