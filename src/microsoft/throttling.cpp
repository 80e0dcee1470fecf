// The headers of a throttled answer, and of one that nearly was.
#include "microsoft/throttling.h"

#include <charconv>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "http/retry.h"

namespace reeve::microsoft {
namespace {

// The percentage is told from 0.8 on and never above 1.8.
constexpr double kLeastTold = 0.8;
constexpr double kMostTold = 10;

bool is_throttled(int status) { return status == 429 || status == 503 || status == 509; }

double share_of(std::optional<std::string_view> text) {
  if (!text) return 0;
  const std::string copy(base::trim(*text));
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  const bool whole = !copy.empty() && end == copy.c_str() + copy.size();
  return whole && value >= kLeastTold && value < kMostTold ? value : 0;
}

bool is_zero(std::optional<std::string_view> text) { return text && base::trim(*text) == "0"; }

}  // namespace

Throttling throttling_of(int status, const HeaderOf& header, base::Time now) {
  Throttling told;
  const auto after = header("retry-after");
  if (is_throttled(status) && after) told.pause = http::parse_retry_after(*after, now);
  if (const auto reset = header("ratelimit-reset");
      !told.pause && reset && is_zero(header("ratelimit-remaining")))
    told.pause = http::parse_retry_after(*reset, now);
  const auto scope = header("x-ms-throttle-scope");
  told.application = scope && scope->starts_with("Application/");
  told.used = share_of(header("x-ms-throttle-limit-percentage"));
  return told;
}

}  // namespace reeve::microsoft
