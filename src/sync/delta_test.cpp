// Delta rounds on scripted answers: what changed, what is gone, what comes twice, and every way in
// which a cursor can be lost.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "store/delta_cursors.h"
#include "store/record_edges.h"
#include "sync/delta_pages.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<TestUser> kThree{
    {"ann", "Ann", "Lee"}, {"bob", "Bob", "Ray"}, {"eve", "Eve", "Fox"}};

constexpr std::string_view kLink = "/v1.0/users/delta?$deltatoken=one";
constexpr std::string_view kNext = "/v1.0/users/delta?$deltatoken=two";

class Delta : public RunTest {
 protected:
  // Matched, listed once by the schedule, with a cursor.
  void start(const std::string& tier = "documentation") {
    choose_tier(tier);
    match(true);
    script_ = contoso(kThree);
    script_["/v1.0/users/delta"].delta_link = kLink;
    EXPECT_EQ(scheduled_sync().state, "ok");
    asked_.clear();
  }
  // What the next round says; afterwards it goes on at kNext.
  void changes(std::vector<std::vector<std::string>> pages) {
    script_[std::string(kLink)] = {std::move(pages), true, {}, {}, std::string(kNext)};
  }
  std::optional<store::DeltaCursor> cursor(const std::string& type = "users") {
    return read([&](db::Connection& c) { return store::find_delta_cursor(c, tenant_, type); });
  }
  std::vector<std::string> asked(std::string_view prefix) {
    std::vector<std::string> out;
    for (const auto& path : asked_)
      if (path.starts_with(prefix)) out.push_back(path);
    return out;
  }
  std::vector<std::string> there() {
    std::vector<std::string> ids;
    for (const auto& record : records(false)) ids.push_back(record.external_id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::string body_of(const std::string& id) {
    for (const auto& record : records(false))
      if (record.external_id == id) return record.body;
    return {};
  }
  bool listed_whole() { return !asked("/v1.0/users?").empty(); }
};

TEST_F(Delta, TheCursorIsTakenBeforeTheListAndOnlyByTheSchedule) {
  choose_tier("documentation");
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/users/delta"].delta_link = kLink;
  sync();
  EXPECT_FALSE(cursor());
  EXPECT_TRUE(asked("/v1.0/users/delta").empty());
  asked_.clear();
  scheduled_sync();
  ASSERT_EQ(asked_.size(), 4U);
  EXPECT_THAT(asked_[2], HasSubstr("/v1.0/users/delta?$select=id,"));
  EXPECT_THAT(asked_[2], HasSubstr("&$deltaToken=latest"));
  EXPECT_THAT(asked_[3], HasSubstr("/v1.0/users?"));
  EXPECT_EQ(cursor()->link, kLink);
}

TEST_F(Delta, OneRequestTellsThatNothingChanged) {
  start();
  changes({{}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(asked("/v1.0/users"), ElementsAre(std::string(kLink)));
  EXPECT_EQ(there().size(), 3U);
  EXPECT_EQ(cursor()->link, kNext);
  EXPECT_THAT(last_run().counts, HasSubstr(R"("added":0,"changed":0,"gone":0)"));
}

TEST_F(Delta, WhatItLeavesOutStaysAsItWasAndNullIsNull) {
  start();
  const auto before = body_of("ann");
  changes({{R"({"id":"ann","jobTitle":"Boss"})",
            R"({"id":"bob","businessPhones":[],"jobTitle":null})"}});
  scheduled_sync();
  EXPECT_EQ(body_of("ann").size(), before.size() - 1) << "Clerk became Boss: " << body_of("ann");
  EXPECT_THAT(body_of("ann"), HasSubstr(R"("jobTitle":"Boss")"));
  EXPECT_THAT(body_of("ann"), HasSubstr("SMTP:ann@contoso.com"));
  EXPECT_THAT(body_of("bob"), HasSubstr(R"("jobTitle":null)"));
  for (const auto& contact : contacts()) {
    if (contact.first_name == "Ann") {
      EXPECT_EQ(contact.title, "Boss");
    }
    if (contact.first_name == "Bob") {
      EXPECT_FALSE(contact.title);
    }
  }
}

TEST_F(Delta, BothFormsOfRemovedMarkGone) {
  start();
  changes({{R"({"id":"ann","@removed":{"reason":"changed"}})"},
           {R"({"id":"bob","@removed":{"reason":"deleted"}})",
            R"({"id":"stranger","@removed":{"reason":"deleted"}})"}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(there(), ElementsAre("eve"));
  EXPECT_EQ(records(true).size(), 2U);
  EXPECT_EQ(contacts().size(), 3U) << "nothing is ever deleted";
}

TEST_F(Delta, ARemovedOneComesBack) {
  start();
  changes({{R"({"id":"ann","@removed":{"reason":"changed"}})"}});
  scheduled_sync();
  script_[std::string(kNext)] = {
      {{user_json(kThree[0])}}, true, {}, {}, "/v1.0/users/delta?$deltatoken=3"};
  scheduled_sync();
  EXPECT_EQ(there().size(), 3U);
  EXPECT_TRUE(records(true).empty());
}

TEST_F(Delta, WhoComesBackIsAsToldAndNotAsBefore) {
  start();
  changes({{R"({"id":"ann","manager@delta":[{"id":"bob"}],"department":"Sales"})"}});
  scheduled_sync();
  script_[std::string(kNext)] = {
      {{R"({"id":"ann","@removed":{"reason":"changed"}})"}}, true, {}, {}, std::string(kLink)};
  scheduled_sync();
  changes({{user_json(kThree[0])}});
  scheduled_sync();
  EXPECT_THAT(there(), ElementsAre("ann", "bob", "eve"));
  EXPECT_THAT(body_of("ann"), Not(HasSubstr("manager")));
  EXPECT_THAT(body_of("ann"), Not(HasSubstr("Sales")));
  // Only a part of one who is gone: the rest is as it was.
  script_[std::string(kNext)] = {
      {{R"({"id":"bob","@removed":{"reason":"changed"}})"}}, true, {}, {}, std::string(kLink)};
  scheduled_sync();
  changes({{R"({"id":"bob","jobTitle":"Boss"})"}});
  scheduled_sync();
  EXPECT_THAT(body_of("bob"), HasSubstr("bob@contoso.com"));
}

TEST_F(Delta, TheLastWordCountsOnWhateverPage) {
  start();
  changes({{R"({"id":"ann","jobTitle":"One"})", R"({"id":"ann","jobTitle":"Two"})",
            R"({"id":"bob","@removed":{"reason":"changed"}})"},
           {},
           {R"({"id":"ann","city":"Bern"})", user_json(kThree[1]), R"({"id":"eve","jobTitle":"X"})",
            R"({"id":"eve","@removed":{"reason":"changed"}})"}});
  scheduled_sync();
  EXPECT_THAT(body_of("ann"), HasSubstr(R"("jobTitle":"Two")"));
  EXPECT_THAT(body_of("ann"), HasSubstr(R"("city":"Bern")"));
  EXPECT_THAT(there(), ElementsAre("ann", "bob"));
}

TEST_F(Delta, ANewPersonHasNoValueWhereNothingIsSaid) {
  start();
  changes(
      {{R"({"id":"new","displayName":"New Person","userPrincipalName":"new@contoso.com","accountEnabled":true,)"
        R"("assignedLicenses":[{"skuId":"s","disabledPlans":[]}]})"}});
  scheduled_sync();
  EXPECT_THAT(body_of("new"), HasSubstr(R"("jobTitle":null)"));
  EXPECT_THAT(body_of("new"), HasSubstr(R"("proxyAddresses":[])"));
  EXPECT_EQ(contacts().size(), 4U);
}

TEST_F(Delta, AReplayChangesNothing) {
  start();
  changes({{R"({"id":"ann","jobTitle":"Boss"})"}});
  scheduled_sync();
  const auto once = documentation();
  script_[std::string(kNext)] = script_[std::string(kLink)];
  scheduled_sync();
  EXPECT_EQ(documentation(), once);
  EXPECT_THAT(last_run().counts, HasSubstr(R"("added":0,"changed":0,"gone":0)"));
}

TEST_F(Delta, AnExpiredOrRefusedLinkListsEverythingInTheSameRun) {
  start();
  script_[std::string(kLink)] = {{}, false, "resync", {}};
  script_["/v1.0/users"].pages = {{user_json(kThree[0])}};
  script_["/v1.0/users/delta"].delta_link = kNext;
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_TRUE(listed_whole());
  EXPECT_THAT(there(), ElementsAre("ann"));
  EXPECT_EQ(cursor()->link, kNext);
  const auto notes = events("note");
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].code, "resync");
}

TEST_F(Delta, ALinkThatIsRefusedInTheMiddleListsEverythingBesideWhatCame) {
  start();
  script_[std::string(kLink)] = {
      {{user_json({"new", "New", "Person"}), R"({"id":"ann","jobTitle":"Boss"})"}},
      false,
      "resync",
      {}};
  script_["/v1.0/users"].pages = {{user_json(kThree[0]), user_json({"new", "New", "Person"})}};
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(there(), ElementsAre("ann", "new"));
  EXPECT_THAT(body_of("ann"), HasSubstr("Clerk"));
}

TEST_F(Delta, ARoundThatBreaksOffMarksNobodyAndKeepsTheCursor) {
  start();
  script_[std::string(kLink)] = {
      {{R"({"id":"ann","jobTitle":"Boss"})", R"({"id":"bob","@removed":{"reason":"deleted"}})"}},
      false,
      "page_cut",
      {}};
  EXPECT_EQ(scheduled_sync().state, "partial");
  EXPECT_EQ(there().size(), 3U);
  EXPECT_EQ(cursor()->link, kLink);
  changes(
      {{R"({"id":"ann","jobTitle":"Boss"})", R"({"id":"bob","@removed":{"reason":"deleted"}})"}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(there(), ElementsAre("ann", "eve"));
  EXPECT_EQ(cursor()->link, kNext);
}

TEST_F(Delta, KilledBeforeTheEndItIsToldAgain) {
  for (const auto* point : {"after_page", "after_diff", "before_prune", "before_finish"}) {
    fresh();
    start();
    changes({{R"({"id":"ann","jobTitle":"Boss"})"},
             {R"({"id":"bob","@removed":{"reason":"deleted"}})"}});
    struct Killed {};
    at_point_ = [&](std::string_view at) {
      if (at == point && !asked(kLink).empty()) throw Killed{};
    };
    const auto queued = queue(false, false, "schedule");
    EXPECT_THROW(run(queued), Killed) << point;
    EXPECT_EQ(cursor()->link, kLink) << point << ": the cursor is never ahead of the rows";
    at_point_ = {};
    EXPECT_EQ(run(queued).state, "ok") << point;
    EXPECT_THAT(there(), ElementsAre("ann", "eve")) << point;
    EXPECT_THAT(body_of("ann"), HasSubstr("Boss")) << point;
    EXPECT_EQ(cursor()->link, kNext) << point;
  }
}

TEST_F(Delta, AnEmptiedTenantIsLookedAtWhole) {
  start();
  changes({{R"({"id":"ann","@removed":{"reason":"deleted"}})",
            R"({"id":"bob","@removed":{"reason":"deleted"}})",
            R"({"id":"eve","@removed":{"reason":"deleted"}})"}});
  EXPECT_EQ(scheduled_sync().state, "partial");
  EXPECT_EQ(last_run().reason, "empty_answer");
  EXPECT_EQ(there().size(), 3U);
  EXPECT_FALSE(cursor());
  scheduled_sync();
  EXPECT_TRUE(listed_whole());
}

TEST_F(Delta, EverythingIsListedOnceADayAndBeforeTheLinkIsTooOld) {
  start();
  changes({{}});
  clock_.advance(kFullListing);
  scheduled_sync();
  EXPECT_TRUE(listed_whole());
  EXPECT_TRUE(asked(kLink).empty());
}

TEST_F(Delta, AnotherQuestionBeginsAnew) {
  start();
  write([&](db::Connection& c) {
    auto other = store::find_delta_cursor(c, tenant_, "users").value();
    other.query += ",more";
    store::set_delta_cursor(c, tenant_, "users", other);
  });
  scheduled_sync();
  EXPECT_TRUE(listed_whole());
}

TEST_F(Delta, ALostLinkIsNotAFailure) {
  start();
  script_[std::string(kLink)] = {{{}}, true, {}, {}, ""};
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_FALSE(cursor());
  script_["/v1.0/users/delta"] = {{}, false, "server_error", {}};
  EXPECT_EQ(scheduled_sync().state, "ok") << "a list without a cursor is still a list";
  EXPECT_FALSE(cursor());
}

TEST_F(Delta, APersonsSyncListsEverythingAndLeavesTheCursor) {
  start();
  sync();
  EXPECT_TRUE(listed_whole());
  EXPECT_TRUE(asked("/v1.0/users/delta").empty());
  EXPECT_EQ(cursor()->link, kLink);
}

TEST_F(Delta, ManagersComeAndGo) {
  start();
  const auto manager = [&] {
    return read([&](db::Connection& c) { return store::edges_from(c, tenant_, "manager", "ann"); });
  };
  changes(
      {{R"({"id":"ann","manager@delta":[{"@odata.type":"#microsoft.graph.user","id":"bob"}]})"}});
  scheduled_sync();
  EXPECT_THAT(manager(), ElementsAre("bob"));
  script_[std::string(kNext)] = {
      {{R"({"id":"ann","manager@delta":[{"id":"eve"},{"id":"bob","@removed":{"reason":"deleted"}}]})"}},
      true,
      {},
      {},
      std::string(kLink)};
  scheduled_sync();
  EXPECT_THAT(manager(), ElementsAre("eve"));
  changes({{R"({"id":"ann","manager@delta":[{"id":"eve","@removed":{"reason":"deleted"}}]})"}});
  scheduled_sync();
  EXPECT_TRUE(manager().empty());
  EXPECT_EQ(body_of("ann").find("manager"), std::string::npos);
}

TEST_F(Delta, WhoCameAndWentInOneRoundLeavesNothing) {
  start();
  const auto before = contacts().size();
  changes(
      {{user_json({"new", "New", "Person"})}, {R"({"id":"new","@removed":{"reason":"changed"}})"}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(there(), ElementsAre("ann", "bob", "eve"));
  EXPECT_EQ(contacts().size(), before) << "nobody is created who is not there";
}

TEST_F(Delta, WhoWentAndCameBackInOneRoundNeverLeft) {
  start();
  changes({{R"({"id":"ann","@removed":{"reason":"changed"}})"},
           {},
           {R"({"id":"ann","@removed":{"reason":"deleted"}})", user_json(kThree[0])}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_EQ(there().size(), 3U);
  EXPECT_TRUE(records(true).empty());
  EXPECT_TRUE(reviews().empty());
}

TEST_F(Delta, EmptyPagesInTheMiddleAreNoEnd) {
  start();
  changes({{}, {}, {R"({"id":"ann","jobTitle":"Boss"})"}, {}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(body_of("ann"), HasSubstr("Boss"));
  EXPECT_EQ(there().size(), 3U);
}

TEST_F(Delta, ARoundThatIsRefusedOrPutOffKeepsTheCursor) {
  for (const auto* code : {"not_allowed", "throttled", "server_error", "foreign_link", "loop"}) {
    fresh();
    start();
    script_[std::string(kLink)] = {
        {{R"({"id":"bob","@removed":{"reason":"deleted"}})"}}, false, code, {}};
    EXPECT_NE(scheduled_sync().state, "ok") << code;
    EXPECT_EQ(there().size(), 3U) << code;
    ASSERT_TRUE(cursor()) << code;
    EXPECT_EQ(cursor()->link, kLink) << code;
  }
}

TEST_F(Delta, TheListAfterAnExpiredLinkMayBreakOffToo) {
  start();
  script_[std::string(kLink)] = {{}, false, "resync", {}};
  script_["/v1.0/users"] = {{{user_json(kThree[0])}}, false, "page_cut", {}};
  EXPECT_EQ(scheduled_sync().state, "partial");
  EXPECT_EQ(there().size(), 3U) << "half a list marks nobody";
}

TEST_F(Delta, AnObjectWithoutIdIsToldAndTheOthersCount) {
  start();
  changes({{R"({"displayName":"Nobody"})", R"({"id":"ann","jobTitle":"Boss"})"}});
  scheduled_sync();
  EXPECT_THAT(body_of("ann"), HasSubstr("Boss"));
  EXPECT_EQ(there().size(), 3U);
  EXPECT_FALSE(events("failure").empty());
}

TEST_F(Delta, TwoWhoSwapTheirAddressesKeepTheirContacts) {
  start();
  const auto names = [&] {
    std::vector<std::string> out;
    for (const auto& one : contacts()) out.push_back(one.first_name);
    std::sort(out.begin(), out.end());
    return out;
  };
  const auto before = names();
  changes({{R"({"id":"ann","userPrincipalName":"bob@contoso.com","mail":"bob@contoso.com"})",
            R"({"id":"bob","userPrincipalName":"ann@contoso.com","mail":"ann@contoso.com"})"}});
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_EQ(names(), before) << "identity is the object's id, never an address";
}

TEST_F(Delta, OneObjectOnTwoPagesOfAListIsOneRecord) {
  start();
  script_["/v1.0/users"].pages = {{user_json(kThree[0]), user_json(kThree[1])},
                                  {user_json({"ann", "Anna", "Lee"}), user_json(kThree[2])}};
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(there().size(), 3U);
  EXPECT_THAT(body_of("ann"), HasSubstr("Anna")) << "the later one counts";
}

class GroupDelta : public Delta {
 protected:
  void begin() {
    choose_tier("intune");
    match(true);
    script_ = contoso(kThree);
    script_["/v1.0/groups/delta"] = {
        {{R"({"id":"g","displayName":"G","members@delta":[{"id":"ann"},{"id":"bob"}]})",
          R"({"id":"h","displayName":"H","members@delta":[{"id":"g"}]})"}},
        true,
        {},
        {},
        std::string(kGroups)};
    EXPECT_EQ(scheduled_sync().state, "ok") << last_run().sentence.value_or("");
  }
  std::vector<std::string> members(const std::string& group) {
    return read(
        [&](db::Connection& c) { return store::edges_from(c, tenant_, "group_member", group); });
  }
  static constexpr std::string_view kGroups = "/v1.0/groups/delta?$deltatoken=one";
};

TEST_F(GroupDelta, MembersComeAndGoAndARemovedGroupHasNone) {
  begin();
  EXPECT_THAT(members("g"), ElementsAre("ann", "bob"));
  script_[std::string(kGroups)] = {
      {{R"({"id":"g","members@delta":[{"id":"eve"},{"id":"bob","@removed":{"reason":"deleted"}}]})"},
       {R"({"id":"h","@removed":{"reason":"changed"}})"}},
      true,
      {},
      {},
      std::string(kGroups)};
  scheduled_sync();
  EXPECT_THAT(members("g"), ElementsAre("ann", "eve"));
  EXPECT_TRUE(members("h").empty());
  EXPECT_EQ(records_of("groups", true).size(), 1U);
  scheduled_sync();
  EXPECT_THAT(members("g"), ElementsAre("ann", "eve")) << "told again, the same";
}

TEST_F(GroupDelta, ARoundThatBreaksOffLeavesMembersAsTheyWere) {
  begin();
  script_[std::string(kGroups)] = {
      {{R"({"id":"g","members@delta":[{"id":"bob","@removed":{"reason":"deleted"}}]})"}},
      false,
      "not_allowed",
      {}};
  EXPECT_EQ(scheduled_sync().state, "gaps");
  EXPECT_THAT(members("g"), ElementsAre("ann", "bob"));
  EXPECT_EQ(type_states()["groups"].reason, "not_allowed");
  EXPECT_EQ(cursor("groups")->link, kGroups);
}

TEST_F(GroupDelta, AFullRoundEndsMembersThatItDoesNotTell) {
  begin();
  script_["/v1.0/groups/delta"].pages = {
      {R"({"id":"g","displayName":"G","members@delta":[{"id":"eve"}]})"}};
  sync();
  EXPECT_THAT(members("g"), ElementsAre("eve"));
  EXPECT_TRUE(members("h").empty());
}

TEST(WithChange, IsTheObjectAsItIsNow) {
  const auto& users = *types::find_type("users");
  const std::string before = R"({"id":"1","city":"Bern","manager":{"id":"2"}})";
  EXPECT_EQ(with_change(users, &before, R"({"id":"1","city":"Basel"})"),
            R"({"id":"1","city":"Basel","manager":{"id":"2"}})");
  EXPECT_EQ(
      with_change(users, &before,
                  R"({"id":"1","manager@delta":[{"id":"9","@removed":{"reason":"deleted"}}]})"),
      before)
      << "a manager who was not the manager";
}

}  // namespace
}  // namespace reeve::sync
