// Walks every route of Graph: each permission that admits to it does so alone, and without them the
// answer is Graph's 403, for applications and for people. Rows that are added are walked too; a
// {} that this file knows no sample for fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "directory_roles.h"
#include "graph.h"
#include "graph_deeds.h"
#include "permissions.h"
#include "random.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

constexpr std::string_view kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

// Routes without permissions: any token opens them.
constexpr std::string_view kOpen[] = {"/userinfo", "/$batch"};

// Routes of the MSP's own tenant; the others are asked in a customer's.
bool is_of_the_partner(std::string_view pattern) {
  return pattern.starts_with("/contracts") || pattern.starts_with("/tenantRelationships");
}

class PermissionWalk : public testing::Test, public TestCloud {
 protected:
  PermissionWalk() { control("PATCH", "limits", {{"enabled", false}}); }

  Tenant& tenant_of(const GraphRoute& route) {
    return is_of_the_partner(route.pattern) ? partner() : customer();
  }

  // What stands for a {}, by what stands before it: an object that exists, or an id of none where
  // writing would change the world for the routes that follow.
  std::map<std::string, std::string> samples() {
    const Tenant& tenant = customer();
    const std::string nobody = "11111111-2222-4333-8444-555555555555";
    return {
        {"users", tenant.users().at(5).id},
        {"own mailbox", tenant.users().front().id},
        {"groups", tenant.groups.all().front().id},
        {"devices", tenant.devices.front().id},
        {"managedDevices", tenant.managed_devices.front().id},
        {"organization", tenant.id},
        {"administrativeUnits", nobody},
        {"onPremisesSynchronization", tenant.id},
        {"subscribedSkus", tenant.id + "_" + std::string(tenant.subscriptions.front().sku->id)},
        {"delegatedAdminCustomers", tenant.id},
        {"delegatedAdminRelationships", cloud.world.relationships.front().id},
        {"tenantRelationships", "findTenantInformationByTenantId(tenantId='" + tenant.id + "')"},
        {"userRegistrationDetails", tenant.users().at(5).id},
        {"getMailboxUsageDetail", "'D7'"},
        {"microsoft.graph.getMailboxUsageDetail", "'D7'"},
        {"methods", "28c10230-6103-485e-b985-444c60001490"},
        {"servicePrincipals", service_principal_id(tenant.id, app().id)},
        {"directoryRoles", nobody},
        {"directoryRoleTemplates", std::string(kGlobalAdministrator)},
        {"operations", nobody},
        {"accessAssignments", nobody},
        {"requests", nobody},
        {"appRoleAssignments", nobody},
        {"appRoleAssignedTo", nobody},
        {"oauth2PermissionGrants", nobody},
        {"applications", nobody},
        {"contracts", nobody},
        {"deletedItems", nobody},
        {"members", nobody},
        {"subscriptions", nobody},
        {"roleAssignments", nobody},
        {"roleDefinitions", nobody},
        {"domains", tenant.default_domain}};
  }

  // "/users/{}/manager" with a sample in it; empty when one is missing.
  std::string target_of(const GraphRoute& route, bool person) {
    static const auto known = samples();
    std::string target = "/v1.0";
    std::string before;
    for (const std::string& segment : split(route.pattern, '/')) {
      const auto mark = segment.find("{}");
      if (mark == std::string::npos) {
        target += "/" + segment;
        before = segment;
        continue;
      }
      const auto bracket = segment.find('(');
      const std::string name = bracket == std::string::npos ? before : segment.substr(0, bracket);
      auto sample = known.find(name);
      // A person reads the settings of no mailbox but the own one.
      const bool own = person && route.pattern.starts_with("/users/{}/mailboxSettings");
      if (own) sample = known.find("own mailbox");
      if (sample == known.end()) {
        ADD_FAILURE() << route.pattern << ": say in samples() what may stand after " << name;
        return "";
      }
      // A removal must not hit what the next routes ask for.
      const bool removes = route.method == "DELETE";
      target += "/" + segment.substr(0, mark) + (removes ? fresh_guid() : sample->second) +
                segment.substr(mark + 2);
    }
    return target;
  }

  std::string token(const GraphRoute& route, bool person, std::vector<std::string> permissions) {
    Tenant& tenant = tenant_of(route);
    Claims claims;
    claims.tenant_id = tenant.id;
    claims.client_id = app().id;
    claims.audience = "https://graph.microsoft.com";
    claims.expires = cloud.clock.now() + 3600;
    claims.mfa = true;
    // An administrator, so that nothing but the permission is missing.
    const User& boss = is_of_the_partner(route.pattern) ? account() : tenant.users().front();
    claims.object_id = person ? boss.id : service_principal_id(tenant.id, app().id);
    if (person) claims.user_name = boss.user_principal_name;
    claims.wids = {std::string(kGlobalAdministrator)};
    (person ? claims.scopes : claims.roles) = std::move(permissions);
    TokenFacts facts;
    facts.now = cloud.clock.now();
    return make_access_token(state.key(), claims, facts);
  }

  Response call(const GraphRoute& route, const std::string& target, const std::string& with) {
    std::vector<Header> headers = {{"Authorization", "Bearer " + with},
                                   {"Content-Type", "application/json"}};
    return ask(std::string(route.method), target, std::move(headers),
               route.method == "GET" || route.method == "DELETE" ? "" : "{}");
  }

  static void expect_refusal(const Response& answer, const std::string& what) {
    ASSERT_EQ(answer.status, 403) << what << answer.body;
    const auto error = body(answer).at("error").as_object();
    EXPECT_FALSE(text_of(error, "code").empty()) << what;
    EXPECT_FALSE(text_of(error, "message").empty()) << what;
    const auto inner = error.at("innerError").as_object();
    EXPECT_EQ(text_of(inner, "request-id"), header(answer, "request-id")) << what;
    EXPECT_FALSE(text_of(inner, "date").empty()) << what;
  }

  // Every permission there is, without those.
  static std::vector<std::string> all_but(std::span<const std::string_view> these) {
    std::vector<std::string> names;
    for (const Permission& one : permissions())
      if (std::find(these.begin(), these.end(), one.name) == these.end())
        names.emplace_back(one.name);
    return names;
  }

  void walk(const GraphRoute& route, bool person) {
    const std::string target = target_of(route, person);
    if (target.empty()) return;
    const auto listed = person ? route.delegated : route.application;
    const std::string what =
        fmt::format("{} {} {}: ", route.method, target, person ? "for a person" : "alone");
    expect_refusal(call(route, target, token(route, person, all_but(listed))), what);
    expect_refusal(call(route, target, token(route, person, {})), what + "no permission ");
    for (const std::string_view one : listed) {
      if (one.starts_with('(')) continue;  // "no application permission exists"
      std::vector<std::string> held = {std::string(one)};
      // Giving an app role takes reading applications too (graph_grants.cpp).
      if (route.method == "POST" && one == "AppRoleAssignment.ReadWrite.All")
        held.emplace_back("Application.Read.All");
      const Response answer = call(route, target, token(route, person, held));
      EXPECT_NE(answer.status, 403) << what << one << " " << answer.body;
      EXPECT_NE(answer.status, 401) << what << one << " " << answer.body;
      EXPECT_LT(answer.status, 500) << what << one << " " << answer.body;
    }
  }
};

TEST_F(PermissionWalk, EachPermissionAloneOpensItsRoutes) {
  for (const GraphRoute& route : graph_routes()) {
    if (std::find(std::begin(kOpen), std::end(kOpen), route.pattern) != std::end(kOpen)) {
      EXPECT_TRUE(route.application.empty() && route.delegated.empty()) << route.pattern;
      continue;
    }
    ASSERT_FALSE(route.application.empty() || route.delegated.empty())
        << route.pattern << " admits everybody; if it must, say so in kOpen";
    walk(route, false);
    walk(route, true);
  }
}

// Roles of a relationship: the MSP's person with every permission that a route lists, and one role
// at a time. Which roles admit is the table of deeds; here is walked that each route keeps to it.
class RoleWalk : public PermissionWalk {
 protected:
  Response call_with(const GraphRoute& route, const std::string& role) {
    Claims claims;
    claims.tenant_id = customer().id;
    claims.client_id = app().id;
    claims.audience = "https://graph.microsoft.com";
    claims.expires = cloud.clock.now() + 3600;
    claims.object_id = account().id;
    claims.user_name = account().user_principal_name;
    claims.mfa = true;
    claims.scopes = all_but({});
    claims.wids = {role};
    TokenFacts facts;
    facts.now = cloud.clock.now();
    return call(route, target_of(route, false), make_access_token(state.key(), claims, facts));
  }
};

TEST_F(RoleWalk, OnlyTheRolesOfItsDeedOpenARoute) {
  constexpr std::string_view foreigner = "08372b87-7d02-482a-9e02-fb03ea5fe193";
  for (const GraphRoute& route : graph_routes()) {
    const Deed* deed = deed_of(route.method, route.pattern);
    ASSERT_NE(deed, nullptr) << route.method << " " << route.pattern
                             << ": add it to the addresses of graph_deeds.cpp";
    if (*deed == Deed::any || is_of_the_partner(route.pattern)) continue;
    const auto all = deeds();
    const auto row =
        std::find_if(all.begin(), all.end(), [&](const DeedRow& one) { return one.deed == *deed; });
    const std::string what = fmt::format("{} {} ", route.method, route.pattern);
    expect_refusal(call_with(route, std::string(foreigner)), what);
    for (const RoleTemplate& role : role_templates()) {
      const bool admits =
          role.id == kGlobalAdministrator ||
          std::find(row->roles.begin(), row->roles.end(), role.name) != row->roles.end();
      const Response answer = call_with(route, std::string(role.id));
      if (admits) {
        EXPECT_NE(answer.status, 403) << what << role.name << " " << answer.body;
      } else {
        EXPECT_EQ(answer.status, 403) << what << role.name;
      }
    }
  }
}

// What a tenant's plans refuse although the permissions are there.
struct PlanRow {
  std::string_view target;
  std::vector<std::string_view> plans;  // one of them suffices
  int status;
  std::string_view code;
  int opened = 200;  // where the plan is there
};

// Enough customers for every plan.
class Plans : public testing::Test, public TestCloud {
 protected:
  Plans() : TestCloud({7, 10, 6, 6}) { control("PATCH", "limits", {{"enabled", false}}); }
};

TEST_F(Plans, AreGates) {
  const PlanRow rows[] = {
      {"/v1.0/users?$select=id,signInActivity",
       {"AAD_PREMIUM", "AAD_PREMIUM_P2"},
       403,
       "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
      {"/v1.0/reports/authenticationMethods/userRegistrationDetails",
       {"AAD_PREMIUM", "AAD_PREMIUM_P2"},
       403,
       "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
      {"/v1.0/users/{user}?$select=id,signInActivity",
       {"AAD_PREMIUM", "AAD_PREMIUM_P2"},
       403,
       "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
      {"/v1.0/reports/authenticationMethods/userRegistrationDetails/{user}",
       {"AAD_PREMIUM", "AAD_PREMIUM_P2"},
       403,
       "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
      // Intune's own refusal is a 400 (microsoft-cloud.md C.7).
      {"/v1.0/deviceManagement/managedDevices", {"INTUNE_A"}, 400, "BadRequest"},
      {"/v1.0/deviceManagement/managedDevices/{user}", {"INTUNE_A"}, 400, "BadRequest", 404},
      {"/v1.0/deviceManagement/managedDevices/{user}/users", {"INTUNE_A"}, 400, "BadRequest", 404},
  };
  for (const PlanRow& row : rows) {
    bool with = false;
    bool without = false;
    for (const Tenant& tenant : cloud.world.customers) {
      const bool has = std::any_of(row.plans.begin(), row.plans.end(),
                                   [&](std::string_view one) { return tenant.has_plan(one); });
      (has ? with : without) = true;
      std::string target(row.target);
      if (const auto at = target.find("{user}"); at != std::string::npos)
        target.replace(at, 6, tenant.users().at(2).id);
      const Response answer = graph(token_for(tenant.id), target);
      EXPECT_EQ(answer.status, has ? row.opened : row.status) << target << answer.body;
      if (!has) {
        EXPECT_EQ(graph_code(answer), row.code);
      }
    }
    EXPECT_TRUE(with && without) << "the world has tenants of both sorts for " << row.target;
  }
}

}  // namespace
}  // namespace cloud
