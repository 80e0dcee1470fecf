// Lists and objects of Graph against a scripted network: paging, throttling, renewal, and every way
// a list breaks off.
#include "microsoft/graph.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>

#include "base/error.h"
#include "http/scripted_transport.h"

namespace reeve::microsoft {
namespace {

using http::json_answer;

const base::Time kNow = base::from_ms(1'795'412'486'000);
const std::string kTenant = "11111111-1111-1111-1111-111111111111";
const std::string kUsers = "/v1.0/users?$select=id&$top=2";

std::string page(std::string_view objects, std::string_view next = "", std::string_view more = "") {
  const auto link = next.empty() ? std::string() : fmt::format(R"(,"@odata.nextLink":"{}")", next);
  return fmt::format(R"({{"value":[{}]{}{}}})", objects, link, more);
}
std::string next(int number) {
  return fmt::format("https://graph.microsoft.com/v1.0/users?$skiptoken={}", number);
}

class GraphTest : public ::testing::Test {
 protected:
  // Answers in order; the last one is repeated.
  void script(std::vector<http::Response> answers) {
    answers_ = std::deque<http::Response>(answers.begin(), answers.end());
    transport.answer_with([this](const http::Request&) {
      auto answer = answers_.front();
      if (answers_.size() > 1) answers_.pop_front();
      return answer;
    });
  }
  Listing list(AskOptions options = {}, std::stop_token stop = {}) {
    options.tenant_name = "Contoso";
    return graph.list(
        kTenant, kUsers,
        [this](const Page& one) {
          for (const auto object : one.objects) objects.emplace_back(object);
          last_about = one.about;
          last_number = one.number;
        },
        std::move(stop), options);
  }
  std::string sent_header(std::size_t at, std::string_view name) {
    const auto request = transport.requests().at(at);
    for (const auto& [key, value] : request.headers) {
      if (key == name) return value;
    }
    return "";
  }

  std::deque<http::Response> answers_;
  http::ScriptedTransport transport{
      [](const http::Request&) { return json_answer(200, page("")); }};
  base::ManualClock clock{kNow};
  int tokens_given = 0, tokens_refused = 0;
  GraphClient graph{
      transport, clock, base::seeded_random(5), cloud_named("global"),
      TokenFor(
          [this](const std::string&, std::stop_token) {
            ++tokens_given;
            return base::SecretBytes(std::string_view(fmt::format("token{}", tokens_refused)));
          },
          [this](const std::string&) { ++tokens_refused; })};
  std::vector<std::string> objects;
  std::optional<std::int64_t> last_about;
  std::int64_t last_number = 0;
};

TEST_F(GraphTest, FollowsEveryPageToTheEnd) {
  script({json_answer(200, page(R"({"id":1},{"id":2})", next(2), R"(,"@odata.count":3)")),
          json_answer(200, page("", next(3))), json_answer(200, page(R"({"id":3})"))});
  const auto listing = list();
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(listing.pages, 3);
  EXPECT_EQ(listing.objects, 3);
  EXPECT_EQ(listing.requests, 3);
  EXPECT_EQ(graph.requests_sent(), 3);
  EXPECT_EQ(objects, (std::vector<std::string>{R"({"id":1})", R"({"id":2})", R"({"id":3})"}));
  EXPECT_EQ(last_about, 3);
  EXPECT_EQ(last_number, 3);
  EXPECT_EQ(transport.requests()[0].url, "https://graph.microsoft.com" + kUsers);
  EXPECT_EQ(transport.requests()[2].url, next(3));
}

TEST_F(GraphTest, SendsTheHeadersMicrosoftAsksFor) {
  AskOptions options;
  options.eventual = true;
  options.prefer = "include-unknown-enum-members";
  script({json_answer(200, page("", next(2))), json_answer(200, page(""))});
  list(options);
  for (const std::size_t at : {0U, 1U}) {
    EXPECT_EQ(sent_header(at, "ConsistencyLevel"), "eventual");
    EXPECT_EQ(sent_header(at, "Prefer"), "include-unknown-enum-members");
    EXPECT_EQ(sent_header(at, "x-ms-throttle-priority"), "Low");
    EXPECT_EQ(sent_header(at, "client-request-id").size(), 36U);
  }
  EXPECT_NE(sent_header(0, "client-request-id"), sent_header(1, "client-request-id"));
  options = {};
  options.background = false;
  graph.get(kTenant, "/v1.0/organization", {}, options);
  EXPECT_EQ(sent_header(2, "x-ms-throttle-priority"), "");
  EXPECT_EQ(sent_header(2, "ConsistencyLevel"), "");
}

TEST_F(GraphTest, WaitsOutA429InTheMiddle) {
  script({json_answer(200, page(R"({"id":1})", next(2))),
          {429, {{"retry-after", "17"}}, "{}"},
          json_answer(200, page(R"({"id":2})"))});
  const auto listing = list();
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(listing.objects, 2);
  EXPECT_EQ(listing.requests, 3);
  EXPECT_EQ(clock.now() - kNow, base::Millis{17'000});
}

TEST_F(GraphTest, ALongThrottlingEndsTheListWithATime) {
  script({json_answer(200, page(R"({"id":1})", next(2))),
          {429, {{"retry-after", "120"}}, R"({"error":{"code":"TooManyRequests"}})"}});
  const auto listing = list();
  EXPECT_FALSE(listing.complete);
  EXPECT_EQ(listing.code, "throttled");
  EXPECT_EQ(listing.retry_at, kNow + base::Millis{120'000});
  EXPECT_EQ(listing.pages, 1);
  EXPECT_NE(listing.sentence.find("broke off on page 2. Nothing was marked gone."),
            std::string::npos)
      << listing.sentence;
}

TEST_F(GraphTest, APageCutForGoodIsReadThreeTimes) {
  script({json_answer(200, page(R"({"id":1})", next(2))), json_answer(200, page("", next(3))),
          json_answer(200, R"({"value":[{"id":2},{"i)")});
  const auto listing = list();
  EXPECT_FALSE(listing.complete);
  EXPECT_EQ(listing.code, "page_cut");
  EXPECT_EQ(listing.sentence,
            "Microsoft's list of users of Contoso broke off on page 3. Nothing was marked gone. "
            "The page stopped before its end, 3 times.");
  EXPECT_FALSE(listing.remedy.empty());
  EXPECT_EQ(listing.requests, 5);
  EXPECT_EQ(objects.size(), 1U);
}

TEST_F(GraphTest, APageCutByTheNetworkIsReadThreeTimesToo) {
  transport.answer_with([](const http::Request&) -> http::Response {
    throw base::Error(base::ErrorCode::protocol, "The connection broke.", "partial file");
  });
  const auto listing = list();
  EXPECT_EQ(listing.code, "page_cut");
  EXPECT_EQ(listing.requests, 3);
  EXPECT_NE(listing.sentence.find("broke off on page 1. Nothing was marked gone."),
            std::string::npos);
}

TEST_F(GraphTest, APageCutOnceIsReadAgain) {
  script({json_answer(200, R"({"value":[{"id":)"), json_answer(200, page(R"({"id":1})"))});
  const auto listing = list();
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(objects.size(), 1U);
}

TEST_F(GraphTest, APageThatIsNotJson) {
  script({json_answer(200, "<html>Sign in to the guest network</html>")});
  const auto listing = list();
  EXPECT_EQ(listing.code, "not_json");
  EXPECT_NE(listing.sentence.find("broke off on page 1"), std::string::npos);
  EXPECT_NE(listing.remedy.find("proxy"), std::string::npos);
}

TEST_F(GraphTest, Invariant6ALinkAwayFromGraphIsNotFollowed) {
  for (const auto* link :
       {"https://evil.example/v1.0/users", "http://graph.microsoft.com/v1.0/users",
        "https://graph.microsoft.com@evil.example/", "https://graph.microsoft.com:8443/",
        "https://login.microsoftonline.com/", "https://graph.microsoft.com./",
        "https://graph.microsoft.us/v1.0/users", "/v1.0/users"}) {
    const auto before = transport.requests().size();
    script({json_answer(200, page(R"({"id":1})", link))});
    const auto listing = list();
    EXPECT_FALSE(listing.complete) << link;
    EXPECT_EQ(listing.code, "foreign_link") << link;
    EXPECT_EQ(transport.requests().size(), before + 1) << link;
  }
}

TEST_F(GraphTest, ALoopEnds) {
  script({json_answer(200, page("", next(2))), json_answer(200, page("", next(3))),
          json_answer(200, page("", next(2)))});
  const auto listing = list();
  EXPECT_EQ(listing.code, "loop");
  EXPECT_EQ(listing.pages, 3);
}

TEST_F(GraphTest, TheSameObjectsUnderEverNewLinksAreALoop) {
  std::vector<http::Response> pages;
  for (int i = 0; i < 9; ++i) pages.push_back(json_answer(200, page(R"({"id":"a"})", next(i + 2))));
  script(std::move(pages));
  const auto listing = list();
  EXPECT_FALSE(listing.complete);
  EXPECT_EQ(listing.code, "loop");
}

TEST_F(GraphTest, FarFewerThanMicrosoftCountsIsNotTheWholeList) {
  script({json_answer(200, R"({"@odata.count":100,"value":[{"id":"a"}]})")});
  EXPECT_EQ(list().code, "count_differs");
  script({json_answer(200, R"({"@odata.count":1,"value":[{"id":"a"}]})")});
  EXPECT_TRUE(list().complete);
}

TEST_F(GraphTest, ADeltaLinkElsewhereIsForgottenAndTheListIsWhole) {
  script({json_answer(
      200,
      R"({"value":[{"id":"a"}],"@odata.deltaLink":"https://graph.example.com/v1.0/users/delta?$deltatoken=1"})")});
  const auto listing = list();
  EXPECT_TRUE(listing.complete);
  EXPECT_TRUE(listing.delta_link.empty());
}

TEST_F(GraphTest, A410InTheMiddleEndsTheListWithItsReason) {
  script({json_answer(200, page(R"({"id":"a"})", next(2))),
          json_answer(410, R"({"error":{"code":"syncStateNotFound","message":"gone"}})")});
  const auto listing = list();
  EXPECT_FALSE(listing.complete);
  EXPECT_EQ(listing.code, "resync");
  EXPECT_EQ(listing.objects, 1);
}

TEST_F(GraphTest, ATokenIsRenewedOnce) {
  script({json_answer(401, R"({"error":{"code":"InvalidAuthenticationToken"}})"),
          json_answer(200, page(""))});
  EXPECT_TRUE(list().complete);
  EXPECT_EQ(tokens_refused, 1);
  EXPECT_EQ(sent_header(0, "Authorization"), "Bearer token0");
  EXPECT_EQ(sent_header(1, "Authorization"), "Bearer token1");
  script({json_answer(401, "{}")});
  const auto listing = list();
  EXPECT_EQ(listing.code, "not_allowed");
  EXPECT_EQ(listing.requests, 2);
}

TEST_F(GraphTest, A403NamesThePermission) {
  AskOptions options;
  options.permission = "User.Read.All";
  script({json_answer(
      403,
      R"({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}})")});
  const auto listing = list(options);
  EXPECT_FALSE(listing.complete);
  EXPECT_EQ(listing.code, "not_allowed");
  EXPECT_EQ(listing.sentence, "Microsoft does not let Reeve read the list of users of Contoso.");
  EXPECT_NE(listing.remedy.find("User.Read.All"), std::string::npos);
  EXPECT_NE(listing.detail.find("Authorization_RequestDenied"), std::string::npos);
  EXPECT_NE(listing.detail.find("11111111-2222-3333-4444-555555555555"), std::string::npos);
  EXPECT_EQ(listing.requests, 1);
}

TEST_F(GraphTest, NamesEachRefusal) {
  const std::tuple<int, const char*, const char*> cases[] = {
      {400, R"({"error":{"code":"Request_BadRequest"}})", "bad_request"},
      {403, R"({"error":{"code":"Authentication_RequestFromNonPremiumTenantOrB2CTenant"}})",
       "no_plan"},
      {404, "{}", "not_found"},
      {410, "{}", "resync"},
      {500, "", "server_error"},
      {501, "{}", "server_error"},
      {503, "{}", "server_error"},
      {302, "", "bad_request"},
      {429, "{}", "throttled"},
  };
  for (const auto& [status, body, code] : cases) {
    script({json_answer(status, body)});
    const auto listing = list();
    EXPECT_FALSE(listing.complete);
    EXPECT_EQ(listing.code, code) << status;
    EXPECT_FALSE(listing.sentence.empty());
    EXPECT_FALSE(listing.remedy.empty());
  }
}

TEST_F(GraphTest, NoTokenAndNoNetworkAreReasonsToo) {
  GraphClient without{transport, clock, base::seeded_random(5), cloud_named("global"),
                      [](const std::string&, std::stop_token) -> base::SecretBytes {
                        throw base::Error(base::ErrorCode::refused,
                                          "The application has not been allowed in this tenant.",
                                          "AADSTS65001");
                      }};
  const auto refused = without.list(kTenant, kUsers, [](const Page&) {}, {});
  EXPECT_EQ(refused.code, "no_token");
  EXPECT_EQ(refused.sentence, "The application has not been allowed in this tenant.");
  EXPECT_EQ(refused.detail, "AADSTS65001");
  EXPECT_EQ(refused.requests, 0);
  transport.answer_with([](const http::Request&) -> http::Response {
    throw base::Error(base::ErrorCode::unavailable, "graph.microsoft.com cannot be found.");
  });
  const auto lost = list();
  EXPECT_EQ(lost.code, "unreachable");
  EXPECT_NE(lost.sentence.find("graph.microsoft.com cannot be found."), std::string::npos);
}

TEST_F(GraphTest, StopsBetweenPages) {
  std::stop_source stop;
  script({json_answer(200, page(R"({"id":1})", next(2)))});
  EXPECT_THROW(graph.list(
                   kTenant, kUsers, [&](const Page&) { stop.request_stop(); }, stop.get_token()),
               base::Error);
  EXPECT_EQ(transport.requests().size(), 1U);
}

TEST_F(GraphTest, WhatThePageHandlerThrowsComesThrough) {
  script({json_answer(200, page(R"({"id":1})"))});
  EXPECT_THROW(graph.list(kTenant, kUsers,
                          [](const Page&) {
                            throw base::Error(base::ErrorCode::fence_lost, "another process");
                          },
                          {}),
               base::Error);
}

TEST_F(GraphTest, GetsOneObject) {
  script({json_answer(200, R"({"id":"x"})")});
  const auto answer = graph.get(kTenant, "/v1.0/organization", {});
  EXPECT_TRUE(answer.ok);
  EXPECT_EQ(answer.body, R"({"id":"x"})");
  script({json_answer(404, R"({"error":{"code":"Request_ResourceNotFound","message":"no"}})")});
  const auto missing = graph.get(kTenant, "/v1.0/users/x/manager", {});
  EXPECT_FALSE(missing.ok);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.graph_code, "Request_ResourceNotFound");
}

// Of a list whose beginning came in a $batch.
class FirstAnswerTest : public GraphTest {
 protected:
  Listing begun_with(FirstAnswer first) {
    AskOptions options;
    options.permission = "User.Read.All";
    options.first = std::make_shared<const FirstAnswer>(std::move(first));
    return list(options);
  }
};

TEST_F(FirstAnswerTest, AWholePageCostsNoRequest) {
  const auto listing = begun_with({200, page(R"({"id":1},{"id":2})"), {}});
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(listing.objects, 2);
  EXPECT_EQ(listing.requests, 0);
  EXPECT_TRUE(transport.requests().empty());
}

TEST_F(FirstAnswerTest, ItsNextLinkIsFollowedToTheEnd) {
  script({json_answer(200, page(R"({"id":2})", next(3))), json_answer(200, page(R"({"id":3})"))});
  const auto listing = begun_with({200, page(R"({"id":1})", next(2)), {}});
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(listing.pages, 3);
  EXPECT_EQ(listing.requests, 2);
  EXPECT_EQ(objects, (std::vector<std::string>{R"({"id":1})", R"({"id":2})", R"({"id":3})"}));
  EXPECT_EQ(transport.requests()[0].url, next(2));
}

TEST_F(FirstAnswerTest, AForeignNextLinkIsNotFollowed) {
  const auto listing =
      begun_with({200, page(R"({"id":1})", "https://evil.example/v1.0/users"), {}});
  EXPECT_EQ(listing.code, "foreign_link");
  EXPECT_FALSE(listing.complete);
  EXPECT_TRUE(transport.requests().empty());
}

TEST_F(FirstAnswerTest, ARefusalCountsAsIfItHadComeAlone) {
  const std::string denied = R"({"error":{"code":"Authorization_RequestDenied"}})";
  const auto inside = begun_with({403, denied, {}});
  EXPECT_TRUE(transport.requests().empty());
  script({json_answer(403, denied)});
  AskOptions options;
  options.permission = "User.Read.All";
  const auto alone = list(options);
  EXPECT_EQ(inside.code, "not_allowed");
  EXPECT_EQ(inside.sentence, alone.sentence);
  EXPECT_EQ(inside.remedy, alone.remedy);
  EXPECT_EQ(inside.pages, 0);
}

TEST_F(FirstAnswerTest, WhatMayPassIsAskedForAlone) {
  for (const int status : {0, 401, 408, 429, 500, 503}) {
    objects.clear();
    script({json_answer(200, page(R"({"id":1})"))});
    const auto listing = begun_with({status, "{}", {}});
    EXPECT_TRUE(listing.complete) << status;
    EXPECT_EQ(listing.requests, 1) << status;
  }
}

TEST_F(FirstAnswerTest, ABrokenPageIsReadAgain) {
  script({json_answer(200, page(R"({"id":1})"))});
  const auto listing = begun_with({200, R"({"value":7})", {}});
  EXPECT_TRUE(listing.complete);
  EXPECT_EQ(listing.requests, 1);
}

TEST_F(FirstAnswerTest, APauseThatMicrosoftAsksForHolds) {
  const auto until = kNow + base::Millis{600'000};
  const auto listing = begun_with({429, "", until});
  EXPECT_EQ(listing.code, "throttled");
  EXPECT_EQ(listing.retry_at, until);
  EXPECT_TRUE(transport.requests().empty());
}

TEST_F(GraphTest, APathThatIsNoneIsOurOwnFault) {
  EXPECT_THROW(graph.list(kTenant, "v1.0/users", [](const Page&) {}, {}), base::Error);
  EXPECT_THROW(graph.list(kTenant, "@evil.example/v1.0", [](const Page&) {}, {}), base::Error);
  EXPECT_THROW(graph.list(kTenant, "/v1.0/us ers", [](const Page&) {}, {}), base::Error);
  EXPECT_THROW(graph.get(kTenant, ".evil.example/v1.0", {}), base::Error);
  EXPECT_TRUE(transport.requests().empty());
}

}  // namespace
}  // namespace reeve::microsoft
