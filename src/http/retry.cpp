// Whether and when to ask again.
#include "http/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "base/text.h"

namespace reeve::http {

namespace {

using base::Millis;

bool worth_retrying(int status) {
  switch (status) {
    case 0:
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
    case 509:
      return true;
    default:
      return false;
  }
}

// Half of the doubled pause is fixed, half random, so that many tenants do not come back at once.
Millis backoff(int attempt, const base::Random& random) {
  const auto full =
      std::min(kLongestBackoff, kFirstBackoff * (1 << std::clamp(attempt - 1, 0, 10)));
  std::array<std::byte, 2> bytes{};
  random(bytes);
  const auto share =
      std::to_integer<std::int64_t>(bytes[0]) * 256 + std::to_integer<std::int64_t>(bytes[1]);
  return full / 2 + Millis{full.count() / 2 * share / 65'535};
}

bool is_pause(int status, std::optional<std::string_view> after, base::Time now) {
  return status == 429 && after && parse_retry_after(*after, now).has_value();
}

}  // namespace

std::optional<Millis> parse_retry_after(std::string_view value, base::Time now) {
  const auto text = base::trim(value);
  if (text.empty() || text.size() > 64) return {};
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    std::int64_t seconds = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (result.ec != std::errc{}) return kMaxRetryAfter;  // more digits than a number holds
    return std::min(Millis{std::min<std::int64_t>(seconds, 1'000'000'000) * 1'000}, kMaxRetryAfter);
  }
  const auto date = curl_getdate(std::string(text).c_str(), nullptr);
  if (date < 0) return {};
  const auto wait = base::from_ms(std::int64_t{date} * 1'000) - now;
  return std::clamp(wait, Millis{0}, kMaxRetryAfter);
}

RetryDecision next_delay(int attempt, int status, std::optional<std::string_view> retry_after,
                         base::Time now, const base::Random& random, const Patience& patience) {
  using Kind = RetryDecision::Kind;
  if (!worth_retrying(status)) return {};
  const auto asked = retry_after ? parse_retry_after(*retry_after, now) : std::nullopt;
  if (asked && *asked > patience.longest_wait) return {Kind::later, *asked, now + *asked};
  if (attempt >= patience.attempts) return {Kind::give_up, Millis{0}, now};
  const auto pause = backoff(attempt, random);
  // Microsoft's number is the least wait; a zero still backs off a little.
  const auto delay = asked ? std::max(*asked, std::min(pause, kFirstBackoff)) : pause;
  return {Kind::wait, delay, now + delay};
}

Sent send_with_retry(Transport& transport, base::Clock& clock, const base::Random& random,
                     const std::function<Request()>& make, std::stop_token stop,
                     const Patience& patience, const std::function<void(const Response&)>& seen) {
  Sent sent;
  for (int attempt = 0, pauses = 0;;) {
    std::optional<base::Error> failure;
    ++sent.requests;
    Request request = make();
    if (patience.deadline) request.deadline = std::min(request.deadline, *patience.deadline);
    try {
      sent.response = transport.send(request, stop);
    } catch (const base::Error& error) {
      const bool broken = error.code() == base::ErrorCode::protocol && patience.broken_too;
      if (error.code() != base::ErrorCode::unavailable && !broken) throw;
      failure = error;
      sent.response = {};
    }
    wipe(request);
    if (seen && !failure) seen(sent.response);
    const auto after = sent.response.header("retry-after");
    const bool pause = is_pause(sent.response.status, after, clock.now());
    ++(pause ? pauses : attempt);
    auto decision =
        next_delay(pause ? 0 : attempt, sent.response.status, after, clock.now(), random, patience);
    if (pause && pauses > patience.pauses) decision.kind = RetryDecision::Kind::later;
    if (decision.kind == RetryDecision::Kind::later) sent.throttled_until = decision.until;
    if (decision.kind != RetryDecision::Kind::wait) {
      if (failure) throw *failure;
      return sent;
    }
    if (!clock.wait_for(stop, decision.delay)) {
      throw base::Error(base::ErrorCode::canceled, "Stopped while waiting to ask again.");
    }
  }
}

}  // namespace reeve::http
