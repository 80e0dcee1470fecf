// PATCH /users/{id}: what may be written, by whom, and what Graph says to the rest.
#include <gtest/gtest.h>

#include "directory_roles.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

class UserChanges : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    person = customer().users()[2].id;
    user().synced = std::nullopt;
  }
  User& user() { return *customer().find_user(person); }
  Response change(const json::value& content, const json::array& roles) {
    control("PATCH", "tenants/" + customer().id + "/consent", {{"roles", roles}});
    return ask("PATCH", "/v1.0/users/" + person,
               {{"Authorization", "Bearer " + token_for(customer().id)}}, json::serialize(content));
  }
  std::string person;
};

TEST_F(UserChanges, OfOrdinaryPropertiesAreSeenByReadersAndDeltaLinks) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.ReadWrite.All"}}});
  const std::string token = token_for(customer().id);
  const std::string first =
      text_of(body(graph(token, "/v1.0/users/delta?$deltatoken=latest&$select=jobTitle,faxNumber")),
              "@odata.deltaLink");
  const Response done =
      change({{"jobTitle", "Chief"}, {"faxNumber", "+1 425 555 0109"}, {"mobilePhone", nullptr}},
             {"User.ReadWrite.All"});
  ASSERT_EQ(done.status, 204) << done.body;
  const json::object seen =
      body(graph(token, "/v1.0/users/" + person + "?$select=jobTitle,faxNumber,mobilePhone"));
  EXPECT_EQ(text_of(seen, "jobTitle"), "Chief");
  EXPECT_EQ(text_of(seen, "faxNumber"), "+1 425 555 0109");
  EXPECT_TRUE(seen.at("mobilePhone").is_null());
  const json::object delta = body(graph(token, first.substr(first.find("/v1.0/"))));
  ASSERT_EQ(delta.at("value").as_array().size(), 1U);
  EXPECT_EQ(text_of(delta.at("value").as_array()[0].as_object(), "id"), person);
}

TEST_F(UserChanges, NeedThePermissionOfTheProperty) {
  const json::array nothing = {"User.Read.All"};
  EXPECT_EQ(change({{"jobTitle", "x"}}, nothing).status, 403);
  EXPECT_EQ(change({{"jobTitle", "x"}}, {"User.EnableDisableAccount.All"}).status, 403);
  EXPECT_EQ(change({{"jobTitle", "x"}}, {"User-PasswordProfile.ReadWrite.All"}).status, 403);
  EXPECT_EQ(change({{"accountEnabled", false}}, {"User.EnableDisableAccount.All"}).status, 403)
      << "User.Read.All belongs to it";
  EXPECT_EQ(change({{"accountEnabled", false}}, {"User.EnableDisableAccount.All", "User.Read.All"})
                .status,
            204);
  EXPECT_FALSE(user().account_enabled);
  EXPECT_EQ(change({{"mobilePhone", "1"}}, {"User-Phone.ReadWrite.All"}).status, 204);
  EXPECT_EQ(
      change({{"otherMails", json::array{"a@b.example"}}}, {"User-Mail.ReadWrite.All"}).status,
      204);
  EXPECT_EQ(change({{"otherMails", json::array()}}, {"User-Phone.ReadWrite.All"}).status, 403);
  EXPECT_EQ(change({{"jobTitle", "x"}, {"passwordProfile", json::object{{"password", "Ab-12345"}}}},
                   {"User.ReadWrite.All"})
                .status,
            403)
      << "the password needs a role besides";
}

TEST_F(UserChanges, AreRefusedInGraphsWords) {
  const json::array all = {"User.ReadWrite.All"};
  const auto refused = [&](const json::value& content) {
    const Response answer = change(content, all);
    EXPECT_EQ(answer.status, 400) << json::serialize(content);
    return graph_message(answer);
  };
  EXPECT_NE(refused({{"shoeSize", 5}}).find("'shoeSize' does not exist"), std::string::npos);
  EXPECT_EQ(refused({{"proxyAddresses", json::array()}}),
            "Property 'proxyAddresses' is read-only and cannot be set.");
  EXPECT_EQ(refused({{"displayName", nullptr}}),
            "Invalid value specified for property 'displayName' of resource 'User'.");
  EXPECT_EQ(refused({{"jobTitle", 5}}),
            "Invalid value specified for property 'jobTitle' of resource 'User'.");
  EXPECT_NE(refused({{"userPrincipalName", "new@elsewhere.example"}}).find("verified domain names"),
            std::string::npos);
  EXPECT_NE(refused({{"userPrincipalName", customer().users()[3].user_principal_name}})
                .find("already exists"),
            std::string::npos);
  EXPECT_EQ(change(json::array(), all).status, 400);
  user().synced = true;
  EXPECT_NE(refused({{"jobTitle", "x"}}).find("on-premises mastered"), std::string::npos);
  EXPECT_EQ(change({{"usageLocation", "DE"}}, all).status, 204);
  person = "nobody";
  EXPECT_EQ(change({{"jobTitle", "x"}}, all).status, 404);
}

TEST_F(UserChanges, OfAdministratorsNeedARoleWhereTheyAreSensitive) {
  user().directory_roles = {std::string(find_role("Exchange Administrator")->id)};
  const json::array all = {"User.ReadWrite.All"};
  EXPECT_EQ(change({{"jobTitle", "x"}}, all).status, 204);
  EXPECT_EQ(change({{"accountEnabled", false}}, all).status, 403);
  EXPECT_EQ(change({{"mobilePhone", "1"}}, all).status, 403);
  customer().principal_roles[service_principal_id(customer().id, app().id)] = {
      std::string(role::kGlobalAdministrator)};
  EXPECT_EQ(change({{"accountEnabled", false}}, all).status, 204);
  EXPECT_EQ(change({{"passwordProfile", "secret"}}, all).status, 400);
  EXPECT_EQ(change({{"passwordProfile", json::object{{"shoeSize", 5}}}}, all).status, 400);
}

TEST_F(UserChanges, ByPeopleNeedARoleBesides) {
  const std::string mine = refresh_token();
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"scopes", json::array{"User.ReadWrite.All"}}});
  const auto with_role = [&](std::string_view name) {
    for (Relationship& one : cloud.world.relationships)
      for (AccessAssignment& assigned : one.assignments)
        assigned.roles = one.roles = {std::string(find_role(name)->id)};
    return ask("PATCH", "/v1.0/users/" + person,
               {{"Authorization",
                 "Bearer " + text_of(body(refresh(customer().id, mine)), "access_token")}},
               R"({"city":"Porto"})")
        .status;
  };
  EXPECT_EQ(with_role("Global Reader"), 403);
  EXPECT_EQ(with_role("Helpdesk Administrator"), 403) << "resets passwords, edits nobody";
  EXPECT_EQ(with_role("Privileged Authentication Administrator"), 403);
  EXPECT_EQ(with_role("User Administrator"), 204);
  EXPECT_EQ(user().city, "Porto");
}

TEST_F(UserChanges, GoThroughABatch) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.ReadWrite.All"}}});
  const Response done = ask(
      "POST", "/v1.0/$batch", {{"Authorization", "Bearer " + token_for(customer().id)}},
      json::serialize(json::object{
          {"requests", json::array{json::object{{"id", "1"},
                                                {"method", "PATCH"},
                                                {"url", "/users/" + person},
                                                {"headers", {{"Content-Type", "application/json"}}},
                                                {"body", {{"city", "Lisbon"}}}}}}}));
  ASSERT_EQ(done.status, 200);
  EXPECT_EQ(body(done).at("responses").as_array().at(0).at("status"), 204);
  EXPECT_EQ(user().city, "Lisbon");
}

}  // namespace
}  // namespace cloud
