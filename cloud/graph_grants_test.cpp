// Service principals and what they were granted, as clients meet them: what is granted here is what
// the next token says.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "permission_texts.h"
#include "permissions.h"
#include "service_principals.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr const char* kSets = "/v1.0/servicePrincipals";

class Grants : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    allow(customer().id, {"Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All",
                          "DelegatedPermissionGrant.ReadWrite.All", "Directory.Read.All"});
    token_ = token_for(customer().id);
    ours_ = service_principal_id(customer().id, app().id);
    graph_ = service_principal_id(customer().id, std::string(kGraphId));
  }
  Response read(const std::string& target) { return graph(token_, target); }
  json::array values(const std::string& target) {
    const Response response = read(target);
    EXPECT_EQ(response.status, 200) << target << response.body;
    return response.status == 200 ? body(response).at("value").as_array() : json::array();
  }
  static std::string permission_id(std::string_view name) {
    for (const Permission& one : permissions())
      if (one.name == name) return std::string(one.application_id);
    return "";
  }
  json::object assignment(std::string_view name) const {
    return {{"principalId", ours_}, {"resourceId", graph_}, {"appRoleId", permission_id(name)}};
  }
  std::string ours() const { return std::string(kSets) + "/" + ours_; }
  bool has_role(const std::string& name) {
    const json::object token = claims(token_for(customer().id));
    const json::value* roles = token.if_contains("roles");
    if (!roles) return false;
    for (const json::value& one : roles->as_array())
      if (one == json::value(name)) return true;
    return false;
  }

  std::string token_, ours_, graph_;
};

TEST_F(Grants, TheTenantHasItsResourcesAndTheConsentedApplication) {
  std::set<std::string> names;
  for (const json::value& one : values(kSets))
    names.insert(text_of(one.as_object(), "displayName"));
  EXPECT_EQ(names, (std::set<std::string>{"Microsoft Graph", "Microsoft Partner Center",
                                          app().display_name}));
  const auto found = values(std::string(kSets) + "?$filter=appId%20eq%20'" + app().id + "'");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text_of(found[0].as_object(), "id"), ours_);
  const std::string alternate = "(appId='" + app().id + "')";
  for (const std::string& key : {alternate, "/" + ours_})
    EXPECT_EQ(text_of(body(read(kSets + key)), "appId"), app().id) << key;
  EXPECT_EQ(read(std::string(kSets) + "(appId='nobody')").status, 404);
  EXPECT_EQ(read(std::string(kSets) + "?$select=shoeSize").status, 400);
}

TEST_F(Grants, GraphListsItsPermissionsWithTheirIds) {
  const json::object whole =
      body(read(std::string(kSets) + "(appId='" + std::string(kGraphId) + "')"));
  std::map<std::string, std::string> roles;
  for (const json::value& one : whole.at("appRoles").as_array())
    roles[text_of(one.as_object(), "value")] = text_of(one.as_object(), "id");
  EXPECT_EQ(roles["User.Read.All"], "df021288-bdef-4463-88db-98f22de89214");
  EXPECT_FALSE(roles.contains("Directory.AccessAsUser.All")) << "it exists delegated only";
  bool as_user = false;
  for (const json::value& one : whole.at("oauth2PermissionScopes").as_array())
    if (text_of(one.as_object(), "value") == "Directory.AccessAsUser.All")
      as_user = text_of(one.as_object(), "type") == "Admin";
  EXPECT_TRUE(as_user);
  const json::object partner_center =
      body(read(std::string(kSets) + "(appId='" + std::string(kPartnerCenterId) + "')"));
  EXPECT_EQ(text_of(partner_center.at("oauth2PermissionScopes").as_array().at(0).as_object(), "id"),
            "1cebfa2a-fb4d-419e-b5f9-839b4383e05a");
}

TEST_F(Grants, AnAssignedRoleIsInTheNextToken) {
  EXPECT_FALSE(has_role("Reports.Read.All"));
  const Response made =
      send(token_, "POST", ours() + "/appRoleAssignments", assignment("Reports.Read.All"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(has_role("Reports.Read.All"));
  const Response again =
      send(token_, "POST", ours() + "/appRoleAssignments", assignment("Reports.Read.All"));
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(graph_message(again), "Permission being assigned already exists on the object");
  EXPECT_EQ(values(ours() + "/appRoleAssignments").size(), 5U);
  EXPECT_EQ(values(std::string(kSets) + "/" + graph_ + "/appRoleAssignedTo").size(), 5U);
  const std::string id = text_of(body(made), "id");
  EXPECT_EQ(send(token_, "DELETE", ours() + "/appRoleAssignments/" + id).status, 204);
  EXPECT_FALSE(has_role("Reports.Read.All"));
  EXPECT_EQ(send(token_, "DELETE", ours() + "/appRoleAssignments/" + id).status, 404);
  EXPECT_EQ(send(token_, "POST", std::string(kSets) + "/" + graph_ + "/appRoleAssignedTo",
                 assignment("Reports.Read.All"))
                .status,
            201)
      << "the resource's side of the same";
}

TEST_F(Grants, WhatCannotBeAssignedIsRefused) {
  const std::string at = ours() + "/appRoleAssignments";
  json::object wrong = assignment("Reports.Read.All");
  wrong["appRoleId"] = "11111111-2222-4333-8444-555555555555";
  EXPECT_EQ(send(token_, "POST", at, wrong).status, 400);
  wrong = assignment("Reports.Read.All");
  wrong["principalId"] = graph_;
  EXPECT_EQ(send(token_, "POST", at, wrong).status, 400);
  wrong["principalId"] = "nobody";
  EXPECT_EQ(send(token_, "POST", at, wrong).status, 404);
  wrong.erase("principalId");
  EXPECT_EQ(send(token_, "POST", at, wrong).status, 400);
  EXPECT_EQ(ask("POST", at, {{"Authorization", "Bearer " + token_}}, "no json").status, 400);
}

TEST_F(Grants, DelegatedGrantsAreInTheTokensOfPeople) {
  const std::string refresh_of_partner = refresh_token();
  const auto scopes = [&] {
    const auto given = body(refresh(customer().id, refresh_of_partner));
    return " " + text_of(claims(text_of(given, "access_token")), "scp") + " ";
  };
  EXPECT_EQ(scopes().find(" User.ReadWrite.All "), std::string::npos);
  const auto before = values(ours() + "/oauth2PermissionGrants");
  ASSERT_EQ(before.size(), 2U) << "Graph and Partner Center";
  json::object grant;
  for (const json::value& one : before)
    if (text_of(one.as_object(), "resourceId") == graph_) grant = one.as_object();
  const std::string address = "/v1.0/oauth2PermissionGrants/" + text_of(grant, "id");
  EXPECT_EQ(
      send(token_, "PATCH", address, {{"scope", text_of(grant, "scope") + " User.ReadWrite.All"}})
          .status,
      204);
  EXPECT_NE(scopes().find(" User.ReadWrite.All "), std::string::npos);
  EXPECT_EQ(text_of(body(read(address)), "consentType"), "AllPrincipals");
  EXPECT_EQ(send(token_, "PATCH", address, {{"clientId", "x"}}).status, 400);
  EXPECT_EQ(send(token_, "DELETE", address).status, 204);
  EXPECT_EQ(read(address).status, 404);
  EXPECT_EQ(scopes(), "  ") << "nothing of Graph is left";
}

TEST_F(Grants, APermissionEntryExistsOnce) {
  const json::object wanted = {{"clientId", ours_},
                               {"consentType", "AllPrincipals"},
                               {"principalId", nullptr},
                               {"resourceId", graph_},
                               {"scope", "User.Read"}};
  const Response twice = send(token_, "POST", "/v1.0/oauth2PermissionGrants", wanted);
  EXPECT_EQ(twice.status, 409);
  EXPECT_EQ(graph_message(twice), "Permission entry already exists.");
  EXPECT_EQ(graph_code(twice), "Request_MultipleObjectsWithSameKeyValue");
  for (const json::value& one : values("/v1.0/oauth2PermissionGrants"))
    send(token_, "DELETE", "/v1.0/oauth2PermissionGrants/" + text_of(one.as_object(), "id"));
  const Response made = send(token_, "POST", "/v1.0/oauth2PermissionGrants", wanted);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_of(body(made), "scope"), "User.Read");
  const auto filtered = values("/v1.0/oauth2PermissionGrants?$filter=clientId%20eq%20'" + ours_ +
                               "'%20and%20consentType%20eq%20'AllPrincipals'");
  EXPECT_EQ(filtered.size(), 1U);
}

TEST_F(Grants, OnePersonsConsentIsThatPersonsAlone) {
  const User& boss = customer().users().front();
  const User& other = customer().users().at(2);
  for (const json::value& one : values("/v1.0/oauth2PermissionGrants"))
    send(token_, "DELETE", "/v1.0/oauth2PermissionGrants/" + text_of(one.as_object(), "id"));
  const Response made = send(token_, "POST", "/v1.0/oauth2PermissionGrants",
                             {{"clientId", ours_},
                              {"consentType", "Principal"},
                              {"principalId", boss.id},
                              {"resourceId", graph_},
                              {"scope", "User.Read openid"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string address = "/" + customer().id + "/oauth2/v2.0/authorize?" +
                              form_text({{"client_id", app().id},
                                         {"response_type", "code"},
                                         {"redirect_uri", std::string(kCallback)},
                                         {"scope", "openid User.Read"}});
  EXPECT_EQ(post(address, {{"login", boss.user_principal_name}, {"passwd", boss.password}}).status,
            302);
  EXPECT_NE(
      post(address, {{"login", other.user_principal_name}, {"passwd", other.password}}).status,
      302);
  EXPECT_EQ(send(token_, "POST", "/v1.0/oauth2PermissionGrants",
                 {{"clientId", ours_},
                  {"consentType", "Principal"},
                  {"principalId", "nobody"},
                  {"resourceId", graph_},
                  {"scope", "User.Read"}})
                .status,
            404);
}

TEST_F(Grants, AnApplicationComesAndGoes) {
  EXPECT_EQ(send(token_, "POST", kSets, {{"appId", app().id}}).status, 409);
  EXPECT_EQ(send(token_, "POST", kSets, {{"appId", "11111111-2222-4333-8444-555555555555"}}).status,
            400);
  EXPECT_EQ(send(token_, "POST", kSets, json::object()).status, 400);
  EXPECT_EQ(send(token_, "DELETE", std::string(kSets) + "/" + graph_).status, 403);
  EXPECT_EQ(send(token_, "DELETE", ours()).status, 204);
  EXPECT_EQ(code_of(application_token(customer().id)), 700016);
  const Response back = send(token_, "POST", kSets, {{"appId", app().id}});
  ASSERT_EQ(back.status, 201) << back.body;
  EXPECT_EQ(application_token(customer().id).status, 200);
  EXPECT_FALSE(has_role("Directory.Read.All")) << "it stands there without any grant";
}

// Each address with each permission that admits to it taken away.
TEST_F(Grants, EveryAddressWantsItsPermission) {
  struct Row {
    const char* method;
    std::string target;
    json::object body;
  };
  const std::string grants = "/v1.0/oauth2PermissionGrants";
  const Row rows[] = {{"GET", kSets, {}},
                      {"POST", kSets, {{"appId", app().id}}},
                      {"GET", ours(), {}},
                      {"DELETE", ours(), {}},
                      {"GET", ours() + "/appRoleAssignments", {}},
                      {"POST", ours() + "/appRoleAssignments", assignment("Reports.Read.All")},
                      {"DELETE", ours() + "/appRoleAssignments/x", {}},
                      {"GET", ours() + "/appRoleAssignedTo", {}},
                      {"POST", ours() + "/appRoleAssignedTo", assignment("Reports.Read.All")},
                      {"DELETE", ours() + "/appRoleAssignedTo/x", {}},
                      {"GET", ours() + "/oauth2PermissionGrants", {}},
                      {"GET", grants, {}},
                      {"POST", grants, {{"clientId", ours_}}},
                      {"GET", grants + "/x", {}},
                      {"PATCH", grants + "/x", {{"scope", "User.Read"}}},
                      {"DELETE", grants + "/x", {}}};
  allow(customer().id, {"User.Read.All"});
  const std::string poor = token_for(customer().id);
  for (const Row& row : rows) {
    const Response refused = send(poor, row.method, row.target, row.body);
    EXPECT_EQ(refused.status, 403) << row.method << row.target;
    EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied") << row.target;
  }
  allow(customer().id, {"AppRoleAssignment.ReadWrite.All"});
  EXPECT_EQ(send(token_for(customer().id), "POST", ours() + "/appRoleAssignments",
                 assignment("Reports.Read.All"))
                .status,
            403)
      << "whoever assigns must be able to read applications too";
}

TEST(GrantState, WhatWasGrantedSurvivesARestart) {
  std::string pattern = (std::filesystem::temp_directory_path() / "reeve-cloud-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const WorldOptions options{7, 2, 10, 10};
  std::string tenant, person, made;
  const auto list = [&](TestCloud& cloud) {
    return cloud.graph(cloud.token_for(tenant), "/v1.0/oauth2PermissionGrants").body +
           cloud
               .graph(cloud.token_for(tenant),
                      std::string(kSets) + "(appId='" + cloud.app().id + "')/appRoleAssignments")
               .body;
  };
  {
    TestCloud before(options, folder + "/state");
    tenant = before.customer().id;
    before.allow(tenant, {"DelegatedPermissionGrant.ReadWrite.All", "Directory.Read.All",
                          "AppRoleAssignment.ReadWrite.All"});
    const std::string ours = service_principal_id(tenant, before.app().id);
    const std::string resource = service_principal_id(tenant, std::string(kGraphId));
    before.send(before.token_for(tenant), "POST", "/v1.0/oauth2PermissionGrants",
                {{"clientId", ours},
                 {"consentType", "Principal"},
                 {"principalId", before.customer().users().at(1).id},
                 {"resourceId", resource},
                 {"scope", "User.Read"}});
    before.send(before.token_for(tenant), "POST",
                std::string(kSets) + "/" + ours + "/appRoleAssignments",
                {{"principalId", ours},
                 {"resourceId", resource},
                 {"appRoleId", "230c1aed-a721-4c5d-9cb4-a90514e508ef"}});
    made = list(before);
    EXPECT_NE(made.find("\"Principal\""), std::string::npos);
    EXPECT_NE(made.find("230c1aed"), std::string::npos);
  }
  TestCloud after(options, folder + "/state");
  EXPECT_EQ(list(after), made);
  std::filesystem::remove_all(folder);
}

// Every row of the published list: the same ids and the same words.
TEST(PermissionTable, AgreesWithThePublishedList) {
  std::ifstream file(std::string(REEVE_SHARED_DIR) + "/microsoft/graph-permissions.tsv");
  if (!file.is_open()) GTEST_SKIP() << "Microsoft's data are not beside the checkout.";
  std::string line;
  std::size_t rows = 0;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const auto columns = split(line, '\t');
    if (columns.size() < 4 || columns[1].find(' ') != std::string::npos) continue;
    const auto all = permissions();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Permission& one) { return one.name == columns[1]; });
    ASSERT_NE(found, all.end()) << columns[1];
    const bool application = columns[2] == "Application";
    const std::string id(application ? found->application_id : found->delegated_id);
    EXPECT_EQ(id, columns[3].starts_with('(') ? "" : columns[3]) << columns[1];
    const PermissionText text = permission_text(columns[1]);
    EXPECT_EQ((application ? text.application : text.delegated).empty(), id.empty()) << columns[1];
    ++rows;
  }
  EXPECT_GT(rows, 80U);
}

}  // namespace
}  // namespace cloud
