// Reads and writes states of people.
#include "store/person_states.h"

#include <fmt/format.h>

#include "domain/leavers.h"
#include "store/ids.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::int64_t kMaxEvents = 200;

PersonFacts facts_from(const db::Row& row) {
  PersonFacts facts;
  facts.record = row.integer(0);
  facts.external_id = row.text(1);
  facts.title = row.text(2);
  facts.body = row.text(3);
  facts.gone = !row.is_null(4);
  facts.chosen = row.is_null(5);
  facts.state = row.optional_text(6);
  facts.since = optional_time(row, 7);
  facts.purpose = text_or_empty(row, 8);
  facts.contact = row.optional_integer(9);
  facts.alive_elsewhere = row.boolean(10);
  return facts;
}

}  // namespace

std::vector<PersonFacts> people_of(db::Connection& c, base::Id tenant) {
  std::vector<PersonFacts> people;
  for (const auto& row : c.query(
           "SELECT r.id, r.external_id, r.title, r.body, r.gone_at, r.not_chosen, s.state, "
           "s.since, p.body, l.asset, CASE WHEN EXISTS (SELECT 1 FROM links o JOIN person_states "
           "e ON e.record = o.record WHERE o.asset_kind = 'contact' AND o.asset = l.asset AND "
           "o.role = 'primary' AND o.record <> r.id AND e.state IN ('enabled', 'unlicensed', "
           "'shared')) THEN 1 ELSE 0 END FROM records r "
           "LEFT JOIN person_states s ON s.record = r.id "
           "LEFT JOIN records p ON p.tenant = r.tenant AND p.type = 'mailbox_purposes' AND "
           "p.external_id = r.external_id AND p.gone_at IS NULL "
           "LEFT JOIN links l ON l.record = r.id AND l.asset_kind = 'contact' AND l.role = "
           "'primary' WHERE r.tenant = $1 AND r.type = 'users' ORDER BY r.id",
           {tenant}))
    people.push_back(facts_from(row));
  return people;
}

std::vector<std::string> newcomers(db::Connection& c, base::Id tenant, std::string_view type,
                                   base::Time since) {
  std::vector<std::string> ids;
  for (const auto& row :
       c.query("SELECT r.external_id FROM records r WHERE r.tenant = $1 AND r.type = $2 AND "
               "r.first_seen >= $3 AND NOT EXISTS (SELECT 1 FROM links l WHERE l.record = r.id)",
               {tenant, std::string(type), ms(since)}))
    ids.push_back(row.text(0));
  return ids;
}

void write_person_states(db::Connection& c, base::Id tenant, base::Id run,
                         const std::vector<PersonStateWrite>& writes, base::Time now) {
  check_write_size(writes.size());
  std::vector<db::Params> states, events;
  std::int64_t changed = 0;
  for (const auto& one : writes) changed += one.was ? 1 : 0;
  base::Id next = changed > 0 ? next_ids(c, "person_events", changed) : 0;
  for (const auto& one : writes) {
    states.push_back({one.record, tenant, one.became, ms(now)});
    if (one.was)
      events.push_back(
          {next++, tenant, one.record, db::opt(one.contact), *one.was, one.became, ms(now), run});
  }
  c.batch(
      "INSERT INTO person_states (record, tenant, state, since) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (record) DO UPDATE SET state = excluded.state, since = excluded.since",
      states);
  c.batch(
      "INSERT INTO person_events (id, tenant, record, contact, was, became, at, run) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      events);
}

std::optional<MicrosoftState> microsoft_state_of(db::Connection& c, base::Id contact) {
  const auto rank = [](const std::string& state) {
    return domain::person_state_from(state).value_or(domain::PersonState::removed);
  };
  std::optional<MicrosoftState> best;
  for (const auto& row : c.query("SELECT s.state, s.since FROM links l JOIN person_states s ON "
                                 "s.record = l.record WHERE l.asset_kind = 'contact' AND l.asset = "
                                 "$1 AND l.role = 'primary' ORDER BY l.id",
                                 {contact}))
    if (!best || rank(row.text(0)) < rank(best->state)) best = {row.text(0), time_at(row, 1)};
  return best;
}

std::vector<PersonEvent> person_events(db::Connection& c, const Scope& scope, base::Id contact) {
  std::vector<PersonEvent> events;
  for (const auto& row : c.query(
           fmt::format("SELECT e.id, e.tenant, e.record, t.name, e.was, e.became, e.at, e.run, "
                       "t.organization FROM person_events e JOIN tenants t ON t.id = e.tenant "
                       "WHERE e.contact = $1 OR e.record IN (SELECT l.record FROM links l WHERE "
                       "l.asset_kind = 'contact' AND l.asset = $1) ORDER BY e.id DESC LIMIT {}",
                       kMaxEvents),
           {contact})) {
    if (row.is_null(8) ? !scope.all() : !scope.includes(row.integer(8))) continue;
    events.push_back({row.integer(0), row.integer(1), row.integer(2), row.text(3), row.text(4),
                      row.text(5), time_at(row, 6), row.optional_integer(7)});
  }
  return events;
}

}  // namespace reeve::store
