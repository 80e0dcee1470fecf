// The default world is calm: nothing of it stumbles until a world file or /_control says so.
#include <gtest/gtest.h>

#include <set>

#include "device_json.h"
#include "group_json.h"
#include "test_cloud.h"
#include "user_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// As `reeve-cloud` makes it without options.
class CalmWorld : public testing::Test, public TestCloud {
 protected:
  CalmWorld() : TestCloud(WorldOptions()) { control("PATCH", "limits", {{"enabled", false}}); }

  // Every page of a listing or a delta round; each has something in it and leads on where it was
  // asked.
  std::vector<json::object> all(const std::string& token, std::string target) {
    std::vector<json::object> items;
    while (!target.empty()) {
      const Response answer = graph(token, target);
      EXPECT_EQ(answer.status, 200) << target << answer.body;
      const json::object page = body(answer);
      if (!page.contains("value")) break;
      const json::array& here = page.at("value").as_array();
      const std::string link = text_of(page, "@odata.nextLink");
      EXPECT_FALSE(here.empty() && !link.empty()) << target << ": an empty page";
      for (const json::value& one : here) items.push_back(one.as_object());
      EXPECT_TRUE(link.empty() || link.starts_with("http://127.0.0.1:9443/v1.0/")) << link;
      target = link.empty() ? "" : link.substr(link.find("/v1.0/"));
    }
    return items;
  }
};

TEST_F(CalmWorld, HasNoFaultsAndEveryTenantIsOpen) {
  EXPECT_FALSE(cloud.faults.any());
  EXPECT_TRUE(cloud.world.faults.empty());
  EXPECT_EQ(cloud.world.customers.size(), 25U);
  const std::string refresh_text = refresh_token();
  for (const Tenant& tenant : cloud.world.customers) {
    EXPECT_EQ(tenant.relation, Relation::gdap) << tenant.display_name;
    EXPECT_TRUE(has_relationship(cloud, tenant)) << tenant.display_name;
    EXPECT_EQ(code_of(application_token(tenant.id)), 0) << tenant.display_name;
    EXPECT_EQ(code_of(refresh(tenant.id, refresh_text)), 0) << tenant.display_name;
  }
}

TEST_F(CalmWorld, ListsEverybodyOnceOnWholePages) {
  for (const Tenant& tenant : cloud.world.customers) {
    const std::string token = token_for(tenant.id);
    for (const char* target : {"/v1.0/users?$top=30", "/v1.0/users/delta", "/v1.0/groups?$top=5",
                               "/v1.0/groups/delta", "/v1.0/devices?$top=30"}) {
      std::set<std::string> ids;
      for (const json::object& one : all(token, target)) {
        EXPECT_TRUE(ids.insert(text_of(one, "id")).second) << target << " tells one twice";
        EXPECT_FALSE(one.contains("@removed")) << target;
      }
      EXPECT_FALSE(ids.empty()) << target;
    }
  }
}

TEST_F(CalmWorld, IsTheSameInEveryFactForTheSameSeed) {
  const auto written = [](const World& world) {
    std::string text;
    std::vector<std::size_t> facts;
    for (std::size_t at = 0; at < user_properties().size(); ++at) facts.push_back(at);
    for (const Tenant& tenant : world.customers) {
      for (const User& one : tenant.users()) append_user(text, one, make_pieces(one), facts);
      for (const Group& one : tenant.groups.all()) text += json::serialize(group_object(one));
      for (const Device& one : tenant.devices) text += json::serialize(device_object(tenant, one));
      for (const ManagedDevice& one : tenant.managed_devices)
        text += json::serialize(managed_device_object(tenant, one));
    }
    return text;
  };
  const std::string first = written(generate_world({}, 1'800'000'000));
  EXPECT_GT(first.size(), 1'000'000U);
  EXPECT_EQ(first, written(generate_world({}, 1'800'000'000)));
}

}  // namespace
}  // namespace cloud
