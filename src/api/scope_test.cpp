// An account limited to one organization sees nothing of the others, on any route.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"

namespace reeve::api {
namespace {

using domain::Role;

class ScopeTest : public ::testing::Test {
 protected:
  ScopeTest() : visitor(world.limited(Role::manager)) {}
  std::size_t rows(const std::string& path) {
    return world.get(visitor, path).at("data").as_array().size();
  }
  int status(const std::string& method, const std::string& path, const std::string& body = "") {
    return world.call(visitor, method, path, body).status;
  }
  World world;
  Visitor visitor;
};

TEST_F(ScopeTest, ListsHoldOnlyTheOwnOrganization) {
  for (const char* path :
       {"/api/organizations", "/api/contacts", "/api/tenants", "/api/runs", "/api/records",
        "/api/links", "/api/record_links", "/api/reviews", "/api/licenses", "/api/license_holders",
        "/api/license_history", "/api/configurations", "/api/locations"}) {
    EXPECT_EQ(rows(path), 1u) << path;
    EXPECT_EQ(world.call(visitor, "GET", path).body.find("Beta"), std::string::npos) << path;
    EXPECT_EQ(body_of(world.call(visitor, "GET", path)).at("meta").at("total-count").as_int64(), 1)
        << path;
  }
  for (const auto& event : world.rows(visitor, "/api/run_events"))
    EXPECT_EQ(event.at("attributes").at("tenant-id").as_int64(), world.ids.tenant[0]);
}

TEST_F(ScopeTest, ForeignRowsDoNotExist) {
  const Ids& ids = world.ids;
  for (int side = 0; side < 2; ++side) {
    const int wanted = side == 0 ? 200 : 404;
    for (const std::string& path :
         {fmt::format("/api/organizations/{}", ids.organization[side]),
          fmt::format("/api/organizations/{}/relationships/contacts", ids.organization[side]),
          fmt::format("/api/contacts/{}", ids.contact[side]),
          fmt::format("/api/contacts/{}/microsoft", ids.contact[side]),
          fmt::format("/api/contacts/{}/changes", ids.contact[side]),
          fmt::format("/api/tenants/{}", ids.tenant[side]),
          fmt::format("/api/tenants/{}/suggestions", ids.tenant[side]),
          fmt::format("/api/tenants/{}/preview", ids.tenant[side]),
          fmt::format("/api/tenants/{}/preview_rows", ids.tenant[side]),
          fmt::format("/api/runs/{}", ids.run[side]),
          fmt::format("/api/runs/{}/relationships/events", ids.run[side]),
          fmt::format("/api/records/{}", ids.record[side]),
          fmt::format("/api/licenses/{}", ids.license[side]),
          fmt::format("/api/flexible_assets/{}", ids.flexible_asset[side]),
          fmt::format("/api/licenses/{}/relationships/holders", ids.license[side]),
          fmt::format("/api/configurations/{}", ids.configuration[side]),
          fmt::format("/api/configurations/{}/microsoft", ids.configuration[side]),
          fmt::format("/api/configurations/{}/changes", ids.configuration[side]),
          fmt::format("/api/configurations/{}/relationships/configuration_interfaces",
                      ids.configuration[side]),
          fmt::format("/api/configurations/{}/relationships/related_items",
                      ids.configuration[side]),
          fmt::format("/api/contacts/{}/relationships/related_items", ids.contact[side]),
          fmt::format("/api/locations/{}", ids.location[side]),
          fmt::format("/api/locations/{}/relationships/related_items", ids.location[side]),
          fmt::format("/api/organizations/{}/relationships/configurations", ids.organization[side]),
          fmt::format("/api/organizations/{}/relationships/locations", ids.organization[side]),
          fmt::format("/api/reviews/{}/sides", ids.review[side]),
          fmt::format("/api/reviews/{}", ids.review[side])})
      EXPECT_EQ(status("GET", path), wanted) << path;
  }
  EXPECT_EQ(status("GET", fmt::format("/api/tenants/{}", ids.loose_tenant)), 404);
}

TEST_F(ScopeTest, FiltersDoNotReachOut) {
  const std::string other = std::to_string(world.ids.organization[1]);
  EXPECT_EQ(rows("/api/contacts?filter[organization_id]=" + other), 0u);
  EXPECT_EQ(rows("/api/tenants?filter[organization_id]=" + other), 0u);
  EXPECT_EQ(rows("/api/records?filter[tenant_id]=" + std::to_string(world.ids.tenant[1])), 0u);
  EXPECT_EQ(rows("/api/run_events?filter[run_id]=" + std::to_string(world.ids.run[1])), 0u);
  EXPECT_EQ(rows("/api/links?filter[asset_id]=" + std::to_string(world.ids.contact[1])), 0u);
}

TEST_F(ScopeTest, WritesDoNotReachOut) {
  const Ids& ids = world.ids;
  EXPECT_EQ(status("PATCH", fmt::format("/api/organizations/{}", ids.organization[1]),
                   R"({"alert":"x"})"),
            404);
  EXPECT_EQ(status("PATCH", fmt::format("/api/contacts/{}", ids.contact[1]), R"({"notes":"x"})"),
            404);
  EXPECT_EQ(status("PATCH", fmt::format("/api/flexible_assets/{}", ids.flexible_asset[1]),
                   R"({"archived":true})"),
            404);
  EXPECT_EQ(
      status("POST", "/api/contacts",
             fmt::format(R"({{"organization-id":{},"first-name":"X"}})", ids.organization[1])),
      422);
  EXPECT_EQ(status("POST",
                   fmt::format("/api/organizations/{}/relationships/contacts", ids.organization[1]),
                   R"({"first-name":"X"})"),
            404);
  EXPECT_EQ(status("POST", fmt::format("/api/tenants/{}/match", ids.tenant[0]),
                   fmt::format(R"({{"organization-id":{}}})", ids.organization[1])),
            422);
  EXPECT_EQ(status("POST", fmt::format("/api/tenants/{}/sync", ids.tenant[1])), 404);
  EXPECT_EQ(status("POST", fmt::format("/api/tenants/{}/accept_first_sync", ids.tenant[1])), 404);
  EXPECT_EQ(status("POST", fmt::format("/api/tenants/{}/way", ids.tenant[1]),
                   fmt::format(R"({{"connection-id":{},"way":"gdap"}})", ids.connection)),
            404);
  EXPECT_EQ(status("POST", "/api/organizations", R"({"name":"Third"})"), 403);
}

TEST_F(ScopeTest, CountsAreOnesOwn) {
  const auto status_document = world.get(visitor, "/api/status");
  const auto& counts = status_document.at("data").at("attributes");
  EXPECT_EQ(counts.at("organizations").as_int64(), 1);
  EXPECT_EQ(counts.at("contacts").as_int64(), 1);
  EXPECT_EQ(counts.at("reviews").as_int64(), 1);
  EXPECT_EQ(counts.at("tenants").at("total").as_int64(), 1);
}

}  // namespace
}  // namespace reeve::api
