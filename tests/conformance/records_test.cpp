// Records, links, decisions and reviews in the database.
#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/links.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using store::Link;
using store::RecordWrite;
using store::Review;
using store::Scope;

class Records : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), org_);
  }
  std::vector<base::Id> put(const std::vector<RecordWrite>& writes, std::int64_t seconds = 0) {
    return write([&](auto& c) {
      return store::write_records(c, tenant_, "users", 42, writes, later(seconds));
    });
  }
  Link link(base::Id record, base::Id asset, const std::string& role = "primary") {
    Link l;
    l.tenant = tenant_;
    l.record = record;
    l.asset = asset;
    l.type = "users";
    l.asset_kind = "contact";
    l.role = role;
    l.reason = "alias";
    l.confidence = 0.75;
    return l;
  }
  void tie(Link l) {
    write([&](auto& c) {
      std::vector<Link> links{std::move(l)};
      store::create_links(c, microsoft(42), links, kNow);
    });
  }
  base::Id org_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(Records);

TEST_P(Records, AreWrittenComparedAndReplaced) {
  const auto ids = put({{{},
                         "u1",
                         "Ann",
                         R"({"id":"u1"})",
                         "h1",
                         1,
                         {},
                         {{"alias", "ann@x"}, {"alias", "ann@x"}, {"upn", "ann@x"}}},
                        {{}, "u2", "Bob", "{}", "h2", 1, "guest", {}}});
  ASSERT_EQ(ids.size(), 2U);
  auto known = read([&](auto& c) { return store::known_records(c, tenant_, "users"); });
  ASSERT_EQ(known.size(), 2U);
  EXPECT_EQ(known.at("u1").hash, "h1");
  EXPECT_EQ(known.at("u2").not_chosen, "guest");
  put({{ids[0], "u1", "Anna", "{}", "h3", 2, {}, {{"alias", "anna@x"}}}}, 9);
  const auto all = read([&](auto& c) { return store::records_for_matching(c, tenant_, "users"); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].record.title, "Anna");
  EXPECT_EQ(all[0].record.first_seen, kNow);
  EXPECT_EQ(all[0].record.changed_at, later(9));
  EXPECT_EQ(all[0].record.changed_by_run, 42);
  ASSERT_EQ(all[0].keys.size(), 1U);
  EXPECT_EQ(all[0].keys[0].value, "anna@x");
}

TEST_P(Records, WhoIsOutsideTheChoiceIsMarkedStaysSoAndIsNotApplied) {
  const auto ids = put({{{}, "u1", "Ann", "{}", "h1", 1, {}, {}}});
  tie(link(ids[0], 7));
  const auto todo = [&] {
    return read([&](auto& c) { return store::links_to_apply(c, tenant_, "users", 1, 10); }).size();
  };
  EXPECT_EQ(todo(), 1U);
  write([&](auto& c) { store::mark_not_chosen(c, tenant_, {{ids[0], "department"}}); });
  put({{ids[0], "u1", "Anna", "{}", "h2", 1, {}, {}}}, 9);
  EXPECT_EQ(
      read([&](auto& c) { return store::known_records(c, tenant_, "users"); }).at("u1").not_chosen,
      "department");
  EXPECT_EQ(todo(), 0U);
  write([&](auto& c) { store::mark_not_chosen(c, tenant_, {{ids[0], std::nullopt}}); });
  EXPECT_EQ(todo(), 1U);
}

TEST_P(Records, GoneOnesComeBack) {
  const auto ids = put({{{}, "u1", "Ann", "{}", "h1", 1, {}, {}}});
  write([&](auto& c) { store::mark_gone(c, tenant_, "users", 43, ids, later(5)); });
  EXPECT_TRUE(
      read([&](auto& c) { return store::known_records(c, tenant_, "users"); }).at("u1").gone);
  EXPECT_TRUE(
      read([&](auto& c) { return store::records_for_matching(c, tenant_, "users"); }).empty());
  put({{ids[0], "u1", "Ann", "{}", "h1", 1, {}, {}}}, 10);
  EXPECT_FALSE(
      read([&](auto& c) { return store::known_records(c, tenant_, "users"); }).at("u1").gone);
}

TEST_P(Records, AreListedInScope) {
  const auto ids = put(
      {{{}, "u1", "\u00c4nn", "{}", "h1", 1, {}, {}}, {{}, "u2", "Bob", "{}", "h2", 1, {}, {}}});
  const auto ann = contact(org_, "Ann", "Lee");
  tie(link(ids[0], ann));
  read([&](auto& c) {
    const auto total = [&](std::vector<store::Filter> filters, const Scope& scope) {
      return store::list_records(c, scope, {std::move(filters), {}, 1, 10}).total;
    };
    EXPECT_EQ(total({}, everything()), 2);
    EXPECT_EQ(total({{"search", {"ann"}}}, everything()), 1);
    EXPECT_EQ(
        total({{"asset_kind", {"contact"}}, {"asset_id", {std::to_string(ann)}}}, everything()), 1);
    EXPECT_EQ(total({{"asset_kind", {"configuration"}}, {"asset_id", {std::to_string(ann)}}},
                    everything()),
              0);
    EXPECT_EQ(total({}, Scope::only(2, {org_})), 2);
    EXPECT_EQ(total({}, Scope::only(2, {org_ + 1})), 0);
    EXPECT_TRUE(store::find_record(c, everything(), ids[1]));
    EXPECT_FALSE(store::find_record(c, Scope::only(2, {org_ + 1}), ids[1]));
  });
}

TEST_P(Records, TypeStatesKeepTheLastCompleteTime) {
  store::TypeState state;
  state.type = "users";
  state.state = "complete";
  state.last_complete = kNow;
  write([&](auto& c) { store::set_type_state(c, tenant_, state); });
  state.state = "partial";
  state.last_complete = std::nullopt;
  state.reason = "throttled";
  state.sentence = "Microsoft asked to wait.";
  write([&](auto& c) { store::set_type_state(c, tenant_, state); });
  const auto states = read([&](auto& c) { return store::type_states(c, tenant_); });
  ASSERT_EQ(states.size(), 1U);
  EXPECT_EQ(states[0].state, "partial");
  EXPECT_EQ(states[0].last_complete, kNow);
  EXPECT_EQ(states[0].sentence, "Microsoft asked to wait.");
}

TEST_P(Records, Invariant5_OneAssetOfEachKindAndOnePrimaryRecord) {
  const auto ids =
      put({{{}, "u1", "A", "{}", "h1", 1, {}, {}}, {{}, "u2", "B", "{}", "h2", 1, {}, {}}});
  const auto ann = contact(org_, "Ann", "Lee"), bob = contact(org_, "Bob", "Ray");
  tie(link(ids[0], ann));
  EXPECT_EQ(error_of([&] { tie(link(ids[0], bob)); }).code(), ErrorCode::conflict)
      << "a record has at most one asset of each kind";
  EXPECT_EQ(error_of([&] { tie(link(ids[1], ann)); }).code(), ErrorCode::conflict)
      << "an asset has at most one primary record of a type per tenant";
  tie(link(ids[1], ann, "additional"));
  EXPECT_EQ(read([&](auto& c) { return store::links_of_asset(c, "contact", ann).size(); }), 2U);
}

TEST_P(Records, LinksAreRememberedAndAppliedOnce) {
  const auto ids = put({{{}, "u1", "A", "{}", "h1", 1, {}, {}}});
  const auto ann = contact(org_, "Ann", "Lee");
  tie(link(ids[0], ann));
  const auto due = [&](std::int64_t revision) {
    return read([&](auto& c) { return store::links_to_apply(c, tenant_, "users", revision, 10); });
  };
  auto to_apply = due(1);
  ASSERT_EQ(to_apply.size(), 1U);
  EXPECT_EQ(to_apply[0].record.external_id, "u1");
  EXPECT_DOUBLE_EQ(to_apply[0].link.confidence, 0.75);
  write([&](auto& c) { store::set_applied(c, {{to_apply[0].link.id, "h1", 1}}); });
  EXPECT_TRUE(due(1).empty());
  EXPECT_EQ(due(2).size(), 1U) << "a newer mapping applies again";
  put({{ids[0], "u1", "A", "{}", "h2", 1, {}, {}}});
  EXPECT_EQ(due(1).size(), 1U) << "a changed record applies again";
  read([&](auto& c) {
    const auto change = store::changes_of(c, "contact", ann).front();
    EXPECT_EQ(change.op, "link");
    EXPECT_EQ(change.new_value, "u1");
    EXPECT_EQ(change.run, 42);
    EXPECT_EQ(
        store::list_links(c, everything(), {{{"record_id", {std::to_string(ids[0])}}}, {}, 1, 5})
            .total,
        1);
    EXPECT_EQ(store::list_links(c, Scope::only(1, {1}), {}).total, 0);
    EXPECT_EQ(store::links_of_tenant(c, tenant_, "users").size(), 1U);
  });
}

TEST_P(Records, TheLatestDecisionCounts) {
  const auto ids = put({{{}, "u1", "A", "{}", "h1", 1, {}, {}}});
  write([&](auto& c) {
    store::add_decision(c, {0, tenant_, ids[0], "ignore", {}, {}, 7, kNow});
    store::add_decision(c, {0, tenant_, ids[0], "never_create", {}, {}, 7, later(1)});
  });
  const auto decisions = read([&](auto& c) { return store::decisions_of_tenant(c, tenant_); });
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].verdict, "never_create");
}

TEST_P(Records, OpenReviewsFollowWhatIsWanted) {
  const auto ids =
      put({{{}, "u1", "A", "{}", "h1", 1, {}, {}}, {{}, "u2", "B", "{}", "h2", 1, {}, {}}});
  const auto wanted = [&](base::Id record, const std::string& sentence) {
    Review v;
    v.tenant = tenant_;
    v.record = record;
    v.kind = "unclear_match";
    v.sentence = sentence;
    v.detail = "{}";
    return v;
  };
  const auto replace = [&](std::vector<Review> reviews, std::int64_t seconds) {
    write([&](auto& c) {
      store::replace_open_reviews(c, tenant_, {"unclear_match"}, reviews, later(seconds));
    });
  };
  replace({wanted(ids[0], "one"), wanted(ids[1], "two")}, 0);
  const auto first = read([&](auto& c) { return store::list_reviews(c, everything(), {}).rows; });
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].tenant_name, "Contoso");
  replace({wanted(ids[0], "one, better")}, 5);
  read([&](auto& c) {
    const auto open = store::list_reviews(c, everything(), {{{"state", {"open"}}}, {}, 1, 5}).rows;
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].id, first[0].id) << "the same record keeps its row";
    EXPECT_EQ(open[0].sentence, "one, better");
    EXPECT_EQ(store::find_review(c, everything(), first[1].id)->state, "obsolete");
    EXPECT_FALSE(store::find_review(c, Scope::only(1, {}), first[1].id));
  });
  write([&](auto& c) { store::decide_review(c, first[0].id, 7, later(9)); });
  const auto decided =
      read([&](auto& c) { return store::find_review(c, everything(), first[0].id); });
  EXPECT_EQ(decided->state, "decided");
  EXPECT_EQ(decided->decided_by, 7);
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) { store::decide_review(c, first[0].id, 7, kNow); });
            }).code(),
            ErrorCode::conflict);
}

}  // namespace
}  // namespace reeve::test
