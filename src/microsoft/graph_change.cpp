// Sends one change to Graph and says what its status means.
#include "microsoft/graph_change.h"

#include <fmt/format.h>
#include <sodium.h>

#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "microsoft/graph_failure.h"

namespace reeve::microsoft {

namespace {

using base::Error;
using base::ErrorCode;

constexpr base::Millis kDeadline{60'000};
constexpr std::size_t kMaxAnswer = 4 * 1024 * 1024;

bool good(int status) { return status >= 200 && status < 300; }

// Graph has no one code for it: 409 of most addresses, 400 with these words of members and role
// assignments (seen in the field; the simulated cloud's sources name them).
bool existed(const http::Response& response) {
  if (response.status == 409) return true;
  return response.status == 400 &&
         (response.body.find("already exist") != std::string::npos ||
          response.body.find("Permission entry already exists") != std::string::npos);
}

void explain_change(Failure& failure, int status, const AskOptions& options,
                    std::string_view tenant) {
  const auto subject = options.subject.empty() ? "it" : "the " + options.subject;
  if (status == 403) {
    failure.sentence = fmt::format("Microsoft does not let you change {} of {}.", subject, tenant);
    failure.remedy =
        options.permission.empty()
            ? "Sign in as somebody who may, or do it by hand."
            : fmt::format(
                  "It takes {} and a role that may use it. Sign in as somebody who has "
                  "both, or do it by hand.",
                  options.permission);
  } else if (status == 404) {
    failure.sentence = fmt::format("Microsoft does not find {} in {}.", subject, tenant);
    failure.remedy = "What was made just now can take some minutes to be found. Try again then.";
  } else if (status >= 400 && status < 500 && status != 401 && status != 429) {
    failure.sentence = fmt::format("Microsoft refused to change {} of {}.", subject, tenant);
    failure.remedy = "The details say why.";
  }
}

Answer unreachable(const Error& error) {
  Answer answer;
  answer.code = error.code() == ErrorCode::refused ? "no_token" : "unreachable";
  answer.sentence = error.message();
  answer.detail = error.detail();
  if (answer.code == "unreachable") answer.remedy = "Try again in some minutes.";
  return answer;
}

}  // namespace

GraphChanger::GraphChanger(http::Transport& transport, base::Clock& clock, base::Random random,
                           Cloud cloud, TokenFor token_for, http::Patience patience)
    : transport_(transport),
      clock_(clock),
      random_(std::move(random)),
      cloud_(std::move(cloud)),
      token_for_(std::move(token_for)),
      patience_(patience) {}

http::Request GraphChanger::request_for(const Change& change, const base::SecretBytes& token) {
  http::Request request;
  request.method = change.method;
  request.url = cloud_.graph + change.path;
  if (!change.path.starts_with('/') || !is_graph_url(cloud_, request.url))
    throw Error(ErrorCode::internal,
                "A token was about to go to a host that is not Microsoft Graph.");
  request.body = change.body;
  request.deadline = kDeadline;
  request.max_body = kMaxAnswer;
  auto bearer = fmt::format("Bearer {}", token.text());
  request.headers.emplace_back("Authorization", bearer);
  sodium_memzero(bearer.data(), bearer.size());
  request.headers.emplace_back("Accept", "application/json");
  if (!change.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  if (!change.if_match.empty()) request.headers.emplace_back("If-Match", change.if_match);
  request.headers.emplace_back("client-request-id", base::random_uuid(random_));
  return request;
}

http::Sent GraphChanger::send_once(const std::string& tenant_id, const Change& change,
                                   std::stop_token stop) {
  return http::send_with_retry(
      transport_, clock_, random_, [&] { return request_for(change, token_for_(tenant_id, stop)); },
      stop, patience_);
}

Answer GraphChanger::send(const std::string& tenant_id, const Change& change, std::stop_token stop,
                          const AskOptions& options) {
  http::Sent sent;
  try {
    sent = send_once(tenant_id, change, stop);
    if (sent.response.status == 401) {
      token_for_.refused(tenant_id);
      sent = send_once(tenant_id, change, stop);
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::canceled || error.code() == ErrorCode::internal) throw;
    return unreachable(error);
  }
  Answer answer;
  answer.status = sent.response.status;
  answer.ok = good(answer.status);
  answer.body = std::move(sent.response.body);
  answer.retry_at = sent.throttled_until;
  if (answer.ok) return answer;
  sent.response.body = answer.body;
  const auto tenant = options.tenant_name.empty() ? tenant_id : options.tenant_name;
  auto failure = failure_of(sent.response, options,
                            options.subject.empty() ? "change" : options.subject, tenant);
  explain_change(failure, answer.status, options, tenant);
  answer.code = existed(sent.response) ? "exists" : failure.code;
  if (answer.retry_at) answer.code = "throttled";
  answer.sentence = std::move(failure.sentence);
  answer.remedy = std::move(failure.remedy);
  answer.detail = std::move(failure.detail);
  answer.graph_code = std::move(failure.graph_code);
  base::log_warning("graph", "{} {} of tenant {}: {}", change.method,
                    change.path.substr(0, change.path.find('?')), tenant_id, answer.detail);
  return answer;
}

}  // namespace reeve::microsoft
