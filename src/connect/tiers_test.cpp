// The tiers against what the product really asks for: every data type and every list of discovery
// has its call, and sign-ins ask for nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "connect/granted.h"
#include "connect/portals.h"
#include "connect/tiny_microsoft.h"
#include "domain/tier.h"
#include "microsoft/discovery.h"
#include "store/tenant_portals.h"
#include "store/tenants.h"
#include "types/registry.h"

namespace reeve::connect {
namespace {

// "/v1.0/users?$top=999" as Microsoft's table writes it.
std::string table_path(std::string path) {
  path = path.substr(0, path.find('?'));
  constexpr std::string_view kVersion = "/v1.0";
  if (path.starts_with(kVersion)) path = path.substr(kVersion.size());
  return base::ascii_lower(path);
}

const domain::GraphCall* call_to(const std::string& path) {
  const auto calls = domain::graph_calls();
  const auto found = std::ranges::find_if(
      calls, [&](const auto& call) { return call.method == "GET" && call.path == path; });
  return found == calls.end() ? nullptr : &*found;
}

TEST(TiersAndTypes, EverySyncedTypeIsInATierWithItsPermission) {
  for (const auto* type : types::all_types()) {
    const auto* call = call_to(types::table_path(*type));
    ASSERT_NE(call, nullptr) << type->name << " is asked for, but stands in no tier";
    EXPECT_EQ(call->permission, type->permission) << type->name;
    const auto tier = domain::tier_for(
        type->also_permission.empty() ? call->tier : "sign_in_activity", "partner");
    EXPECT_TRUE(domain::admits(tier, "GET", types::table_path(*type))) << type->name;
    EXPECT_TRUE(type->also_permission.empty() || domain::holds(tier, type->also_permission))
        << type->name;
  }
}

TEST(TiersAndTypes, EveryListOfDiscoveryIsInTheFirstTier) {
  std::set<std::string> asked;
  http::ScriptedTransport transport([&](const http::Request& request) {
    auto path = request.url.substr(std::string("https://graph.microsoft.com").size());
    asked.insert(table_path(path));
    return http::json_answer(200, R"({"value":[]})");
  });
  base::ManualClock clock{kTestNow};
  microsoft::GraphClient graph(transport, clock, base::system_random(),
                               microsoft::cloud_named("global"),
                               [](const std::string&, std::stop_token) {
                                 return base::SecretBytes(std::string_view("token"));
                               });
  microsoft::discover_partner(graph, kPartner, {});
  microsoft::discover_direct(graph, kPartner, {});
  EXPECT_EQ(asked.size(), 4U);
  for (const auto& path : asked) {
    const auto* call = call_to(path);
    ASSERT_NE(call, nullptr) << path;
    EXPECT_EQ(call->tier, domain::kFirstTier) << path;
  }
}

using Names = std::vector<std::string>;

TEST(Granted, ComparesBothKinds) {
  const auto tier = domain::tier_for("documentation", "partner");
  const auto side = compare_grants(
      tier, true, {"User.Read.All", "Organization.Read.All", "Directory.ReadWrite.All"});
  EXPECT_TRUE(side.known);
  EXPECT_EQ(side.granted, (Names{"User.Read.All", "Organization.Read.All"}));
  EXPECT_EQ(side.missing, Names{"LicenseAssignment.Read.All"});
  EXPECT_EQ(side.extra, Names{"Directory.ReadWrite.All"});
  const auto person = compare_grants(
      tier, false,
      {"openid", "profile", "email", "User.Read.All", "Organization.Read.All",
       "LicenseAssignment.Read.All", "DelegatedAdminRelationship.Read.All", "Directory.Read.All"});
  EXPECT_TRUE(person.missing.empty());
  EXPECT_TRUE(person.extra.empty());
}

TEST(Granted, PartnerCentersPermissionIsNotLookedForInGraphsToken) {
  const auto tier = domain::tier_for("it_glue", "partner");
  const auto side = compare_grants(tier, false, {});
  EXPECT_EQ(std::ranges::find(side.missing, "user_impersonation"), side.missing.end());
}

class GrantedTest : public ::testing::Test {
 protected:
  Granted read() { return read_granted(world.services, tokens, world.connection, {}); }
  World world;
  TokenSource tokens{world.services};
};

TEST_F(GrantedTest, NamesWhatIsMissing) {
  world.connect();
  const auto granted = read();
  EXPECT_EQ(granted.state, "missing");
  EXPECT_EQ(granted.application.granted, Names{"User.Read.All"});
  EXPECT_EQ(granted.delegated.missing,
            (Names{"Organization.Read.All", "LicenseAssignment.Read.All",
                   "DelegatedAdminRelationship.Read.All", "Directory.Read.All"}));
  EXPECT_NE(granted.sentence.find("2 application permissions and 4 delegated permissions"),
            std::string::npos)
      << granted.sentence;
  EXPECT_FALSE(granted.remedy.empty());
}

TEST_F(GrantedTest, ExactlyWhatIsNeededIsFine) {
  world.connect();
  world.microsoft.roles =
      R"(["User.Read.All","Organization.Read.All","LicenseAssignment.Read.All"])";
  world.microsoft.scopes =
      "User.Read.All Organization.Read.All LicenseAssignment.Read.All "
      "DelegatedAdminRelationship.Read.All Directory.Read.All openid profile";
  EXPECT_EQ(read().state, "fine");
  world.microsoft.scopes += " User.Read";
  const auto more = read();
  EXPECT_EQ(more.state, "more");
  EXPECT_EQ(more.delegated.extra, Names{"User.Read"});
}

TEST_F(GrantedTest, BeforeTheSignInPeoplesSideIsUnknownAndNotMissing) {
  world.microsoft.roles =
      R"(["User.Read.All","Organization.Read.All","LicenseAssignment.Read.All"])";
  const auto granted = read();
  EXPECT_EQ(granted.state, "unknown");
  EXPECT_TRUE(granted.application.known);
  EXPECT_FALSE(granted.delegated.known);
  EXPECT_TRUE(granted.delegated.missing.empty());
  EXPECT_NE(granted.delegated.sentence.find("Nobody has signed in"), std::string::npos);
}

TEST_F(GrantedTest, ARefusalIsUnknownWithItsReason) {
  world.connect();
  world.microsoft.refuse[{kPartner, "client_credentials"}] =
      http::json_answer(400, aadsts("unauthorized_client", 700016));
  const auto granted = read();
  EXPECT_FALSE(granted.application.known);
  EXPECT_FALSE(granted.application.sentence.empty());
  EXPECT_TRUE(granted.delegated.known);
}

TEST_F(GrantedTest, TheRefreshedTokenIsKept) {
  world.connect();
  const auto before = world.secret(vault::kRefreshToken);
  read();
  EXPECT_NE(world.secret(vault::kRefreshToken), before);
}

TEST_F(GrantedTest, APausedConnectionSendsNothing) {
  world.connect();
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_connection_state(c, world.connection, "paused", {}, {}, {}, kTestNow);
  });
  EXPECT_THROW(read(), base::Error);
  EXPECT_TRUE(world.microsoft.asked().empty());
}

// What a person may see there is nothing: the sign-in asks for no permission of Graph.
TEST_F(GrantedTest, ASingleTenantIsReadAsTheApplication) {
  world.connect();
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    auto row = store::find_connection(c, world.connection).value();
    row.kind = "direct";
    store::update_connection(c, row, kTestNow);
  });
  tokens.token(world.connection, kPartner, {});
  EXPECT_EQ(world.microsoft.asked(),
            (std::vector<std::pair<std::string, std::string>>{{kPartner, "client_credentials"}}));
  world.microsoft.scopes = "openid profile";
  world.microsoft.roles =
      R"(["User.Read.All","Organization.Read.All","LicenseAssignment.Read.All"])";
  EXPECT_EQ(read().state, "fine");
}

TEST(SignInScope, IsTheTiersAndNothingElse) {
  store::MicrosoftConnection connection;
  connection.kind = "partner";
  const auto cloud = microsoft::cloud_named("global");
  for (const auto name : domain::tier_names()) {
    connection.tier = name;
    std::set<std::string> wanted, asked;
    for (const auto& need : domain::tier_for(name, "partner").permissions)
      if (need.delegated && need.permission != "user_impersonation")
        wanted.emplace(need.permission);
    for (const auto& one : base::split(sign_in_scope(connection, cloud), ' '))
      EXPECT_TRUE(asked.insert(one.substr(one.rfind('/') + 1)).second) << one;
    EXPECT_EQ(asked, wanted) << name;
  }
}

class PortalsTest : public ::testing::Test {
 protected:
  PortalsTest() {
    world.connect();
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::merge_tenants(c, world.connection, "global",
                           {{kCustomer, "Birch", "birch.example", "gdap", false},
                            {kOtherCustomer, "Cedar", "cedar.example", "dap", false}},
                           true, "read", kTestNow);
    });
    world.microsoft.lists["serviceManagementDetails"] =
        R"({"serviceName":"Azure Active Directory","serviceManagementUrl":"https://aad.portal.azure.com/birch.example"},)"
        R"({"serviceName":"Evil","serviceManagementUrl":"https://evil.example/"},)"
        R"({"serviceName":"Script","serviceManagementUrl":"javascript:alert"
})";
  }
  std::int64_t refresh() { return refresh_portals(world.services, tokens, world.connection, {}); }
  std::vector<store::ServicePortal> portals_of(const std::string& name) {
    return world.database->read([&](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"name", {name}}};
      return store::read_portals(
          store::list_tenants(c, store::Scope::all_organizations(0), query).rows.at(0).portals);
    });
  }
  World world;
  TokenSource tokens{world.services};
};

TEST_F(PortalsTest, MicrosoftsAddressesAreKeptForGdapTenantsOnly) {
  EXPECT_EQ(refresh(), 1);
  const auto portals = portals_of("Birch");
  ASSERT_EQ(portals.size(), 1U);
  EXPECT_EQ(portals[0].service, "Azure Active Directory");
  EXPECT_EQ(portals[0].url, "https://aad.portal.azure.com/birch.example");
  EXPECT_TRUE(portals_of("Cedar").empty());
}

TEST_F(PortalsTest, AreAskedForOnceADay) {
  EXPECT_EQ(refresh(), 1);
  EXPECT_EQ(refresh(), 0);
  world.clock.advance(kPortalsKept + base::Millis(1));
  EXPECT_EQ(refresh(), 1);
}

TEST_F(PortalsTest, ARefusalLeavesWhatWasKnownAndEndsTheAsking) {
  refresh();
  world.clock.advance(kPortalsKept + base::Millis(1));
  world.microsoft.graph_refuses["serviceManagementDetails"] =
      http::json_answer(403, R"({"error":{"code":"Authorization_RequestDenied","message":"no"}})");
  EXPECT_EQ(refresh(), 0);
  EXPECT_EQ(portals_of("Birch").size(), 1U);
}

TEST_F(PortalsTest, ADirectConnectionAsksForNone) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    auto row = store::find_connection(c, world.connection).value();
    row.kind = "direct";
    store::update_connection(c, row, kTestNow);
  });
  const auto before = world.transport.requests().size();
  EXPECT_EQ(refresh(), 0);
  EXPECT_EQ(world.transport.requests().size(), before);
}

}  // namespace
}  // namespace reeve::connect
