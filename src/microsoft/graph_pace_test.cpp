// The client keeps to what it is told of Microsoft's limits: before each request, and after each
// answer, inside a $batch too.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>

#include "base/error.h"
#include "base/json.h"
#include "http/scripted_transport.h"
#include "microsoft/batch.h"
#include "microsoft/graph.h"

namespace reeve::microsoft {
namespace {

using base::Millis;

const base::Time kNow = base::from_ms(1'795'412'486'000);
const std::string kTenant = "11111111-1111-1111-1111-111111111111";

class GraphPace : public ::testing::Test {
 protected:
  struct Asked {
    std::string tenant;
    std::string costs;
    bool background;
  };
  struct Told {
    std::string costs;
    std::optional<Millis> pause;
    double used;
  };
  static std::string text_of(std::span<const Cost> costs) {
    std::string text;
    for (const Cost& one : costs)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", to_string(one.service), one.amount);
    return text;
  }
  Pace pace() {
    return {[this](const Asking& asking) -> std::optional<base::Time> {
              asked.push_back({asking.tenant_id, text_of(asking.costs), asking.background});
              return closed_until > clock.now() ? std::optional(closed_until) : std::nullopt;
            },
            [this](const Asking& asking, const Throttling& throttling) {
              told.push_back({text_of(asking.costs), throttling.pause, throttling.used});
            }};
  }
  void script(std::vector<http::Response> answers) {
    answers_ = std::deque<http::Response>(answers.begin(), answers.end());
    transport.answer_with([this](const http::Request&) {
      auto answer = answers_.front();
      if (answers_.size() > 1) answers_.pop_front();
      return answer;
    });
  }
  static http::Response answer(int status, std::string body, http::Headers more = {}) {
    auto response = http::json_answer(status, std::move(body));
    response.headers.insert(response.headers.end(), more.begin(), more.end());
    return response;
  }

  std::deque<http::Response> answers_;
  http::ScriptedTransport transport{
      [](const http::Request&) { return http::json_answer(200, "{}"); }};
  base::ManualClock clock{kNow};
  base::Time closed_until{};
  std::vector<Asked> asked;
  std::vector<Told> told;
  GraphClient graph{transport,
                    clock,
                    base::seeded_random(5),
                    cloud_named("global"),
                    [](const std::string&, std::stop_token) {
                      return base::SecretBytes(std::string_view("token"));
                    },
                    pace()};
};

TEST_F(GraphPace, IsAskedBeforeEachAttempt) {
  script({answer(503, "{}"), answer(200, "{}")});
  EXPECT_TRUE(graph.get(kTenant, "/v1.0/subscribedSkus", {}).ok);
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].tenant, kTenant);
  EXPECT_EQ(asked[0].costs, "graph 1, directory 3");
  EXPECT_TRUE(asked[0].background);
  EXPECT_TRUE(told.empty()) << "an answer without a word about limits tells nothing";
}

TEST_F(GraphPace, WaitsUntilItMayAsk) {
  closed_until = kNow + Millis{20'000};
  EXPECT_TRUE(graph.get(kTenant, "/v1.0/organization", {}).ok);
  EXPECT_EQ(clock.now(), closed_until);
  EXPECT_EQ(transport.requests().size(), 1U);
}

TEST_F(GraphPace, ALongPauseIsLeftToTheQueueAndNothingIsAsked) {
  closed_until = kNow + Millis{600'000};
  const auto listing = graph.list(kTenant, "/v1.0/users", [](const Page&) {}, {});
  EXPECT_EQ(listing.code, "throttled");
  EXPECT_EQ(listing.retry_at, closed_until);
  EXPECT_FALSE(listing.sentence.empty());
  EXPECT_TRUE(transport.requests().empty());
  EXPECT_EQ(listing.requests, 0);
  EXPECT_EQ(clock.now(), kNow);
}

TEST_F(GraphPace, TellsWhatARefusalAsksForBeforeItWaits) {
  script({answer(429, "{}", {{"retry-after", "7"}}),
          answer(200, "{}", {{"x-ms-throttle-limit-percentage", "0.85"}})});
  EXPECT_TRUE(graph.get(kTenant, "/v1.0/organization", {}).ok);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].pause, Millis{7'000});
  EXPECT_EQ(told[0].costs, "graph 1, directory 1");
  EXPECT_DOUBLE_EQ(told[1].used, 0.85);
}

TEST_F(GraphPace, ABatchPaysForAllThatIsInIt) {
  script({answer(200, R"({"responses":[{"id":"a","status":200,"body":{}},)"
                      R"({"id":"b","status":200,"body":{}}]})")});
  const auto result =
      ask_in_batches(graph, kTenant,
                     {{"a", "/subscribedSkus"}, {"b", "/deviceManagement/managedDevices"}}, {}, {});
  EXPECT_EQ(result.answers.size(), 2U);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].costs, "directory 3, intune 1, graph 3") << "what refuses the $batch is last";
}

TEST_F(GraphPace, EachAnswerInABatchTellsOfItsOwnService) {
  script({answer(200,
                 R"({"responses":[{"id":"a","status":429,"headers":{"Retry-After":"9"},"body":{}},)"
                 R"({"id":"b","status":200,"body":{}}]})"),
          answer(200, R"({"responses":[{"id":"a","status":200,"body":{}}]})")});
  const auto result = ask_in_batches(
      graph, kTenant, {{"a", "/deviceManagement/managedDevices"}, {"b", "/organization"}}, {}, {});
  EXPECT_TRUE(result.code.empty());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].costs, "graph 1, intune 1");
  EXPECT_EQ(told[0].pause, Millis{9'000});
  EXPECT_EQ(clock.now() - kNow, Millis{9'000});
}

TEST_F(GraphPace, AStormIsWaitedOutWithoutLosingThePlace) {
  int sent = 0;
  transport.answer_with([&](const http::Request&) {
    return ++sent % 10 == 0 ? answer(200, R"({"value":[{"id":1}]})")
                            : answer(429, "{}", {{"retry-after", "3"}});
  });
  const auto listing = graph.list(kTenant, "/v1.0/users", [](const Page&) {}, {});
  EXPECT_TRUE(listing.complete) << "nine refusals in a row are no failure";
  EXPECT_EQ(listing.requests, 10);
  EXPECT_EQ(clock.now() - kNow, Millis{27'000});
}

TEST_F(GraphPace, WhoIsRefusedWithoutEndComesBackLater) {
  script({answer(429, "{}", {{"retry-after", "3"}})});
  const auto listing = graph.list(kTenant, "/v1.0/users", [](const Page&) {}, {});
  EXPECT_EQ(listing.code, "throttled");
  EXPECT_EQ(listing.retry_at, clock.now() + Millis{3'000});
  EXPECT_EQ(listing.requests, http::kMaxPauses + 1);
}

}  // namespace
}  // namespace reeve::microsoft
