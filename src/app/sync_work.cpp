// Takes a queued run up, gives sync/ the tenant's way in, and hands it back to the queue when
// Microsoft asks to wait.
#include "app/sync_work.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "jobs/schedule.h"
#include "store/connections.h"
#include "store/runs.h"
#include "store/tenants.h"
#include "sync/graph_source.h"
#include "sync/run.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;
using base::Id;

constexpr std::int64_t kMatchedPriority = 20;

Id run_of(const store::Job& job) {
  const auto run =
      base::optional_integer(base::parse_json(job.payload, "The job's payload"), "run");
  if (!run) throw Error(ErrorCode::internal, "A sync job names no run.", job.payload);
  return *run;
}

sync::Source source_for(const SyncParts& parts, const store::Tenant& tenant) {
  if (!tenant.connection_in_use || !tenant.way_in_use)
    throw Error(ErrorCode::refused,
                fmt::format("There is no way into {} any more. {}", tenant.name,
                            tenant.reason.value_or("Connect it, or restore the relationship.")));
  const auto connection = parts.services.database.read(
      [&](db::Connection& c) { return store::find_connection(c, *tenant.connection_in_use); });
  if (!connection)
    throw Error(
        ErrorCode::refused,
        fmt::format("The connection that reached {} was removed. Connect it again.", tenant.name));
  auto client = std::make_shared<microsoft::GraphClient>(
      parts.services.transport, parts.services.clock, parts.services.random,
      microsoft::cloud_named(connection->cloud), parts.tokens.token_for(connection->id),
      parts.services.pace_of(connection->application_id));
  sync::Source source =
      sync::graph_source(std::move(client), tenant.entra_tenant_id, connection->application_id);
  source.way = *tenant.way_in_use;
  source.connection = connection->id;
  return source;
}

std::optional<Id> organization_of(db::Database& database, Id tenant) {
  const auto found = database.read(
      [&](db::Connection& c) { return store::find_tenant(c, store::Scope::unscoped(), tenant); });
  return found ? found->organization : std::nullopt;
}

// A person who matched the tenant while this run was past its matching joined a run that could not
// see it any more: what was matched is synced at once all the same.
void queue_if_matched_meanwhile(const SyncParts& parts, Id tenant, std::optional<Id> before) {
  auto& database = parts.services.database;
  const auto after = organization_of(database, tenant);
  if (!after || after == before) return;
  database.write(db::Lane::background, [&](db::Connection& c) {
    store::queue_run(c, {tenant, "match", std::nullopt, false, false}, kMatchedPriority,
                     parts.services.clock.now());
  });
}

// A scheduled run whose tenant was paused meanwhile, or whose window closed before its turn came.
// Nothing: go on.
std::optional<jobs::Outcome> hold_back(const SyncParts& parts, const store::Run& run) {
  if (run.started_by != "schedule" || run.state != "queued") return std::nullopt;
  const auto now = parts.services.clock.now();
  auto& database = parts.services.database;
  const auto why =
      database.read([&](db::Connection& c) { return jobs::not_now(c, run.tenant, now); });
  if (!why) return std::nullopt;
  if (!why->paused) return jobs::Outcome{why->until};
  database.write(db::Lane::background, [&](db::Connection& c) {
    store::finish_run(
        c, run.id, "canceled", "paused",
        fmt::format("{} was paused before its scheduled sync started.", run.tenant_name),
        "Resume it, or choose Start manual sync.", std::nullopt, now);
  });
  return jobs::Outcome{};
}

}  // namespace

jobs::Outcome run_sync_job(const SyncParts& parts, const store::Job& job,
                           const jobs::Context& context) {
  auto& database = parts.services.database;
  const Id id = run_of(job);
  const auto run = database.read(
      [&](db::Connection& c) { return store::find_run(c, store::Scope::unscoped(), id); });
  if (!run || run->finished_at) return {};  // it ended after its job was written
  if (const auto held = hold_back(parts, *run)) return *held;
  sync::Services services{
      .database = database,
      .clock = parts.services.clock,
      .source_for = [&parts](const store::Tenant& tenant) { return source_for(parts, tenant); },
  };
  services.at_point = [&parts](std::string_view point) { parts.fault.pass(point); };
  const auto before = organization_of(database, run->tenant);
  const auto outcome = sync::run_tenant(services, *run, context.stop);
  if (!outcome.retry_at) queue_if_matched_meanwhile(parts, run->tenant, before);
  if (outcome.retry_at)
    base::log_info("sync", "{} waits until {}: {}", run->tenant_name,
                   base::to_rfc3339(*outcome.retry_at), outcome.sentence);
  return {outcome.retry_at};
}

void tell_failed_run(db::Database& database, base::Clock& clock, const store::Job& job,
                     const Error& error) {
  const Id id = run_of(job);
  database.write(db::Lane::people, [&](db::Connection& c) {
    const auto run = store::find_run(c, store::Scope::unscoped(), id);
    if (!run || run->finished_at) return;
    store::finish_run(c, id, "failed", std::string(to_string(error.code())), error.message(),
                      std::nullopt, error.detail(), clock.now());
  });
}

}  // namespace reeve::app
