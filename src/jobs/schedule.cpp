// Looks which tenants are due.
#include "jobs/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/error.h"
#include "store/connections.h"
#include "store/jobs.h"
#include "store/leavings.h"
#include "store/runs.h"
#include "store/tenants.h"

namespace reeve::jobs {
namespace {

// The connections that may be used. One that is paused or must be reconnected gets its tenants
// queued again when it works.
std::set<base::Id> connected(db::Connection& c) {
  std::set<base::Id> ids;
  store::ListQuery query;
  query.filters = {{"state", {"connected"}}};
  query.sort = {{"id", false}};
  query.size = store::kMaxPageSize;
  for (;; ++query.page) {
    const auto page = store::list_connections(c, query);
    for (const auto& connection : page.rows) ids.insert(connection.id);
    if (page.rows.empty() || static_cast<std::int64_t>(ids.size()) >= page.total) return ids;
  }
}

bool is_due(const store::Tenant& tenant, const std::set<base::Id>& usable, base::Time now,
            base::Millis period) {
  if (!tenant.way_in_use || !tenant.connection_in_use) return false;
  if (!usable.contains(*tenant.connection_in_use)) return false;
  if (tenant.last_run_state == "queued" || tenant.last_run_state == "syncing") return false;
  return !tenant.last_run_at || now - *tenant.last_run_at >= period;
}

std::vector<base::Id> due_tenants(db::Connection& c, base::Time now, base::Millis period) {
  std::vector<base::Id> due;
  auto usable = connected(c);
  // Nor one that is just being left.
  for (const auto resting : store::resting_connections(c)) usable.erase(resting);
  store::ListQuery query;
  query.filters = {{"state", {"read", "active"}}};
  query.sort = {{"id", false}};
  query.size = store::kMaxPageSize;
  for (std::int64_t seen = 0;; ++query.page) {
    const auto page = store::list_tenants(c, store::Scope::unscoped(), query);
    for (const auto& tenant : page.rows)
      if (is_due(tenant, usable, now, period)) due.push_back(tenant.id);
    seen += static_cast<std::int64_t>(page.rows.size());
    if (page.rows.empty() || seen >= page.total ||
        static_cast<std::int64_t>(due.size()) >= kMaxQueuedAtOnce)
      return due;
  }
}

}  // namespace

std::int64_t queue_due_runs(db::Database& database, base::Time now, base::Millis period) {
  const auto due = database.read([&](db::Connection& c) { return due_tenants(c, now, period); });
  std::int64_t queued = 0;
  for (const base::Id tenant : due) {
    database.write(db::Lane::background, [&](db::Connection& c) {
      store::queue_run(c, {tenant, "schedule", std::nullopt, false, false}, kScheduledPriority,
                       now);
    });
    ++queued;
  }
  return queued;
}

std::int64_t queue_due_discoveries(db::Database& database, base::Time now) {
  return database.write(db::Lane::background, [&](db::Connection& c) {
    auto usable = connected(c);
    for (const auto resting : store::resting_connections(c)) usable.erase(resting);
    std::int64_t queued = 0;
    for (const auto id : usable) {
      const auto key = fmt::format("discover:{}", id);
      const auto connection = store::find_connection(c, id);
      const auto tried = store::last_queued(c, key);
      const auto last =
          std::max(connection->discovered_at.value_or(base::Time{}), tried.value_or(base::Time{}));
      if (now - last < kDiscoverEvery) continue;
      if (store::enqueue(c, "discover", key, fmt::format(R"({{"connection":{}}})", id),
                         kScheduledPriority, now))
        ++queued;
    }
    return queued;
  });
}

}  // namespace reeve::jobs
