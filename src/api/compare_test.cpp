// Comparing over the API: rows, CSV, what is taken and kept with its audit, and whose it is not.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "base/csv.h"
#include "base/json.h"
#include "store/records.h"

namespace reeve::api {
namespace {

using base::json::value;
using domain::Role;

class Compare : public ::testing::Test {
 protected:
  Compare() {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::RecordWrite user;
      user.id = world.ids.record[0];
      user.external_id = "user-0";
      user.title = "Ann Lee";
      user.hash = "h2";
      user.body =
          R"({"id":"user-0","displayName":"Ann Lee","givenName":"Ann","surname":"Lee",)"
          R"("jobTitle":"=1+1","mail":"ann0@contoso.com","userPrincipalName":"ann0@contoso.com",)"
          R"("proxyAddresses":[],"businessPhones":[],"mobilePhone":null})";
      store::write_records(c, world.ids.tenant[0], "users", world.ids.run[0], {user},
                           world.clock.now());
    });
  }
  std::string of_contact(const std::string& rest = {}) const {
    return fmt::format("/api/contacts/{}/compare{}", world.ids.contact[0], rest);
  }
  std::string of_organization(const std::string& rest = {}) const {
    return fmt::format("/api/organizations/{}/compare{}", world.ids.organization[0], rest);
  }
  value title(const std::string& part) {
    for (const auto& row : world.rows(editor, of_contact()))
      if (row.at("attributes").at("field").as_string() == "title")
        return row.at("attributes").at(part);
    return {};
  }
  value post(const std::string& path, const std::string& body) {
    return body_of(world.call(editor, "POST", path, body)).at("data").at("attributes");
  }
  bool audited(const std::string& action) {
    for (const auto& row : world.rows(world.person(Role::administrator), "/api/audit"))
      if (base::text_member(row.at("attributes"), "action") == action) return true;
    return false;
  }
  World world;
  Visitor editor = world.person(Role::editor);
};

TEST_F(Compare, AValueIsTakenKeptAndReleased) {
  EXPECT_EQ(title("state").as_string(), "differs");
  EXPECT_EQ(title("microsoft").as_string(), "=1+1");
  EXPECT_TRUE(title("ours").is_null());
  EXPECT_EQ(post(of_contact("/keep"), R"({"fields":["title"]})").at("done").as_int64(), 1);
  EXPECT_EQ(title("state").as_string(), "kept");
  EXPECT_TRUE(audited("keep_ours"));
  EXPECT_EQ(post(of_contact("/release"), R"({"fields":["title"]})").at("done").as_int64(), 1);
  EXPECT_TRUE(audited("release_lock"));
  EXPECT_EQ(post(of_contact("/take"), R"({"all":true})").at("done").as_int64(), 1);
  EXPECT_EQ(title("ours").as_string(), "=1+1");
  EXPECT_EQ(title("source").as_string(), "microsoft");
  EXPECT_TRUE(audited("take_microsoft"));
  const auto again = post(of_contact("/take"), R"({"fields":["title"]})");
  EXPECT_EQ(again.at("done").as_int64(), 0);
  EXPECT_EQ(again.at("not-done").as_array().size(), 1U);
}

TEST_F(Compare, AnOrganizationTakesAllThatDiffers) {
  const auto open = of_organization("?filter[state]=differs");
  ASSERT_EQ(world.rows(editor, open).size(), 1U);
  const auto answer = post(of_organization("/take"), R"({"all":true,"field":"title"})");
  EXPECT_EQ(answer.at("done").as_int64(), 1);
  EXPECT_EQ(answer.at("left").as_int64(), 0);
  EXPECT_TRUE(world.rows(editor, open).empty());
  const auto row = fmt::format(R"({{"asset-kind":"contact","asset-id":{},"field":"title"}})",
                               world.ids.contact[0]);
  EXPECT_EQ(post(of_organization("/keep"), R"({"rows":[)" + row + "]}").at("done").as_int64(), 1);
  EXPECT_TRUE(title("locked").as_bool());
  EXPECT_EQ(world.call(editor, "POST", of_organization("/take"), R"({"rows":[]})").status, 422);
  EXPECT_EQ(world.call(editor, "POST", of_organization("/release"), R"({"all":true})").status, 422);
}

TEST_F(Compare, OfAnotherOrganizationNothingIsSeenOrWritten) {
  const Visitor limited = world.limited(Role::editor);
  EXPECT_EQ(
      world.call(limited, "GET", fmt::format("/api/contacts/{}/compare", world.ids.contact[1]))
          .status,
      404);
  EXPECT_EQ(world
                .call(limited, "POST",
                      fmt::format("/api/organizations/{}/compare/take", world.ids.organization[1]),
                      R"({"all":true})")
                .status,
            404);
  const auto row = fmt::format(R"({{"asset-kind":"contact","asset-id":{},"field":"title"}})",
                               world.ids.contact[1]);
  EXPECT_EQ(post(of_organization("/keep"), R"({"rows":[)" + row + "]}").at("done").as_int64(), 0);
}

TEST_F(Compare, TheFileHasNoFormula) {
  const Response file =
      world.call(editor, "GET", of_organization("?filter[state]=differs&format=csv"));
  EXPECT_EQ(file.status, 200);
  const auto rows = base::parse_csv(file.body);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NE(std::ranges::find(rows[1], "'=1+1"), rows[1].end());
  EXPECT_EQ(std::ranges::find(rows[1], "=1+1"), rows[1].end());
}

}  // namespace
}  // namespace reeve::api
