// Keeps onboarding sessions and steps.
#include "store/onboarding.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/ids.h"
#include "store/rows.h"
#include "store/secrets.h"

namespace reeve::store {
namespace {

constexpr std::string_view kStepColumns =
    "id, connection, act, subject, name, state, sentence, remedy, detail, facts, wish, account, "
    "attempts, asked_at, ended_at";
// As vault::kConnection and vault::kOnboardingToken name them.
constexpr std::string_view kOwner = "connection";
constexpr std::string_view kToken = "onboarding_token";

OnboardingStep step_from(const db::Row& row) {
  OnboardingStep s;
  s.id = row.integer(0);
  s.connection = row.integer(1);
  s.act = row.text(2);
  s.subject = row.text(3);
  s.name = row.text(4);
  s.state = row.text(5);
  s.sentence = row.text(6);
  s.remedy = row.text(7);
  s.detail = row.text(8);
  s.facts = row.text(9);
  s.wish = row.text(10);
  s.account = row.integer(11);
  s.attempts = row.integer(12);
  s.asked_at = time_at(row, 13);
  s.ended_at = optional_time(row, 14);
  return s;
}

std::vector<OnboardingStep> steps_from(const db::Rows& rows) {
  std::vector<OnboardingStep> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(step_from(row));
  return out;
}

}  // namespace

bool OnboardingSession::allows(std::string_view act) const {
  for (const auto& one : base::split(acts, ' '))
    if (one == act) return true;
  return false;
}

std::optional<OnboardingSession> find_onboarding_session(db::Connection& c, base::Id connection,
                                                         base::Time now) {
  const auto rows = c.query(
      "SELECT connection, account, acts, user_name, user_id, started_at, expires_at "
      "FROM onboarding_sessions WHERE connection = $1 AND expires_at > $2",
      {connection, ms(now)});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return OnboardingSession{row.integer(0), row.integer(1),  row.text(2),    row.text(3),
                           row.text(4),    time_at(row, 5), time_at(row, 6)};
}

void put_onboarding_session(db::Connection& c, const OnboardingSession& values) {
  c.execute(
      "INSERT INTO onboarding_sessions (connection, account, acts, user_name, user_id, started_at, "
      "expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (connection) DO UPDATE SET "
      "account = excluded.account, acts = excluded.acts, user_name = excluded.user_name, "
      "user_id = excluded.user_id, started_at = excluded.started_at, "
      "expires_at = excluded.expires_at",
      {values.connection, values.account, values.acts, base::clean_text(values.user_name),
       base::clean_text(values.user_id), ms(values.started_at), ms(values.expires_at)});
}

void drop_onboarding_session(db::Connection& c, base::Id connection) {
  delete_secret(c, kOwner, connection, kToken);
  c.execute("DELETE FROM onboarding_sessions WHERE connection = $1", {connection});
}

std::int64_t drop_ended_onboarding_sessions(db::Connection& c, base::Time now) {
  std::int64_t dropped = 0;
  for (const auto& row :
       c.query("SELECT connection FROM onboarding_sessions WHERE expires_at <= $1", {ms(now)})) {
    drop_onboarding_session(c, row.integer(0));
    ++dropped;
  }
  return dropped;
}

void ask_onboarding_steps(db::Connection& c, const std::vector<OnboardingStep>& steps,
                          base::Time now) {
  check_write_size(steps.size());
  if (steps.empty()) return;
  auto id = next_ids(c, "onboarding_steps", static_cast<std::int64_t>(steps.size()));
  std::vector<db::Params> rows;
  rows.reserve(steps.size());
  for (const auto& step : steps)
    rows.push_back({id++, step.connection, step.act, step.subject, base::clean_text(step.name),
                    step.wish, step.account, ms(now)});
  c.batch(
      "INSERT INTO onboarding_steps (id, connection, act, subject, name, state, wish, account, "
      "asked_at) VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8) "
      "ON CONFLICT (connection, act, subject) DO UPDATE SET id = excluded.id, "
      "name = excluded.name, state = 'waiting', sentence = '', remedy = '', detail = '', "
      "wish = excluded.wish, account = excluded.account, attempts = 0, "
      "asked_at = excluded.asked_at, ended_at = NULL",
      rows);
}

std::vector<OnboardingStep> waiting_onboarding_steps(db::Connection& c, base::Id connection,
                                                     std::string_view act, std::int64_t limit) {
  return steps_from(c.query(fmt::format("SELECT {} FROM onboarding_steps WHERE connection = $1 AND "
                                        "state = 'waiting' AND act = $2 ORDER BY id LIMIT $3",
                                        kStepColumns),
                            {connection, std::string(act), limit}));
}

std::int64_t count_waiting_onboarding_steps(db::Connection& c, base::Id connection) {
  return c
      .query("SELECT COUNT(*) FROM onboarding_steps WHERE connection = $1 AND state = 'waiting'",
             {connection})
      .at(0)
      .integer(0);
}

void end_onboarding_step(db::Connection& c, const OnboardingStep& step, base::Time now) {
  c.execute(
      "UPDATE onboarding_steps SET state = $1, sentence = $2, remedy = $3, detail = $4, facts = "
      "$5, attempts = attempts + 1, ended_at = $6 WHERE id = $7 AND state = 'waiting'",
      {step.state, base::clean_text(step.sentence), base::clean_text(step.remedy),
       base::clean_text(step.detail), base::clean_text(step.facts), ms(now), step.id});
}

void postpone_onboarding_step(db::Connection& c, const OnboardingStep& step) {
  c.execute(
      "UPDATE onboarding_steps SET sentence = $1, remedy = $2, detail = $3, facts = $4, "
      "attempts = attempts + 1 WHERE id = $5 AND state = 'waiting'",
      {base::clean_text(step.sentence), base::clean_text(step.remedy),
       base::clean_text(step.detail), base::clean_text(step.facts), step.id});
}

void note_onboarding_facts(db::Connection& c, base::Id step, const std::string& facts) {
  c.execute("UPDATE onboarding_steps SET facts = $1 WHERE id = $2 AND state = 'waiting'",
            {base::clean_text(facts), step});
}

std::vector<OnboardingStep> list_onboarding_steps(db::Connection& c, base::Id connection) {
  return steps_from(
      c.query(fmt::format("SELECT {} FROM onboarding_steps WHERE connection = $1 ORDER BY id",
                          kStepColumns),
              {connection}));
}

void forget_onboarding(db::Connection& c, base::Id connection) {
  drop_onboarding_session(c, connection);
  for (const auto* table :
       {"onboarding_steps", "gdap_relationships", "access_groups", "token_ways"})
    c.execute(fmt::format("DELETE FROM {} WHERE connection = $1", table), {connection});
}

}  // namespace reeve::store
