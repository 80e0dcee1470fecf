// Licenses over the API: counts, holders with their waste, days of the setting, CSV.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/licenses.h"
#include "store/records.h"

namespace reeve::api {
namespace {

using domain::Role;

class Licenses : public ::testing::Test {
 protected:
  Licenses() : visitor(world.person(Role::manager)) {}
  base::json::value attributes_of(const std::string& path) {
    return world.rows(visitor, path).at(0).at("attributes");
  }
  // Ann is enabled after all, and signed in so many days before the count.
  void ann_signed_in(int days_ago) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      auto license = store::licenses_of(c, world.ids.tenant[0]).at(0);
      license.counts = {};
      license.counts.holders = 1;
      license.counts.inactive_30 = days_ago > 30 ? 1 : 0;
      license.counts.inactive_60 = days_ago > 60 ? 1 : 0;
      license.counts.inactive_90 = days_ago > 90 ? 1 : 0;
      store::write_licenses(c, {license});
      auto ann = store::licensed_people_of(c, world.ids.tenant[0]).at(0);
      ann.enabled = true;
      ann.waste = "none";
      ann.signed_in = true;
      ann.last_active = world.clock.now() - std::chrono::hours(24 * days_ago);
      store::write_licensed_people(c, world.ids.tenant[0], {ann});
    });
  }
  World world;
  Visitor visitor;
};

TEST_F(Licenses, SayUnitsWasteAndWhatIsNotKnown) {
  const auto one = attributes_of(
      fmt::format("/api/licenses?filter[organization-id]={}", world.ids.organization[0]));
  EXPECT_EQ(one.at("name").as_string(), "Microsoft 365 Business Premium");
  EXPECT_EQ(one.at("active").as_int64(), 25);
  EXPECT_EQ(one.at("consumed").as_int64(), 20);
  EXPECT_EQ(one.at("unused").as_int64(), 5);
  EXPECT_TRUE(one.at("warning").is_null()) << "not known, so not zero";
  EXPECT_EQ(one.at("waste-disabled").as_int64(), 1);
  EXPECT_EQ(one.at("waste").as_int64(), 1);
  const auto& unknown = one.at("unknown").as_array().at(0);
  EXPECT_EQ(unknown.at("fact").as_string(), "sign_ins");
  EXPECT_EQ(unknown.at("count").as_int64(), 1);
  EXPECT_FALSE(unknown.at("sentence").as_string().empty());
}

TEST_F(Licenses, TheReasonOfWhatIsNotKnownIsTheDataTypes) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_type_state(c, world.ids.tenant[0],
                          {"sign_in_activity", "absent", std::nullopt, std::nullopt, "no_plan",
                           "Sign-ins need Entra ID P1 or P2.", "Buy it."});
  });
  const auto one = attributes_of(fmt::format("/api/licenses?filter[id]={}", world.ids.license[0]));
  EXPECT_EQ(one.at("unknown").as_array().at(0).at("sentence").as_string(),
            "Sign-ins need Entra ID P1 or P2.");
  EXPECT_EQ(one.at("unknown").as_array().at(0).at("remedy").as_string(), "Buy it.");
}

TEST_F(Licenses, HoldersSayHowTheyHoldItAndWhyItIsWaste) {
  const auto path = fmt::format("/api/licenses/{}/relationships/holders", world.ids.license[0]);
  const auto ann = attributes_of(path);
  EXPECT_EQ(ann.at("name").as_string(), "Ann Lee");
  EXPECT_EQ(ann.at("contact-id").as_int64(), world.ids.contact[0]);
  EXPECT_EQ(ann.at("assigned").as_string(), "group");
  EXPECT_EQ(ann.at("groups").as_array().at(0).at("name").as_string(), "Everybody");
  EXPECT_EQ(ann.at("waste").as_string(), "disabled");
  EXPECT_FALSE(ann.at("account-enabled").as_bool());
  EXPECT_TRUE(ann.at("signed-in").is_null()) << "not known";
  EXPECT_TRUE(world.rows(visitor, path + "?filter[waste]=inactive").empty());
  EXPECT_EQ(world.rows(visitor, path + "?filter[waste]=any").size(), 1U);
}

TEST_F(Licenses, TheDaysAreASettingAndCanBeAskedFor) {
  ann_signed_in(70);
  const std::string path = fmt::format("/api/licenses/{}", world.ids.license[0]);
  const auto waste = [&](const std::string& query) {
    return body_of(world.call(visitor, "GET", path + query))
        .at("data")
        .at("attributes")
        .at("waste-inactive")
        .as_int64();
  };
  const auto holders = [&](const std::string& query) {
    return world.rows(visitor, path + "/relationships/holders?filter[waste]=inactive" + query)
        .size();
  };
  EXPECT_EQ(waste(""), 0) << "90 days unless told";
  EXPECT_EQ(holders(""), 0U);
  EXPECT_EQ(waste("?filter[inactive-days]=60"), 1);
  EXPECT_EQ(holders("&filter[inactive-days]=60"), 1U);
  EXPECT_EQ(world.call(visitor, "PATCH", "/api/license_settings", R"({"inactive-days":60})").status,
            200);
  EXPECT_EQ(waste(""), 1);
  EXPECT_EQ(holders(""), 1U);
  EXPECT_EQ(world.rows(visitor, "/api/licenses?filter[wasted]=true").size(), 2U);
  EXPECT_EQ(world.call(visitor, "PATCH", "/api/license_settings", R"({"inactive-days":7})").status,
            422);
}

TEST_F(Licenses, HistoryIsByDay) {
  const auto day = attributes_of(
      fmt::format("/api/license_history?filter[license-id]={}", world.ids.license[0]));
  EXPECT_EQ(day.at("day").as_string(), base::to_rfc3339(world.clock.now()).substr(0, 10));
  EXPECT_EQ(day.at("active").as_int64(), 25);
  EXPECT_EQ(day.at("unused").as_int64(), 5);
  EXPECT_EQ(day.at("waste-disabled").as_int64(), 1);
}

TEST_F(Licenses, ListsCanBeHadAsCsv) {
  const auto csv =
      world.call_with("GET", "/api/license_holders", "",
                      {{"Cookie", "reeve_session=" + visitor.cookie}, {"Accept", "text/csv"}});
  EXPECT_EQ(csv.status, 200);
  EXPECT_NE(csv.body.find("Ann Lee"), std::string::npos);
  EXPECT_NE(csv.body.find("waste-sentence"), std::string::npos);
}

}  // namespace
}  // namespace reeve::api
