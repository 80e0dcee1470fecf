// The guard in whole runs: what is held, what an answer does, and what is never held.
#include "sync/run_guard.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/delta_cursors.h"
#include "store/held_acts.h"
#include "store/notices.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kPeople = 60;

std::vector<TestUser> people(std::size_t from, std::size_t to) {
  std::vector<TestUser> users;
  for (std::size_t i = from; i < to; ++i)
    users.push_back(
        {fmt::format("u{:03}", i), fmt::format("First{}", i), fmt::format("Last{}", i)});
  return users;
}

class GuardedRun : public RunTest {
 protected:
  // Sixty people, all of them contacts.
  void start(const std::vector<TestUser>& users = people(0, kPeople)) {
    choose_tier("documentation");
    match(true);
    script_ = contoso(users);
    EXPECT_EQ(sync().state, "ok");
    EXPECT_EQ(contacts().size(), users.size());
    before_ = documentation();
  }
  void now_listed(const std::vector<TestUser>& users) { script_ = contoso(users); }
  std::vector<store::Review> open_reviews() {
    auto all = reviews();
    std::erase_if(all, [](const auto& one) { return one.state != "open"; });
    return all;
  }
  std::vector<std::string> open_kinds() {
    std::vector<std::string> kinds;
    for (const auto& one : open_reviews())
      if (one.kind.starts_with("held_")) kinds.push_back(one.kind);
    std::ranges::sort(kinds);
    return kinds;
  }
  void answer(bool accept, const std::optional<std::string>& seen = std::nullopt) {
    const auto open = open_reviews();
    ASSERT_EQ(open.size(), 1U);
    write([&](db::Connection& c) {
      store::decide_hold(c, open[0].id, accept, seen, 7, clock_.now());
    });
  }
  std::vector<store::Notice> notices() {
    return read([&](db::Connection& c) {
      return store::list_notices(
                 c, {store::Scope::all_organizations(1), domain::Role::administrator}, {})
          .rows;
    });
  }
  void set_guard(const std::string& json, bool of_tenant = false) {
    using Kind = store::SettingsOwner::Kind;
    write([&](db::Connection& c) {
      store::set_sync_settings(
          c, {of_tenant ? Kind::tenant : Kind::connection, of_tenant ? tenant_ : connection_},
          domain::kGuardSection, json, std::nullopt, clock_.now());
    });
  }
  std::string before_;
};

using Guarded = GuardedRun;

TEST_F(Guarded, ManyWhoAreMissingAreNotMarked) {
  start();
  now_listed(people(0, 30));
  for (int hour = 0; hour < 3; ++hour) {
    EXPECT_EQ(sync().state, "held");
    EXPECT_EQ(last_run().reason, "held_leave");
    EXPECT_THAT(records(true), IsEmpty());
  }
  const auto open = open_reviews();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].kind, "held_leave");
  EXPECT_THAT(open[0].sentence, HasSubstr("30 of 60 users"));
  EXPECT_THAT(open[0].detail, HasSubstr(R"("share":50)"));
  EXPECT_THAT(open[0].detail, HasSubstr("First31 Last31"));
  const auto told = notices();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, "tenant_held");
  EXPECT_EQ(told[0].path, fmt::format("/reviews/{}", open[0].id));
}

TEST_F(Guarded, WhatComesBackByItselfNeedsNoAnswer) {
  start();
  now_listed(people(0, 30));
  sync();
  now_listed(people(0, kPeople));
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(open_kinds(), IsEmpty());
  EXPECT_EQ(reviews().at(0).state, "obsolete");
  EXPECT_EQ(notices().at(0).state, "mended");
  EXPECT_THAT(read([&](db::Connection& c) { return store::held_acts(c, tenant_); }), IsEmpty());
}

TEST_F(Guarded, FewAreNeverHeld) {
  start(people(0, 12));
  now_listed(people(0, 3));
  EXPECT_EQ(sync().state, "ok") << "nine of twelve: a large share, but a small number";
  EXPECT_EQ(records(true).size(), 9U);
}

TEST_F(Guarded, AcceptedIsDoneOnce) {
  start();
  now_listed(people(0, 30));
  sync();
  answer(true);
  EXPECT_EQ(notices().at(0).state, "mended");
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(true).size(), 30U);
  EXPECT_EQ(contacts().size(), kPeople) << "nothing is ever deleted";
  EXPECT_THAT(read([&](db::Connection& c) { return store::held_acts(c, tenant_); }), IsEmpty());
  now_listed(people(0, 10));
  EXPECT_EQ(sync().state, "held") << "the answer was for the others";
}

TEST_F(Guarded, AnAnswerIsForWhatWasHeld) {
  start();
  now_listed(people(0, 30));
  sync();
  answer(true);
  now_listed(people(0, 15));
  EXPECT_EQ(sync().state, "held");
  EXPECT_THAT(records(true), IsEmpty());
  EXPECT_THAT(open_reviews().at(0).sentence, HasSubstr("45 of 60 users"));
}

TEST_F(Guarded, OneMoreLeaverDoesNotSpoilTheAnswer) {
  start();
  now_listed(people(0, 30));
  sync();
  answer(true);
  now_listed(people(0, 29));
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(true).size(), 31U);
}

TEST_F(Guarded, AnAnswerToWhatSomebodyDidNotSeeIsRefused) {
  start();
  now_listed(people(0, 30));
  sync();
  const auto seen = read([&](db::Connection& c) { return store::held_acts(c, tenant_); }).at(0);
  now_listed(people(0, 20));
  sync();
  const auto review = open_reviews().at(0).id;
  EXPECT_EQ(review, seen.review) << "the same review, brought up to date";
  EXPECT_THROW(write([&](db::Connection& c) {
                 store::decide_hold(c, review, true, seen.set_hash, 7, clock_.now());
               }),
               base::Error);
  EXPECT_THAT(open_kinds(), ElementsAre("held_leave"));
}

TEST_F(Guarded, RejectedStaysAsItIsAndIsNotAskedAgain) {
  start();
  now_listed(people(0, 30));
  sync();
  answer(false);
  for (int hour = 0; hour < 3; ++hour) {
    EXPECT_EQ(sync().state, "ok");
    EXPECT_THAT(open_kinds(), IsEmpty());
  }
  EXPECT_THAT(records(true), IsEmpty());
  EXPECT_EQ(notices().size(), 1U);
  // The opposite of the answer, later.
  const auto review = reviews().at(0).id;
  write([&](db::Connection& c) {
    store::decide_hold(c, review, true, std::nullopt, 7, clock_.now());
  });
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(true).size(), 30U);
}

TEST_F(Guarded, ManyContactsAreNotChangedAtOnce) {
  start();
  auto renamed = people(0, kPeople);
  for (auto& user : renamed) user.surname = "Same";
  now_listed(renamed);
  EXPECT_EQ(sync().state, "held");
  EXPECT_EQ(last_run().reason, "held_change");
  for (const auto& contact : contacts()) EXPECT_NE(contact.last_name, "Same");
  EXPECT_EQ(sync().state, "held");
  EXPECT_EQ(notices().size(), 1U);
  answer(true);
  EXPECT_EQ(sync().state, "ok");
  for (const auto& contact : contacts()) EXPECT_EQ(contact.last_name, "Same");
}

TEST_F(Guarded, ARejectedChangeWaitsForAnotherValue) {
  start();
  auto renamed = people(0, kPeople);
  for (auto& user : renamed) user.surname = "Same";
  now_listed(renamed);
  sync();
  answer(false);
  EXPECT_EQ(sync().state, "ok");
  renamed[0].surname = "Other";
  now_listed(renamed);
  EXPECT_EQ(sync().state, "ok");
  std::size_t same = 0, other = 0;
  for (const auto& contact : contacts()) {
    if (contact.last_name == "Same") ++same;
    if (contact.last_name == "Other") ++other;
  }
  EXPECT_EQ(same, 0U);
  EXPECT_EQ(other, 1U);
}

TEST_F(Guarded, FactsThatReachNoContactAreNoChange) {
  start();
  auto moved = people(0, kPeople);
  for (auto& user : moved) user.more = R"(,"city":"Bern")";
  now_listed(moved);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(records(false).at(0).body, HasSubstr("Bern"));
}

TEST_F(Guarded, ManyNewPeopleWait) {
  start(people(0, 20));
  now_listed(people(0, kPeople));
  EXPECT_EQ(sync().state, "held");
  EXPECT_EQ(last_run().reason, "held_create");
  EXPECT_EQ(contacts().size(), 20U);
  EXPECT_EQ(records(false).size(), kPeople) << "Microsoft's facts follow";
  answer(true);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(contacts().size(), kPeople);
}

TEST_F(Guarded, RejectedNewPeopleAreNotCreated) {
  start(people(0, 20));
  now_listed(people(0, kPeople));
  sync();
  answer(false);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(contacts().size(), 20U);
  now_listed(people(0, kPeople + 1));
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(contacts().size(), 21U) << "somebody else is somebody else";
}

TEST_F(Guarded, AFirstSyncHasItsPreviewInstead) {
  start(people(0, kPeople));
  EXPECT_THAT(open_kinds(), IsEmpty());
}

TEST_F(Guarded, IsOffWhereSomebodySaidSo) {
  start();
  set_guard(R"({"enabled":false,"reason":"the branch in Bern was sold"})", true);
  now_listed(people(0, 30));
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(true).size(), 30U);
}

TEST_F(Guarded, LimitsAreTheConnectionsOrTheTenantsOwn) {
  start();
  set_guard(R"({"leave":{"share":1,"number":1}})");
  now_listed(people(0, 58));
  EXPECT_EQ(sync().state, "held");
  set_guard(R"({"leave":{"share":10,"number":2}})", true);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(true).size(), 2U);
}

TEST_F(Guarded, WhoIsNotChosenDoesNotCount) {
  start();
  write([&](db::Connection& c) {
    c.execute("UPDATE records SET not_chosen = 'guest' WHERE external_id >= 'u030'", {});
  });
  now_listed(people(0, 30));
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(true).size(), 30U);
}

TEST_F(Guarded, ADryRunMarksNobodyAndAsksNobody) {
  start();
  now_listed(people(0, 30));
  sync(false, true);
  EXPECT_THAT(records(true), IsEmpty());
  EXPECT_THAT(open_kinds(), IsEmpty());
  EXPECT_THAT(notices(), IsEmpty());
}

TEST_F(Guarded, DevicesAndGroupsAreHeldToo) {
  choose_tier("intune");
  match(true);
  script_ = contoso(people(0, 3));
  auto& devices = script_["/v1.0/devices"];
  devices.pages = {{}};
  for (int i = 0; i < 20; ++i)
    devices.pages[0].push_back(fmt::format(R"({{"id":"d{}","displayName":"PC {}"}})", i, i));
  EXPECT_EQ(sync().state, "ok") << last_run().sentence.value_or("");
  script_["/v1.0/devices"].pages = {{}};
  EXPECT_EQ(sync().state, "held");
  EXPECT_THAT(open_reviews().at(0).sentence, HasSubstr("20 of 20 Entra devices"));
  EXPECT_THAT(records_of("devices", true), IsEmpty());
  // While Intune's list breaks off, the answer is still awaited and nothing is marked.
  script_["/v1.0/deviceManagement/managedDevices"] = {{}, false, "server_error", {}};
  EXPECT_EQ(sync().state, "gaps");
  EXPECT_THAT(open_kinds(), ElementsAre("held_leave"));
  EXPECT_THAT(records_of("devices", true), IsEmpty());
  script_["/v1.0/deviceManagement/managedDevices"] = {{{}}};
  answer(true);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records_of("devices", true).size(), 20U);
}

constexpr std::string_view kLink = "/v1.0/users/delta?$deltatoken=one";

TEST_F(Guarded, ARoundOfChangesIsToldAgainUntilSomebodyAnswers) {
  choose_tier("documentation");
  match(true);
  script_ = contoso(people(0, kPeople));
  script_["/v1.0/users/delta"].delta_link = kLink;
  EXPECT_EQ(scheduled_sync().state, "ok");
  auto& round = script_[std::string(kLink)];
  round.delta_link = "/v1.0/users/delta?$deltatoken=two";
  round.pages = {{}};
  for (std::size_t i = 30; i < kPeople; ++i)
    round.pages[0].push_back(
        fmt::format(R"({{"id":"u{:03}","@removed":{{"reason":"changed"}}}})", i));
  const auto link = [&] {
    return read([&](db::Connection& c) {
      return store::find_delta_cursor(c, tenant_, "users").value().link;
    });
  };
  for (int hour = 0; hour < 3; ++hour) {
    EXPECT_EQ(scheduled_sync().state, "held");
    EXPECT_THAT(records(true), IsEmpty());
    EXPECT_EQ(link(), kLink) << "the cursor is never ahead of what was done";
  }
  EXPECT_EQ(notices().size(), 1U);
  answer(true);
  EXPECT_EQ(scheduled_sync().state, "ok");
  EXPECT_EQ(records(true).size(), 30U);
  EXPECT_NE(link(), kLink);
}

TEST_F(Guarded, KilledAnywhereItIsHeldAndDoneAllTheSame) {
  struct Killed {};
  for (const auto* point : {"after_diff", "before_apply", "before_prune", "before_finish"}) {
    fresh();
    start();
    now_listed(people(0, 30));
    at_point_ = [&](std::string_view at) {
      if (at == point) throw Killed{};
    };
    auto queued = queue();
    EXPECT_THROW(run(queued), Killed) << point;
    EXPECT_THAT(records(true), IsEmpty()) << point;
    at_point_ = {};
    EXPECT_EQ(run(queued).state, "held") << point;
    answer(true);
    at_point_ = [&](std::string_view at) {
      if (at == point) throw Killed{};
    };
    queued = queue();
    EXPECT_THROW(run(queued), Killed) << point;
    at_point_ = {};
    EXPECT_EQ(run(queued).state, "ok") << point;
    EXPECT_EQ(records(true).size(), 30U) << point;
    EXPECT_THAT(open_kinds(), IsEmpty()) << point;
  }
}

}  // namespace
}  // namespace reeve::sync
