// Packs questions, unpacks answers, and asks the throttled ones again.
#include "microsoft/batch.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "http/retry.h"
#include "microsoft/throttling.h"

namespace reeve::microsoft {
namespace {

namespace json = base::json;

constexpr std::string_view kVersion = "/v1.0";
constexpr std::string_view kPath = "/v1.0/$batch";
constexpr int kThrottled = 429;
constexpr base::Millis kNoHint{5'000};  // a pause where an inner 429 names none

std::string body_of(const std::vector<BatchQuestion>& questions) {
  json::array requests;
  for (const auto& one : questions)
    requests.emplace_back(json::object{{"id", one.id}, {"method", "GET"}, {"url", one.path}});
  return base::to_json(json::object{{"requests", std::move(requests)}});
}

BatchAnswer answer_from(const json::value& value) {
  BatchAnswer answer;
  answer.id = base::text_member(value, "id");
  answer.status = static_cast<int>(base::optional_integer(value, "status").value_or(0));
  const auto& body = base::member(value, "body");
  answer.graph_code = base::text_member(base::member(body, "error"), "code");
  answer.body = base::to_json(body);
  return answer;
}

// In any letter case.
std::optional<std::string_view> header_of(const json::value& value, std::string_view name) {
  const auto* headers = base::member(value, "headers").if_object();
  if (headers == nullptr) return std::nullopt;
  for (const auto& one : *headers)
    if (one.value().is_string() && base::ascii_lower(one.key()) == name)
      return std::string_view(one.value().get_string());
  return std::nullopt;
}

std::vector<Cost> costs_of_all(const std::vector<BatchQuestion>& questions) {
  std::vector<Cost> sum;
  for (const auto& question : questions)
    for (const Cost& one : costs_of(std::string(kVersion) + question.path)) {
      const auto same = std::ranges::find(sum, one.service, &Cost::service);
      if (same == sum.end())
        sum.push_back(one);
      else
        same->amount += one.amount;
    }
  return sum;
}

base::Millis pause_of(const json::value& value, base::Time now) {
  const auto text = header_of(value, "retry-after");
  return text ? http::parse_retry_after(*text, now).value_or(kNoHint) : kNoHint;
}

class Batches {
 public:
  Batches(GraphClient& graph, const std::string& tenant, std::stop_token stop, AskOptions options)
      : graph_(graph), tenant_(tenant), stop_(std::move(stop)), options_(std::move(options)) {}

  BatchResult run(std::vector<BatchQuestion> questions) {
    const auto before = graph_.requests_sent();
    for (int round = 1; !questions.empty() && result_.code.empty(); ++round) {
      std::vector<BatchQuestion> again;
      pause_ = base::Millis{0};
      for (std::size_t at = 0; at < questions.size() && result_.code.empty(); at += kBatchSize)
        ask(slice(questions, at), again);
      questions = std::move(again);
      if (!questions.empty() && result_.code.empty()) wait(round);
    }
    result_.requests = graph_.requests_sent() - before;
    return std::move(result_);
  }

 private:
  static std::vector<BatchQuestion> slice(const std::vector<BatchQuestion>& all, std::size_t at) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end =
        all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), at + kBatchSize));
    return {begin, end};
  }

  void ask(const std::vector<BatchQuestion>& questions, std::vector<BatchQuestion>& again) {
    options_.post = body_of(questions);
    options_.inside = costs_of_all(questions);
    result_.batched += static_cast<std::int64_t>(questions.size());
    const Answer answer = graph_.get(tenant_, std::string(kPath), stop_, options_);
    const auto tree = answer.ok ? base::try_parse_json(answer.body) : std::nullopt;
    const auto* responses = tree ? base::member(*tree, "responses").if_array() : nullptr;
    if (responses == nullptr) return stopped(answer);
    std::vector<BatchQuestion> open = questions;
    for (const auto& one : *responses) take(one, open, again);
    // What was left without an answer is asked again like what was throttled.
    for (auto& one : open) again.push_back(std::move(one));
  }

  void take(const json::value& value, std::vector<BatchQuestion>& open,
            std::vector<BatchQuestion>& again) {
    BatchAnswer answer = answer_from(value);
    const auto asked = std::ranges::find(open, answer.id, &BatchQuestion::id);
    if (asked == open.end()) return;
    tell(value, answer.status, asked->path);
    if (answer.status == kThrottled) {
      pause_ = std::max(pause_, pause_of(value, graph_.clock().now()));
      again.push_back(std::move(*asked));
    } else {
      result_.answers.push_back(std::move(answer));
    }
    open.erase(asked);
  }

  // Each is throttled as if it came alone, so each tells.
  void tell(const json::value& value, int status, const std::string& path) {
    const auto costs = costs_of(std::string(kVersion) + path);
    const auto header = [&](std::string_view name) { return header_of(value, name); };
    graph_.pace().told({tenant_, costs, options_.background},
                       throttling_of(status, header, graph_.clock().now()));
  }

  void stopped(const Answer& answer) {
    result_.code = answer.code.empty() ? "not_json" : answer.code;
    result_.sentence = answer.sentence.empty()
                           ? "What came instead of Microsoft's answer is not its format (JSON)."
                           : answer.sentence;
    result_.remedy = answer.remedy;
    result_.detail = answer.detail;
    result_.retry_at = answer.retry_at;
  }

  void wait(int round) {
    if (round < kBatchRounds && pause_ <= http::kLongestWait) {
      if (!graph_.clock().wait_for(stop_, std::max(pause_, base::Millis{1'000})))
        throw base::Error(base::ErrorCode::canceled, "Stopped while Microsoft asked to wait.");
      return;
    }
    result_.code = "throttled";
    result_.sentence = "Microsoft is limiting requests, so some questions are still open.";
    result_.remedy = "Nothing to do: Reeve asks again later by itself.";
    result_.retry_at = graph_.clock().now() + pause_;
  }

  GraphClient& graph_;
  const std::string& tenant_;
  std::stop_token stop_;
  AskOptions options_;
  BatchResult result_;
  base::Millis pause_{0};
};

}  // namespace

BatchResult ask_in_batches(GraphClient& graph, const std::string& tenant_id,
                           const std::vector<BatchQuestion>& questions, std::stop_token stop,
                           const AskOptions& options) {
  return Batches(graph, tenant_id, std::move(stop), options).run(questions);
}

}  // namespace reeve::microsoft
