// The work of a long undo: step by step, each in a transaction of its own, so that it can be broken
// off anywhere and goes on where it was.
#pragma once

#include <functional>
#include <stop_token>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "store/jobs.h"

namespace reeve::jobs {

// Queues it; a person waits.
void queue_undo(db::Connection& c, base::Id undo, base::Time now);
// `at_step` is called after each transaction. Error{canceled} when asked to stop.
void run_undo(db::Database& database, base::Clock& clock, const store::Job& job,
              const std::stop_token& stop, const std::function<void()>& at_step);
// It can never be done: says so.
void undo_failed(db::Database& database, base::Clock& clock, const store::Job& job,
                 const base::Error& error);

}  // namespace reeve::jobs
