// What the guard held back, answered through the API: who may, what is kept, and what follows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/held_acts.h"
#include "store/jobs.h"

namespace reeve::api {
namespace {

using base::json::value;

class HeldReviews : public ::testing::Test {
 protected:
  HeldReviews() {
    const store::Hold hold{"leave",           "hash", {"a", "b"}, "30 of 60 users would have left.",
                           R"({"count":30})", {}};
    world.database->write(db::Lane::background, [&](db::Connection& c) {
      store::write_holds(c, world.ids.tenant[0], world.ids.run[0], {"leave"}, {hold},
                         world.clock.now());
      review = store::held_acts(c, world.ids.tenant[0]).at(0).review.value();
    });
  }
  value attributes() {
    return world.get(editor, fmt::format("/api/reviews/{}", review)).at("data").at("attributes");
  }
  int decide(const std::string& body) {
    return world.call(editor, "POST", fmt::format("/api/reviews/{}/decide", review), body).status;
  }
  bool audited(const std::string& action) {
    for (const auto& row : world.rows(world.person(domain::Role::administrator), "/api/audit"))
      if (base::text_member(row.at("attributes"), "action") == action) return true;
    return false;
  }
  bool queued() {
    return world.database->read([&](db::Connection& c) {
      return store::find_job_by_key(c, fmt::format("sync:{}", world.ids.tenant[0])).has_value();
    });
  }
  World world;
  Visitor editor = world.person(domain::Role::editor);
  base::Id review = 0;
};

TEST_F(HeldReviews, AreAcceptedOnceAndASyncFollows) {
  EXPECT_EQ(attributes().at("verdict"), "waiting");
  EXPECT_EQ(decide(R"({"decision":"accept","set-hash":"another"})"), 409);
  EXPECT_EQ(decide(R"({"decision":"perhaps"})"), 422);
  EXPECT_EQ(attributes().at("state"), "open");
  EXPECT_EQ(decide(R"({"decision":"accept","set-hash":"hash"})"), 200);
  EXPECT_EQ(attributes().at("verdict"), "accepted");
  EXPECT_EQ(attributes().at("state"), "decided");
  EXPECT_TRUE(queued());
  EXPECT_TRUE(audited("accept_held"));
  EXPECT_EQ(decide(R"({"decision":"reject"})"), 409);
}

TEST_F(HeldReviews, ARejectedOneMayStillBeAccepted) {
  EXPECT_EQ(decide(R"({"decision":"reject"})"), 200);
  EXPECT_EQ(attributes().at("verdict"), "rejected");
  EXPECT_TRUE(audited("reject_held"));
  EXPECT_EQ(decide(R"({"decision":"accept"})"), 200);
  EXPECT_EQ(attributes().at("verdict"), "accepted");
}

TEST_F(HeldReviews, OtherReviewsAreNotAnsweredSo) {
  const auto answer =
      world.call(editor, "POST", fmt::format("/api/reviews/{}/decide", world.ids.review[0]),
                 R"({"decision":"accept"})");
  EXPECT_EQ(answer.status, 422) << "an unclear match is no held change";
  EXPECT_TRUE(world.get(editor, fmt::format("/api/reviews/{}", world.ids.review[0]))
                  .at("data")
                  .at("attributes")
                  .at("verdict")
                  .is_null());
}

}  // namespace
}  // namespace reeve::api
