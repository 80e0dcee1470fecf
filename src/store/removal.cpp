// Removes what Microsoft said, archives what only the sync wrote, and brings that back.
#include "store/removal.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "store/asset_tables.h"
#include "store/changes.h"
#include "store/connections.h"
#include "store/rows.h"
#include "store/secrets.h"

namespace reeve::store {
namespace {

// Tenants that somebody else reaches, too, keep what is known of them.
constexpr std::string_view kAlone =
    "EXISTS (SELECT 1 FROM tenant_access a WHERE a.tenant = t.id AND a.connection = $1) AND NOT "
    "EXISTS (SELECT 1 FROM tenant_access b WHERE b.tenant = t.id AND b.connection <> $1)";

// Written by nobody but the sync: made by it, no word of anybody else in its history, no value and
// no lock of a person. The asset is "k", {0} its kind.
constexpr std::string_view kUntouched =
    "EXISTS (SELECT 1 FROM changes h WHERE h.asset_kind = '{0}' AND h.asset = k.id AND h.op = "
    "'create' AND h.actor = 'microsoft') AND NOT EXISTS (SELECT 1 FROM changes h WHERE "
    "h.asset_kind = '{0}' AND h.asset = k.id AND h.actor <> 'microsoft') AND NOT EXISTS "
    "(SELECT 1 FROM field_sources f WHERE f.asset_kind = '{0}' AND f.asset = k.id AND f.source "
    "<> 'microsoft') AND NOT EXISTS (SELECT 1 FROM locks p WHERE p.asset_kind = '{0}' AND "
    "p.asset = k.id)";

// Linked to a tenant of another connection: {1} is the parameter of the connection that goes.
constexpr std::string_view kElsewhere =
    "EXISTS (SELECT 1 FROM links o JOIN tenant_access b ON b.tenant = o.tenant WHERE o.asset_kind "
    "= '{0}' AND o.asset = k.id AND b.connection <> {1})";

std::string only_of_sync(std::string_view kind, std::string_view connection) {
  return fmt::format(fmt::runtime(kUntouched), kind) + " AND NOT " +
         fmt::format(fmt::runtime(kElsewhere), kind, connection);
}

std::vector<base::Id> ids_of(const db::Rows& rows) {
  std::vector<base::Id> out;
  for (const auto& row : rows) out.push_back(row.integer(0));
  return out;
}

Change archiving(const Author& author, const AssetTable& table, const db::Row& row, bool archived,
                 base::Time now) {
  Change change;
  change.at = now;
  change.actor = domain::to_string(author.source);
  change.account = author.account;
  change.run = author.run;
  change.decision = author.decision;
  change.asset_kind = table.kind;
  change.asset = row.integer(0);
  change.op = archived ? "archive" : "restore";
  change.base_version = row.integer(1);
  return change;
}

// Without a ruling on their records: those go anyway.
void write_archived(db::Connection& c, const AssetTable& table, const std::vector<base::Id>& assets,
                    bool archived, const Author& author, base::Time now) {
  std::vector<Change> changes;
  std::vector<db::Params> rows;
  query_by_ids(c, fmt::format("SELECT id, version FROM {} WHERE id IN ({{}})", table.table), {},
               assets, [&](const db::Row& row) {
                 changes.push_back(archiving(author, table, row, archived, now));
                 rows.push_back({archived ? ms(now) : db::Value{}, ms(now), row.integer(0)});
               });
  c.batch(fmt::format("UPDATE {} SET archived_at = $1, updated_at = $2, version = version + 1 "
                      "WHERE id = $3",
                      table.table),
          rows);
  add_changes(c, changes);
}

// What hangs on records goes before them.
constexpr std::array<std::string_view, 7> kOfRecords{
    "DELETE FROM leaver_marks WHERE record IN ({})",
    "DELETE FROM person_events WHERE record IN ({})",
    "DELETE FROM person_states WHERE record IN ({})",
    "DELETE FROM links WHERE record IN ({})",
    "DELETE FROM reviews WHERE record IN ({})",
    "DELETE FROM decisions WHERE record IN ({})",
    "DELETE FROM record_keys WHERE record IN ({})"};

std::int64_t remove_next_records(db::Connection& c, base::Id tenant) {
  const auto next =
      fmt::format("SELECT id FROM records WHERE tenant = $1 ORDER BY id LIMIT {}", kRemovedAtOnce);
  for (const auto sql : kOfRecords) c.execute(fmt::format(fmt::runtime(sql), next), {tenant});
  return c.execute(fmt::format("DELETE FROM records WHERE id IN ({})", next), {tenant});
}

std::int64_t remove_next_runs(db::Connection& c, base::Id tenant) {
  const auto events = c.execute(
      fmt::format("DELETE FROM run_events WHERE id IN (SELECT e.id FROM run_events e JOIN runs u "
                  "ON u.id = e.run WHERE u.tenant = $1 ORDER BY e.id LIMIT {})",
                  kRemovedAtOnce),
      {tenant});
  if (events > 0) return events;
  return c.execute(fmt::format("DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE tenant = "
                               "$1 ORDER BY id LIMIT {})",
                               kRemovedAtOnce),
                   {tenant});
}

}  // namespace

void disconnect(db::Connection& c, base::Id connection, base::Time now) {
  drop_pending_credentials(c, connection);
  delete_secrets(c, "connection", connection);
  c.execute("DELETE FROM sign_ins WHERE connection = $1", {connection});
  c.execute("DELETE FROM expiries WHERE connection = $1", {connection});
  c.execute("UPDATE connections SET certificate = NULL, service_account = NULL WHERE id = $1",
            {connection});
  set_connection_state(c, connection, "disconnected",
                       "Disconnected by a person. What Microsoft said so far is kept.",
                       "To connect again, enter the credentials and sign in at Microsoft.", {},
                       now);
}

std::vector<base::Id> tenants_of_alone(db::Connection& c, base::Id connection) {
  return ids_of(c.query(fmt::format("SELECT t.id FROM tenants t WHERE {} ORDER BY t.id", kAlone),
                        {connection}));
}

RemovalCounts removal_counts(db::Connection& c, base::Id connection) {
  RemovalCounts n;
  n.tenants = static_cast<std::int64_t>(tenants_of_alone(c, connection).size());
  n.records = c.query(fmt::format("SELECT COUNT(*) FROM records r JOIN tenants t ON t.id = "
                                  "r.tenant WHERE {}",
                                  kAlone),
                      {connection})
                  .front()
                  .integer(0);
  for (const AssetTable& table : all_asset_tables())
    for (const auto& row : c.query(
             fmt::format("SELECT x.untouched, COUNT(*) FROM (SELECT DISTINCT k.id, CASE WHEN {} "
                         "THEN 1 ELSE 0 END AS untouched FROM links l JOIN tenants t ON t.id = "
                         "l.tenant JOIN {} k ON k.id = l.asset WHERE {} AND l.asset_kind = "
                         "'{}' AND k.archived_at IS NULL) x GROUP BY x.untouched",
                         only_of_sync(table.kind, "$1"), table.table, kAlone, table.kind),
             {connection}))
      (row.boolean(0) ? n.made_by_sync : n.edited) += row.integer(1);
  return n;
}

std::int64_t archive_untouched(db::Connection& c, base::Id leaving, base::Id connection,
                               base::Id tenant, const Author& author, base::Time now) {
  for (const AssetTable& table : all_asset_tables()) {
    const auto assets = ids_of(c.query(
        fmt::format("SELECT DISTINCT k.id FROM links l JOIN {} k ON k.id = l.asset WHERE l.tenant "
                    "= $1 AND l.asset_kind = '{}' AND k.archived_at IS NULL AND {} ORDER BY k.id "
                    "LIMIT {}",
                    table.table, table.kind, only_of_sync(table.kind, "$2"), kRemovedAtOnce),
        {tenant, connection}));
    if (assets.empty()) continue;
    write_archived(c, table, assets, true, author, now);
    std::vector<db::Params> rows;
    for (const auto id : assets) rows.push_back({leaving, std::string(table.kind), id});
    c.batch(
        "INSERT INTO leaving_assets (leaving, asset_kind, asset) VALUES ($1, $2, $3) ON CONFLICT "
        "(leaving, asset_kind, asset) DO NOTHING",
        rows);
    return static_cast<std::int64_t>(assets.size());
  }
  return 0;
}

std::int64_t remove_records(db::Connection& c, base::Id tenant) {
  if (const auto removed = remove_next_records(c, tenant); removed > 0) return removed;
  if (const auto removed = remove_next_runs(c, tenant); removed > 0) return removed;
  std::int64_t rest = 0;
  for (const std::string_view sql :
       {"DELETE FROM held_acts WHERE tenant = $1", "DELETE FROM reviews WHERE tenant = $1",
        "DELETE FROM record_edges WHERE tenant = $1", "DELETE FROM type_state WHERE tenant = $1",
        "DELETE FROM license_holders WHERE tenant = $1",
        "DELETE FROM licensed_people WHERE tenant = $1",
        "DELETE FROM license_days WHERE tenant = $1", "DELETE FROM licenses WHERE tenant = $1",
        // Not those that people took apart: they are never made again.
        "DELETE FROM related_items WHERE tenant = $1 AND source = 'microsoft' AND (removed_at IS "
        "NULL OR removed_source = 'microsoft')",
        "DELETE FROM tenant_suggestions WHERE tenant = $1", "DELETE FROM links WHERE tenant = $1"})
    rest += c.execute(std::string(sql), {tenant});
  c.execute(
      "UPDATE tenants SET portals = NULL, portals_asked_at = NULL, last_good_sync_at = NULL, "
      "first_sync_accepted_at = NULL, first_sync_accepted_by = NULL WHERE id = $1",
      {tenant});
  c.execute("DELETE FROM jobs WHERE key = $1 AND state = 'queued'",
            {fmt::format("sync:{}", tenant)});
  return rest;
}

std::int64_t restore_archived(db::Connection& c, base::Id leaving, const Author& author,
                              base::Time now) {
  for (const AssetTable& table : all_asset_tables()) {
    const auto next = c.query(
        fmt::format("SELECT s.asset, CASE WHEN k.archived_at IS NOT NULL AND (SELECT COUNT(*) FROM "
                    "changes h WHERE h.asset_kind = '{0}' AND h.asset = k.id AND h.actor <> "
                    "'microsoft') = 1 THEN 1 ELSE 0 END FROM leaving_assets s LEFT JOIN {1} k ON "
                    "k.id = s.asset WHERE s.leaving = $1 AND s.asset_kind = '{0}' ORDER BY "
                    "s.asset LIMIT {2}",
                    table.kind, table.table, kRemovedAtOnce),
        {leaving});
    if (next.empty()) continue;
    std::vector<base::Id> restore;
    std::vector<db::Params> done;
    for (const auto& row : next) {
      if (row.boolean(1)) restore.push_back(row.integer(0));
      done.push_back({leaving, std::string(table.kind), row.integer(0)});
    }
    write_archived(c, table, restore, false, author, now);
    c.batch("DELETE FROM leaving_assets WHERE leaving = $1 AND asset_kind = $2 AND asset = $3",
            done);
    return static_cast<std::int64_t>(done.size());
  }
  return 0;
}

std::int64_t archived_by(db::Connection& c, base::Id leaving) {
  return c.query("SELECT COUNT(*) FROM leaving_assets WHERE leaving = $1", {leaving})
      .front()
      .integer(0);
}

}  // namespace reeve::store
