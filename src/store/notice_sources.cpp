// Reads what ends some day and which first syncs wait.
#include "store/notice_sources.h"

#include "base/text.h"
#include "store/rows.h"

namespace reeve::store {

void replace_expiries(db::Connection& c, base::Id connection, std::string_view kind,
                      const std::vector<Expiry>& expiries) {
  c.execute("DELETE FROM expiries WHERE connection = $1 AND kind = $2",
            {connection, std::string(kind)});
  std::vector<db::Params> rows;
  for (const auto& one : expiries)
    rows.push_back({connection, std::string(kind), base::clean_text(one.external_id),
                    base::clean_text(one.name), ms(one.ends_at)});
  c.batch(
      "INSERT INTO expiries (connection, kind, external_id, name, ends_at) VALUES ($1, $2, $3, $4, "
      "$5) ON CONFLICT (connection, kind, external_id) DO UPDATE SET name = excluded.name, "
      "ends_at = excluded.ends_at",
      rows);
}

std::vector<Expiry> expiries(db::Connection& c) {
  std::vector<Expiry> out;
  for (const auto& row :
       c.query("SELECT k.id, k.name, e.kind, e.external_id, e.name, e.ends_at FROM expiries e JOIN "
               "connections k ON k.id = e.connection WHERE k.state <> 'disconnected' "
               "ORDER BY k.id, e.kind, e.external_id"))
    out.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), time_at(row, 5)});
  for (const auto& row : c.query("SELECT id, name, secret_expires_on, certificate FROM connections "
                                 "WHERE secret_expires_on IS NOT "
                                 "NULL AND state <> 'disconnected' ORDER BY id"))
    if (const auto day = base::parse_rfc3339(row.text(2)))
      out.push_back(
          {row.integer(0), row.text(1), row.is_null(3) ? "secret" : "certificate", "", "", *day});
  return out;
}

std::vector<WaitingFirstSyncs> waiting_first_syncs(db::Connection& c) {
  std::vector<WaitingFirstSyncs> out;
  for (const auto& row : c.query(
           "SELECT k.id, k.name, MIN(t.name), COUNT(*), MAX(u.finished_at) FROM tenants t "
           "JOIN connections k ON k.id = t.connection_in_use "
           "JOIN runs u ON u.id = (SELECT MAX(h.id) FROM runs h WHERE h.tenant = t.id "
           "AND h.state = 'held' AND h.reason = 'first_sync' AND h.finished_at >= t.matched_at) "
           "WHERE t.state = 'active' AND t.first_sync_accepted_at IS NULL "
           "GROUP BY k.id, k.name ORDER BY k.id"))
    out.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3), time_at(row, 4)});
  for (auto& one : out)
    one.settled = c.query(
                       "SELECT 1 FROM runs u JOIN tenants t ON t.id = u.tenant WHERE u.state IN "
                       "('queued', 'syncing') AND t.connection_in_use = $1 LIMIT 1",
                       {one.connection})
                      .empty();
  return out;
}

}  // namespace reeve::store
