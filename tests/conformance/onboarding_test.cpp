// Getting into customers' tenants: sessions that end, steps that begin anew.
#include "store/onboarding.h"

#include <gmock/gmock.h>

#include "store/relationships.h"
#include "store/secrets.h"
#include "store/token_ways.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Onboarding : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    connection_ = connection();
    account_ = account("ann@example.com");
  }
  store::OnboardingStep step(const std::string& act, const std::string& subject) const {
    store::OnboardingStep values;
    values.connection = connection_;
    values.act = act;
    values.subject = subject;
    values.name = "Contoso";
    values.account = account_;
    return values;
  }
  std::vector<store::OnboardingStep> steps() {
    return read([&](auto& c) { return store::list_onboarding_steps(c, connection_); });
  }

  base::Id connection_ = 0, account_ = 0;
};

TEST_P(Onboarding, ASessionEndsAndTakesItsTokenAlong) {
  write([&](auto& c) {
    store::put_onboarding_session(
        c, {connection_, account_, "groups", "admin@msp.example", "oid", kNow, later(3600)});
    store::put_secret(c, "connection", connection_, "onboarding_token", "sealed", kNow);
    store::put_secret(c, "connection", connection_, "refresh_token", "sealed", kNow);
  });
  read([&](auto& c) {
    const auto found = store::find_onboarding_session(c, connection_, later(3599));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user_name, "admin@msp.example");
    EXPECT_FALSE(store::find_onboarding_session(c, connection_, later(3600)));
  });
  write([&](auto& c) {
    EXPECT_EQ(store::drop_ended_onboarding_sessions(c, later(3599)), 0);
    EXPECT_EQ(store::drop_ended_onboarding_sessions(c, later(3600)), 1);
    EXPECT_FALSE(store::has_secret(c, "connection", connection_, "onboarding_token"));
    EXPECT_TRUE(store::has_secret(c, "connection", connection_, "refresh_token"));
  });
}

TEST_P(Onboarding, AStepAskedForAgainBeginsAnew) {
  write([&](auto& c) {
    store::ask_onboarding_steps(c, {step("consent", "t1"), step("consent", "t2")}, kNow);
  });
  auto first =
      read([&](auto& c) { return store::waiting_onboarding_steps(c, connection_, "consent", 10); });
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[0].subject, "t1");
  first[0].state = "refused";
  first[0].sentence = "No role.";
  write([&](auto& c) {
    store::end_onboarding_step(c, first[0], later(1));
    first[1].sentence = "Microsoft asks to wait.";
    store::postpone_onboarding_step(c, first[1]);
    EXPECT_EQ(store::count_waiting_onboarding_steps(c, connection_), 1);
  });
  auto all = steps();
  EXPECT_EQ(all[0].state, "refused");
  EXPECT_EQ(all[0].ended_at, later(1));
  EXPECT_EQ(all[1].state, "waiting");
  EXPECT_EQ(all[1].attempts, 1);
  write([&](auto& c) { store::ask_onboarding_steps(c, {step("consent", "t1")}, later(2)); });
  all = steps();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[1].subject, "t1");
  EXPECT_EQ(all[1].state, "waiting");
  EXPECT_EQ(all[1].sentence, "");
  EXPECT_FALSE(all[1].ended_at);
  // Whoever still worked at the first asking cannot end the second.
  write([&](auto& c) { store::end_onboarding_step(c, first[0], later(3)); });
  EXPECT_EQ(steps()[1].state, "waiting");
}

TEST_P(Onboarding, FactsStayUntilTheStepEnds) {
  write([&](auto& c) { store::ask_onboarding_steps(c, {step("consent", "t1")}, kNow); });
  const auto id = steps().at(0).id;
  write([&](auto& c) { store::note_onboarding_facts(c, id, R"({"opened":true})"); });
  write([&](auto& c) { store::ask_onboarding_steps(c, {step("consent", "t1")}, later(1)); });
  EXPECT_EQ(steps().at(0).facts, R"({"opened":true})");
  write([&](auto& c) {
    auto done = steps().at(0);
    done.state = "done";
    done.facts = "{}";
    store::end_onboarding_step(c, done, later(2));
  });
  EXPECT_EQ(steps().at(0).facts, "{}");
}

TEST_P(Onboarding, RelationshipsKeepWhatAListingDoesNotSay) {
  store::Relationship row;
  row.connection = connection_;
  row.external_id = "r1";
  row.name = "Reeve-Contoso";
  row.status = "approvalPending";
  row.duration = "P730D";
  row.auto_extend = "P180D";
  row.roles = {"a", "b"};
  row.made_here = true;
  row.created_at = kNow;
  row.seen_at = kNow;
  write([&](auto& c) { store::put_relationship(c, row); });
  row.status = "active";
  row.made_here = false;
  row.customer_tenant_id = "t1";
  row.customer_name = "Contoso";
  row.assignments = {{"g1", "pending", {"a"}}};
  row.assignments_seen_at = later(1);
  row.seen_at = later(1);
  write([&](auto& c) { store::put_relationship(c, row); });
  row.assignments.clear();
  row.assignments_seen_at.reset();
  row.seen_at = later(2);
  write([&](auto& c) { store::put_relationship(c, row); });
  const auto found = read([&](auto& c) { return store::find_relationship(c, connection_, "r1"); });
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->made_here);
  EXPECT_EQ(found->status, "active");
  EXPECT_THAT(found->roles, ElementsAre("a", "b"));
  ASSERT_THAT(found->assignments, SizeIs(1));
  EXPECT_EQ(found->assignments[0].group, "g1");
  EXPECT_THAT(found->assignments[0].roles, ElementsAre("a"));
  EXPECT_EQ(found->assignments_seen_at, later(1));
  EXPECT_FALSE(found->ends_at);
  write([&](auto& c) { store::drop_unseen_relationships(c, connection_, later(2)); });
  EXPECT_THAT(read([&](auto& c) { return store::list_relationships(c, connection_); }), SizeIs(1));
  write([&](auto& c) { store::drop_unseen_relationships(c, connection_, later(3)); });
  EXPECT_THAT(read([&](auto& c) { return store::list_relationships(c, connection_); }), IsEmpty());
}

TEST_P(Onboarding, TheGroupAndTheWaysAreKeptOnce) {
  write([&](auto& c) {
    store::put_access_group(c, {connection_, "g1", "Old", true, kNow});
    store::put_access_group(c, {connection_, "g2", "New", false, later(1)});
    store::put_token_way(c, {connection_, "T1", "none", "No consent.", "", kNow});
    store::put_token_way(c, {connection_, "t1", "application", "", "", later(1)});
    store::put_token_way(c, {connection_, "t2", "person", "", "", later(1)});
  });
  const auto group = read([&](auto& c) { return store::find_access_group(c, connection_); });
  ASSERT_TRUE(group);
  EXPECT_EQ(group->name, "New");
  EXPECT_FALSE(group->made_here);
  const auto ways = read([&](auto& c) { return store::token_ways(c, connection_); });
  ASSERT_THAT(ways, SizeIs(2));
  EXPECT_EQ(ways.at("t1").used, "application");
  EXPECT_EQ(ways.at("t1").sentence, "");
  EXPECT_EQ(read([&](auto& c) { return store::find_token_way(c, connection_, "T2"); })->used,
            "person");
}

TEST_P(Onboarding, GoesWithTheConnection) {
  write([&](auto& c) {
    store::put_onboarding_session(
        c, {connection_, account_, "groups", "admin@msp.example", "oid", kNow, later(3600)});
    store::ask_onboarding_steps(c, {step("consent", "t1")}, kNow);
    store::delete_connection(c, connection_, later(1));
    EXPECT_FALSE(store::find_onboarding_session(c, connection_, later(1)));
  });
  EXPECT_THAT(steps(), IsEmpty());
}

REEVE_ON_BOTH_DATABASES(Onboarding);

}  // namespace
}  // namespace reeve::test
