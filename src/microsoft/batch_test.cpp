// $batch against a scripted network: twenty at a time, inner throttling, and every way it ends
// early.
#include "microsoft/batch.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "base/json.h"
#include "http/scripted_transport.h"

namespace reeve::microsoft {
namespace {

namespace json = base::json;

const std::string kTenant = "11111111-1111-1111-1111-111111111111";

std::vector<BatchQuestion> questions(int count) {
  std::vector<BatchQuestion> all;
  for (int i = 0; i < count; ++i)
    all.push_back({fmt::format("q{}", i), fmt::format("/users/{}", i)});
  return all;
}

class BatchTest : public ::testing::Test {
 protected:
  // Answers each inner question by its id; the ids of a request are kept.
  void answer_each(std::function<json::object(const std::string& id)> answer) {
    transport.answer_with([this, answer](const http::Request& request) {
      const auto body = base::parse_json(request.body, "the batch");
      json::array responses;
      std::vector<std::string> ids;
      for (const auto& one : base::member(body, "requests").as_array()) {
        EXPECT_EQ(base::text_member(one, "method"), "GET");
        ids.push_back(base::text_member(one, "id"));
        json::object inner = answer(ids.back());
        inner["id"] = ids.back();
        if (inner.contains("status")) responses.emplace_back(std::move(inner));
      }
      asked.push_back(std::move(ids));
      return http::json_answer(200, base::to_json(json::object{{"responses", responses}}));
    });
  }
  BatchResult ask(int count) { return ask_in_batches(graph, kTenant, questions(count), {}, {}); }
  static json::object fine() { return {{"status", 200}, {"body", {{"value", "user"}}}}; }
  static json::object throttled(const char* seconds) {
    return {{"status", 429}, {"headers", {{"Retry-After", seconds}}}};
  }

  http::ScriptedTransport transport{
      [](const http::Request&) { return http::json_answer(500, "{}"); }};
  base::ManualClock clock{base::from_ms(1'795'412'486'000)};
  GraphClient graph{transport, clock, base::system_random(), cloud_named("global"),
                    [](const std::string&, std::stop_token) {
                      return base::SecretBytes(std::string_view("token"));
                    }};
  std::vector<std::vector<std::string>> asked;
};

TEST_F(BatchTest, AsksTwentyAtATimeByPost) {
  answer_each([](const auto&) { return fine(); });
  const auto result = ask(45);
  EXPECT_TRUE(result.code.empty());
  EXPECT_EQ(result.answers.size(), 45U);
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0].size(), kBatchSize);
  EXPECT_EQ(asked[2].size(), 5U);
  EXPECT_EQ(result.requests, 3);
  EXPECT_EQ(result.batched, 45);
  EXPECT_EQ(transport.requests()[0].method, "POST");
  EXPECT_EQ(transport.requests()[0].url, "https://graph.microsoft.com/v1.0/$batch");
  EXPECT_EQ(base::text_member(base::parse_json(result.answers[0].body, "body"), "value"), "user");
}

TEST_F(BatchTest, WhatIsThrottledInsideIsAskedAgainAloneAfterItsTime) {
  std::map<std::string, int> times;
  answer_each(
      [&](const auto& id) { return id == "q1" && ++times[id] < 3 ? throttled("7") : fine(); });
  const auto before = clock.now();
  const auto result = ask(3);
  EXPECT_TRUE(result.code.empty());
  EXPECT_EQ(result.answers.size(), 3U);
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[1], std::vector<std::string>{"q1"});
  EXPECT_EQ(clock.now() - before, base::Millis{14'000});
}

TEST_F(BatchTest, ALongPauseEndsItAndWhatWasAnsweredCounts) {
  answer_each([&](const auto& id) { return id == "q0" ? throttled("600") : fine(); });
  const auto result = ask(3);
  EXPECT_EQ(result.code, "throttled");
  EXPECT_EQ(result.answers.size(), 2U);
  EXPECT_EQ(result.retry_at, clock.now() + base::Millis{600'000});
  EXPECT_FALSE(result.sentence.empty());
}

TEST_F(BatchTest, WhatIsNeverAnsweredIsNotAskedForEver) {
  answer_each([](const auto& id) { return id == "q0" ? json::object{} : fine(); });
  const auto result = ask(2);
  EXPECT_EQ(result.code, "throttled");
  EXPECT_EQ(asked.size(), static_cast<std::size_t>(kBatchRounds));
}

TEST_F(BatchTest, KeepsEachAnswersOwnStatusAndCode) {
  answer_each([](const auto& id) {
    return id == "q0" ? json::object{{"status", 404}, {"body", {{"error", {{"code", "Nobody"}}}}}}
                      : fine();
  });
  const auto result = ask(2);
  EXPECT_EQ(result.answers[0].status, 404);
  EXPECT_EQ(result.answers[0].graph_code, "Nobody");
  EXPECT_FALSE(result.answers[0].ok());
  EXPECT_TRUE(result.answers[1].ok());
}

TEST_F(BatchTest, ARefusedOrBrokenAnswerIsNamed) {
  transport.answer_with([](const auto&) {
    return http::json_answer(403, R"({"error":{"code":"Authorization_RequestDenied"}})");
  });
  EXPECT_EQ(ask(2).code, "not_allowed");
  transport.answer_with([](const auto&) { return http::json_answer(200, "<html>"); });
  const auto broken = ask(2);
  EXPECT_EQ(broken.code, "not_json");
  EXPECT_FALSE(broken.sentence.empty());
  EXPECT_TRUE(ask(0).code.empty()) << "nothing to ask is nothing asked";
}

}  // namespace
}  // namespace reeve::microsoft
