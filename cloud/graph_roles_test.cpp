// Directory roles as clients meet them.
#include <gtest/gtest.h>

#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

class Roles : public testing::Test, public TestCloud {
 protected:
  Response ask_graph(const std::string& target) { return graph(token_for(customer().id), target); }
};

TEST_F(Roles, ListTheAdministratorsOfTheTenant) {
  const Response listed = ask_graph("/v1.0/directoryRoles");
  ASSERT_EQ(listed.status, 200) << listed.body;
  std::size_t administrators = 0;
  const json::object roles = body(listed);
  for (const auto& one : roles.at("value").as_array()) {
    const std::string id = text_of(one.as_object(), "id");
    const Response members = ask_graph("/v1.0/directoryRoles/" + id + "/members");
    ASSERT_EQ(members.status, 200) << members.body;
    const json::object people = body(members);
    for (const auto& member : people.at("value").as_array()) {
      ++administrators;
      EXPECT_EQ(text_of(one.as_object(), "displayName"), "Global Administrator");
      const User* user = customer().find_user(text_of(member.as_object(), "id"));
      ASSERT_TRUE(user);
      EXPECT_EQ(user->directory_roles.at(0), text_of(one.as_object(), "roleTemplateId"));
    }
  }
  EXPECT_EQ(administrators, 1U);
}

TEST_F(Roles, HaveTheirOwnIdsInEveryTenant) {
  const auto first_id = [&](const std::string& tenant) {
    return text_of(body(graph(token_for(tenant), "/v1.0/directoryRoles"))
                       .at("value")
                       .as_array()
                       .at(0)
                       .as_object(),
                   "id");
  };
  EXPECT_EQ(first_id(customer().id), first_id(customer().id));
  EXPECT_NE(first_id(customer().id), first_id(customer(1).id));
}

TEST_F(Roles, RefuseWhatGraphRefuses) {
  EXPECT_EQ(ask_graph("/v1.0/directoryRoles?$top=5").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/directoryRoles?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/directoryRoles/nobody/members").status, 404);
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.Read.All"}}});
  EXPECT_EQ(graph_code(ask_graph("/v1.0/directoryRoles")), "Authorization_RequestDenied");
  EXPECT_EQ(ask_graph("/v1.0/directoryRoles/x/members").status, 403);
}

}  // namespace
}  // namespace cloud
