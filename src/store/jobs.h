// The queue of work in the database: a job is leased to one process at a time; a dead one's is
// taken over.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct Job {
  base::Id id = 0;
  std::string kind;             // discover, sync, …
  std::string key;              // at most one queued or running job a key
  std::string payload;          // JSON
  std::string state;            // queued, running, done, failed
  std::int64_t priority = 100;  // lower first
  base::Time run_at{};
  std::int64_t attempts = 0;
  std::int64_t fence = 0;
  std::optional<std::string> lease_owner, last_error;
  std::string share;  // whose work it is (a connection's); empty: nobody's
};

// Scheduled work of tenants that failed the last time: others go first, and it never takes all
// threads of a process.
inline constexpr std::int64_t kDoubtfulPriority = 120;
// What waited so long goes before what has the same priority as the schedule's.
inline constexpr base::Millis kLongWait{30 * 60 * 1000};

// Nothing when a job of that key is queued or running already (the existing one gets the better
// priority and the earlier time).
std::optional<base::Id> enqueue(db::Connection& c, std::string_view kind, const std::string& key,
                                const std::string& payload, std::int64_t priority,
                                base::Time run_at);
// As enqueue, for what somebody may have changed a moment ago: where that job runs already, it runs
// once more afterwards, with this payload, for it may have read the state before the change.
void enqueue_afresh(db::Connection& c, std::string_view kind, const std::string& key,
                    const std::string& payload, std::int64_t priority, base::Time run_at);
// Leases the best due job of the named kinds to `owner` for `lease`, by the database's clock;
// expired leases count as queued. Best is: the priority, then whose share was served longest ago
// (so that connections take turns), then who waits longest. `most_doubtful`: how many jobs of
// kDoubtfulPriority or worse the owner works on at once.
std::optional<Job> claim(db::Connection& c, const std::string& owner,
                         const std::vector<std::string>& kinds, base::Millis lease,
                         std::int64_t most_doubtful = 1'000);
// False when the lease was lost meanwhile: stop at once, write nothing.
bool renew(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence,
           base::Millis lease);
// The ends of a lease. What was asked for afresh meanwhile is queued again, however it ended.
bool complete(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence);
// Back to the queue for `run_at`, keeping the error; or failed for good.
bool retry_later(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence,
                 const std::string& error, base::Time run_at);
bool fail(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence,
          const std::string& error);
std::optional<Job> find_job_by_key(db::Connection& c, const std::string& key);  // queued or running
// When a job of that key was last queued, whatever became of it.
std::optional<base::Time> last_queued(db::Connection& c, const std::string& key);
std::vector<Job> list_jobs(db::Connection& c, std::int64_t limit);

// Processes that work on jobs; alive when their heartbeat is younger than 30 s by the database's
// clock.
void heartbeat(db::Connection& c, const std::string& process, const std::string& kind,
               const std::string& host);
void retire(db::Connection& c, const std::string& process);
std::int64_t live_processes(db::Connection& c);

}  // namespace reeve::store
