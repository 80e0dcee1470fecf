// The queue: leases are judged by the database's own clock, and by nothing else.
#include "store/jobs.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "id, kind, key, payload, state, priority, run_at, attempts, fence, lease_owner, last_error, "
    "share";
constexpr base::Millis kAlive{30'000};

Job job_from(const db::Row& row) {
  Job job;
  job.id = row.integer(0);
  job.kind = row.text(1);
  job.key = row.text(2);
  job.payload = row.text(3);
  job.state = row.text(4);
  job.priority = row.integer(5);
  job.run_at = time_at(row, 6);
  job.attempts = row.integer(7);
  job.fence = row.integer(8);
  job.lease_owner = row.optional_text(9);
  job.last_error = row.optional_text(10);
  job.share = row.text(11);
  return job;
}

struct End {
  std::string_view state;  // what becomes of a job that nobody asked for afresh meanwhile
  std::optional<std::string> error;
  std::optional<base::Time> run_at;  // as it was where nothing
};

// Only whoever still holds the lease may say how the job ended.
bool end_lease(db::Connection& c, const End& end, base::Id job, const std::string& owner,
               std::int64_t fence) {
  const auto run_at = end.run_at ? db::Value{ms(*end.run_at)} : db::Value{};
  const auto error = end.error ? db::Value{base::clean_text(*end.error)} : db::Value{};
  return c.execute(
             "UPDATE jobs SET state = CASE WHEN asked_again IS NULL THEN $1 ELSE 'queued' END, "
             "last_error = $2, run_at = CASE WHEN asked_again IS NULL THEN COALESCE($3, run_at) "
             "WHEN $3 < asked_again THEN $3 ELSE asked_again END, "
             "finished_at = CASE WHEN asked_again IS NULL AND $4 = 1 THEN now_ms() END, "
             "asked_again = NULL, lease_owner = NULL, lease_until = NULL "
             "WHERE id = $5 AND state = 'running' AND lease_owner = $6 AND fence = $7",
             {std::string(end.state), error, run_at, std::int64_t{end.state != "queued"}, job,
              owner, fence}) == 1;
}

}  // namespace

std::optional<base::Id> enqueue(db::Connection& c, std::string_view kind, const std::string& key,
                                const std::string& payload, std::int64_t priority,
                                base::Time run_at) {
  const base::Id id = next_ids(c, "jobs");
  const auto rows = c.query(
      "INSERT INTO jobs (id, kind, key, payload, state, priority, run_at, created_at) "
      "VALUES ($1, $2, $3, $4, 'queued', $5, $6, now_ms()) "
      "ON CONFLICT (key) WHERE state IN ('queued', 'running') DO UPDATE SET "
      "priority = CASE WHEN excluded.priority < jobs.priority THEN excluded.priority ELSE "
      "jobs.priority END, "
      "run_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.run_at END "
      "RETURNING id",
      {id, std::string(kind), key, payload, priority, ms(run_at)});
  if (rows.at(0).integer(0) != id) return std::nullopt;
  return id;
}

void enqueue_afresh(db::Connection& c, std::string_view kind, const std::string& key,
                    const std::string& payload, std::int64_t priority, base::Time run_at) {
  if (enqueue(c, kind, key, payload, priority, run_at)) return;
  c.execute(
      "UPDATE jobs SET asked_again = $1, payload = $2 WHERE key = $3 AND state = 'running' "
      "AND (asked_again IS NULL OR asked_again > $1)",
      {ms(run_at), payload, key});
}

namespace {

// Who was served before stands behind those who were not.
void note_served(db::Connection& c, const std::string& share) {
  if (share.empty()) return;
  c.execute(
      "INSERT INTO job_shares (share, served) VALUES ($1, (SELECT COALESCE(MAX(served), 0) + 1 "
      "FROM job_shares)) ON CONFLICT (share) DO UPDATE SET served = excluded.served",
      {share});
}

}  // namespace

std::optional<Job> claim(db::Connection& c, const std::string& owner,
                         const std::vector<std::string>& kinds, base::Millis lease,
                         std::int64_t most_doubtful) {
  if (kinds.empty()) return std::nullopt;
  db::Params params{owner, lease.count()};
  std::string list;
  for (const auto& kind : kinds) {
    params.emplace_back(kind);
    list += fmt::format("{}${}", list.empty() ? "" : ", ", params.size());
  }
  params.emplace_back(most_doubtful);
  const bool postgresql = c.backend() == db::Backend::postgresql;
  const auto rows = c.query(
      fmt::format(
          "UPDATE jobs SET state = 'running', lease_owner = $1, lease_until = now_ms() + $2, "
          "asked_again = NULL, attempts = attempts + 1, fence = fence + 1 WHERE id = (SELECT j.id "
          "FROM jobs j "
          "LEFT JOIN job_shares s ON s.share = j.share "
          "WHERE j.kind IN ({0}) AND ((j.state = 'queued' AND j.run_at <= now_ms()) "
          "OR (j.state = 'running' AND j.lease_until < now_ms())) "
          "AND (j.priority < {1} OR (SELECT COUNT(*) FROM jobs d WHERE d.state = 'running' "
          "AND d.lease_owner = $1 AND d.priority >= {1} AND d.lease_until >= now_ms()) < ${2}) "
          "ORDER BY CASE WHEN j.priority > 100 AND j.run_at < now_ms() - {3} THEN 100 ELSE "
          "j.priority END, COALESCE(s.served, 0), j.run_at, j.id LIMIT 1{4}) RETURNING {5}",
          list, kDoubtfulPriority, params.size(), kLongWait.count(),
          postgresql ? " FOR UPDATE OF j SKIP LOCKED" : "", kColumns),
      params);
  if (rows.empty()) return std::nullopt;
  Job job = job_from(rows.front());
  note_served(c, job.share);
  return job;
}

bool renew(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence,
           base::Millis lease) {
  return c.execute(
             "UPDATE jobs SET lease_until = now_ms() + $1 "
             "WHERE id = $2 AND state = 'running' AND lease_owner = $3 AND fence = $4",
             {lease.count(), job, owner, fence}) == 1;
}

bool complete(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence) {
  return end_lease(c, {"done", {}, {}}, job, owner, fence);
}

bool retry_later(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence,
                 const std::string& error, base::Time run_at) {
  return end_lease(c, {"queued", error, run_at}, job, owner, fence);
}

bool fail(db::Connection& c, base::Id job, const std::string& owner, std::int64_t fence,
          const std::string& error) {
  return end_lease(c, {"failed", error, {}}, job, owner, fence);
}

std::optional<Job> find_job_by_key(db::Connection& c, const std::string& key) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM jobs WHERE key = $1 AND state IN ('queued', 'running')",
                          kColumns),
              {key});
  if (rows.empty()) return std::nullopt;
  return job_from(rows.front());
}

std::optional<base::Time> last_queued(db::Connection& c, const std::string& key) {
  return optional_time(c.query("SELECT MAX(created_at) FROM jobs WHERE key = $1", {key}).front(),
                       0);
}

std::vector<Job> list_jobs(db::Connection& c, std::int64_t limit) {
  std::vector<Job> jobs;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM jobs ORDER BY id DESC LIMIT $1", kColumns), {limit}))
    jobs.push_back(job_from(row));
  return jobs;
}

void heartbeat(db::Connection& c, const std::string& process, const std::string& kind,
               const std::string& host) {
  c.execute(
      "INSERT INTO processes (id, kind, host, started_at, heartbeat_at) "
      "VALUES ($1, $2, $3, now_ms(), now_ms()) "
      "ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at",
      {process, kind, host});
}

void retire(db::Connection& c, const std::string& process) {
  c.execute("DELETE FROM processes WHERE id = $1", {process});
}

std::int64_t live_processes(db::Connection& c) {
  return c
      .query("SELECT COUNT(*) FROM processes WHERE heartbeat_at > now_ms() - $1", {kAlive.count()})
      .at(0)
      .integer(0);
}

}  // namespace reeve::store
