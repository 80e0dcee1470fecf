// Reads Partner Center's list of customers.
#include "microsoft/partner_customers.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {

namespace {

constexpr base::Millis kDeadline{60'000};
constexpr std::size_t kMaxBody = 16 * 1024 * 1024;
constexpr std::string_view kFirst = "/customers?size=500";

// The next page as Partner Center names it: an address below /v1, and the header that goes with it.
struct Next {
  std::string uri;
  http::Headers headers;
};

Next next_of(const base::json::value& body) {
  const auto& link = base::member(base::member(body, "links"), "next");
  Next next{base::text_member(link, "uri"), {}};
  // Never away from Partner Center.
  if (!next.uri.starts_with("/customers")) return {};
  if (const auto* headers = base::member(link, "headers").if_array())
    for (const auto& one : *headers)
      if (base::text_member(one, "key") == "MS-ContinuationToken")
        next.headers.emplace_back("MS-ContinuationToken", base::text_member(one, "value"));
  return next;
}

void take(const base::json::value& body, std::vector<PartnerCustomer>& found) {
  const auto* items = base::member(body, "items").if_array();
  if (items == nullptr) return;
  for (const auto& one : *items) {
    const auto& profile = base::member(one, "companyProfile");
    auto id = base::text_member(profile, "tenantId");
    if (id.empty()) id = base::text_member(one, "id");
    if (!is_guid(id)) continue;
    found.push_back({base::ascii_lower(id),
                     base::clean_text(base::text_member(profile, "companyName")),
                     base::clean_text(base::text_member(profile, "domain"))});
  }
}

}  // namespace

PartnerCustomers list_partner_customers(http::Transport& transport, base::Clock& clock,
                                        const base::Random& random, const Cloud& cloud,
                                        const base::SecretBytes& token, std::stop_token stop) {
  PartnerCustomers out;
  std::set<std::string> seen;
  Next next{std::string(kFirst), {}};
  const auto request = [&] {
    http::Request one{"GET",   cloud.partner_center + "/v1" + next.uri, next.headers, {}, kDeadline,
                      kMaxBody};
    one.headers.emplace_back("Accept", "application/json");
    one.headers.emplace_back("Authorization", fmt::format("Bearer {}", token.text()));
    one.headers.emplace_back("MS-RequestId", base::random_uuid(random));
    one.headers.emplace_back("MS-CorrelationId", base::random_uuid(random));
    return one;
  };
  try {
    for (int page = 0; page < kMaxCustomerPages && seen.insert(next.uri).second; ++page) {
      const auto sent = http::send_with_retry(transport, clock, random, request, stop);
      const auto body = base::try_parse_json(sent.response.body);
      if (sent.response.status != 200 || !body) {
        out.detail = fmt::format("Partner Center: HTTP {}", sent.response.status);
        return out;
      }
      take(*body, out.found);
      next = next_of(*body);
      if (next.uri.empty()) {
        out.complete = true;
        return out;
      }
    }
    out.detail = "Partner Center's list of customers does not end.";
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::canceled) throw;
    out.detail = error.detail().empty() ? error.message() : error.detail();
  }
  return out;
}

}  // namespace reeve::microsoft
