// Groups as clients meet them: listings, members, nested groups, delta links and changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

class GroupsOfATenant : public testing::Test, public TestCloud {
 protected:
  GroupsOfATenant() : TestCloud({7, 3, 130, 130}) {}
  void SetUp() override { token_ = token_for(customer().id); }
  Response ask_graph(const std::string& target, std::vector<Header> headers = {}) {
    return graph(token_, target, std::move(headers));
  }
  static std::string link_of(const json::object& page, const char* name) {
    const std::string link = text_of(page, name);
    return link.empty() ? "" : link.substr(link.find("/v1.0"));
  }
  std::vector<json::object> all(std::string target, std::vector<Header> headers = {}) {
    std::vector<json::object> items;
    while (!target.empty()) {
      const Response response = ask_graph(target, headers);
      EXPECT_EQ(response.status, 200) << response.body;
      const auto page = body(response);
      for (const auto& one : page.at("value").as_array()) items.push_back(one.as_object());
      delta_ = link_of(page, "@odata.deltaLink");
      target = link_of(page, "@odata.nextLink");
    }
    return items;
  }
  const Group& named(const std::string& name) {
    for (const Group& one : customer().groups.all())
      if (one.display_name == name) return one;
    throw std::runtime_error("no group " + name);
  }
  Response change(const std::string& id, const json::value& what) {
    return control("PATCH", "tenants/" + customer().id + "/groups/" + id, what);
  }
  static json::array ids(const std::vector<std::string>& of) {
    return json::array(of.begin(), of.end());
  }
  std::string token_, delta_;
};

TEST_F(GroupsOfATenant, AreListedWithGraphsPropertiesAndPages) {
  const auto groups = all("/v1.0/groups?$top=3");
  EXPECT_EQ(groups.size(), customer().groups.all().size());
  EXPECT_GT(groups.size(), 6U);
  std::set<std::string> seen;
  for (const auto& one : groups) {
    EXPECT_TRUE(seen.insert(text_of(one, "id")).second);
    EXPECT_FALSE(one.contains("assignedLabels")) << "comes only by $select";
    EXPECT_TRUE(text_of(one, "securityIdentifier").starts_with("S-1-12-1-"));
  }
  EXPECT_EQ(ask_graph("/v1.0/groups?$top=1000").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/groups?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/groups?$expand=members").status, 501);
  EXPECT_EQ(all("/v1.0/groups?$select=assignedLabels")[0].size(), 1U);
}

TEST_F(GroupsOfATenant, AreFilteredOrderedAndCounted) {
  const auto unified = all("/v1.0/groups?$filter=groupTypes/any(c:c%20eq%20'Unified')");
  EXPECT_FALSE(unified.empty());
  EXPECT_LT(unified.size(), customer().groups.all().size());
  const auto ordered = all("/v1.0/groups?$orderby=displayName&$top=2&$select=displayName");
  EXPECT_EQ(ordered.size(), customer().groups.all().size());
  EXPECT_TRUE(std::is_sorted(ordered.begin(), ordered.end(), [](const auto& one, const auto& two) {
    return lower(text_of(one, "displayName")) < lower(text_of(two, "displayName"));
  }));
  const auto counted =
      body(ask_graph("/v1.0/groups?$count=true&$top=1", {{"ConsistencyLevel", "eventual"}}));
  EXPECT_EQ(number_of(counted, "@odata.count"),
            static_cast<std::int64_t>(customer().groups.all().size()));
  EXPECT_EQ(ask_graph("/v1.0/groups?$filter=shoeSize%20eq%20'1'").status, 400);
}

TEST_F(GroupsOfATenant, MembersAreUsersAndGroupsInPages) {
  const Group& company = named("All Company");
  ASSERT_GT(company.members.size(), 100U);
  const auto members = all("/v1.0/groups/" + company.id + "/members");
  EXPECT_EQ(members.size(), company.members.size());
  EXPECT_EQ(text_of(members[0], "@odata.type"), "#microsoft.graph.user");
  EXPECT_NE(text_of(members[0], "userPrincipalName"), "");
  const Group& nested = named("MFA required");
  const std::string within = "/v1.0/groups/" + nested.id;
  for (const auto& one : all(within + "/members?$select=id,displayName,userPrincipalName")) {
    EXPECT_EQ(text_of(one, "@odata.type"), "#microsoft.graph.group");
    EXPECT_NE(text_of(one, "displayName"), "");
  }
  EXPECT_EQ(ask_graph(within + "/members?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/groups/nobody/members").status, 404);
  EXPECT_EQ(graph_code(ask_graph("/v1.0/groups/nobody")), "Request_ResourceNotFound");
}

TEST_F(GroupsOfATenant, TransitiveMembersAreThoseOfTheGroupsWithinOnce) {
  const Group& nested = named("MFA required");
  std::set<std::string> expected(nested.members.begin(), nested.members.end());
  for (const std::string& id : nested.members)
    for (const std::string& one : customer().groups.find(id)->members) expected.insert(one);
  std::set<std::string> found;
  for (const auto& one : all("/v1.0/groups/" + nested.id + "/transitiveMembers?$select=id&$top=7"))
    EXPECT_TRUE(found.insert(text_of(one, "id")).second);
  EXPECT_EQ(found, expected);
}

TEST_F(GroupsOfATenant, GroupsThatContainEachOtherEnd) {
  const std::string inner = named("VPN Users").id;
  const std::string outer = named("MFA required").id;
  EXPECT_EQ(change(inner, {{"members", json::array{outer}}}).status, 200);
  EXPECT_EQ(change(outer, {{"members", json::array{inner}}}).status, 200);
  EXPECT_EQ(all("/v1.0/groups/" + outer + "/transitiveMembers").size(), 2U);
}

TEST_F(GroupsOfATenant, MembersAreBareWithoutAPermissionToReadPeople) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"GroupMember.Read.All"}}});
  token_ = token_for(customer().id);
  const auto members = all("/v1.0/groups/" + named("All Company").id + "/members");
  EXPECT_NE(text_of(members[0], "id"), "");
  EXPECT_TRUE(members[0].at("displayName").is_null());
}

TEST_F(GroupsOfATenant, EachAddressNeedsItsPermission) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", json::array{"User.Read.All"}}});
  token_ = token_for(customer().id);
  const std::string one = "/v1.0/groups/" + named("All Company").id;
  for (const std::string& target : {std::string("/v1.0/groups"), std::string("/v1.0/groups/delta"),
                                    one, one + "/members", one + "/transitiveMembers"}) {
    const Response refused = ask_graph(target);
    EXPECT_EQ(refused.status, 403) << target;
    EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied") << target;
  }
}

TEST_F(GroupsOfATenant, TheDeltaRoundTellsOfMembersWhoCameAndWent) {
  const Group before = named("VPN Users");
  const auto first = all("/v1.0/groups/delta?$select=displayName,members");
  EXPECT_EQ(first.size(), customer().groups.all().size());
  const auto whole = std::find_if(first.begin(), first.end(),
                                  [&](const auto& one) { return text_of(one, "id") == before.id; });
  ASSERT_NE(whole, first.end());
  EXPECT_EQ(whole->at("members@delta").as_array().size(), before.members.size());
  std::vector<std::string> members(before.members.begin() + 1, before.members.end());
  const std::string newcomer = named("MFA required").members[0];
  members.push_back(newcomer);
  change(before.id, {{"members", ids(members)}});
  const auto items = all(delta_);
  ASSERT_EQ(items.size(), 1U);
  const auto& moved = items[0].at("members@delta").as_array();
  ASSERT_EQ(moved.size(), 2U);
  for (const auto& one : moved) {
    const bool gone = text_of(one.as_object(), "id") == before.members[0];
    EXPECT_EQ(one.as_object().contains("@removed"), gone);
    EXPECT_EQ(text_of(one.as_object(), "@odata.type"),
              gone ? "#microsoft.graph.user" : "#microsoft.graph.group");
  }
  EXPECT_TRUE(all(delta_).empty());
}

TEST_F(GroupsOfATenant, WithoutASelectionMembersComeToo) {
  const auto first = all("/v1.0/groups/delta");
  EXPECT_TRUE(first[0].contains("members@delta"));
  EXPECT_TRUE(first[0].contains("displayName"));
  EXPECT_FALSE(all("/v1.0/groups/delta?$select=displayName")[0].contains("members@delta"));
  EXPECT_EQ(ask_graph("/v1.0/groups/delta?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/groups/delta?$top=3").status, 400);
}

TEST_F(GroupsOfATenant, RemovedGroupsAndPeopleAreTold) {
  all("/v1.0/groups/delta?$deltatoken=latest");
  const std::string link = delta_;
  const std::string team = named("All Company").id;
  const std::string guard = named("VPN Users").id;
  control("DELETE", "tenants/" + customer().id + "/groups/" + team);
  control("DELETE", "tenants/" + customer().id + "/groups/" + guard);
  std::set<std::string> told;
  for (const auto& one : all(link)) {
    if (one.contains("@removed")) {
      told.insert(text_of(one, "id") + text_of(one.at("@removed").as_object(), "reason"));
    } else {
      EXPECT_EQ(text_of(one, "displayName"), "MFA required") << "it lost a group";
    }
  }
  EXPECT_EQ(told, (std::set<std::string>{team + "changed", guard + "deleted"}));
  const std::string after = delta_;
  control("DELETE", "tenants/" + customer().id + "/users/" + named("All Staff").members[0]);
  const auto lost = all(after);
  ASSERT_FALSE(lost.empty());
  EXPECT_TRUE(lost[0].at("members@delta").as_array().at(0).as_object().contains("@removed"));
}

TEST_F(GroupsOfATenant, TheControlAddressesMakeChangeAndRefuse) {
  const std::string groups = "tenants/" + customer().id + "/groups";
  const std::string person = customer().users()[0].id;
  const Response made = control("POST", groups,
                                {{"displayName", "Night shift"},
                                 {"members", json::array{person}},
                                 {"groupTypes", json::array{"Unified"}},
                                 {"securityEnabled", false}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = text_of(body(made), "id");
  EXPECT_EQ(all("/v1.0/groups/" + id + "/members").size(), 1U);
  EXPECT_EQ(text_of(body(ask_graph("/v1.0/groups/" + id + "?$select=displayName")), "displayName"),
            "Night shift");
  EXPECT_EQ(control("POST", groups, {{"id", id}, {"displayName", "Again"}}).status, 409);
  EXPECT_EQ(control("POST", groups, {{"description", "nameless"}}).status, 400);
  EXPECT_EQ(change(id, {{"members", json::array{"nobody"}}}).status, 400);
  EXPECT_EQ(change(id, {{"mailEnabled", "yes"}}).status, 400);
  EXPECT_EQ(change(id, {{"theme", "Blue"}}).status, 400);
  EXPECT_EQ(control("DELETE", groups + "/" + id).status, 204);
  EXPECT_EQ(change(id, {{"displayName", "Gone"}}).status, 404);
  EXPECT_EQ(body(control("GET", groups)).at("value").as_array().size(),
            customer().groups.all().size());
}

TEST_F(GroupsOfATenant, EveryMemberOfAGeneratedGroupExists) {
  for (const Tenant& tenant : cloud.world.customers)
    for (const Group& group : tenant.groups.all())
      for (const std::string& id : group.members)
        EXPECT_TRUE(tenant.find_user(id) || tenant.groups.find(id)) << group.display_name;
  const std::string& administrators = cloud.world.relationships[0].assignments[0].group_id;
  EXPECT_TRUE(partner().groups.find(administrators)) << "the group that relationships name";
}

}  // namespace
}  // namespace cloud
