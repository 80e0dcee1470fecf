// Reads and writes runs: queueing, taking over, ending.
#include "store/runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"
#include "store/jobs.h"
#include "store/list_statement.h"
#include "store/notice_events.h"
#include "store/rows.h"
#include "store/run_log.h"
#include "store/tenant_sync.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColumns =
    "u.id, u.tenant, t.name, t.organization, u.connection, u.state, u.reason, u.sentence, "
    "u.remedy, "
    "u.detail, u.started_by, u.account, u.dry_run, u.accept_first, u.way, u.fence, u.queued_at, "
    "u.started_at, u.finished_at, u.requests, u.counts, CASE WHEN u.state = 'queued' THEN "
    "(SELECT j.run_at FROM jobs j WHERE j.key = 'sync:' || u.tenant AND j.state IN ('queued', "
    "'running')) END, u.batched";
constexpr std::string_view kTables = "runs u JOIN tenants t ON t.id = u.tenant";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "u.id"},
                                     {"tenant_id", Compare::id, "u.tenant"},
                                     {"organization_id", Compare::id, "t.organization"},
                                     {"connection_id", Compare::id, "u.connection"},
                                     {"state", Compare::text, "u.state"},
                                     {"finished", Compare::present, "u.finished_at"}};
constexpr SortColumn kSorts[] = {
    {"id", "u.id"}, {"queued_at", "u.queued_at"}, {"finished_at", "u.finished_at"}};
constexpr ListShape kShape{kColumns, kTables, "u.id DESC", "u.id DESC", kFilters, kSorts};

Run run_from(const db::Row& row) {
  Run u;
  u.id = row.integer(0);
  u.tenant = row.integer(1);
  u.tenant_name = row.text(2);
  u.organization = row.optional_integer(3);
  u.connection = row.optional_integer(4);
  u.state = row.text(5);
  u.reason = row.optional_text(6);
  u.sentence = row.optional_text(7);
  u.remedy = row.optional_text(8);
  u.detail = row.optional_text(9);
  u.started_by = row.text(10);
  u.account = row.optional_integer(11);
  u.dry_run = row.boolean(12);
  u.accept_first = row.boolean(13);
  u.way = row.optional_text(14);
  u.fence = row.integer(15);
  u.queued_at = time_at(row, 16);
  u.started_at = optional_time(row, 17);
  u.finished_at = optional_time(row, 18);
  u.requests = row.integer(19);
  u.counts = row.text(20);
  u.starts_at = optional_time(row, 21);
  u.batched = row.integer(22);
  return u;
}

void add_state_event(db::Connection& c, base::Id run, base::Id tenant, std::string_view state,
                     std::string sentence, std::optional<std::string> remedy, base::Time now) {
  RunEvent event;
  event.run = run;
  event.tenant = tenant;
  event.at = now;
  event.kind = "state";
  event.code = state;
  event.sentence = std::move(sentence);
  event.remedy = std::move(remedy);
  std::vector<RunEvent> events{std::move(event)};
  add_run_events(c, events);
}

// What a state means where the caller gave no sentence of its own.
std::string_view state_sentence(std::string_view state) {
  if (state == "queued") return "The sync waits for its turn.";
  if (state == "syncing") return "The sync has started.";
  if (state == "ok") return "The sync is done.";
  if (state == "gaps") return "The sync is done, but some facts could not be read.";
  if (state == "partial") return "The sync saw only a part of the tenant.";
  if (state == "held") return "The sync waits for a person.";
  if (state == "canceled") return "The sync was canceled.";
  return "The sync failed.";
}

bool is_open(std::string_view state) { return state == "queued" || state == "syncing"; }

void check_syncable(db::Connection& c, base::Id tenant) {
  const auto rows = c.query(
      "SELECT t.state, t.way_in_use, a.state, t.reason FROM tenants t LEFT JOIN tenant_access a "
      "ON a.tenant = t.id AND a.connection = t.connection_in_use AND a.way = t.way_in_use "
      "WHERE t.id = $1",
      {tenant});
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no such tenant.");
  const auto& row = rows.front();
  if (row.text(0) == "ignored")
    throw Error(ErrorCode::invalid,
                "This tenant is ignored: nothing is asked of it. Stop ignoring it to sync it.");
  if (row.is_null(1) || row.is_null(2) || row.text(2) != "open")
    throw Error(ErrorCode::invalid, row.optional_text(3).value_or(
                                        "There is no way into this tenant at present. Connect it, "
                                        "or restore the relationship and run discovery."));
}

std::optional<Run> open_run(db::Connection& c, base::Id tenant) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM {} WHERE u.tenant = $1 AND u.state IN ('queued', 'syncing') "
                  "ORDER BY u.id LIMIT 1",
                  kColumns, kTables),
      {tenant});
  if (rows.empty()) return std::nullopt;
  return run_from(rows.front());
}

std::string job_key(base::Id tenant) { return fmt::format("sync:{}", tenant); }

bool asked_by_people(std::string_view started_by) {
  return started_by == "manual" || started_by == "cli";
}

// Whose turn the job waits for: its connection's.
void set_share(db::Connection& c, base::Id tenant) {
  c.execute(
      "UPDATE jobs SET share = COALESCE((SELECT 'connection:' || t.connection_in_use FROM tenants "
      "t WHERE t.id = $1), '') WHERE key = $2 AND state = 'queued'",
      {tenant, job_key(tenant)});
}

void enqueue_run(db::Connection& c, base::Id run, base::Id tenant, std::int64_t priority,
                 base::Time run_at) {
  enqueue(c, "sync", job_key(tenant), fmt::format(R"({{"run":{},"tenant":{}}})", run, tenant),
          priority, run_at);
  set_share(c, tenant);
}

// The run is already there: it takes over what the new request wants more of.
Run join_run(db::Connection& c, Run run, const RunRequest& request, std::int64_t priority,
             base::Time now) {
  base::Time run_at = request.start_at.value_or(now);
  if (run.state == "queued") {
    run.accept_first = run.accept_first || request.accept_first;
    run.dry_run = run.dry_run && request.dry_run;
    const bool by_people = asked_by_people(request.started_by) && !asked_by_people(run.started_by);
    if (by_people || (run.started_by == "schedule" && request.started_by != "schedule")) {
      run.started_by = request.started_by;
      run.account = request.account;
    }
    c.execute(
        "UPDATE runs SET accept_first = $1, dry_run = $2, started_by = $3, account = $4 WHERE id = "
        "$5",
        {flag(run.accept_first), flag(run.dry_run), run.started_by, db::opt(run.account), run.id});
    if (run.reason == "throttled" && run.starts_at) run_at = std::max(run_at, *run.starts_at);
  }
  enqueue_run(c, run.id, run.tenant, priority, run_at);
  // Who changes settings wants what waits to wait for them, unless a person wanted it at once.
  if (run.state == "queued" && request.start_at && !asked_by_people(run.started_by))
    c.execute("UPDATE jobs SET run_at = $1 WHERE key = $2 AND state = 'queued'",
              {ms(run_at), job_key(run.tenant)});
  if (asked_by_people(request.started_by)) end_quarantine(c, run.tenant, run.id, now);
  return run;
}

}  // namespace

Run queue_run(db::Connection& c, const RunRequest& request, std::int64_t priority, base::Time now) {
  check_syncable(c, request.tenant);
  // Ids first: on PostgreSQL this keeps two requests for one tenant apart.
  const base::Id id = next_ids(c, "runs");
  if (auto open = open_run(c, request.tenant))
    return join_run(c, std::move(*open), request, priority, now);
  c.execute(
      "INSERT INTO runs (id, tenant, state, started_by, account, dry_run, accept_first, queued_at) "
      "VALUES ($1, $2, 'queued', $3, $4, $5, $6, $7)",
      {id, request.tenant, request.started_by, db::opt(request.account), flag(request.dry_run),
       flag(request.accept_first), ms(now)});
  // A job of an ended run may still stand there for an instant; the new run needs its own.
  c.execute(
      "UPDATE jobs SET state = 'done', lease_owner = NULL, lease_until = NULL, finished_at = "
      "now_ms() "
      "WHERE key = $1 AND state IN ('queued', 'running')",
      {job_key(request.tenant)});
  const base::Time run_at = std::max(request.start_at.value_or(now), now);
  enqueue_run(c, id, request.tenant, priority, run_at);
  if (asked_by_people(request.started_by)) end_quarantine(c, request.tenant, id, now);
  add_state_event(c, id, request.tenant, "queued",
                  run_at > now ? fmt::format("The sync starts at {}, unless somebody starts it "
                                             "before.",
                                             base::to_rfc3339(run_at))
                               : std::string(state_sentence("queued")),
                  std::nullopt, now);
  return open_run(c, request.tenant).value();
}

std::int64_t start_run(db::Connection& c, base::Id run, const std::optional<std::string>& way,
                       std::optional<base::Id> connection, base::Time now) {
  const auto rows = c.query(
      "UPDATE runs SET state = 'syncing', fence = fence + 1, started_at = COALESCE(started_at, "
      "$1), "
      "reason = NULL, sentence = NULL, way = $2, connection = $3 WHERE id = $4 AND state IN "
      "('queued', 'syncing') "
      "RETURNING fence, tenant",
      {ms(now), db::opt(way), db::opt(connection), run});
  if (rows.empty())
    throw Error(ErrorCode::canceled, "This sync has ended already; start a new one.",
                fmt::format("run {} is not queued or syncing", run));
  const std::int64_t fence = rows.front().integer(0);
  add_state_event(c, run, rows.front().integer(1), "syncing",
                  fence == 1 ? std::string(state_sentence("syncing"))
                             : "The sync goes on after an interruption.",
                  std::nullopt, now);
  return fence;
}

void prove_fence(db::Connection& c, base::Id run, std::int64_t fence) {
  if (c.execute("UPDATE runs SET fence = fence WHERE id = $1 AND fence = $2 AND state = 'syncing'",
                {run, fence}) != 1)
    throw Error(ErrorCode::fence_lost,
                "Another process has taken this sync over; this one writes nothing more.",
                fmt::format("run {} fence {}", run, fence));
}

void set_run_counts(db::Connection& c, base::Id run, const std::string& counts,
                    std::int64_t requests, std::int64_t batched) {
  c.execute("UPDATE runs SET counts = $1, requests = $2, batched = $3 WHERE id = $4",
            {counts, requests, batched, run});
}

void finish_run(db::Connection& c, base::Id run, std::string_view state,
                std::optional<std::string> reason, std::optional<std::string> sentence,
                std::optional<std::string> remedy, std::optional<std::string> detail,
                base::Time now) {
  const std::string said = base::clean_text(sentence.value_or(std::string(state_sentence(state))));
  const auto rows = c.query(
      "UPDATE runs SET state = $1, reason = $2, sentence = $3, remedy = $4, detail = $5, "
      "finished_at = $6 "
      "WHERE id = $7 RETURNING tenant",
      {std::string(state), db::opt(reason), said, db::opt(remedy), db::opt(detail),
       is_open(state) ? db::Value{} : ms(now), run});
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no such sync run.");
  tell_run_end(c, run, state, reason, said, remedy, now);
  note_run_end(c, run, state, now);
  add_state_event(c, run, rows.front().integer(0), state, said, std::move(remedy), now);
  if (!is_open(state)) tidy_run_events(c, run);
}

Page<Run> list_runs(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  return list.page<Run>(c, run_from);
}

std::optional<Run> find_run(db::Connection& c, const Scope& scope, base::Id id) {
  auto page = list_runs(c, scope, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

}  // namespace reeve::store
