// Lets go of the sync log's oldest part, a little at a time.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/clock.h"
#include "db/database.h"

namespace reeve::jobs {

inline constexpr std::int64_t kLogDays = 400;     // the default of `sync_log_days`
inline constexpr std::int64_t kPruneRows = 500;   // a transaction
inline constexpr std::int64_t kPruneSteps = 400;  // transactions a pass; the next pass goes on
inline constexpr std::chrono::hours kPruneEvery{6};
// Jobs that ended are of use to nobody after this.
inline constexpr base::Millis kJobLife{std::chrono::hours{7 * 24}};

// Events and runs older than `days` days, but the newest run of each tenant stays; and ended jobs.
// Returns how many rows went. Ends early when asked to stop.
std::int64_t prune_log(db::Database& database, base::Time now, std::int64_t days,
                       std::stop_token stop);

}  // namespace reeve::jobs
