// Edges, delta cursors and turns in the database.
#include "store/record_edges.h"

#include <gmock/gmock.h>

#include "store/delta_cursors.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using store::Edge;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

class RecordEdges : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    tenant_ = tenant_matched("Contoso", connection(), organization("Contoso"));
  }
  void put(const std::vector<Edge>& there, const std::vector<Edge>& gone = {}) {
    write([&](auto& c) { store::write_edges(c, tenant_, there, gone, kNow); });
  }
  std::vector<Edge> all(const std::string& kind = "group_member") {
    return read([&](auto& c) { return store::edges_of(c, tenant_, kind); });
  }
  base::Id tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(RecordEdges);

TEST_P(RecordEdges, AreWrittenOnceEndAndComeBack) {
  put({{"group_member", "g", "b"}, {"group_member", "g", "a"}, {"manager", "a", "b"}});
  put({{"group_member", "g", "a"}});
  EXPECT_THAT(all(), ElementsAre(Edge{"group_member", "g", "a"}, Edge{"group_member", "g", "b"}));
  EXPECT_EQ(all("manager").size(), 1U);
  put({}, {{"group_member", "g", "a"}, {"group_member", "g", "unknown"}});
  EXPECT_THAT(all(), ElementsAre(Edge{"group_member", "g", "b"}));
  put({{"group_member", "g", "a"}});
  EXPECT_EQ(all().size(), 2U);
  EXPECT_THAT(read([&](auto& c) { return store::edges_to(c, tenant_, "group_member", "a"); }),
              ElementsAre("g"));
  EXPECT_TRUE(
      read([&](auto& c) { return store::edges_of(c, tenant_ + 1, "group_member"); }).empty())
      << "another tenant has its own";
}

TEST_P(RecordEdges, AreFollowedThroughCircles) {
  put({{"group_member", "a", "b"},
       {"group_member", "b", "c"},
       {"group_member", "c", "a"},
       {"group_member", "b", "ann"},
       {"manager", "ann", "bob"}});
  const auto reached = [&](const std::string& from) {
    return read([&](auto& c) { return store::all_reached(c, tenant_, "group_member", from); });
  };
  EXPECT_THAT(reached("a"), UnorderedElementsAre("b", "c", "ann"));
  EXPECT_TRUE(reached("ann").empty());
}

TEST_P(RecordEdges, MoreThanATransactionTakesIsRefused) {
  const std::vector<Edge> many(1'001, Edge{"manager", "a", "b"});
  EXPECT_THROW(put(many), base::Error);
  EXPECT_TRUE(all("manager").empty());
}

TEST_P(RecordEdges, ACursorStandsBesideTheStateOfItsType) {
  const store::DeltaCursor cursor{"/v1.0/users/delta?$deltatoken=x", "q", kNow, later(-60)};
  const auto found = [&] {
    return read([&](auto& c) { return store::find_delta_cursor(c, tenant_, "users"); });
  };
  EXPECT_FALSE(found());
  write([&](auto& c) {
    store::set_type_state(c, tenant_, {"users", "complete", kNow, {}, {}, {}, {}});
    store::set_delta_cursor(c, tenant_, "users", cursor);
  });
  ASSERT_TRUE(found());
  EXPECT_EQ(found()->link, cursor.link);
  EXPECT_EQ(found()->query, "q");
  EXPECT_EQ(found()->issued_at, kNow);
  EXPECT_EQ(found()->full_at, later(-60));
  write([&](auto& c) {
    store::set_type_state(c, tenant_, {"users", "partial", {}, {}, {}, {}, {}});
  });
  EXPECT_TRUE(found()) << "what is told of the type leaves the cursor alone";
  write([&](auto& c) { store::drop_delta_cursor(c, tenant_, "users"); });
  EXPECT_FALSE(found());
}

TEST_P(RecordEdges, BodiesAreReadById) {
  write([&](auto& c) {
    store::write_records(c, tenant_, "users", 1,
                         {{{}, "u1", "Ann", R"({"id":"u1"})", "h", 1, {}, {}},
                          {{}, "u2", "Bob", R"({"id":"u2"})", "h", 1, {}, {}}},
                         kNow);
  });
  const auto bodies = read([&](auto& c) {
    return store::record_bodies(c, tenant_, "users", {"u2", "nobody"});
  });
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(bodies.at("u2"), R"({"id":"u2"})");
}

TEST_P(RecordEdges, TurnsAreTakenOneAfterTheOther) {
  const auto turn = [&](const std::string& service, base::Time now, base::Time latest) {
    return write([&](auto& c) {
      return store::take_slow_turn(c, service, now, latest, base::Millis{6'000});
    });
  };
  EXPECT_EQ(turn("s", kNow, later(10)), kNow);
  EXPECT_EQ(turn("s", kNow, later(10)), later(6));
  EXPECT_FALSE(turn("s", kNow, later(10))) << "later than wanted: no turn is taken";
  EXPECT_EQ(turn("other", kNow, later(10)), kNow);
  EXPECT_EQ(turn("s", later(100), later(160)), later(100));
}

}  // namespace
}  // namespace reeve::test
