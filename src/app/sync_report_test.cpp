// The end of `reeve sync`: the object that scripts read, and the table that people read.
#include "app/sync_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "types/registry.h"

namespace reeve::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

store::Run run_of(const std::string& name, const std::string& state) {
  store::Run run;
  run.tenant_name = name;
  run.state = state;
  run.way = "gdap";
  run.started_at = base::from_ms(0);
  run.finished_at = base::from_ms(2'500);
  run.requests = 11;
  run.batched = 25;
  run.counts =
      R"({"types":{"users":{"listed":1200,"added":3,"changed":4,"gone":1,"skipped":0},)"
      R"("domains":{"listed":2,"added":0,"changed":0,"gone":0,"skipped":0,"reason":"not_allowed"},)"
      R"("sign_in_activity":{"reason":"not_due"}},)"
      R"("contacts":{"matched":5,"created":6,"updated":7,"review":8,"skipped":9}})";
  return run;
}

store::TypeState gap(const std::string& type, const std::string& reason,
                     const std::string& remedy) {
  return {.type = type,
          .state = "absent",
          .last_complete = {},
          .next_due = {},
          .reason = reason,
          .sentence = {},
          .remedy = remedy};
}

store::TypeState whole(const std::string& type) {
  auto state = gap(type, "", "");
  state.state = "complete";
  state.reason.reset();
  return state;
}

std::vector<std::string> names_in(const base::json::value& object) {
  std::vector<std::string> names;
  for (const auto& member : object.as_object()) names.emplace_back(member.key());
  return names;
}

TEST(SyncJson, HasExactlyTheMembersThatAreDocumented) {
  const auto line = base::parse_json(sync_json(run_of("Contoso", "gaps")), "the line");
  EXPECT_THAT(names_in(line),
              ElementsAre("tenant", "state", "way", "seconds", "requests", "batched", "types"));
  EXPECT_EQ(base::text_member(line, "tenant"), "Contoso");
  EXPECT_EQ(base::text_member(line, "state"), "gaps");
  EXPECT_EQ(base::text_member(line, "way"), "gdap");
  EXPECT_DOUBLE_EQ(base::member(line, "seconds").as_double(), 2.5);
  EXPECT_EQ(base::optional_integer(line, "requests"), 11);
  EXPECT_EQ(base::optional_integer(line, "batched"), 25);
  const auto& types = base::member(line, "types");
  EXPECT_EQ(types.as_object().size(), types::all_types().size());
  for (const auto& type : types.as_object())
    EXPECT_THAT(names_in(type.value()),
                ElementsAre("listed", "added", "changed", "gone", "skipped", "reason"))
        << std::string(type.key());
}

TEST(SyncJson, ATypeThatWasNotAskedForCarriesItsReasonAndNoNumbers) {
  const auto line = base::parse_json(sync_json(run_of("Contoso", "ok")), "the line");
  const auto& types = base::member(line, "types");
  const auto& users = base::member(types, "users");
  EXPECT_EQ(base::optional_integer(users, "changed"), 4);
  EXPECT_TRUE(base::member(users, "reason").is_null());
  EXPECT_EQ(base::text_member(base::member(types, "domains"), "reason"), "not_allowed");
  EXPECT_EQ(base::optional_integer(base::member(types, "domains"), "listed"), 2);
  const auto& later = base::member(types, "sign_in_activity");
  EXPECT_EQ(base::text_member(later, "reason"), "not_due");
  EXPECT_TRUE(base::member(later, "listed").is_null());
  EXPECT_EQ(base::text_member(base::member(types, "groups"), "reason"), "not_in_tier");
  const auto failed = base::parse_json(sync_json(run_of("Contoso", "failed")), "the line");
  EXPECT_EQ(base::text_member(base::member(base::member(failed, "types"), "groups"), "reason"),
            "not_reached");
}

TEST(SyncTable, FitsItsWidthAndIsAligned) {
  auto wide = run_of("A tenant with a name that is far too long for the column", "partial");
  wide.sentence = "Microsoft's list of users of it broke off on page 3. Nothing was marked gone. " +
                  std::string("The connection was reset by the other side in the middle.");
  wide.remedy = "Reeve asks again with the next sync.";
  const std::vector<EndedRun> ended{
      {run_of("Contoso", "ok"), {}},
      {wide, {gap("domains", "not_allowed", "Grant the application the permission.")}}};
  const auto table = sync_table(ended);
  const auto lines = base::split(table, '\n');
  for (const auto& line : lines) EXPECT_LE(line.size(), kTableWidth) << line;
  EXPECT_THAT(lines[0], testing::StartsWith("Tenant "));
  EXPECT_EQ(lines[0].size(), lines[1].size());
  EXPECT_EQ(lines[1].size(), lines[2].size());
  EXPECT_THAT(lines[1], HasSubstr("OK with gaps"));
  EXPECT_THAT(lines[2], testing::StartsWith("Contoso "));
  EXPECT_THAT(lines[2], HasSubstr("1,200"));
  EXPECT_THAT(table, HasSubstr("To look at\n  A tenant with"));
}

TEST(SyncTable, SaysTotalsAndWhatIsMissingAndWhy) {
  std::vector<EndedRun> ended;
  for (const auto* name : {"Ann", "Bob", "Cat", "Dan"})
    ended.push_back({run_of(name, "gaps"),
                     {gap("managed_devices", "no_plan", "Nothing is wrong."),
                      gap("groups", "not_in_tier", "Choose a larger tier."), whole("users")}});
  const auto table = sync_table(ended);
  EXPECT_THAT(table, HasSubstr("4 tenants: 4 OK with gaps."));
  EXPECT_THAT(table, HasSubstr("4,800 users read; 20 contacts linked, 24 created, 28 updated, "
                               "32 to decide."));
  EXPECT_THAT(table, HasSubstr("44 requests to Microsoft, with 100 questions inside them."));
  EXPECT_THAT(table, HasSubstr("Intune devices: the tenant's licenses do not have it (Ann, Bob, "
                               "Cat and 1 more). Nothing is wrong."));
  EXPECT_THAT(table, Not(HasSubstr("Groups"))) << "what was not chosen is not missing";
}

TEST(SyncTable, ADryRunOrAHeldOneSaysWhatWouldBe) {
  auto run = run_of("Contoso", "held");
  run.counts = R"({"types":{"users":{"listed":10}},"preview":{"match":1,"create":2,"unclear":3,)"
               R"("join":4,"skip":5}})";
  run.sentence = "The first sync waits for your yes.";
  const std::vector<EndedRun> ended{{run, {}}};
  EXPECT_THAT(sync_table(ended), HasSubstr("1 contact linked, 2 created, 0 updated, 7 to decide."));
}

}  // namespace
}  // namespace reeve::app
