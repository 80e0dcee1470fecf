// Reads and writes cursors and turns.
#include "store/delta_cursors.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/rows.h"

namespace reeve::store {
namespace {

std::unordered_map<std::string, std::string> texts_of(
    db::Connection& c, std::string_view column, base::Id tenant, std::string_view type,
    const std::vector<std::string>& external_ids) {
  check_write_size(external_ids.size());
  const auto sql = fmt::format(
      "SELECT {} FROM records WHERE tenant = $1 AND type = $2 AND external_id = $3", column);
  std::unordered_map<std::string, std::string> out;
  for (const auto& id : external_ids)
    for (const auto& row : c.query(sql, {tenant, std::string(type), id})) out[id] = row.text(0);
  return out;
}

}  // namespace

std::optional<DeltaCursor> find_delta_cursor(db::Connection& c, base::Id tenant,
                                             std::string_view type) {
  const auto rows = c.query(
      "SELECT delta_link, delta_query, issued_at, full_at FROM type_state WHERE tenant = $1 AND "
      "type = $2 AND delta_link IS NOT NULL AND delta_query IS NOT NULL AND issued_at IS NOT NULL "
      "AND full_at IS NOT NULL",
      {tenant, std::string(type)});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return DeltaCursor{row.text(0), row.text(1), time_at(row, 2), time_at(row, 3)};
}

void set_delta_cursor(db::Connection& c, base::Id tenant, std::string_view type,
                      const DeltaCursor& cursor) {
  c.execute(
      "UPDATE type_state SET delta_link = $1, delta_query = $2, issued_at = $3, full_at = $4 "
      "WHERE tenant = $5 AND type = $6",
      {cursor.link, cursor.query, ms(cursor.issued_at), ms(cursor.full_at), tenant,
       std::string(type)});
}

void drop_delta_cursor(db::Connection& c, base::Id tenant, std::string_view type) {
  c.execute(
      "UPDATE type_state SET delta_link = NULL, delta_query = NULL, issued_at = NULL WHERE tenant "
      "= "
      "$1 AND type = $2",
      {tenant, std::string(type)});
}

std::unordered_map<std::string, std::string> record_bodies(
    db::Connection& c, base::Id tenant, std::string_view type,
    const std::vector<std::string>& external_ids) {
  return texts_of(c, "body", tenant, type, external_ids);
}

std::unordered_map<std::string, std::string> record_titles(
    db::Connection& c, base::Id tenant, std::string_view type,
    const std::vector<std::string>& external_ids) {
  return texts_of(c, "title", tenant, type, external_ids);
}

std::optional<base::Time> take_slow_turn(db::Connection& c, const std::string& service,
                                         base::Time now, base::Time latest, base::Millis cost) {
  c.execute("INSERT INTO slow_turns (service, free_at) VALUES ($1, 0) ON CONFLICT DO NOTHING",
            {service});
  // The row is ours until the transaction ends, also where other processes take turns.
  c.execute("UPDATE slow_turns SET free_at = free_at WHERE service = $1", {service});
  const auto rows = c.query("SELECT free_at FROM slow_turns WHERE service = $1", {service});
  const base::Time turn = std::max(now, time_at(rows.front(), 0));
  if (turn > latest) return std::nullopt;
  c.execute("UPDATE slow_turns SET free_at = $1 WHERE service = $2", {ms(turn + cost), service});
  return turn;
}

}  // namespace reeve::store
