// The preview of a mapping through the API: counts, examples, refusals; and a part of a mapping put
// over what is in force.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "domain/configuration_mapping.h"
#include "domain/field_mapping.h"
#include "store/contacts.h"
#include "store/records.h"

namespace reeve::api {
namespace {

using testing::HasSubstr;

class MappingPreview : public testing::Test {
 protected:
  void SetUp() override {
    manager = world.person(domain::Role::manager);
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      const auto record =
          store::find_record(c, store::Scope::unscoped(), world.ids.record[0]).value();
      store::write_records(c, record.tenant, "users", world.ids.run[0],
                           {{record.id,
                             record.external_id,
                             "Ann",
                             R"({"id":"1","jobTitle":"CEO",
                             "department":"Board"})",
                             "h9",
                             1,
                             {},
                             {}}},
                           world.clock.now());
      c.execute("UPDATE tenants SET state = 'active', connection_in_use = $1 WHERE id = $2",
                {world.ids.connection, record.tenant});
    });
  }
  Response ask(const std::string& of, base::Id id, const std::string& mapping) {
    return world.call(
        manager, "POST", fmt::format("/api/{}/{}/mapping_preview", of, id),
        R"({"data":{"type":"mapping-previews","attributes":{"mapping":)" + mapping + "}}}");
  }
  static base::json::value fields(const Response& response) {
    return body_of(response).at("data").at("attributes").at("fields");
  }
  World world;
  Visitor manager;
};

TEST_F(MappingPreview, CountsByFieldWithExamplesAndWritesNothing) {
  const std::string mapping = R"({"contacts":{"title":{"from":["department"]}}})";
  for (const auto& [of, id] : {std::pair<std::string, base::Id>{"tenants", world.ids.tenant[0]},
                               {"connections", world.ids.connection}}) {
    const auto response = ask(of, id, mapping);
    ASSERT_EQ(response.status, 200) << response.body;
    const auto& found = fields(response);
    ASSERT_EQ(found.as_array().size(), 1U) << of;
    EXPECT_EQ(found.at(0).at("name").as_string(), "title");
    EXPECT_EQ(found.at(0).at("contacts").as_int64(), 1);
    EXPECT_EQ(found.at(0).at("examples").at(0).at("new").as_string(), "Board");
  }
  const auto contact = world.get(manager, fmt::format("/api/contacts/{}", world.ids.contact[0]));
  EXPECT_TRUE(contact.at("data").at("attributes").at("title").is_null());
}

TEST_F(MappingPreview, ATenantWithItsOwnMappingIsNotTheConnections) {
  const auto path = fmt::format("/api/tenants/{}/sync_settings", world.ids.tenant[0]);
  EXPECT_EQ(world
                .call(manager, "PATCH", path,
                      R"({"data":{"type":"sync-settings","attributes":{"mapping":{}}}})")
                .status,
            200);
  const auto response =
      ask("connections", world.ids.connection, R"({"contacts":{"title":{"from":["department"]}}})");
  EXPECT_EQ(fields(response).as_array().size(), 0U);
}

TEST_F(MappingPreview, RefusesWhatDoesNotExistAndWhatMayNotBeSeen) {
  const auto response =
      ask("tenants", world.ids.tenant[0], R"({"contacts":{"title":{"from":["passwordProfile"]}}})");
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(detail_of(response), HasSubstr("passwordProfile"));
  EXPECT_EQ(ask("tenants", 1, "{}").status, 404);
  EXPECT_EQ(ask("connections", 1, "{}").status, 404);
  manager = world.limited(domain::Role::manager);
  EXPECT_EQ(ask("tenants", world.ids.tenant[1], "{}").status, 404);
}

TEST_F(MappingPreview, APartOfAMappingLeavesTheRestAsItIs) {
  const auto path = fmt::format("/api/tenants/{}/sync_settings", world.ids.tenant[0]);
  const auto patch = [&](const std::string& contacts) {
    const auto response =
        world.call(manager, "PATCH", path,
                   R"({"data":{"type":"sync-settings","attributes":{"mapping":{"contacts":)" +
                       contacts + "}}}}");
    EXPECT_EQ(response.status, 200) << response.body;
    return body_of(response).at("data").at("attributes").at("mapping").at("contacts");
  };
  patch(R"({"title":{"rule":"microsoft_wins"}})");
  const auto now = patch(R"({"phones":{"rule":"leave_alone"}})");
  EXPECT_EQ(now.at("title").at("rule").as_string(), "microsoft_wins");
  EXPECT_EQ(now.at("phones").at("rule").as_string(), "leave_alone");
  EXPECT_EQ(now.at("phones").at("from").as_array().size(), 2U);
}

TEST_F(MappingPreview, TheTargetsAreThoseOfTheSettings) {
  const auto rows = world.rows(manager, "/api/mapping_targets");
  ASSERT_EQ(rows.size(), domain::contact_targets().size() + domain::configuration_targets().size());
  EXPECT_EQ(rows.at(2).at("attributes").at("name").as_string(), "title");
  EXPECT_EQ(rows.at(2).at("attributes").at("properties").at(0).at("label").as_string(), "Title");
  EXPECT_EQ(rows.at(2).at("attributes").at("assets").as_string(), "contacts");
  EXPECT_EQ(rows.back().at("attributes").at("assets").as_string(), "configurations");
}

}  // namespace
}  // namespace reeve::api
