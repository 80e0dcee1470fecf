// Notices through the API: who sees them, dismissing, settings that never give a secret back.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/json_api.h"
#include "api/test_world.h"
#include "store/notice_deliveries.h"
#include "store/runs.h"

namespace reeve::api {
namespace {

using domain::Role;
using testing::HasSubstr;
using testing::Not;

class NoticesApi : public ::testing::Test {
 protected:
  json::object settings(const Visitor& visitor) {
    return world.get(visitor, "/api/notice_settings").at("data").at("attributes").as_object();
  }
  Response save(const Visitor& visitor, const std::string& attributes) {
    return world.call(visitor, "PATCH", "/api/notice_settings", attributes);
  }
  void fail_tenant(int side) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      const auto run =
          store::queue_run(c, {world.ids.tenant[side], "manual", std::nullopt, false, false}, 100,
                           world.clock.now());
      store::start_run(c, run.id, "gdap", world.ids.connection, world.clock.now());
      store::finish_run(c, run.id, "failed", "no", "It said no.", "Do this.", "",
                        world.clock.now());
    });
  }
  World world;
};

TEST_F(NoticesApi, AreSeenByWhomTheyConcern) {
  fail_tenant(0);
  fail_tenant(1);
  EXPECT_EQ(world.rows(world.person(Role::manager), "/api/notices").size(), 3U);
  EXPECT_EQ(world.rows(world.person(Role::editor), "/api/notices").size(), 2U);
  const auto seen = world.rows(world.limited(Role::editor), "/api/notices");
  ASSERT_EQ(seen.size(), 1U);
  const auto& notice = seen.at(0).at("attributes");
  EXPECT_EQ(notice.at("title").as_string(), "Alpha is not synced");
  EXPECT_EQ(notice.at("remedy").as_string(), "Do this.");
  EXPECT_THAT(std::string(notice.at("path").as_string()), testing::StartsWith("/runs/"));
  EXPECT_TRUE(world.rows(world.person(Role::lite), "/api/notices").empty());
  EXPECT_EQ(world.rows(world.key(Role::administrator), "/api/notices").size(), 3U);
}

TEST_F(NoticesApi, AreDismissedForOneselfAlone) {
  const auto manager = world.person(Role::manager);
  const auto path = fmt::format("/api/notices/{}/mute", world.ids.notice);
  EXPECT_EQ(world.call(manager, "POST", path).status, 204);
  EXPECT_TRUE(world.rows(manager, "/api/notices?filter[muted]=false").empty());
  EXPECT_EQ(world.rows(manager, "/api/notices?filter[muted]=true").size(), 1U);
  EXPECT_EQ(
      world.rows(world.person(Role::administrator), "/api/notices?filter[muted]=false").size(), 1U);
  EXPECT_EQ(world.call(manager, "DELETE", path).status, 204);
  EXPECT_EQ(world.rows(manager, "/api/notices?filter[muted]=false").size(), 1U);
  EXPECT_EQ(world.call(world.person(Role::editor), "POST", path).status, 404);
}

TEST_F(NoticesApi, SettingsAreOnesOwnAndKeepTheWebhookSecret) {
  const auto lite = world.person(Role::lite);
  EXPECT_FALSE(settings(lite).at("has-webhook").as_bool());
  const auto saved = save(lite, R"({"data":{"type":"notice-settings","attributes":{
    "email":"night@reeve.test","mail-kinds":["expiring","tenant_failing"],"webhook-format":"json",
    "webhook-kinds":["tenant_held"],"webhook-url":"https://hooks.example/very-secret","digest-hour":6,
    "time-zone":"Europe/Berlin"}}})");
  EXPECT_EQ(saved.status, 200) << saved.body;
  EXPECT_THAT(saved.body, Not(HasSubstr("very-secret")));
  const auto after = settings(lite);
  EXPECT_TRUE(after.at("has-webhook").as_bool());
  EXPECT_EQ(after.at("mail-kinds").as_array().size(), 2U);
  EXPECT_EQ(after.at("time-zone").as_string(), "Europe/Berlin");
  EXPECT_EQ(world.webhooks.at(lite.account), "https://hooks.example/very-secret");
  const auto administrator = world.person(Role::administrator);
  EXPECT_TRUE(settings(administrator).at("email").is_null());
  EXPECT_THAT(world.call(administrator, "GET", "/api/audit").body, Not(HasSubstr("very-secret")));
  EXPECT_EQ(save(lite, R"({"webhook-url":null,"email":""})").status, 200);
  EXPECT_FALSE(settings(lite).at("has-webhook").as_bool());
  EXPECT_TRUE(settings(lite).at("email").is_null());
  EXPECT_EQ(settings(lite).at("digest-hour").as_int64(), 6) << "what is not named stays";
}

TEST_F(NoticesApi, SettingsThatCannotBeMeantAreRefusedAtTheirField) {
  const auto lite = world.person(Role::lite);
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"email":"nobody"})", "email"},
      {R"({"mail-kinds":["weather"]})", "mail-kinds"},
      {R"({"webhook-kinds":"all"})", "webhook-kinds"},
      {R"({"webhook-format":"fax"})", "webhook-format"},
      {R"({"webhook-url":"http://hooks.example/x"})", "webhook-url"},
      {R"({"digest-hour":24})", "digest-hour"},
      {R"({"time-zone":"Europe/Atlantis"})", "time-zone"}};
  for (const auto& [body, field] : wrong) {
    const auto response = save(lite, body);
    EXPECT_EQ(response.status, 422) << body;
    EXPECT_THAT(response.body, HasSubstr(fmt::format("/data/attributes/{}", field))) << body;
  }
}

TEST_F(NoticesApi, ATestSaysWhatCameOfIt) {
  const auto lite = world.person(Role::lite);
  world.next_test = {false, "mail.example.com cannot be found."};
  const auto answer =
      world.call(lite, "POST", "/api/notice_settings/test", R"({"channel":"mail"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(body_of(answer).at("meta").at("sent").as_bool());
  EXPECT_EQ(body_of(answer).at("meta").at("sentence").as_string(), world.next_test.sentence);
  EXPECT_EQ(world.call(lite, "POST", "/api/notice_settings/test", R"({"channel":"fax"})").status,
            422);
}

TEST_F(NoticesApi, AdministratorsSeeMessagesAndSendThemAgain) {
  const auto administrator = world.person(Role::administrator);
  const auto messages = world.rows(administrator, "/api/notice_deliveries");
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages.at(0).at("attributes").at("state").as_string(), "waiting");
  const auto path = fmt::format("/api/notice_deliveries/{}/send_again",
                                std::string(messages.at(0).at("id").as_string()));
  EXPECT_EQ(world.call(administrator, "POST", path).status, 409) << "it is on its way";
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    const auto due = store::claim_delivery(c, "me", base::Millis{1'000}, world.clock.now());
    store::end_delivery(c, due->delivery.id, "me", "gave_up", "No answer.", world.clock.now());
  });
  EXPECT_EQ(world.rows(administrator, "/api/notice_deliveries?filter[state]=gave_up,unsure").size(),
            1U);
  const auto again = world.call(administrator, "POST", path);
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(body_of(again).at("data").at("attributes").at("state").as_string(), "waiting");
}

}  // namespace
}  // namespace reeve::api
