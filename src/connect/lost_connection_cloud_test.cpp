// Every way in which Microsoft takes a sign-in back: one notice, then silence until a person mends
// it, and one word when it is mended.
#include <algorithm>
#include <string_view>

#include "connect/cloud_scene.h"
#include "store/notice_deliveries.h"
#include "store/notice_settings.h"
#include "store/notices.h"

namespace reeve::connect {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::int64_t kMostRequestsToBeSure = 6;  // of one look that finds the sign-in refused

class LostConnection : public CloudScene {
 protected:
  void SetUp() override {
    CloudScene::SetUp();
    if (IsSkipped()) return;
    write([&](db::Connection& c) {
      store::NoticeSettings settings;
      settings.account = world.account;
      settings.mail_kinds = {"connection_lost"};
      store::save_notice_settings(c, settings, clock.now());
    });
    connect();
  }
  void connect() {
    const auto outcome = sign_in();
    ASSERT_TRUE(outcome.connected()) << outcome.error->message() << outcome.error->detail();
    ASSERT_EQ(discover(), "");
    pass(seconds{5});  // what is revoked now was issued before
  }
  std::string account_id() {
    const auto users = cloud->ask("tenants/" + partner_tenant + "/users");
    for (const auto& one : base::member(users, "value").as_array())
      if (base::text_member(one, "userPrincipalName") == user) return base::text_member(one, "id");
    ADD_FAILURE() << "the service account is not in the world";
    return {};
  }
  std::string at_account(std::string_view rest = "") {
    return fmt::format("tenants/{}/users/{}{}", partner_tenant, account_id(), rest);
  }
  void fault(std::string_view kind) {
    cloud->fault(fmt::format(R"({{"kind":"{}","tenant":"{}"}})", kind, partner_tenant));
  }

  std::vector<store::Notice> notices() {
    return world.database->read([](db::Connection& c) {
      return store::list_notices(c, {store::Scope::unscoped(), domain::Role::administrator}, {})
          .rows;
    });
  }
  std::int64_t mails(const std::string& event) {
    return world.database->read([&](db::Connection& c) {
      store::ListQuery query;
      query.filters = {{"event", {event}}};
      return store::list_deliveries(c, query).total;
    });
  }

  // Everything that Reeve does by itself with a connection.
  void look_everywhere() {
    EXPECT_NE(discover(), "");
    for (const auto& tenant : customers) EXPECT_NE(ask_token(tenant), "");
    EXPECT_NE(ask_token(partner_tenant), "");
  }

  // Microsoft refuses from now on.
  void expect_one_notice_and_silence(std::string_view sentence) {
    cloud->requests_since_last();
    tokens->forget(world.connection);  // an hour later none of the tokens is good any more
    EXPECT_NE(discover().find(sentence), std::string::npos);
    EXPECT_EQ(world.row().state, "reconnect");
    EXPECT_LE(cloud->requests_since_last(), kMostRequestsToBeSure);
    look_everywhere();
    pass(days{1});
    look_everywhere();
    EXPECT_EQ(cloud->requests_since_last(), 0) << "a lost connection was used";
    const auto told = notices();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].state, "open");
    EXPECT_EQ(told[0].kind, "connection_lost");
    EXPECT_NE(told[0].sentence.find(sentence), std::string::npos) << told[0].sentence;
    EXPECT_TRUE(told[0].remedy);
    EXPECT_EQ(mails("open"), 1);
    EXPECT_EQ(mails("mended"), 0);
  }
  // A person mended it.
  void expect_one_mended() {
    const auto outcome = sign_in();
    ASSERT_TRUE(outcome.connected()) << outcome.error->message() << outcome.error->detail();
    EXPECT_EQ(discover(), "");
    EXPECT_EQ(ask_token(customers[0]), "");
    const auto told = notices();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].state, "mended");
    EXPECT_EQ(mails("open"), 1);
    EXPECT_EQ(mails("mended"), 1);
  }
};

TEST_F(LostConnection, SignedOutEverywhere) {
  cloud->control("POST", at_account("/revoke"), "{}");
  expect_one_notice_and_silence("The permission was revoked");
  expect_one_mended();
  // The next time is another event.
  pass(seconds{5});
  cloud->control("POST", at_account("/revoke"), "{}");
  tokens->forget(world.connection);
  EXPECT_NE(discover(), "");
  EXPECT_EQ(notices().size(), 2U);
  EXPECT_EQ(mails("open"), 2);
}

TEST_F(LostConnection, NotUsedForNinetyDays) {
  pass(days{89});
  EXPECT_EQ(discover(), "") << "it lasts 90 days from its last use";
  pass(days{91});
  expect_one_notice_and_silence("not used for 90 days");
  expect_one_mended();
}

TEST_F(LostConnection, ConditionalAccess) {
  fault("conditional-access");
  expect_one_notice_and_silence("Conditional Access");
  cloud->mend();
  expect_one_mended();
}

TEST_F(LostConnection, MultifactorAuthenticationAskedForLater) {
  fault("mfa-required");
  expect_one_notice_and_silence("multifactor authentication");
  cloud->mend();
  expect_one_mended();
}

TEST_F(LostConnection, TheServiceAccountIsDisabled) {
  cloud->control("PATCH", at_account(), R"({"accountEnabled":false})");
  expect_one_notice_and_silence("The account is disabled");
  cloud->control("PATCH", at_account(), R"({"accountEnabled":true})");
  expect_one_mended();
}

TEST_F(LostConnection, TheSecretIsDeleted) {
  fault("refuse-secret");
  expect_one_notice_and_silence("The client secret is wrong");
  cloud->mend();
  expect_one_mended();
}

TEST_F(LostConnection, TheSecretExpires) {
  cloud->control("POST", "application/secret", R"({"value":"short-lived","lifetime":"P7D"})");
  set_secret("short-lived");
  EXPECT_EQ(discover(), "");
  pass(days{8});
  expect_one_notice_and_silence("The client secret has expired");
  set_secret(secret);
  expect_one_mended();
}

// The home directory is asked only when a customer refuses the person too; it says whose fault it
// is.
TEST_F(LostConnection, ACustomerWithoutTheApplicationNoticesItToo) {
  cloud->control("PATCH", "tenants/" + customers[1] + "/consent", R"({"roles":[]})");
  tokens->forget(world.connection);
  EXPECT_EQ(ask_token(customers[1]), "") << "the service account is let in";
  tokens->forget(world.connection);
  cloud->control("POST", at_account("/revoke"), "{}");
  cloud->requests_since_last();
  EXPECT_NE(ask_token(customers[1]).find("was revoked"), std::string::npos);
  EXPECT_EQ(world.row().state, "reconnect");
  EXPECT_LE(cloud->requests_since_last(), kMostRequestsToBeSure);
  look_everywhere();
  EXPECT_EQ(cloud->requests_since_last(), 0);
  EXPECT_EQ(notices().size(), 1U);
}

TEST_F(LostConnection, ConditionalAccessOfOneCustomerIsThatCustomersAlone) {
  cloud->control("PATCH", "tenants/" + customers[1] + "/consent", R"({"roles":[]})");
  cloud->fault(fmt::format(R"({{"kind":"conditional-access","tenant":"{}"}})", customers[1]));
  tokens->forget(world.connection);
  cloud->requests_since_last();
  EXPECT_NE(ask_token(customers[1]).find("Conditional Access"), std::string::npos);
  const auto once = cloud->requests_since_last();
  EXPECT_LE(once, kMostRequestsToBeSure);
  for (int again = 0; again < 20; ++again) EXPECT_NE(ask_token(customers[1]), "");
  EXPECT_EQ(cloud->requests_since_last(), 0) << "the same question at once again (AADSTS50196)";
  EXPECT_EQ(ask_token(customers[0]), "");
  EXPECT_EQ(world.row().state, "connected");
  EXPECT_TRUE(notices().empty());
}

}  // namespace
}  // namespace reeve::connect
