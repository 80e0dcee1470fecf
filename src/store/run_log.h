// Keeps the sync log small: what only moved a progress bar goes when the run ends, and what is old
// goes piece by piece.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// After the end of a run: progress goes, and of a scheduled run that had nothing to tell only its
// end stays.
void tidy_run_events(db::Connection& c, base::Id run);

// One bounded piece of pruning: at most `limit` rows are looked at. `rows` were deleted; nothing
// older is left when `done`. `next` goes into the following call.
struct Pruned {
  std::int64_t rows = 0;
  base::Id next = 0;
  bool done = true;
};
Pruned prune_run_events(db::Connection& c, base::Time before, base::Id after, std::int64_t limit);
// Runs that ended before; the newest of each tenant stays. Their events go with them.
Pruned prune_runs(db::Connection& c, base::Time before, base::Id after, std::int64_t limit);
// Jobs that are done or failed since before.
Pruned prune_jobs(db::Connection& c, base::Time before, base::Id after, std::int64_t limit);

}  // namespace reeve::store
