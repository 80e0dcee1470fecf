// The short sign-in for one act: what it asks for, that it leaves the connection alone, and that it
// ends.
#include "connect/onboarding.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "connect/tiny_microsoft.h"
#include "connect/tokens.h"
#include "http/url.h"
#include "store/jobs.h"

namespace reeve::connect {
namespace {

using Query = std::map<std::string, std::string>;

class OnboardingTest : public ::testing::Test {
 protected:
  void SetUp() override { world.connect(); }

  Actor actor() const { return {world.account, "127.0.0.1", "cookie"}; }
  std::string begin(std::string_view act) {
    return begin_onboarding(world.services, world.connection, act, actor(), {});
  }
  static Query query_of(const std::string& url) {
    const auto parsed = http::parse_url(url);
    return TinyMicrosoft::form_of(parsed.value().target.substr(parsed->target.find('?') + 1));
  }
  Query come_back(const std::string& url) {
    const auto sent = query_of(url);
    world.microsoft.nonce = sent.at("nonce");
    return {{"code", "the-code"}, {"state", sent.at("state")}};
  }
  SignInOutcome finish(const Query& query, base::Id account = 0,
                       const std::string& browser = "cookie") {
    return finish_sign_in(world.services, tokens, query,
                          {account == 0 ? world.account : account, "127.0.0.1", browser}, {});
  }
  void sign_in(std::string_view act) {
    const auto outcome = finish(come_back(begin(act)));
    ASSERT_TRUE(outcome.connected()) << outcome.error->message();
    EXPECT_EQ(outcome.act, act);
  }
  std::string scope_of(std::string_view act) { return query_of(begin(act)).at("scope"); }
  std::optional<store::OnboardingSession> session() {
    return world.database->read([&](db::Connection& c) {
      return store::find_onboarding_session(c, world.connection, world.clock.now());
    });
  }
  std::string refusal_of(const std::string& tenant) {
    try {
      onboarding_token(world.services, world.connection, tenant, "scope", {});
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::refused);
      return error.message();
    }
    return "";
  }

  World world;
  TokenSource tokens{world.services};
};

TEST_F(OnboardingTest, EachActAsksOnlyForItsPartAndForOneResource) {
  const std::string graph = " https://graph.microsoft.com/";
  const std::string words = "openid profile offline_access";
  EXPECT_EQ(scope_of("consent"),
            words + " https://api.partnercenter.microsoft.com/user_impersonation");
  EXPECT_EQ(scope_of("leaving_customers"), scope_of("consent"));
  EXPECT_EQ(scope_of("relationships"), words + graph + "DelegatedAdminRelationship.ReadWrite.All");
  EXPECT_EQ(scope_of("groups"), words + graph + "Directory.ReadWrite.All");
  EXPECT_EQ(scope_of("leaving"), words + graph + "Application.Read.All" + graph +
                                     "AppRoleAssignment.ReadWrite.All" + graph +
                                     "DelegatedPermissionGrant.ReadWrite.All" + graph +
                                     "Directory.ReadWrite.All");
  EXPECT_THROW(begin("everything"), base::Error);
  EXPECT_THROW(begin(""), base::Error);
}

TEST_F(OnboardingTest, TheSignInIsKeptBesideTheConnection) {
  const auto before = world.row();
  world.microsoft.user = "admin@msp.example";
  sign_in("consent");
  const auto after = world.row();
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(after.service_account, "sync@msp.example");
  EXPECT_EQ(world.secret(vault::kRefreshToken), "refresh-0");
  EXPECT_TRUE(world.secret(vault::kOnboardingToken).starts_with("refresh-"));
  EXPECT_NE(world.secret(vault::kOnboardingToken), "refresh-0");
  const auto kept = session();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->user_name, "admin@msp.example");
  EXPECT_EQ(kept->account, world.account);
  EXPECT_EQ(kept->expires_at, kTestNow + kOnboardingLife);
  EXPECT_EQ(world.audit().at(0).action, "onboarding_signed_in");
  EXPECT_FALSE(world.database->read([&](db::Connection& c) {
    return store::find_job_by_key(c, fmt::format("discover:{}", world.connection)).has_value();
  }));
}

TEST_F(OnboardingTest, GivesTokensForAnHourAndNoLonger) {
  EXPECT_NE(refusal_of(kCustomer).find("Sign in for this first"), std::string::npos);
  sign_in("consent");
  const auto kept = world.secret(vault::kOnboardingToken);
  EXPECT_FALSE(onboarding_token(world.services, world.connection, kCustomer,
                                "https://graph.microsoft.com/.default", {})
                   .value.empty());
  EXPECT_EQ(world.secret(vault::kOnboardingToken), kept) << "not prolonged";
  EXPECT_EQ(world.microsoft.asked().back(), std::pair(kCustomer, std::string("refresh_token")));
  world.clock.advance(kOnboardingLife);
  EXPECT_FALSE(session());
  EXPECT_NE(refusal_of(kCustomer).find("Sign in for this first"), std::string::npos);
  EXPECT_NE(world.secret(vault::kOnboardingToken), "");
  end_due_onboardings(world.services);
  EXPECT_EQ(world.secret(vault::kOnboardingToken), "");
}

TEST_F(OnboardingTest, EndsWhenTheActsAreDone) {
  sign_in("groups");
  end_onboarding(world.services, world.connection);
  EXPECT_FALSE(session());
  EXPECT_EQ(world.secret(vault::kOnboardingToken), "");
  EXPECT_EQ(world.secret(vault::kRefreshToken), "refresh-0");
  end_onboarding(world.services, world.connection);
}

TEST_F(OnboardingTest, ActsOfTheSamePersonAddUp) {
  sign_in("groups");
  sign_in("relationships");
  sign_in("groups");
  EXPECT_EQ(session()->acts, "groups relationships");
  EXPECT_TRUE(session()->allows("groups"));
  EXPECT_FALSE(session()->allows("consent"));
  EXPECT_FALSE(session()->allows("group"));
  const auto other = world.database->write(db::Lane::people, [](db::Connection& c) {
    store::Account values;
    values.email = "bob@msp.example";
    values.state = "active";
    return store::create_account(c, values, kTestNow).id;
  });
  const auto url =
      begin_onboarding(world.services, world.connection, "consent", {other, "", "cookie"}, {});
  EXPECT_TRUE(finish(come_back(url), other).connected());
  EXPECT_EQ(session()->acts, "consent");
  EXPECT_EQ(session()->account, other);
}

TEST_F(OnboardingTest, IsProvenLikeConnecting) {
  const auto failed = [&](const SignInOutcome& outcome, std::string_view words) {
    ASSERT_FALSE(outcome.connected());
    EXPECT_NE(outcome.error->message().find(words), std::string::npos) << outcome.error->message();
    EXPECT_FALSE(session());
    EXPECT_EQ(world.secret(vault::kOnboardingToken), "");
    EXPECT_EQ(world.row().state, "connected");
  };
  failed(finish(come_back(begin("consent")), 0, "another"), "another browser");
  failed(finish(come_back(begin("consent")), world.account + 1), "begun by somebody else");
  auto query = come_back(begin("consent"));
  query["error"] = "access_denied";
  failed(finish(query), "declined");
  query = come_back(begin("consent"));
  query.erase("code");
  failed(finish(query), "without a code");
  query = come_back(begin("consent"));
  world.microsoft.nonce = "replayed";
  failed(finish(query), "could not be proved to come from Microsoft");
  query = come_back(begin("consent"));
  world.microsoft.signed_in_tenant = kCustomer;
  failed(finish(query), "belongs to another tenant");
  world.microsoft.signed_in_tenant = kPartner;
  query = come_back(begin("consent"));
  world.microsoft.methods = "";
  world.microsoft.partner_center = http::json_answer(401, R"({"description":"MFA required"})");
  failed(finish(query), "without multi-factor authentication");
  EXPECT_EQ(world.audit().at(0).action, "onboarding_failed");
}

TEST_F(OnboardingTest, AConnectionThatChangedMeanwhileIsNotActedFor) {
  const auto query = come_back(begin("consent"));
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    world.vault->put(c, vault::kConnection, world.connection, vault::kClientSecret,
                     base::SecretBytes(std::string_view("another")), kTestNow);
  });
  const auto outcome = finish(query);
  ASSERT_FALSE(outcome.connected());
  EXPECT_NE(outcome.error->message().find("changed during the sign-in"), std::string::npos);
}

TEST_F(OnboardingTest, ARefusalOfATenantIsTold) {
  sign_in("consent");
  world.microsoft.refuse[{kCustomer, "refresh_token"}] =
      http::json_answer(400, aadsts("invalid_grant", 65001));
  EXPECT_NE(refusal_of(kCustomer).find("consent"), std::string::npos) << refusal_of(kCustomer);
  EXPECT_TRUE(session()) << "one tenant's refusal ends nothing";
}

TEST_F(OnboardingTest, ASingleTenantSignsInOnlyToLeave) {
  auto row = world.row();
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    c.execute("UPDATE connections SET kind = 'direct' WHERE id = $1", {row.id});
  });
  EXPECT_THROW(begin("consent"), base::Error);
  EXPECT_THROW(begin("groups"), base::Error);
  EXPECT_EQ(scope_of("leaving"),
            "openid profile offline_access https://graph.microsoft.com/Application.Read.All "
            "https://graph.microsoft.com/AppRoleAssignment.ReadWrite.All "
            "https://graph.microsoft.com/DelegatedPermissionGrant.ReadWrite.All");
}

TEST_F(OnboardingTest, GoesWithTheConnection) {
  sign_in("consent");
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::delete_connection(c, world.connection, kTestNow);
  });
  EXPECT_FALSE(session());
  EXPECT_EQ(world.secret(vault::kOnboardingToken), "");
}

}  // namespace
}  // namespace reeve::connect
