// A run on a real SQLite database against a scripted tenant: what it writes, what it never writes,
// and how it ends.
#include "sync/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "base/json.h"
#include "sync/complete.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::HasSubstr;

const std::vector<TestUser> kThree{
    {"ann", "Ann", "Lee"}, {"bob", "Bob", "Ray"}, {"eve", "Eve", "Fox"}};

class Run : public RunTest {};
class Invariant1_OnlyACompleteListingMarksGone : public RunTest {};
class Invariant2_ASyncNeverChangesWhatAPersonWrote : public RunTest {};
class Invariant3_OneRunPerTenant : public RunTest {};
class Invariant5_AtMostOneAssetAndOnePrimaryRecord : public RunTest {};

std::int64_t count(const store::Run& run, const std::string& group, const std::string& name) {
  return base::optional_integer(base::member(base::parse_json(run.counts, "counts"), group), name)
      .value_or(-1);
}

TEST_F(Run, CreatesAndLinksAndApplies) {
  add_contact("Ann", "Lee", {"ann.alias@contoso.com"});
  add_contact("Bob", "Ray", {});
  match(true);
  script_ = contoso(kThree);
  const auto out = sync();
  EXPECT_EQ(out.state, "ok") << out.sentence;
  ASSERT_EQ(contacts().size(), 3U);
  const auto run = last_run();
  EXPECT_EQ(run.state, "ok");
  EXPECT_EQ(count(run, "contacts", "matched"), 2);
  EXPECT_EQ(count(run, "contacts", "created"), 1);
  EXPECT_EQ(run.requests, 3);
  EXPECT_EQ(run.way, "gdap");
  const auto all = documentation();
  EXPECT_THAT(all, HasSubstr("ann primary alias"));
  EXPECT_THAT(all, HasSubstr("bob primary name"));
  EXPECT_THAT(all, HasSubstr("eve primary created"));
  EXPECT_THAT(all, HasSubstr("Eve|Fox|Clerk|eve@contoso.com* microsoft|eve.alias@contoso.com "
                             "microsoft|+1 425 555 0100* microsoft"));
  EXPECT_TRUE(tenant().last_good_sync_at.has_value());
  EXPECT_FALSE(events("change").empty());
  EXPECT_THAT(asked_.back(), HasSubstr("/v1.0/users?$select=id,"));
}

TEST_F(Run, ATenantWithoutOrganizationIsOnlyRead) {
  script_ = contoso(kThree);
  const auto out = sync();
  EXPECT_EQ(out.state, "ok");
  EXPECT_EQ(last_run().sentence, "Read only: not matched to an organization yet.");
  EXPECT_EQ(count(last_run(), "preview", "create"), 3);
  EXPECT_EQ(records(false).size(), 3U);
  EXPECT_TRUE(contacts().empty());
}

TEST_F(Run, TheFirstSyncWaitsUntilItIsAccepted) {
  add_contact("Ann", "Lee", {"ann@contoso.com"});
  match(false);
  script_ = contoso(kThree);
  const std::string before = documentation();
  const auto held = sync();
  EXPECT_EQ(held.state, "held");
  EXPECT_EQ(last_run().reason, "first_sync");
  EXPECT_EQ(count(last_run(), "preview", "match"), 1);
  EXPECT_EQ(count(last_run(), "preview", "create"), 2);
  EXPECT_EQ(contacts().size(), 1U);
  EXPECT_TRUE(reviews().empty());
  EXPECT_EQ(events("hold").size(), 1U);
  EXPECT_EQ(sync(true).state, "ok");
  EXPECT_EQ(contacts().size(), 3U);
  EXPECT_TRUE(tenant().first_sync_accepted_at.has_value());
  EXPECT_EQ(sync().state, "ok");
}

TEST_F(Run, ADryRunWritesNoDocumentation) {
  match(true);
  script_ = contoso(kThree);
  EXPECT_EQ(sync(false, true).state, "ok");
  EXPECT_TRUE(contacts().empty());
  EXPECT_EQ(count(last_run(), "preview", "create"), 3);
}

TEST_F(Run, ADoubtBecomesAReviewAndGoesWhenItIsSolved) {
  add_contact("A", "One", {"ann@contoso.com"});
  add_contact("A", "Two", {"ann.alias@contoso.com"});
  match(true);
  script_ = contoso({kThree[0]});
  sync();
  ASSERT_EQ(reviews().size(), 1U);
  EXPECT_EQ(reviews()[0].kind, "unclear_match");
  EXPECT_THAT(reviews()[0].detail, HasSubstr("A Two"));
  EXPECT_EQ(contacts().size(), 2U);
  const auto record = records(false).at(0).id;
  const auto contact = contacts().at(0).id;
  write([&](db::Connection& c) {
    store::Decision decision;
    decision.tenant = tenant_;
    decision.record = record;
    decision.verdict = "link";
    decision.asset_kind = "contact";
    decision.asset = contact;
    decision.at = clock_.now();
    store::add_decision(c, decision);
  });
  sync();
  EXPECT_EQ(reviews()[0].state, "obsolete");
  EXPECT_THAT(documentation(), HasSubstr("ann primary chosen"));
}

TEST_F(Run, HoldsNewPeopleWhereTheConnectionSaysSo) {
  match(true);
  write([&](db::Connection& c) {
    auto connection = store::find_connection(c, connection_).value();
    connection.create_contacts = "hold";
    store::update_connection(c, connection, clock_.now());
  });
  script_ = contoso(kThree);
  sync();
  EXPECT_TRUE(contacts().empty());
  EXPECT_EQ(reviews().size(), 3U);
  EXPECT_EQ(reviews()[0].kind, "new_contact");
}

TEST_F(Run, GuestsAndUnlicensedAreSkippedWithAReasonToldOnce) {
  match(true);
  script_ = contoso(
      {{"gus", "Gus", "Guest", "", "", true, true, "Guest"}, {"uma", "Uma", "Un", "", "", false}});
  sync();
  EXPECT_TRUE(contacts().empty());
  std::set<std::string> codes;
  for (const auto& event : events("skip")) codes.insert(event.code);
  EXPECT_EQ(codes, (std::set<std::string>{"guest", "not_licensed"}));
  const auto told = events("skip").size();
  sync();
  EXPECT_EQ(events("skip").size(), told);
}

TEST_F(Run, AChangeAtMicrosoftIsAppliedAndNullClears) {
  match(true);
  script_ = contoso({kThree[0]});
  sync();
  script_ = contoso({{"ann", "Anna", "Lee", "", R"(,"jobTitle":null,"businessPhones":[])"}});
  sync();
  ASSERT_EQ(contacts().size(), 1U);
  EXPECT_EQ(contacts()[0].first_name, "Anna");
  EXPECT_FALSE(contacts()[0].title);
  EXPECT_TRUE(contacts()[0].phones.empty());
  EXPECT_EQ(count(last_run(), "contacts", "updated"), 1);
}

TEST_F(Run, TheSameUserOnTwoPagesIsOneRecord) {
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/users"].pages = {{user_json(kThree[0]), user_json(kThree[0])},
                                  {user_json(kThree[0])}};
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(records(false).size(), 1U);
}

TEST_F(Run, APageCutForGoodEndsPartialWithTheReason) {
  match(true);
  script_ = contoso(kThree);
  sync();
  script_["/v1.0/users"] = {{{user_json(kThree[0])}}, false, "page_cut", {}};
  EXPECT_EQ(sync().state, "partial");
  EXPECT_EQ(last_run().reason, "page_cut");
  EXPECT_EQ(last_run().sentence, "Microsoft stopped answering.");
  EXPECT_EQ(last_run().remedy, "Wait and start again.");
  const auto states = read([&](db::Connection& c) { return store::type_states(c, tenant_); });
  for (const auto& state : states) {
    if (state.state == "not_asked") continue;
    EXPECT_TRUE(state.last_complete.has_value()) << state.type;
    EXPECT_EQ(state.state, state.type == "users" ? "partial" : "complete");
  }
}

TEST_F(Run, NothingOfTheUsersIsAFailure) {
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/users"] = {{}, false, "not_allowed", {}};
  EXPECT_EQ(sync().state, "failed");
  script_["/v1.0/organization"] = {{}, false, "no_token", {}};
  asked_.clear();
  EXPECT_EQ(sync().state, "failed");
  EXPECT_EQ(last_run().reason, "no_token");
  EXPECT_EQ(asked_.size(), 1U);
}

TEST_F(Run, AMissingFactIsAGap) {
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/subscribedSkus"] = {{}, false, "not_allowed", {}};
  EXPECT_EQ(sync().state, "gaps");
  EXPECT_EQ(contacts().size(), 3U);
}

TEST_F(Run, ALongPauseIsHandedBackToTheQueue) {
  match(true);
  script_ = contoso(kThree);
  const auto later = clock_.now() + base::Millis{600'000};
  script_["/v1.0/users"] = {{{user_json(kThree[0])}}, false, "throttled", later};
  const auto queued = queue();
  const auto out = run(queued);
  EXPECT_EQ(out.state, "waiting");
  EXPECT_EQ(out.retry_at, later);
  EXPECT_EQ(last_run().state, "queued");
  EXPECT_EQ(last_run().reason, "throttled");
  EXPECT_EQ(last_run().sentence, out.sentence);
  script_ = contoso(kThree);
  EXPECT_EQ(run(queued).state, "ok");
  EXPECT_EQ(contacts().size(), 3U);
}

TEST_F(Run, ARunThatHasEndedIsNotRunAgain) {
  match(true);
  script_ = contoso(kThree);
  const auto queued = queue();
  run(queued);
  asked_.clear();
  EXPECT_EQ(run(queued).state, "ok");
  EXPECT_TRUE(asked_.empty());
}

TEST_F(Run, AnIgnoredTenantIsNotAsked) {
  const auto queued = queue();
  write([&](db::Connection& c) {
    store::set_tenant_state(c, tenant_, "ignored", std::nullopt, clock_.now());
  });
  EXPECT_EQ(run(queued).state, "canceled");
  EXPECT_TRUE(asked_.empty());
}

TEST_F(Run, WhenTheTenantCannotBeReachedTheRunSaysWhy) {
  before_source_ = [] {
    throw base::Error(base::ErrorCode::refused, "The secret has expired. Make a new one.");
  };
  EXPECT_EQ(sync().state, "failed");
  EXPECT_EQ(last_run().sentence, "The secret has expired. Make a new one.");
}

TEST_F(Run, StoppingLeavesTheRunToBeTakenUpAgain) {
  match(true);
  script_ = contoso(kThree);
  const auto queued = queue();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(run(queued, stop.get_token()), base::Error);
  EXPECT_EQ(run(queued).state, "ok");
}

TEST_F(Run, APlanTheTenantLacksIsNamed) {
  choose_tier("intune");
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/subscribedSkus"] = {{}, false, "not_allowed", {}};
  EXPECT_EQ(sync().state, "gaps");
  EXPECT_EQ(last_run().reason, "not_allowed");
  EXPECT_EQ(type_states()["managed_devices"].state, "complete")
      << "licenses not listed before: unknown, so it is asked";
  script_ = contoso(kThree);
  script_["/v1.0/subscribedSkus"].pages = {
      {R"({"id":"sku","skuPartNumber":"O","capabilityStatus":"Enabled","servicePlans":[]})"}};
  EXPECT_EQ(sync().state, "gaps");
  EXPECT_EQ(last_run().reason, "no_plan");
  const auto state = type_states()["managed_devices"];
  EXPECT_EQ(state.state, "absent");
  EXPECT_EQ(state.reason, "no_plan");
  EXPECT_THAT(state.sentence.value(), HasSubstr("Microsoft Intune"));
  EXPECT_FALSE(state.remedy.value().empty());
  EXPECT_EQ(type_states()["devices"].state, "complete") << "the rest is there";
}

TEST_F(Run, WhatTheTierLeavesOutIsNoErrorAndIsNotAsked) {
  match(true);
  script_ = contoso(kThree);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(asked_.size(), 3U);
  const auto state = type_states()["devices"];
  EXPECT_EQ(state.state, "not_asked");
  EXPECT_EQ(state.reason, "not_in_tier");
  EXPECT_THAT(state.sentence.value(), HasSubstr("Read-only documentation"));
  choose_tier("intune");
  script_["/v1.0/devices"].pages = {{R"({"id":"d","displayName":"PC"})"}};
  sync();
  EXPECT_EQ(records_of("devices").size(), 1U);
}

TEST_F(Run, WhatIsDueOnceADayIsAskedOnceADayByTheScheduleAndAlwaysByAPerson) {
  choose_tier("sign_in_activity");
  match(true);
  script_ = contoso(kThree);
  script_["/v1.0/subscribedSkus"].pages = {
      {R"({"id":"sku","skuPartNumber":"SPB","capabilityStatus":"Enabled","servicePlans":[)"
       R"({"servicePlanName":"AAD_PREMIUM","provisioningStatus":"Success"},)"
       R"({"servicePlanName":"INTUNE_A","provisioningStatus":"Success"}]})"}};
  const auto times_asked = [&](std::string_view path) {
    return std::ranges::count_if(asked_, [&](const auto& one) { return one.starts_with(path); });
  };
  constexpr std::string_view kReport =
      "/v1.0/reports/authenticationMethods/userRegistrationDetails";
  constexpr std::string_view kSignIns = "/v1.0/users?$select=id,userPrincipalName,signInActivity";
  sync();
  EXPECT_EQ(times_asked(kReport), 1);
  EXPECT_EQ(times_asked(kSignIns), 0) << "only the schedule asks for them";
  EXPECT_EQ(type_states()["sign_in_activity"].reason, "not_yet_asked");
  scheduled_sync();
  EXPECT_EQ(times_asked(kReport), 1);
  EXPECT_EQ(times_asked(kSignIns), 1);
  sync();
  EXPECT_EQ(times_asked(kReport), 2);
  EXPECT_EQ(type_states()["sign_in_activity"].state, "complete") << "what is known stays known";
  clock_.advance(types::kOnceADay);
  scheduled_sync();
  EXPECT_EQ(times_asked(kReport), 3);
  EXPECT_EQ(times_asked(kSignIns), 2);
}

TEST_F(Run, AnObjectThatCannotBeReadIsToldAndNobodyIsGone) {
  match(true);
  script_ = contoso(kThree);
  sync();
  script_["/v1.0/users"].pages = {{user_json(kThree[0]), R"({"displayName":"No id"})"}};
  EXPECT_EQ(sync().state, "partial");
  EXPECT_EQ(last_run().reason, "unreadable_record");
  EXPECT_EQ(records(true).size(), 0U);
}

TEST_F(Run, WhenPeopleChangeTheMatchUnderTheRunItMatchesAgain) {
  match(true);
  script_ = contoso(kThree);
  bool once = false;
  base::Id other = 0;
  at_point_ = [&](std::string_view point) {
    if (point != "before_apply" || std::exchange(once, true)) return;
    write([&](db::Connection& c) {
      store::OrganizationPatch patch;
      patch.name = "Other";
      other = store::create_organization(c, {}, patch, clock_.now()).id;
      store::match_tenant(c, tenant_, other, "chosen", std::nullopt, clock_.now());
    });
  };
  sync(true);
  for (const auto& contact : contacts()) EXPECT_EQ(contact.organization, other);
}

TEST_F(Run, AContactOfUsersInTwoTenantsKeepsTheAddressesOfBoth) {
  const auto contact = add_contact("Ann", "Lee", {"ann@contoso.com", "ann@fabrikam.com"});
  match(true);
  script_ = contoso({kThree[0]});
  sync();
  const base::Id first = tenant_;
  go_to_second_tenant();
  match(true);
  script_ = contoso({{"zoe", "Ann", "Lee", "ann@fabrikam.com"}});
  script_["/v1.0/organization"].pages = {
      {R"({"id":"22222222-0000-0000-0000-000000000002","displayName":"Fabrikam","verifiedDomains":[{"name":"fabrikam.com"}]})"}};
  sync();
  tenant_ = first;
  script_ = contoso({{"ann", "Ann", "Lee", "", R"(,"jobTitle":"Boss")"}});
  sync();
  const auto all = contacts();
  ASSERT_EQ(all.size(), 1U);
  std::set<std::string> addresses;
  for (const auto& email : all[0].emails) addresses.insert(email.value);
  EXPECT_TRUE(addresses.contains("ann.alias@contoso.com"));
  EXPECT_TRUE(addresses.contains("zoe.alias@contoso.com")) << "of the other tenant";
  EXPECT_EQ(all[0].title, "Boss");
  EXPECT_EQ(
      read([&](db::Connection& c) { return store::links_of_asset(c, "contact", contact); }).size(),
      2U);
}

TEST_F(Invariant1_OnlyACompleteListingMarksGone, ByPartialEmptyAndCompleteListings) {
  match(true);
  script_ = contoso(kThree);
  sync();
  for (const std::string code :
       {"page_cut", "not_json", "throttled", "unreachable", "not_allowed"}) {
    script_["/v1.0/users"] = {{{user_json(kThree[0])}}, false, code, {}};
    sync();
    EXPECT_TRUE(records(true).empty()) << code;
  }
  script_["/v1.0/users"] = {{{}}, true, "", {}};
  EXPECT_EQ(sync().state, "partial");
  EXPECT_EQ(last_run().reason, "empty_answer");
  EXPECT_TRUE(records(true).empty());
  script_ = contoso({kThree[0], kThree[1]});
  EXPECT_EQ(sync().state, "ok");
  ASSERT_EQ(records(true).size(), 1U);
  EXPECT_EQ(records(true)[0].external_id, "eve");
  EXPECT_EQ(contacts().size(), 3U) << "a sync never deletes a contact";
  script_ = contoso(kThree);
  sync();
  EXPECT_TRUE(records(true).empty()) << "who comes back is there again";
}

TEST_F(Invariant1_OnlyACompleteListingMarksGone, AndOnlyConcludeMakesTheProof) {
  static_assert(!std::is_default_constructible_v<Complete>);
  static_assert(!std::is_constructible_v<Complete, SeenIds>);
  microsoft::Listing listing;
  listing.complete = false;
  EXPECT_TRUE(std::holds_alternative<Partial>(
      conclude({*types::find_type("users"), listing, {"a"}, 1, 0})));
  listing.complete = true;
  EXPECT_TRUE(std::holds_alternative<Complete>(
      conclude({*types::find_type("users"), listing, {"a"}, 1, 0})));
}

TEST_F(Invariant2_ASyncNeverChangesWhatAPersonWrote, NeitherNamesNorAddressesNorByBlanks) {
  const auto id = add_contact("Annie", "L.", {"private@mail.org", "ann@contoso.com"});
  match(true);
  script_ = contoso({kThree[0]});
  sync();
  script_ = contoso({{"ann", "Anna", "Changed", "", R"(,"jobTitle":null,"proxyAddresses":[])"}});
  sync();
  const auto contact = read([&](db::Connection& c) {
    return store::find_contact(c, store::Scope::unscoped(), id).value();
  });
  EXPECT_EQ(contact.first_name, "Annie");
  EXPECT_EQ(contact.last_name, "L.");
  ASSERT_FALSE(contact.emails.empty());
  std::set<std::string> addresses;
  for (const auto& email : contact.emails) addresses.insert(email.value);
  EXPECT_TRUE(addresses.contains("private@mail.org"));
  EXPECT_TRUE(addresses.contains("ann@contoso.com"));
  for (const auto& email : contact.emails)
    EXPECT_EQ(email.primary, email.value == "private@mail.org");
}

TEST_F(Invariant3_OneRunPerTenant, ADisplacedRunCannotWriteAfterwards) {
  match(true);
  script_ = contoso(kThree);
  const auto queued = queue();
  at_point_ = [&](std::string_view point) {
    if (point != "before_apply") return;
    at_point_ = {};
    EXPECT_EQ(run(queued).state, "ok");  // another process takes the run over and finishes it
  };
  try {
    run(queued);
    FAIL() << "the displaced run must stop";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::fence_lost);
  }
  EXPECT_EQ(contacts().size(), 3U);
}

TEST_F(Invariant5_AtMostOneAssetAndOnePrimaryRecord, EvenWhenTwoUsersFitOneContact) {
  add_contact("Ann", "Lee", {"ann@contoso.com", "bob@contoso.com"});
  match(true);
  script_ = contoso(kThree);
  sync();
  sync();
  const auto links =
      read([&](db::Connection& c) { return store::links_of_tenant(c, tenant_, "users"); });
  std::set<base::Id> found_records, found_assets;
  for (const auto& link : links) {
    EXPECT_TRUE(found_records.insert(link.record).second);
    EXPECT_TRUE(found_assets.insert(link.asset).second);
  }
  EXPECT_EQ(links.size(), 1U);
  EXPECT_EQ(reviews().size(), 2U);
}

}  // namespace
}  // namespace reeve::sync
