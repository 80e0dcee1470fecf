// Reads what an answer says of Microsoft's limits; pure.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "microsoft/pace.h"

namespace reeve::microsoft {

using HeaderOf = std::function<std::optional<std::string_view>(std::string_view name)>;

// Retry-After of a 429, 503 or 509; x-ms-throttle-limit-percentage and -scope; RateLimit-Remaining
// and RateLimit-Reset where a service sends those (reference/microsoft-cloud.md D.2). `header` is
// asked with names in lower case.
Throttling throttling_of(int status, const HeaderOf& header, base::Time now);

}  // namespace reeve::microsoft
