// Tiers through the API: what a kind may choose, what a connection keeps, and what was granted.
#include <gtest/gtest.h>

#include <set>

#include "api/test_world.h"
#include "domain/tier.h"

namespace reeve::api {
namespace {

using base::json::value;

class ConnectionTiers : public ::testing::Test {
 protected:
  base::json::array tiers(const std::string& query) {
    return world.rows(manager, "/api/connection_tiers" + query);
  }
  std::string connection() { return "/api/connections/" + std::to_string(world.ids.connection); }
  World world;
  Visitor manager = world.person(domain::Role::manager);
};

const value& attribute(const value& row, std::string_view name) {
  return row.at("attributes").at(name);
}

TEST_F(ConnectionTiers, APartnerSeesAllAndOnboardingBesides) {
  std::vector<std::string> names;
  for (const auto& row : tiers("?filter[kind]=partner"))
    names.emplace_back(attribute(row, "name").as_string());
  std::vector<std::string> wanted(domain::tier_names().begin(), domain::tier_names().end());
  wanted.emplace_back("onboarding");
  EXPECT_EQ(names, wanted);
}

TEST_F(ConnectionTiers, ASingleTenantSeesNothingOfThePartners) {
  const auto rows = tiers("?filter[kind]=direct");
  EXPECT_EQ(rows.size(), domain::tier_names().size());
  for (const auto& row : rows) {
    EXPECT_TRUE(attribute(row, "gdap-roles").as_array().empty());
    EXPECT_EQ(attribute(row, "audience"), "AzureADMyOrg");
    for (const auto& permission : attribute(row, "permissions").as_array())
      EXPECT_NE(permission.at("place"), "partner_tenant");
  }
}

TEST_F(ConnectionTiers, ScriptsAndStepsCarryTheRedirectUriAndTheName) {
  const auto rows = tiers("?filter[kind]=partner&filter[application_name]=O'Brien,%20Ltd");
  const auto& first = rows.at(0);
  EXPECT_EQ(attribute(first, "redirect-uri"), "http://localhost:8080/microsoft/callback");
  const std::string powershell(attribute(first, "powershell").as_string());
  EXPECT_NE(powershell.find("$name = 'O''Brien, Ltd'"), std::string::npos) << powershell;
  EXPECT_NE(powershell.find("'http://localhost:8080/microsoft/callback'"), std::string::npos);
  const std::string az(attribute(first, "az-cli").as_string());
  EXPECT_NE(az.find("O'Brien, Ltd"), std::string::npos);
  EXPECT_EQ(attribute(first, "steps").at(0).at("copies").at(0).at("value"), "O'Brien, Ltd");
  EXPECT_TRUE(attribute(rows.at(rows.size() - 1), "powershell").is_null());
}

TEST_F(ConnectionTiers, TheFullListSaysWhatIsTooMuchAndWhatItLacks) {
  const auto rows = tiers("");
  const auto& last = rows.at(domain::tier_names().size() - 1);
  EXPECT_EQ(attribute(last, "name"), "it_glue");
  EXPECT_TRUE(attribute(last, "more-than-needed").as_bool());
  EXPECT_EQ(attribute(last, "lacks").at(0), "DelegatedAdminRelationship.Read.All");
  EXPECT_TRUE(attribute(rows.at(0), "lacks").as_array().empty());
}

TEST_F(ConnectionTiers, AnUnknownKindIsRefused) {
  const auto response = world.call(manager, "GET", "/api/connection_tiers?filter[kind]=both");
  EXPECT_EQ(response.status, 422);
  EXPECT_NE(detail_of(response).find("partner or direct"), std::string::npos);
}

TEST_F(ConnectionTiers, AConnectionKeepsTheChosenOne) {
  EXPECT_EQ(attribute(world.get(manager, connection()).at("data"), "tier"), "documentation");
  const auto changed =
      world.call(manager, "PATCH", connection(), R"({"data":{"attributes":{"tier":"intune"}}})");
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(attribute(world.get(manager, connection()).at("data"), "tier"), "intune");
  for (const auto* name : {"onboarding", "everything"}) {
    const auto refused =
        world.call(manager, "PATCH", connection(),
                   R"({"data":{"attributes":{"tier":")" + std::string(name) + R"("}}})");
    EXPECT_EQ(refused.status, 422) << name;
  }
  EXPECT_EQ(attribute(world.get(manager, connection()).at("data"), "tier"), "intune");
}

TEST_F(ConnectionTiers, WhatWasGrantedIsTold) {
  const auto data = world.get(manager, connection() + "/granted").at("data");
  EXPECT_EQ(attribute(data, "state"), "missing");
  EXPECT_EQ(attribute(data, "application").at("missing").at(0), "Organization.Read.All");
  EXPECT_FALSE(attribute(data, "delegated").at("known").as_bool());
  EXPECT_EQ(attribute(data, "delegated").at("sentence"), "Nobody has signed in yet.");
  EXPECT_EQ(world.call(manager, "GET", "/api/connections/999/granted").status, 404);
}

}  // namespace
}  // namespace reeve::api
