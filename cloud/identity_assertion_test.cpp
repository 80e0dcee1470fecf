// Certificates instead of secrets: every check of a client assertion, and what a token says then.
#include <gtest/gtest.h>

#include "test_assertion.h"

namespace cloud {
namespace {

class Assertion : public testing::Test, public TestCloud {
 protected:
  Assertion() { control("POST", "application/certificate", {{"value", key().certificate()}}); }
  // Making a key takes a while: one is enough.
  static const AssertionKey& key() {
    static const AssertionKey made;
    return made;
  }
  std::string audience(const std::string& tenant) {
    return "http://127.0.0.1:9443/" + tenant + "/oauth2/v2.0/token";
  }
  AssertionParts parts(const boost::json::object& other = {}) {
    AssertionParts made;
    made.payload = assertion_payload(app().id, audience(customer().id), cloud.clock.now(), other);
    return made;
  }
  Response send(const std::string& assertion, std::size_t to = 0) {
    return post(token_address(customer(to).id), assertion_form(app().id, assertion));
  }
  std::int64_t code_for(const AssertionParts& made) { return code_of(send(key().sign(made))); }
};

TEST_F(Assertion, BothFormsOpenAndTheTokenSaysSo) {
  AssertionParts old = parts();
  old.algorithm = "RS256";
  old.thumbprint = "x5t";
  for (const AssertionParts& form : {parts(), old}) {
    const Response given = send(key().sign(form));
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(text_of(claims(text_of(body(given), "access_token")), "appidacr"), "2");
  }
}

TEST_F(Assertion, TheAudienceIsOneTenant) {
  EXPECT_EQ(code_of(send(key().sign(parts()), 1)), 700212);
  EXPECT_EQ(code_for(parts({{"aud", "https://elsewhere.example/token"}})), 700212);
  EXPECT_EQ(code_for(parts({{"aud", audience(customer().default_domain)}})), 700212)
      << "the tenant was named by its id";
}

TEST_F(Assertion, TimesAreCheckedOnTheCloudsClock) {
  const std::int64_t now = cloud.clock.now();
  EXPECT_EQ(code_for(parts({{"exp", now - 301}})), 700024);
  EXPECT_EQ(code_for(parts({{"nbf", now + 360}})), 700024);
  EXPECT_EQ(code_for(parts({{"exp", nullptr}})), 700024);
  const std::string early = key().sign(parts());
  control("POST", "clock", {{"advance", "PT16M"}});
  EXPECT_EQ(code_of(send(early)), 700024);
}

TEST_F(Assertion, CountsOnce) {
  const std::string assertion = key().sign(parts());
  EXPECT_EQ(send(assertion).status, 200);
  EXPECT_EQ(code_of(send(assertion)), 700030);
  EXPECT_EQ(code_for(parts({{"jti", ""}})), 700030);
}

TEST_F(Assertion, NamesTheClientTwice) {
  EXPECT_EQ(code_for(parts({{"iss", "other"}})), 700021);
  EXPECT_EQ(code_for(parts({{"sub", "other"}})), 700021);
}

TEST_F(Assertion, TheSaltIsAsLongAsTheDigest) {
  AssertionParts made = parts();
  made.salt = 20;
  EXPECT_EQ(code_for(made), 700027);
  made = parts();
  made.salt = RSA_PSS_SALTLEN_MAX;
  EXPECT_EQ(code_for(made), 700027);
}

TEST_F(Assertion, StrangersAndForgeriesAreRefused) {
  const AssertionKey stranger;
  EXPECT_EQ(code_of(send(stranger.sign(parts()))), 700027);
  std::string forged = key().sign(parts());
  const auto dot = forged.find('.');
  const std::string other = key().sign(parts());
  forged = forged.substr(0, dot) + other.substr(other.find('.'), other.rfind('.') - dot) +
           forged.substr(forged.rfind('.'));
  EXPECT_EQ(code_of(send(forged)), 700027);
  EXPECT_EQ(code_of(send("a.b.c")), 9002313);
  Pairs without_type = assertion_form(app().id, key().sign(parts()));
  std::erase_if(without_type, [](const auto& one) { return one.first == "client_assertion_type"; });
  EXPECT_EQ(code_of(post(token_address(customer().id), without_type)), 9002313);
}

class Secrets : public testing::Test, public TestCloud {
 protected:
  Response ask_with(const std::string& secret) {
    return post(token_address(customer().id), {{"grant_type", "client_credentials"},
                                               {"client_id", app().id},
                                               {"client_secret", secret},
                                               {"scope", std::string(kGraphDefault)}});
  }
};

TEST_F(Secrets, EndByTheClock) {
  const std::string secret = "a+secret/with=signs&more%";
  control("POST", "application/secret", {{"value", secret}, {"lifetime", "P180D"}});
  EXPECT_EQ(ask_with(secret).status, 200);
  control("POST", "clock", {{"advance", "P181D"}});
  EXPECT_EQ(code_of(ask_with(secret)), 7000222);
  EXPECT_EQ(ask_with(app().secret).status, 200);
  EXPECT_EQ(control("POST", "application/secret", {{"value", "x"}, {"lifetime", "soon"}}).status,
            400);
}

TEST_F(Secrets, AreEncodedInHttpBasicToo) {
  const std::string secret = "a+secret/with=signs&more%: end";
  control("POST", "application/secret", {{"value", secret}});
  const std::string basic = base64_encode(percent_encode(app().id) + ":" + percent_encode(secret));
  const Response given = ask(
      "POST", token_address(customer().id),
      {{"Content-Type", "application/x-www-form-urlencoded"}, {"Authorization", "Basic " + basic}},
      form_text({{"grant_type", "client_credentials"}, {"scope", std::string(kGraphDefault)}}));
  EXPECT_EQ(given.status, 200) << given.body;
}

TEST(SecretsThatEnd, EndAfterARestartToo) {
  const std::string file = testing::TempDir() + "secrets-that-end.state";
  std::remove(file.c_str());
  const auto ask_with_it = [&](TestCloud& cloud) {
    return TestCloud::code_of(cloud.post(cloud.token_address(cloud.customer().id),
                                         {{"grant_type", "client_credentials"},
                                          {"client_id", cloud.app().id},
                                          {"client_secret", "short"},
                                          {"scope", std::string(kGraphDefault)}}));
  };
  {
    TestCloud cloud({7, 3, 12, 12}, file);
    cloud.control("POST", "application/secret", {{"value", "short"}, {"lifetime", "PT1H"}});
    EXPECT_EQ(ask_with_it(cloud), 0);
  }
  TestCloud cloud({7, 3, 12, 12}, file);
  EXPECT_EQ(ask_with_it(cloud), 0);
  cloud.control("POST", "clock", {{"advance", "PT2H"}});
  EXPECT_EQ(ask_with_it(cloud), 7000222);
  std::remove(file.c_str());
}

class SecondFactor : public testing::Test, public TestCloud {
 protected:
  // Somebody of the MSP who registered nothing.
  const User& weak() {
    const User* found = nullptr;
    for (const User& one : partner().users())
      if (one.account_enabled && one.mailbox == Mailbox::user && one.id != account().id)
        found = &one;
    control("PATCH", "tenants/" + partner().id + "/userRegistrationDetails/" + found->id,
            {{"methodsRegistered", boost::json::array()}});
    return *found;
  }
};

TEST_F(SecondFactor, IsClaimedByWhoPassedIt) {
  const auto given = body(redeem(code()));
  const auto access = claims(text_of(given, "access_token"));
  EXPECT_EQ(access.at("amr"), (boost::json::array{"pwd", "mfa"}));
  const auto again = body(refresh(customer().id, text_of(given, "refresh_token")));
  EXPECT_EQ(claims(text_of(again, "access_token")).at("amr"), (boost::json::array{"pwd", "mfa"}));
}

TEST_F(SecondFactor, IsMissingWithoutOne) {
  sign_in(authorize_address());  // consents
  const User& person = weak();
  const Pairs fields = {{"login", person.user_principal_name}, {"passwd", person.password}};
  const std::string back = header(post(authorize_address(), fields), "Location");
  const auto given = body(redeem(field_of(back, "code")));
  EXPECT_EQ(claims(text_of(given, "access_token")).at("amr"), (boost::json::array{"pwd"}));
  const Response page = post(authorize_address({{"amr_values", "mfa"}}), fields);
  EXPECT_NE(page.body.find("AADSTS50079"), std::string::npos);
  EXPECT_NE(get(authorize_address()).body.find(person.user_principal_name), std::string::npos)
      << "the page tells of such an account";
}

TEST_F(SecondFactor, CanBeDeclined) {
  const Response page = post(
      authorize_address(),
      {{"login", account().user_principal_name}, {"passwd", account().password}, {"mfa", "deny"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("AADSTS500121"), std::string::npos);
}

class Versions : public testing::Test, public TestCloud {};

TEST_F(Versions, AnApplicationGetsASecondVersionTokenForItself) {
  const auto given = body(
      post(token_address(customer().id),
           with_client({{"grant_type", "client_credentials"}, {"scope", app().id + "/.default"}})));
  const auto token = claims(text_of(given, "access_token"));
  EXPECT_EQ(text_of(token, "ver"), "2.0");
  EXPECT_EQ(text_of(token, "azp"), app().id);
  EXPECT_EQ(text_of(token, "azpacr"), "1");
  EXPECT_EQ(text_of(token, "iss"), "http://127.0.0.1:9443/" + customer().id + "/v2.0");
  for (const char* name : {"appid", "appidacr", "amr"}) EXPECT_FALSE(token.contains(name)) << name;
}

TEST_F(Versions, TheFirstVersionSignsInWithAResource) {
  const Pairs fields = {{"client_id", app().id},
                        {"response_type", "code"},
                        {"redirect_uri", std::string(kCallback)},
                        {"resource", "https://api.partnercenter.microsoft.com"}};
  const std::string back = sign_in("/" + partner().id + "/oauth2/authorize?" + form_text(fields));
  const auto given =
      body(post("/" + partner().id + "/oauth2/token",
                with_client({{"grant_type", "authorization_code"},
                             {"code", field_of(back, "code")},
                             {"redirect_uri", std::string(kCallback)},
                             {"resource", "https://api.partnercenter.microsoft.com"}})));
  EXPECT_EQ(text_of(given, "resource"), "https://api.partnercenter.microsoft.com");
  EXPECT_FALSE(text_of(given, "refresh_token").empty());
  EXPECT_TRUE(claims(text_of(given, "access_token")).contains("amr"));
  const auto shown = body(get("/" + partner().id + "/.well-known/openid-configuration"));
  EXPECT_EQ(text_of(shown, "issuer"), "https://sts.windows.net/" + partner().id + "/");
  EXPECT_TRUE(text_of(shown, "token_endpoint").ends_with("/oauth2/token"));
}

TEST_F(Versions, MfaIsAskedForInOtherWords) {
  const std::string token = refresh_token();
  control("POST", "faults", {{"kind", "mfa-required"}});
  EXPECT_EQ(text_of(body(refresh(customer().id, token)), "error"), "invalid_grant");
  const auto first = body(post("/" + customer().id + "/oauth2/token",
                               with_client({{"grant_type", "refresh_token"},
                                            {"refresh_token", token},
                                            {"resource", "https://graph.microsoft.com"}})));
  EXPECT_EQ(text_of(first, "error"), "interaction_required");
  EXPECT_EQ(text_of(first, "suberror"), "basic_action");
}

TEST_F(Versions, ClientsThatHandleChallengesGetLongTokens) {
  const auto given =
      body(post(token_address(customer().id),
                with_client({{"grant_type", "client_credentials"},
                             {"scope", std::string(kGraphDefault)},
                             {"claims", R"({"access_token":{"xms_cc":{"values":["cp1"]}}})"}})));
  EXPECT_GE(number_of(given, "expires_in"), 20 * 3600);
  EXPECT_LE(number_of(given, "expires_in"), 28 * 3600);
  EXPECT_TRUE(claims(text_of(given, "access_token")).contains("xms_cc"));
}

}  // namespace
}  // namespace cloud
