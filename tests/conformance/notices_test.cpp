// Notices and their messages: told once when they open, once when they are mended, to those who may
// see them.
#include <gmock/gmock.h>

#include "store/notice_deliveries.h"
#include "store/notice_settings.h"
#include "store/notice_sources.h"
#include "store/notices.h"
#include "store/runs.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using base::Millis;
using store::Delivery;
using store::Notice;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Millis kLease{60'000};

class Notices : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    connection_ = connection();
    contoso_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection_, contoso_);
  }
  base::Id reader(const std::string& email, domain::Role role,
                  std::vector<base::Id> organizations = {}, bool webhook = false) {
    return write([&](auto& c) {
      store::Account values;
      values.email = email;
      values.role = role;
      values.state = "active";
      values.all_organizations = organizations.empty();
      values.organizations = std::move(organizations);
      const auto id = store::create_account(c, values, kNow).id;
      store::NoticeSettings settings;
      settings.account = id;
      settings.mail_kinds = {store::kNoticeKinds.begin(), store::kNoticeKinds.end()};
      if (webhook) settings.webhook_kinds = {"connection_lost"};
      store::save_notice_settings(c, settings, kNow);
      return id;
    });
  }
  Notice lost() const {
    Notice notice;
    notice.kind = "connection_lost";
    notice.severity = "critical";
    notice.connection = connection_;
    notice.key = "connection:1";
    notice.title = "The connection Partner is lost";
    notice.sentence = "Microsoft refused.";
    notice.path = "/integrations/1";
    return notice;
  }
  void set_state(const std::string& state) {
    write([&](auto& c) {
      store::set_connection_state(c, connection_, state, "Revoked.", "Sign in.", "", kNow);
    });
  }
  std::vector<Notice> seen_by(base::Id account, domain::Role role) {
    return read([&](auto& c) {
      return store::list_notices(c, {store::scope_of(*store::find_account(c, account)), role}, {})
          .rows;
    });
  }
  std::vector<Notice> all() {
    return read([&](auto& c) {
      return store::list_notices(c, {everything(), domain::Role::administrator}, {}).rows;
    });
  }
  // "mail open waiting", oldest first.
  std::vector<std::string> messages() {
    store::ListQuery query;
    query.sort = {{"id", false}};
    std::vector<std::string> out;
    for (const auto& d : read([&](auto& c) { return store::list_deliveries(c, query); }).rows)
      out.push_back(d.channel + " " + d.event + " " + d.state);
    return out;
  }
  std::optional<store::DueDelivery> claim(base::Time now = kNow, const std::string& owner = "me") {
    return write([&](auto& c) { return store::claim_delivery(c, owner, kLease, now); });
  }
  bool end(base::Id id, const std::string& state, const std::string& owner = "me") {
    return write([&](auto& c) { return store::end_delivery(c, id, owner, state, {}, kNow); });
  }
  void expire_claims() {
    write([](auto& c) {
      c.execute("UPDATE notice_deliveries SET claimed_until = 1 WHERE claimed_by IS NOT NULL");
    });
  }
  std::int64_t rescue() {
    return write([](auto& c) {
      return store::rescue_deliveries(c, {"mail", "json"}, "Killed.", kNow);
    });
  }
  base::Id run(const std::string& state, const std::string& reason = "why", bool dry = false) {
    return write([&](auto& c) {
      const auto id = store::queue_run(c, {tenant_, "manual", {}, dry, false}, 100, kNow).id;
      store::start_run(c, id, "gdap", connection_, kNow);
      store::finish_run(c, id, state, reason, "It said no.", "Do this.", "", later(1));
      return id;
    });
  }
  std::vector<std::string> open_keys() {
    std::vector<std::string> keys;
    for (const auto& notice : all())
      if (notice.state == "open") keys.push_back(notice.kind);
    return keys;
  }
  base::Id connection_ = 0, contoso_ = 0, tenant_ = 0;
};
REEVE_ON_BOTH_DATABASES(Notices);

TEST_P(Notices, OpenOnceAndMendOnce) {
  reader("a@x.example", domain::Role::manager, {}, true);
  EXPECT_TRUE(write([&](auto& c) { return store::open_notice(c, lost(), kNow); }));
  auto newer = lost();
  newer.sentence = "Microsoft refused again.";
  EXPECT_FALSE(write([&](auto& c) { return store::open_notice(c, newer, later(1)); }));
  EXPECT_THAT(messages(), ElementsAre("mail open waiting", "teams open waiting"));
  EXPECT_EQ(all().at(0).sentence, newer.sentence) << "the newer words stand on the page";
  const auto mend = [&] {
    return write([&](auto& c) { return store::mend_notice(c, lost().key, "It works.", later(2)); });
  };
  EXPECT_TRUE(mend());
  EXPECT_FALSE(mend());
  EXPECT_EQ(messages().size(), 4U);
  ASSERT_EQ(all().size(), 1U);
  EXPECT_EQ(all().at(0).state, "mended");
  EXPECT_EQ(all().at(0).mended_sentence, "It works.");
  EXPECT_TRUE(write([&](auto& c) { return store::open_notice(c, lost(), later(3)); }))
      << "the next time is a new event";
  EXPECT_EQ(messages().size(), 6U);
}

TEST_P(Notices, AreClosedWithoutAWord) {
  reader("a@x.example", domain::Role::manager);
  write([&](auto& c) { store::open_notice(c, lost(), kNow); });
  EXPECT_TRUE(write([&](auto& c) { return store::close_notice(c, lost().key, kNow); }));
  EXPECT_THAT(messages(), ElementsAre("mail open waiting"));
  EXPECT_THAT(open_keys(), IsEmpty());
}

TEST_P(Notices, ReachOnlyThoseWhoMaySeeThem) {
  const auto other = organization("Fabrikam");
  const auto manager = reader("manager@x.example", domain::Role::manager);
  const auto editor = reader("editor@x.example", domain::Role::editor, {contoso_});
  const auto foreign = reader("foreign@x.example", domain::Role::editor, {other});
  const auto lite = reader("lite@x.example", domain::Role::lite);
  write([&](auto& c) { store::open_notice(c, lost(), kNow); });
  EXPECT_EQ(messages().size(), 1U) << "connections are for managers";
  run("failed");
  EXPECT_EQ(messages().size(), 3U) << "the manager, and the editor of that organization";
  EXPECT_EQ(seen_by(manager, domain::Role::manager).size(), 2U);
  EXPECT_EQ(seen_by(editor, domain::Role::editor).size(), 1U);
  EXPECT_THAT(seen_by(foreign, domain::Role::editor), IsEmpty());
  EXPECT_THAT(seen_by(lite, domain::Role::lite), IsEmpty());
  auto own = lost();
  own.connection = {};
  own.account = editor;
  own.kind = "reviews_waiting";
  own.key = "reviews";
  write([&](auto& c) { store::open_notice(c, own, kNow); });
  EXPECT_EQ(seen_by(editor, domain::Role::editor).size(), 2U);
  EXPECT_EQ(seen_by(manager, domain::Role::manager).size(), 2U) << "another's digest is not theirs";
}

TEST_P(Notices, AreDismissedForOnePersonOnly) {
  const auto one = reader("one@x.example", domain::Role::manager);
  const auto two = reader("two@x.example", domain::Role::manager);
  const auto id = *write([&](auto& c) { return store::open_notice(c, lost(), kNow); });
  for (int twice = 0; twice < 2; ++twice)
    write([&](auto& c) { store::mute_notice(c, id, one, true, kNow); });
  EXPECT_TRUE(seen_by(one, domain::Role::manager).at(0).muted);
  EXPECT_FALSE(seen_by(two, domain::Role::manager).at(0).muted);
  const auto shown = read([&](auto& c) {
    const store::NoticeView view{store::Scope::all_organizations(one), domain::Role::manager};
    return store::list_notices(c, view, {{{"muted", {"false"}}}, {}, 1, 10}).total;
  });
  EXPECT_EQ(shown, 0);
  write([&](auto& c) { store::mute_notice(c, id, one, false, kNow); });
  EXPECT_FALSE(seen_by(one, domain::Role::manager).at(0).muted);
}

TEST_P(Notices, OfAConnectionFollowItsState) {
  set_state("reconnect");
  set_state("reconnect");
  ASSERT_THAT(open_keys(), ElementsAre("connection_lost"));
  EXPECT_THAT(all().at(0).sentence, testing::HasSubstr("Revoked."));
  EXPECT_EQ(all().at(0).remedy, "Sign in.");
  run("failed");
  EXPECT_THAT(open_keys(), ElementsAre("connection_lost"))
      << "a lost connection is one event, not one for each of its tenants";
  write([&](auto& c) { store::set_connected(c, connection_, {"svc", "yes"}, kNow); });
  EXPECT_THAT(open_keys(), IsEmpty());
  run("failed");
  EXPECT_THAT(open_keys(), ElementsAre("tenant_failing"));
  set_state("reconnect");
  write([&](auto& c) { store::delete_connection(c, connection_, later(5)); });
  EXPECT_THAT(open_keys(), IsEmpty());
}

TEST_P(Notices, OfATenantFollowItsRuns) {
  run("failed", "why", true);
  EXPECT_THAT(open_keys(), IsEmpty()) << "a dry run changes nothing";
  run("failed");
  run("failed");
  EXPECT_THAT(open_keys(), ElementsAre("tenant_failing"));
  run("partial");
  run("canceled");
  EXPECT_THAT(open_keys(), ElementsAre("tenant_failing")) << "only a success mends it";
  run("held", "threshold");
  EXPECT_THAT(open_keys(), ElementsAre("tenant_held"));
  run("gaps");
  EXPECT_THAT(open_keys(), IsEmpty());
  run("held", "first_sync");
  EXPECT_THAT(open_keys(), IsEmpty()) << "first syncs are told together";
  run("failed");
  write([&](auto& c) { store::set_tenant_state(c, tenant_, "ignored", {}, kNow); });
  EXPECT_THAT(open_keys(), IsEmpty());
}

TEST_P(Notices, FirstSyncsAreCountedForAConnection) {
  const auto waiting = [&] { return read([](auto& c) { return store::waiting_first_syncs(c); }); };
  EXPECT_THAT(waiting(), IsEmpty());
  run("held", "first_sync");
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().at(0).count, 1);
  EXPECT_EQ(waiting().at(0).first_tenant, "Contoso");
  EXPECT_TRUE(waiting().at(0).settled);
  write([&](auto& c) { store::queue_run(c, {tenant_, "schedule", {}, false, false}, 100, kNow); });
  ASSERT_EQ(waiting().size(), 1U) << "it still waits while it is read again";
  EXPECT_FALSE(waiting().at(0).settled);
  write([&](auto& c) { store::accept_first_sync(c, tenant_, {}, kNow); });
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_P(Notices, ExpiriesAreReplacedAndListed) {
  write([&](auto& c) {
    auto row = *store::find_connection(c, connection_);
    row.secret_expires_on = "2026-12-24";
    store::update_connection(c, row, kNow);
    store::replace_expiries(c, connection_, "relationship",
                            {{0, "", "", "r1", "Contoso GDAP", later(5)},
                             {0, "", "", "r2", "Fabrikam GDAP", later(6)}});
    store::replace_expiries(c, connection_, "relationship",
                            {{0, "", "", "r2", "Fabrikam GDAP", later(7)}});
  });
  const auto all = read([](auto& c) { return store::expiries(c); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].external_id, "r2");
  EXPECT_EQ(all[0].ends_at, later(7));
  EXPECT_EQ(all[0].connection_name, "Partner");
  EXPECT_EQ(all[1].kind, "secret");
  EXPECT_EQ(base::to_rfc3339(all[1].ends_at).substr(0, 10), "2026-12-24");
  set_state("disconnected");
  EXPECT_THAT(read([](auto& c) { return store::expiries(c); }), IsEmpty());
}

TEST_P(Notices, MessagesAreClaimedByOneAndSentOnce) {
  reader("a@x.example", domain::Role::manager);
  write([&](auto& c) { store::open_notice(c, lost(), kNow); });
  const auto due = claim();
  ASSERT_TRUE(due);
  EXPECT_EQ(due->notice.title, lost().title);
  EXPECT_EQ(due->reader->address(), "a@x.example");
  EXPECT_EQ(due->delivery.attempts, 1);
  EXPECT_FALSE(claim(kNow, "another")) << "one alone has it";
  EXPECT_FALSE(end(due->delivery.id, "sent", "another"));
  EXPECT_TRUE(write([&](auto& c) { return store::hand_over(c, due->delivery.id, "me", kLease); }));
  EXPECT_TRUE(end(due->delivery.id, "sent"));
  EXPECT_THAT(messages(), ElementsAre("mail open sent"));
  EXPECT_FALSE(claim(later(9999)));
}

TEST_P(Notices, AMendingWaitsForItsOpening) {
  reader("a@x.example", domain::Role::manager);
  write([&](auto& c) {
    store::open_notice(c, lost(), kNow);
    store::mend_notice(c, lost().key, "It works.", kNow);
  });
  auto first = claim();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->delivery.event, "open");
  EXPECT_FALSE(claim()) << "the mending comes after it";
  write([&](auto& c) {
    store::retry_delivery(c, first->delivery.id, "me", "No answer.", later(60));
  });
  EXPECT_FALSE(claim());
  first = claim(later(60));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->delivery.last_error, "No answer.");
  end(first->delivery.id, "gave_up");
  const auto second = claim(later(60));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->delivery.event, "mended");
}

TEST_P(Notices, OfADeadProcessAreSentAgainOrUnsure) {
  reader("a@x.example", domain::Role::manager, {}, true);
  write([&](auto& c) { store::open_notice(c, lost(), kNow); });
  const auto mail = claim(), teams = claim();
  ASSERT_TRUE(mail && teams);
  EXPECT_EQ(rescue(), 0) << "it lives";
  expire_claims();
  EXPECT_EQ(rescue(), 2);
  EXPECT_THAT(messages(), ElementsAre("mail open waiting", "teams open waiting"))
      << "nothing had left the machine";
  for (const auto& due : {claim(), claim()})
    write([&](auto& c) { store::hand_over(c, due->delivery.id, "me", kLease); });
  expire_claims();
  EXPECT_EQ(rescue(), 2);
  EXPECT_THAT(messages(), ElementsAre("mail open waiting", "teams open unsure"))
      << "mail carries its Message-ID, a chat would show it twice";
  EXPECT_FALSE(end(teams->delivery.id, "sent")) << "the dead one cannot come back";
  write([&](auto& c) { store::send_again(c, teams->delivery.id, kNow); });
  EXPECT_THAT(messages(), ElementsAre("mail open waiting", "teams open waiting"));
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) { store::send_again(c, teams->delivery.id, kNow); });
            }).code(),
            ErrorCode::conflict);
}

TEST_P(Notices, SettingsAreKeptAndTheDigestOfADayIsGivenOnce) {
  const auto id = account("new@x.example");
  EXPECT_THAT(read([&](auto& c) { return store::notice_settings(c, id); }).mail_kinds, IsEmpty());
  store::NoticeSettings settings;
  settings.account = id;
  settings.email = "night@x.example";
  settings.webhook_kinds = {"expiring", "tenant_held"};
  settings.webhook_format = "json";
  settings.digest_hour = 6;
  settings.time_zone = "Europe/Berlin";
  write([&](auto& c) { store::save_notice_settings(c, settings, kNow); });
  const auto found = read([&](auto& c) { return store::find_notice_reader(c, id); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->address(), "night@x.example");
  EXPECT_EQ(found->settings.webhook_kinds, settings.webhook_kinds);
  EXPECT_EQ(found->settings.time_zone, "Europe/Berlin");
  const auto day = [&](const std::string& date) {
    return write([&](auto& c) { return store::set_digest_day(c, id, date); });
  };
  EXPECT_TRUE(day("2026-11-23"));
  EXPECT_FALSE(day("2026-11-23"));
  EXPECT_FALSE(day("2026-11-22"));
  EXPECT_TRUE(day("2026-11-24"));
  settings.mail_kinds = {"nonsense"};
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) { store::save_notice_settings(c, settings, kNow); });
            }).code(),
            ErrorCode::invalid);
}

}  // namespace
}  // namespace reeve::test
