// Reviews about one record, answered through the API: both sides, each answer, many at once, and
// who decided what and when.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_world.h"
#include "store/contacts.h"
#include "store/jobs.h"
#include "store/links.h"
#include "store/records.h"

namespace reeve::api {
namespace {

using base::json::value;
using testing::HasSubstr;

class ReviewAnswers : public ::testing::Test {
 protected:
  void open(const std::string& kind, const std::string& detail) {
    world.database->write(db::Lane::background, [&](db::Connection& c) {
      store::Review one;
      one.tenant = world.ids.tenant[0];
      one.run = world.ids.run[0];
      one.record = world.ids.record[0];
      one.kind = kind;
      one.sentence = "Ann Lee waits.";
      one.detail = detail;
      store::replace_open_reviews(c, one.tenant, {kind}, {one}, world.clock.now());
    });
    review = *base::optional_integer(
        world.rows(editor, fmt::format("/api/reviews?filter[state]=open&filter[kind]={}", kind))
            .at(0),
        "id");
  }
  void open_unclear() {
    open("unclear_match",
         fmt::format(R"({{"candidates":[{{"id":{},"title":"Ann Lee"}}]}})", world.ids.contact[0]));
  }
  value attributes(const std::string& more = {}) {
    return world.get(editor, fmt::format("/api/reviews/{}{}", review, more))
        .at("data")
        .at("attributes");
  }
  int decide(const std::string& body) {
    return world.call(editor, "POST", fmt::format("/api/reviews/{}/decide", review), body).status;
  }
  std::vector<store::Decision> decisions() {
    return world.database->read(
        [&](db::Connection& c) { return store::decisions_of_tenant(c, world.ids.tenant[0]); });
  }
  bool queued() {
    return world.database->read([&](db::Connection& c) {
      return store::find_job_by_key(c, fmt::format("sync:{}", world.ids.tenant[0])).has_value();
    });
  }
  std::string audited() {
    for (const auto& row : world.rows(world.person(domain::Role::administrator), "/api/audit"))
      if (base::text_member(row.at("attributes"), "action") == "answer_review")
        return base::to_json(row.at("attributes"));
    return {};
  }
  World world;
  Visitor editor = world.person(domain::Role::editor);
  base::Id review = 0;
};

TEST_F(ReviewAnswers, BothSidesStandBesideEachOtherWithWhatEachAnswerDoes) {
  open_unclear();
  const auto sides = attributes("/sides");
  EXPECT_EQ(sides.at("asset-kind"), "contact");
  const auto& candidate = sides.at("candidates").at(0);
  EXPECT_EQ(candidate.at("id"), world.ids.contact[0]);
  EXPECT_FALSE(sides.at("lines").as_array().empty());
  const auto& acts = sides.at("acts").as_array();
  ASSERT_EQ(acts.size(), 3U);
  EXPECT_EQ(acts[0].at("answer"), "link");
  EXPECT_EQ(acts[0].at("asset-id"), world.ids.contact[0]);
  EXPECT_EQ(acts[1].at("answer"), "create");
  EXPECT_EQ(acts[2].at("answer"), "ignore");
  for (const auto& act : acts) EXPECT_FALSE(act.at("effect").as_string().empty());
}

TEST_F(ReviewAnswers, AContactIsChosenAndASyncFollows) {
  open_unclear();
  EXPECT_EQ(decide(R"({"decision":"link"})"), 422) << "which one?";
  EXPECT_EQ(decide(fmt::format(R"({{"decision":"link","asset-id":{}}})", world.ids.contact[1])),
            422)
      << "of another organization";
  EXPECT_EQ(decide(R"({"decision":"keep"})"), 422);
  EXPECT_TRUE(decisions().empty());
  EXPECT_EQ(attributes().at("state"), "open");
  EXPECT_EQ(decide(fmt::format(R"({{"decision":"link","asset-id":{}}})", world.ids.contact[0])),
            200);
  ASSERT_EQ(decisions().size(), 1U);
  EXPECT_EQ(decisions()[0].verdict, "link");
  EXPECT_EQ(decisions()[0].asset, world.ids.contact[0]);
  EXPECT_TRUE(queued());
  const auto after = attributes();
  EXPECT_EQ(after.at("state"), "decided");
  EXPECT_EQ(after.at("answer"), "link");
  EXPECT_EQ(after.at("answer-asset-id"), world.ids.contact[0]);
  EXPECT_TRUE(after.at("decided-by").is_string());
  EXPECT_TRUE(after.at("decided-at").is_string());
  EXPECT_THAT(audited(), HasSubstr("unclear_match"));
  EXPECT_EQ(decide(R"({"decision":"ignore"})"), 409);
}

TEST_F(ReviewAnswers, ANewOneAndIgnoringAreDecisionsToo) {
  open("new_contact", R"({"candidates":[]})");
  EXPECT_EQ(attributes("/sides").at("proposed"), 0);
  EXPECT_EQ(decide(R"({"decision":"create"})"), 200);
  EXPECT_EQ(decisions().at(0).verdict, "link");
  EXPECT_FALSE(decisions().at(0).asset);
  open_unclear();
  EXPECT_EQ(decide(R"({"decision":"ignore"})"), 200);
  EXPECT_EQ(decisions().at(0).verdict, "ignore");
}

TEST_F(ReviewAnswers, ThePersonWhoLeftIsKeptOrArchivedAtOnce) {
  const auto detail = fmt::format(R"({{"asset":{{"id":{},"title":"Ann"}}}})", world.ids.contact[0]);
  const auto archived = [&] {
    return world.database->read([&](db::Connection& c) {
      return store::find_contact(c, store::Scope::all_organizations(1), world.ids.contact[0])
          ->archived_at.has_value();
    });
  };
  open("record_left", detail);
  EXPECT_EQ(decide(R"({"decision":"keep"})"), 200);
  EXPECT_FALSE(archived());
  open("record_left", detail);
  EXPECT_EQ(decide(R"({"decision":"create"})"), 422);
  EXPECT_EQ(decide(R"({"decision":"archive"})"), 200);
  EXPECT_TRUE(archived());
}

TEST_F(ReviewAnswers, AConfigurationShowsWhatItSaysAndByWhomItIsTaken) {
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::RecordWrite device;
    device.external_id = device.title = "DESK-4";
    device.hash = "h";
    device.body = R"({"id":"d","deviceName":"DESK-4"})";
    store::Link link;
    link.record = store::write_records(c, world.ids.tenant[0], "managed_devices", world.ids.run[0],
                                       {device}, world.clock.now())
                      .front();
    link.tenant = world.ids.tenant[0];
    link.asset = world.ids.configuration[0];
    link.type = "managed_devices";
    link.asset_kind = "configuration";
    link.reason = "name";
    std::vector<store::Link> links{link};
    store::create_links(c, {}, links, world.clock.now());
  });
  open("unclear_device", fmt::format(R"({{"candidates":[{{"id":{},"title":"Alpha-PC"}}]}})",
                                     world.ids.configuration[0]));
  const auto sides = attributes("/sides");
  const auto& candidate = sides.at("candidates").at(0);
  EXPECT_EQ(candidate.at("title"), "Alpha-PC");
  EXPECT_EQ(candidate.at("linked-to").at(0), "DESK-4");
  EXPECT_THAT(base::to_json(sides.at("lines")), HasSubstr("00:1A:2B:3C:4D:5E"));
  EXPECT_EQ(sides.at("acts").at(0).at("answer"), "create") << "a taken one is not offered";
  const auto taken =
      world.call(editor, "POST", fmt::format("/api/reviews/{}/decide", review),
                 fmt::format(R"({{"decision":"link","asset-id":{}}})", world.ids.configuration[0]));
  EXPECT_EQ(taken.status, 409);
  EXPECT_THAT(detail_of(taken), HasSubstr("Alpha-PC belongs to the device DESK-4 already"));
  EXPECT_EQ(attributes().at("state"), "open");
  EXPECT_EQ(decide(R"({"decision":"create"})"), 200);
}

TEST_F(ReviewAnswers, ManyAreAnsweredAtOnceAndTheOthersAreTold) {
  open_unclear();
  const auto body =
      fmt::format(R"({{"decision":"ignore","ids":[{},{},999]}})", review, world.ids.review[1]);
  const Visitor narrow = world.limited(domain::Role::editor);
  const auto answer = world.call(narrow, "POST", "/api/reviews/decide", body);
  EXPECT_EQ(answer.status, 200);
  const auto out = base::parse_json(answer.body, "answer").at("data").at("attributes");
  EXPECT_EQ(out.at("answered"), 1);
  EXPECT_EQ(out.at("left"), 2) << "of another organization, and none at all";
  EXPECT_EQ(attributes().at("answer"), "ignore");
  for (const auto* wrong : {R"({"decision":"ignore","ids":[]})", R"({"decision":"ignore"})",
                            R"({"decision":"accept","ids":[1]})"})
    EXPECT_EQ(world.call(editor, "POST", "/api/reviews/decide", wrong).status, 422) << wrong;
}

TEST_F(ReviewAnswers, TheNavigationKnowsHowManyOfEachKind) {
  open("record_left", "{}");
  const auto status = world.get(editor, "/api/status").at("data").at("attributes");
  EXPECT_EQ(status.at("reviews-by-kind").at("record_left"), 1);
  EXPECT_EQ(status.at("reviews"), 3);
}

}  // namespace
}  // namespace reeve::api
