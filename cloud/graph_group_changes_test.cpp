// Groups made, changed and deleted over Graph, and who joins and leaves them.
#include <gtest/gtest.h>

#include <algorithm>

#include "deleted_items.h"
#include "directory_roles.h"
#include "relationships.h"
#include "service_principals.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kRefused = "Insufficient privileges to complete the operation.";

class GroupChanges : public testing::Test, public TestCloud {
 protected:
  GroupChanges() : TestCloud({7, 3, 20, 20}) {}
  void SetUp() override { may(customer(), {"Group.ReadWrite.All", "User.Read.All"}); }
  // A token of the application with exactly these permissions there.
  std::string may(Tenant& tenant, json::array roles) {
    allow(tenant.id, std::move(roles));
    return token_ = token_for(tenant.id);
  }
  // Somebody of that tenant with every permission that is named and one directory role there.
  std::string person(const User& who, std::vector<std::string> scopes, std::string_view role) {
    Claims claims;
    claims.tenant_id = customer().id;
    claims.client_id = app().id;
    claims.audience = "https://graph.microsoft.com";
    claims.expires = cloud.clock.now() + 3600;
    claims.object_id = who.id;
    claims.user_name = who.user_principal_name;
    claims.scopes = std::move(scopes);
    claims.wids = {role.empty() ? std::string(role::kDefaultUser)
                                : std::string(find_role(role)->id)};
    TokenFacts facts;
    facts.now = cloud.clock.now();
    return token_ = make_access_token(state.key(), claims, facts);
  }
  Response write(const std::string& method, const std::string& what,
                 const json::value& content = nullptr) {
    return send(token_, method, "/v1.0" + what, content);
  }
  static json::object security(const std::string& name = "Vault") {
    return {{"displayName", name},
            {"mailEnabled", false},
            {"mailNickname", "vault"},
            {"securityEnabled", true}};
  }
  static json::object team(const std::string& nickname = "keepers") {
    return {{"displayName", "Keepers"},
            {"groupTypes", json::array{"Unified"}},
            {"mailEnabled", true},
            {"mailNickname", nickname},
            {"securityEnabled", false}};
  }
  std::string made(const json::value& content) {
    const Response answer = write("POST", "/groups", content);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return text_of(body(answer), "id");
  }
  static json::object reference(const std::string& id) {
    return {{"@odata.id", "https://graph.microsoft.com/v1.0/directoryObjects/" + id}};
  }
  Response join(const std::string& group, const std::string& id) {
    return write("POST", "/groups/" + group + "/members/$ref", reference(id));
  }
  Response leave(const std::string& group, const std::string& id) {
    return write("DELETE", "/groups/" + group + "/members/" + id + "/$ref");
  }
  std::string user(std::size_t at = 3) { return customer().users().at(at).id; }
  Group& group(const std::string& id) { return *customer().groups.find(id); }
  Group& named(Tenant& tenant, std::string_view name) {
    for (const Group& one : tenant.groups.all())
      if (one.display_name == name) return *tenant.groups.find(one.id);
    throw std::runtime_error("no such group");
  }
  std::string token_;
};

TEST_F(GroupChanges, MakeSecurityGroupsAndTeams) {
  const Response answer = write("POST", "/groups", security());
  ASSERT_EQ(answer.status, 201) << answer.body;
  const json::object vault = body(answer);
  EXPECT_TRUE(text_of(vault, "@odata.context").ends_with("$metadata#groups/$entity"));
  EXPECT_TRUE(vault.at("groupTypes").as_array().empty());
  EXPECT_TRUE(vault.at("mail").is_null());
  EXPECT_TRUE(vault.at("visibility").is_null());
  EXPECT_FALSE(vault.contains("assignedLabels")) << "comes only by $select";
  const json::object keepers = body(write("POST", "/groups", team()));
  EXPECT_EQ(text_of(keepers, "mail"), "keepers@" + customer().default_domain);
  EXPECT_EQ(text_of(keepers, "visibility"), "Public");
  EXPECT_EQ(body(graph(token_, "/v1.0/groups/" + text_of(vault, "id"))), vault);
}

TEST_F(GroupChanges, BindMembersAndOwnersAtBirth) {
  json::object content = security();
  content["members@odata.bind"] =
      json::array{"https://graph.microsoft.com/v1.0/users/" + user(3),
                  "https://graph.microsoft.com/v1.0/directoryObjects/" + user(4)};
  content["owners@odata.bind"] = json::array{"https://graph.microsoft.com/v1.0/users/" + user(5)};
  const std::string id = made(content);
  EXPECT_EQ(group(id).members, (std::vector<std::string>{user(3), user(4)}));
  EXPECT_EQ(group(id).owners, std::vector<std::string>{user(5)});
  content["members@odata.bind"] = json::array{"https://graph.microsoft.com/v1.0/users/nobody"};
  EXPECT_EQ(write("POST", "/groups", content).status, 404);
  json::array many(21, json::value("https://graph.microsoft.com/v1.0/users/" + user(3)));
  content["members@odata.bind"] = many;
  EXPECT_EQ(write("POST", "/groups", content).status, 400);
  content["members@odata.bind"] = "x";
  EXPECT_EQ(write("POST", "/groups", content).status, 400);
}

TEST_F(GroupChanges, RefuseWhatNoGroupCanBe) {
  for (const char* name : {"displayName", "mailEnabled", "mailNickname", "securityEnabled"}) {
    json::object content = security();
    content.erase(name);
    const Response answer = write("POST", "/groups", content);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(graph_message(answer),
              fmt::format("A value is required for property '{}' of resource 'Group'.", name));
  }
  const auto refused = [&](const char* name, const json::value& value, int status = 400) {
    json::object content = security();
    content[name] = value;
    const Response answer = write("POST", "/groups", content);
    EXPECT_EQ(answer.status, status) << name << answer.body;
    return graph_message(answer);
  };
  EXPECT_TRUE(refused("mailEnabled", true).starts_with("The service does not currently support"));
  refused("securityEnabled", false);
  refused("displayName", "");
  refused("displayName", 7);
  refused("mailNickname", "with space");
  refused("mailNickname",
          "gr\xC3\xBC\xC3\x9F"
          "e");
  refused("visibility", "Sometimes");
  refused("groupTypes", json::array{"Secret"});
  EXPECT_NE(refused("shoeSize", 44).find("does not exist on type"), std::string::npos);
  EXPECT_NE(refused("createdDateTime", "2020-01-01T00:00:00Z").find("read-only"),
            std::string::npos);
  refused("groupTypes", json::array{"DynamicMembership"}, 501);
  refused("theme", "Teal", 501);
  made(team());
  EXPECT_EQ(graph_message(write("POST", "/groups", team())),
            "Another object with the same value for property mailNickname already exists.");
}

TEST_F(GroupChanges, ChangeProperties) {
  const std::string id = made(team());
  const Response done = write("PATCH", "/groups/" + id,
                              {{"displayName", "Guards"},
                               {"description", "They guard"},
                               {"groupTypes", json::array{"Unified"}},
                               {"mailEnabled", true},
                               {"visibility", "Private"}});
  EXPECT_EQ(done.status, 204) << done.body;
  EXPECT_EQ(group(id).display_name, "Guards");
  EXPECT_EQ(group(id).visibility, "Private");
  for (const json::object& content : {json::object{{"displayName", nullptr}},
                                      {{"mailEnabled", false}},
                                      {{"groupTypes", json::array()}},
                                      {{"isAssignableToRole", true}},
                                      {{"visibility", "HiddenMembership"}},
                                      {{"mail", "x@y.example"}},
                                      {{"shoeSize", 44}}})
    EXPECT_EQ(write("PATCH", "/groups/" + id, content).status, 400) << json::serialize(content);
  EXPECT_EQ(write("PATCH", "/groups/" + id, {{"allowExternalSenders", true}}).status, 501);
  EXPECT_EQ(write("PATCH", "/groups/nobody", {{"displayName", "x"}}).status, 404);
  EXPECT_EQ(group(id).display_name, "Guards");
}

TEST_F(GroupChanges, BindUpToTwentyMembersByPatch) {
  const std::string id = made(security());
  const auto bind = [&](const json::array& these) {
    return write("PATCH", "/groups/" + id, {{"members@odata.bind", these}});
  };
  const std::string at = "https://graph.microsoft.com/v1.0/directoryObjects/";
  EXPECT_EQ(bind({at + user(3), at + user(4)}).status, 204);
  EXPECT_EQ(group(id).members.size(), 2U);
  EXPECT_EQ(bind({at + user(5), at + user(4)}).status, 400) << "nobody joins when one is there";
  EXPECT_EQ(group(id).members.size(), 2U);
}

TEST_F(GroupChanges, MembersJoinAndLeave) {
  const std::string id = made(security());
  EXPECT_EQ(join(id, user()).status, 204);
  const Response again = join(id, user());
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(graph_code(again), "Request_BadRequest");
  EXPECT_EQ(graph_message(again),
            "One or more added object references already exist for the following modified "
            "properties: 'members'.");
  EXPECT_EQ(join(id, "11111111-2222-4333-8444-555555555555").status, 404);
  EXPECT_EQ(write("POST", "/groups/" + id + "/members/$ref", {{"id", user()}}).status, 400);
  EXPECT_EQ(join("11111111-2222-4333-8444-555555555555", user()).status, 404);
  const auto members = body(graph(token_, "/v1.0/groups/" + id + "/members?$select=id"));
  EXPECT_EQ(members.at("value").as_array().size(), 1U);
  EXPECT_EQ(leave(id, user()).status, 204);
  EXPECT_EQ(leave(id, user()).status, 404);
  EXPECT_TRUE(group(id).members.empty());
}

TEST_F(GroupChanges, AreToldByDeltaLinksAndSurviveARestart) {
  const std::string file = testing::TempDir() + "group_changes_state";
  std::remove(file.c_str());
  std::string id, link;
  {
    TestCloud first({7, 3, 20, 20}, file);
    Tenant& tenant = first.customer();
    first.allow(tenant.id, {"Group.ReadWrite.All"});
    const std::string token = first.token_for(tenant.id);
    link = text_of(body(first.graph(
                       token, "/v1.0/groups/delta?$deltatoken=latest&$select=displayName,members")),
                   "@odata.deltaLink");
    id = text_of(body(first.send(token, "POST", "/v1.0/groups", security())), "id");
    first.send(token, "POST", "/v1.0/groups/" + id + "/members/$ref",
               reference(tenant.users().at(3).id));
    first.send(token, "POST", "/v1.0/groups/" + id + "/members/$ref",
               reference(tenant.users().at(4).id));
    first.send(token, "DELETE",
               "/v1.0/groups/" + id + "/members/" + tenant.users().at(4).id + "/$ref");
  }
  TestCloud second({7, 3, 20, 20}, file);
  const auto round =
      body(second.graph(second.token_for(second.customer().id), link.substr(link.find("/v1.0/"))));
  ASSERT_EQ(round.at("value").as_array().size(), 1U) << json::serialize(round);
  const json::object seen = round.at("value").as_array()[0].as_object();
  EXPECT_EQ(text_of(seen, "id"), id);
  const json::array members = seen.at("members@delta").as_array();
  ASSERT_FALSE(members.empty());
  EXPECT_EQ(text_of(members[0].as_object(), "id"), second.customer().users().at(3).id);
  std::remove(file.c_str());
}

TEST_F(GroupChanges, DeletedTeamsCanBeRestoredAndSecurityGroupsNot) {
  const std::string keepers = made(team());
  const std::string vault = made(security());
  EXPECT_EQ(write("DELETE", "/groups/" + keepers).status, 204);
  EXPECT_EQ(write("DELETE", "/groups/" + vault).status, 204);
  EXPECT_EQ(write("DELETE", "/groups/" + vault).status, 404);
  EXPECT_NE(find_deleted_group(customer(), keepers), nullptr);
  EXPECT_EQ(find_deleted_group(customer(), vault), nullptr);
  EXPECT_EQ(graph(token_, "/v1.0/groups/" + vault).status, 404);
}

TEST_F(GroupChanges, LeaveGroupsThatAreKeptElsewhereAlone) {
  const std::string list = named(customer(), "All Staff").id;
  const std::string words =
      "Cannot Update a mail-enabled security groups and or distribution list.";
  EXPECT_EQ(graph_message(join(list, user())), words);
  EXPECT_EQ(graph_message(leave(list, user())), words);
  EXPECT_EQ(graph_message(write("DELETE", "/groups/" + list)), words);
  const std::string synced = made(security());
  group(synced).synced = true;
  for (const Response& answer : {join(synced, user()), write("DELETE", "/groups/" + synced),
                                 write("PATCH", "/groups/" + synced, {{"displayName", "x"}})}) {
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(graph_message(answer).find("on-premises mastered"), std::string::npos);
  }
}

TEST_F(GroupChanges, NobodyJoinsADynamicGroupByHand) {
  const std::string id = made(security());
  control("PATCH", "tenants/" + customer().id + "/groups/" + id,
          {{"groupTypes", json::array{"DynamicMembership"}},
           {"membershipRule", "user.department -eq \"Sales\""},
           {"members", json::array{user(3)}}});
  for (const Response& answer : {join(id, user(4)), leave(id, user(3))}) {
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(graph_message(answer), kRefused);
  }
  const json::object seen = body(graph(token_, "/v1.0/groups/" + id));
  EXPECT_EQ(seen.at("groupTypes"), json::value(json::array{"DynamicMembership"}));
  EXPECT_EQ(text_of(seen, "membershipRule"), "user.department -eq \"Sales\"");
  EXPECT_EQ(text_of(seen, "membershipRuleProcessingState"), "On");
  EXPECT_EQ(write("PATCH", "/groups/" + id, {{"displayName", "Sellers"}}).status, 204);
}

TEST_F(GroupChanges, ApplicationsJoinSecurityGroupsAlone) {
  const std::string ours = service_principal_id(customer().id, app().id);
  const std::string vault = made(security());
  const std::string keepers = made(team());
  may(customer(), {"GroupMember.ReadWrite.All", "Application.Read.All"});
  EXPECT_EQ(join(vault, ours).status, 403);
  may(customer(), {"GroupMember.ReadWrite.All", "Application.ReadWrite.All"});
  EXPECT_EQ(join(keepers, ours).status, 400);
  EXPECT_EQ(join(vault, ours).status, 204);
  EXPECT_EQ(join(vault, ours).status, 400);
  const auto members = body(graph(token_, "/v1.0/groups/" + vault + "/members"));
  ASSERT_EQ(members.at("value").as_array().size(), 1U);
  EXPECT_EQ(text_of(members.at("value").as_array()[0].as_object(), "@odata.type"),
            "#microsoft.graph.servicePrincipal");
  may(customer(), {"Directory.ReadWrite.All"});
  EXPECT_EQ(leave(vault, ours).status, 204);
}

TEST_F(GroupChanges, GroupsAndDevicesNeedTheirPermissionBesides) {
  const std::string vault = made(security());
  const std::string inner = made(security("Inner"));
  const std::string device = customer().devices.front().id;
  may(customer(), {"GroupMember.ReadWrite.All"});
  EXPECT_EQ(join(vault, user()).status, 204);
  EXPECT_EQ(join(vault, inner).status, 403);
  EXPECT_EQ(join(vault, device).status, 403);
  may(customer(), {"Directory.ReadWrite.All"});
  EXPECT_EQ(join(vault, inner).status, 204);
  EXPECT_EQ(join(vault, device).status, 204);
  EXPECT_EQ(join(vault, vault).status, 400) << "not in itself";
}

TEST_F(GroupChanges, AdminAgentsTakesTheApplicationOfTheMsp) {
  may(partner(), {"GroupMember.ReadWrite.All", "Application.ReadWrite.All"});
  const std::string agents = named(partner(), kAdminAgents).id;
  const std::string ours = service_principal_id(partner().id, app().id);
  EXPECT_FALSE(is_agent(cloud.world, kAdminAgents, ours));
  EXPECT_EQ(join(agents, ours).status, 204);
  EXPECT_TRUE(is_agent(cloud.world, kAdminAgents, ours));
  EXPECT_EQ(leave(agents, ours).status, 204);
  EXPECT_FALSE(is_agent(cloud.world, kAdminAgents, ours));
  const Response put = control("PATCH", "tenants/" + partner().id + "/groups/" + agents,
                               {{"members", json::array{account().id, ours}}});
  EXPECT_EQ(put.status, 200) << put.body;
  EXPECT_TRUE(is_agent(cloud.world, kAdminAgents, ours));
  const Response stranger = control("PATCH", "tenants/" + partner().id + "/groups/" + agents,
                                    {{"members", json::array{"nobody"}}});
  EXPECT_EQ(stranger.status, 400);
}

TEST_F(GroupChanges, RoleAssignableGroupsNeedThePermissionToManageRoles) {
  json::object content = security();
  content["isAssignableToRole"] = true;
  EXPECT_EQ(write("POST", "/groups", content).status, 403);
  may(customer(), {"Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory"});
  const std::string id = made(content);
  const std::string inner = made(security("Inner"));
  EXPECT_TRUE(group(id).role_assignable);
  EXPECT_EQ(join(id, inner).status, 400) << "no groups within";
  EXPECT_EQ(join(id, user()).status, 204);
  may(customer(), {"Group.ReadWrite.All"});
  EXPECT_EQ(join(id, user(4)).status, 403);
  EXPECT_EQ(leave(id, user()).status, 403);
  EXPECT_EQ(write("PATCH", "/groups/" + id, {{"displayName", "x"}}).status, 403);
  EXPECT_EQ(write("DELETE", "/groups/" + id).status, 403);
}

TEST_F(GroupChanges, OfRoleAssignableGroupsAreThePrivilegedRoleAdministratorsWork) {
  may(customer(), {"Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory"});
  json::object content = security();
  content["isAssignableToRole"] = true;
  const std::string id = made(content);
  const User& somebody = customer().users().at(2);
  const std::vector<std::string> both = {"Group.ReadWrite.All",
                                         "RoleManagement.ReadWrite.Directory"};
  person(somebody, both, "Groups Administrator");
  EXPECT_EQ(join(id, user()).status, 403);
  EXPECT_EQ(write("POST", "/groups", content).status, 403);
  person(somebody, {"Group.ReadWrite.All"}, "Privileged Role Administrator");
  EXPECT_EQ(join(id, user()).status, 403);
  person(somebody, both, "Privileged Role Administrator");
  EXPECT_EQ(join(id, user()).status, 204);
  EXPECT_EQ(write("POST", "/groups", content).status, 201);
}

TEST_F(GroupChanges, FollowTheRoleByTheKindOfTheGroup) {
  struct Row {
    std::string_view role;
    bool team, security, properties;
  };
  const Row rows[] = {{"Global Administrator", true, true, true},
                      {"Directory Writers", true, true, true},
                      {"Groups Administrator", true, true, true},
                      {"User Administrator", true, true, true},
                      {"Identity Governance Administrator", true, true, false},
                      {"Exchange Administrator", true, false, true},
                      {"SharePoint Administrator", true, false, true},
                      {"Teams Administrator", true, false, true},
                      {"Yammer Administrator", true, false, true},
                      {"Intune Administrator", false, true, true},
                      {"Global Reader", false, false, false},
                      {"Helpdesk Administrator", false, false, false},
                      {"", false, false, false}};
  const std::string keepers = made(team());
  const std::string vault = made(security());
  for (const Row& row : rows) {
    person(customer().users().at(2), {"Group.ReadWrite.All"}, row.role);
    EXPECT_EQ(join(keepers, user()).status, row.team ? 204 : 403) << row.role;
    EXPECT_EQ(leave(keepers, user()).status, row.team ? 204 : 403) << row.role;
    EXPECT_EQ(join(vault, user()).status, row.security ? 204 : 403) << row.role;
    EXPECT_EQ(leave(vault, user()).status, row.security ? 204 : 403) << row.role;
    const std::string& mine = row.team ? keepers : vault;
    EXPECT_EQ(write("PATCH", "/groups/" + mine, {{"description", "x"}}).status,
              row.properties ? 204 : 403)
        << row.role;
    const bool makes = (row.properties && row.role != "Yammer Administrator") || row.role.empty();
    EXPECT_EQ(write("POST", "/groups", security()).status, makes ? 201 : 403) << row.role;
  }
}

TEST_F(GroupChanges, OwnersManageTheirGroup) {
  const User& owner = customer().users().at(2);
  person(owner, {"Group.ReadWrite.All"}, "");
  const std::string id = made(team());
  EXPECT_EQ(group(id).owners, std::vector<std::string>{owner.id}) << "whoever makes a team owns it";
  EXPECT_EQ(join(id, user()).status, 204);
  EXPECT_EQ(write("PATCH", "/groups/" + id, {{"description", "x"}}).status, 204);
  person(customer().users().at(4), {"Group.ReadWrite.All"}, "");
  EXPECT_EQ(join(id, user(5)).status, 403);
  EXPECT_EQ(write("DELETE", "/groups/" + id).status, 403);
  person(owner, {"Group.ReadWrite.All"}, "");
  EXPECT_EQ(write("DELETE", "/groups/" + id).status, 204);
}

TEST_F(GroupChanges, GroupCreateAloneBindsOnlyWhatItMayRead) {
  json::object content = security();
  content["owners@odata.bind"] = json::array{"https://graph.microsoft.com/v1.0/directoryObjects/" +
                                             service_principal_id(customer().id, app().id)};
  may(customer(), {"Group.Create"});
  EXPECT_EQ(write("POST", "/groups", content).status, 201) << "itself";
  content["members@odata.bind"] = json::array{"https://graph.microsoft.com/v1.0/users/" + user()};
  EXPECT_EQ(write("POST", "/groups", content).status, 403);
  may(customer(), {"Group.Create", "User.Read.All"});
  EXPECT_EQ(write("POST", "/groups", content).status, 201);
  content["owners@odata.bind"] =
      json::array{"https://graph.microsoft.com/v1.0/devices/" + customer().devices.front().id};
  EXPECT_EQ(write("POST", "/groups", content).status, 400);
  EXPECT_EQ(write("PATCH", "/groups/" + named(customer(), "All Company").id, {{"description", "x"}})
                .status,
            403);
}

}  // namespace
}  // namespace cloud
