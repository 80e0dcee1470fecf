// One request to Partner Center and what its status means.
#include "microsoft/partner_center.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

constexpr base::Millis kDeadline{30'000};
constexpr std::size_t kMaxBody = 1024 * 1024;
// The simulated cloud knows Partner Center by its global name.
constexpr std::string_view kGlobalPartnerCenter = "https://api.partnercenter.microsoft.com";

std::string words_of(const http::Response& response) {
  const auto body = base::try_parse_json(response.body);
  const auto words = body ? base::text_member(*body, "description") : std::string{};
  return base::clean_text(
      fmt::format("Partner Center: HTTP {} {}", response.status, words.substr(0, 300)));
}

}  // namespace

std::string partner_center_scope(const Cloud& cloud) {
  if (cloud.partner_center.empty()) return {};
  return fmt::format("{}/.default", cloud.simulated ? kGlobalPartnerCenter
                                                    : std::string_view(cloud.partner_center));
}

MfaProbe probe_mfa(http::Transport& transport, base::Clock& clock, const base::Random& random,
                   const Cloud& cloud, const base::SecretBytes& token, std::stop_token stop) {
  if (cloud.partner_center.empty())
    return {MfaVerdict::unknown, "this cloud has no Partner Center"};
  const auto request = [&] {
    return http::Request{"GET",
                         cloud.partner_center + "/v1/customers?size=1",
                         {{"Accept", "application/json"},
                          {"Authorization", fmt::format("Bearer {}", token.text())},
                          {"ValidateMfa", "true"},
                          {"MS-RequestId", base::random_uuid(random)},
                          {"MS-CorrelationId", base::random_uuid(random)}},
                         {},
                         kDeadline,
                         kMaxBody};
  };
  try {
    const auto sent = http::send_with_retry(transport, clock, random, request, std::move(stop),
                                            http::kPersonWaits);
    if (sent.response.status == 401) return {MfaVerdict::refused, words_of(sent.response)};
    if (sent.response.status == 200) return {MfaVerdict::accepted, {}};
    return {MfaVerdict::unknown, words_of(sent.response)};
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::canceled) throw;
    return {MfaVerdict::unknown, error.detail().empty() ? error.message() : error.detail()};
  }
}

}  // namespace reeve::microsoft
