// Answers to reviews, both sides of them, and who left: the same on both databases.
#include "store/review_answers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/error.h"
#include "store/person_states.h"
#include "store/records.h"
#include "store/review_sides.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ReviewAnswers : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    organization_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), organization_);
    contact_ = contact(organization_, "Ann", "Lee");
    write([&](auto& c) {
      store::RecordWrite user;
      user.external_id = "ann";
      user.title = "Ann Lee";
      user.body =
          R"({"displayName":"Ann Lee","givenName":"Ann","surname":"Lee","userPrincipalName":)"
          R"("ann@contoso.com","mail":"ann@contoso.com","jobTitle":"Clerk","accountEnabled":true})";
      user.hash = "h";
      record_ = store::write_records(c, tenant_, "users", 1, {user}, kNow).at(0);
    });
  }
  void link() {
    write([&](auto& c) {
      std::vector<store::Link> links(1);
      links[0].tenant = tenant_;
      links[0].record = record_;
      links[0].asset = contact_;
      links[0].type = "users";
      links[0].asset_kind = "contact";
      links[0].reason = "alias";
      store::create_links(c, microsoft(), links, kNow);
    });
  }
  store::Review open(const std::string& kind, const std::string& detail = "{}") {
    store::Review one;
    one.tenant = tenant_;
    one.record = record_;
    one.kind = kind;
    one.sentence = "Ann Lee waits.";
    one.detail = detail;
    write([&](auto& c) { store::replace_open_reviews(c, tenant_, {kind}, {one}, kNow); });
    return read([&](auto& c) {
      return store::list_reviews(c, everything(),
                                 {{{"kind", {kind}}, {"state", {"open"}}}, {}, 1, 9})
          .rows.at(0);
    });
  }
  std::string with_candidate() {
    return fmt::format(R"({{"candidates":[{{"id":{},"title":"Ann Lee"}}]}})", contact_);
  }
  void answer(const store::Review& review, const std::string& word,
              std::optional<base::Id> asset = {}, int at = 60) {
    write([&](auto& c) {
      store::answer_review(c, everything(), person(), review, {word, asset}, later(at));
    });
  }
  void leave(int at) {
    write([&](auto& c) {
      store::mark_gone(c, tenant_, "users", 1, {record_}, later(at));
      store::write_person_states(c, tenant_, 1, {{record_, contact_, "enabled", "soft_deleted"}},
                                 later(at));
    });
  }
  void come_back(int at) {
    write([&](auto& c) {
      store::RecordWrite user;
      user.id = record_;
      user.external_id = "ann";
      user.title = "Ann Lee";
      user.body = "{}";
      user.hash = "h2";
      store::write_records(c, tenant_, "users", 1, {user}, later(at));
    });
  }
  std::vector<store::LeftRecord> left() {
    return read([&](auto& c) { return store::left_records(c, tenant_); });
  }
  base::Id organization_ = 0, tenant_ = 0, contact_ = 0, record_ = 0;
};
REEVE_ON_BOTH_DATABASES(ReviewAnswers);

TEST_P(ReviewAnswers, KeepWhoDecidedWhatAndWhen) {
  const auto review = open("unclear_match", with_candidate());
  EXPECT_THROW(answer(review, "archive"), base::Error);
  EXPECT_THROW(answer(review, "link"), base::Error);
  EXPECT_THROW(answer(review, "link", contact_ + 99), base::Error);
  answer(review, "link", contact_);
  EXPECT_THROW(answer(review, "ignore"), base::Error) << "decided already";
  const auto after =
      read([&](auto& c) { return store::find_review(c, everything(), review.id).value(); });
  EXPECT_EQ(after.state, "decided");
  EXPECT_EQ(after.answer, "link");
  EXPECT_EQ(after.answer_asset, contact_);
  EXPECT_EQ(after.decided_at, later(60));
  const auto decisions = read([&](auto& c) { return store::decisions_of_tenant(c, tenant_); });
  ASSERT_THAT(decisions, SizeIs(1));
  EXPECT_EQ(decisions[0].verdict, "link");
  EXPECT_EQ(decisions[0].asset, contact_);
  EXPECT_THAT(read([&](auto& c) { return store::open_review_counts(c, everything()); }), IsEmpty());
}

TEST_P(ReviewAnswers, BothSidesAreAsTheyAreNow) {
  const auto review = open("unclear_match", with_candidate());
  auto sides = read([&](auto& c) { return store::sides_of(c, everything(), review, kNow); });
  ASSERT_THAT(sides.candidates, SizeIs(1));
  EXPECT_THAT(sides.candidates[0].evidence, Contains(HasSubstr("first and last name")));
  ASSERT_FALSE(sides.lines.empty());
  EXPECT_EQ(sides.lines[0].name, "Name");
  EXPECT_THAT(sides.lines[0].microsoft, ElementsAre("Ann Lee"));
  EXPECT_THAT(sides.lines[0].same, ElementsAre(true));
  ASSERT_THAT(sides.acts, SizeIs(3));
  EXPECT_EQ(sides.proposed, 0U);
  EXPECT_THAT(sides.acts[0].effect, HasSubstr("Clerk"));
  link();
  const auto claimed = open("asset_claimed", with_candidate());
  sides = read([&](auto& c) { return store::sides_of(c, everything(), claimed, kNow); });
  EXPECT_FALSE(sides.proposed && sides.acts[*sides.proposed].answer == "archive");
}

TEST_P(ReviewAnswers, WhoLeftIsAskedAboutOnceEachTime) {
  EXPECT_THAT(left(), IsEmpty());
  link();
  leave(10);
  ASSERT_THAT(left(), SizeIs(1));
  EXPECT_EQ(left()[0].asset, contact_);
  EXPECT_EQ(left()[0].state, "soft_deleted");
  EXPECT_EQ(left()[0].asset_title, "Ann Lee");
  answer(open("record_left", fmt::format(R"({{"asset":{{"id":{}}}}})", contact_)), "keep", {}, 60);
  EXPECT_THAT(left(), IsEmpty()) << "nobody is asked again";
  come_back(90);
  leave(120);
  EXPECT_THAT(left(), SizeIs(1)) << "left once more";
  answer(open("record_left", fmt::format(R"({{"asset":{{"id":{}}}}})", contact_)), "archive", {},
         180);
  EXPECT_THAT(left(), IsEmpty());
  EXPECT_TRUE(read([&](auto& c) {
                return store::find_contact(c, everything(), contact_);
              })->archived_at.has_value());
}

TEST_P(ReviewAnswers, CountsAreOfTheScope) {
  open("unclear_match");
  EXPECT_EQ(
      read([&](auto& c) { return store::open_review_counts(c, everything()); }).at("unclear_match"),
      1);
  EXPECT_THAT(read([&](auto& c) {
                return store::open_review_counts(c, store::Scope::only(1, {organization_ + 9}));
              }),
              IsEmpty());
}

}  // namespace
}  // namespace reeve::test
