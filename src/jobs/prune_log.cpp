// Prunes in short background transactions, so that nobody waits for it.
#include "jobs/prune_log.h"

#include "store/run_log.h"

namespace reeve::jobs {
namespace {

using Piece = store::Pruned (*)(db::Connection&, base::Time, base::Id, std::int64_t);

std::int64_t prune_all(db::Database& database, Piece piece, base::Time before,
                       const std::stop_token& stop) {
  std::int64_t rows = 0;
  base::Id after = 0;
  for (std::int64_t step = 0; step < kPruneSteps && !stop.stop_requested(); ++step) {
    const store::Pruned pruned = database.write(db::Lane::background, [&](db::Connection& c) {
      return piece(c, before, after, kPruneRows);
    });
    rows += pruned.rows;
    after = pruned.next;
    if (pruned.done) break;
  }
  return rows;
}

}  // namespace

std::int64_t prune_log(db::Database& database, base::Time now, std::int64_t days,
                       std::stop_token stop) {
  const base::Time before = now - std::chrono::hours{24 * days};
  return prune_all(database, store::prune_run_events, before, stop) +
         prune_all(database, store::prune_runs, before, stop) +
         prune_all(database, store::prune_jobs, now - kJobLife, stop);
}

}  // namespace reeve::jobs
