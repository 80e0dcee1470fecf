// When a job that failed is tried again: a pure function, so that every rung can be tested in no
// time.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/error.h"

namespace reeve::jobs {

inline constexpr std::int64_t kMaxAttempts = 5;

// Nothing: trying again cannot help (a person must act, or the input is wrong), or it was tried
// kMaxAttempts times. `attempts` counts the tries so far, the failed one included.
std::optional<base::Millis> retry_after(base::ErrorCode code, std::int64_t attempts);

}  // namespace reeve::jobs
