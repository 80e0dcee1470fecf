// Queues what is due: every active tenant once in each period, forgotten sessions out of the way.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "db/database.h"

namespace reeve::jobs {

inline constexpr std::int64_t kScheduledPriority = 100;
inline constexpr std::int64_t kMaxQueuedAtOnce = 1'000;

// Queues a run (started_by "schedule") for each tenant that is read or active, is reached by a
// connection that works, has no run queued or under way, and whose last run was queued at least
// `period` ago. Returns how many were queued.
std::int64_t queue_due_runs(db::Database& database, base::Time now, base::Millis period);

// A connection's tenants are looked for again after this: customers come, go and are renamed.
inline constexpr base::Millis kDiscoverEvery{std::chrono::hours{24}};
// Queues a "discover" job for each connection that works and whose last discovery, or try of one,
// is so long ago. Returns how many were queued.
std::int64_t queue_due_discoveries(db::Database& database, base::Time now);

}  // namespace reeve::jobs
