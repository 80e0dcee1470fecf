// Half a minute, two minutes, ten minutes, an hour; then it is failed.
#include "jobs/retry_ladder.h"

#include <array>

namespace reeve::jobs {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<base::Millis, kMaxAttempts - 1> kRungs{seconds{30}, minutes{2}, minutes{10},
                                                            minutes{60}};

bool may_pass_by_itself(base::ErrorCode code) {
  switch (code) {
    case base::ErrorCode::unavailable:
    case base::ErrorCode::throttled:
    case base::ErrorCode::protocol:
    case base::ErrorCode::conflict:
    case base::ErrorCode::internal:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<base::Millis> retry_after(base::ErrorCode code, std::int64_t attempts) {
  if (!may_pass_by_itself(code) || attempts < 1 || attempts >= kMaxAttempts) return std::nullopt;
  return kRungs.at(static_cast<std::size_t>(attempts - 1));
}

}  // namespace reeve::jobs
