// Small lists asked for together: what each becomes of the answers inside one $batch.
#include "sync/joined_lists.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "sync/scripted_tenant_test.h"
#include "types/registry.h"

namespace reeve::sync {
namespace {

namespace json = base::json;
using testing::HasSubstr;

TEST(Joinable, OnlyPlainListsAreAskedForTogether) {
  int joinable = 0;
  for (const types::DataType* type : types::all_types()) {
    if (!type->joinable) continue;
    ++joinable;
    EXPECT_EQ(type->reader, types::Reader::list) << type->name;
    EXPECT_TRUE(type->delta_path.empty()) << type->name;
    EXPECT_TRUE(type->plans.any_of.empty()) << type->name;
    EXPECT_FALSE(type->slow) << type->name;
  }
  EXPECT_LE(joinable, static_cast<int>(microsoft::kBatchSize)) << "they are one request";
  EXPECT_GE(joinable, 5);
}

http::Response json_answer(int status, std::string body) {
  return {status, {{"content-type", "application/json"}}, std::move(body)};
}

// The network, whose answers come from a function; every request is kept.
class Network final : public http::Transport {
 public:
  explicit Network(std::function<http::Response(const http::Request&)> answer)
      : answer_(std::move(answer)) {}
  http::Response send(const http::Request& request, std::stop_token) override {
    requests_.push_back(request);
    return answer_(request);
  }
  const std::vector<http::Request>& requests() const { return requests_; }

 private:
  std::function<http::Response(const http::Request&)> answer_;
  std::vector<http::Request> requests_;
};

// A run against scripted HTTP: organization, licenses and domains are due, and come in one $batch.
class Joined : public RunTest {
 protected:
  Joined() {
    choose_tier("password_rotation");
    for (const auto* name : {"organization", "subscribed_skus", "domains"})
      joined_types_.push_back(types::find_type(name));
    types_ = joined_types_;
    inside_["organization"] = {200, fmt::format(R"({{"value":[{}]}})", organization_json())};
    inside_["subscribed_skus"] = {200, R"({"value":[{"id":"sku","skuPartNumber":"SPB"}]})"};
    inside_["domains"] = {200, R"({"value":[{"id":"contoso.com"}]})"};
  }

  http::Response answer(const http::Request& request) {
    if (request.method != "POST") {
      for (const auto& [path, alone] : alone_)
        if (request.url.find(path) != std::string::npos) return alone;
      return json_answer(500, "{}");
    }
    const auto body = base::parse_json(request.body, "the batch");
    json::array responses;
    for (const auto& one : base::member(body, "requests").as_array()) {
      const std::string id = base::text_member(one, "id");
      if (!inside_.contains(id)) continue;
      const auto& [status, text] = inside_.at(id);
      json::object response{{"id", id}, {"status", status}, {"body", base::parse_json(text, id)}};
      if (retry_after_.contains(id)) response["headers"] = {{"Retry-After", retry_after_[id]}};
      if (status == 429 && --throttles_ == 0) inside_[id] = {200, R"({"value":[{"id":"a"}]})"};
      responses.emplace_back(std::move(response));
    }
    return json_answer(outer_, base::to_json(json::object{{"responses", responses}}));
  }

  RunOutcome scheduled() {
    const auto source_for = [this](const store::Tenant&) {
      Source source;
      source.way = "gdap";
      source.connection = connection_;
      source.list = [this](const std::string& path, const OnPage& on_page, std::stop_token stop,
                           const microsoft::AskOptions& options) {
        return graph_.list("t", path, on_page, std::move(stop), options);
      };
      source.batch = [this](const std::vector<microsoft::BatchQuestion>& questions,
                            std::stop_token stop, const microsoft::AskOptions& options) {
        return microsoft::ask_in_batches(graph_, "t", questions, std::move(stop), options);
      };
      return source;
    };
    return run_tenant(Services{*database_, clock_, source_for, types_, {}},
                      queue(false, false, "schedule"), {});
  }

  std::vector<const types::DataType*> joined_types_;
  std::map<std::string, std::pair<int, std::string>> inside_;
  std::map<std::string, std::string> retry_after_;
  std::map<std::string, http::Response> alone_;  // by a part of the address
  int outer_ = 200;
  int throttles_ = 0;
  Network transport_{[this](const http::Request& request) { return answer(request); }};
  microsoft::GraphClient graph_{transport_, clock_, base::seeded_random(3),
                                microsoft::cloud_named("global"),
                                [](const std::string&, std::stop_token) {
                                  return base::SecretBytes(std::string_view("token"));
                                }};
};

TEST_F(Joined, AreOneRequestAndThreeQuestions) {
  scheduled();
  const auto run = last_run();
  EXPECT_EQ(transport_.requests().size(), 1U);
  EXPECT_EQ(run.requests, 1);
  EXPECT_EQ(run.batched, 3);
  for (const auto* type : types_)
    EXPECT_EQ(type_states()[std::string(type->name)].state, "complete") << type->name;
  EXPECT_EQ(records_of("domains").size(), 1U);
}

TEST_F(Joined, ARefusalInsideCostsItsOwnTypeOnly) {
  inside_["domains"] = {403, R"({"error":{"code":"Authorization_RequestDenied"}})"};
  scheduled();
  EXPECT_EQ(transport_.requests().size(), 1U) << "a refusal is not asked for again";
  EXPECT_EQ(type_states()["domains"].state, "absent");
  EXPECT_EQ(type_states()["domains"].reason, "not_allowed");
  EXPECT_THAT(type_states()["domains"].remedy.value_or(""), HasSubstr("Domain.Read.All"));
  EXPECT_EQ(type_states()["organization"].state, "complete");
}

TEST_F(Joined, OneThatIsThrottledIsAskedAgainAloneAfterItsTime) {
  inside_["domains"] = {429, "{}"};
  retry_after_["domains"] = "7";
  throttles_ = 2;
  const auto before = clock_.now();
  scheduled();
  EXPECT_EQ(transport_.requests().size(), 3U);
  EXPECT_EQ(last_run().batched, 5);
  EXPECT_GE(clock_.now() - before, base::Millis{14'000});
  EXPECT_EQ(type_states()["domains"].state, "complete");
}

TEST_F(Joined, ALongPauseOfOneGivesTheRunBack) {
  inside_["domains"] = {429, "{}"};
  retry_after_["domains"] = "600";
  const auto outcome = scheduled();
  EXPECT_EQ(outcome.state, "waiting");
  ASSERT_TRUE(outcome.retry_at);
  EXPECT_GE(*outcome.retry_at, clock_.now() + base::Millis{599'000});
  EXPECT_EQ(transport_.requests().size(), 1U) << "nothing is asked for inside the pause";
}

TEST_F(Joined, APageThatGoesOnIsFollowed) {
  inside_["domains"] = {
      200,
      R"({"value":[{"id":"contoso.com"}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/domains?$skiptoken=2"})"};
  alone_["skiptoken=2"] = json_answer(200, R"({"value":[{"id":"contoso.org"}]})");
  scheduled();
  EXPECT_EQ(records_of("domains").size(), 2U);
  EXPECT_EQ(last_run().requests, 2);
  EXPECT_EQ(type_states()["domains"].state, "complete");
}

TEST_F(Joined, AListThatBreaksOffBehindItsFirstPageIsPartial) {
  inside_["domains"] = {
      200,
      R"({"value":[{"id":"contoso.com"}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/domains?$skiptoken=2"})"};
  alone_["skiptoken=2"] = json_answer(403, R"({"error":{"code":"Authorization_RequestDenied"}})");
  scheduled();
  EXPECT_EQ(type_states()["domains"].state, "partial");
  EXPECT_EQ(type_states()["domains"].reason, "not_allowed");
}

TEST_F(Joined, WhatFailsInsideIsAskedForAlone) {
  inside_["domains"] = {503, "{}"};
  alone_["/v1.0/domains"] = json_answer(200, R"({"value":[{"id":"contoso.com"}]})");
  scheduled();
  EXPECT_EQ(type_states()["domains"].state, "complete");
  EXPECT_EQ(transport_.requests().size(), 2U);
}

TEST_F(Joined, ABatchThatIsRefusedCostsNothingButItself) {
  outer_ = 400;
  alone_["/v1.0/organization"] =
      json_answer(200, fmt::format(R"({{"value":[{}]}})", organization_json()));
  alone_["/v1.0/subscribedSkus"] = json_answer(200, R"({"value":[]})");
  alone_["/v1.0/domains"] = json_answer(200, R"({"value":[{"id":"contoso.com"}]})");
  scheduled();
  for (const auto* type : types_)
    EXPECT_EQ(type_states()[std::string(type->name)].state, "complete") << type->name;
  EXPECT_EQ(last_run().requests, 4);
}

}  // namespace
}  // namespace reeve::sync
