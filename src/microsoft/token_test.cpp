// What is sent to the token endpoint, and what its answers mean to a person.
#include "microsoft/token.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/text.h"
#include "http/scripted_transport.h"
#include "microsoft/aadsts.h"

namespace reeve::microsoft {
namespace {

const base::Time kNow = base::from_ms(1'795'412'486'000);
const std::string kTenant = "11111111-1111-1111-1111-111111111111";
const std::string kApp = "22222222-2222-2222-2222-222222222222";

std::string example(const std::string& name) {
  std::ifstream in(std::string(REEVE_SHARED_DIR) + "/microsoft/examples/" + name);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(AadstsAdvice, IsSortedAndSpeaks) {
  EXPECT_TRUE(std::ranges::is_sorted(all_advice(), {}, &SignInAdvice::code));
  std::set<std::int64_t> codes;
  for (const auto& one : all_advice()) {
    EXPECT_TRUE(codes.insert(one.code).second) << one.code;
    EXPECT_TRUE(one.sentence.ends_with('.')) << one.code;
    EXPECT_FALSE(one.remedy.empty()) << one.code;
    EXPECT_EQ(advice_for(one.code), &one);
  }
  EXPECT_EQ(advice_for(1), nullptr);
  EXPECT_EQ(advice_for(99'999'999), nullptr);
}

TEST(AadstsAdvice, CoversWhatTheDesignNames) {
  for (const std::int64_t code : {7000215, 7000222, 700016, 65001, 50076, 50079, 50020, 700082,
                                  70008, 50173, 54005, 90002, 53003, 50011, 65004, 700027}) {
    EXPECT_NE(advice_for(code), nullptr) << code;
  }
  EXPECT_NE(advice_for(7000215)->remedy.find("Secret ID"), std::string_view::npos);
}

TEST(AadstsCode, IsReadFromTheDescription) {
  EXPECT_EQ(aadsts_code("AADSTS7000215: Invalid client secret"), 7000215);
  EXPECT_EQ(aadsts_code("the user canceled"), 0);
  EXPECT_EQ(aadsts_code("AADSTS: none"), 0);
  EXPECT_EQ(aadsts_code("AADSTS99999999999999999999: too many digits"), 0);
}

TEST(TokenAnswer, ReadsAGrant) {
  const auto answer = read_token_answer(
      200,
      R"({"token_type":"Bearer","expires_in":3599,"access_token":"a","refresh_token":"r","id_token":"i","scope":"User.Read"})",
      kNow);
  ASSERT_TRUE(answer.grant);
  EXPECT_FALSE(answer.refusal);
  EXPECT_EQ(answer.grant->access.value.text(), "a");
  EXPECT_EQ(answer.grant->access.expires_at, kNow + base::Millis{3'599'000});
  EXPECT_EQ(answer.grant->refresh_token.text(), "r");
  EXPECT_EQ(answer.grant->id_token.text(), "i");
  EXPECT_EQ(answer.grant->scope, "User.Read");
}

TEST(TokenAnswer, ReadsNumbersWrittenAsText) {
  const auto answer = read_token_answer(200, R"({"expires_in":"3600","access_token":"a"})", kNow);
  ASSERT_TRUE(answer.grant);
  EXPECT_EQ(answer.grant->access.expires_at, kNow + base::Millis{3'600'000});
  EXPECT_TRUE(answer.grant->refresh_token.empty());
}

TEST(TokenAnswer, MicrosoftsRecordedAnswers) {
  const auto wrong_secret = example("identity-observed-error-7000215.json");
  if (wrong_secret.empty()) GTEST_SKIP() << "Microsoft's examples are not beside this checkout";
  auto answer = read_token_answer(401, wrong_secret, kNow);
  ASSERT_TRUE(answer.refusal);
  EXPECT_EQ(answer.refusal->error, "invalid_client");
  EXPECT_EQ(answer.refusal->aadsts, 7000215);
  EXPECT_EQ(answer.refusal->sentence, "The client secret is wrong.");
  EXPECT_EQ(answer.refusal->detail.find('\r'), std::string::npos);
  EXPECT_NE(answer.refusal->detail.find("Trace ID: 6f6c4645"), std::string::npos);
  answer = read_token_answer(400, example("identity-recorded-error-90002.json"), kNow);
  ASSERT_TRUE(answer.refusal);
  EXPECT_EQ(answer.refusal->aadsts, 90002);
  EXPECT_EQ(answer.refusal->sentence, "Microsoft knows no tenant with this directory id.");
  answer = read_token_answer(200, example("identity-token-authcode-200.json"), kNow);
  ASSERT_TRUE(answer.grant);
  EXPECT_FALSE(answer.grant->refresh_token.empty());
  EXPECT_FALSE(answer.grant->id_token.empty());
  answer = read_token_answer(200, example("partnercenter-v1token-200.json"), kNow);
  EXPECT_TRUE(answer.grant);
}

TEST(TokenAnswer, AnUnknownCodeStillSpeaks) {
  const auto answer = read_token_answer(
      400,
      R"({"error":"invalid_grant","suberror":"bad_token","error_description":"AADSTS123456789: new"})",
      kNow);
  ASSERT_TRUE(answer.refusal);
  EXPECT_EQ(answer.refusal->suberror, "bad_token");
  EXPECT_EQ(answer.refusal->sentence,
            "Microsoft does not accept the stored sign-in for this tenant.");
  EXPECT_FALSE(answer.refusal->remedy.empty());
}

TEST(TokenAnswer, TellsPassingFaults) {
  EXPECT_TRUE(read_token_answer(503, "<html>busy</html>", kNow).refusal->transient);
  EXPECT_TRUE(read_token_answer(429, R"({"error":"invalid_request"})", kNow).refusal->transient);
  EXPECT_TRUE(
      read_token_answer(400, R"({"error":"temporarily_unavailable","error_codes":[90033]})", kNow)
          .refusal->transient);
  EXPECT_FALSE(read_token_answer(400, R"({"error":"invalid_grant"})", kNow).refusal->transient);
}

TEST(TokenAnswer, RefusesWhatIsNotTheProtocol) {
  const std::pair<int, const char*> cases[] = {{200, "<html>proxy</html>"},
                                               {200, "{}"},
                                               {200, R"({"access_token":"a"})"},
                                               {400, "no"},
                                               {302, ""},
                                               {200, R"({"access_token":"","expires_in":1})"}};
  for (const auto& [status, body] : cases) {
    try {
      read_token_answer(status, body, kNow);
      ADD_FAILURE() << status << " " << body;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::protocol) << body;
    }
  }
}

class TokenClientTest : public ::testing::Test {
 protected:
  std::map<std::string, std::string> form(std::size_t at = 0) {
    std::map<std::string, std::string> values;
    const auto body = transport.requests().at(at).body;
    for (const auto& pair : base::split(body, '&')) {
      const auto mark = pair.find('=');
      values[pair.substr(0, mark)] = base::percent_decode(pair.substr(mark + 1)).value_or("?");
    }
    return values;
  }

  http::ScriptedTransport transport{[](const http::Request&) {
    return http::json_answer(200, R"({"expires_in":3600,"access_token":"a"})");
  }};
  base::ManualClock clock{kNow};
  TokenClient client{transport, clock, base::seeded_random(3), cloud_named("global")};
  base::SecretBytes secret{std::string_view("s~&=+ %")};
};

TEST_F(TokenClientTest, ClientCredentials) {
  const auto answer = client.client_credentials(kTenant, {kApp, secret}, client.graph_scope(), {});
  EXPECT_TRUE(answer.grant);
  const auto request = transport.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://login.microsoftonline.com/" + kTenant + "/oauth2/v2.0/token");
  const std::map<std::string, std::string> expected{
      {"client_id", kApp},
      {"client_secret", "s~&=+ %"},
      {"grant_type", "client_credentials"},
      {"scope", "https://graph.microsoft.com/.default"}};
  EXPECT_EQ(form(), expected);
}

TEST_F(TokenClientTest, RefreshAndCode) {
  const base::SecretBytes refresh(std::string_view("refresh"));
  client.refresh(kTenant, {kApp, secret}, refresh, client.graph_scope(), {});
  EXPECT_EQ(form()["grant_type"], "refresh_token");
  EXPECT_EQ(form()["refresh_token"], "refresh");
  const base::SecretBytes verifier(std::string_view("verifier"));
  client.redeem_code(kTenant, {kApp, secret},
                     {"code", verifier, "http://localhost:8080/microsoft/callback"},
                     client.graph_scope(), {});
  EXPECT_EQ(form(1)["grant_type"], "authorization_code");
  EXPECT_EQ(form(1)["code"], "code");
  EXPECT_EQ(form(1)["code_verifier"], "verifier");
  EXPECT_EQ(form(1)["redirect_uri"], "http://localhost:8080/microsoft/callback");
}

TEST_F(TokenClientTest, RetriesPassingFaultsAndReportsLongThrottling) {
  int count = 0;
  transport.answer_with([&](const http::Request&) {
    return ++count == 1 ? http::json_answer(503, "{}")
                        : http::json_answer(200, R"({"expires_in":3600,"access_token":"a"})");
  });
  EXPECT_TRUE(client.client_credentials(kTenant, {kApp, secret}, "s", {}).grant);
  EXPECT_EQ(count, 2);
  transport.answer_with([](const http::Request&) {
    return http::Response{429, {{"retry-after", "600"}}, "{}"};
  });
  const auto answer = client.client_credentials(kTenant, {kApp, secret}, "s", {});
  ASSERT_TRUE(answer.refusal);
  EXPECT_TRUE(answer.refusal->transient);
  EXPECT_EQ(answer.refusal->retry_at, clock.now() + base::Millis{600'000});
}

TEST_F(TokenClientTest, ATenantThatIsAPathIsNotSent) {
  for (const auto* tenant : {"", "a/b", "..%2f", "t?x", "t#x", "a b"}) {
    EXPECT_THROW(client.client_credentials(tenant, {kApp, secret}, "s", {}), base::Error) << tenant;
  }
  EXPECT_TRUE(transport.requests().empty());
}

TEST(BrowserRefusal, ReadsTheAddress) {
  const auto declined =
      refusal_of("access_denied",
                 "AADSTS65004: The resource owner or authorization server denied the request.");
  EXPECT_EQ(declined.sentence, "Consent was declined in Microsoft's sign-in.");
  const auto bare = refusal_of("access_denied", "the user canceled the authentication");
  EXPECT_EQ(bare.sentence, "Access was declined in Microsoft's sign-in.");
  EXPECT_FALSE(refusal_of("", "").sentence.empty());
}

}  // namespace
}  // namespace reeve::microsoft
