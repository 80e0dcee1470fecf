// Prunes by id: ids grow with time, so that the oldest rows are found without a search.
#include "store/run_log.h"

#include <string_view>
#include <vector>

#include "store/rows.h"

namespace reeve::store {
namespace {

struct Candidate {
  base::Id id = 0;
  bool old = false, stays = false;
};

// Walks on from `after`; the first row that is not old ends it, for those behind it are younger.
Pruned prune(db::Connection& c, const db::Rows& rows, std::int64_t limit, base::Time before,
             base::Id after, const std::vector<std::string_view>& statements) {
  Pruned out{0, after, static_cast<std::int64_t>(rows.size()) < limit};
  std::vector<db::Params> gone;
  for (const auto& row : rows) {
    const Candidate one{row.integer(0), row.integer(1) < base::to_ms(before), row.integer(2) != 0};
    if (!one.old) {
      out.done = true;
      break;
    }
    out.next = one.id;
    if (!one.stays) gone.push_back({one.id});
  }
  for (const auto statement : statements) c.batch(statement, gone);
  out.rows = static_cast<std::int64_t>(gone.size());
  return out;
}

}  // namespace

void tidy_run_events(db::Connection& c, base::Id run) {
  c.execute("DELETE FROM run_events WHERE run = $1 AND kind = 'progress'", {run});
  c.execute(
      "DELETE FROM run_events WHERE run = $1 AND kind = 'state' AND code IN ('queued', 'syncing') "
      "AND EXISTS (SELECT 1 FROM runs u WHERE u.id = $1 AND u.started_by = 'schedule' AND u.state "
      "IN ('ok', 'gaps')) AND NOT EXISTS (SELECT 1 FROM run_events o WHERE o.run = $1 AND o.kind "
      "<> 'state')",
      {run});
}

Pruned prune_run_events(db::Connection& c, base::Time before, base::Id after, std::int64_t limit) {
  const auto rows =
      c.query("SELECT e.id, e.at, 0 FROM run_events e WHERE e.id > $1 ORDER BY e.id LIMIT $2",
              {after, limit});
  return prune(c, rows, limit, before, after, {"DELETE FROM run_events WHERE id = $1"});
}

Pruned prune_runs(db::Connection& c, base::Time before, base::Id after, std::int64_t limit) {
  const auto rows = c.query(
      "SELECT u.id, COALESCE(u.finished_at, u.queued_at), CASE WHEN u.finished_at IS NULL OR u.id "
      "= (SELECT MAX(n.id) FROM runs n WHERE n.tenant = u.tenant) THEN 1 ELSE 0 END FROM runs u "
      "WHERE u.id > $1 ORDER BY u.id LIMIT $2",
      {after, limit});
  return prune(c, rows, limit, before, after,
               {"DELETE FROM run_events WHERE run = $1", "DELETE FROM runs WHERE id = $1"});
}

Pruned prune_jobs(db::Connection& c, base::Time before, base::Id after, std::int64_t limit) {
  const auto rows = c.query(
      "SELECT j.id, COALESCE(j.finished_at, j.created_at), CASE WHEN j.state IN ('done', 'failed') "
      "THEN 0 ELSE 1 END FROM jobs j WHERE j.id > $1 ORDER BY j.id LIMIT $2",
      {after, limit});
  return prune(c, rows, limit, before, after, {"DELETE FROM jobs WHERE id = $1"});
}

}  // namespace reeve::store
