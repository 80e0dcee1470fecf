// /_control: the world read and changed, requests counted, and what it refuses.
#include <gtest/gtest.h>

#include <filesystem>

#include "graph.h"
#include "test_cloud.h"

namespace cloud {
namespace {

class Control : public testing::Test, public TestCloud {};

TEST_F(Control, TheWorldHasTheFormOfTheIssue) {
  const auto world = body(control("GET", "world"));
  const auto& partner_body = world.at("partner").as_object();
  EXPECT_EQ(text_of(partner_body, "tenantId"), partner().id);
  EXPECT_EQ(text_of(partner_body, "applicationId"), app().id);
  EXPECT_EQ(text_of(partner_body, "clientSecret"), app().secret);
  EXPECT_EQ(text_of(partner_body.at("serviceAccount").as_object(), "password"), account().password);
  const auto& first = world.at("customers").as_array().at(0).as_object();
  EXPECT_EQ(text_of(first, "defaultDomain"), customer().default_domain);
  EXPECT_EQ(first.at("users").to_number<std::size_t>(), customer().users().size());
}

TEST_F(Control, AnswersOnlyThisMachine) {
  Request request;
  request.method = "GET";
  request.path = "/_control/world";
  request.headers = {{"Host", "127.0.0.1"}};
  request.loopback = false;
  EXPECT_EQ(cloud.handle(request).status, 403);
}

TEST_F(Control, PeopleAreAddedChangedAndRemovedByGraphsNames) {
  const std::string path = "tenants/" + customer().id + "/users";
  const Response made = control("POST", path,
                                {{"displayName", "New Person"},
                                 {"userPrincipalName", "new.person@x.example"},
                                 {"proxyAddresses", boost::json::array{"SMTP:new@x.example"}}});
  EXPECT_EQ(made.status, 201);
  const std::string id = text_of(body(made), "id");
  const std::string token = token_for(customer().id);
  EXPECT_EQ(text_of(body(graph(token, "/v1.0/users/" + id)), "displayName"), "New Person");
  EXPECT_EQ(control("PATCH", path + "/" + id, {{"jobTitle", "Boss"}, {"mail", nullptr}}).status,
            200);
  EXPECT_EQ(text_of(body(graph(token, "/v1.0/users/" + id)), "jobTitle"), "Boss");
  EXPECT_NE(graph(token, "/v1.0/users?$select=jobTitle").body.find("Boss"), std::string::npos);
  EXPECT_EQ(control("DELETE", path + "/" + id).status, 204);
  EXPECT_EQ(graph(token, "/v1.0/users/" + id).status, 404);
  EXPECT_EQ(control("DELETE", path + "/" + id).status, 404);
  EXPECT_EQ(body(control("GET", path)).at("value").as_array().size(), 12U);
}

TEST_F(Control, RoutesNameEveryAddressOfGraphWithItsPermissions) {
  const auto routes = body(control("GET", "routes")).at("value").as_array();
  ASSERT_EQ(routes.size(), graph_routes().size());
  const auto& first = routes[0].as_object();
  EXPECT_EQ(text_of(first, "method") + " " + text_of(first, "pattern"), "GET /users");
  EXPECT_EQ(first.at("application").as_array().at(0).as_string(), "User.Read.All");
  EXPECT_FALSE(first.at("delegated").as_array().empty());
}

TEST_F(Control, RefusesWhatCannotBe) {
  const std::string path = "tenants/" + customer().id + "/users";
  const std::string one = path + "/" + customer().users()[0].id;
  EXPECT_EQ(control("POST", path, {{"displayName", "No address"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"shoeSize", 5}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"displayName", 5}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"accountEnabled", "yes"}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"assignedLicenses", {{{"skuId", "x"}}}}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"createdDateTime", "2020"}}).status, 400);
  EXPECT_EQ(control("GET", "tenants/nobody/users").status, 404);
  EXPECT_EQ(control("GET", "nothing").status, 404);
  EXPECT_EQ(control("POST", "clock", {{"advance", "an hour"}}).status, 400);
  EXPECT_EQ(control("POST", "faults", {{"kind", "frob"}}).status, 400);
  EXPECT_EQ(control("POST", "faults", {{"kind", "slow"}, {"times", -1}}).status, 400);
  EXPECT_EQ(control("POST", "faults", {{"kind", "slow"}, {"tenant", "x"}}).status, 404);
  EXPECT_EQ(control("POST", "application/redirect", boost::json::object()).status, 400);
  EXPECT_EQ(control("POST", "application/certificate", {{"value", "x"}}).status, 400);
  EXPECT_EQ(ask("POST", "/_control/clock", {}, "not json").status, 400);
}

TEST_F(Control, AHalfRefusedChangeChangesNothing) {
  const User before = customer().users()[0];
  control("PATCH", "tenants/" + customer().id + "/users/" + before.id,
          {{"jobTitle", "Changed"}, {"shoeSize", 5}});
  EXPECT_EQ(customer().users()[0].job_title, before.job_title);
}

TEST_F(Control, CountsRequestsByTenantAndPath) {
  const std::string token = token_for(customer().id);
  graph(token, "/v1.0/users?$top=5");
  graph(token, "/v1.0/users/" + customer().users()[0].id);
  ask("POST", "/v1.0/$batch", {{"Authorization", "Bearer " + token}},
      R"({"requests":[{"id":"1","method":"GET","url":"/users"}]})");
  const auto counts = body(control("GET", "requests")).at(customer().id).as_object();
  EXPECT_EQ(counts.at("total").to_number<int>(), 5);
  EXPECT_EQ(counts.at("batched").to_number<int>(), 1);
  EXPECT_EQ(counts.at("byPath").at("/users").to_number<int>(), 2);
  EXPECT_EQ(counts.at("byPath").at("/users/{}").to_number<int>(), 1);
  EXPECT_EQ(counts.at("byPath").at("/oauth2/v2.0/token").to_number<int>(), 1);
  EXPECT_EQ(control("DELETE", "requests").status, 204);
  EXPECT_TRUE(body(control("GET", "requests")).empty());
}

TEST_F(Control, FaultsAreListedAndMended) {
  const auto added = body(control("POST", "faults", {{"kind", "slow"}}));
  const auto listed = body(control("GET", "faults"));
  EXPECT_EQ(listed.at("active").as_array().size(), 1U);
  EXPECT_GE(listed.at("kinds").as_array().size(), 8U);
  EXPECT_EQ(control("DELETE", "faults/" + text_of(added, "id")).status, 204);
  EXPECT_EQ(control("DELETE", "faults/" + text_of(added, "id")).status, 404);
  EXPECT_TRUE(body(control("GET", "faults")).at("active").as_array().empty());
}

TEST(ControlState, GrantsConsentsAndChangesSurviveARestart) {
  std::string pattern = (std::filesystem::temp_directory_path() / "reeve-cloud-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const std::string file = folder + "/state";
  const WorldOptions options{7, 2, 10, 10};
  std::string refresh_token, access, user_id;
  {
    TestCloud before(options, file);
    refresh_token = before.refresh_token();
    access = before.token_for(before.customer().id);
    user_id = TestCloud::body(
                  before.control("POST", "tenants/" + before.customer().id + "/users",
                                 {{"displayName", "Kept"}, {"userPrincipalName", "k@x.example"}}))
                  .at("id")
                  .as_string()
                  .c_str();
    before.control("POST", "clock", {{"advance", "PT30M"}});
    before.control("PATCH", "tenants/" + before.customer(1).id + "/relationships",
                   {{"status", "terminated"}});
  }
  TestCloud after(options, file);
  EXPECT_EQ(after.cloud.clock.offset(), 1800);
  EXPECT_EQ(after.graph(access, "/v1.0/users/" + user_id).status, 200);
  EXPECT_EQ(after.refresh(after.customer().id, refresh_token).status, 200);
  EXPECT_EQ(TestCloud::code_of(after.refresh(after.customer(1).id, refresh_token)), 50020);
  EXPECT_EQ(after
                .post(after.authorize_address(), {{"login", after.account().user_principal_name},
                                                  {"passwd", after.account().password}})
                .status,
            302)
      << "the consent was kept";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cloud
