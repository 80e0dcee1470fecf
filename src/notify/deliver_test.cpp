// Messages go out once, climb the ladder when they do not, and end honestly when nobody can know.
#include "notify/deliver.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "notify/test_reader.h"

namespace reeve::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Deliver : public NotifyTest {
 protected:
  void expire_claims() {
    write([](db::Connection& c) {
      c.execute("UPDATE notice_deliveries SET claimed_until = 1 WHERE claimed_by IS NOT NULL");
    });
  }
  // The process dies at that point of the next message.
  void die_at(const std::string& point) {
    struct Killed {};
    services->at_point = [point](std::string_view passed) {
      if (passed == point) throw Killed{};
    };
    EXPECT_THROW(deliver(), Killed);
    services->at_point = [](std::string_view) {};
    services->owner = "the next process";
    expire_claims();
  }
};

TEST_F(Deliver, OneMessageAnEventAndChannel) {
  reader("ann@example.com", {"connection_lost"}, {"connection_lost"}, "json");
  reader("other@example.com", {"expiring"});
  lose_connection();
  EXPECT_EQ(deliver(), 2);
  EXPECT_EQ(deliver(), 0);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].to, "ann@example.com");
  EXPECT_EQ(kept[0].message.title, "The connection Partner Center is lost");
  EXPECT_THAT(kept[0].message.sentence, HasSubstr("Revoked."));
  EXPECT_EQ(kept[0].message.remedy, "Sign in.");
  EXPECT_THAT(kept[0].message.link, HasSubstr("https://reeve.example/integrations/"));
  EXPECT_EQ(kept[1].format, "json");
  EXPECT_EQ(kept[1].url, "https://hooks.example/secret");
  mend_connection();
  EXPECT_EQ(deliver(), 2);
  EXPECT_EQ(kept[2].message.title, "Mended: The connection Partner Center is lost");
  EXPECT_NE(kept[2].message.id, kept[0].message.id);
  EXPECT_THAT(states(), ElementsAre("open sent", "open sent", "mended sent", "mended sent"));
}

TEST_F(Deliver, ClimbsTheLadderAndGivesUp) {
  reader("ann@example.com", {"connection_lost"});
  lose_connection();
  next = {Ending::later, "mail.example.com cannot be reached.", {}};
  for (const auto wait :
       {minutes{1}, minutes{5}, minutes{15}, minutes{60}, minutes{240}, minutes{720}}) {
    EXPECT_EQ(deliver(), 1);
    EXPECT_EQ(deliver(), 0) << "not before its time";
    clock.advance(wait);
  }
  EXPECT_EQ(deliver(), 1);
  ASSERT_THAT(states(), ElementsAre("open gave_up"));
  EXPECT_EQ(messages()[0].attempts, kMaxTries);
  EXPECT_EQ(messages()[0].last_error, next.sentence);
  next = {Ending::sent, "", {}};
  clock.advance(hours{100});
  EXPECT_EQ(deliver(), 0);
  EXPECT_THAT(kept, IsEmpty());
}

TEST_F(Deliver, WaitsAsLongAsTheReceiverAsks) {
  reader("ann@example.com", {"connection_lost"});
  lose_connection();
  next = {Ending::later, "Busy.", base::Millis{hours{2}}};
  deliver();
  next = {Ending::sent, "", {}};
  clock.advance(hours{1});
  EXPECT_EQ(deliver(), 0);
  clock.advance(hours{1});
  EXPECT_EQ(deliver(), 1);
  EXPECT_THAT(states(), ElementsAre("open sent"));
}

TEST_F(Deliver, ARefusalIsNotRepeated) {
  reader("ann@example.com", {"connection_lost"});
  lose_connection();
  next = {Ending::refused, "The address is unknown there.", {}};
  EXPECT_EQ(deliver(), 1);
  clock.advance(hours{100});
  EXPECT_EQ(deliver(), 0);
  EXPECT_THAT(states(), ElementsAre("open gave_up"));
  mend_connection();
  next = {Ending::sent, "", {}};
  EXPECT_EQ(deliver(), 1) << "the mending is told all the same";
}

TEST_F(Deliver, KilledBeforeTheTextLeftSendsItOnce) {
  reader("ann@example.com", {"connection_lost"});
  lose_connection();
  die_at("notice_claimed");
  EXPECT_EQ(deliver(), 1);
  EXPECT_EQ(kept.size(), 1U);
  EXPECT_THAT(states(), ElementsAre("open sent"));
}

TEST_F(Deliver, KilledAfterwardsRepeatsMailWithItsId) {
  reader("ann@example.com", {"connection_lost"});
  lose_connection();
  die_at("notice_answered");
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(deliver(), 1);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].message.id, kept[1].message.id) << "by which the receiver knows it";
  EXPECT_THAT(states(), ElementsAre("open sent"));
}

TEST_F(Deliver, KilledAfterwardsLeavesATeamsCardUnsure) {
  reader("ann@example.com", {}, {"connection_lost"});
  lose_connection();
  die_at("notice_answered");
  EXPECT_EQ(deliver(), 0);
  EXPECT_EQ(kept.size(), 1U);
  ASSERT_THAT(states(), ElementsAre("open unsure"));
  EXPECT_THAT(*messages()[0].last_error, HasSubstr("may or may not have arrived"));
}

TEST_F(Deliver, NoAnswerIsJudgedByTheSameRule) {
  reader("mail@example.com", {"connection_lost"});
  reader("teams@example.com", {}, {"connection_lost"});
  lose_connection();
  next = {Ending::unsure, "It took the message but did not say whether it keeps it.", {}};
  EXPECT_EQ(deliver(), 2);
  EXPECT_THAT(states(), ElementsAre("open waiting", "open unsure"));
}

TEST_F(Deliver, WhatNobodyWantsAnyMoreIsDropped) {
  const auto account = reader("ann@example.com", {"connection_lost"});
  lose_connection();
  write([&](db::Connection& c) {
    store::NoticeSettings settings;
    settings.account = account;
    store::save_notice_settings(c, settings, clock.now());
  });
  deliver();
  EXPECT_THAT(states(), ElementsAre("open dropped"));
  EXPECT_THAT(kept, IsEmpty());
}

TEST_F(Deliver, StoppingGivesTheMessageBack) {
  reader("ann@example.com", {"connection_lost"});
  lose_connection();
  next = {Ending::stopped, "Stopped before it was sent.", {}};
  std::stop_source stop;
  services->at_point = [&](std::string_view) { stop.request_stop(); };
  EXPECT_EQ(deliver_due(*services, stop.get_token()), 1);
  EXPECT_THAT(states(), ElementsAre("open waiting"));
  EXPECT_EQ(messages()[0].next_try, clock.now());
}

TEST_F(Deliver, ATestGoesToOneself) {
  const auto account = reader("ann@example.com", {});
  EXPECT_EQ(send_test(*services, account, "mail", {}).ending, Ending::sent);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].to, "ann@example.com");
  const auto none = send_test(*services, account, "webhook", {});
  EXPECT_EQ(none.ending, Ending::refused);
  EXPECT_THAT(none.sentence, HasSubstr("No webhook is entered"));
  EXPECT_THROW(send_test(*services, 999, "mail", {}), base::Error);
}

}  // namespace
}  // namespace reeve::notify
