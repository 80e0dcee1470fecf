// The preview of a choice through the API.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "domain/sync_section.h"
#include "store/sync_settings.h"

namespace reeve::api {
namespace {

class ChoicePreviewApi : public ::testing::Test {
 protected:
  base::json::value ask(const std::string& path, const std::string& body = {}) {
    return base::parse_json(world.call(manager, "POST", path, body).body, "The answer")
        .at("data")
        .at("attributes");
  }
  std::string of_connection() const {
    return fmt::format("/api/connections/{}/choice_preview", world.ids.connection);
  }
  std::string of_tenant() const {
    return fmt::format("/api/tenants/{}/choice_preview", world.ids.tenant[0]);
  }
  World world;
  Visitor manager = world.person(domain::Role::manager);
};

TEST_F(ChoicePreviewApi, CountsByTenantAndInAll) {
  const auto seen = ask(of_connection(), R"({"choosing":{"rules":{"guest":"create"}}})");
  const auto& tenants = seen.at("tenants").as_array();
  ASSERT_GT(tenants.size(), 1U);
  const auto n = static_cast<std::int64_t>(tenants.size());
  EXPECT_EQ(base::optional_integer(seen.at("total"), "create"), n * (n + 1) / 2);
  EXPECT_FALSE(base::text_member(tenants[0], "name").empty());
  EXPECT_EQ(base::text_member(seen.at("subscriptions").as_array().at(0), "value"), "SPB");
  EXPECT_TRUE(base::bool_member(seen.at("subscriptions").as_array().at(0), "recommended"));
  EXPECT_EQ(base::optional_integer(seen, "tenants-not-counted"), 0);
}

TEST_F(ChoicePreviewApi, WithoutAChoiceTheOneInForceIsCounted) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_sync_settings(c, {store::SettingsOwner::Kind::tenant, world.ids.tenant[0]},
                             domain::kChoosingSection, R"({"guests":false})", std::nullopt,
                             world.clock.now());
  });
  EXPECT_EQ(base::optional_integer(ask(of_tenant()).at("total"), "not-chosen"), 1);
  EXPECT_EQ(base::optional_integer(ask(of_tenant(), R"({"choosing":{}})").at("total"), "create"),
            1);
}

TEST_F(ChoicePreviewApi, AWrongChoiceIsRefusedWithItsSentence) {
  const auto answer =
      world.call(manager, "POST", of_connection(), R"({"choosing":{"all-subscriptions":false}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(answer.body.find("choose at least one subscription"), std::string::npos);
  EXPECT_EQ(world.call(manager, "POST", "/api/connections/999/choice_preview", "").status, 404);
}

}  // namespace
}  // namespace reeve::api
