// Works on an undo until nothing is left of it.
#include "jobs/undo_run.h"

#include <fmt/format.h>

#include "base/json.h"
#include "store/undo.h"

namespace reeve::jobs {
namespace {

constexpr std::int64_t kPriority = 10;  // as whatever people wait for

base::Id undo_of(const store::Job& job) {
  return base::optional_integer(base::parse_json(job.payload, "The job's payload"), "undo")
      .value_or(0);
}

}  // namespace

void queue_undo(db::Connection& c, base::Id undo, base::Time now) {
  store::enqueue(c, "undo", fmt::format("undo:{}", undo), fmt::format(R"({{"undo":{}}})", undo),
                 kPriority, now);
}

void run_undo(db::Database& database, base::Clock& clock, const store::Job& job,
              const std::stop_token& stop, const std::function<void()>& at_step) {
  const base::Id undo = undo_of(job);
  bool more = true;
  while (more) {
    if (stop.stop_requested())
      throw base::Error(base::ErrorCode::canceled, "The undo goes on when Reeve runs again.");
    more = database.write(db::Lane::background, [&](db::Connection& c) {
      return store::work_undo(c, undo, clock.now());
    });
    at_step();
  }
}

void undo_failed(db::Database& database, base::Clock& clock, const store::Job& job,
                 const base::Error& error) {
  database.write(db::Lane::background, [&](db::Connection& c) {
    store::fail_undo(c, undo_of(job), error.message(), clock.now());
  });
}

}  // namespace reeve::jobs
