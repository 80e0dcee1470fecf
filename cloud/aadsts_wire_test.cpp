// Every AADSTS error of the table, seen on the wire in its whole shape; those that a client can
// bring about by what it does or by the state of the world are brought about so too.
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "aadsts.h"
#include "test_assertion.h"
#include "test_wire.h"

namespace cloud {
namespace {

using Provoke = WireAnswer (*)(WireCloud&);

// What the token endpoint says when it refuses, member by member
// (identity-observed-error-*.json, identity-recorded-error-90002.json).
void expect_refusal(const WireAnswer& answer, int code) {
  const AadstsRow& row = aadsts(code);
  EXPECT_EQ(answer.status, row.status);
  const auto body = answer.json();
  ASSERT_TRUE(body.contains("error_codes"));
  EXPECT_EQ(text_of(body, "error"), row.error);
  EXPECT_EQ(body.at("error_codes"), (boost::json::array{code}));
  EXPECT_EQ(text_of(body, "suberror"), row.suberror);
  EXPECT_EQ(body.contains("suberror"), !row.suberror.empty());
  for (const char* id : {"trace_id", "correlation_id"})
    EXPECT_TRUE(std::regex_match(text_of(body, id),
                                 std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")))
        << id;
  EXPECT_TRUE(std::regex_match(text_of(body, "timestamp"),
                               std::regex(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)")));
  EXPECT_TRUE(text_of(body, "error_uri").ends_with("/error?code=" + std::to_string(code)));
  const std::string told = text_of(body, "error_description");
  EXPECT_TRUE(told.starts_with("AADSTS" + std::to_string(code) + ": ")) << told;
  EXPECT_TRUE(told.ends_with("\r\nTrace ID: " + text_of(body, "trace_id") +
                             "\r\nCorrelation ID: " + text_of(body, "correlation_id") +
                             "\r\nTimestamp: " + text_of(body, "timestamp")))
      << told;
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  if (row.status == 429) {
    EXPECT_EQ(answer.header("Retry-After"), "60");
  }
}

WireAnswer ask_token(WireCloud& c, const Pairs& fields) {
  return c.post_form(c.token_address(c.customer().id), fields);
}
WireAnswer ask_home(WireCloud& c, const Pairs& fields) {
  return c.post_form(c.token_address(c.partner().id), c.with_client(fields));
}
Pairs application_form() {
  return {{"grant_type", "client_credentials"}, {"scope", std::string(kGraphDefault)}};
}
Pairs code_form(const std::string& code) {
  return {{"grant_type", "authorization_code"},
          {"code", code},
          {"redirect_uri", std::string(kCallback)}};
}
WireAnswer with_consent(WireCloud& c, bool present) {
  c.control("PATCH", "tenants/" + c.customer().id + "/consent", {{"present", present}});
  return c.ask_application_token();
}
void advance(WireCloud& c, const char* by) { c.control("POST", "clock", {{"advance", by}}); }

// An assertion whose payload differs from what is right in that.
WireAnswer assert_with(WireCloud& c, const boost::json::object& other, bool registered = true,
                       int times = 1) {
  const AssertionKey key;
  if (registered) c.control("POST", "application/certificate", {{"value", key.certificate()}});
  AssertionParts parts;
  parts.payload = assertion_payload(
      c.app().id,
      fmt::format("http://127.0.0.1:{}{}", c.server.port(), c.token_address(c.customer().id)),
      c.cloud.clock.now(), other);
  const std::string assertion = key.sign(parts);
  WireAnswer answer;
  for (int at = 0; at < times; ++at) answer = ask_token(c, assertion_form(c.app().id, assertion));
  return answer;
}

WireAnswer loop(WireCloud& c, bool person) {
  const std::string refresh = person ? c.refresh_token() : "";
  c.control("PATCH", "limits", {{"scale", 0.01}});  // five identical requests
  WireAnswer answer;
  for (int at = 0; at < 6; ++at)
    answer = person ? c.ask_refresh(refresh) : c.ask_application_token();
  return answer;
}

// Brought about by the client or by the state of the world; these answer as the token endpoint
// does.
const std::map<int, Provoke> kAtTheTokenEndpoint = {
    {28000,
     [](WireCloud& c) {
       return c.post_form(c.token_address(c.customer().id),
                          c.with_client({{"grant_type", "refresh_token"},
                                         {"refresh_token", c.refresh_token()},
                                         {"scope",
                                          "https://graph.microsoft.com/.default "
                                          "https://api.partnercenter.microsoft.com/.default"}}));
     }},
    {50020,
     [](WireCloud& c) {
       const std::string refresh = c.refresh_token();
       c.control("PATCH", "tenants/" + c.customer().id + "/relationships",
                 {{"status", "terminated"}});
       return c.ask_refresh(refresh);
     }},
    {50034,
     [](WireCloud& c) {
       const std::string refresh = c.refresh_token();
       c.control("DELETE", "tenants/" + c.partner().id + "/users/" + c.account().id);
       return c.ask_refresh(refresh);
     }},
    {50057,
     [](WireCloud& c) {
       const std::string refresh = c.refresh_token();
       c.control("PATCH", "tenants/" + c.partner().id + "/users/" + c.account().id,
                 {{"accountEnabled", false}});
       return c.ask_refresh(refresh);
     }},
    {50173,
     [](WireCloud& c) {
       const std::string refresh = c.refresh_token();
       c.control("POST", "tenants/" + c.partner().id + "/users/" + c.account().id + "/revoke");
       return c.ask_refresh(refresh);
     }},
    {50196, [](WireCloud& c) { return loop(c, true); }},
    {54005,
     [](WireCloud& c) {
       const std::string code = c.code();
       ask_home(c, code_form(code));
       return ask_home(c, code_form(code));
     }},
    {65001,
     [](WireCloud& c) {
       const std::string refresh = c.refresh_token();
       with_consent(c, false);
       return c.ask_refresh(refresh);
     }},
    {70000, [](WireCloud& c) { return c.ask_refresh("1.AAAA"); }},
    {70003,
     [](WireCloud& c) {
       return ask_token(c, c.with_client({{"grant_type", "password"}}));
     }},
    {70008,
     [](WireCloud& c) {
       const std::string code = c.code();
       advance(c, "PT11M");
       return ask_home(c, code_form(code));
     }},
    {70011,
     [](WireCloud& c) {
       return ask_token(c, c.with_client({{"grant_type", "client_credentials"},
                                          {"scope", "https://nowhere.example/.default"}}));
     }},
    {500112,
     [](WireCloud& c) {
       Pairs form = code_form(c.code());
       form.back().second = "http://localhost:1/microsoft/callback";
       return ask_home(c, form);
     }},
    {501481,
     [](WireCloud& c) {
       return ask_home(c, code_form(c.code({{"code_challenge",
                                             "never-shown-to-anybody-1234567890"
                                             "-1234567890"},
                                            {"code_challenge_method", "S256"}})));
     }},
    {700005, [](WireCloud& c) { return ask_token(c, c.with_client(code_form(c.code()))); }},
    {700016, [](WireCloud& c) { return with_consent(c, false); }},
    {700021,
     [](WireCloud& c) {
       return assert_with(c, {{"sub", "another"}});
     }},
    {700024,
     [](WireCloud& c) {
       return assert_with(c, {{"exp", 1}});
     }},
    {700027, [](WireCloud& c) { return assert_with(c, {}, false); }},
    {700030, [](WireCloud& c) { return assert_with(c, {}, true, 2); }},
    {700082,
     [](WireCloud& c) {
       const std::string refresh = c.refresh_token();
       advance(c, "P91D");
       return c.ask_refresh(refresh);
     }},
    {700212,
     [](WireCloud& c) {
       return assert_with(c, {{"aud", "https://x.example"}});
     }},
    {90002,
     [](WireCloud& c) {
       return c.post_form("/11111111-2222-4333-8444-555555555555/oauth2/v2.0/token",
                          c.with_client(application_form()));
     }},
    {90055, [](WireCloud& c) { return loop(c, false); }},
    {900144, [](WireCloud& c) { return ask_token(c, {}); }},
    {900561, [](WireCloud& c) { return c.wire.ask("GET", c.token_address(c.customer().id)); }},
    {1002012,
     [](WireCloud& c) {
       return ask_token(c, c.with_client({{"grant_type", "client_credentials"},
                                          {"scope", "https://graph.microsoft.com/User.Read.All"}}));
     }},
    {9001023,
     [](WireCloud& c) {
       return c.post_form("/common/oauth2/v2.0/token", c.with_client(application_form()));
     }},
    {9002313,
     [](WireCloud& c) {
       return c.wire.ask("POST", c.token_address(c.customer().id),
                         {{"Content-Type", "application/json"}}, "{}");
     }},
    {7000215,
     [](WireCloud& c) {
       Pairs form = application_form();
       form.emplace_back("client_id", c.app().id);
       form.emplace_back("client_secret", "wrong");
       return ask_token(c, form);
     }},
    {7000218,
     [](WireCloud& c) {
       Pairs form = application_form();
       form.emplace_back("client_id", c.app().id);
       return ask_token(c, form);
     }},
    {7000222,
     [](WireCloud& c) {
       c.control("POST", "application/secret", {{"value", "old"}, {"lifetime", "PT1H"}});
       advance(c, "PT2H");
       Pairs form = application_form();
       form.emplace_back("client_id", c.app().id);
       form.emplace_back("client_secret", "old");
       return ask_token(c, form);
     }},
};

WireAnswer sign_in_with(WireCloud& c, Pairs fields, const Pairs& more = {}) {
  return c.post_form(c.authorize_address(more), fields);
}
Pairs service_account(WireCloud& c) {
  return {{"login", c.account().user_principal_name}, {"passwd", c.account().password}};
}

// What a person sees on a page, or the application in the address it is called back at.
const std::map<int, Provoke> kOnPages = {
    {50011,
     [](WireCloud& c) {
       return c.wire.ask("GET", c.authorize_address({{"redirect_uri", "https://x.example/"}}));
     }},
    {50020,
     [](WireCloud& c) {
       const User& stranger = c.customer().users().front();
       return sign_in_with(
           c, {{"login", stranger.user_principal_name}, {"passwd", stranger.password}});
     }},
    {50057,
     [](WireCloud& c) {
       c.control("PATCH", "tenants/" + c.partner().id + "/users/" + c.account().id,
                 {{"accountEnabled", false}});
       return sign_in_with(c, service_account(c));
     }},
    {50058,
     [](WireCloud& c) {
       return c.wire.ask("GET", c.authorize_address({{"prompt", "none"}}));
     }},
    {50126,
     [](WireCloud& c) {
       Pairs form = service_account(c);
       form.back().second = "wrong";
       return sign_in_with(c, form);
     }},
    {500121,
     [](WireCloud& c) {
       Pairs form = service_account(c);
       form.emplace_back("mfa", "deny");
       return sign_in_with(c, form);
     }},
    {65004,
     [](WireCloud& c) {
       const Response page = c.post(c.authorize_address(), service_account(c));
       return sign_in_with(c, {{"ticket", c.ticket_of(page)}, {"consent", "cancel"}});
     }},
    {700016,
     [](WireCloud& c) {
       return c.wire.ask("GET", c.authorize_address({{"client_id", "another"}}));
     }},
    {700051,
     [](WireCloud& c) {
       return c.wire.ask("GET", c.authorize_address({{"response_type", "token"}}));
     }},
    {70011,
     [](WireCloud& c) {
       return c.wire.ask("GET", c.authorize_address({{"scope", "https://x.example/y"}}));
     }},
    {90002,
     [](WireCloud& c) { return c.wire.ask("GET", "/no-such-tenant/oauth2/v2.0/authorize"); }},
    {90094,
     [](WireCloud& c) {
       const User& person = c.customer().users().at(2);
       const std::string address =
           "/" + c.customer().id + "/v2.0/adminconsent?" +
           form_text({{"client_id", c.app().id}, {"redirect_uri", std::string(kCallback)}});
       return c.post_form(address,
                          {{"login", person.user_principal_name}, {"passwd", person.password}});
     }},
    {900144,
     [](WireCloud& c) {
       return c.wire.ask("GET", c.authorize_address({{"client_id", ""}}));
     }},
};

// Part A.5 of the reference: the errors of which the product tells the operator.
constexpr int kReference[] = {
    7000215, 7000222, 700027, 700016, 65001, 90099, 50076, 50079, 50072,  50074, 50078,
    50020,   50177,   700082, 70008,  70000, 50173, 70043, 53003, 530034, 53000, 90002,
    5000224, 900023,  50196,  90006,  90012, 90024, 90033, 90090, 50033,  50087, 90055};

TEST(EveryAadsts, HasItsWholeShapeOnTheWire) {
  WireCloud cloud;
  const std::string refresh = cloud.refresh_token();
  for (const AadstsRow& row : aadsts_rows()) {
    SCOPED_TRACE(row.code);
    cloud.fault({{"kind", "aadsts"}, {"code", row.code}});
    expect_refusal(cloud.ask_refresh(refresh), row.code);
    cloud.control("DELETE", "faults");
  }
  EXPECT_EQ(cloud.ask_refresh(refresh).status, 200);
}

class ProvokedAadsts : public testing::TestWithParam<int> {};

TEST_P(ProvokedAadsts, ComesOfWhatIsWrong) {
  WireCloud cloud;
  expect_refusal(kAtTheTokenEndpoint.at(GetParam())(cloud), GetParam());
}

std::vector<int> codes_of(const std::map<int, Provoke>& tests) {
  std::vector<int> codes;
  for (const auto& [code, test] : tests) codes.push_back(code);
  return codes;
}
INSTANTIATE_TEST_SUITE_P(Token, ProvokedAadsts, testing::ValuesIn(codes_of(kAtTheTokenEndpoint)));

class ShownAadsts : public testing::TestWithParam<int> {};

TEST_P(ShownAadsts, IsToldToThePersonOrTheApplication) {
  WireCloud cloud;
  const WireAnswer answer = kOnPages.at(GetParam())(cloud);
  const std::string back = answer.header("Location");
  const std::string told =
      back.empty() ? answer.body : WireCloud::field_of(back, "error_description");
  EXPECT_NE(told.find(fmt::format("AADSTS{}: ", GetParam())), std::string::npos) << told;
  EXPECT_NE(told.find("\r\nTimestamp: "), std::string::npos);
  if (!back.empty()) {
    EXPECT_EQ(WireCloud::field_of(back, "error"), aadsts(GetParam()).error);
    EXPECT_EQ(WireCloud::field_of(back, "state"), "st&te");
  }
}
INSTANTIATE_TEST_SUITE_P(Pages, ShownAadsts, testing::ValuesIn(codes_of(kOnPages)));

TEST(AadstsTable, HasEveryErrorOfTheReference) {
  for (const int code : kReference) EXPECT_TRUE(aadsts_exists(code)) << code;
}

TEST(AdminConsent, FailsExactlyAsDocumented) {
  WireCloud c;
  const User& boss = c.customer().users().front();
  for (const bool second : {false, true}) {
    const std::string address = "/" + c.customer().id +
                                (second ? "/v2.0/adminconsent?" : "/adminconsent?") +
                                form_text({{"client_id", c.app().id},
                                           {"redirect_uri", std::string(kCallback)},
                                           {"scope", std::string(kGraphDefault)},
                                           {"state", "12345"}});
    const Response page =
        c.post(address, {{"login", boss.user_principal_name}, {"passwd", boss.password}});
    const auto decide = [&](const char* word) {
      return c.post_form(address, {{"ticket", c.ticket_of(page)}, {"consent", word}})
          .header("Location");
    };
    const std::string declined = decide("cancel");
    EXPECT_EQ(c.field_of(declined, "error"), second ? "consent_required" : "permission_denied");
    EXPECT_EQ(c.field_of(declined, "admin_consent"), second ? "True" : "")
        << "True although it failed";
    EXPECT_EQ(c.field_of(declined, "state"), "12345");
    EXPECT_TRUE(c.field_of(declined, "error_description")
                    .starts_with(second ? "AADSTS65004: The resource owner or authorization server "
                                          "denied the request.\r\nTrace ID: "
                                        : "The admin canceled the request"));
    const std::string accepted = decide("accept");
    EXPECT_EQ(c.field_of(accepted, "admin_consent"), "True");
    EXPECT_EQ(c.field_of(accepted, "tenant"), c.customer().id);
    EXPECT_EQ(c.field_of(accepted, "scope"), second ? std::string(kGraphDefault) : "");
  }
}

}  // namespace
}  // namespace cloud
