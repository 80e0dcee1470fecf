// Directory roles given and taken over Graph, by both of its ways, to people and to applications.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "directory_roles.h"
#include "object_ids.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr const char* kUserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
constexpr const char* kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
constexpr const char* kAssignments = "/v1.0/roleManagement/directory/roleAssignments";
constexpr const char* kDefinitions = "/v1.0/roleManagement/directory/roleDefinitions";

class RoleAssignments : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    allow(customer().id, {"RoleManagement.ReadWrite.Directory", "Directory.Read.All",
                          "Application.ReadWrite.All"});
    token_ = token_for(customer().id);
    ours_ = service_principal_id(customer().id, app().id);
  }
  Response read(const std::string& target) { return graph(token_, target); }
  Response write(const std::string& method, const std::string& target,
                 const json::value& body = nullptr) {
    return send(token_, method, target, body);
  }
  json::array values(const std::string& target) {
    const Response response = read(target);
    EXPECT_EQ(response.status, 200) << target << response.body;
    return response.status == 200 ? body(response).at("value").as_array() : json::array();
  }
  static json::object wanted(const std::string& principal, const std::string& role) {
    return {{"principalId", principal}, {"roleDefinitionId", role}, {"directoryScopeId", "/"}};
  }
  std::string wids() { return json::serialize(claims(token_for(customer().id)).at("wids")); }

  std::string token_, ours_;
};

TEST_F(RoleAssignments, AnApplicationsRoleIsInItsNextToken) {
  EXPECT_EQ(wids().find(kUserAdministrator), std::string::npos);
  const Response made = write("POST", kAssignments, wanted(ours_, kUserAdministrator));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_of(body(made), "id"), packed_id({kUserAdministrator, ours_}) + "-1");
  EXPECT_NE(wids().find(kUserAdministrator), std::string::npos);
  EXPECT_EQ(write("POST", kAssignments, wanted(ours_, kUserAdministrator)).status, 400);
  const std::string address = std::string(kAssignments) + "/" + text_of(body(made), "id");
  EXPECT_EQ(text_of(body(read(address)), "principalId"), ours_);
  EXPECT_EQ(write("DELETE", address).status, 204);
  EXPECT_EQ(read(address).status, 404);
  EXPECT_EQ(wids().find(kUserAdministrator), std::string::npos);
}

TEST_F(RoleAssignments, AreFoundByPrincipalAndByRole) {
  const User& person = customer().users().at(2);
  ASSERT_EQ(write("POST", kAssignments, wanted(person.id, kUserAdministrator)).status, 201);
  const auto by_person =
      values(std::string(kAssignments) + "?$filter=principalId%20eq%20'" + person.id + "'");
  ASSERT_EQ(by_person.size(), 1U);
  EXPECT_EQ(text_of(by_person[0].as_object(), "roleDefinitionId"), kUserAdministrator);
  const auto by_role = values(std::string(kAssignments) + "?$filter=roleDefinitionId%20eq%20'" +
                              kUserAdministrator + "'&$expand=principal");
  ASSERT_FALSE(by_role.empty());
  bool found = false;
  for (const json::value& one : by_role)
    found = found || text_of(one.at("principal").as_object(), "displayName") == person.display_name;
  EXPECT_TRUE(found);
  const auto with_role = values(std::string(kAssignments) + "?$filter=principalId%20eq%20'" +
                                person.id + "'&$expand=roleDefinition");
  EXPECT_EQ(text_of(with_role.at(0).at("roleDefinition").as_object(), "displayName"),
            "User Administrator");
  EXPECT_EQ(read(std::string(kAssignments) + "?$expand=directoryScope").status, 400);
}

TEST_F(RoleAssignments, WhatCannotBeAssignedIsRefused) {
  EXPECT_EQ(write("POST", kAssignments, wanted("nobody", kUserAdministrator)).status, 404);
  EXPECT_EQ(write("POST", kAssignments, wanted(ours_, "no role")).status, 404);
  EXPECT_EQ(write("POST", kAssignments, {{"principalId", ours_}}).status, 400);
  json::object scoped = wanted(ours_, kUserAdministrator);
  scoped["directoryScopeId"] = "/administrativeUnits/x";
  EXPECT_EQ(write("POST", kAssignments, scoped).status, 404);
  const std::string group = customer().groups.all().at(0).id;
  EXPECT_EQ(write("POST", kAssignments, wanted(group, kUserAdministrator)).status, 400);
  EXPECT_EQ(write("DELETE", std::string(kAssignments) + "/x").status, 404);
}

TEST_F(RoleAssignments, ARoleAssignableGroupGivesItsRoles) {
  const User& boss = customer().users().front();
  const std::string group =
      text_of(body(control("POST", "tenants/" + customer().id + "/groups",
                           {{"displayName", "Helpers"},
                            {"isAssignableToRole", true},
                            {"members", json::array{customer().users().at(2).id}}})),
              "id");
  ASSERT_EQ(write("POST", kAssignments, wanted(group, kUserAdministrator)).status, 201);
  EXPECT_EQ(roles_of(cloud.world, customer(), customer().users().at(2).id),
            std::vector<std::string>{kUserAdministrator});
  EXPECT_EQ(roles_of(cloud.world, customer(), boss.id),
            std::vector<std::string>{kGlobalAdministrator});
}

TEST_F(RoleAssignments, DefinitionsAndTemplatesAreTheBuiltInRoles) {
  EXPECT_EQ(values(kDefinitions).size(), 123U);
  EXPECT_EQ(values("/v1.0/directoryRoleTemplates").size(), 123U);
  const auto found =
      values(std::string(kDefinitions) + "?$filter=displayName%20eq%20'User%20Administrator'");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text_of(found[0].as_object(), "id"), kUserAdministrator);
  EXPECT_EQ(text_of(body(read(std::string(kDefinitions) + "/" + kUserAdministrator)), "templateId"),
            kUserAdministrator);
  EXPECT_EQ(read(std::string(kDefinitions) + "/User%20Administrator").status, 404);
  EXPECT_EQ(text_of(body(read(std::string("/v1.0/directoryRoleTemplates/") + kUserAdministrator)),
                    "displayName"),
            "User Administrator");
}

TEST_F(RoleAssignments, ActivatedRolesTakeMembers) {
  const std::string by_template =
      std::string("/v1.0/directoryRoles(roleTemplateId='") + kUserAdministrator + "')";
  ASSERT_EQ(read(by_template).status, 404) << "not activated";
  const Response made =
      write("POST", "/v1.0/directoryRoles", {{"roleTemplateId", kUserAdministrator}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(write("POST", "/v1.0/directoryRoles", {{"roleTemplateId", kUserAdministrator}}).status,
            409);
  EXPECT_EQ(write("POST", "/v1.0/directoryRoles", {{"roleTemplateId", "x"}}).status, 404);
  EXPECT_EQ(text_of(body(read(by_template)), "id"), text_of(body(made), "id"));
  const std::string members = "/v1.0/directoryRoles/" + text_of(body(made), "id") + "/members";
  const json::object reference = {
      {"@odata.id", "https://graph.microsoft.com/v1.0/directoryObjects/" + ours_}};
  EXPECT_EQ(write("POST", members + "/$ref", reference).status, 204);
  EXPECT_EQ(write("POST", members + "/$ref", reference).status, 400);
  EXPECT_NE(wids().find(kUserAdministrator), std::string::npos);
  const auto listed = values(members);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(text_of(listed[0].as_object(), "@odata.type"), "#microsoft.graph.servicePrincipal");
  EXPECT_EQ(text_of(listed[0].as_object(), "appId"), app().id);
  EXPECT_EQ(write("DELETE", members + "/" + ours_ + "/$ref").status, 204);
  EXPECT_EQ(write("DELETE", members + "/" + ours_ + "/$ref").status, 404);
  EXPECT_EQ(wids().find(kUserAdministrator), std::string::npos);
  EXPECT_EQ(write("POST", members + "/$ref", {{"@odata.id", "x/nobody"}}).status, 404);
  EXPECT_EQ(write("POST", members + "/$ref", json::object()).status, 400);
}

TEST_F(RoleAssignments, AnApplicationThatGoesLosesItsRoles) {
  ASSERT_EQ(write("POST", kAssignments, wanted(ours_, kUserAdministrator)).status, 201);
  ASSERT_EQ(write("DELETE", "/v1.0/servicePrincipals/" + ours_).status, 204);
  ASSERT_EQ(write("POST", "/v1.0/servicePrincipals", {{"appId", app().id}}).status, 201);
  EXPECT_EQ(wids().find(kUserAdministrator), std::string::npos);
}

TEST_F(RoleAssignments, ScheduledOnesNeedAPremiumPlan) {
  json::object asked = wanted(ours_, kUserAdministrator);
  asked["action"] = "adminAssign";
  for (const char* what : {"roleAssignmentScheduleRequests", "roleEligibilityScheduleRequests"}) {
    const Response refused =
        write("POST", std::string("/v1.0/roleManagement/directory/") + what, asked);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(graph_code(refused), "AadPremiumLicenseRequired");
  }
  EXPECT_EQ(wids().find(kUserAdministrator), std::string::npos);
}

TEST_F(RoleAssignments, WantTheirPermissions) {
  struct Row {
    const char* method;
    const char* target;
  };
  const Row rows[] = {{"GET", kAssignments},
                      {"GET", kDefinitions},
                      {"GET", "/v1.0/roleManagement/directory/roleAssignments/x"},
                      {"GET", "/v1.0/roleManagement/directory/roleDefinitions/x"},
                      {"GET", "/v1.0/directoryRoleTemplates"},
                      {"GET", "/v1.0/directoryRoleTemplates/x"},
                      {"GET", "/v1.0/directoryRoles/x"},
                      {"POST", "/v1.0/directoryRoles"},
                      {"POST", kAssignments},
                      {"DELETE", "/v1.0/roleManagement/directory/roleAssignments/x"},
                      {"POST", "/v1.0/directoryRoles/x/members/$ref"},
                      {"DELETE", "/v1.0/directoryRoles/x/members/y/$ref"},
                      {"POST", "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests"},
                      {"POST", "/v1.0/roleManagement/directory/roleEligibilityScheduleRequests"}};
  allow(customer().id, {"User.Read.All"});
  const std::string none = token_for(customer().id);
  allow(customer().id, {"Directory.ReadWrite.All"});
  const std::string reader = token_for(customer().id);
  for (const Row& row : rows) {
    EXPECT_EQ(send(none, row.method, row.target, json::object()).status, 403) << row.target;
    if (std::string(row.method) == "GET") continue;
    EXPECT_EQ(send(reader, row.method, row.target, json::object()).status, 403)
        << row.target << ": writing roles needs RoleManagement.ReadWrite.Directory";
  }
}

TEST(RoleState, RolesSurviveARestart) {
  std::string pattern = (std::filesystem::temp_directory_path() / "reeve-cloud-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const WorldOptions options{7, 2, 10, 10};
  std::string tenant, person;
  {
    TestCloud before(options, folder + "/state");
    tenant = before.customer().id;
    person = before.customer().users().at(3).id;
    before.allow(tenant, {"RoleManagement.ReadWrite.Directory"});
    for (const std::string& who : {service_principal_id(tenant, before.app().id), person})
      EXPECT_EQ(before
                    .send(before.token_for(tenant), "POST", kAssignments,
                          {{"principalId", who},
                           {"roleDefinitionId", kUserAdministrator},
                           {"directoryScopeId", "/"}})
                    .status,
                201);
  }
  TestCloud after(options, folder + "/state");
  const std::string token = after.token_for(tenant);
  EXPECT_NE(json::serialize(TestCloud::claims(token).at("wids")).find(kUserAdministrator),
            std::string::npos);
  EXPECT_NE(after.graph(token, kAssignments).body.find(person), std::string::npos);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cloud
