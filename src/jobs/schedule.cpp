// Looks which tenants are due.
#include "jobs/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "domain/reason_code.h"
#include "jobs/retry_ladder.h"
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

struct Due {
  base::Id tenant = 0;
  std::int64_t priority = kScheduledPriority;
};

std::vector<base::Id> read_tenants(db::Connection& c) {
  std::vector<base::Id> ids;
  store::ListQuery query;
  query.filters = {{"state", {"read", "active"}}};
  query.sort = {{"id", false}};
  query.size = store::kMaxPageSize;
  for (;; ++query.page) {
    const auto page = store::list_tenants(c, store::Scope::unscoped(), query);
    for (const auto& tenant : page.rows) ids.push_back(tenant.id);
    if (page.rows.empty() || static_cast<std::int64_t>(ids.size()) >= page.total) return ids;
  }
}

std::vector<Due> due_tenants(db::Connection& c, base::Time now, base::Millis period) {
  auto usable = connected(c);
  // Nor one that is just being left.
  for (const auto resting : store::resting_connections(c)) usable.erase(resting);
  std::vector<Due> due;
  const auto ids = read_tenants(c);
  for (const auto& [id, tenant] : store::sync_of_tenants(c, ids)) {
    if (!tenant.connection || !usable.contains(*tenant.connection)) continue;
    const auto at = next_due(tenant, schedule_of(tenant), now, period);
    if (!at || *at > now) continue;
    due.push_back({id, tenant.failures > 0 ? store::kDoubtfulPriority : kScheduledPriority});
    if (static_cast<std::int64_t>(due.size()) >= kMaxQueuedAtOnce) break;
  }
  return due;
}

// A failed run may be tried sooner than the interval says where the cause may pass by itself.
base::Millis pause_after(const store::TenantSync& tenant, base::Millis interval) {
  const auto rung =
      retry_after(domain::may_pass(tenant.reason.value_or("")) ? base::ErrorCode::unavailable
                                                               : base::ErrorCode::refused,
                  tenant.failures);
  return rung ? std::min(*rung, interval) : interval;
}

base::Time due_before_windows(const store::TenantSync& tenant, base::Millis interval) {
  if (!tenant.queued_at) return base::Time{};
  const base::Time ended = tenant.finished_at.value_or(*tenant.queued_at);
  if (tenant.quarantined_at) return ended + kQuarantinePause;
  if (tenant.failures > 0 && tenant.run_state == "failed")
    return ended + pause_after(tenant, interval);
  return *tenant.queued_at + interval;
}

}  // namespace

domain::Schedule schedule_of(const store::TenantSync& tenant) {
  try {
    return domain::schedule_from(tenant.schedule);
  } catch (const base::Error& error) {
    base::log_warning("jobs", "the schedule of {} is not understood, so the default holds: {}",
                      tenant.name, error.message());
    return {};
  }
}

std::optional<base::Time> next_due(const store::TenantSync& tenant,
                                   const domain::Schedule& schedule, base::Time now,
                                   base::Millis period) {
  if (tenant.state != "read" && tenant.state != "active") return std::nullopt;
  if (!tenant.reachable || !tenant.connection || tenant.pause) return std::nullopt;
  if (tenant.run_state == "queued" || tenant.run_state == "syncing") return std::nullopt;
  const base::Millis interval =
      schedule.every_minutes ? base::Millis{std::chrono::minutes{*schedule.every_minutes}} : period;
  return domain::next_open(schedule, std::max(due_before_windows(tenant, interval), now));
}

std::int64_t queue_due_runs(db::Database& database, base::Time now, base::Millis period) {
  const auto due = database.read([&](db::Connection& c) { return due_tenants(c, now, period); });
  std::int64_t queued = 0;
  for (const Due& one : due) {
    database.write(db::Lane::background, [&](db::Connection& c) {
      store::queue_run(c, {one.tenant, "schedule", std::nullopt, false, false}, one.priority, now);
    });
    ++queued;
  }
  return queued;
}

std::optional<NotNow> not_now(db::Connection& c, base::Id tenant, base::Time now) {
  const auto sync = store::sync_of_tenant(c, tenant);
  if (!sync) return std::nullopt;
  if (sync->pause) return NotNow{true, std::nullopt};
  const auto open = domain::next_open(schedule_of(*sync), now);
  if (open == now) return std::nullopt;
  return NotNow{!open, open};
}

base::Time new_sync_start(db::Connection& c, base::Id tenant, base::Time now) {
  const auto sync = store::sync_of_tenant(c, tenant);
  return sync ? now + std::chrono::minutes{schedule_of(*sync).grace_minutes} : now;
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
