// Licenses on scripted answers: units, holders, waste, failed assignments, history, and that
// nothing is taken as known that is not.
#include "sync/licenses.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;

constexpr std::string_view kSkus = "/v1.0/subscribedSkus";

std::string sku_json(const std::string& sku, const std::string& part, int enabled, int consumed,
                     const std::string& status = "Enabled") {
  return fmt::format(
      R"({{"id":"t_{}","skuId":"{}","skuPartNumber":"{}","capabilityStatus":"{}","consumedUnits":{},)"
      R"("prepaidUnits":{{"enabled":{},"suspended":1,"warning":2,"lockedOut":0}},"servicePlans":)"
      R"([{{"servicePlanName":"AAD_PREMIUM","provisioningStatus":"Success"}}]}})",
      sku, sku, part, status, consumed, enabled);
}

std::string state(const std::string& sku, const std::string& group,
                  const std::string& error = "None") {
  return fmt::format(R"({{"skuId":"{}","assignedByGroup":{},"state":"{}","error":"{}"}})", sku,
                     group.empty() ? "null" : "\"" + group + "\"",
                     error == "None" ? "Active" : "Error", error);
}

class LicenseRun : public RunTest {
 protected:
  LicenseRun() {
    choose_tier("sign_in_activity");
    match(true);
    script_ = contoso({});
    script_[std::string(kSkus)].pages = {
        {sku_json("s", "SPB", 25, 3), sku_json("e", "EXCHANGESTANDARD", 2, 2)}};
    script_["/v1.0/groups/delta"].pages = {
        {R"({"id":"g","displayName":"Everybody","securityEnabled":true})"}};
  }
  // Replaces the list of users; `more` are members with a leading comma.
  void people(const std::vector<TestUser>& users) {
    script_["/v1.0/users"] = contoso(users).at("/v1.0/users");
  }
  static TestUser user(const std::string& id, const std::string& states, bool enabled = true,
                       bool licensed = true) {
    return {
        .id = id,
        .given = id,
        .surname = "Person",
        .more = fmt::format(
            R"(,"createdDateTime":"2020-01-01T00:00:00Z","licenseAssignmentStates":[{}])", states),
        .licensed = licensed,
        .enabled = enabled};
  }
  void signed_in(const std::map<std::string, int>& days_ago) {
    std::vector<std::string> rows;
    for (const auto& [id, days] : days_ago)
      rows.push_back(fmt::format(
          R"({{"id":"{}","userPrincipalName":"{}@contoso.com","signInActivity":{{"lastSuccessfulSignInDateTime":"{}"}}}})",
          id, id, base::to_rfc3339(clock_.now() - std::chrono::hours(24 * days))));
    const auto* type = types::find_type("sign_in_activity");
    script_[types::path_and_query(*type)].pages = {rows};
  }
  store::License license(const std::string& sku) {
    const auto all = read([&](db::Connection& c) { return store::licenses_of(c, tenant_); });
    for (const auto& one : all)
      if (one.sku == sku) return one;
    ADD_FAILURE() << "no license " << sku;
    return {};
  }
  std::vector<store::LicenseHolder> holders(std::vector<store::Filter> filters = {}) {
    return read([&](db::Connection& c) {
      return store::list_license_holders(c, store::Scope::unscoped(),
                                         {std::move(filters), {}, 1, 100})
          .rows;
    });
  }
  std::vector<std::string> names(std::vector<store::Filter> filters) {
    std::vector<std::string> out;
    for (const auto& one : holders(std::move(filters)))
      out.push_back(one.holding.error ? one.name + " failed" : one.name);
    return out;
  }
};

TEST_F(LicenseRun, CountsUnitsAndHolders) {
  people({user("ann", state("s", "")), user("bob", state("s", "g")),
          user("eve", state("e", "g", "CountViolation"), true, false)});
  sync();
  const auto premium = license("s");
  EXPECT_EQ(premium.product, "Microsoft 365 Business Premium");
  EXPECT_EQ(premium.enabled, 25);
  EXPECT_EQ(premium.consumed, 3);
  EXPECT_EQ(premium.unused, 22);
  EXPECT_EQ(premium.warning, 2);
  EXPECT_EQ(premium.suspended, 1);
  EXPECT_EQ(premium.counts.holders, 2);
  const auto exchange = license("e");
  EXPECT_EQ(exchange.unused, 0);
  EXPECT_EQ(exchange.counts.holders, 0) << "an assignment that failed is held by nobody";
  EXPECT_EQ(exchange.counts.failed, 1);
  EXPECT_THAT(names({}), ElementsAre("ann Person", "bob Person", "eve Person failed"));
  const auto bob = holders({{"search", {"bob"}}}).at(0);
  EXPECT_FALSE(bob.holding.direct);
  EXPECT_EQ(bob.holding.by_groups, R"([{"id":"g","name":"Everybody"}])");
  EXPECT_TRUE(bob.contact.has_value()) << "its contact, through the user's record";
}

TEST_F(LicenseRun, WasteIsCountedOncePerHolder) {
  people({user("ann", state("s", "")), user("bob", state("s", ""), false),
          user("desk", state("s", ""), false), user("old", state("s", ""))});
  purposes_["desk"] = {200, R"({"value":"shared"})"};
  signed_in({{"ann", 2}, {"bob", 400}, {"desk", 400}, {"old", 61}});
  // Sign-ins are asked for by the schedule alone.
  scheduled_sync();
  const auto counts = license("s").counts;
  EXPECT_EQ(counts.on_disabled, 1);
  EXPECT_EQ(counts.on_shared, 1);
  EXPECT_EQ(counts.inactive_30, 1);
  EXPECT_EQ(counts.inactive_60, 1);
  EXPECT_EQ(counts.inactive_90, 0);
  EXPECT_EQ(counts.unknown_mailbox, 0);
  EXPECT_EQ(counts.unknown_sign_in, 0);
  EXPECT_THAT(names({{"waste", {"any"}}, {"inactive_days", {"30"}}}),
              ElementsAre("bob Person", "desk Person", "old Person"));
  EXPECT_THAT(names({{"waste", {"shared_mailbox"}}}), ElementsAre("desk Person"));
  clock_.advance(std::chrono::hours(24 * 40));
  scheduled_sync();
  EXPECT_EQ(license("s").counts.inactive_90, 1) << "time alone makes waste";
  EXPECT_THAT(names({{"waste", {"inactive"}}, {"inactive_days", {"90"}}}),
              ElementsAre("old Person"));
}

TEST_F(LicenseRun, WhatWasNotToldIsNotKnownAndNoWaste) {
  choose_tier("documentation");
  people({user("ann", state("s", "")), user("bob", state("s", ""))});
  sync();
  const auto counts = license("s").counts;
  EXPECT_EQ(counts.unknown_mailbox, 2);
  EXPECT_EQ(counts.unknown_sign_in, 2);
  EXPECT_EQ(counts.on_shared + counts.inactive_30, 0);
  EXPECT_FALSE(holders().at(0).person.mailbox.has_value());
}

TEST_F(LicenseRun, FollowsWhoGetsAndLosesALicense) {
  people({user("ann", state("s", "")), user("bob", state("s", ""))});
  sync();
  people({user("ann", "", true, false), user("bob", state("s", ""))});
  sync();
  EXPECT_THAT(names({}), ElementsAre("bob Person"));
  EXPECT_EQ(license("s").counts.holders, 1);
  people({user("bob", state("s", "g")), user("eve", state("s", ""))});
  sync();
  EXPECT_THAT(names({}), ElementsAre("bob Person", "eve Person"));
  EXPECT_THAT(names({{"assigned", {"group"}}}), ElementsAre("bob Person"));
}

TEST_F(LicenseRun, TheSameSyncTwiceWritesNothing) {
  people({user("ann", state("s", "")), user("bob", state("s", "g"), false)});
  sync();
  const auto before = license("s").counted_at;
  const auto first = holders().at(0).holding.id;
  clock_.advance(std::chrono::hours(1));
  sync();
  EXPECT_EQ(license("s").counted_at, before);
  EXPECT_EQ(holders().at(0).holding.id, first);
}

TEST_F(LicenseRun, AProductThatIsGoneIsToldAndOnlyByACompleteList) {
  people({user("ann", state("s", ""))});
  sync();
  script_[std::string(kSkus)] = {{{sku_json("s", "SPB", 25, 3)}}, false, "not_allowed", {}};
  sync();
  EXPECT_FALSE(license("e").gone);
  EXPECT_EQ(license("e").enabled, 2);
  script_[std::string(kSkus)] = {{{sku_json("s", "SPB", 25, 3)}}, true, {}, {}};
  sync();
  EXPECT_TRUE(license("e").gone);
  EXPECT_EQ(license("e").enabled, 0);
  script_[std::string(kSkus)].pages = {
      {sku_json("s", "SPB", 25, 3), sku_json("e", "EXCHANGESTANDARD", 9, 0)}};
  sync();
  EXPECT_FALSE(license("e").gone);
  EXPECT_EQ(license("e").enabled, 9);
}

TEST_F(LicenseRun, EachDayHasOneRowWithItsLastCompleteList) {
  people({user("ann", state("s", ""))});
  const auto days = [&] {
    std::vector<std::int64_t> units;
    const auto page = read([&](db::Connection& c) {
      return store::list_license_days(c, store::Scope::unscoped(), {{{"sku", {"s"}}}, {}, 1, 100},
                                      clock_.now());
    });
    for (const auto& day : page.rows) units.push_back(day.enabled.value_or(-1));
    return units;
  };
  sync();
  script_[std::string(kSkus)].pages = {{sku_json("s", "SPB", 30, 3)}};
  sync();
  EXPECT_THAT(days(), ElementsAre(30));
  clock_.advance(std::chrono::hours(24));
  script_[std::string(kSkus)] = {{{sku_json("s", "SPB", 99, 3)}}, false, "not_allowed", {}};
  sync();
  EXPECT_THAT(days(), ElementsAre(30)) << "a list that broke off is no day";
  script_[std::string(kSkus)] = {{{sku_json("s", "SPB", 28, 3)}}, true, {}, {}};
  sync();
  EXPECT_THAT(days(), ElementsAre(30, 28));
}

// Whatever was written last before the end, the next run counts anew.
TEST_F(LicenseRun, ARunThatWasCutBeforeIsMendedByTheNext) {
  people({user("ann", state("s", ""))});
  struct Killed {};
  const auto queued = queue();
  at_point_ = [](std::string_view point) {
    if (point == "before_prune") throw Killed{};
  };
  EXPECT_THROW(run(queued), Killed);
  at_point_ = {};
  EXPECT_TRUE(holders().empty());
  run(queued);
  EXPECT_EQ(holders().size(), 1U);
}

}  // namespace
}  // namespace reeve::sync
