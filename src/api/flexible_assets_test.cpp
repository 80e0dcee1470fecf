// Flexible assets as IT Glue's scripts read them, and what of a locked type stays locked.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"

namespace reeve::api {
namespace {

using domain::Role;

class FlexibleAssets : public ::testing::Test {
 protected:
  FlexibleAssets() : visitor(world.person(Role::editor)) {}
  std::string path() const {
    return fmt::format("/api/flexible_assets/{}", world.ids.flexible_asset[0]);
  }
  Response patch(const std::string& attributes) {
    return world.call(visitor, "PATCH", path(), attributes);
  }
  base::json::value traits() {
    return world.get(visitor, path()).at("data").at("attributes").at("traits");
  }
  World world;
  Visitor visitor;
};

// The five calls that all known scripts make (reference/itglue-api.md 1.8).
TEST_F(FlexibleAssets, AreFoundByTheNameOfTheirType) {
  const auto types =
      world.rows(visitor, "/api/flexible_asset_types/?filter[name]=Microsoft%20Licenses");
  ASSERT_EQ(types.size(), 1U);
  EXPECT_TRUE(types[0].at("attributes").at("locked").as_bool());
  EXPECT_TRUE(world.rows(visitor, "/api/flexible_asset_types?filter[name]=Licenses").empty());
  const std::string id(types[0].at("id").as_string());
  const auto fields = world.rows(
      visitor, "/api/flexible_asset_types/" + id + "/relationships/flexible_asset_fields");
  EXPECT_EQ(fields.at(0).at("attributes").at("name-key").as_string(), "product");
  EXPECT_EQ(fields.at(0).at("attributes").at("order").as_int64(), 1);
  const auto assets = world.rows(
      visitor,
      fmt::format(
          "/api/flexible_assets?filter[flexible_asset_type_id]={}&filter[organization_id]={}", id,
          world.ids.organization[0]));
  ASSERT_EQ(assets.size(), 1U);
  EXPECT_EQ(assets[0].at("attributes").at("name").as_string(), "Microsoft 365 Business Premium");
  EXPECT_EQ(assets[0].at("attributes").at("traits").at("active").as_int64(), 25);
}

TEST_F(FlexibleAssets, AListNeedsItsType) {
  const auto refused = world.call(visitor, "GET", "/api/flexible_assets");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(detail_of(refused).find("flexible_asset_type_id"), std::string::npos);
}

TEST_F(FlexibleAssets, PeopleWriteTheirNotesAndNothingThatIsSynced) {
  EXPECT_EQ(patch(R"({"traits":{"notes":"Renewal in May"}})").status, 200);
  EXPECT_EQ(traits().at("notes").as_string(), "Renewal in May");
  EXPECT_EQ(traits().at("active").as_int64(), 25) << "synced traits stay";
  EXPECT_EQ(patch(R"({"traits":{"active":25,"notes":"Renewal in June"}})").status, 200)
      << "sent back as it is";
  const auto refused = patch(R"({"traits":{"active":99}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(detail_of(refused).find("kept by the sync"), std::string::npos);
  EXPECT_EQ(patch(R"({"traits":{"made-up":1}})").status, 422);
  EXPECT_EQ(patch(R"({"traits":[1]})").status, 422);
  EXPECT_EQ(patch(R"({"traits":{}})").status, 200);
  EXPECT_FALSE(traits().as_object().contains("notes")) << "what is not named goes";
}

TEST_F(FlexibleAssets, AnOlderVersionIsRefusedAndAnArchivedOneIsLeftOut) {
  EXPECT_EQ(patch(R"({"version":9,"archived":true})").status, 409);
  EXPECT_EQ(patch(R"({"archived":true})").status, 200);
  EXPECT_TRUE(
      world
          .rows(visitor, fmt::format("/api/flexible_assets?filter[flexible_asset_type_id]={}"
                                     "&filter[organization_id]={}",
                                     world.ids.flexible_asset_type, world.ids.organization[0]))
          .empty());
}

TEST_F(FlexibleAssets, TypesAndFieldsAreNotWritten) {
  EXPECT_EQ(world.call(visitor, "POST", "/api/flexible_asset_types", R"({"name":"x"})").status,
            405);
  EXPECT_EQ(world
                .call(visitor, "PATCH",
                      fmt::format("/api/flexible_asset_types/{}", world.ids.flexible_asset_type),
                      R"({"name":"x"})")
                .status,
            405);
}

}  // namespace
}  // namespace reeve::api
