// Each data type that Graph is odd about, on scripted answers: mailbox usage and purposes, members
// of groups, managers, and what each absence says.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "store/record_edges.h"
#include "sync/plan.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<TestUser> kThree{
    {"ann", "Ann", "Lee"}, {"bob", "Bob", "Ray"}, {"eve", "Eve", "Fox"}};

constexpr std::string_view kShort =
    "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,Created Date,"
    "Last Activity Date,Item Count,Storage Used (Byte),Issue Warning Quota (Byte),"
    "Prohibit Send Quota (Byte),Prohibit Send/Receive Quota (Byte),Deleted Item Count,"
    "Deleted Item Size (Byte),Report Period\r\n";

class DataTypes : public RunTest {
 protected:
  void start(const std::string& tier, const std::vector<TestUser>& users = kThree) {
    choose_tier(tier);
    match(true);
    script_ = contoso(users);
    report_ = std::string(kShort);
  }
  std::string body_of(const std::string& type, const std::string& id) {
    for (const auto& record : records_of(type))
      if (record.external_id == id) return record.body;
    return {};
  }
  std::vector<std::string> edges_from(const std::string& kind, const std::string& from) {
    return read([&](db::Connection& c) { return store::edges_from(c, tenant_, kind, from); });
  }
};

class MailboxUsage : public DataTypes {};
class MailboxPurposes : public DataTypes {};
class Edges : public DataTypes {};

TEST_F(MailboxUsage, ReadsColumnsByNameWithAMarkAndWithoutTheNewOnes) {
  start("mailbox_reports");
  report_ =
      "\xEF\xBB\xBF" + std::string(kShort) +
      "2026-11-20,Ann@contoso.com,\"Lee, Ann\",False,,2024-01-02,2026-11-19,12,3400,1,2,3,4,5,"
      "30\r\n";
  EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  EXPECT_EQ(
      body_of("mailbox_usage", "ann@contoso.com"),
      R"({"id":"ann@contoso.com","userPrincipalName":"Ann@contoso.com","displayName":"Lee, Ann",)"
      R"("storageUsedInBytes":3400,"itemCount":12,"issueWarningQuotaInBytes":1,)"
      R"("prohibitSendQuotaInBytes":2,"prohibitSendReceiveQuotaInBytes":3,"deletedItemCount":4,)"
      R"("deletedItemSizeInBytes":5,"isDeleted":false,"deletedDate":null,)"
      R"("createdDate":"2024-01-02","lastActivityDate":"2026-11-19","reportRefreshDate":"2026-11-20"})");
  // The newer file, in another order.
  report_ =
      "Has Archive,Deleted Item Quota (Byte),User Principal Name,Storage Used (Byte)\r\n"
      "True,99,ann@contoso.com,3500\r\n";
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(body_of("mailbox_usage", "ann@contoso.com"), HasSubstr(":3400,"))
      << "a report of a day is not asked for twice in an hour";
  EXPECT_EQ(type_states()["mailbox_usage"].state, "complete") << "what is known stays known";
  clock_.advance(kReportFresh);
  sync();
  EXPECT_EQ(body_of("mailbox_usage", "ann@contoso.com"),
            R"({"id":"ann@contoso.com","userPrincipalName":"ann@contoso.com",)"
            R"("storageUsedInBytes":3500,"deletedItemQuota":99,"hasArchive":true})");
}

TEST_F(MailboxUsage, OfTwoMailboxesWithOneNameTheLivingOneCounts) {
  start("mailbox_reports");
  report_ = std::string(kShort) +
            "2026-11-20,ann@contoso.com,New,False,,2026-01-02,,1,1,1,2,3,4,5,30\r\n"
            "2026-11-20,ann@contoso.com,Old,True,2025-12-01,2024-01-02,,9,9,1,2,3,4,5,30\r\n";
  sync();
  EXPECT_THAT(body_of("mailbox_usage", "ann@contoso.com"), HasSubstr(R"("displayName":"New")"));
}

TEST_F(MailboxUsage, ConcealedNamesAreToldAndNobodyIsGone) {
  start("mailbox_reports");
  const std::string row = ",False,,2024-01-02,2026-11-19,12,3400,1,2,3,4,5,30\r\n";
  report_ = std::string(kShort) + "2026-11-20,ann@contoso.com,Ann" + row;
  sync();
  report_ = std::string(kShort) + "2026-11-20,A1B2,C3D4" + row + "2026-11-20,E5F6,0708" + row;
  answers_["/v1.0/admin/reportSettings"] =
      R"({"value":{"@odata.type":"x","displayConcealedNames":true}})";
  clock_.advance(kReportFresh);
  EXPECT_EQ(sync().state, "gaps");
  auto state = type_states()["mailbox_usage"];
  EXPECT_EQ(state.state, "absent");
  EXPECT_EQ(state.reason, "concealed");
  EXPECT_THAT(state.sentence.value(), HasSubstr("hides names in its reports"));
  EXPECT_THAT(state.remedy.value(), HasSubstr("Org settings"));
  EXPECT_EQ(records_of("mailbox_usage").size(), 1U) << "what was known is not gone";
  // The setting was changed, the report is still old; the model has it bare.
  answers_["/v1.0/admin/reportSettings"] = R"({"displayConcealedNames":false})";
  sync();
  EXPECT_THAT(type_states()["mailbox_usage"].remedy.value(), HasSubstr("two days"));
  answers_.clear();
  sync();
  EXPECT_EQ(type_states()["mailbox_usage"].reason, "concealed") << "also where nobody may ask";
}

TEST_F(MailboxUsage, ABrokenFileIsNamed) {
  start("mailbox_reports");
  report_ = std::string(kShort) + "2026-11-20,\"ann";
  EXPECT_EQ(sync().state, "gaps");
  EXPECT_EQ(type_states()["mailbox_usage"].reason, "page_cut");
  report_.clear();
  sync();
  EXPECT_EQ(type_states()["mailbox_usage"].reason, "not_csv");
}

TEST_F(MailboxPurposes, AsksThoseFirstWhoAreLikelyNoPeopleAndEachOnce) {
  std::vector<TestUser> users = kThree;
  users.push_back({.id = "desk", .given = "Front", .surname = "Desk", .licensed = false});
  users.push_back(
      {.id = "room", .given = "Big", .surname = "Room", .licensed = false, .enabled = false});
  users.push_back({.id = "guest", .given = "A", .surname = "Guest", .user_type = "Guest"});
  start("mailbox_reports", users);
  report_ = std::string(kShort) +
            "2026-11-20,room@contoso.com,Room,False,,2024-01-02,,1,1,1,2,3,4,5,30\r\n";
  purposes_["desk"] = {200, R"({"@odata.context":"x","value":"shared"})"};
  purposes_["room"] = {200, R"({"value":{"value":"room"}})"};
  purposes_["eve"] = {404, R"({"error":{"code":"MailboxNotEnabledForRESTAPI"}})"};
  EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  std::vector<std::string> order;
  for (const auto& path : asked_)
    if (path.starts_with("/users/")) order.push_back(path.substr(7, path.find('/', 7) - 7));
  EXPECT_THAT(order, ElementsAre("room", "desk", "ann", "bob", "eve"));
  EXPECT_THAT(body_of("mailbox_purposes", "desk"), HasSubstr(R"("userPurpose":"shared")"));
  EXPECT_THAT(body_of("mailbox_purposes", "room"), HasSubstr(R"("userPurpose":"room")"));
  EXPECT_THAT(body_of("mailbox_purposes", "eve"), HasSubstr(R"("userPurpose":null)"));
  asked_.clear();
  sync();
  EXPECT_FALSE(
      std::ranges::any_of(asked_, [](const auto& path) { return path.starts_with("/users/"); }));
  EXPECT_EQ(records_of("mailbox_purposes").size(), 5U);
  // Converted: it loses its license, so it is asked again, alone.
  users[0].licensed = false;
  script_ = contoso(users);
  purposes_["ann"] = {200, R"({"value":"shared"})"};
  sync();
  EXPECT_EQ(
      std::ranges::count_if(asked_, [](const auto& path) { return path.starts_with("/users/"); }),
      1);
  EXPECT_THAT(body_of("mailbox_purposes", "ann"), HasSubstr(R"("userPurpose":"shared")"));
}

TEST_F(MailboxPurposes, WhoCannotBeAskedIsOpenAndNobodyIsGone) {
  start("mailbox_reports");
  purposes_["bob"] = {0, {}};
  EXPECT_EQ(sync().state, "gaps");
  EXPECT_EQ(type_states()["mailbox_purposes"].reason, "more_to_ask");
  EXPECT_EQ(records_of("mailbox_purposes").size(), 2U);
  fresh();
  start("mailbox_reports");
  for (const auto& user : kThree)
    purposes_[user.id] = {403, R"({"error":{"code":"ErrorAccessDenied"}})"};
  EXPECT_EQ(sync().state, "gaps");
  const auto state = type_states()["mailbox_purposes"];
  EXPECT_EQ(state.state, "absent");
  EXPECT_EQ(state.reason, "not_allowed");
  EXPECT_THAT(state.remedy.value(), HasSubstr("MailboxSettings.Read"));
  EXPECT_EQ(type_states()["mailbox_usage"].state, "complete") << "the rest is there";
}

TEST_F(MailboxPurposes, OfOneWhoLeftIsGoneWithTheSameRun) {
  start("mailbox_reports");
  sync();
  EXPECT_EQ(records_of("mailbox_purposes").size(), 3U);
  script_ = contoso({kThree[0], kThree[1]});
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records_of("mailbox_purposes").size(), 2U);
  EXPECT_EQ(records_of("mailbox_purposes", true).size(), 1U);
}

TEST_F(Edges, OfManagersAreWrittenChangedAndEnded) {
  start("documentation",
        {{.id = "ann", .given = "A", .surname = "L", .more = R"(,"manager":{"id":"bob"})"},
         {.id = "bob", .given = "B", .surname = "R"}});
  sync();
  EXPECT_THAT(edges_from("manager", "ann"), ElementsAre("bob"));
  EXPECT_EQ(read([&](db::Connection& c) { return store::edges_to(c, tenant_, "manager", "bob"); }),
            std::vector<std::string>{"ann"});
  script_ =
      contoso({{.id = "ann", .given = "A", .surname = "L"},
               {.id = "bob", .given = "B", .surname = "R", .more = R"(,"manager":{"id":"ann"})"}});
  sync();
  EXPECT_TRUE(edges_from("manager", "ann").empty());
  EXPECT_THAT(edges_from("manager", "bob"), ElementsAre("ann"));
}

TEST_F(Edges, OfAListingThatBrokeOffStayAsTheyWere) {
  start("documentation",
        {{.id = "ann", .given = "A", .surname = "L", .more = R"(,"manager":{"id":"bob"})"}});
  sync();
  script_["/v1.0/users"] = {{{user_json({"bob", "B", "R"})}}, false, "not_allowed", {}};
  sync();
  EXPECT_THAT(edges_from("manager", "ann"), ElementsAre("bob"));
}

TEST_F(Edges, OfRolesGoFromTheRoleToItsHolders) {
  start("password_rotation");
  script_["/v1.0/roleManagement/directory/roleAssignments"].pages = {
      {R"({"id":"1","roleDefinitionId":"helpdesk","principalId":"ann","directoryScopeId":"/"})",
       R"({"id":"2","roleDefinitionId":"helpdesk","principalId":"ann","directoryScopeId":"/administrativeUnits/x"})"},
      {R"({"id":"3","roleDefinitionId":"helpdesk","principalId":"admins","directoryScopeId":"/"})"}};
  sync();
  EXPECT_THAT(edges_from("role_member", "helpdesk"), ElementsAre("admins", "ann"));
  script_["/v1.0/roleManagement/directory/roleAssignments"].pages[0].pop_back();
  sync();
  EXPECT_THAT(edges_from("role_member", "helpdesk"), ElementsAre("admins", "ann"))
      << "one of two assignments is left";
  script_["/v1.0/roleManagement/directory/roleAssignments"].pages[0].clear();
  sync();
  EXPECT_THAT(edges_from("role_member", "helpdesk"), ElementsAre("admins"));
  EXPECT_EQ(records_of("role_assignments", true).size(), 2U);
}

TEST_F(Edges, OfGroupsReachThroughGroups) {
  start("intune");
  script_["/v1.0/groups/delta"] = {
      {{R"({"id":"admins","displayName":"Admins","members@delta":[{"id":"inner"},{"id":"ann"}]})"},
       {R"({"id":"inner","displayName":"Inner","members@delta":[{"id":"bob"},{"id":"admins"}]})",
        R"({"id":"admins","displayName":"Admins","members@delta":[{"id":"eve"}]})"}},
      true,
      {},
      {},
      "/v1.0/groups/delta?$deltatoken=1"};
  EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  EXPECT_THAT(edges_from("group_member", "admins"), ElementsAre("ann", "eve", "inner"));
  EXPECT_THAT(read([&](db::Connection& c) {
                return store::all_reached(c, tenant_, "group_member", "admins");
              }),
              testing::UnorderedElementsAre("ann", "bob", "eve", "inner"));
  EXPECT_THAT(body_of("groups", "admins"), HasSubstr(R"("description":null)"));
  EXPECT_EQ(body_of("groups", "admins").find("\"members\""), std::string::npos);
}

}  // namespace
}  // namespace reeve::sync
