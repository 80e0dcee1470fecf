// Reads how tenants' syncs go, and keeps failures in a row, quarantine and pauses.
#include "store/tenant_sync.h"

#include <fmt/format.h>

#include <vector>

#include "store/notice_events.h"
#include "store/rows.h"
#include "store/runs.h"

namespace reeve::store {
namespace {

constexpr std::string_view kQuery =
    "SELECT t.id, t.name, t.state, t.way_in_use, t.connection_in_use, u.id, u.state, u.started_by, "
    "u.reason, u.sentence, u.remedy, u.queued_at, u.started_at, u.finished_at, "
    "(SELECT j.run_at FROM jobs j WHERE j.key = 'sync:' || t.id AND j.state IN ('queued', "
    "'running')), t.sync_state, t.sync_state_since, t.failures, t.quarantined_at, p.since, "
    "p.account, a.first_name, a.last_name, a.email, COALESCE(o.value, k.value), n.state "
    "FROM tenants t "
    "LEFT JOIN runs u ON u.id = (SELECT MAX(n.id) FROM runs n WHERE n.tenant = t.id) "
    "LEFT JOIN sync_pauses p ON p.owner_kind = 'tenant' AND p.owner = t.id "
    "LEFT JOIN accounts a ON a.id = p.account "
    "LEFT JOIN connections n ON n.id = t.connection_in_use "
    "LEFT JOIN sync_settings o ON o.owner_kind = 'tenant' AND o.owner = t.id AND o.section = "
    "'schedule' "
    "LEFT JOIN sync_settings k ON k.owner_kind = 'connection' AND k.owner = t.connection_in_use "
    "AND k.section = 'schedule' WHERE t.id IN ({})";

std::string name_of(const db::Row& row, std::size_t first) {
  if (row.is_null(first)) return {};
  const std::string name = row.text(first) + " " + row.text(first + 1);
  return name == " " ? row.text(first + 2) : name;
}

TenantSync sync_from(const db::Row& row) {
  TenantSync s;
  s.tenant = row.integer(0);
  s.name = row.text(1);
  s.state = row.text(2);
  s.reachable = !row.is_null(3);
  s.connection = row.optional_integer(4);
  s.run = row.optional_integer(5);
  s.run_state = text_or_empty(row, 6);
  s.started_by = text_or_empty(row, 7);
  s.reason = row.optional_text(8);
  s.sentence = row.optional_text(9);
  s.remedy = row.optional_text(10);
  s.queued_at = optional_time(row, 11);
  s.started_at = optional_time(row, 12);
  s.finished_at = optional_time(row, 13);
  if (s.run_state == "queued") s.starts_at = optional_time(row, 14);
  s.ended_state = text_or_empty(row, 15);
  s.ended_since = optional_time(row, 16);
  s.failures = row.integer(17);
  s.quarantined_at = optional_time(row, 18);
  if (!row.is_null(19)) s.pause = {time_at(row, 19), row.optional_integer(20), name_of(row, 21)};
  s.schedule = row.optional_text(24).value_or("{}");
  s.connection_state = text_or_empty(row, 25);
  return s;
}

struct Ended {
  base::Id tenant = 0;
  std::string name, before;
  std::int64_t failures = 0;
  bool dry_run = false, quarantined = false, connection_lost = false;
};

Ended ended_run(db::Connection& c, base::Id run) {
  const auto rows = c.query(
      "SELECT t.id, t.name, t.sync_state, t.failures, t.quarantined_at, u.dry_run, k.state FROM "
      "runs u JOIN tenants t ON t.id = u.tenant LEFT JOIN connections k ON k.id = "
      "COALESCE(u.connection, t.connection_in_use) WHERE u.id = $1",
      {run});
  const auto& row = rows.at(0);
  Ended ended;
  ended.tenant = row.integer(0);
  ended.name = row.text(1);
  ended.before = text_or_empty(row, 2);
  ended.failures = row.integer(3);
  ended.quarantined = !row.is_null(4);
  ended.dry_run = row.boolean(5);
  ended.connection_lost = !row.is_null(6) && row.text(6) != "connected";
  return ended;
}

void add_note(db::Connection& c, base::Id run, base::Id tenant, std::string_view code,
              std::string sentence, std::optional<std::string> remedy, base::Time now) {
  RunEvent event;
  event.run = run;
  event.tenant = tenant;
  event.at = now;
  event.kind = "note";
  event.code = code;
  event.sentence = std::move(sentence);
  event.remedy = std::move(remedy);
  std::vector<RunEvent> events{std::move(event)};
  add_run_events(c, events);
}

void set_failures(db::Connection& c, base::Id tenant, std::int64_t failures) {
  c.execute("UPDATE tenants SET failures = $1 WHERE id = $2", {failures, tenant});
}

void quarantine(db::Connection& c, base::Id run, const Ended& ended, base::Time now) {
  c.execute("UPDATE tenants SET quarantined_at = $1 WHERE id = $2", {ms(now), ended.tenant});
  const auto sentence = fmt::format(
      "{} failed {} times in a row. From now on it is asked once a day only, so that it holds up "
      "nobody else.",
      ended.name, ended.failures + 1);
  const std::string remedy =
      "Mend what its last sync named, then choose Start manual sync; one success ends it.";
  add_note(c, run, ended.tenant, "quarantined", sentence, remedy, now);
  tell_quarantine(c, ended.tenant, sentence, remedy, now);
}

void end_quarantine_of(db::Connection& c, const Ended& ended, base::Id run, std::string why,
                       base::Time now) {
  c.execute("UPDATE tenants SET failures = 0, quarantined_at = NULL WHERE id = $1", {ended.tenant});
  if (ended.quarantined)
    add_note(c, run, ended.tenant, "quarantine_over", std::move(why), std::nullopt, now);
}

}  // namespace

std::map<base::Id, TenantSync> sync_of_tenants(db::Connection& c, std::span<const base::Id> ids) {
  std::map<base::Id, TenantSync> out;
  query_by_ids(c, kQuery, {}, ids,
               [&](const db::Row& row) { out[row.integer(0)] = sync_from(row); });
  return out;
}

std::optional<TenantSync> sync_of_tenant(db::Connection& c, base::Id id) {
  auto found = sync_of_tenants(c, std::span(&id, 1));
  if (found.empty()) return std::nullopt;
  return std::move(found.begin()->second);
}

void note_run_end(db::Connection& c, base::Id run, std::string_view state, base::Time now) {
  if (state == "queued" || state == "syncing") return;
  const Ended ended = ended_run(c, run);
  if (ended.before != state)
    c.execute("UPDATE tenants SET sync_state = $1, sync_state_since = $2 WHERE id = $3",
              {std::string(state), ms(now), ended.tenant});
  if (ended.dry_run || state == "canceled") return;
  if (state != "failed")
    return end_quarantine_of(c, ended, run,
                             fmt::format("{} can be read again: it is asked by its schedule as "
                                         "before.",
                                         ended.name),
                             now);
  if (ended.connection_lost) return;
  set_failures(c, ended.tenant, ended.failures + 1);
  if (!ended.quarantined && ended.failures + 1 >= kFailuresToQuarantine)
    quarantine(c, run, ended, now);
}

void end_quarantine(db::Connection& c, base::Id tenant, base::Id run, base::Time now) {
  Ended ended = ended_run(c, run);
  ended.tenant = tenant;
  if (ended.failures == 0 && !ended.quarantined) return;
  end_quarantine_of(c, ended, run, "A person started a sync: failures are counted anew.", now);
}

void pause_sync(db::Connection& c, std::string_view kind, base::Id owner,
                std::optional<base::Id> account, base::Time now) {
  c.execute(
      "INSERT INTO sync_pauses (owner_kind, owner, account, since) VALUES ($1, $2, $3, $4) ON "
      "CONFLICT (owner_kind, owner) DO NOTHING",
      {std::string(kind), owner, db::opt(account), ms(now)});
}

bool resume_sync(db::Connection& c, std::string_view kind, base::Id owner) {
  return c.execute("DELETE FROM sync_pauses WHERE owner_kind = $1 AND owner = $2",
                   {std::string(kind), owner}) == 1;
}

std::optional<TenantSync::Pause> pause_of(db::Connection& c, std::string_view kind,
                                          base::Id owner) {
  const auto rows = c.query(
      "SELECT p.since, p.account, a.first_name, a.last_name, a.email FROM sync_pauses p LEFT JOIN "
      "accounts a ON a.id = p.account WHERE p.owner_kind = $1 AND p.owner = $2",
      {std::string(kind), owner});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return TenantSync::Pause{time_at(row, 0), row.optional_integer(1), name_of(row, 2)};
}

}  // namespace reeve::store
