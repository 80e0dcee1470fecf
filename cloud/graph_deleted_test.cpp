// Deleted people and groups: kept for 30 days, told by delta links, restored and purged.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "test_cloud.h"

namespace cloud {
namespace {

class Deleted : public testing::Test, public TestCloud {
 protected:
  Deleted() : TestCloud({7, 3, 40, 40}) {}
  void SetUp() override {
    grant({"User.Read.All", "Group.Read.All", "User.DeleteRestore.All", "Group.ReadWrite.All"});
  }
  void grant(boost::json::array roles) {
    control("PATCH", "tenants/" + customer().id + "/consent", {{"roles", std::move(roles)}});
    token_ = token_for(customer().id);
  }
  Response ask_graph(const std::string& target) { return graph(token_, target); }
  Response write(const std::string& method, const std::string& target,
                 const std::string& text = "") {
    return ask(method, target, {{"Authorization", "Bearer " + token_}}, text);
  }
  boost::json::array deleted(const std::string& kind, const std::string& query = "") {
    const auto page = body(ask_graph(items_ + "/microsoft.graph." + kind + query));
    return page.contains("value") ? page.at("value").as_array() : boost::json::array();
  }
  std::string some_group(bool unified) {
    for (const Group& one : customer().groups.all())
      if (one.unified == unified && !one.members.empty()) return one.id;
    return "";
  }
  void remove(const std::string& kind, const std::string& id) {
    control("DELETE", "tenants/" + customer().id + "/" + kind + "/" + id);
  }
  // What a delta link tells, and the next link.
  boost::json::array changes(std::string& link) {
    const Response told = ask_graph(link);
    EXPECT_EQ(told.status, 200) << link << told.body;
    if (told.status != 200) return {};
    const auto page = body(told);
    link = text_of(page, "@odata.deltaLink");
    link = link.substr(std::min(link.find("/v1.0"), link.size()));
    return page.at("value").as_array();
  }
  std::string latest(const std::string& kind) {
    std::string link = "/v1.0/" + kind + "/delta?$select=displayName&$deltatoken=latest";
    changes(link);
    return link;
  }

  const std::string items_ = "/v1.0/directory/deletedItems";
  std::string token_;
};

TEST_F(Deleted, APersonIsKeptUnderAnotherNameAndComesBackWhole) {
  const User user = customer().users()[5];
  std::vector<std::string> groups;
  for (const Group& one : customer().groups.all())
    if (std::find(one.members.begin(), one.members.end(), user.id) != one.members.end())
      groups.push_back(one.id);
  ASSERT_FALSE(groups.empty());
  remove("users", user.id);
  const auto listed = deleted("user");
  ASSERT_EQ(listed.size(), 1U);
  const auto& item = listed[0].as_object();
  EXPECT_EQ(text_of(item, "id"), user.id);
  EXPECT_TRUE(text_of(item, "userPrincipalName").ends_with(user.user_principal_name));
  EXPECT_GT(text_of(item, "userPrincipalName").size(), user.user_principal_name.size());
  EXPECT_EQ(ask_graph("/v1.0/users/" + user.id).status, 404);
  const auto dated = deleted("user", "?$select=id,deletedDateTime");
  EXPECT_EQ(dated[0].as_object().size(), 2U);
  EXPECT_TRUE(dated[0].at("deletedDateTime").is_string());

  const Response back = write("POST", items_ + "/" + user.id + "/restore");
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(text_of(body(back), "@odata.type"), "#microsoft.graph.user");
  EXPECT_EQ(text_of(body(back), "userPrincipalName"), user.user_principal_name);
  EXPECT_TRUE(deleted("user").empty());
  const User* again = customer().find_user(user.id);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->licenses, user.licenses);
  for (const std::string& id : groups) {
    const auto& members = customer().groups.find(id)->members;
    EXPECT_NE(std::find(members.begin(), members.end(), user.id), members.end());
  }
}

TEST_F(Deleted, DeltaLinksTellThatSomebodyWentAndCameBack) {
  const std::string id = customer().users()[5].id;
  std::string link = latest("users");
  remove("users", id);
  const auto went = changes(link);
  ASSERT_EQ(went.size(), 1U);
  EXPECT_EQ(went[0].at("@removed").at("reason").as_string(), "changed");
  write("POST", items_ + "/" + id + "/restore");
  const auto came = changes(link);
  ASSERT_EQ(came.size(), 1U);
  EXPECT_EQ(text_of(came[0].as_object(), "id"), id);
  EXPECT_FALSE(came[0].as_object().contains("@removed"));
  EXPECT_TRUE(changes(link).empty());
  remove("users", id);
  write("POST", items_ + "/" + id + "/restore");
  const auto both = changes(link);
  ASSERT_EQ(both.size(), 1U);
  EXPECT_TRUE(both[0].as_object().contains("displayName")) << "it is there again";
}

TEST_F(Deleted, AfterThirtyDaysTheyAreGoneForGood) {
  const std::string id = customer().users()[5].id;
  remove("users", id);
  control("POST", "clock", {{"advance", "P29D"}});
  token_ = token_for(customer().id);
  EXPECT_EQ(deleted("user").size(), 1U);
  std::string link = latest("users");
  control("POST", "clock", {{"advance", "P1D"}});
  token_ = token_for(customer().id);
  EXPECT_TRUE(deleted("user").empty());
  EXPECT_EQ(ask_graph(items_ + "/" + id).status, 404);
  EXPECT_EQ(write("POST", items_ + "/" + id + "/restore").status, 404);
  const auto gone = changes(link);
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone[0].at("@removed").at("reason").as_string(), "deleted");
}

TEST_F(Deleted, OnlyMicrosoft365GroupsCanBeRestored) {
  const std::string team = some_group(true);
  const std::string guard = some_group(false);
  const auto members = customer().groups.find(team)->members;
  std::string link = latest("groups");
  remove("groups", team);
  remove("groups", guard);
  ASSERT_EQ(deleted("group").size(), 1U);
  EXPECT_TRUE(deleted("group", "?$select=id,deletedDateTime")[0].at("deletedDateTime").is_string());
  EXPECT_EQ(text_of(body(ask_graph(items_ + "/" + team)), "@odata.type"), "#microsoft.graph.group");
  EXPECT_EQ(ask_graph(items_ + "/" + guard).status, 404);
  EXPECT_EQ(write("POST", items_ + "/" + team + "/restore").status, 200);
  EXPECT_EQ(customer().groups.find(team)->members, members);
  bool purged = false;
  for (const auto& one : changes(link))
    if (text_of(one.as_object(), "id") == guard)
      purged = one.at("@removed").at("reason").as_string() == "deleted";
  EXPECT_TRUE(purged);
}

TEST_F(Deleted, ATakenNameNeedsANewOne) {
  const User user = customer().users()[5];
  remove("users", user.id);
  control("POST", "tenants/" + customer().id + "/users",
          {{"displayName", "Successor"}, {"userPrincipalName", user.user_principal_name}});
  const std::string restore = items_ + "/" + user.id + "/restore";
  const Response taken = write("POST", restore);
  EXPECT_EQ(taken.status, 400);
  EXPECT_EQ(graph_code(taken), "Request_BadRequest");
  const std::string fresh = "again." + user.user_principal_name;
  EXPECT_EQ(write("POST", restore, "{\"newUserPrincipalName\":\"" + fresh + "\"}").status, 200);
  EXPECT_EQ(customer().find_user(user.id)->user_principal_name, fresh);
}

TEST_F(Deleted, ArePurgedByHand) {
  const std::string id = customer().users()[5].id;
  const std::string team = some_group(true);
  remove("users", id);
  remove("groups", team);
  for (const std::string& one : {id, team}) {
    EXPECT_EQ(write("DELETE", items_ + "/" + one).status, 204);
    EXPECT_EQ(ask_graph(items_ + "/" + one).status, 404);
    EXPECT_EQ(write("DELETE", items_ + "/" + one).status, 404);
  }
}

TEST_F(Deleted, EachKindHasItsPermissions) {
  const std::string user = customer().users()[5].id;
  const std::string team = some_group(true);
  remove("users", user);
  remove("groups", team);
  grant({"Group.Read.All"});
  EXPECT_EQ(ask_graph(items_ + "/microsoft.graph.user").status, 403);
  EXPECT_EQ(ask_graph(items_ + "/" + user).status, 403);
  EXPECT_EQ(ask_graph(items_ + "/" + team).status, 200);
  EXPECT_EQ(write("POST", items_ + "/" + team + "/restore").status, 403) << "reading only";
  grant({"User.DeleteRestore.All", "User.Read.All"});
  EXPECT_EQ(ask_graph(items_ + "/microsoft.graph.group").status, 403);
  EXPECT_EQ(write("POST", items_ + "/" + team + "/restore").status, 403);
  EXPECT_EQ(write("POST", items_ + "/" + user + "/restore").status, 200);
}

TEST_F(Deleted, AnAdministratorNeedsAHigherRole) {
  const std::string id = customer().users()[0].id;
  remove("users", id);
  EXPECT_EQ(write("POST", items_ + "/" + id + "/restore").status, 403);
  EXPECT_EQ(deleted("user").size(), 1U);
}

TEST_F(Deleted, APersonNeedsARoleToo) {
  const std::string id = customer().users()[5].id;
  remove("users", id);
  control("PATCH", "tenants/" + customer().id + "/consent", {{"scopes", {"User.ReadWrite.All"}}});
  token_ = text_of(body(refresh(customer().id, refresh_token())), "access_token");
  ASSERT_FALSE(token_.empty());
  EXPECT_EQ(write("POST", items_ + "/" + id + "/restore").status, 403) << "no such role";
  for (Relationship& one : cloud.world.relationships)
    for (AccessAssignment& assigned : one.assignments)
      assigned.roles = {"fe930be7-5e62-47db-91af-98c3a49a38b1"};  // User Administrator
  EXPECT_EQ(write("POST", items_ + "/" + id + "/restore").status, 200);
}

TEST_F(Deleted, MailboxesOfTheDeletedStandInTheReport) {
  const User user = customer().users()[5];
  remove("users", user.id);
  grant({"Reports.Read.All"});
  const std::string link =
      header(ask_graph("/v1.0/reports/getMailboxUsageDetail(period='D7')"), "Location");
  const std::string file = get(link.substr(link.find("/data"))).body;
  const std::string row = file.substr(file.find(user.user_principal_name));
  const std::string today = iso_time(cloud.clock.now()).substr(0, 10);
  EXPECT_NE(row.substr(0, row.find('\n')).find(",True," + today + ","), std::string::npos) << row;
}

TEST_F(Deleted, ListingsSortAndRefuseAsOthersDo) {
  remove("users", customer().users()[5].id);
  remove("users", customer().users()[9].id);
  const auto sorted = deleted("user", "?$orderby=displayName");
  ASSERT_EQ(sorted.size(), 2U);
  EXPECT_LE(lower(text_of(sorted[0].as_object(), "displayName")),
            lower(text_of(sorted[1].as_object(), "displayName")));
  EXPECT_EQ(deleted("user", "?$top=1").size(), 1U);
  EXPECT_EQ(ask_graph(items_ + "/microsoft.graph.user?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph(items_ + "/microsoft.graph.user?$select=mailboxSettings").status, 501);
  EXPECT_EQ(ask_graph(items_).status, 400) << "without the kind";
}

TEST(DeletedItems, SurviveARestart) {
  const std::string file = testing::TempDir() + "/deleted-items-state";
  std::filesystem::remove(file);
  const WorldOptions options{7, 1, 20, 20};
  std::string gone, back;
  {
    TestCloud first(options, file);
    gone = first.customer().users()[3].id;
    back = first.customer().users()[4].id;
    for (const std::string& id : {gone, back})
      first.control("DELETE", "tenants/" + first.customer().id + "/users/" + id);
    first.control("PATCH", "tenants/" + first.customer().id + "/consent",
                  {{"roles", {"User.ReadWrite.All"}}});
    first.ask("POST", "/v1.0/directory/deletedItems/" + back + "/restore",
              {{"Authorization", "Bearer " + first.token_for(first.customer().id)}});
  }
  TestCloud second(options, file);
  EXPECT_TRUE(second.customer().find_user(back));
  ASSERT_EQ(second.customer().deleted.users.size(), 1U);
  EXPECT_EQ(second.customer().deleted.users[0].user.id, gone);
}

}  // namespace
}  // namespace cloud
