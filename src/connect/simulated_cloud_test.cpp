// The whole path against the simulated cloud: sign in, discover, list users, and the faults a
// technician meets.
#include "connect/simulated_cloud.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "connect/discover.h"
#include "connect/sign_in.h"
#include "connect/tiny_microsoft.h"
#include "http/url.h"

namespace reeve::connect {
namespace {

using base::text_member;

class CloudTest : public ::testing::Test {
 protected:
  explicit CloudTest(SimulatedCloud::Serve serve = SimulatedCloud::Serve::plain) : serve_(serve) {}

  void SetUp() override {
    if (!SimulatedCloud::available())
      GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
    cloud.emplace(serve_);
    transport = std::make_unique<http::CurlTransport>(cloud->curl_options());
    services.emplace(Services{*world.database, *world.vault, *transport, clock,
                              base::system_random(), "http://localhost:8080"});
    tokens = std::make_unique<TokenSource>(*services);
    facts = cloud->world();
    const auto& partner = base::member(facts, "partner");
    partner_tenant = text_member(partner, "tenantId");
    user = text_member(base::member(partner, "serviceAccount"), "userPrincipalName");
    password = text_member(base::member(partner, "serviceAccount"), "password");
    auto row = world.row();
    row.cloud = cloud_name();
    row.application_id = text_member(partner, "applicationId");
    row.directory_id = partner_tenant;
    world.database->write(db::Lane::people,
                          [&](db::Connection& c) { store::update_connection(c, row, kTestNow); });
    set_secret(text_member(partner, "clientSecret"));
  }
  std::string cloud_name() const {
    return serve_ == SimulatedCloud::Serve::tls ? "global" : cloud->url();
  }
  void set_secret(const std::string& secret) {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      world.vault->put(c, vault::kConnection, world.connection, vault::kClientSecret,
                       base::SecretBytes(std::string_view(secret)), kTestNow);
    });
  }
  SignInOutcome sign_in(bool accept = true) {
    const auto url = begin_sign_in(*services, world.connection, {world.account, ""}, {});
    const auto back = http::parse_url(cloud->walk_through(url, user, password, accept));
    EXPECT_TRUE(back && origin_of(*back) == "http://localhost:8080");
    if (!back) return {};
    return finish_sign_in(*services, *tokens,
                          TinyMicrosoft::form_of(back->target.substr(back->target.find('?') + 1)),
                          {world.account, ""}, {});
  }
  std::string customer(std::size_t at) {
    return text_member(base::member(facts, "customers").as_array().at(at), "tenantId");
  }
  microsoft::Listing list_users(const std::string& tenant, std::int64_t top = 10) {
    objects = 0;
    return graph().list(tenant, fmt::format("/v1.0/users?$select=id,displayName&$top={}", top),
                        [this](const microsoft::Page& page) { objects += page.objects.size(); },
                        {});
  }
  microsoft::GraphClient& graph() {
    if (!graph_)
      graph_.emplace(*transport, clock, base::system_random(), microsoft::cloud_named(cloud_name()),
                     tokens->token_for(world.connection));
    return *graph_;
  }

  std::optional<SimulatedCloud> cloud;
  World world;
  SimulatedCloud::Serve serve_;
  std::unique_ptr<http::CurlTransport> transport;
  base::SystemClock clock;
  std::optional<Services> services;
  std::unique_ptr<TokenSource> tokens;
  std::optional<microsoft::GraphClient> graph_;
  base::json::value facts;
  std::string partner_tenant, user, password;
  std::size_t objects = 0;
};

TEST_F(CloudTest, ConnectsDiscoversAndLists) {
  const auto outcome = sign_in();
  ASSERT_TRUE(outcome.connected()) << outcome.error->message() << " " << outcome.error->detail();
  EXPECT_EQ(outcome.service_account, user);
  const auto found = run_discovery(*services, *tokens, world.connection, {});
  EXPECT_TRUE(found.complete) << found.sentence;
  EXPECT_EQ(found.merged.total, 4);
  EXPECT_EQ(found.queued, 3);
  const auto expected =
      base::optional_integer(base::member(facts, "customers").as_array().at(0), "users").value();
  const auto listing = list_users(customer(0));
  EXPECT_TRUE(listing.complete) << listing.sentence << " " << listing.detail;
  EXPECT_EQ(static_cast<std::int64_t>(objects), expected);
  EXPECT_EQ(listing.pages, (expected + 9) / 10);
}

TEST_F(CloudTest, RefusedConsent) {
  const auto outcome = sign_in(false);
  ASSERT_FALSE(outcome.connected());
  EXPECT_NE(outcome.error->message().find("declined"), std::string::npos)
      << outcome.error->message();
  EXPECT_EQ(world.row().state, "new");
}

TEST_F(CloudTest, WrongSecretAndUnknownTenant) {
  set_secret("wrong");
  try {
    begin_sign_in(*services, world.connection, {world.account, ""}, {});
    ADD_FAILURE() << "a wrong secret was taken";
  } catch (const base::Error& error) {
    EXPECT_NE(error.message().find("The client secret is wrong."), std::string::npos)
        << error.message();
  }
  auto row = world.row();
  row.directory_id = "12345678-1234-1234-1234-123456789012";
  world.database->write(db::Lane::people,
                        [&](db::Connection& c) { store::update_connection(c, row, kTestNow); });
  try {
    begin_sign_in(*services, world.connection, {world.account, ""}, {});
    ADD_FAILURE() << "an unknown tenant was taken";
  } catch (const base::Error& error) {
    EXPECT_NE(error.message().find("knows no tenant"), std::string::npos) << error.message();
  }
}

TEST_F(CloudTest, ThrottlingIsWaitedOutAndACutPageEndsTheList) {
  ASSERT_TRUE(sign_in().connected());
  cloud->fault(R"({"kind":"throttled","path":"/users","page":2,"seconds":1})");
  EXPECT_TRUE(list_users(customer(0)).complete);
  EXPECT_GE(objects, 11U);
  cloud->fault(R"({"kind":"cut-page","path":"/users","page":3})");
  const auto cut = list_users(customer(0));
  EXPECT_FALSE(cut.complete);
  EXPECT_EQ(cut.code, "page_cut");
  EXPECT_EQ(cut.pages, 2);
  EXPECT_NE(cut.sentence.find("broke off on page 3. Nothing was marked gone."), std::string::npos)
      << cut.sentence;
  cloud->mend();
  cloud->fault(R"({"kind":"not-json","path":"/users","page":1})");
  EXPECT_EQ(list_users(customer(0)).code, "not_json");
  cloud->mend();
  cloud->fault(R"({"kind":"forbidden","path":"/users","page":2})");
  EXPECT_EQ(list_users(customer(0)).code, "not_allowed");
}

TEST_F(CloudTest, ACustomerWithoutConsentSuffersAlone) {
  ASSERT_TRUE(sign_in().connected());
  cloud->fault(fmt::format(R"({{"kind":"no-consent","tenant":"{}"}})", customer(1)));
  const auto refused = list_users(customer(1));
  EXPECT_EQ(refused.code, "no_token");
  EXPECT_NE(refused.sentence.find("has not been allowed in this tenant"), std::string::npos)
      << refused.sentence;
  EXPECT_TRUE(list_users(customer(0)).complete);
  EXPECT_EQ(world.row().state, "connected");
}

TEST_F(CloudTest, ARevokedGrantTurnsTheConnectionToReconnect) {
  ASSERT_TRUE(sign_in().connected());
  cloud->fault(R"({"kind":"grant-revoked"})");
  try {
    run_discovery(*services, *tokens, world.connection, {});
    ADD_FAILURE() << "discovery went on";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::refused);
  }
  EXPECT_EQ(world.row().state, "reconnect");
  cloud->mend();
  EXPECT_TRUE(sign_in().connected());
  EXPECT_EQ(world.row().state, "connected");
  EXPECT_TRUE(run_discovery(*services, *tokens, world.connection, {}).complete);
}

// Hosts, issuer and nextLink differ from each other here as they do at Microsoft.
class RealNames : public CloudTest {
 protected:
  RealNames() : CloudTest(SimulatedCloud::Serve::tls) {}
};

TEST_F(RealNames, ConnectsDiscoversAndListsOverTls) {
  const auto outcome = sign_in();
  ASSERT_TRUE(outcome.connected()) << outcome.error->message() << " " << outcome.error->detail();
  EXPECT_TRUE(run_discovery(*services, *tokens, world.connection, {}).complete);
  const auto listing = list_users(customer(0));
  EXPECT_TRUE(listing.complete) << listing.sentence;
  EXPECT_GT(listing.pages, 1);
}

TEST_F(RealNames, AnUntrustedCertificateStopsEverything) {
  auto options = cloud->curl_options();
  options.ca_file.clear();
  http::CurlTransport careful(options);
  http::Request request;
  request.url = "https://graph.microsoft.com/v1.0/organization";
  try {
    careful.send(request, {});
    ADD_FAILURE() << "it was trusted";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::unavailable);
    EXPECT_NE(error.message().find("The certificate of graph.microsoft.com is not trusted"),
              std::string::npos)
        << error.message();
  }
}

}  // namespace
}  // namespace reeve::connect
