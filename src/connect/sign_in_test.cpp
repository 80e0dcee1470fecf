// The journey to Microsoft's sign-in and back, and every way it fails.
#include "connect/sign_in.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "connect/journey.h"
#include "connect/tiny_microsoft.h"
#include "http/url.h"
#include "store/jobs.h"

namespace reeve::connect {
namespace {

using Query = std::map<std::string, std::string>;

class SignInTest : public ::testing::Test {
 protected:
  std::string begin() {
    return begin_sign_in(world.services, world.connection, {world.account, "127.0.0.1", "cookie"},
                         {});
  }
  static Query query_of(const std::string& url) {
    const auto parsed = http::parse_url(url);
    return TinyMicrosoft::form_of(parsed.value().target.substr(parsed->target.find('?') + 1));
  }
  // Microsoft's part of the journey.
  Query come_back(const std::string& url) {
    const auto sent = query_of(url);
    world.microsoft.nonce = sent.at("nonce");
    challenge = sent.at("code_challenge");
    return {{"code", "the-code"}, {"state", sent.at("state")}, {"session_state", "x"}};
  }
  SignInOutcome finish(const Query& query, base::Id account = 0,
                       const std::string& browser = "cookie") {
    return finish_sign_in(world.services, tokens, query,
                          {account == 0 ? world.account : account, "127.0.0.1", browser}, {});
  }
  void expect_failed(const SignInOutcome& outcome, std::string_view words) {
    ASSERT_FALSE(outcome.connected());
    EXPECT_NE(outcome.error->message().find(words), std::string::npos) << outcome.error->message();
  }
  bool discovery_queued() {
    return world.database->read([&](db::Connection& c) {
      return store::find_job_by_key(c, fmt::format("discover:{}", world.connection)).has_value();
    });
  }

  World world;
  TokenSource tokens{world.services};
  std::string challenge;
};

TEST_F(SignInTest, SendsTheBrowserToMicrosoft) {
  const auto url = begin();
  EXPECT_TRUE(
      url.starts_with("https://login.microsoftonline.com/" + kPartner + "/oauth2/v2.0/authorize?"))
      << url;
  auto query = query_of(url);
  EXPECT_EQ(query["client_id"], kApplication);
  EXPECT_EQ(query["response_type"], "code");
  EXPECT_EQ(query["response_mode"], "query");
  EXPECT_EQ(query["redirect_uri"], "http://localhost:8080/microsoft/callback");
  EXPECT_EQ(query["scope"],
            "openid profile offline_access https://graph.microsoft.com/User.Read.All "
            "https://graph.microsoft.com/Organization.Read.All "
            "https://graph.microsoft.com/LicenseAssignment.Read.All "
            "https://graph.microsoft.com/DelegatedAdminRelationship.Read.All "
            "https://graph.microsoft.com/Directory.Read.All");
  EXPECT_EQ(query["code_challenge_method"], "S256");
  EXPECT_GE(query["state"].size(), 43U);
  EXPECT_GE(query["nonce"].size(), 43U);
  EXPECT_NE(begin(), url);
}

TEST_F(SignInTest, ConnectsAndQueuesDiscovery) {
  const auto outcome = finish(come_back(begin()));
  ASSERT_TRUE(outcome.connected()) << outcome.error->message();
  EXPECT_EQ(outcome.connection, world.connection);
  EXPECT_EQ(outcome.service_account, "sync@msp.example");
  const auto row = world.row();
  EXPECT_EQ(row.state, "connected");
  EXPECT_EQ(row.service_account, "sync@msp.example");
  EXPECT_TRUE(world.secret(vault::kRefreshToken).starts_with("refresh-"));
  EXPECT_TRUE(discovery_queued());
  const auto audit = world.audit();
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].action, "connect");
  EXPECT_EQ(audit[0].actor, "ann@msp.example");
  EXPECT_EQ(audit[0].subject, world.connection);
  // PKCE: what was redeemed belongs to what was shown.
  for (const auto& request : world.transport.requests()) {
    if (request.body.find("authorization_code") == std::string::npos) continue;
    const auto form = TinyMicrosoft::form_of(request.body);
    EXPECT_EQ(base::base64url(base::as_bytes(base::sha256(form.at("code_verifier")))), challenge);
    EXPECT_EQ(form.at("code"), "the-code");
    EXPECT_EQ(form.at("client_secret"), "s3cret");
  }
}

TEST_F(SignInTest, AStateWorksOnce) {
  const auto query = come_back(begin());
  EXPECT_TRUE(finish(query).connected());
  expect_failed(finish(query), "used already");
  EXPECT_EQ(world.row().state, "connected");
}

TEST_F(SignInTest, AStateEndsAfterTenMinutes) {
  const auto query = come_back(begin());
  world.clock.advance(kSignInLife);
  const auto outcome = finish(query);
  expect_failed(outcome, "expired");
  EXPECT_FALSE(outcome.connection);
}

TEST_F(SignInTest, AnUnknownStateIsToldApart) {
  for (const Query& query :
       {Query{}, Query{{"state", ""}, {"code", "x"}}, Query{{"state", "made up"}, {"code", "x"}},
        Query{{"state", std::string(10'000, 'x')}}}) {
    const auto outcome = finish(query);
    expect_failed(outcome, "did not begin here");
    EXPECT_EQ(outcome.error->code(), base::ErrorCode::invalid);
  }
}

TEST_F(SignInTest, SomebodyElseCannotFinish) {
  const auto other = world.database->write(db::Lane::people, [](db::Connection& c) {
    store::Account values;
    values.email = "mallory@msp.example";
    values.state = "active";
    return store::create_account(c, values, kTestNow).id;
  });
  expect_failed(finish(come_back(begin()), other), "begun by somebody else");
  EXPECT_EQ(world.row().state, "new");
  EXPECT_EQ(world.secret(vault::kRefreshToken), "");
}

TEST_F(SignInTest, AnotherBrowserCannotFinish) {
  expect_failed(finish(come_back(begin()), 0, "another"), "begun in another browser");
  expect_failed(finish(come_back(begin()), 0, ""), "begun in another browser");
  EXPECT_EQ(world.row().state, "new");
}

TEST_F(SignInTest, ASecondFactorIsTakenFromTheTokenOrFromPartnerCenter) {
  EXPECT_TRUE(finish(come_back(begin())).connected());
  EXPECT_EQ(world.row().mfa, "yes");
  const auto asked_partner_center = [&] {
    for (const auto& request : world.transport.requests())
      if (request.url.find("partnercenter") != std::string::npos) return true;
    return false;
  };
  EXPECT_FALSE(asked_partner_center());
  world.microsoft.methods = "";
  EXPECT_TRUE(finish(come_back(begin())).connected());
  EXPECT_EQ(world.row().mfa, "yes");
  EXPECT_TRUE(asked_partner_center());
  for (const int status : {403, 404, 500}) {
    world.microsoft.partner_center = http::json_answer(status, "{}");
    EXPECT_TRUE(finish(come_back(begin())).connected()) << status;
    EXPECT_EQ(world.row().mfa, "unknown") << status;
  }
}

TEST_F(SignInTest, OnlyThe401OfPartnerCenterMeansNoSecondFactor) {
  world.microsoft.methods = "";
  world.microsoft.partner_center = http::json_answer(401, R"({"description":"MFA required"})");
  expect_failed(finish(come_back(begin())), "without multi-factor authentication");
  EXPECT_EQ(world.row().state, "new");
  EXPECT_EQ(world.secret(vault::kRefreshToken), "");
}

TEST_F(SignInTest, ACustomersDirectoryIsNotAPartners) {
  auto& lists = world.microsoft.lists;
  lists["organization"] = R"({"id":"1","partnerTenantType":null})";
  lists["contracts"] = "";
  lists["delegatedAdminRelationships"] = "";
  expect_failed(finish(come_back(begin())), "This directory is not a partner's");
  lists["contracts"] = R"({"customerId":"1"})";
  EXPECT_TRUE(finish(come_back(begin())).connected());
  lists["contracts"] = "";
  lists["organization"] = R"({"id":"1","partnerTenantType":"breadthPartner"})";
  EXPECT_TRUE(finish(come_back(begin())).connected());
}

TEST_F(SignInTest, RefusedConsentIsOneClearSentence) {
  auto query = come_back(begin());
  query.erase("code");
  query["error"] = "consent_required";
  query["error_description"] =
      "AADSTS65004: The resource owner or authorization server denied the request.";
  const auto outcome = finish(query);
  expect_failed(outcome, "Consent was declined in Microsoft's sign-in. Start again and accept");
  EXPECT_EQ(outcome.connection, world.connection);
  const auto row = world.row();
  EXPECT_EQ(row.state, "new");
  EXPECT_EQ(row.reason, "Consent was declined in Microsoft's sign-in.");
  EXPECT_TRUE(row.remedy);
  EXPECT_EQ(world.audit().at(0).action, "connect_failed");
}

TEST_F(SignInTest, AnErrorGoesBeforeACode) {
  auto query = come_back(begin());
  query["error"] = "access_denied";
  expect_failed(finish(query), "declined");
}

TEST_F(SignInTest, AnExpiredCode) {
  const auto query = come_back(begin());
  world.microsoft.refuse[{kPartner, "authorization_code"}] =
      http::json_answer(400, aadsts("invalid_grant", 70008));
  expect_failed(finish(query), "has expired. Start the sign-in again");
  EXPECT_NE(world.row().detail.value_or("").find("AADSTS70008"), std::string::npos);
}

TEST_F(SignInTest, AnotherTenantsAccount) {
  const auto query = come_back(begin());
  world.microsoft.signed_in_tenant = kCustomer;
  world.microsoft.user = "bob@customer.example";
  expect_failed(finish(query), "bob@customer.example belongs to another tenant");
  EXPECT_EQ(world.secret(vault::kRefreshToken), "");
}

TEST_F(SignInTest, AnIdTokenOfAnotherSignIn) {
  const auto query = come_back(begin());
  world.microsoft.nonce = "replayed";
  expect_failed(finish(query), "could not be proved to come from Microsoft");
}

TEST_F(SignInTest, NoLastingPermission) {
  const auto query = come_back(begin());
  world.microsoft.give_refresh_token = false;
  expect_failed(finish(query), "offline_access");
}

TEST_F(SignInTest, AFailureLeavesAWorkingConnectionAsItWas) {
  world.connect();
  const auto before = world.row();
  auto query = come_back(begin());
  query["error"] = "access_denied";
  EXPECT_FALSE(finish(query).connected());
  const auto query2 = come_back(begin());
  world.microsoft.refuse[{kPartner, "authorization_code"}] =
      http::json_answer(401, aadsts("invalid_client", 7000215));
  EXPECT_FALSE(finish(query2).connected());
  const auto after = world.row();
  EXPECT_EQ(after.state, "connected");
  EXPECT_EQ(after.version, before.version);
  EXPECT_FALSE(after.reason);
  EXPECT_EQ(world.secret(vault::kRefreshToken), "refresh-0");
  EXPECT_EQ(world.audit().size(), 2U);
}

TEST_F(SignInTest, AWrongSecretIsToldBeforeTheJourney) {
  world.microsoft.refuse[{kPartner, "client_credentials"}] =
      http::json_answer(401, aadsts("invalid_client", 7000215));
  try {
    begin();
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::refused);
    EXPECT_NE(error.message().find(
                  "The client secret is wrong. Copy the secret's Value, not its Secret ID"),
              std::string::npos)
        << error.message();
    EXPECT_EQ(error.message().find("s3cret"), std::string::npos);
  }
  EXPECT_EQ(world.row().reason, "The client secret is wrong.");
  EXPECT_EQ(world.row().state, "new");
}

TEST_F(SignInTest, AnUnknownTenantIsToldBeforeTheJourney) {
  world.microsoft.unknown_tenant = true;
  try {
    begin();
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(error.message().find("Microsoft knows no tenant with this directory id."),
              std::string::npos);
  }
  EXPECT_TRUE(world.row().reason);
}

TEST_F(SignInTest, AnApplicationNotYetKnownThereMayTravel) {
  world.microsoft.refuse[{kPartner, "client_credentials"}] =
      http::json_answer(400, aadsts("unauthorized_client", 700016));
  EXPECT_FALSE(begin().empty());
}

TEST_F(SignInTest, WhatIsMissingIsNamed) {
  auto row = world.row();
  row.application_id = "my app";
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    row = store::update_connection(c, row, kTestNow);
  });
  EXPECT_THROW(begin(), base::Error);
  row.application_id = kApplication;
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::update_connection(c, row, kTestNow);
    store::delete_secrets(c, vault::kConnection, world.connection);
  });
  try {
    begin();
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
    EXPECT_NE(error.message().find("client secret or certificate is missing"), std::string::npos);
  }
  EXPECT_TRUE(world.transport.requests().empty());
}

TEST_F(SignInTest, Invariant7NothingOfTheJourneyIsReadableInTheDatabase) {
  const auto sent = query_of(begin());
  const auto stored = world.database->read([](db::Connection& c) {
    return c.query("SELECT state_hash, sealed FROM sign_ins").at(0).text(0) +
           c.query("SELECT sealed FROM sign_ins").at(0).text(0);
  });
  EXPECT_EQ(stored.find(sent.at("state")), std::string::npos);
  EXPECT_EQ(stored.find(sent.at("nonce")), std::string::npos);
}

}  // namespace
}  // namespace reeve::connect
