// The doctor through the API: what was kept is shown, asking again is a job, and the switch for
// concealed names.
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/doctor_results.h"
#include "store/jobs.h"

namespace reeve::api {
namespace {

class DoctorApi : public ::testing::Test {
 protected:
  static constexpr std::string_view kBody =
      R"({"connection-name":"Partner","tenant-name":"Contoso","state":"broken",)"
      R"("findings":[{"check":"concealed-names","state":"broken","sentence":"s","remedy":"r"},)"
      R"({"check":"way-in","state":"unknown","sentence":"w","remedy":""}],)"
      R"("features":[{"name":"documentation","title":"Documentation","state":"broken"}],)"
      R"("trace":{"parts":[{"kind":"role","label":"Global Reader"}],"links":[]}})";

  std::string path(const std::string& rest = {}) const {
    return fmt::format("/api/connections/{}/doctor{}", world.ids.connection, rest);
  }
  std::string of_tenant(const std::string& rest = {}) const {
    return path(fmt::format("/{}{}", world.ids.tenant[0], rest));
  }
  void keep(std::optional<base::Id> tenant) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::put_doctor_results(
          c, {{world.ids.connection, tenant, world.clock.now(), std::string(kBody)}});
    });
  }

  World world;
  Visitor manager = world.person(domain::Role::manager);
};

const base::json::value& attribute(const base::json::value& row, std::string_view name) {
  return row.at("attributes").at(name);
}

TEST_F(DoctorApi, WhatWasNeverExaminedIsUnknown) {
  const auto data = world.get(manager, path()).at("data");
  EXPECT_EQ(attribute(data, "state"), "unknown");
  EXPECT_TRUE(attribute(data, "checked-at").is_null());
  EXPECT_FALSE(attribute(data, "checking").as_bool());
  EXPECT_TRUE(attribute(data, "findings").as_array().empty());
}

TEST_F(DoctorApi, WhatWasKeptIsShown) {
  keep(std::nullopt);
  keep(world.ids.tenant[0]);
  const auto connection = world.get(manager, path()).at("data");
  EXPECT_EQ(attribute(connection, "state"), "broken");
  EXPECT_FALSE(attribute(connection, "checked-at").is_null());
  const auto& row = attribute(connection, "tenants").as_array().at(0);
  EXPECT_EQ(base::optional_integer(row, "tenant-id"), world.ids.tenant[0]);
  EXPECT_EQ(base::optional_integer(row, "broken"), 1);
  EXPECT_EQ(base::optional_integer(row, "unknown"), 1);
  const auto tenant = world.get(manager, of_tenant()).at("data");
  EXPECT_EQ(attribute(tenant, "findings").as_array().size(), 2U);
  EXPECT_EQ(attribute(tenant, "features").as_array().size(), 1U);
  const auto trace = world.get(manager, of_tenant("/trace")).at("data");
  EXPECT_EQ(attribute(trace, "parts").as_array().size(), 1U);
}

TEST_F(DoctorApi, AskingAgainIsAJob) {
  EXPECT_EQ(world.call(manager, "POST", path()).status, 202);
  EXPECT_TRUE(attribute(world.get(manager, path()).at("data"), "checking").as_bool());
  EXPECT_TRUE(attribute(world.get(manager, of_tenant()).at("data"), "checking").as_bool());
  const auto job = world.database->read([&](db::Connection& c) {
    return store::find_job_by_key(c, fmt::format("doctor:{}", world.ids.connection));
  });
  ASSERT_TRUE(job);
  EXPECT_EQ(job->payload,
            fmt::format(R"({{"connection":{},"tenant":null}})", world.ids.connection));
  EXPECT_EQ(world.call(manager, "POST", of_tenant()).status, 202);
}

TEST_F(DoctorApi, ConcealedNamesAreSwitchedOffAndLookedAtAgain) {
  const auto answer = world.call(manager, "POST", of_tenant("/show_names"));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_NE(answer.body.find("\"done\":true"), std::string::npos);
  EXPECT_TRUE(world.names_shown.contains(world.ids.tenant[0]));
  EXPECT_TRUE(attribute(world.get(manager, of_tenant()).at("data"), "checking").as_bool());
}

TEST_F(DoctorApi, OnlyTenantsOfTheConnection) {
  EXPECT_EQ(world.call(manager, "GET", path("/999")).status, 404);
  EXPECT_EQ(world.call(manager, "POST", path("/999/show_names")).status, 404);
  EXPECT_EQ(world.call(manager, "GET", "/api/connections/999/doctor").status, 404);
  EXPECT_EQ(world.call(manager, "POST", "/api/connections/999/doctor").status, 404);
}

}  // namespace
}  // namespace reeve::api
