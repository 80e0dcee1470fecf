// Signing in to BMS: every form of it, refusals, refreshed and voided tokens, who one is.
#include <gtest/gtest.h>

#include "bms_listing.h"
#include "bms_tokens.h"
#include "test_bms.h"
#include "totp.h"

namespace cloud {
namespace {

class BmsSignIn : public testing::Test, public TestBms {
 protected:
  Response with(std::string_view name, const std::string& value) {
    Pairs fields = password_form();
    for (auto& one : fields)
      if (one.first == name) one.second = value;
    return authenticate(fields);
  }
  Response user_info(const std::string& access) {
    return ask("GET", "/v2/security/userinfo", {{"Authorization", "Bearer " + access}});
  }
  Response refresh_pair(const std::string& access, const std::string& refresh) {
    return post("/v2/security/refreshtoken", {{"AccessToken", access}, {"RefreshToken", refresh}});
  }
};

TEST_F(BmsSignIn, GivesTwoTokensAndTheirInstants) {
  const auto tokens = result(authenticate(password_form()));
  const std::int64_t now = cloud.clock.now();
  const auto access = parse_moment(text_of(tokens, "accessTokenExpireOn"));
  const auto refresh = parse_moment(text_of(tokens, "refreshTokenExpireOn"));
  ASSERT_TRUE(access && refresh);
  EXPECT_NEAR(static_cast<double>(*access), static_cast<double>(now + kBmsAccessSeconds), 5);
  EXPECT_GT(*refresh, *access);
  EXPECT_EQ(split(text_of(tokens, "accessToken"), '.').size(), 3U) << "a JWT";
  EXPECT_EQ(user_info(text_of(tokens, "accessToken")).status, 200);
}

TEST_F(BmsSignIn, TakesTheFieldsInAnyLetterCase) {
  EXPECT_TRUE(succeeded(authenticate({{"grantType", "password"},
                                      {"userName", known().user_name},
                                      {"password", known().password},
                                      {"tenant", known().company}})));
}

TEST_F(BmsSignIn, RefusesInsideATwoHundred) {
  for (const Response& response :
       {with("Password", "wrong"), with("UserName", "nobody"), with("Tenant", "Another MSP"),
        with("Tenant", ""), with("UserName", known().mfa_user_name)}) {
    EXPECT_EQ(response.status, 200);
    EXPECT_FALSE(succeeded(response));
    EXPECT_EQ(error_code(response), 978001);
    EXPECT_TRUE(body(response).at("result").is_null());
  }
  EXPECT_TRUE(refused(with("GrantType", ""), "GrantType field is required"));
  EXPECT_TRUE(refused(with("GrantType", "saml"), "not supported"));
  EXPECT_EQ(ask("POST", "/v2/security/authenticate", {{"Content-Type", "application/json"}},
                R"({"GrantType":"password"})")
                .status,
            415);
}

TEST_F(BmsSignIn, AnEmployeeNeedsTheCodeOfTheMoment) {
  Pairs fields = {{"GrantType", "password"},
                  {"UserName", known().mfa_user_name},
                  {"Password", known().mfa_password},
                  {"Tenant", known().company}};
  EXPECT_FALSE(succeeded(authenticate(fields)));
  fields.emplace_back("MFACode", totp_code(known().totp_secret, cloud.clock.now()));
  const Response entered = authenticate(fields);
  ASSERT_TRUE(succeeded(entered)) << entered.body;
  const auto who = result(user_info(text_of(result(entered), "accessToken")));
  EXPECT_EQ(text_of(who, "emailAddress"), known().mfa_user_name);
  EXPECT_FALSE(who.at("isUserSystemAdmin").as_bool());
  fields.back().second = "000000";
  EXPECT_FALSE(succeeded(authenticate(fields)));
}

TEST_F(BmsSignIn, UserInfoTellsTheTenantAndTheRights) {
  const auto who = result(user_info(token()));
  EXPECT_EQ(text_of(who, "businessName"), known().company);
  EXPECT_EQ(number_of(who, "tenantId"), known().tenant_id);
  EXPECT_TRUE(who.at("isUserSystemAdmin").as_bool());
  EXPECT_TRUE(who.at("userAccessRights").as_array().at(0).at("canModify").as_bool());
}

TEST_F(BmsSignIn, ATokenThatIsNoneOrTooOldIsASecurityError) {
  const std::string good = token();
  for (const std::string& bad : {std::string(), std::string("x.y.z"), good + "x",
                                 token_for(customer().id), good.substr(0, good.size() / 2)}) {
    const Response response = user_info(bad);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(error_code(response), 978001);
    EXPECT_NE(response.body.find("Security Error"), std::string::npos);
  }
  EXPECT_EQ(ask("GET", "/v2/security/userinfo").status, 401);
  EXPECT_EQ(ask("GET", "/v2/security/userinfo", {{"Authorization", good}}).status, 401);
  control("POST", "clock", {{"advance", "PT19M"}});
  EXPECT_EQ(user_info(good).status, 200);
  control("POST", "clock", {{"advance", "PT1M"}});
  EXPECT_EQ(user_info(good).status, 401);
}

TEST_F(BmsSignIn, GraphDoesNotTakeItsTokens) {
  EXPECT_EQ(graph(token(), "/v1.0/organization").status, 401);
}

TEST_F(BmsSignIn, ARefreshGivesANewPairOnce) {
  const auto first = result(authenticate(password_form()));
  control("POST", "clock", {{"advance", "PT30M"}});
  const Response second =
      refresh_pair(text_of(first, "accessToken"), text_of(first, "refreshToken"));
  ASSERT_TRUE(succeeded(second)) << "an access token that has expired is no hindrance";
  EXPECT_EQ(user_info(text_of(result(second), "accessToken")).status, 200);
  const Response again =
      refresh_pair(text_of(first, "accessToken"), text_of(first, "refreshToken"));
  EXPECT_TRUE(refused(again, "Security Error"));
  EXPECT_TRUE(succeeded(refresh_pair(text_of(result(second), "accessToken"),
                                     text_of(result(second), "refreshToken"))));
}

TEST_F(BmsSignIn, ARefreshNeedsBothTokensOfOnePair) {
  const auto one = result(authenticate(password_form()));
  const auto other = result(authenticate(password_form()));
  EXPECT_TRUE(refused(refresh_pair("", text_of(one, "refreshToken")), "AccessToken field"));
  EXPECT_TRUE(refused(refresh_pair(text_of(one, "accessToken"), ""), "Security Error"));
  EXPECT_TRUE(refused(refresh_pair(text_of(one, "accessToken"), text_of(other, "refreshToken")),
                      "Security Error"));
  EXPECT_TRUE(refused(refresh_pair("x", text_of(one, "refreshToken")), "Security Error"));
  control("POST", "clock", {{"advance", "PT8H"}});
  EXPECT_TRUE(refused(refresh_pair(text_of(one, "accessToken"), text_of(one, "refreshToken")),
                      "Security Error"));
}

TEST_F(BmsSignIn, RevokedTokensAreVoidAndNewOnesAreNot) {
  const auto before = result(authenticate(password_form()));
  EXPECT_EQ(control("POST", "bms/revoke").status, 204);
  EXPECT_EQ(user_info(text_of(before, "accessToken")).status, 401);
  EXPECT_TRUE(refused(refresh_pair(text_of(before, "accessToken"), text_of(before, "refreshToken")),
                      "Security Error"));
  EXPECT_TRUE(succeeded(user_info(text_of(result(authenticate(password_form())), "accessToken"))));
}

}  // namespace
}  // namespace cloud
