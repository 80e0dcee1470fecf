// The sync log: transitions once, nothing twice; what a scheduled run asks for.
#include <gmock/gmock.h>

#include "store/record_skips.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"
#include "types/registry.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SyncLog : public RunTest {
 protected:
  void SetUp() override {
    fresh();
    match(true);
  }
  std::vector<std::string> codes(const std::string& kind) {
    std::vector<std::string> out;
    for (const auto& event : events(kind)) out.push_back(event.code);
    return out;
  }
  std::int64_t count(const std::string& table) {
    return read([&](db::Connection& c) {
      return c.query("SELECT COUNT(*) FROM " + table).at(0).integer(0);
    });
  }
  std::vector<store::RecordSkip> skips() {
    return read(
        [](db::Connection& c) { return store::list_skips(c, store::Scope::unscoped(), {}).rows; });
  }
  void set_schedule(const std::string& json) {
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {store::SettingsOwner::Kind::tenant, tenant_},
                               domain::kScheduleSection, json, {}, clock_.now());
    });
  }
  void pass_an_hour() { clock_.advance(base::Millis{std::chrono::hours{1}}); }
};

TEST_F(SyncLog, AnHourlyCycleWithoutChangeAddsOneLineAndOneRun) {
  script_ = contoso({{"ann", "Ann", "Lee"},
                     {"gus", "Gus", "Guest", "", "", true, true, "Guest"},
                     {"uma", "Uma", "Un", "", "", false}});
  sync();
  scheduled_sync();
  const auto tables = {"run_events", "runs",       "changes", "records", "record_skips",
                       "links",      "type_state", "reviews", "notices"};
  std::map<std::string, std::int64_t> before;
  for (const auto* table : tables) before[table] = count(table);
  constexpr int kCycles = 24;
  for (int i = 0; i < kCycles; ++i) {
    pass_an_hour();
    scheduled_sync();
  }
  for (const auto* table : tables) {
    const bool grows = std::string(table) == "run_events" || std::string(table) == "runs";
    EXPECT_EQ(count(table) - before[table], grows ? kCycles : 0) << table;
  }
}

TEST_F(SyncLog, WhoIsLeftOutIsToldWhenItBeginsAndWhenItEnds) {
  script_ = contoso(
      {{"gus", "Gus", "Guest", "", "", true, true, "Guest"}, {"uma", "Uma", "Un", "", "", false}});
  sync();
  ASSERT_EQ(skips().size(), 2U);
  EXPECT_EQ(skips()[0].code, "guest");
  EXPECT_EQ(skips()[0].since, clock_.now());
  const auto since = skips()[1].since;
  const auto told = codes("skip").size();
  pass_an_hour();
  sync();
  EXPECT_EQ(codes("skip").size(), told) << "they stand in the list, the log says it once";
  EXPECT_EQ(skips()[1].since, since);

  // Uma gets a license, and becomes a contact; Gus is not listed any more.
  script_ = contoso({{"uma", "Uma", "Un"}});
  sync();
  EXPECT_THAT(skips(), IsEmpty());
  const auto all = codes("skip");
  ASSERT_EQ(all.size(), told + 2);
  EXPECT_EQ(all[told], "skip_over");
  for (const auto& event : events("skip")) {
    EXPECT_TRUE(event.remedy || event.code == "skip_over") << "each reason has a remedy";
  }
}

TEST_F(SyncLog, ADataTypeThatIsMissingIsToldOnceAndWhenItIsBack) {
  script_ = contoso({{"ann", "Ann", "Lee"}});
  script_["/v1.0/domains"] = {.pages = {}, .complete = false, .code = "not_allowed"};
  choose_tier("password_rotation");
  scheduled_sync();
  ASSERT_TRUE(type_states().contains("domains"));
  const auto failures = [&] {
    std::int64_t of_domains = 0;
    for (const auto& event : events("failure")) of_domains += event.type == "domains" ? 1 : 0;
    return of_domains;
  };
  EXPECT_EQ(failures(), 1);
  pass_an_hour();
  scheduled_sync();
  EXPECT_EQ(failures(), 1) << "the same again is no news";
  script_["/v1.0/domains"] = {.pages = {{}}};
  pass_an_hour();
  scheduled_sync();
  EXPECT_THAT(codes("note"), testing::Contains("answered_again"));
}

TEST_F(SyncLog, WhatMicrosoftChangedIsOneLineAType) {
  script_ = contoso({{"ann", "Ann", "Lee"}});
  sync();
  script_ = contoso({{"ann", "Anna", "Lee"}, {"ben", "Ben", "Moe"}});
  sync();
  std::vector<std::string> sentences;
  for (const auto& event : events("change"))
    if (event.code == "records" && event.type == "users") sentences.push_back(event.sentence);
  EXPECT_THAT(sentences, ElementsAre("Users: 1 new, 0 changed, 0 gone at Microsoft.",
                                     "Users: 1 new, 1 changed, 0 gone at Microsoft."));
}

TEST_F(SyncLog, SlowTypesAreNotAskedByAPersonsSyncAndReadNotYetAsked) {
  script_ = contoso({{"ann", "Ann", "Lee"}});
  script_["/v1.0/subscribedSkus"] = {
      .pages = {
          {R"({"id":"s","skuId":"s","skuPartNumber":"AAD_PREMIUM","capabilityStatus":"Enabled",)"
           R"("servicePlans":[{"servicePlanName":"AAD_PREMIUM","provisioningStatus":"Success"}]})"}}};
  choose_tier("password_rotation");
  sync();
  const auto states = type_states();
  ASSERT_TRUE(states.contains("sign_in_activity"));
  EXPECT_EQ(states.at("sign_in_activity").state, "not_asked");
  EXPECT_EQ(states.at("sign_in_activity").reason, "not_yet_asked");
  EXPECT_TRUE(last_run().finished_at) << "the sync ends without them";
}

TEST_F(SyncLog, ATypeMayHaveAnIntervalOfItsOwn) {
  script_ = contoso({{"ann", "Ann", "Lee"}});
  choose_tier("password_rotation");
  set_schedule(R"({"types":[{"type":"domains","every-minutes":240}]})");
  const auto asked = [&] {
    return std::count_if(asked_.begin(), asked_.end(), [](const std::string& path) {
      return path.find("/v1.0/domains") != std::string::npos;
    });
  };
  scheduled_sync();
  EXPECT_EQ(asked(), 1);
  for (int i = 0; i < 3; ++i) {
    pass_an_hour();
    scheduled_sync();
  }
  EXPECT_EQ(asked(), 1) << "not due for four hours";
  sync();
  EXPECT_EQ(asked(), 2) << "a person's sync asks for everything but the slow types";
  pass_an_hour();
  set_schedule(R"({"types":[{"type":"domains","every-minutes":60}]})");
  scheduled_sync();
  EXPECT_EQ(asked(), 3) << "an interval made shorter counts at once";
}

}  // namespace
}  // namespace reeve::sync
