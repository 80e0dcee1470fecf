// The identity platform as clients meet it: sign-in, consent, tokens, and every refusal.
#include <gtest/gtest.h>

#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

class Identity : public testing::Test, public TestCloud {};

TEST_F(Identity, DiscoveryNamesTheOriginThatWasAsked) {
  const auto shared = body(get("/organizations/v2.0/.well-known/openid-configuration"));
  EXPECT_EQ(text_of(shared, "issuer"), "http://127.0.0.1:9443/{tenantid}/v2.0");
  EXPECT_EQ(text_of(shared, "msgraph_host"), "127.0.0.1:9443");
  const std::string id = customer().id;
  const auto own =
      body(get("/" + customer().default_domain + "/v2.0/.well-known/openid-configuration"));
  EXPECT_EQ(text_of(own, "issuer"), "http://127.0.0.1:9443/" + id + "/v2.0");
  const auto real = body(ask("GET", "/" + id + "/v2.0/.well-known/openid-configuration",
                             {{"Host", "login.microsoftonline.com"}}));
  EXPECT_EQ(text_of(real, "token_endpoint"),
            "https://login.microsoftonline.com/" + id + "/oauth2/v2.0/token");
  EXPECT_EQ(text_of(real, "userinfo_endpoint"), "https://graph.microsoft.com/oidc/userinfo");
}

TEST_F(Identity, NationalCloudsAnswerWithTheirOwnHosts) {
  const auto usa = body(ask("GET", "/common/v2.0/.well-known/openid-configuration",
                            {{"Host", "login.microsoftonline.us"}}));
  EXPECT_EQ(text_of(usa, "msgraph_host"), "graph.microsoft.us");
  const auto china = body(ask("GET", "/common/v2.0/.well-known/openid-configuration",
                              {{"Host", "login.partner.microsoftonline.cn:443"}}));
  EXPECT_EQ(text_of(china, "msgraph_host"), "microsoftgraph.chinacloudapi.cn");
}

TEST_F(Identity, KeysVerifyWhatWasSigned) {
  const auto keys = body(get("/common/discovery/v2.0/keys"));
  const auto& key = keys.at("keys").as_array().at(0).as_object();
  for (const char* member : {"kty", "use", "kid", "x5t", "n", "e"})
    EXPECT_FALSE(text_of(key, member).empty()) << member;
  EXPECT_EQ(key.at("x5c").as_array().size(), 1U);
  EXPECT_EQ(text_of(key, "kid"), state.key().thumbprint());
}

TEST_F(Identity, SignInShowsItselfAsASimulationWithLabelsAndADemoAccount) {
  const Response page = get(authorize_address());
  EXPECT_EQ(page.status, 200);
  for (const char* part : {"Simulated Microsoft sign-in", "name=\"login\"", "name=\"passwd\"",
                           "<label for=\"login\">", "<label for=\"passwd\">"})
    EXPECT_NE(page.body.find(part), std::string::npos) << part;
  EXPECT_NE(page.body.find(account().user_principal_name), std::string::npos);
}

TEST_F(Identity, FirstSignInAsksForConsentOnceAndEchoesTheState) {
  const std::string address = authorize_address();
  const Pairs person = {{"login", account().user_principal_name}, {"passwd", account().password}};
  const Response first = post(address, person);
  EXPECT_EQ(first.status, 200);
  EXPECT_NE(first.body.find("value=\"accept\""), std::string::npos);
  const std::string location = sign_in(address);
  EXPECT_TRUE(location.starts_with(std::string(kCallback) + "?code=")) << location;
  EXPECT_EQ(field_of(location, "state"), "st&te");
  EXPECT_EQ(post(address, person).status, 302) << "the second sign-in does not ask";
  EXPECT_EQ(post(authorize_address({{"prompt", "consent"}}), person).status, 200);
}

TEST_F(Identity, CancelAndDeclineComeBackAsAccessDenied) {
  const std::string address = authorize_address();
  const std::string canceled = header(post(address, {{"cancel", "1"}}), "Location");
  EXPECT_EQ(field_of(canceled, "error"), "access_denied");
  EXPECT_EQ(field_of(canceled, "state"), "st&te");
  const Response page =
      post(address, {{"login", account().user_principal_name}, {"passwd", account().password}});
  const std::string declined =
      header(post(address, {{"ticket", ticket_of(page)}, {"consent", "cancel"}}), "Location");
  EXPECT_EQ(field_of(declined, "error"), "access_denied");
  EXPECT_TRUE(field_of(declined, "error_description").starts_with("AADSTS65004:"));
}

TEST_F(Identity, WrongPasswordShowsThePageAgain) {
  for (const auto& [login, password] : Pairs{{account().user_principal_name, "wrong"},
                                             {"nobody@" + partner().default_domain, "x"},
                                             {"no address", "x"}}) {
    const Response page = post(authorize_address(), {{"login", login}, {"passwd", password}});
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("AADSTS50126"), std::string::npos) << login;
  }
  const User& stranger = customer().users().front();
  const Response page = post(authorize_address(), {{"login", stranger.user_principal_name},
                                                   {"passwd", stranger.password}});
  EXPECT_NE(page.body.find("AADSTS50020"), std::string::npos);
}

TEST_F(Identity, AForgedTicketSignsNobodyIn) {
  const Response page = post(authorize_address(), {{"ticket", "AAAA"}, {"consent", "accept"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("sign in again"), std::string::npos);
}

TEST_F(Identity, AWrongRedirectIsShownAndNeverFollowed) {
  for (const char* uri : {"https://evil.example/microsoft/callback", "http://localhost:8080/other",
                          "http://127.0.0.1.evil.example/microsoft/callback",
                          "http://localhost:8080/microsoft/callback?x=1"}) {
    const Response page = get(authorize_address({{"redirect_uri", uri}}));
    EXPECT_EQ(page.status, 400) << uri;
    EXPECT_EQ(header(page, "Location"), "");
    EXPECT_NE(page.body.find("AADSTS50011"), std::string::npos) << uri;
  }
  for (const char* uri :
       {"http://127.0.0.1:1/microsoft/callback", "https://localhost/microsoft/callback",
        "http://[::1]:5/microsoft/callback"})
    EXPECT_EQ(get(authorize_address({{"redirect_uri", uri}})).status, 200) << uri;
  control("POST", "application/redirect", {{"value", "https://reeve.example/microsoft/callback"}});
  EXPECT_EQ(
      get(authorize_address({{"redirect_uri", "https://reeve.example/microsoft/callback"}})).status,
      200);
}

TEST_F(Identity, AuthorizeRefusesWhatItMust) {
  EXPECT_NE(get(authorize_address({{"client_id", "x"}})).body.find("AADSTS700016"),
            std::string::npos);
  const auto error = [&](Pairs more) {
    return field_of(header(get(authorize_address(std::move(more))), "Location"), "error");
  };
  EXPECT_EQ(error({{"response_type", "token"}}), "unsupported_response_type");
  EXPECT_EQ(error({{"scope", "https://graph.microsoft.com/User.Frobnicate"}}), "invalid_scope");
  EXPECT_EQ(error({{"prompt", "none"}}), "login_required");
  EXPECT_EQ(error({{"scope", ""}}), "invalid_request");
}

TEST_F(Identity, ResponseModesFragmentAndFormPost) {
  const std::string fragment = sign_in(authorize_address({{"response_mode", "fragment"}}));
  EXPECT_TRUE(fragment.starts_with(std::string(kCallback) + "#code="));
  const Response posted =
      post(authorize_address({{"response_mode", "form_post"}}),
           {{"login", account().user_principal_name}, {"passwd", account().password}});
  EXPECT_EQ(posted.status, 200);
  EXPECT_NE(posted.body.find("name=\"code\""), std::string::npos);
  EXPECT_NE(posted.body.find("value=\"st&amp;te\""), std::string::npos);
}

TEST_F(Identity, ACodeGivesSignedTokensOnce) {
  const std::string once = code({{"nonce", "n0"}});
  const auto tokens = body(redeem(once, {{"client_info", "1"}}));
  const auto id = claims(text_of(tokens, "id_token"));
  EXPECT_EQ(text_of(id, "nonce"), "n0");
  EXPECT_EQ(text_of(id, "tid"), partner().id);
  EXPECT_EQ(text_of(id, "aud"), app().id);
  EXPECT_EQ(text_of(id, "iss"), "http://127.0.0.1:9443/" + partner().id + "/v2.0");
  EXPECT_EQ(text_of(id, "ver"), "2.0");
  EXPECT_FALSE(id.contains("amr")) << "v2.0 id tokens carry no amr, as in life";
  EXPECT_TRUE(open_jwt(state.key(), text_of(tokens, "id_token")));
  const auto access = claims(text_of(tokens, "access_token"));
  EXPECT_TRUE(access.contains("amr"));
  EXPECT_EQ(text_of(access, "aud"), "https://graph.microsoft.com");
  EXPECT_NE(text_of(access, "scp").find("User.Read.All"), std::string::npos);
  EXPECT_FALSE(text_of(tokens, "refresh_token").empty());
  EXPECT_FALSE(text_of(tokens, "client_info").empty());
  EXPECT_EQ(code_of(redeem(once)), 54005);
}

TEST_F(Identity, TokensLiveSixtyToNinetyMinutes) {
  std::set<std::int64_t> drawn;
  for (int at = 0; at < 30; ++at) {
    const std::int64_t seconds = number_of(body(application_token(customer().id)), "expires_in");
    EXPECT_GE(seconds, 3600);
    EXPECT_LE(seconds, 5400);
    drawn.insert(seconds);
  }
  EXPECT_GT(drawn.size(), 5U);
}

TEST_F(Identity, CodesEndAfterTenMinutesAndFitOneRedirectAndOneTenant) {
  const std::string late = code();
  EXPECT_EQ(code_of(post(token_address(customer().id),
                         with_client({{"grant_type", "authorization_code"},
                                      {"code", late},
                                      {"redirect_uri", std::string(kCallback)}}))),
            700005);
  EXPECT_EQ(code_of(post(token_address(partner().id),
                         with_client({{"grant_type", "authorization_code"},
                                      {"code", late},
                                      {"redirect_uri", "http://localhost:1/microsoft/callback"}}))),
            500112);
  control("POST", "clock", {{"advance", "PT11M"}});
  EXPECT_EQ(code_of(redeem(late)), 70008);
  EXPECT_EQ(code_of(redeem("1.invented")), 70000);
}

TEST_F(Identity, PkceWantsTheVerifier) {
  const std::string verifier = "a-verifier-of-forty-three-letters-at-the-least-1";
  const Pairs s256 = {{"code_challenge", base64url_encode(sha256(verifier))},
                      {"code_challenge_method", "S256"}};
  EXPECT_EQ(code_of(redeem(code(s256))), 501481);
  EXPECT_EQ(code_of(redeem(code(s256), {{"code_verifier", "other"}})), 501481);
  EXPECT_EQ(redeem(code(s256), {{"code_verifier", verifier}}).status, 200);
  const Pairs plain = {{"code_challenge", verifier}};
  EXPECT_EQ(redeem(code(plain), {{"code_verifier", verifier}}).status, 200);
  EXPECT_EQ(code_of(redeem(code(plain), {{"code_verifier", "x"}})), 501481);
}

TEST_F(Identity, OneRefreshTokenOpensEveryCustomer) {
  const std::string token = refresh_token();
  for (const Tenant& one : cloud.world.customers) {
    const auto given = body(refresh(one.id, token));
    const auto access = claims(text_of(given, "access_token"));
    EXPECT_EQ(text_of(access, "tid"), one.id);
    EXPECT_EQ(text_of(access, "oid"), account().id);
    EXPECT_NE(text_of(given, "refresh_token"), token) << "a new one each time";
    EXPECT_FALSE(text_of(given, "refresh_token").empty());
  }
  EXPECT_EQ(refresh(partner().id, token).status, 200) << "the old one stays valid";
}

TEST_F(Identity, RefreshTokensDieAfterNinetyIdleDays) {
  const std::string token = refresh_token();
  control("POST", "clock", {{"advance", "P80D"}});
  EXPECT_EQ(refresh(customer().id, token).status, 200);
  control("POST", "clock", {{"advance", "P80D"}});
  EXPECT_EQ(refresh(customer().id, token).status, 200) << "80 days after its last use";
  control("POST", "clock", {{"advance", "P91D"}});
  EXPECT_EQ(code_of(refresh(customer().id, token)), 700082);
}

TEST_F(Identity, RevokedDisabledAndForgedRefreshTokensAreRefused) {
  const std::string token = refresh_token();
  EXPECT_EQ(code_of(refresh(customer().id, "1.AAAA")), 70000);
  EXPECT_EQ(code_of(refresh(customer().id, "")), 900144);
  const std::string path = "tenants/" + partner().id + "/users/" + account().id;
  control("PATCH", path, {{"accountEnabled", false}});
  EXPECT_EQ(code_of(refresh(customer().id, token)), 50057);
  control("PATCH", path, {{"accountEnabled", true}});
  EXPECT_EQ(refresh(customer().id, token).status, 200);
  control("POST", path + "/revoke");
  EXPECT_EQ(code_of(refresh(customer().id, token)), 50173);
}

TEST_F(Identity, WithoutARelationshipThePartnerIsAStranger) {
  const std::string token = refresh_token();
  EXPECT_EQ(
      control("PATCH", "tenants/" + customer().id + "/relationships", {{"status", "terminated"}})
          .status,
      204);
  EXPECT_EQ(code_of(refresh(customer().id, token)), 50020);
  EXPECT_EQ(refresh(customer(1).id, token).status, 200);
}

TEST_F(Identity, WithoutConsentNobodyGetsIn) {
  const std::string token = refresh_token();
  control("PATCH", "tenants/" + customer().id + "/consent", {{"present", false}});
  EXPECT_EQ(code_of(refresh(customer().id, token)), 65001);
  EXPECT_EQ(text_of(body(refresh(customer().id, token)), "suberror"), "consent_required");
  EXPECT_EQ(code_of(application_token(customer().id)), 700016);
}

TEST_F(Identity, AnApplicationGetsItsRolesAndNoRefreshToken) {
  const auto given = body(application_token(customer().id));
  EXPECT_FALSE(given.contains("refresh_token"));
  const auto access = claims(text_of(given, "access_token"));
  EXPECT_EQ(text_of(access, "idtyp"), "app");
  EXPECT_GT(access.at("roles").as_array().size(), 10U);
  EXPECT_FALSE(access.contains("scp"));
  control("PATCH", "tenants/" + customer(1).id + "/consent", {{"roles", boost::json::array()}});
  EXPECT_FALSE(claims(token_for(customer(1).id)).contains("roles"))
      << "a token without roles proves nothing";
}

TEST_F(Identity, RefusalsOfTheTokenEndpointHaveTheirNumbers) {
  const std::string id = customer().id;
  const auto without = [&](Pairs fields) { return post(token_address(id), fields); };
  EXPECT_EQ(code_of(without({})), 900144);
  EXPECT_EQ(code_of(without({{"grant_type", "client_credentials"}})), 900144);
  EXPECT_EQ(code_of(without({{"grant_type", "password"}, {"client_id", app().id}})), 70003);
  EXPECT_EQ(code_of(without({{"grant_type", "client_credentials"}, {"client_id", "x"}})), 700016);
  EXPECT_EQ(code_of(without({{"grant_type", "client_credentials"}, {"client_id", app().id}})),
            7000218);
  EXPECT_EQ(code_of(without(with_client({{"grant_type", "client_credentials"},
                                         {"scope", "https://graph.microsoft.com/User.Read.All"}}))),
            1002012);
  EXPECT_EQ(code_of(without(with_client(
                {{"grant_type", "client_credentials"}, {"scope", "https://x/.default"}}))),
            70011);
  EXPECT_EQ(code_of(post("/common/oauth2/v2.0/token",
                         with_client({{"grant_type", "client_credentials"},
                                      {"scope", std::string(kGraphDefault)}}))),
            9001023);
  EXPECT_EQ(code_of(post("/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token", {})), 90002);
  EXPECT_EQ(code_of(get(token_address(id))), 900561);
  EXPECT_EQ(code_of(ask("POST", token_address(id), {{"Content-Type", "application/json"}}, "{}")),
            9002313);
}

TEST_F(Identity, TheWrongSecretLooksExactlyAsObserved) {
  const Response refused =
      post(token_address(customer().id), {{"grant_type", "client_credentials"},
                                          {"client_id", app().id},
                                          {"client_secret", "wrong"},
                                          {"scope", std::string(kGraphDefault)}});
  EXPECT_EQ(refused.status, 401);
  const auto error = body(refused);
  EXPECT_EQ(text_of(error, "error"), "invalid_client");
  const std::string pattern =
      R"(AADSTS7000215: Invalid client secret provided\. .*\r\nTrace ID: )" +
      text_of(error, "trace_id") + R"(\r\nCorrelation ID: )" + text_of(error, "correlation_id") +
      R"(\r\nTimestamp: )" + text_of(error, "timestamp");
  EXPECT_TRUE(std::regex_match(text_of(error, "error_description"), std::regex(pattern)))
      << text_of(error, "error_description");
  EXPECT_TRUE(std::regex_match(text_of(error, "timestamp"),
                               std::regex(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)")));
}

TEST_F(Identity, HttpBasicProvesTheClientToo) {
  const Response given =
      ask("POST", token_address(customer().id),
          {{"Content-Type", "application/x-www-form-urlencoded"},
           {"Authorization", "Basic " + base64_encode(app().id + ":" + app().secret)}},
          form_text({{"grant_type", "client_credentials"}, {"scope", std::string(kGraphDefault)}}));
  EXPECT_EQ(given.status, 200);
}

TEST_F(Identity, AScopeBelongsToOneResource) {
  const std::string token = refresh_token();
  const auto both = post(token_address(partner().id),
                         with_client({{"grant_type", "refresh_token"},
                                      {"refresh_token", token},
                                      {"scope",
                                       "https://graph.microsoft.com/.default "
                                       "https://api.partnercenter.microsoft.com/.default"}}));
  EXPECT_EQ(code_of(both), 28000);
  const auto local = body(post(token_address(customer().id),
                               with_client({{"grant_type", "client_credentials"},
                                            {"scope", "http://127.0.0.1:9443/.default"}})));
  EXPECT_EQ(text_of(claims(text_of(local, "access_token")), "aud"), "http://127.0.0.1:9443");
}

TEST_F(Identity, AtTheAuthorizeAddressScopesMaySpanResourcesButNotMixDefaultWithOthers) {
  const auto page = [&](const std::string& scope) {
    return get(authorize_address({{"scope", scope}}));
  };
  EXPECT_EQ(page("openid https://graph.microsoft.com/User.Read "
                 "https://api.partnercenter.microsoft.com/user_impersonation")
                .status,
            200);
  const std::string mixed = "https://graph.microsoft.com/.default User.Read";
  const std::string back = header(page(mixed), "Location");
  EXPECT_EQ(field_of(back, "error"), "invalid_scope");
  EXPECT_TRUE(field_of(back, "error_description").starts_with("AADSTS70011: "));
  EXPECT_EQ(
      code_of(post(token_address(partner().id), with_client({{"grant_type", "refresh_token"},
                                                             {"refresh_token", refresh_token()},
                                                             {"scope", mixed}}))),
      70011);
}

TEST_F(Identity, TheFirstVersionWritesNumbersAsText) {
  const auto given =
      body(post("/" + partner().id + "/oauth2/token",
                with_client({{"grant_type", "refresh_token"},
                             {"refresh_token", refresh_token()},
                             {"resource", "https://api.partnercenter.microsoft.com"}})));
  EXPECT_EQ(text_of(given, "resource"), "https://api.partnercenter.microsoft.com");
  for (const char* name : {"expires_in", "expires_on", "not_before", "ext_expires_in"})
    EXPECT_FALSE(text_of(given, name).empty()) << name;
}

TEST_F(Identity, AdminConsentInBothForms) {
  const Tenant& tenant = customer();
  control("PATCH", "tenants/" + tenant.id + "/consent", {{"present", false}});
  const User& boss = tenant.users().front();
  const Pairs fields = {
      {"client_id", app().id}, {"redirect_uri", std::string(kCallback)}, {"state", "s"}};
  for (const std::string form : {"/adminconsent", "/v2.0/adminconsent"}) {
    const std::string address = "/" + tenant.id + form + "?" + form_text(fields);
    EXPECT_EQ(get(address).status, 200);
    const Response page =
        post(address, {{"login", boss.user_principal_name}, {"passwd", boss.password}});
    const std::string declined =
        header(post(address, {{"ticket", ticket_of(page)}, {"consent", "cancel"}}), "Location");
    EXPECT_FALSE(field_of(declined, "error").empty());
    const std::string accepted =
        header(post(address, {{"ticket", ticket_of(page)}, {"consent", "accept"}}), "Location");
    EXPECT_EQ(field_of(accepted, "admin_consent"), "True");
    EXPECT_EQ(field_of(accepted, "tenant"), tenant.id);
  }
  EXPECT_EQ(application_token(tenant.id).status, 200);
}

TEST_F(Identity, OnlyAdministratorsConsent) {
  const User& person = customer().users().at(2);
  const std::string address =
      "/" + customer().id + "/v2.0/adminconsent?" +
      form_text({{"client_id", app().id}, {"redirect_uri", std::string(kCallback)}});
  const Response page =
      post(address, {{"login", person.user_principal_name}, {"passwd", person.password}});
  EXPECT_EQ(page.status, 400);
  EXPECT_NE(page.body.find("AADSTS90094"), std::string::npos);
}

TEST_F(Identity, FaultsGiveTheirNumbers) {
  const std::string token = refresh_token();
  const std::string id = customer().id;
  const auto with_fault = [&](const char* kind) {
    control("POST", "faults", {{"kind", kind}, {"tenant", id}});
    const auto result = std::pair(code_of(application_token(id)), code_of(refresh(id, token)));
    EXPECT_EQ(refresh(customer(1).id, token).status, 200) << kind << " spares the others";
    control("DELETE", "faults");
    return result;
  };
  using Both = std::pair<std::int64_t, std::int64_t>;
  EXPECT_EQ(with_fault("no-consent"), Both(700016, 65001));
  EXPECT_EQ(with_fault("refuse-secret"), Both(7000215, 7000215));
  EXPECT_EQ(with_fault("secret-expired"), Both(7000222, 7000222));
  EXPECT_EQ(with_fault("mfa-required"), Both(0, 50076));
  EXPECT_EQ(with_fault("no-relationship"), Both(0, 50020));
  EXPECT_EQ(with_fault("conditional-access"), Both(0, 53003));
  EXPECT_EQ(with_fault("grant-revoked"), Both(0, 50173));
  EXPECT_EQ(with_fault("tenant-gone"), Both(90002, 90002));
  EXPECT_EQ(application_token(id).status, 200);
}

TEST_F(Identity, UnknownPagesSaySo) {
  EXPECT_EQ(get("/common/oauth2/v2.0/nothing").status, 404);
  EXPECT_EQ(get("/no-such-tenant/oauth2/v2.0/authorize").status, 400);
  EXPECT_EQ(get("/").status, 200);
}

}  // namespace
}  // namespace cloud
