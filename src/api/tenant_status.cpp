// Says how a tenant stands: what is under way goes before what people paused, and that before how
// the last sync ended.
#include "api/tenant_status.h"

#include <fmt/format.h>

#include "api/json_api.h"
#include "api/resources.h"
#include "jobs/schedule.h"

namespace reeve::api {
namespace {

std::optional<std::string> text(std::string value) { return value; }

TenantStatus under_way(const store::TenantSync& sync, base::Time now) {
  TenantStatus out;
  out.word = state_word(sync.run_state);
  out.sentence = sync.sentence;
  if (sync.run_state == "syncing") {
    out.since = sync.started_at;
    if (!out.sentence) out.sentence = "The sync is under way.";
    return out;
  }
  out.since = sync.queued_at;
  out.starts_at = sync.starts_at;
  if (!out.sentence)
    out.sentence = sync.starts_at && *sync.starts_at > now
                       ? "The sync waits until then, so that settings can still be changed. Start "
                         "manual sync begins at once."
                       : "The sync waits for its turn.";
  return out;
}

TenantStatus paused(std::optional<base::Time> since, std::optional<std::string> sentence,
                    std::optional<std::string> remedy) {
  TenantStatus out;
  out.word = "Paused";
  out.since = since;
  out.sentence = std::move(sentence);
  out.remedy = std::move(remedy);
  return out;
}

TenantStatus ended(const store::TenantSync& sync) {
  TenantStatus out;
  out.word = state_word(sync.run_state);
  out.since = sync.ended_since ? sync.ended_since : sync.finished_at;
  out.sentence = sync.sentence;
  out.remedy = sync.remedy;
  if (!sync.quarantined_at) return out;
  out.sentence = fmt::format(
      "In quarantine since it failed {} times in a row: asked once a day "
      "only. {}",
      sync.failures, sync.sentence.value_or(""));
  out.remedy = fmt::format("{}{}Start manual sync ends the quarantine.", sync.remedy.value_or(""),
                           sync.remedy ? " " : "");
  return out;
}

}  // namespace

TenantStatus tenant_status(const store::TenantSync& sync, base::Time now, base::Millis period) {
  if (sync.run_state == "queued" || sync.run_state == "syncing") return under_way(sync, now);
  if (sync.state == "ignored")
    return paused({}, text("Ignored: Reeve asks Microsoft nothing about this tenant."),
                  text("Stop ignoring it under Matching."));
  if (sync.pause)
    return paused(
        sync.pause->since,
        fmt::format("Paused by {}: its scheduled syncs do not start.",
                    sync.pause->account_name.empty() ? "the API" : sync.pause->account_name),
        text("Choose Resume, or Start manual sync for one sync."));
  if (sync.connection_state == "paused")
    return paused({}, text("Its connection is paused: nothing is asked through it."),
                  text("Resume the connection."));
  TenantStatus out = ended(sync);
  if (sync.connection_state == "connected")
    out.next_due = jobs::next_due(sync, jobs::schedule_of(sync), now, period);
  return out;
}

void put_tenant_status(json::object& out, const store::TenantSync& sync, base::Time now,
                       base::Millis period) {
  const TenantStatus status = tenant_status(sync, now, period);
  out["status"] = json::string(status.word);
  out["status-since"] = nullable(status.since);
  out["status-sentence"] = nullable(status.sentence);
  out["status-remedy"] = nullable(status.remedy);
  out["starts-at"] = nullable(status.starts_at);
  out["next-due"] = nullable(status.next_due);
  out["failures"] = sync.failures;
  out["quarantined-at"] = nullable(sync.quarantined_at);
  out["paused-at"] = sync.pause ? time_value(sync.pause->since) : json::value();
  out["paused-by"] =
      sync.pause ? json::value(json::string(sync.pause->account_name)) : json::value();
}

}  // namespace reeve::api
