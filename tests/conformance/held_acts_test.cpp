// Held acts in the database: one that waits of each kind, bound to its set, answered once.
#include "store/held_acts.h"

#include <gmock/gmock.h>

#include "store/links.h"
#include "store/notices.h"
#include "store/removal.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using store::Hold;
using testing::ElementsAre;

class HeldActs : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    tenant_ = tenant_matched("Contoso", connection(), organization("Contoso"));
  }
  static Hold hold(const std::string& act, std::vector<std::string> members) {
    return {act, "hash of " + members.front(), members, act + " is held.", R"({"count":1})", kNow};
  }
  void judge(const std::vector<std::string>& judged, const std::vector<Hold>& holds) {
    write([&](auto& c) { store::write_holds(c, tenant_, 5, judged, holds, kNow); });
  }
  std::vector<store::HeldAct> all() {
    return read([&](auto& c) { return store::held_acts(c, tenant_); });
  }
  void answer(base::Id review, bool accept, std::optional<std::string> seen = {}) {
    write([&](auto& c) { store::decide_hold(c, review, accept, seen, 7, later(1)); });
  }
  std::vector<store::Review> reviews() {
    return read([&](auto& c) { return store::list_reviews(c, everything(), {}).rows; });
  }
  base::Id tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(HeldActs);

TEST_P(HeldActs, KeepTheirRowAndReviewWhileTheyWait) {
  judge({"create", "leave"}, {hold("leave", {"a", "b"})});
  const auto first = all();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].verdict, "waiting");
  EXPECT_THAT(first[0].members, ElementsAre("a", "b"));
  judge({"leave"}, {hold("leave", {"c"})});
  const auto second = all();
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].id, first[0].id);
  EXPECT_EQ(second[0].review, first[0].review);
  EXPECT_THAT(second[0].members, ElementsAre("c"));
  judge({"create"}, {});
  EXPECT_EQ(all().size(), 1U) << "what was not judged stays";
  judge({"leave"}, {});
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(reviews().at(0).state, "obsolete");
}

TEST_P(HeldActs, AreAnsweredOnceAndOnlyAsSeen) {
  judge({"leave"}, {hold("leave", {"a"})});
  const auto review = all().at(0).review.value();
  EXPECT_EQ(error_of([&] { answer(review, true, "something else"); }).code(),
            base::ErrorCode::conflict);
  answer(review, false, "hash of a");
  EXPECT_EQ(all().at(0).verdict, "rejected");
  EXPECT_EQ(reviews().at(0).state, "decided");
  EXPECT_EQ(error_of([&] { answer(review, false); }).code(), base::ErrorCode::conflict);
  answer(review, true);
  EXPECT_EQ(all().at(0).verdict, "accepted");
  EXPECT_EQ(error_of([&] { answer(review, false); }).code(), base::ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { answer(review + 99, true); }).code(), base::ErrorCode::invalid);
}

TEST_P(HeldActs, AnAnsweredOneAndAWaitingOneStandBesideEachOther) {
  judge({"leave"}, {hold("leave", {"a"})});
  answer(all().at(0).review.value(), false);
  judge({"leave"}, {hold("leave", {"b"})});
  const auto acts = all();
  ASSERT_EQ(acts.size(), 2U);
  EXPECT_NE(acts[0].review, acts[1].review);
  write([&](auto& c) { store::drop_held_acts(c, {acts[0].id, acts[1].id}); });
  EXPECT_EQ(all().size(), 1U) << "only what was answered can be used up";
  EXPECT_EQ(all()[0].verdict, "waiting");
}

TEST_P(HeldActs, GoWithTheTenantsRecords) {
  judge({"leave"}, {hold("leave", {"a"})});
  write([&](auto& c) {
    while (store::remove_records(c, tenant_) > 0) continue;
  });
  EXPECT_TRUE(all().empty());
}

}  // namespace
}  // namespace reeve::test
