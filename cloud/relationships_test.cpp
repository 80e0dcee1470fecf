// Delegated admin relationships from the MSP's wish to the customer's tenant and back.
#include "relationships.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "directory_roles.h"
#include "permissions.h"
#include "service_principals.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr const char* kAll = "/v1.0/tenantRelationships/delegatedAdminRelationships";
constexpr const char* kGlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
constexpr const char* kReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";
constexpr const char* kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

json::object roles(const std::vector<const char*>& ids) {
  json::array list;
  for (const char* id : ids) list.push_back(json::object{{"roleDefinitionId", id}});
  return {{"unifiedRoles", std::move(list)}};
}

class Relationships : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    allow(partner().id, {"DelegatedAdminRelationship.ReadWrite.All", "Directory.Read.All"});
    token_ = token_for(partner().id);
  }
  json::object wish(const std::string& name = "Read only") {
    return {{"displayName", name},
            {"duration", "P730D"},
            {"autoExtendDuration", "P180D"},
            {"customer", {{"tenantId", customer().id}}},
            {"accessDetails", roles({kGlobalReader, kReportsReader})}};
  }
  std::string made() {
    const Response response = send(token_, "POST", kAll, wish());
    EXPECT_EQ(response.status, 201) << response.body;
    return std::string(kAll) + "/" + text_of(body(response), "id");
  }
  Response act(const std::string& at, const char* action) {
    return send(token_, "POST", at + "/requests", {{"action", action}});
  }
  json::object shown(const std::string& at) { return body(graph(token_, at)); }
  std::string status(const std::string& at) { return text_of(shown(at), "status"); }
  void wait(const char* how_long) { control("POST", "clock", {{"advance", how_long}}); }
  std::string id_of(const std::string& at) { return at.substr(at.rfind('/') + 1); }
  Response approve(const std::string& at) {
    return control("POST", "tenants/" + customer().id + "/relationships/" + id_of(at) + "/approve");
  }
  std::string active() {
    const std::string at = made();
    act(at, "lockForApproval");
    EXPECT_EQ(approve(at).status, 204);
    wait("PT5S");
    EXPECT_EQ(status(at), "active");
    return at;
  }
  std::vector<Header> if_match(const std::string& at) {
    return {{"If-Match", text_of(shown(at), "@odata.etag")}};
  }
  std::string group() {
    return text_of(
        body(control("POST", "tenants/" + partner().id + "/groups",
                     {{"displayName", "Readers"}, {"members", json::array{account().id}}})),
        "id");
  }
  json::object access(const std::string& group_id, const std::vector<const char*>& ids) {
    return {{"accessContainer",
             {{"accessContainerId", group_id}, {"accessContainerType", "securityGroup"}}},
            {"accessDetails", roles(ids)}};
  }
  // Ends what the world was made with.
  void part() {
    control("PATCH", "tenants/" + customer().id + "/relationships", {{"status", "terminated"}});
  }

  std::string token_;
};

TEST_F(Relationships, GoFromTheWishToActive) {
  const std::string at = made();
  EXPECT_EQ(status(at), "created");
  const Response locked = act(at, "lockForApproval");
  ASSERT_EQ(locked.status, 201) << locked.body;
  EXPECT_EQ(text_of(body(locked), "status"), "created");
  EXPECT_TRUE(header(locked, "Location").find("/requests/") != std::string::npos);
  EXPECT_EQ(status(at), "approvalPending");
  EXPECT_EQ(act(at, "lockForApproval").status, 409);
  EXPECT_EQ(approve(at).status, 204);
  EXPECT_EQ(status(at), "approved");
  EXPECT_TRUE(shown(at).at("activatedDateTime").is_null());
  wait("PT1S");
  EXPECT_EQ(status(at), "activating");
  wait("PT2S");
  EXPECT_EQ(status(at), "active");
  EXPECT_FALSE(text_of(shown(at), "activatedDateTime").empty());
  const json::array requests = body(graph(token_, at + "/requests")).at("value").as_array();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(text_of(requests[0].as_object(), "status"), "succeeded");
  EXPECT_EQ(graph(token_, at + "/requests/" + text_of(requests[0].as_object(), "id")).status, 200);
  EXPECT_EQ(graph(token_, at + "/requests/x").status, 404);
  EXPECT_EQ(approve(at).status, 409) << "once";
}

TEST_F(Relationships, EndByTermination) {
  const std::string at = active();
  ASSERT_EQ(act(at, "terminate").status, 201);
  EXPECT_EQ(status(at), "terminationRequested");
  wait("PT1S");
  EXPECT_EQ(status(at), "terminating");
  wait("PT1S");
  EXPECT_EQ(status(at), "terminated");
  EXPECT_FALSE(text_of(shown(at), "activatedDateTime").empty()) << "it was active once";
  EXPECT_EQ(act(at, "terminate").status, 409);
  EXPECT_EQ(act(at, "approve").status, 400) << "that is the customer's";
}

TEST_F(Relationships, ExpireByTheClockUnlessExtended) {
  json::object once = wish("Once");
  once["duration"] = "P30D";
  once.erase("autoExtendDuration");
  const auto start = [&](const json::object& what) {
    const std::string at =
        std::string(kAll) + "/" + text_of(body(send(token_, "POST", kAll, what)), "id");
    act(at, "lockForApproval");
    approve(at);
    return at;
  };
  const std::string ends = start(once);
  json::object longer = once;
  longer["displayName"] = "Longer";
  longer["autoExtendDuration"] = "P180D";
  const std::string goes_on = start(longer);
  wait("P29D");
  token_ = token_for(partner().id);
  EXPECT_EQ(status(ends), "active");
  wait("P2D");
  token_ = token_for(partner().id);
  EXPECT_EQ(status(ends), "expired");
  EXPECT_EQ(status(goes_on), "active");
  EXPECT_GT(text_of(shown(goes_on), "endDateTime"), text_of(shown(ends), "endDateTime"));
}

TEST_F(Relationships, ARequestWaitsNinetyDays) {
  const std::string at = made();
  act(at, "lockForApproval");
  wait("P89D");
  token_ = token_for(partner().id);
  EXPECT_EQ(status(at), "approvalPending");
  wait("P1D");
  token_ = token_for(partner().id);
  EXPECT_EQ(status(at), "expired");
  EXPECT_EQ(approve(at).status, 409);
}

TEST_F(Relationships, AreRefusedWhenTheyBreakARule) {
  const auto refused = [&](const char* name, json::value value) {
    json::object asked = wish("Another");
    asked[name] = std::move(value);
    return send(token_, "POST", kAll, asked).status;
  };
  EXPECT_EQ(refused("duration", "P731D"), 400);
  EXPECT_EQ(refused("duration", "PT1H"), 400);
  EXPECT_EQ(refused("displayName", ""), 400);
  EXPECT_EQ(refused("displayName", json::string(51, 'x')), 400);
  EXPECT_EQ(refused("autoExtendDuration", "P90D"), 400);
  EXPECT_EQ(refused("accessDetails", roles({})), 400);
  EXPECT_EQ(refused("accessDetails", roles({"nobody"})), 400);
  EXPECT_EQ(refused("accessDetails", roles({kGlobalAdministrator})), 400)
      << "no automatic extension with Global Administrator";
  EXPECT_EQ(refused("customer", json::object{{"tenantId", "nobody"}}), 400);
  EXPECT_EQ(refused("duration", "P2Y"), 201);
  EXPECT_EQ(send(token_, "POST", kAll, wish("another")).status, 409) << "the name is taken";
  EXPECT_EQ(send(token_, "POST", kAll, {{"displayName", "x"}}).status, 400);
}

TEST_F(Relationships, ChangeAndGoWithTheirEtagOnly) {
  const std::string at = made();
  const json::object change = {{"displayName", "Renamed"}};
  EXPECT_EQ(send(token_, "PATCH", at, change).status, 428);
  EXPECT_EQ(send(token_, "PATCH", at, change, {{"If-Match", "W/\"other\""}}).status, 412);
  EXPECT_EQ(send(token_, "PATCH", at, change, if_match(at)).status, 200);
  EXPECT_EQ(text_of(shown(at), "displayName"), "Renamed");
  EXPECT_EQ(send(token_, "DELETE", at).status, 428);
  EXPECT_EQ(send(token_, "DELETE", at, nullptr, if_match(at)).status, 204);
  EXPECT_EQ(graph(token_, at).status, 404);
}

TEST_F(Relationships, WhileActiveOnlyTheExtensionAndGlobalAdministratorChange) {
  json::object asked = wish("With administrator");
  asked["accessDetails"] = roles({kGlobalReader, kGlobalAdministrator});
  asked.erase("autoExtendDuration");
  const std::string at =
      std::string(kAll) + "/" + text_of(body(send(token_, "POST", kAll, asked)), "id");
  act(at, "lockForApproval");
  approve(at);
  wait("PT5S");
  EXPECT_EQ(send(token_, "PATCH", at, {{"displayName", "x"}}, if_match(at)).status, 409);
  EXPECT_EQ(send(token_, "PATCH", at, {{"autoExtendDuration", "P180D"}}, if_match(at)).status, 400);
  EXPECT_EQ(send(token_, "DELETE", at, nullptr, if_match(at)).status, 409);
  const Response fewer =
      send(token_, "PATCH", at, {{"accessDetails", roles({kGlobalReader})}}, if_match(at));
  ASSERT_EQ(fewer.status, 202) << fewer.body;
  EXPECT_EQ(header(fewer, "Retry-After"), "10");
  const std::string operation =
      header(fewer, "Location").substr(header(fewer, "Location").find("/v1.0"));
  EXPECT_EQ(text_of(shown(operation), "status"), "running");
  wait("PT3S");
  EXPECT_EQ(text_of(shown(operation), "status"), "succeeded");
  EXPECT_EQ(send(token_, "PATCH", at, {{"autoExtendDuration", "P180D"}}, if_match(at)).status, 200);
  EXPECT_EQ(
      send(token_, "PATCH", at, {{"accessDetails", roles({kReportsReader})}}, if_match(at)).status,
      409);
}

TEST_F(Relationships, AGroupThatIsAssignedOpensTheTenant) {
  const std::string refresh_of_partner = refresh_token();
  part();
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020);
  const std::string at = active();
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020) << "no group is assigned";
  const Response assigned =
      send(token_, "POST", at + "/accessAssignments", access(group(), {kGlobalReader}));
  ASSERT_EQ(assigned.status, 201) << assigned.body;
  EXPECT_EQ(text_of(body(assigned), "status"), "pending");
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020) << "still pending";
  wait("PT3S");
  const auto token = text_of(body(refresh(customer().id, refresh_of_partner)), "access_token");
  const std::string wids = json::serialize(claims(token).at("wids"));
  EXPECT_NE(wids.find(kGlobalReader), std::string::npos);
  EXPECT_EQ(wids.find(kReportsReader), std::string::npos) << "the group has some of the roles";
  EXPECT_EQ(graph(token, "/v1.0/users").status, 200);
}

TEST_F(Relationships, WhoeverLeavesTheGroupIsOutside) {
  const std::string refresh_of_partner = refresh_token();
  part();
  const std::string group_id = group();
  const std::string at = active();
  send(token_, "POST", at + "/accessAssignments", access(group_id, {kGlobalReader}));
  wait("PT3S");
  EXPECT_EQ(refresh(customer().id, refresh_of_partner).status, 200);
  const std::string of_group = "tenants/" + partner().id + "/groups/" + group_id;
  control("PATCH", of_group, {{"members", json::array()}});
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020);
  const std::string outer =
      text_of(body(control("POST", "tenants/" + partner().id + "/groups",
                           {{"displayName", "Inner"}, {"members", json::array{account().id}}})),
              "id");
  control("PATCH", of_group, {{"members", json::array{outer}}});
  EXPECT_EQ(refresh(customer().id, refresh_of_partner).status, 200) << "a group within the group";
}

TEST_F(Relationships, AssignmentsAreChangedAndTakenBack) {
  const std::string refresh_of_partner = refresh_token();
  part();
  const std::string at = active();
  const std::string all = at + "/accessAssignments";
  const std::string group_id = group();
  const Response assigned = send(token_, "POST", all, access(group_id, {kGlobalReader}));
  const std::string one = all + "/" + text_of(body(assigned), "id");
  wait("PT3S");
  EXPECT_EQ(send(token_, "POST", all, access(group_id, {kGlobalReader})).status, 409);
  EXPECT_EQ(send(token_, "POST", all, access("nobody", {kGlobalReader})).status, 400);
  EXPECT_EQ(send(token_, "POST", all, access(group(), {kGlobalAdministrator})).status, 400);
  const json::object fewer = {{"accessDetails", roles({kReportsReader})}};
  EXPECT_EQ(send(token_, "PATCH", one, fewer).status, 428);
  const Response changed = send(token_, "PATCH", one, fewer, if_match(one));
  ASSERT_EQ(changed.status, 202) << changed.body;
  EXPECT_EQ(body(graph(token_, at + "/operations")).at("value").as_array().size(), 1U);
  const auto token = text_of(body(refresh(customer().id, refresh_of_partner)), "access_token");
  EXPECT_EQ(graph(token, "/v1.0/users").status, 403) << "Reports Reader reads no users";
  EXPECT_EQ(send(token_, "DELETE", one).status, 428);
  EXPECT_EQ(send(token_, "DELETE", one, nullptr, if_match(one)).status, 204);
  EXPECT_EQ(text_of(shown(one), "status"), "deleting");
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020);
  wait("PT3S");
  EXPECT_EQ(text_of(shown(one), "status"), "deleted");
  EXPECT_EQ(send(token_, "POST", all, access(group_id, {kGlobalReader})).status, 201);
}

TEST_F(Relationships, OnlyAdminAgentsManageThem) {
  control("PATCH", "tenants/" + partner().id + "/consent",
          {{"scopes", json::array{"DelegatedAdminRelationship.ReadWrite.All", "openid", "profile",
                                  "offline_access"}}});
  const auto as_person = [&] {
    return text_of(body(refresh(partner().id, text_of(body(redeem(code())), "refresh_token"))),
                   "access_token");
  };
  EXPECT_EQ(send(as_person(), "POST", kAll, wish("By a person")).status, 201);
  const std::string agents = [&] {
    for (const Group& one : partner().groups.all())
      if (one.display_name == kAdminAgents) return one.id;
    return std::string();
  }();
  ASSERT_FALSE(agents.empty());
  control("PATCH", "tenants/" + partner().id + "/groups/" + agents, {{"members", json::array()}});
  EXPECT_EQ(send(as_person(), "POST", kAll, wish("By nobody")).status, 403);
  EXPECT_EQ(graph(as_person(), kAll).status, 403);
}

TEST_F(Relationships, AnApplicationNeedsMicrosoftsServiceInThePartnersTenant) {
  allow(partner().id, {"DelegatedAdminRelationship.ReadWrite.All", "Application.ReadWrite.All"});
  token_ = token_for(partner().id);
  EXPECT_EQ(graph(token_, kAll).status, 200);
  const std::string service =
      "/v1.0/servicePrincipals/" + service_principal_id(partner().id, kDelegatedAdministrationId);
  EXPECT_EQ(send(token_, "DELETE", service).status, 204);
  EXPECT_EQ(graph(token_, kAll).status, 403);
  EXPECT_EQ(send(token_, "POST", "/v1.0/servicePrincipals", {{"appId", kDelegatedAdministrationId}})
                .status,
            201);
  EXPECT_EQ(graph(token_, kAll).status, 200);
}

TEST_F(Relationships, WantTheirPermissions) {
  const std::string at = made();
  allow(partner().id, {"DelegatedAdminRelationship.Read.All"});
  const std::string reader = token_for(partner().id);
  allow(partner().id, {"Directory.ReadWrite.All"});
  const std::string other = token_for(partner().id);
  struct Row {
    const char* method;
    std::string target;
  };
  const Row writes[] = {{"POST", kAll},
                        {"PATCH", at},
                        {"DELETE", at},
                        {"POST", at + "/requests"},
                        {"POST", at + "/accessAssignments"},
                        {"PATCH", at + "/accessAssignments/x"},
                        {"DELETE", at + "/accessAssignments/x"}};
  for (const Row& row : writes)
    EXPECT_EQ(send(reader, row.method, row.target, json::object()).status, 403) << row.target;
  for (const std::string& target :
       {std::string(kAll), at, at + "/requests", at + "/operations", at + "/accessAssignments",
        at + "/accessAssignments/x", at + "/requests/x", at + "/operations/x"}) {
    EXPECT_EQ(graph(other, target).status, 403) << target;
    EXPECT_NE(graph(reader, target).status, 403) << target;
  }
}

TEST_F(Relationships, TheCustomerApprovesOnItsPage) {
  const std::string at = made();
  const std::string page = "/AdminPortal/Home?invitation=" + id_of(at);
  EXPECT_EQ(get(page).status, 409) << "not sent yet";
  act(at, "lockForApproval");
  EXPECT_NE(get("/AdminPortal/Home").body.find("location.hash"), std::string::npos);
  const User& boss = customer().users().front();
  const User& person = customer().users().at(2);
  EXPECT_NE(get(page).body.find(boss.user_principal_name), std::string::npos);
  const auto sign = [&](const User& who) {
    return post(page, {{"login", who.user_principal_name}, {"passwd", who.password}});
  };
  EXPECT_EQ(ticket_of(sign(person)), "") << "only a Global Administrator";
  EXPECT_EQ(ticket_of(sign(account())), "") << "of the customer";
  EXPECT_EQ(ticket_of(post(page, {{"login", boss.user_principal_name}, {"passwd", "x"}})), "");
  const Response asked = sign(boss);
  EXPECT_NE(asked.body.find("Global Reader"), std::string::npos);
  EXPECT_NE(asked.body.find(partner().display_name), std::string::npos);
  post(page, {{"ticket", "forged"}, {"approval", "accept"}});
  EXPECT_EQ(status(at), "approvalPending");
  const Response done = post(page, {{"ticket", ticket_of(asked)}, {"approval", "accept"}});
  EXPECT_EQ(done.status, 200);
  wait("PT5S");
  EXPECT_EQ(status(at), "active");
  EXPECT_EQ(ask("GET", "/AdminPortal/Home?invitation=x", {{"Host", "admin.microsoft.com"}}).status,
            404);
}

TEST_F(Relationships, ARejectedWishIsOver) {
  json::object open = wish();
  open.erase("customer");
  const std::string at =
      std::string(kAll) + "/" + text_of(body(send(token_, "POST", kAll, open)), "id");
  act(at, "lockForApproval");
  const std::string page = "/AdminPortal/Home?invitation=" + id_of(at);
  const User& boss = customer(1).users().front();
  const Response asked =
      post(page, {{"login", boss.user_principal_name}, {"passwd", boss.password}});
  post(page, {{"ticket", ticket_of(asked)}, {"approval", "reject"}});
  EXPECT_EQ(status(at), "terminated");
  EXPECT_EQ(text_of(shown(at).at("customer").as_object(), "tenantId"), customer(1).id)
      << "whoever opened the invitation";
}

TEST_F(Relationships, CustomersHaveTheirPortals) {
  const std::string at = "/v1.0/tenantRelationships/delegatedAdminCustomers/" + customer().id;
  const json::array portals =
      body(graph(token_, at + "/serviceManagementDetails")).at("value").as_array();
  EXPECT_GE(portals.size(), 4U);
  bool named = false;
  for (const json::value& one : portals)
    named =
        named || text_of(one.as_object(), "serviceManagementUrl").find(customer().initial_domain) !=
                     std::string::npos;
  EXPECT_TRUE(named);
  part();
  EXPECT_EQ(graph(token_, at).status, 404) << "no relationship, no customer";
  EXPECT_EQ(graph(token_, at + "/serviceManagementDetails").status, 404);
}

TEST_F(Relationships, TheOlderDelegatedAdministrationGoesByAgents) {
  const std::string refresh_of_partner = refresh_token();
  part();
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020);
  const std::string at = "tenants/" + customer().id + "/relationships";
  EXPECT_EQ(control("PATCH", at, {{"relation", "dap"}}).status, 204);
  const auto token = text_of(body(refresh(customer().id, refresh_of_partner)), "access_token");
  EXPECT_NE(json::serialize(claims(token).at("wids")).find(kGlobalAdministrator),
            std::string::npos);
  for (const Group& one : partner().groups.all())
    if (one.display_name == kAdminAgents)
      control("PATCH", "tenants/" + partner().id + "/groups/" + one.id,
              {{"members", json::array()}});
  EXPECT_EQ(code_of(refresh(customer().id, refresh_of_partner)), 50020);
  EXPECT_EQ(control("PATCH", at, {{"relation", "friends"}}).status, 400);
  EXPECT_EQ(control("PATCH", at, {{"status", "undecided"}}).status, 400);
}

TEST(RelationshipState, RelationshipsSurviveARestart) {
  std::string pattern = (std::filesystem::temp_directory_path() / "reeve-cloud-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const WorldOptions options{7, 2, 10, 10};
  std::string before_restart;
  const auto list = [](TestCloud& cloud) {
    return cloud.graph(cloud.token_for(cloud.partner().id), kAll).body;
  };
  {
    TestCloud before(options, folder + "/state");
    before.allow(before.partner().id, {"DelegatedAdminRelationship.ReadWrite.All"});
    const std::string token = before.token_for(before.partner().id);
    const Response made = before.send(
        token, "POST", kAll,
        {{"displayName", "Kept"}, {"duration", "P90D"}, {"accessDetails", roles({kGlobalReader})}});
    before.send(token, "POST",
                std::string(kAll) + "/" + text_of(TestCloud::body(made), "id") + "/requests",
                {{"action", "lockForApproval"}});
    before.control("PATCH", "tenants/" + before.customer().id + "/relationships",
                   {{"status", "terminated"}});
    before_restart = list(before);
    EXPECT_NE(before_restart.find("approvalPending"), std::string::npos);
  }
  TestCloud after(options, folder + "/state");
  EXPECT_EQ(list(after), before_restart);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cloud
