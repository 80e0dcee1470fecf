// One tenant, one run: list, diff, match, apply, prune; how it ended stands in the run's row and in
// its events.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "store/runs.h"
#include "sync/services.h"

namespace reeve::sync {

struct RunOutcome {
  std::string state;  // ok, gaps, partial, held, failed, canceled; waiting: not finished, to be
                      // taken up again at retry_at
  std::string sentence;
  std::optional<base::Time> retry_at;
};

// Runs on the calling thread until the run is finished. The run may be queued, or one that a dead
// process left: it starts again at the first page. What Microsoft refuses is an outcome; what the
// job queue must repeat is thrown: Error{unavailable} (the database), Error{fence_lost} (another
// process has the run), Error{canceled} (asked to stop).
RunOutcome run_tenant(const Services& services, const store::Run& run, std::stop_token stop);

}  // namespace reeve::sync
