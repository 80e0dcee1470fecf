// What becomes of people: each state with its event, on the badge, and what the policy does and
// puts back.
#include "sync/person_states.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/leaver_marks.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<TestUser> kThree{
    {"ann", "Ann", "Lee"}, {"bob", "Bob", "Ray"}, {"eve", "Eve", "Fox"}};

class PersonStates : public RunTest {
 protected:
  void start(const std::string& tier = "documentation") {
    choose_tier(tier);
    match(true);
    script_ = contoso(kThree);
    EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  }
  void ann_is(const TestUser& ann) {
    script_["/v1.0/users"].pages = {{user_json(ann), user_json(kThree[1]), user_json(kThree[2])}};
    EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  }
  static TestUser ann() { return kThree[0]; }
  static TestUser disabled() {
    TestUser one = ann();
    one.enabled = false;
    return one;
  }
  void ann_is_missing() {
    script_["/v1.0/users"].pages = {{user_json(kThree[1]), user_json(kThree[2])}};
    EXPECT_EQ(sync().state, "ok");
  }
  domain::Contact contact(const std::string& first = "Ann") {
    return read([&](db::Connection& c) {
      store::ListQuery query;
      query.size = 1000;
      for (const auto* archived : {"false", "true"}) {
        query.filters = {{"archived", {archived}}, {"first_name", {first}}};
        auto found = store::list_contacts(c, store::Scope::unscoped(), query).rows;
        if (!found.empty()) return found.front();
      }
      return domain::Contact{};
    });
  }
  std::string state_of(const std::string& first = "Ann") {
    const auto id = contact(first).id;
    const auto state = read([&](db::Connection& c) { return store::microsoft_state_of(c, id); });
    return state ? state->state : std::string();
  }
  // Oldest first: "enabled>disabled".
  std::vector<std::string> timeline(const std::string& first = "Ann") {
    const auto id = contact(first).id;
    std::vector<std::string> out;
    for (const auto& one : read([&](db::Connection& c) {
           return store::person_events(c, store::Scope::all_organizations(1), id);
         }))
      out.insert(out.begin(), one.was + ">" + one.became);
    return out;
  }
  std::vector<std::string> logged() {
    std::vector<std::string> codes;
    for (const auto& event : events("change"))
      if (event.code.starts_with("person_")) codes.push_back(event.code);
    return codes;
  }
  void policy(const std::string& json) {
    write([&](db::Connection& c) {
      store::set_sync_settings(c, {store::SettingsOwner::Kind::connection, connection_},
                               domain::kLeaversSection, json, std::nullopt, clock_.now());
    });
  }
  void edit(const store::ContactPatch& patch) {
    const auto id = contact().id;
    write([&](db::Connection& c) {
      store::update_contact(c, store::Scope::unscoped(), {}, id, patch, {}, clock_.now());
    });
  }
};

TEST_F(PersonStates, TheFirstKnownStateIsNoEvent) {
  start();
  EXPECT_EQ(state_of(), "enabled");
  EXPECT_THAT(timeline(), IsEmpty());
  EXPECT_THAT(logged(), IsEmpty());
}

TEST_F(PersonStates, EachChangeIsAnEventOnce) {
  start();
  ann_is(disabled());
  EXPECT_EQ(state_of(), "disabled");
  ann_is(disabled());
  TestUser bare = ann();
  bare.licensed = false;
  ann_is(bare);
  ann_is(ann());
  EXPECT_THAT(timeline(),
              ElementsAre("enabled>disabled", "disabled>unlicensed", "unlicensed>enabled"));
  EXPECT_THAT(logged(), ElementsAre("person_disabled", "person_unlicensed", "person_enabled"));
  EXPECT_THAT(timeline("Bob"), IsEmpty());
}

TEST_F(PersonStates, WhoCanBeRestoredIsSoftDeletedAndReturns) {
  start();
  answers_["/v1.0/directory/deletedItems/ann"] = R"({"id":"ann"})";
  ann_is_missing();
  EXPECT_EQ(state_of(), "soft_deleted");
  EXPECT_FALSE(contact().archived_at) << "the contact stays";
  ann_is_missing();
  EXPECT_EQ(std::ranges::count(asked_, "/v1.0/directory/deletedItems/ann"), 1)
      << "what is known is not asked again";
  ann_is(ann());
  EXPECT_THAT(timeline(), ElementsAre("enabled>soft_deleted", "soft_deleted>enabled"));
  EXPECT_THAT(logged(), ElementsAre("person_soft_deleted", "person_returned"));
}

TEST_F(PersonStates, WhatCannotBeLookedUpIsNotCalledDeleted) {
  start();
  ann_is_missing();
  EXPECT_EQ(state_of(), "removed");
}

TEST_F(PersonStates, ARoundOfChangesSaysWhy) {
  choose_tier("documentation");
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/users/delta"].delta_link = "/v1.0/users/delta?$deltatoken=one";
  EXPECT_EQ(scheduled_sync().state, "ok");
  script_["/v1.0/users/delta?$deltatoken=one"] = {
      {{R"({"id":"ann","@removed":{"reason":"changed"}})",
        R"({"id":"bob","@removed":{"reason":"deleted"}})"}},
      true,
      {},
      {},
      "/v1.0/users/delta?$deltatoken=two"};
  script_["/v1.0/users/delta?$deltatoken=two"] = {
      {{R"({"id":"ann","@removed":{"reason":"deleted"}})"}},
      true,
      {},
      {},
      "/v1.0/users/delta?$deltatoken=two"};
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_EQ(state_of(), "soft_deleted");
  EXPECT_EQ(state_of("Bob"), "deleted");
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_THAT(timeline(), ElementsAre("enabled>soft_deleted", "soft_deleted>deleted"));
}

TEST_F(PersonStates, AreReadOfWhatMicrosoftSent) {
  using domain::PersonState;
  const std::string body = user_json(ann()), off = user_json(disabled());
  EXPECT_EQ(listed_state(body, ""), PersonState::enabled);
  EXPECT_EQ(listed_state(off, ""), PersonState::disabled);
  EXPECT_EQ(listed_state(off, R"({"userPurpose":"shared"})"), PersonState::shared);
  EXPECT_EQ(listed_state(body, R"({"userPurpose":"user"})"), PersonState::enabled);
  EXPECT_EQ(listed_state(R"({"id":"1"})", ""), std::nullopt) << "unknown is not a state";
  EXPECT_EQ(listed_state(R"({"accountEnabled":true})", ""), PersonState::enabled)
      << "licenses that were not sent are not missing";
  EXPECT_EQ(listed_state(R"({"accountEnabled":true,"assignedLicenses":[]})", ""),
            PersonState::unlicensed);
  EXPECT_EQ(listed_state(R"({"accountEnabled":true,"assignedLicenses":[],"userType":"Guest"})", ""),
            PersonState::enabled)
      << "a guest never has a license";
}

TEST_F(PersonStates, ThePolicyMarksAndPutsBack) {
  start();
  store::ContactPatch typed;
  typed.contact_type = "Boss";
  edit(typed);
  policy(R"({"disabled":{"contact-type":"Former","archive":true}})");
  ann_is(disabled());
  EXPECT_EQ(contact().contact_type, "Former");
  EXPECT_TRUE(contact().archived_at);
  const auto version = contact().version;
  ann_is(disabled());
  EXPECT_EQ(contact().version, version) << "the same sync twice changes nothing";
  ann_is(ann());
  EXPECT_EQ(contact().contact_type, "Boss");
  EXPECT_FALSE(contact().archived_at);
  const auto sources =
      read([&](db::Connection& c) { return store::contact_sources(c, contact().id); });
  const auto type = std::ranges::find(sources, "contact_type", &store::FieldSource::field);
  ASSERT_NE(type, sources.end());
  EXPECT_EQ(type->source, domain::Source::person) << "and it is the person's again";
  EXPECT_THAT(read([&](db::Connection& c) { return store::leaver_marks(c, tenant_); }), IsEmpty());
}

TEST_F(PersonStates, WhatSomebodyEditedSinceStays) {
  start();
  policy(R"({"disabled":{"contact-type":"Former","archive":true}})");
  ann_is(disabled());
  store::ContactPatch patch;
  patch.contact_type = "Alumna";
  patch.archived = false;
  edit(patch);
  ann_is(disabled());
  EXPECT_EQ(contact().contact_type, "Alumna") << "the policy does not insist";
  EXPECT_FALSE(contact().archived_at);
  ann_is(ann());
  EXPECT_EQ(contact().contact_type, "Alumna");
  EXPECT_FALSE(contact().archived_at);
}

TEST_F(PersonStates, APolicyTakenBackIsPutBack) {
  start();
  policy(R"({"disabled":{"contact-type":"Former"}})");
  ann_is(disabled());
  EXPECT_EQ(contact().contact_type, "Former");
  policy(R"({"disabled":{"contact-type":"Away"}})");
  ann_is(disabled());
  EXPECT_EQ(contact().contact_type, "Away");
  policy("{}");
  ann_is(disabled());
  EXPECT_FALSE(contact().contact_type);
}

TEST_F(PersonStates, ByDefaultNothingIsWritten) {
  start();
  const auto version = contact().version;
  ann_is(disabled());
  ann_is_missing();
  EXPECT_EQ(contact().version, version);
  EXPECT_FALSE(contact().archived_at);
}

TEST_F(PersonStates, AllDisabledAtOnceAreHeld) {
  choose_tier("documentation");
  match(true);
  std::vector<TestUser> many;
  for (int i = 0; i < 30; ++i)
    many.push_back({fmt::format("u{:02}", i), fmt::format("First{}", i), "Last"});
  script_ = contoso(many);
  EXPECT_EQ(sync().state, "ok");
  policy(R"({"disabled":{"archive":true}})");
  for (auto& one : many) one.enabled = false;
  script_ = contoso(many);
  for (int hour = 0; hour < 2; ++hour) {
    EXPECT_EQ(sync().state, "held");
    EXPECT_EQ(last_run().reason, "held_leave");
    EXPECT_EQ(contacts().size(), 30U) << "none is archived";
    EXPECT_EQ(state_of("First7"), "enabled");
    EXPECT_THAT(logged(), IsEmpty());
  }
}

TEST_F(PersonStates, KilledAnywhereItEndsAsIfItHadNotBeen) {
  struct Killed {};
  for (const auto* point : {"after_diff", "before_apply", "before_prune", "before_finish"}) {
    fresh();
    start();
    policy(R"({"disabled":{"contact-type":"Former"}})");
    script_["/v1.0/users"].pages = {
        {user_json(disabled()), user_json(kThree[1]), user_json(kThree[2])}};
    at_point_ = [&](std::string_view at) {
      if (at == point) throw Killed{};
    };
    const auto queued = queue();
    EXPECT_THROW(run(queued), Killed) << point;
    at_point_ = {};
    EXPECT_EQ(run(queued).state, "ok") << point;
    EXPECT_THAT(timeline(), ElementsAre("enabled>disabled")) << point;
    EXPECT_EQ(contact().contact_type, "Former") << point;
  }
}

}  // namespace
}  // namespace reeve::sync
