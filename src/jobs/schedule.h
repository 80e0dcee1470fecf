// Queues what is due: every tenant by its schedule, those that failed by the ladder, those in
// quarantine once a day.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "db/database.h"
#include "domain/schedule.h"
#include "store/tenant_sync.h"

namespace reeve::jobs {

inline constexpr std::int64_t kScheduledPriority = 100;
inline constexpr std::int64_t kMaxQueuedAtOnce = 1'000;
// A tenant that failed so often in a row is asked so seldom.
inline constexpr base::Millis kQuarantinePause{std::chrono::hours{24}};

// When the tenant's next scheduled run is due: `period` after the last one was queued, unless its
// schedule has an interval of its own; sooner after a failure that may pass by itself (the rungs of
// jobs/retry_ladder.h); a day after the last one in quarantine; in any case in a window of the
// schedule, and not before `now` where it should have been before. Nothing while it is paused, off,
// without a way in, or has a run queued or under way. Pure.
std::optional<base::Time> next_due(const store::TenantSync& tenant,
                                   const domain::Schedule& schedule, base::Time now,
                                   base::Millis period);
// The tenant's schedule; the default where the stored text is not understood.
domain::Schedule schedule_of(const store::TenantSync& tenant);

// Queues a run (started_by "schedule") for each tenant that is due and reached by a connection that
// works. Returns how many were queued.
std::int64_t queue_due_runs(db::Database& database, base::Time now, base::Millis period);

// Why a scheduled run that is about to start must not: its tenant was paused meanwhile, or the
// window closed (then: until when it waits).
struct NotNow {
  bool paused = false;
  std::optional<base::Time> until;
};
std::optional<NotNow> not_now(db::Connection& c, base::Id tenant, base::Time now);

// When a new sync of the tenant starts by itself: after the grace period of its schedule.
base::Time new_sync_start(db::Connection& c, base::Id tenant, base::Time now);

// A connection's tenants are looked for again after this: customers come, go and are renamed.
inline constexpr base::Millis kDiscoverEvery{std::chrono::hours{24}};
// Queues a "discover" job for each connection that works and whose last discovery, or try of one,
// is so long ago. Returns how many were queued.
std::int64_t queue_due_discoveries(db::Database& database, base::Time now);

}  // namespace reeve::jobs
