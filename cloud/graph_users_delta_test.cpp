// /users/delta as clients meet it: rounds, changes, removals, and links that grow old.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "random.h"
#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

class UsersDelta : public testing::Test, public TestCloud {
 protected:
  UsersDelta() : TestCloud({7, 2, 230, 230}) {}
  void SetUp() override { token_ = token_for(customer().id); }
  Response ask_graph(const std::string& target, std::vector<Header> headers = {}) {
    return graph(token_, target, std::move(headers));
  }
  static std::string link_of(const json::object& page, const char* name) {
    const std::string link = text_of(page, name);
    return link.empty() ? "" : link.substr(link.find("/v1.0"));
  }
  // Follows the pages of one round; the delta link that ends it stands in `link_`.
  std::vector<json::object> round(std::string target, std::vector<Header> headers = {}) {
    std::vector<json::object> items;
    pages_ = 0;
    while (!target.empty()) {
      const Response response = ask_graph(target, headers);
      EXPECT_EQ(response.status, 200) << response.body;
      const auto page = body(response);
      for (const auto& one : page.at("value").as_array()) items.push_back(one.as_object());
      ++pages_;
      link_ = link_of(page, "@odata.deltaLink");
      target = link_of(page, "@odata.nextLink");
    }
    return items;
  }
  std::string latest(const std::string& select = "id,department") {
    round("/v1.0/users/delta?$select=" + select + "&$deltatoken=latest");
    return link_;
  }
  Response user_control(const std::string& method, std::size_t at,
                        const json::value& what = nullptr, const std::string& query = "") {
    return ask(method,
               "/_control/tenants/" + customer().id + "/users/" + customer().users()[at].id + query,
               {}, what.is_null() ? "" : json::serialize(what));
  }
  std::string token_, link_;
  int pages_ = 0;
};

TEST_F(UsersDelta, TheFirstRoundGivesEverybodyOnceAndEndsInADeltaLink) {
  const auto items = round("/v1.0/users/delta?$select=displayName,mail");
  std::set<std::string> seen;
  for (const auto& one : items) {
    EXPECT_TRUE(seen.insert(text_of(one, "id")).second);
    EXPECT_FALSE(one.contains("userPrincipalName"));
  }
  EXPECT_EQ(seen.size(), 230U);
  EXPECT_EQ(pages_, 3);
  EXPECT_TRUE(round(link_).empty()) << "nothing changed";
  EXPECT_NE(link_, "");
}

TEST_F(UsersDelta, WhatNeverHadAValueIsLeftOut) {
  for (const auto& one : round("/v1.0/users/delta"))
    for (const auto& member : one) EXPECT_FALSE(member.value().is_null()) << member.key();
}

TEST_F(UsersDelta, AChangeComesOnceWithTheSelectionOfTheFirstRequest) {
  round("/v1.0/users/delta?$select=id,department,jobTitle");
  user_control("PATCH", 3, {{"department", "Logistics"}, {"jobTitle", nullptr}});
  user_control("PATCH", 3, {{"department", "Export"}});
  const auto items = round(link_);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(text_of(items[0], "id"), customer().users()[3].id);
  EXPECT_EQ(text_of(items[0], "department"), "Export");
  EXPECT_TRUE(items[0].at("jobTitle").is_null()) << "what lost its value is null";
  EXPECT_TRUE(round(link_).empty());
}

TEST_F(UsersDelta, WhatWasNotSelectedIsNotTold) {
  const std::string link = latest("id,department");
  user_control("PATCH", 3, {{"jobTitle", "Baker"}});
  user_control("PATCH", 7, {{"department", "Bakery"}});
  const auto items = round(link);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(text_of(items[0], "id"), customer().users()[7].id);
}

TEST_F(UsersDelta, TheSameValueAgainIsNoChange) {
  const std::string link = latest();
  user_control("PATCH", 3, {{"department", customer().users()[3].department}});
  EXPECT_TRUE(round(link).empty());
}

TEST_F(UsersDelta, ReturnMinimalGivesOnlyWhatChanged) {
  const std::string link = latest("id,displayName,department");
  user_control("PATCH", 4, {{"department", "Night shift"}});
  const auto items = round(link, {{"Prefer", "return=minimal"}});
  ASSERT_EQ(items.size(), 1U);
  EXPECT_FALSE(items[0].contains("displayName"));
  EXPECT_EQ(text_of(items[0], "department"), "Night shift");
  EXPECT_TRUE(round(link).at(0).contains("displayName"));
}

TEST_F(UsersDelta, RemovedPeopleAreTellingHow) {
  const std::string link = latest();
  const std::string soft = customer().users()[5].id;
  const std::string hard = customer().users()[6].id;
  EXPECT_EQ(user_control("DELETE", 6, nullptr, "?permanent=true").status, 204);
  EXPECT_EQ(user_control("DELETE", 5).status, 204);
  const auto items = round(link);
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(json::serialize(items[0]),
            R"({"id":")" + hard + R"(","@removed":{"reason":"deleted"}})");
  EXPECT_EQ(json::serialize(items[1]),
            R"({"id":")" + soft + R"(","@removed":{"reason":"changed"}})");
  const std::string after = link_;
  EXPECT_EQ(control("DELETE", "tenants/" + customer().id + "/users/" + soft).status, 404);
  const std::string purge = "/_control/tenants/" + customer().id + "/users/" + soft;
  EXPECT_EQ(ask("DELETE", purge + "?permanent=true").status, 204);
  const auto later = round(after);
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(text_of(later[0].at("@removed").as_object(), "reason"), "deleted");
}

TEST_F(UsersDelta, NewPeopleComeWholeAndThoseWhoCameAndWentDoNot) {
  const std::string link = latest("id,displayName");
  const std::string users = "tenants/" + customer().id + "/users";
  const auto add = [&](const std::string& name) {
    return text_of(
        body(control("POST", users,
                     {{"displayName", name}, {"userPrincipalName", name + "@a.example"}})),
        "id");
  };
  const std::string stays = add("stays");
  control("DELETE", users + "/" + add("goes"));
  const auto items = round(link, {{"Prefer", "return=minimal"}});
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(text_of(items[0], "id"), stays);
  EXPECT_EQ(text_of(items[0], "displayName"), "stays");
}

TEST_F(UsersDelta, ManyChangesComeInPages) {
  const std::string link = latest();
  for (std::size_t at = 0; at < 150; ++at) user_control("PATCH", at, {{"department", "Moved"}});
  EXPECT_EQ(round(link).size(), 150U);
  EXPECT_EQ(pages_, 2);
  EXPECT_TRUE(round(link_).empty());
}

TEST_F(UsersDelta, ANewManagerComesWithTheOldOneRemoved) {
  const std::string before = customer().users()[20].manager_id;
  const auto first = round("/v1.0/users/delta?$select=displayName,manager");
  const std::string manager =
      text_of(first[20].at("manager@delta").as_array().at(0).as_object(), "id");
  EXPECT_EQ(manager, before);
  const std::string next = customer().users()[30].id;
  user_control("PATCH", 20, {{"manager", next}});
  const auto items = round(link_);
  ASSERT_EQ(items.size(), 1U);
  const auto& managers = items[0].at("manager@delta").as_array();
  ASSERT_EQ(managers.size(), 2U);
  EXPECT_EQ(text_of(managers[0].as_object(), "id"), next);
  EXPECT_EQ(text_of(managers[1].as_object(), "id"), before);
  EXPECT_TRUE(managers[1].as_object().contains("@removed"));
}

TEST_F(UsersDelta, FiltersOnIdsOnly) {
  const std::string one = customer().users()[1].id;
  const std::string two = customer().users()[200].id;
  EXPECT_EQ(
      round("/v1.0/users/delta?$filter=id%20eq%20'" + one + "'%20or%20id%20eq%20'" + two + "'")
          .size(),
      2U);
  user_control("PATCH", 2, {{"department", "Elsewhere"}});
  EXPECT_TRUE(round(link_).empty());
  for (const char* filter : {"mail%20eq%20'a'", "id%20eq%20'a'%20or", "id%20eq", "id%20eq%20a"})
    EXPECT_EQ(ask_graph(std::string("/v1.0/users/delta?$filter=") + filter).status, 400) << filter;
}

TEST_F(UsersDelta, RefusesWhatGraphRefuses) {
  for (const char* option :
       {"$top=5", "$expand=manager", "$orderby=displayName", "$search=%22a%22"}) {
    const Response refused = ask_graph(std::string("/v1.0/users/delta?") + option);
    EXPECT_EQ(refused.status, 400) << option;
    EXPECT_EQ(graph_code(refused), "Request_UnsupportedQuery") << option;
  }
  EXPECT_EQ(ask_graph("/v1.0/users/delta?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/users/delta?$select=aboutMe").status, 501);
  EXPECT_EQ(ask_graph("/v1.0/users/delta?$deltatoken=nonsense").status, 400);
  const std::string link = latest();
  EXPECT_EQ(graph(token_for(customer(1).id), link).status, 400) << "the link of another tenant";
}

TEST_F(UsersDelta, NeedsAPermissionToReadPeople) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.ReadBasic.All", "Group.Read.All"}}});
  const Response refused = graph(token_for(customer().id), "/v1.0/users/delta");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied");
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.Read.All"}}});
  EXPECT_EQ(graph(token_for(customer().id), "/v1.0/users/delta").status, 200);
}

TEST_F(UsersDelta, LinksLiveSevenDaysByTheCloudsClock) {
  const std::string link = latest();
  control("POST", "clock", {{"advance", "P6DT23H"}});
  token_ = token_for(customer().id);
  EXPECT_EQ(ask_graph(link).status, 200);
  control("POST", "clock", {{"advance", "PT1H"}});
  token_ = token_for(customer().id);
  const Response gone = ask_graph(link);
  EXPECT_EQ(gone.status, 410);
  EXPECT_EQ(graph_code(gone), "syncStateNotFound");
  const std::string anew = header(gone, "Location");
  EXPECT_NE(anew.find("/v1.0/users/delta?$select=id%2Cdepartment&$deltatoken="), std::string::npos);
  EXPECT_EQ(round(anew.substr(anew.find("/v1.0"))).size(), 230U);
}

TEST(UsersDeltaRestart, LinksGoOnAfterARestart) {
  const auto folder = std::filesystem::temp_directory_path() / ("reeve-delta-" + fresh_guid());
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "state").string();
  const WorldOptions options = {7, 2, 12, 12};
  const auto link_after = [](TestCloud& cloud, const std::string& target) {
    const std::string token = cloud.token_for(cloud.customer().id);
    return TestCloud::body(cloud.graph(token, target));
  };
  const auto change = [](TestCloud& cloud, const char* department) {
    const std::string id = cloud.customer().users()[2].id;
    cloud.control("PATCH", "tenants/" + cloud.customer().id + "/users/" + id,
                  {{"department", department}});
  };
  std::string link;
  {
    TestCloud cloud(options, file);
    change(cloud, "Before the link");
    link = text_of(link_after(cloud, "/v1.0/users/delta?$deltatoken=latest&$select=department"),
                   "@odata.deltaLink");
    change(cloud, "Before the restart");
  }
  TestCloud cloud(options, file);
  const auto page = link_after(cloud, link.substr(link.find("/v1.0")));
  ASSERT_EQ(page.at("value").as_array().size(), 1U);
  EXPECT_EQ(text_of(page.at("value").as_array()[0].as_object(), "department"),
            "Before the restart");
  std::filesystem::remove_all(folder);
}

TEST(DeltaPages, WhatChangedUnselectedLeavesNoGap) {
  TestCloud cloud({7, 1, 20, 20});
  const std::string token = cloud.token_for(cloud.customer().id);
  const auto ask = [&](const std::string& target) { return cloud.graph(token, target); };
  const auto link = [](const Response& response) {
    const std::string text = text_of(TestCloud::body(response), "@odata.deltaLink");
    return text.substr(text.find("/v1.0"));
  };
  const std::string first = link(ask("/v1.0/users/delta?$select=displayName&$deltatoken=latest"));
  const auto change = [&](std::size_t at, const char* name) {
    cloud.control("PATCH",
                  "tenants/" + cloud.customer().id + "/users/" + cloud.customer().users()[at].id,
                  {{name, "New"}});
  };
  change(0, "department");
  change(1, "displayName");
  change(2, "department");
  change(3, "displayName");
  change(4, "department");
  const Response told = ask(first);
  const auto page = parse_object(told.body);
  ASSERT_TRUE(page) << told.body;
  EXPECT_EQ(page->at("value").as_array().size(), 2U);
}

}  // namespace
}  // namespace cloud
