// Which role of a relationship admits to what, deed by deed and address by address.
#include "graph_deeds.h"

#include <gtest/gtest.h>

#include "directory_roles.h"
#include "graph.h"
#include "permissions.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

class Deeds : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    json::array scopes = {"user_impersonation"};
    for (const Permission& one : permissions())
      if (!one.delegated_id.empty()) scopes.emplace_back(one.name);
    control("PATCH", "tenants/" + customer().id + "/consent", {{"scopes", scopes}});
    refresh_ = refresh_token();
  }
  // A token of the MSP's account in the customer's tenant with only that role.
  std::string token_with(std::string_view role) {
    Relationship one;
    for (const Relationship& each : cloud.world.relationships)
      if (each.customer_id == customer().id && each.status == "active") one = each;
    one.roles = {std::string(role)};
    one.assignments.at(0).roles = one.roles;
    apply_relationship_edit(cloud.world, relationship_edit(cloud.world, one));
    return text_of(body(refresh(customer().id, refresh_)), "access_token");
  }
  std::string token_by_name(std::string_view role) { return token_with(find_role(role)->id); }
  int status(const std::string& token, const std::string& target) {
    return graph(token, "/v1.0" + target).status;
  }

  std::string refresh_;
};

TEST_F(Deeds, RolesOfARelationshipAdmitToWhatTheyAreFor) {
  struct Row {
    const char* role;
    const char* target;
    int status;
  };
  const Row rows[] = {
      {"Global Reader", "/users", 200},
      {"Directory Readers", "/users", 200},
      {"User Administrator", "/groups", 200},
      {"Reports Reader", "/users", 403},
      {"Reports Reader", "/organization", 403},
      {"Privileged Role Administrator", "/users", 403},
      {"Cloud Application Administrator", "/users", 403},
      {"Cloud Application Administrator", "/servicePrincipals", 200},
      {"Privileged Role Administrator", "/roleManagement/directory/roleAssignments", 200},
      {"Reports Reader", "/servicePrincipals", 403},
      {"Intune Administrator", "/deviceManagement/managedDevices", 200},
      {"Global Reader", "/deviceManagement/managedDevices", 200},
      {"Directory Readers", "/deviceManagement/managedDevices", 403},
      {"User Administrator", "/deviceManagement/managedDevices", 403},
      {"Insights Business Leader", "/subscribedSkus", 403},
      {"Global Administrator", "/directoryRoles", 200}};
  for (const Row& row : rows)
    EXPECT_EQ(status(token_by_name(row.role), row.target), row.status)
        << row.role << " " << row.target;
}

// Every role in the table, and one that is not, for every deed that has an address to ask.
TEST_F(Deeds, EveryRoleOfTheTableIsAdmittedAndOthersAreNot) {
  struct Row {
    Deed deed;
    const char* target;
  };
  const Row rows[] = {{Deed::read_directory, "/organization"},
                      {Deed::read_applications, "/oauth2PermissionGrants"},
                      {Deed::read_roles, "/directoryRoles"},
                      {Deed::read_intune, "/deviceManagement/managedDevices"}};
  for (const Row& row : rows)
    for (const DeedRow& deed : deeds()) {
      if (deed.deed != row.deed) continue;
      for (const std::string_view name : deed.roles)
        EXPECT_EQ(status(token_by_name(name), row.target), 200) << name << row.target;
      EXPECT_EQ(status(token_by_name("Message Center Reader"), row.target), 403) << row.target;
    }
}

TEST_F(Deeds, CloudApplicationAdministratorGrantsEverythingButGraphsApplicationRoles) {
  const std::string ours = service_principal_id(customer().id, app().id);
  const std::string resource = service_principal_id(customer().id, std::string(kGraphId));
  control("PATCH", "tenants/" + customer().id + "/consent", {{"roles", json::array()}});
  const json::object assignment = {{"principalId", ours},
                                   {"resourceId", resource},
                                   {"appRoleId", "df021288-bdef-4463-88db-98f22de89214"}};
  const std::string at = "/v1.0/servicePrincipals/" + ours + "/appRoleAssignments";
  const json::object scopes = {{"scope", "User.Read"}};
  const auto grant = [&](const std::string& token) {
    std::string id;
    const auto read = body(graph(token, "/v1.0/oauth2PermissionGrants"));
    for (const json::value& one : read.at("value").as_array())
      if (text_of(one.as_object(), "resourceId") == resource) id = text_of(one.as_object(), "id");
    return "/v1.0/oauth2PermissionGrants/" + id;
  };
  const std::string cloud_admin = token_by_name("Cloud Application Administrator");
  const std::string role_admin = token_by_name("Privileged Role Administrator");
  const std::string reader = token_by_name("Global Reader");
  EXPECT_EQ(send(cloud_admin, "POST", at, assignment).status, 403);
  EXPECT_EQ(send(reader, "POST", at, assignment).status, 403);
  const Response made = send(role_admin, "POST", at, assignment);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(send(cloud_admin, "DELETE", at + "/" + text_of(body(made), "id")).status, 403);
  EXPECT_EQ(send(reader, "PATCH", grant(reader), scopes).status, 403);
  EXPECT_EQ(send(cloud_admin, "PATCH", grant(cloud_admin), scopes).status, 204);
}

TEST_F(Deeds, MembersReadTheirOwnDirectoryAndNoReportsOrDevices) {
  const User& person = customer().users().at(2);
  const std::string address = "/" + customer().id + "/oauth2/v2.0/authorize?" +
                              form_text({{"client_id", app().id},
                                         {"response_type", "code"},
                                         {"redirect_uri", std::string(kCallback)},
                                         {"scope", std::string(kGraphDefault)}});
  const Response signed_in =
      post(address, {{"login", person.user_principal_name}, {"passwd", person.password}});
  const Response given =
      post(token_address(customer().id),
           with_client({{"grant_type", "authorization_code"},
                        {"code", field_of(header(signed_in, "Location"), "code")},
                        {"redirect_uri", std::string(kCallback)}}));
  const std::string token = text_of(body(given), "access_token");
  ASSERT_FALSE(token.empty()) << given.body;
  EXPECT_EQ(status(token, "/users"), 200);
  EXPECT_EQ(status(token, "/servicePrincipals"), 200);
  EXPECT_EQ(status(token, "/deviceManagement/managedDevices"), 403);
  EXPECT_EQ(send(token, "POST", "/v1.0/servicePrincipals", {{"appId", "x"}}).status, 403);
}

// Whoever adds an address says in graph_deeds.cpp which roles of a person admit to it.
TEST(DeedTable, KnowsEveryAddress) {
  for (const GraphRoute& route : graph_routes())
    EXPECT_TRUE(deed_of(route.method, route.pattern))
        << route.method << " " << route.pattern
        << " needs a row in the table of addresses in graph_deeds.cpp";
}

TEST(DeedTable, NamesRolesThatExist) {
  for (const DeedRow& row : deeds())
    for (const std::string_view name : row.roles) {
      const RoleTemplate* found = find_role(name);
      ASSERT_TRUE(found) << name;
      EXPECT_EQ(found->name, name);
    }
}

}  // namespace
}  // namespace cloud
