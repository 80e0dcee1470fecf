// What a sync costs on the wire, counted at the simulated cloud: tokens and redirects included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/data_types_scene_test.h"
#include "base/json.h"

namespace reeve::app {
namespace {

// A cycle in which nothing changed, over all data types that are due.
constexpr std::int64_t kMostOnTheWire = 16;
constexpr base::Millis kAnHour{60 * 60 * 1000};
constexpr base::Millis kADay{24 * kAnHour};

class OnTheWire : public DataTypesInTheCloud {
 protected:
  void SetUp() override {
    DataTypesInTheCloud::SetUp();
    if (IsSkipped()) return;
    grant_all(kAlpenglow);
  }

  struct Cost {
    std::int64_t wire = 0, batched = 0;
    std::string paths;
  };
  // Of one scheduled sync with a token that is asked for anew.
  Cost cost_of_a_sync() {
    tokens.clear();
    cloud->control("DELETE", "requests", "");
    EXPECT_EQ(sync(kAlpenglow), "ok");
    const auto all = cloud->ask("requests");
    const auto& counts = base::member(all, kAlpenglow);
    Cost cost;
    cost.batched = base::optional_integer(counts, "batched").value_or(0);
    cost.wire = base::optional_integer(counts, "total").value_or(0) - cost.batched;
    cost.paths = base::to_json(base::member(counts, "byPath"));
    return cost;
  }
  store::Run last_run() {
    return database->read([&](db::Connection& c) {
      return store::list_runs(c, store::Scope::unscoped(), {}).rows.at(0);
    });
  }
  // As if so much time had passed here: what is due once a day is due again.
  void let_pass(base::Millis time) {
    database->write(db::Lane::people, [&](db::Connection& c) {
      c.execute("UPDATE type_state SET next_due = next_due - $1, full_at = full_at - $1",
                {time.count()});
      c.execute("UPDATE slow_turns SET free_at = free_at - $1", {time.count()});
    });
  }
};

TEST_F(OnTheWire, AnUnchangedHourCostsAtMostSixteenRequests) {
  cost_of_a_sync();
  let_pass(kAnHour);
  const Cost cost = cost_of_a_sync();
  EXPECT_LE(cost.wire, kMostOnTheWire) << cost.paths;
  EXPECT_LE(cost.wire, 6) << "what it cost when this was written: " << cost.paths;
  EXPECT_EQ(last_run().requests + 1, cost.wire) << "the run counts all but its token";
  EXPECT_EQ(last_run().batched, cost.batched);
}

TEST_F(OnTheWire, AnUnchangedDayCostsAtMostSixteenRequestsWithEverythingDue) {
  cost_of_a_sync();
  let_pass(kADay);
  const Cost cost = cost_of_a_sync();
  for (const auto* type : types::all_types())
    EXPECT_EQ(state(kAlpenglow, std::string(type->name)).state, "complete") << type->name;
  EXPECT_LE(cost.wire, kMostOnTheWire) << cost.paths;
  EXPECT_LE(cost.wire, 11) << "what it cost when this was written: " << cost.paths;
  EXPECT_EQ(last_run().requests + 1, cost.wire) << "the run counts all but its token";
}

// A type that is asked for in a sync of its own kind, nothing of it inside a $batch, is dear: this
// names it.
TEST_F(OnTheWire, EachSmallListCostsNoRequestOfItsOwn) {
  cost_of_a_sync();
  let_pass(kAnHour);
  const Cost cost = cost_of_a_sync();
  std::int64_t joinable = 0;
  for (const auto* type : types::all_types())
    joinable += type->joinable && type->every.count() == 0 ? 1 : 0;
  EXPECT_EQ(cost.batched, joinable) << cost.paths;
  EXPECT_THAT(cost.paths, testing::HasSubstr(R"("/$batch":1)"));
}

}  // namespace
}  // namespace reeve::app
