// Ends that come near, first syncs that gather, and the daily digest, with the clock moved by hand.
#include "notify/watch.h"

#include <gmock/gmock.h>

#include "notify/test_reader.h"
#include "store/notice_sources.h"
#include "store/organizations.h"

namespace reeve::notify {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Watch : public NotifyTest {
 protected:
  void look() {
    watch(*services);
    watch(*services);  // a second look adds nothing
    deliver();
  }
  void set_secret_end(const std::string& day) {
    write([&](db::Connection& c) {
      auto row = *store::find_connection(c, connection);
      row.secret_expires_on = day;
      store::update_connection(c, row, clock.now());
    });
  }
  void add_review(base::Id tenant, base::Id record) {
    write([&](db::Connection& c) {
      store::Review review;
      review.tenant = tenant;
      review.record = record;
      review.kind = "unclear_match";
      review.sentence = "Two fit.";
      review.detail = "{}";
      store::replace_open_reviews(c, tenant, {"unclear_match"}, {review}, clock.now());
    });
  }
  void decide_all() {
    write([&](db::Connection& c) {
      const auto all = store::Scope::all_organizations(0);
      for (const auto& review : store::list_reviews(c, all, {}).rows)
        if (review.state == "open") store::decide_review(c, review.id, {}, clock.now());
    });
  }
  base::Id held_tenant(const std::string& name, bool ended = true) {
    const auto id = tenant(name);
    write([&](db::Connection& c) {
      store::OrganizationPatch values;
      values.name = name;
      const auto organization = store::create_organization(c, {}, values, clock.now()).id;
      store::match_tenant(c, id, organization, "chosen", {}, clock.now());
      const auto run = store::queue_run(c, {id, "match", {}, false, false}, 100, clock.now()).id;
      if (!ended) return;
      store::start_run(c, run, "gdap", connection, clock.now());
      store::finish_run(c, run, "held", "first_sync", "It waits.", "Accept.", "", clock.now());
    });
    return id;
  }
};

TEST_F(Watch, AnEndIsToldAtThirtySevenAndOneDay) {
  reader("ann@example.com", {"expiring"});
  set_secret_end("2027-01-01");
  look();
  EXPECT_THAT(kept, IsEmpty());
  std::vector<std::string> told;
  for (; clock.now() < *base::parse_rfc3339("2027-01-03"); clock.advance(hours{6})) {
    const auto before = kept.size();
    look();
    if (kept.size() > before) told.push_back(base::to_rfc3339(clock.now()).substr(0, 10));
  }
  EXPECT_THAT(told, ElementsAre("2026-12-02", "2026-12-25", "2026-12-31"));
  EXPECT_THAT(titles(), testing::Each("Expiring: the client secret of Partner Center"));
  EXPECT_THAT(kept[0].message.sentence, HasSubstr("In 30 days, on 2027-01-01"));
  EXPECT_THAT(kept[2].message.sentence, HasSubstr("In 1 day, on 2027-01-01"));
  set_secret_end("2028-12-01");
  look();
  ASSERT_EQ(kept.size(), 4U) << "mended once, though three were told";
  EXPECT_THAT(kept[3].message.title, HasSubstr("Mended: "));
  EXPECT_EQ(kept[3].message.sentence,
            "No end is near any more for the client secret of Partner Center.");
}

TEST_F(Watch, WhatIsFoundLateIsToldOnce) {
  reader("ann@example.com", {"expiring"});
  set_secret_end("2026-11-25");
  look();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_THAT(kept[0].message.sentence, HasSubstr("In 2 days"));
  EXPECT_EQ(kept[0].message.severity, "critical");
}

TEST_F(Watch, ACertificateIsCalledOne) {
  reader("ann@example.com", {"expiring"});
  write([&](db::Connection& c) {
    auto row = *store::find_connection(c, connection);
    row.certificate = "-----BEGIN CERTIFICATE-----";
    row.secret_expires_on = "2026-12-10";
    store::update_connection(c, row, clock.now());
  });
  look();
  EXPECT_THAT(titles(), ElementsAre("Expiring: the client certificate of Partner Center"));
}

TEST_F(Watch, RelationshipsEndOneByOne) {
  reader("ann@example.com", {"expiring"});
  const auto feed = [&](std::vector<store::Expiry> rows) {
    write([&](db::Connection& c) { store::replace_expiries(c, connection, "relationship", rows); });
    look();
  };
  feed({{0, "", "", "r1", "Contoso GDAP", clock.now() + days{20}},
        {0, "", "", "r2", "Fabrikam GDAP", clock.now() + days{5}},
        {0, "", "", "r3", "Later GDAP", clock.now() + days{200}}});
  EXPECT_THAT(titles(), testing::UnorderedElementsAre(
                            "Expiring: the GDAP relationship Contoso GDAP of Partner Center",
                            "Expiring: the GDAP relationship Fabrikam GDAP of Partner Center"));
  feed({{0, "", "", "r1", "Contoso GDAP", clock.now() + days{700}},
        {0, "", "", "r2", "Fabrikam GDAP", clock.now() + days{5}}});
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_THAT(kept[2].message.sentence, HasSubstr("Contoso GDAP"));
}

TEST_F(Watch, FirstSyncsAreToldTogether) {
  reader("ann@example.com", {"tenant_held"});
  const auto one = held_tenant("Contoso");
  const auto slow = held_tenant("Fabrikam", false);
  look();
  EXPECT_THAT(kept, IsEmpty()) << "another is still being read";
  clock.advance(kGather);
  look();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].message.title, "The first sync of Contoso waits for your yes");
  write([&](db::Connection& c) {
    store::accept_first_sync(c, one, {}, clock.now());
    store::set_tenant_state(c, slow, "ignored", {}, clock.now());
  });
  look();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_THAT(kept[1].message.title, HasSubstr("Mended: "));
}

TEST_F(Watch, ManyFirstSyncsAreOneMessage) {
  reader("ann@example.com", {"tenant_held"});
  for (int i = 0; i < 25; ++i) held_tenant("Tenant " + std::to_string(i));
  look();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].message.title, "The first sync of 25 tenants waits for your yes");
}

TEST_F(Watch, TheDigestComesOnceADayWhenThereIsSomething) {
  reader("ann@example.com", {"reviews_waiting"});
  const auto contoso = tenant("Contoso");
  look();
  EXPECT_THAT(kept, IsEmpty()) << "07:00 in Berlin";
  clock.advance(hours{1});
  look();
  EXPECT_THAT(kept, IsEmpty()) << "the hour has come, and nothing waits";
  write([&](db::Connection& c) {
    store::start_run(c, store::queue_run(c, {contoso, "cli", {}, false, false}, 1, clock.now()).id,
                     {}, {}, clock.now());
  });
  add_review(contoso, 0);
  for (int i = 0; i < 20; ++i, clock.advance(hours{1})) look();
  EXPECT_THAT(kept, IsEmpty()) << "this day's digest is over";
  for (int i = 0; i < 24; ++i, clock.advance(hours{1})) look();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].message.title, "1 review waits for a decision");
  EXPECT_THAT(kept[0].message.sentence, HasSubstr("Contoso 1"));
  for (int i = 0; i < 24; ++i, clock.advance(hours{1})) look();
  EXPECT_EQ(kept.size(), 2U) << "the next day says it again";
  decide_all();
  look();
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_THAT(kept[2].message.title, HasSubstr("Mended: "));
  for (int i = 0; i < 48; ++i, clock.advance(hours{1})) look();
  EXPECT_EQ(kept.size(), 3U);
}

TEST_F(Watch, TheDigestKnowsTheReadersHourAndZone) {
  const auto account = reader("ann@example.com", {"reviews_waiting"});
  write([&](db::Connection& c) {
    auto settings = store::notice_settings(c, account);
    settings.time_zone = "America/New_York";
    settings.digest_hour = 9;
    store::save_notice_settings(c, settings, clock.now());
  });
  add_review(tenant("Contoso"), 0);
  for (; clock.now() < kTestNow + hours{18}; clock.advance(minutes{30})) {
    look();
    if (!kept.empty()) break;
  }
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(base::to_rfc3339(clock.now()).substr(0, 16), "2026-11-23T14:00");
}

}  // namespace
}  // namespace reeve::notify
