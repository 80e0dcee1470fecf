// Reads and writes leavings, their tenants and their items.
#include "store/leavings.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "store/connections.h"
#include "store/ids.h"
#include "store/jobs.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColumns =
    "v.id, v.connection, v.connection_name, v.application_id, v.account, v.state, v.ending, "
    "v.sentence, v.created_at, v.listed_at, v.revoking_at, v.revoked_at, v.ended_at, v.undone_at";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "v.id"},
                                     {"connection_id", Compare::id, "v.connection"},
                                     {"state", Compare::text, "v.state"}};
constexpr SortColumn kSorts[] = {{"id", "v.id"}};
constexpr ListShape kShape{kColumns, "leavings v", "v.id", "v.id DESC", kFilters, kSorts};
constexpr std::int64_t kPriority = 10;  // a person waits
constexpr std::string_view kOpen =
    "v.state IN ('listing', 'listed', 'revoking', 'revoked', 'removing')";

Leaving leaving_from(const db::Row& row) {
  Leaving v;
  v.id = row.integer(0);
  v.connection = row.integer(1);
  v.connection_name = row.text(2);
  v.application_id = row.text(3);
  v.account = row.optional_integer(4);
  v.state = row.text(5);
  v.ending = row.optional_text(6);
  v.sentence = row.optional_text(7);
  v.created_at = time_at(row, 8);
  v.listed_at = optional_time(row, 9);
  v.revoking_at = optional_time(row, 10);
  v.revoked_at = optional_time(row, 11);
  v.ended_at = optional_time(row, 12);
  v.undone_at = optional_time(row, 13);
  return v;
}

// The connection's own directory first, then whatever it reaches or once reached.
void add_tenants(db::Connection& c, base::Id leaving, const MicrosoftConnection& connection) {
  const auto home = base::ascii_lower(connection.directory_id);
  std::vector<db::Params> rows{
      {leaving, home,
       connection.kind == "partner" ? std::string("Your partner tenant") : connection.name,
       flag(true)}};
  for (const auto& row :
       c.query("SELECT t.entra_tenant_id, t.name FROM tenants t WHERE EXISTS (SELECT 1 FROM "
               "tenant_access a WHERE a.tenant = t.id AND a.connection = $1) ORDER BY t.id",
               {connection.id})) {
    if (row.text(0) == home)
      rows.front()[2] = row.text(1);
    else
      rows.push_back({leaving, row.text(0), row.text(1), flag(false)});
  }
  c.batch(
      "INSERT INTO leaving_tenants (leaving, entra_tenant_id, name, home, state) VALUES ($1, $2, "
      "$3, $4, 'waiting')",
      rows);
}

void forget_list(db::Connection& c, base::Id leaving) {
  c.execute("DELETE FROM leaving_items WHERE leaving = $1", {leaving});
  c.execute("DELETE FROM leaving_tenants WHERE leaving = $1", {leaving});
}

}  // namespace

std::optional<Leaving> find_leaving(db::Connection& c, base::Id id) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM leavings v WHERE v.id = $1", kColumns), {id});
  if (rows.empty()) return std::nullopt;
  return leaving_from(rows.front());
}

std::optional<Leaving> open_leaving(db::Connection& c, base::Id connection) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM leavings v WHERE v.connection = $1 AND {}", kColumns, kOpen),
      {connection});
  if (rows.empty()) return std::nullopt;
  return leaving_from(rows.front());
}

Page<Leaving> list_leavings(db::Connection& c, const ListQuery& query) {
  return ListStatement(kShape, query).page<Leaving>(c, leaving_from);
}

Leaving begin_leaving(db::Connection& c, base::Id id, std::optional<base::Id> account,
                      base::Time now) {
  const auto connection = find_connection(c, id);
  if (!connection) throw Error(ErrorCode::not_found, "There is no such connection.");
  const auto application = base::ascii_lower(connection->application_id);
  auto open = open_leaving(c, id);
  if (open && (open->state == "revoking" || open->state == "removing"))
    throw Error(ErrorCode::conflict,
                "This connection is just being left. Wait until that has ended.");
  base::Id leaving = 0;
  if (open) {
    leaving = open->id;
    forget_list(c, leaving);
    c.execute(
        "UPDATE leavings SET state = 'listing', sentence = NULL, listed_at = NULL, revoking_at = "
        "NULL, revoked_at = NULL, application_id = $1, connection_name = $2, account = $3 WHERE id "
        "= "
        "$4",
        {application, connection->name, db::opt(account), leaving});
  } else {
    leaving = next_ids(c, "leavings");
    c.execute(
        "INSERT INTO leavings (id, connection, connection_name, application_id, account, state, "
        "created_at) VALUES ($1, $2, $3, $4, $5, 'listing', $6)",
        {leaving, id, connection->name, application, db::opt(account), ms(now)});
  }
  add_tenants(c, leaving, *connection);
  return find_leaving(c, leaving).value();
}

LeavingCounts leaving_counts(db::Connection& c, base::Id leaving) {
  LeavingCounts n;
  for (const auto& row :
       c.query("SELECT state, COUNT(*) FROM leaving_tenants WHERE leaving = $1 GROUP BY state",
               {leaving})) {
    const auto state = row.text(0);
    n.tenants += row.integer(1);
    if (state == "waiting") n.tenants_waiting = row.integer(1);
    if (state == "unknown") n.tenants_unknown = row.integer(1);
    if (state == "absent") n.tenants_absent = row.integer(1);
  }
  for (const auto& row :
       c.query("SELECT state, by_reeve, selected, COUNT(*) FROM leaving_items WHERE leaving = $1 "
               "GROUP BY state, by_reeve, selected",
               {leaving})) {
    const auto state = row.text(0);
    const auto count = row.integer(3);
    n.items += count;
    if (row.boolean(1)) n.by_reeve += count;
    if (row.boolean(2)) n.selected += count;
    if (state == "waiting") n.waiting += count;
    if (state == "done") n.done += count;
    if (state == "failed") n.failed += count;
    if (state == "left") n.left += count;
  }
  return n;
}

bool move_leaving(db::Connection& c, base::Id leaving, std::string_view from, std::string_view to,
                  base::Time now) {
  std::string_view stamp;
  if (to == "listed") stamp = "listed_at";
  if (to == "revoking") stamp = "revoking_at";
  if (to == "revoked") stamp = "revoked_at";
  if (to == "ended") stamp = from == "undoing" ? "undone_at" : "ended_at";
  if (stamp.empty())
    return c.execute("UPDATE leavings SET state = $1 WHERE id = $2 AND state = $3",
                     {std::string(to), leaving, std::string(from)}) == 1;
  return c.execute(fmt::format("UPDATE leavings SET state = $1, {} = $2 WHERE id = $3 AND state = "
                               "$4",
                               stamp),
                   {std::string(to), ms(now), leaving, std::string(from)}) == 1;
}

void set_leaving_sentence(db::Connection& c, base::Id leaving, const std::string& sentence) {
  c.execute("UPDATE leavings SET sentence = $1 WHERE id = $2",
            {base::clean_text(sentence), leaving});
}

void set_leaving_account(db::Connection& c, base::Id leaving, std::optional<base::Id> account) {
  c.execute("UPDATE leavings SET account = $1 WHERE id = $2", {db::opt(account), leaving});
}

void set_leaving_ending(db::Connection& c, base::Id leaving, std::string_view ending) {
  c.execute("UPDATE leavings SET ending = $1 WHERE id = $2", {std::string(ending), leaving});
}

std::vector<LeavingTenant> leaving_tenants(db::Connection& c, base::Id leaving) {
  std::vector<LeavingTenant> out;
  for (const auto& row :
       c.query("SELECT entra_tenant_id, name, home, state, service_principal, temporary, sentence "
               "FROM leaving_tenants WHERE leaving = $1 ORDER BY home DESC, name, entra_tenant_id",
               {leaving}))
    out.push_back({row.text(0), row.text(1), row.boolean(2), row.text(3), row.optional_text(4),
                   row.optional_text(5), row.optional_text(6)});
  return out;
}

void put_leaving_tenant(db::Connection& c, base::Id leaving, const LeavingTenant& tenant,
                        const std::vector<LeavingItem>& items) {
  c.execute(
      "UPDATE leaving_tenants SET state = $1, service_principal = $2, sentence = $3 WHERE leaving "
      "= $4 AND entra_tenant_id = $5",
      {tenant.state, db::opt(tenant.service_principal), db::opt(tenant.sentence), leaving,
       tenant.entra_tenant_id});
  c.execute("DELETE FROM leaving_items WHERE leaving = $1 AND entra_tenant_id = $2",
            {leaving, tenant.entra_tenant_id});
  if (items.empty()) return;
  base::Id id = next_ids(c, "leaving_items", static_cast<std::int64_t>(items.size()));
  std::vector<db::Params> rows;
  for (const auto& item : items)
    rows.push_back({id++, leaving, tenant.entra_tenant_id, item.kind, item.object_id, item.resource,
                    base::clean_text(item.resource_name), base::clean_text(item.what),
                    flag(item.by_reeve), flag(item.selected), item.position, item.state,
                    db::opt(item.sentence)});
  c.batch(
      "INSERT INTO leaving_items (id, leaving, entra_tenant_id, kind, object_id, resource, "
      "resource_name, what, by_reeve, selected, position, state, sentence) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7, $8, $9, $10, $11, $12, $13)",
      rows);
}

void set_leaving_temporary(db::Connection& c, base::Id leaving, const std::string& entra_tenant_id,
                           const std::optional<std::string>& scopes) {
  c.execute("UPDATE leaving_tenants SET temporary = $1 WHERE leaving = $2 AND entra_tenant_id = $3",
            {db::opt(scopes), leaving, entra_tenant_id});
}

void queue_leaving(db::Connection& c, const Leaving& leaving, base::Time now) {
  enqueue(c, "leaving", fmt::format("leaving:{}:{}", leaving.id, leaving.state),
          fmt::format(R"({{"leaving":{}}})", leaving.id), kPriority, now);
}

void leaving_failed(db::Connection& c, base::Id id, const std::string& sentence, base::Time now) {
  const auto leaving = find_leaving(c, id);
  if (!leaving) return;
  set_leaving_sentence(c, id, sentence);
  if (leaving->state == "listing") move_leaving(c, id, "listing", "listed", now);
  if (leaving->state == "revoking") move_leaving(c, id, "revoking", "revoked", now);
  if (leaving->state == "removing") move_leaving(c, id, "removing", "revoked", now);
  if (leaving->state == "undoing")
    c.execute("UPDATE leavings SET state = 'ended' WHERE id = $1", {id});
}

std::set<base::Id> resting_connections(db::Connection& c) {
  std::set<base::Id> out;
  for (const auto& row :
       c.query("SELECT id FROM connections WHERE state IN ('new', 'paused', 'disconnected') UNION "
               "SELECT connection FROM leavings WHERE state IN ('revoking', 'removing')"))
    out.insert(row.integer(0));
  return out;
}

}  // namespace reeve::store
