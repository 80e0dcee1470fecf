// New credentials are in use only after a sign-in has proven them; the old ones work until then.
#include "connect/credentials.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "connect/tiny_microsoft.h"
#include "http/url.h"
#include "microsoft/certificate.h"
#include "microsoft/jwt.h"
#include "store/jobs.h"

namespace reeve::connect {
namespace {

using Query = std::map<std::string, std::string>;

const std::string kOtherApplication = "33333333-3333-3333-3333-333333333333";

class CredentialsTest : public ::testing::Test {
 protected:
  Actor actor() const { return {world.account, "127.0.0.1", "cookie"}; }
  void enter(std::string_view secret) {
    enter_client_secret(world.services, world.connection, base::SecretBytes(secret), actor());
  }
  void certify() { enter_new_certificate(world.services, world.connection, actor()); }
  Query begin() {
    const auto url = begin_sign_in(world.services, world.connection, actor(), {});
    const auto parsed = http::parse_url(url);
    sent = TinyMicrosoft::form_of(parsed->target.substr(parsed->target.find('?') + 1));
    world.microsoft.nonce = sent["nonce"];
    world.microsoft.audience = sent["client_id"];
    if (url.find("/adminconsent") != std::string::npos)
      return {{"admin_consent", "True"}, {"tenant", kPartner}, {"state", sent["state"]}};
    return {{"code", "the-code"}, {"state", sent["state"]}};
  }
  SignInOutcome finish(const Query& query) {
    return finish_sign_in(world.services, tokens, query, actor(), {});
  }
  std::optional<store::PendingCredentials> pending() {
    return world.database->read(
        [&](db::Connection& c) { return store::find_pending_credentials(c, world.connection); });
  }
  TinyMicrosoft::Form last_form() { return TinyMicrosoft::form_of(last_token_request().body); }
  http::Request last_token_request() {
    http::Request last;
    for (const auto& request : world.transport.requests())
      if (request.url.ends_with("/token")) last = request;
    return last;
  }
  void make_direct() {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      c.execute("UPDATE connections SET kind = 'direct' WHERE id = $1", {world.connection});
    });
  }

  World world;
  TokenSource tokens{world.services};
  Query sent;
};

TEST_F(CredentialsTest, ANewConnectionTakesThemAtOnce) {
  enter("first");
  EXPECT_EQ(world.secret(vault::kClientSecret), "first");
  EXPECT_FALSE(pending());
  certify();
  EXPECT_TRUE(world.row().certificate);
  EXPECT_EQ(world.secret(vault::kClientSecret), "");
  EXPECT_NE(world.secret(vault::kPrivateKey).find("PRIVATE KEY"), std::string::npos);
  enter("second");
  EXPECT_FALSE(world.row().certificate);
  EXPECT_EQ(world.secret(vault::kPrivateKey), "");
}

TEST_F(CredentialsTest, AWorkingConnectionKeepsTheOldUntilASignInProvesTheNew) {
  world.connect();
  enter("new secret");
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    auto values = store::find_pending_credentials(c, world.connection).value();
    values.application_id = kOtherApplication;
    values.secret_expires_on = "2028-11-23";
    store::put_pending_credentials(c, values, kTestNow);
  });
  tokens.token(world.connection, kCustomer, {});
  EXPECT_EQ(last_form()["client_secret"], "s3cret");
  EXPECT_EQ(last_form()["client_id"], kApplication);

  auto refused = begin();
  refused["error"] = "access_denied";
  EXPECT_FALSE(finish(refused).connected());
  EXPECT_EQ(world.secret(vault::kClientSecret), "s3cret");
  EXPECT_TRUE(pending());

  const auto back = begin();
  EXPECT_EQ(sent["client_id"], kOtherApplication);
  const auto outcome = finish(back);
  ASSERT_TRUE(outcome.connected()) << outcome.error->message();
  EXPECT_EQ(world.secret(vault::kClientSecret), "new secret");
  EXPECT_EQ(world.row().application_id, kOtherApplication);
  EXPECT_EQ(world.row().secret_expires_on, "2028-11-23");
  EXPECT_EQ(world.row().expires_source, "person");
  EXPECT_FALSE(pending());
  EXPECT_EQ(world.secret(vault::kPendingSecret), "");
  const auto job = world.database->read([&](db::Connection& c) {
    return store::find_job_by_key(c, fmt::format("discover:{}", world.connection));
  });
  ASSERT_TRUE(job);
  EXPECT_NE(job->payload.find(R"("sync":true)"), std::string::npos);
}

TEST_F(CredentialsTest, ACertificateProvesTheApplicationWithoutASecret) {
  world.connect();
  certify();
  const auto outcome = finish(begin());
  ASSERT_TRUE(outcome.connected()) << outcome.error->message();
  EXPECT_EQ(world.row().secret_expires_on, "2028-11-23");
  EXPECT_EQ(world.row().expires_source, "microsoft");
  EXPECT_EQ(world.secret(vault::kClientSecret), "");
  tokens.token(world.connection, kCustomer, {});
  auto form = last_form();
  EXPECT_FALSE(form.contains("client_secret"));
  EXPECT_EQ(form["client_assertion_type"],
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  const auto jwt = microsoft::read_jwt(form["client_assertion"]);
  ASSERT_TRUE(jwt);
  EXPECT_EQ(base::text_member(jwt->claims, "aud"), last_token_request().url);
  EXPECT_EQ(base::text_member(jwt->header, "x5t#S256"),
            microsoft::certificate_facts(world.row().certificate.value()).thumbprint_sha256);
}

TEST_F(CredentialsTest, ChangedDuringTheSignInIsRefused) {
  world.connect();
  enter("one");
  const auto back = begin();
  enter("two");
  const auto outcome = finish(back);
  ASSERT_FALSE(outcome.connected());
  EXPECT_NE(outcome.error->message().find("changed during the sign-in"), std::string::npos);
  EXPECT_EQ(world.secret(vault::kClientSecret), "s3cret");
}

TEST_F(CredentialsTest, DroppedOnesAreForgotten) {
  world.connect();
  enter("one");
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::drop_pending_credentials(c, world.connection);
  });
  EXPECT_EQ(world.secret(vault::kPendingSecret), "");
  EXPECT_FALSE(pending());
  EXPECT_TRUE(finish(begin()).connected());
  EXPECT_EQ(world.secret(vault::kClientSecret), "s3cret");
}

TEST_F(CredentialsTest, Invariant7NoKeyIsReadableInTheDatabase) {
  certify();
  const auto stored = world.database->read([](db::Connection& c) {
    std::string all;
    for (const auto& row : c.query("SELECT sealed FROM secrets")) all += row.text(0);
    for (const auto& row : c.query("SELECT certificate FROM connections")) all += row.text(0);
    return all;
  });
  EXPECT_EQ(stored.find("PRIVATE"), std::string::npos);
}

TEST_F(CredentialsTest, ASingleTenantIsConnectedByItsAdministratorsConsent) {
  make_direct();
  const auto back = begin();
  EXPECT_EQ(sent["scope"], "https://graph.microsoft.com/.default");
  EXPECT_FALSE(sent.contains("code_challenge"));
  const auto outcome = finish(back);
  ASSERT_TRUE(outcome.connected()) << outcome.error->message();
  EXPECT_EQ(world.row().state, "connected");
  EXPECT_FALSE(world.row().service_account);
  EXPECT_EQ(world.row().mfa, "unknown");
  EXPECT_EQ(world.secret(vault::kRefreshToken), "");
}

TEST_F(CredentialsTest, AForgedConsentIsWorthNothing) {
  make_direct();
  const auto refused = [&](Query query, std::string_view words) {
    const auto outcome = finish(query);
    ASSERT_FALSE(outcome.connected()) << words;
    EXPECT_NE(outcome.error->message().find(words), std::string::npos) << outcome.error->message();
    EXPECT_EQ(world.row().state, "new");
  };
  auto query = begin();
  query["error"] = "consent_required";  // beside admin_consent=True, as Microsoft sends it
  refused(query, "allowed");
  query = begin();
  query.erase("admin_consent");
  refused(query, "without an administrator's consent");
  query = begin();
  query["admin_consent"] = "False";
  refused(query, "without an administrator's consent");
  query = begin();
  query["tenant"] = kCustomer;
  refused(query, "in another tenant");
  query = begin();
  world.microsoft.roles = "[]";
  refused(query, "no permission to read users");
  query = begin();
  world.microsoft.refuse[{kPartner, "client_credentials"}] =
      http::json_answer(400, aadsts("unauthorized_client", 700016));
  refused(query, "");
}

}  // namespace
}  // namespace reeve::connect
