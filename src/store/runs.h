// Runs: one sync of one tenant each, with state, counts and events (the sync log). Progress is
// always read from here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct Run {
  base::Id id = 0, tenant = 0;
  std::string tenant_name;               // filled on reading
  std::optional<base::Id> organization;  // the tenant's, filled on reading
  std::optional<base::Id> connection;
  std::string state;  // queued, syncing, ok, gaps, partial, held, failed, canceled
  std::optional<std::string> reason, sentence, remedy, detail;
  std::string started_by;  // schedule, manual, cli, match, new
  std::optional<base::Id> account;
  bool dry_run = false, accept_first = false;
  std::optional<std::string> way;
  std::int64_t fence = 0;
  base::Time queued_at{};
  std::optional<base::Time> started_at, finished_at;
  std::optional<base::Time> starts_at;  // while it is queued: the earliest time
  std::int64_t requests = 0;            // on the wire
  std::int64_t batched = 0;             // inside a $batch, which is one on the wire
  // JSON: {"types":{"users":{"listed","added","changed","gone","skipped","reason"}},
  //        "contacts":{"matched","created","updated","review","skipped"},
  //        "preview":{"match","create","unclear","join","skip"}}
  std::string counts = "{}";
};

struct RunRequest {
  base::Id tenant = 0;
  std::string started_by;
  std::optional<base::Id> account;
  bool dry_run = false, accept_first = false;
  std::optional<base::Time> start_at = {};  // not before; none: at once
};
// Queues a run of the tenant and its job (kind "sync", key "sync:<tenant>"), or returns the run
// already queued or under way. One that is queued takes over what the new request wants more of: an
// earlier start (but never before the time until which Microsoft asked to wait), the better
// priority, and a person's name in place of the schedule's. A person's request ends a quarantine.
// Throws Error{invalid} for an ignored tenant or one without a way in.
Run queue_run(db::Connection& c, const RunRequest& request, std::int64_t priority, base::Time now);

// Takes the run for this process: state syncing, fence + 1. Returns the fence.
std::int64_t start_run(db::Connection& c, base::Id run, const std::optional<std::string>& way,
                       std::optional<base::Id> connection, base::Time now);
// First statement of every data transaction of a run: Error{fence_lost} unless the fence is still
// ours.
void prove_fence(db::Connection& c, base::Id run, std::int64_t fence);
void set_run_counts(db::Connection& c, base::Id run, const std::string& counts,
                    std::int64_t requests, std::int64_t batched);
void finish_run(db::Connection& c, base::Id run, std::string_view state,
                std::optional<std::string> reason, std::optional<std::string> sentence,
                std::optional<std::string> remedy, std::optional<std::string> detail,
                base::Time now);

// Filters: id, tenant_id, organization_id, connection_id, state, finished (true/false). Sort: id
// (default -id), queued_at, finished_at.
Page<Run> list_runs(db::Connection& c, const Scope& scope, const ListQuery& query);
std::optional<Run> find_run(db::Connection& c, const Scope& scope, base::Id id);

struct RunEvent {
  base::Id id = 0, run = 0, tenant = 0;
  std::string tenant_name = {};  // filled on reading
  base::Time at{};
  std::string kind;  // state, progress, change, skip, hold, failure, note
  std::optional<std::string> type;
  std::string code, sentence;
  std::optional<std::string> remedy;
  std::string data = "{}";  // progress: {"done":640,"about":1200}
};
void add_run_events(db::Connection& c, std::vector<RunEvent>& events);  // fills the ids
// Filters: id, run_id, tenant_id, organization_id, connection_id, kind, type, code, search (in the
// sentence), from and to (milliseconds since 1970; from included, to not). Sort: id.
Page<RunEvent> list_run_events(db::Connection& c, const Scope& scope, const ListQuery& query);
// The next piece of that list, newest first: what is older than the event `before`. For downloads.
std::vector<RunEvent> run_events_before(db::Connection& c, const Scope& scope,
                                        const ListQuery& query, base::Id before,
                                        std::int64_t limit);
// What came after `after`, over all runs, oldest first: the event stream reads this. Runs' state
// changes are events too.
std::vector<RunEvent> run_events_after(db::Connection& c, const Scope& scope, base::Id after,
                                       std::int64_t limit);
base::Id last_run_event(db::Connection& c);

}  // namespace reeve::store
