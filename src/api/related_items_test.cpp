// Configurations, locations and relations over the API, as people and their scripts use them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"

namespace reeve::api {
namespace {

class RelatedItems : public ::testing::Test {
 protected:
  RelatedItems() : visitor(world.person(domain::Role::editor)) {}
  Response call(const std::string& method, const std::string& path, const std::string& body = "") {
    return world.call(visitor, method, path, body);
  }
  std::string of_configuration() const {
    return fmt::format("/api/configurations/{}/relationships/related_items",
                       world.ids.configuration[0]);
  }
  std::string of_contact() const {
    return fmt::format("/api/contacts/{}/relationships/related_items", world.ids.contact[0]);
  }
  World world;
  Visitor visitor;
};

TEST_F(RelatedItems, AreTakenApartAndPutBackFromEitherSide) {
  const auto rows = world.rows(visitor, of_configuration());
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].at("attributes").at("asset-type").as_string(), "contact");
  const std::string id(rows[0].at("id").as_string());
  EXPECT_EQ(call("DELETE", of_contact() + "/" + id).status, 204);
  EXPECT_TRUE(world.rows(visitor, of_configuration()).empty());
  EXPECT_EQ(world.rows(visitor, of_configuration() + "?filter[removed]=true").size(), 1u);
  EXPECT_EQ(call("POST", of_configuration() + "/" + id + "/restore").status, 200);
  EXPECT_EQ(world.rows(visitor, of_contact()).size(), 2u);
}

TEST_F(RelatedItems, AreMadeAsItGluesClientsWriteIt) {
  const auto body = fmt::format(
      R"({{"data":{{"type":"related_items","attributes":{{"destination_id":{},"destination_type":"Location","notes":"here"}}}}}})",
      world.ids.location[0]);
  EXPECT_EQ(call("POST", of_contact(), body).status, 201);
  const auto rows = world.rows(visitor, of_contact());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].at("attributes").at("name").as_string(), "Alpha office");
  EXPECT_EQ(rows[1].at("attributes").at("source").as_string(), "person");
  const auto history = world.rows(
      visitor, fmt::format("/api/configurations/{}/changes", world.ids.configuration[0]));
  EXPECT_EQ(history.front().at("attributes").at("op").as_string(), "relate");
}

TEST_F(RelatedItems, AConfigurationIsChangedByNamesAndUnderItsVersion) {
  const auto path = fmt::format("/api/configurations/{}", world.ids.configuration[0]);
  const auto before = world.get(visitor, path).at("data").at("attributes");
  const auto version = before.at("version").as_int64();
  const auto changed = call(
      "PATCH", path,
      fmt::format(R"({{"manufacturer-name":"HP","serial-number":"S 1","version":{}}})", version));
  EXPECT_EQ(changed.status, 200) << changed.body;
  const auto after = world.get(visitor, path).at("data").at("attributes");
  EXPECT_EQ(after.at("manufacturer-name").as_string(), "HP");
  EXPECT_EQ(after.at("location-name").as_string(), "Alpha office");
  EXPECT_EQ(call("PATCH", path, fmt::format(R"({{"notes":"x","version":{}}})", version)).status,
            409);
  EXPECT_EQ(world.rows(visitor, "/api/configurations?filter[serial_number]=s1").size(), 1u);
  EXPECT_EQ(world.rows(visitor, "/api/manufacturers?filter[name]=hp").size(), 1u);
  EXPECT_EQ(call("PATCH", path, R"({"name":""})").status, 422);
}

TEST_F(RelatedItems, OnePrimaryLocationAndItsSources) {
  const auto made = call("POST", "/api/locations",
                         fmt::format(R"({{"organization-id":{},"name":"New","primary":true}})",
                                     world.ids.organization[0]));
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(body_of(made).at("data").at("attributes").at("sources").at("name").as_string(),
            "person");
  EXPECT_EQ(world.rows(visitor, "/api/locations?filter[primary]=true").size(), 1u);
}

TEST_F(RelatedItems, AConfigurationWithoutDeviceSaysWhy) {
  const auto overlay =
      world
          .get(visitor, fmt::format("/api/configurations/{}/microsoft", world.ids.configuration[0]))
          .at("data")
          .at("attributes");
  EXPECT_TRUE(overlay.at("records").as_array().empty());
  for (const auto& row : overlay.at("rows").as_array())
    EXPECT_TRUE(row.at("reason").as_string().starts_with("No device"));
}

}  // namespace
}  // namespace reeve::api
