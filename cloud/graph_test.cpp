// Graph and Partner Center as clients meet them: paging, selecting, permissions, refusals.
#include <gtest/gtest.h>

#include <set>

#include "test_cloud.h"

namespace cloud {
namespace {

class Graph : public testing::Test, public TestCloud {
 protected:
  Graph() : TestCloud({7, 3, 230, 230}) {}
  void SetUp() override { token_ = token_for(customer().id); }
  Response ask_graph(const std::string& target, std::vector<Header> headers = {}) {
    return graph(token_, target, std::move(headers));
  }
  static std::size_t size_of(const Response& response) {
    return body(response).at("value").as_array().size();
  }
  static std::string next_of(const Response& response) {
    const std::string link = text_of(body(response), "@odata.nextLink");
    return link.empty() ? "" : link.substr(link.find("/v1.0"));
  }
  const std::vector<Header> eventual_ = {{"ConsistencyLevel", "eventual"}};
  std::string token_;
};

TEST_F(Graph, PagesHaveAHundredPeopleUnlessTold) {
  const Response page = ask_graph("/v1.0/users");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(size_of(page), 100U);
  EXPECT_EQ(size_of(ask_graph("/v1.0/users?$top=999")), 230U);
  EXPECT_EQ(next_of(ask_graph("/v1.0/users?$top=230")), "");
}

TEST_F(Graph, PagingGivesEverybodyOnceAndKeepsTheSelection) {
  std::set<std::string> seen;
  int pages = 0;
  std::string target = "/v1.0/users?$top=50&$select=id,mail";
  while (!target.empty()) {
    const Response page = ask_graph(target);
    const auto read = body(page);
    for (const auto& one : read.at("value").as_array()) {
      EXPECT_EQ(one.as_object().size(), 2U);
      EXPECT_TRUE(seen.insert(text_of(one.as_object(), "id")).second);
    }
    target = next_of(page);
    ++pages;
  }
  EXPECT_EQ(seen.size(), 230U);
  EXPECT_EQ(pages, 5);
}

TEST_F(Graph, PeopleWhoGoDuringAListingMoveNobodyElse) {
  const Response first = ask_graph("/v1.0/users?$top=100&$select=id");
  const std::string gone = customer().users()[10].id;
  const std::string stays = customer().users()[100].id;
  control("DELETE", "tenants/" + customer().id + "/users/" + gone);
  const Response second = ask_graph(next_of(first));
  EXPECT_NE(second.body.find(stays), std::string::npos);
}

TEST_F(Graph, TheDefaultPropertiesAreGraphs) {
  const auto read = body(ask_graph("/v1.0/users?$top=1"));
  const auto& user = read.at("value").as_array().at(0).as_object();
  std::set<std::string> names;
  for (const auto& member : user) names.insert(std::string(member.key()));
  EXPECT_EQ(names, (std::set<std::string>{"businessPhones", "displayName", "givenName", "id",
                                          "jobTitle", "mail", "mobilePhone", "officeLocation",
                                          "preferredLanguage", "surname", "userPrincipalName"}));
}

TEST_F(Graph, RefusesInGraphsWords) {
  const Response large = ask_graph("/v1.0/users?$top=1000");
  EXPECT_EQ(large.status, 400);
  EXPECT_EQ(graph_message(large),
            "Invalid page size specified: '1000'. Must be between 1 and 999 inclusive.");
  const Response unknown = ask_graph("/v1.0/users?$select=shoeSize");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(graph_code(unknown), "Request_BadRequest");
  const Response alone = ask_graph("/v1.0/users?$select=mailboxSettings");
  EXPECT_EQ(alone.status, 501);
  EXPECT_EQ(graph_code(alone), "NotImplemented");
  EXPECT_EQ(graph_code(ask_graph("/v1.0/users/nobody@nowhere.example")),
            "Request_ResourceNotFound");
  EXPECT_EQ(ask_graph("/v1.0/users/nobody@nowhere.example").status, 404);
  EXPECT_EQ(ask_graph("/v1.0/frobnicators").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/users?$skiptoken=invented").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/users?$expand=boss").status, 400);
  EXPECT_EQ(graph_code(ask_graph("/v1.0/users?$search=%22displayName:a%22")),
            "Request_UnsupportedQuery");
}

TEST_F(Graph, ErrorsCarryTheIdsOfTheRequest) {
  const Response refused = ask_graph("/v1.0/users?$top=0", {{"client-request-id", "my-own-id"}});
  const auto read = body(refused);
  const auto& inner = read.at("error").at("innerError").as_object();
  EXPECT_EQ(text_of(inner, "client-request-id"), "my-own-id");
  EXPECT_EQ(text_of(inner, "request-id"), header(refused, "request-id"));
  EXPECT_EQ(header(refused, "client-request-id"), "my-own-id");
  EXPECT_TRUE(
      std::regex_match(text_of(inner, "date"), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")));
}

TEST_F(Graph, TokensMustBeOursForGraphAndAlive) {
  EXPECT_EQ(graph_code(get("/v1.0/users")), "InvalidAuthenticationToken");
  EXPECT_EQ(get("/v1.0/users").status, 401);
  EXPECT_EQ(graph("invented", "/v1.0/users").status, 401);
  EXPECT_EQ(graph(token_ + "x", "/v1.0/users").status, 401);
  const auto foreign =
      body(post(token_address(partner().id),
                with_client({{"grant_type", "refresh_token"},
                             {"refresh_token", refresh_token()},
                             {"scope", "https://api.partnercenter.microsoft.com/.default"}})));
  EXPECT_EQ(graph_message(graph(text_of(foreign, "access_token"), "/v1.0/users")),
            "Access token validation failure. Invalid audience.");
  control("POST", "clock", {{"advance", "PT2H"}});
  EXPECT_EQ(graph_message(ask_graph("/v1.0/users")),
            "Lifetime validation failed, the token is expired.");
}

TEST_F(Graph, PermissionsAreWanted) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", boost::json::array{"Organization.Read.All"}}});
  token_ = token_for(customer().id);
  const Response refused = ask_graph("/v1.0/users");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied");
  EXPECT_EQ(graph_message(refused), "Insufficient privileges to complete the operation.");
  EXPECT_EQ(ask_graph("/v1.0/organization").status, 200);
  EXPECT_EQ(ask_graph("/v1.0/subscribedSkus").status, 200);
  EXPECT_EQ(ask_graph("/v1.0/contracts").status, 403);
  EXPECT_EQ(ask_graph("/v1.0/tenantRelationships/delegatedAdminCustomers").status, 403);
}

TEST_F(Graph, CountsOnlyWithTheHeader) {
  EXPECT_EQ(graph_message(ask_graph("/v1.0/users/$count")), "$count is not currently supported.");
  EXPECT_EQ(ask_graph("/v1.0/users/$count", eventual_).body, "230");
  EXPECT_FALSE(body(ask_graph("/v1.0/users?$count=true")).contains("@odata.count"));
  const Response counted = ask_graph("/v1.0/users?$count=true", eventual_);
  EXPECT_EQ(number_of(body(counted), "@odata.count"), 230);
  EXPECT_FALSE(body(ask_graph(next_of(counted), eventual_)).contains("@odata.count"));
}

TEST_F(Graph, FiltersOrdersAndExpands) {
  const Response guests = ask_graph("/v1.0/users?$filter=userType%20eq%20'Guest'&$select=userType");
  EXPECT_GT(size_of(guests), 0U);
  EXPECT_EQ(guests.body.find("Member"), std::string::npos);
  EXPECT_EQ(graph_code(ask_graph("/v1.0/users?$filter=userType%20ne%20'Guest'")),
            "Request_UnsupportedQuery");
  EXPECT_EQ(ask_graph("/v1.0/users?$filter=userType%20ne%20'Guest'&$count=true", eventual_).status,
            200);
  EXPECT_EQ(ask_graph("/v1.0/users?$filter=shoeSize%20eq%205").status, 400);
  const Response ordered =
      ask_graph("/v1.0/users?$orderby=displayName&$select=displayName&$top=30");
  const auto read = body(ordered);
  std::string before;
  for (const auto& one : read.at("value").as_array()) {
    const std::string name = lower(text_of(one.as_object(), "displayName"));
    EXPECT_LE(before, name);
    before = name;
  }
  EXPECT_FALSE(next_of(ordered).empty());
  EXPECT_EQ(size_of(ask_graph(next_of(ordered))), 30U);
  const auto expanded =
      body(ask_graph("/v1.0/users?$top=5&$select=id&$expand=manager($select=id,displayName)"));
  const auto& second = expanded.at("value").as_array().at(1).as_object();
  EXPECT_EQ(second.at("manager").as_object().size(), 3U);
}

TEST_F(Graph, SignInActivityNeedsEntraP1AndItsOwnPermission) {
  const char* target = "/v1.0/users?$select=id,signInActivity";
  EXPECT_EQ(ask_graph(target).status, 200);
  EXPECT_EQ(ask_graph(std::string(target) + "&$top=501").status, 200);
  EXPECT_EQ(ask_graph(std::string(target) + "&$top=1000").status, 400);
  for (std::size_t at = 0; at < cloud.world.customers.size(); ++at) {
    Tenant& tenant = customer(at);
    std::erase_if(tenant.subscriptions, [](const Subscription& one) {
      return one.sku->part_number != "FLOW_FREE" && one.sku->part_number != "VISIOCLIENT";
    });
  }
  EXPECT_EQ(graph_code(ask_graph(target)), "Authentication_RequestFromNonPremiumTenantOrB2CTenant");
}

TEST_F(Graph, OneUserByIdByNameAndAsMyself) {
  const User& user = customer().users()[1];
  EXPECT_EQ(text_of(body(ask_graph("/v1.0/users/" + user.id)), "id"), user.id);
  EXPECT_EQ(
      text_of(body(ask_graph("/v1.0/users/" + percent_encode(user.user_principal_name))), "id"),
      user.id);
  EXPECT_EQ(text_of(body(ask_graph("/v1.0/users/" + user.id + "/manager")), "id"), user.manager_id);
  EXPECT_EQ(ask_graph("/v1.0/users/" + customer().users()[0].id + "/manager").status, 404);
  EXPECT_EQ(ask_graph("/v1.0/me").status, 403) << "an application is nobody";
  const std::string person = text_of(body(redeem(code())), "access_token");
  EXPECT_EQ(text_of(body(graph(person, "/v1.0/me")), "id"), account().id);
  EXPECT_EQ(text_of(body(graph(person, "/oidc/userinfo")), "sub"), account().id);
}

TEST_F(Graph, TheGuestOfAnEncodedName) {
  for (const User& user : customer().users())
    if (user.user_type == "Guest") {
      EXPECT_EQ(
          text_of(body(ask_graph("/v1.0/users/" + percent_encode(user.user_principal_name))), "id"),
          user.id);
      return;
    }
  FAIL() << "no guest in the tenant";
}

TEST_F(Graph, ThePartnerSeesItsCustomers) {
  const std::string token = token_for(partner().id);
  const auto ids = [&](const char* target, const char* member) {
    std::set<std::string> found;
    const auto read = body(graph(token, target));
    for (const auto& one : read.at("value").as_array())
      found.insert(text_of(one.as_object(), member));
    return found;
  };
  std::set<std::string> all;
  for (const Tenant& one : cloud.world.customers) all.insert(one.id);
  EXPECT_EQ(ids("/v1.0/contracts", "customerId"), all);
  for (const std::string& one : ids("/v1.0/contracts", "id"))
    EXPECT_EQ(text_of(body(graph(token, "/v1.0/contracts/" + one)), "id"), one);
  EXPECT_EQ(graph(token, "/v1.0/contracts/" + customer().id).status, 404) << "that is its tenant";
  EXPECT_EQ(ids("/v1.0/tenantRelationships/delegatedAdminCustomers", "tenantId"), all);
  const auto active = ids(
      "/v1.0/tenantRelationships/delegatedAdminRelationships?$filter=status%20eq%20'active'", "id");
  EXPECT_EQ(active.size(), 3U);
  const auto assignments =
      body(graph(token, "/v1.0/tenantRelationships/delegatedAdminRelationships/" + *active.begin() +
                            "/accessAssignments"));
  EXPECT_EQ(assignments.at("value").as_array().size(), 1U);
  EXPECT_EQ(graph(token, "/v1.0/tenantRelationships/delegatedAdminCustomers?$top=301").status, 400);
  EXPECT_EQ(size_of(graph(token_, "/v1.0/contracts")), 0U) << "a customer has no customers";
  const auto info =
      body(graph(token, "/v1.0/tenantRelationships/findTenantInformationByTenantId(tenantId='" +
                            customer().id + "')"));
  EXPECT_EQ(text_of(info, "displayName"), customer().display_name);
}

TEST_F(Graph, SubscriptionsNameTheirPlans) {
  const auto read = body(ask_graph("/v1.0/subscribedSkus"));
  const auto& first = read.at("value").as_array().at(0).as_object();
  EXPECT_EQ(text_of(first, "skuPartNumber"), "SPE_E3");
  EXPECT_GE(first.at("prepaidUnits").at("enabled").as_int64(), number_of(first, "consumedUnits"));
  EXPECT_GT(first.at("servicePlans").as_array().size(), 20U);
  EXPECT_EQ(
      text_of(body(ask_graph("/v1.0/subscribedSkus/" + text_of(first, "id"))), "skuPartNumber"),
      "SPE_E3");
}

TEST_F(Graph, ABatchAnswersEachAlone) {
  const std::string asked = R"({"requests":[
    {"id":"1","method":"GET","url":"/users?$top=1&$select=id"},
    {"id":"2","method":"GET","url":"/users?$top=5000"},
    {"id":"3","method":"GET","url":"/organization","dependsOn":["2"]}]})";
  const Response outer =
      ask("POST", "/v1.0/$batch", {{"Authorization", "Bearer " + token_}}, asked);
  EXPECT_EQ(outer.status, 200);
  const auto read = body(outer);
  std::vector<std::int64_t> statuses;
  for (const auto& one : read.at("responses").as_array())
    statuses.push_back(number_of(one.as_object(), "status"));
  EXPECT_EQ(statuses, (std::vector<std::int64_t>{200, 400, 424}));
  std::string many = R"({"requests":[)";
  for (int at = 0; at < 21; ++at)
    many += (at ? "," : "") + fmt::format(R"({{"id":"{}","method":"GET","url":"/users"}})", at);
  for (
      const std::string& bad :
      {many + "]}", std::string("{}"), std::string("nonsense"),
       std::string(
           R"({"requests":[{"id":"1","method":"GET","url":"/a"},{"id":"1","method":"GET","url":"/a"}]})")})
    EXPECT_EQ(ask("POST", "/v1.0/$batch", {{"Authorization", "Bearer " + token_}}, bad).status,
              400);
}

TEST_F(Graph, HostsAndOriginsDecideTheLinks) {
  const Response real =
      ask("GET", "/v1.0/users",
          {{"Host", "graph.microsoft.com"}, {"Authorization", "Bearer " + token_}});
  EXPECT_TRUE(text_of(body(real), "@odata.nextLink")
                  .starts_with("https://graph.microsoft.com/v1.0/users?"));
  EXPECT_TRUE(text_of(body(ask_graph("/v1.0/users")), "@odata.nextLink")
                  .starts_with("http://127.0.0.1:9443/v1.0/users?"));
}

TEST_F(Graph, FaultsStrikeOnePageOfOneTenant) {
  const std::string id = customer().id;
  control("POST", "faults",
          {{"kind", "throttled"}, {"tenant", id}, {"page", 2}, {"times", 2}, {"seconds", 7}});
  const Response first = ask_graph("/v1.0/users");
  EXPECT_EQ(first.status, 200);
  for (int at = 0; at < 2; ++at) {
    const Response refused = ask_graph(next_of(first));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "7");
    EXPECT_EQ(graph_code(refused), "TooManyRequests");
  }
  EXPECT_EQ(ask_graph(next_of(first)).status, 200);
  control("POST", "faults", {{"kind", "cut-page"}, {"tenant", id}, {"page", 2}});
  for (int at = 0; at < 3; ++at) {
    const Response cut = ask_graph(next_of(first));
    EXPECT_EQ(cut.cut_at, cut.body.size() / 2) << "for good, until mended";
  }
  EXPECT_FALSE(ask_graph("/v1.0/users").cut_at);
  EXPECT_FALSE(ask_graph("/v1.0/organization").cut_at);
  control("DELETE", "faults");
  EXPECT_FALSE(ask_graph(next_of(first)).cut_at);
}

TEST_F(Graph, FaultsOfEveryKindAreSeen) {
  const auto with = [&](boost::json::object fault) {
    control("POST", "faults", fault);
    Response answer = ask_graph("/v1.0/users");
    control("DELETE", "faults");
    return answer;
  };
  EXPECT_EQ(with({{"kind", "server-error"}}).status, 503);
  EXPECT_EQ(with({{"kind", "forbidden"}}).status, 403);
  EXPECT_TRUE(with({{"kind", "reset"}}).reset);
  EXPECT_EQ(with({{"kind", "slow"}, {"milliseconds", 250}}).delay.count(), 250);
  const Response html = with({{"kind", "not-json"}, {"page", 1}});
  EXPECT_EQ(html.status, 200);
  EXPECT_TRUE(html.body.starts_with("<!DOCTYPE html>"));
  EXPECT_EQ(with({{"kind", "server-error"}, {"tenant", customer(1).id}}).status, 200);
  EXPECT_EQ(with({{"kind", "server-error"}, {"path", "/organization"}}).status, 200);
}

TEST_F(Graph, PartnerCenterListsCustomersInPages) {
  const auto given =
      body(post(token_address(partner().id),
                with_client({{"grant_type", "refresh_token"},
                             {"refresh_token", refresh_token()},
                             {"scope", "https://api.partnercenter.microsoft.com/.default"}})));
  const std::string token = text_of(given, "access_token");
  const Response first = graph(token, "/v1/customers?size=2");
  const auto read = body(first);
  EXPECT_EQ(number_of(read, "totalCount"), 3);
  EXPECT_EQ(read.at("items").as_array().size(), 2U);
  EXPECT_FALSE(header(first, "MS-RequestId").empty());
  const std::string next = text_of(read.at("links").at("next").as_object(), "uri");
  EXPECT_EQ(body(graph(token, "/v1" + next)).at("items").as_array().size(), 1U);
  EXPECT_EQ(graph(token, "/v1/customers/" + customer().id).status, 200);
  EXPECT_EQ(graph(token, "/v1/customers/nobody").status, 404);
  EXPECT_EQ(graph(token_, "/v1/customers").status, 401);
  EXPECT_EQ(get("/v1/customers").status, 401);
}

}  // namespace
}  // namespace cloud
