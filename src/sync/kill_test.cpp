// A run cut at any point and run again ends as one that was never cut; the same run twice changes
// nothing.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

class Invariant4_TheSameSyncTwiceChangesNothing : public RunTest {
 protected:
  // Documentation with a match on every rung, doubts of every kind, new people; then changes at
  // Microsoft.
  void people_write() {
    add_contact("Ann", "Lee", {"u0.alias@contoso.com"});
    add_contact("", "Bob", {"u1@contoso.com"});
    add_contact("Name2", "Same", {});
    add_contact("A", "Twice", {"u3@contoso.com", "u4@contoso.com"});
    add_contact("A", "Split", {"u5@contoso.com"});
    add_contact("B", "Split", {"u5.alias@contoso.com"});
    match(true);
  }
  static std::vector<TestUser> people(bool later) {
    std::vector<TestUser> users;
    for (int i = 0; i < 11; ++i) {
      if (later && i == 9) continue;
      TestUser user{fmt::format("u{}", i), fmt::format("Name{}", i), "Same"};
      if (later && i % 3 == 0) user.more = R"(,"jobTitle":"Boss","mobilePhone":"+1 425 555 0199")";
      user.licensed = i != 8;
      if (i == 7) user.user_type = "Guest";
      users.push_back(user);
    }
    if (later) users.push_back({"u20", "New", "Person"});
    return users;
  }
};

// What kill -9 is to the database: nothing after this point is written. Not a base::Error, so
// nobody handles it.
struct Killed {};

TEST_F(Invariant4_TheSameSyncTwiceChangesNothing, OnTheSameAnswers) {
  people_write();
  script_ = contoso(people(false));
  sync();
  const std::string once = documentation();
  const auto versions = [&] {
    std::vector<std::int64_t> all;
    for (const auto& contact : contacts()) all.push_back(contact.version);
    return all;
  };
  const auto before = versions();
  sync();
  EXPECT_EQ(documentation(), once);
  EXPECT_EQ(versions(), before);
  EXPECT_THAT(last_run().counts, testing::HasSubstr(R"("added":0,"changed":0,"gone":0)"));
}

TEST_F(Invariant4_TheSameSyncTwiceChangesNothing, WhenKilledAnywhereAndRunAgain) {
  const auto play = [&](int kill_at) {
    fresh();
    people_write();
    int passed = 0;
    for (const bool later : {false, true}) {
      script_ = contoso(people(later));
      const auto queued = queue();
      at_point_ = [&](std::string_view) {
        if (passed++ == kill_at) throw Killed{};
      };
      try {
        run(queued);
      } catch (const Killed&) {
        at_point_ = {};
        EXPECT_EQ(run(queued).state, "ok") << kill_at;
      }
    }
    at_point_ = {};
    return std::pair(documentation(), passed);
  };
  const auto [undisturbed, points] = play(-1);
  ASSERT_GT(points, 15);
  EXPECT_THAT(undisturbed, testing::HasSubstr("review"));
  EXPECT_THAT(undisturbed, testing::HasSubstr("Boss"));
  EXPECT_THAT(undisturbed, testing::HasSubstr("gone"));
  for (int i = 0; i < points; ++i) EXPECT_EQ(play(i).first, undisturbed) << "killed at point " << i;
}

TEST_F(Invariant4_TheSameSyncTwiceChangesNothing, AcrossManyTransactions) {
  const auto play = [&](int kill_at) {
    fresh();
    match(true);
    std::vector<TestUser> users;
    for (int i = 0; i < 250; ++i)
      users.push_back(
          {fmt::format("m{}", i), fmt::format("N{}", i % 40), fmt::format("S{}", i % 7)});
    script_ = contoso(users);
    int passed = 0;
    const auto queued = queue();
    at_point_ = [&](std::string_view point) {
      if (point == "in_apply" && passed++ == kill_at) throw Killed{};
    };
    try {
      run(queued);
    } catch (const Killed&) {
      at_point_ = {};
      EXPECT_EQ(run(queued).state, "ok");
    }
    at_point_ = {};
    return std::pair(documentation(), passed);
  };
  const auto [undisturbed, points] = play(-1);
  EXPECT_EQ(points, 3);
  for (int i = 0; i < points; ++i) EXPECT_EQ(play(i).first, undisturbed);
}

}  // namespace
}  // namespace reeve::sync
