// Sends a consent to Partner Center and reads what came of it.
#include "microsoft/consents.h"

#include <fmt/format.h>
#include <sodium.h>

#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

constexpr base::Millis kDeadline{60'000};
constexpr std::size_t kMaxBody = 1024 * 1024;
constexpr std::size_t kMaxWords = 300;

std::string words_of(const http::Response& response) {
  const auto body = base::try_parse_json(response.body);
  return base::clean_text(
      (body ? base::text_member(*body, "description") : std::string{}).substr(0, kMaxWords));
}

// Separated by commas: Microsoft's sample; another page has blanks behind them (B.3).
std::string scope_text(const std::vector<std::string>& scopes) {
  std::string text;
  for (const auto& one : scopes) text += (text.empty() ? "" : ",") + one;
  return text;
}

// No status is published for "exists" (B.3): 409, or 400 with these words.
ConsentEnd end_of(int status, const std::string& words) {
  if (status >= 200 && status < 300) return ConsentEnd::done;
  if (status == 409 || words.find("already exists") != std::string::npos) return ConsentEnd::exists;
  if (status == 401) return ConsentEnd::no_mfa;
  if (status == 403) return ConsentEnd::not_allowed;
  if (status == 404) return ConsentEnd::unknown_customer;
  return status == 429 || status >= 500 ? ConsentEnd::throttled : ConsentEnd::failed;
}

}  // namespace

ConsentClient::ConsentClient(http::Transport& transport, base::Clock& clock, base::Random random,
                             Cloud cloud)
    : transport_(transport), clock_(clock), random_(std::move(random)), cloud_(std::move(cloud)) {}

ConsentAnswer ConsentClient::send(const base::SecretBytes& token, const std::string& method,
                                  const std::string& customer, const std::string& rest,
                                  const std::string& body, std::stop_token stop) {
  if (cloud_.partner_center.empty() || !is_guid(customer))
    throw base::Error(base::ErrorCode::internal, "A consent has no place to go to.", customer);
  const auto url = fmt::format("{}/v1/customers/{}/applicationconsents{}", cloud_.partner_center,
                               customer, rest);
  if (!is_host_of(cloud_, url))
    throw base::Error(base::ErrorCode::internal,
                      "A token was about to go to a host that is not Partner Center.");
  const auto correlation = base::random_uuid(random_);
  auto sent = http::send_with_retry(
      transport_, clock_, random_,
      [&] {
        http::Request request{method, url, {}, body, kDeadline, kMaxBody};
        auto bearer = fmt::format("Bearer {}", token.text());
        request.headers = {{"Accept", "application/json"}, {"Authorization", bearer}};
        sodium_memzero(bearer.data(), bearer.size());
        if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
        request.headers.emplace_back("MS-RequestId", base::random_uuid(random_));
        request.headers.emplace_back("MS-CorrelationId", correlation);
        return request;
      },
      std::move(stop));
  const auto words = words_of(sent.response);
  ConsentAnswer answer;
  answer.end = sent.throttled_until ? ConsentEnd::throttled : end_of(sent.response.status, words);
  answer.detail = fmt::format("Partner Center: HTTP {} {}", sent.response.status, words);
  answer.retry_at = sent.throttled_until;
  return answer;
}

ConsentAnswer ConsentClient::add(const base::SecretBytes& token, const CustomerConsent& consent,
                                 std::stop_token stop) {
  const base::json::object grant{{"enterpriseApplicationId", consent.resource},
                                 {"scope", scope_text(consent.scopes)}};
  const base::json::object body{{"applicationId", consent.application_id},
                                {"displayName", consent.application_name},
                                {"applicationGrants", base::json::array{grant}}};
  return send(token, "POST", consent.customer, "", base::to_json(base::json::value(body)),
              std::move(stop));
}

ConsentAnswer ConsentClient::take_back(const base::SecretBytes& token, const std::string& customer,
                                       const std::string& application_id, std::stop_token stop) {
  if (!is_guid(application_id))
    throw base::Error(base::ErrorCode::internal, "An application id is none.", application_id);
  auto answer = send(token, "DELETE", customer, "/" + application_id, "", std::move(stop));
  if (answer.end == ConsentEnd::unknown_customer) answer.end = ConsentEnd::done;
  return answer;
}

}  // namespace reeve::microsoft
