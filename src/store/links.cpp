// Reads and writes the ties between records and documentation, and what people ruled about them.
#include "store/links.h"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

#include "domain/asset.h"
#include "store/asset_tables.h"
#include "store/changes.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/record_rows.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "l.id, l.tenant, l.record, l.asset, l.type, l.asset_kind, l.role, l.reason, l.confidence, "
    "l.applied_hash, l.mapping_revision, l.created_by_run, l.created_at";
constexpr std::size_t kColumnCount = 13;
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "l.id"},
                                     {"tenant_id", Compare::id, "l.tenant"},
                                     {"organization_id", Compare::id, "t.organization"},
                                     {"asset_kind", Compare::text, "l.asset_kind"},
                                     {"asset_id", Compare::id, "l.asset"},
                                     {"record_id", Compare::id, "l.record"}};
constexpr SortColumn kSorts[] = {{"id", "l.id"}};
constexpr ListShape kShape{
    kColumns, "links l JOIN tenants t ON t.id = l.tenant", "l.id", "l.id", kFilters, kSorts};

Link link_from(const db::Row& row) {
  Link l;
  l.id = row.integer(0);
  l.tenant = row.integer(1);
  l.record = row.integer(2);
  l.asset = row.integer(3);
  l.type = row.text(4);
  l.asset_kind = row.text(5);
  l.role = row.text(6);
  l.reason = row.text(7);
  l.confidence = row.real(8);
  l.applied_hash = row.optional_text(9);
  l.mapping_revision = row.integer(10);
  l.created_by_run = row.optional_integer(11);
  l.created_at = time_at(row, 12);
  return l;
}

std::vector<Link> links_where(db::Connection& c, std::string_view condition,
                              const db::Params& params) {
  std::vector<Link> links;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM links l WHERE {} ORDER BY l.id", kColumns, condition),
               params))
    links.push_back(link_from(row));
  return links;
}

// The versions of the assets and external ids of the records that links name, for their history.
struct LinkNames {
  std::unordered_map<base::Id, std::int64_t> versions;
  std::unordered_map<base::Id, std::string> external_ids;
};

LinkNames names_of(db::Connection& c, const std::vector<Link>& links) {
  LinkNames names;
  std::map<std::string, std::vector<base::Id>> assets;
  std::vector<base::Id> records;
  for (const auto& link : links) {
    assets[link.asset_kind].push_back(link.asset);
    records.push_back(link.record);
  }
  for (const auto& [kind, ids] : assets)
    if (const AssetTable* table = find_asset_table(kind))
      query_by_ids(c, "SELECT id, version FROM " + std::string(table->table) + " WHERE id IN ({})",
                   {}, ids,
                   [&](const db::Row& row) { names.versions[row.integer(0)] = row.integer(1); });
  query_by_ids(c, "SELECT id, external_id FROM records WHERE id IN ({})", {}, records,
               [&](const db::Row& row) { names.external_ids[row.integer(0)] = row.text(1); });
  return names;
}

void note_links(db::Connection& c, const Author& author, const std::vector<Link>& links,
                base::Time now) {
  const auto names = names_of(c, links);
  std::vector<Change> changes;
  for (const auto& link : links) {
    Change change;
    change.at = now;
    change.actor = domain::to_string(author.source);
    change.account = author.account;
    change.run = author.run;
    change.decision = author.decision;
    change.asset_kind = link.asset_kind;
    change.asset = link.asset;
    change.op = "link";
    change.path = link.type;
    const auto external_id = names.external_ids.find(link.record);
    if (external_id != names.external_ids.end()) change.new_value = external_id->second;
    const auto version = names.versions.find(link.asset);
    change.base_version = version == names.versions.end() ? 0 : version->second;
    changes.push_back(std::move(change));
  }
  add_changes(c, changes);
}

Decision decision_from(const db::Row& row) {
  Decision d;
  d.id = row.integer(0);
  d.tenant = row.integer(1);
  d.record = row.optional_integer(2);
  d.verdict = row.text(3);
  d.asset_kind = row.optional_text(4);
  d.asset = row.optional_integer(5);
  d.account = row.optional_integer(6);
  d.at = time_at(row, 7);
  return d;
}

}  // namespace

std::vector<Link> links_of_tenant(db::Connection& c, base::Id tenant, std::string_view type) {
  return links_where(c, "l.tenant = $1 AND l.type = $2", {tenant, std::string(type)});
}

std::vector<Link> links_of_asset(db::Connection& c, std::string_view asset_kind, base::Id asset) {
  return links_where(c, "l.asset_kind = $1 AND l.asset = $2", {std::string(asset_kind), asset});
}

Page<Link> list_links(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  return list.page<Link>(c, link_from);
}

void insert_links(db::Connection& c, std::vector<Link>& links, base::Time now) {
  check_write_size(links.size());
  if (links.empty()) return;
  base::Id next = next_ids(c, "links", static_cast<std::int64_t>(links.size()));
  std::vector<db::Params> rows;
  for (auto& link : links) {
    link.id = next++;
    if (link.created_at == base::Time{}) link.created_at = now;
    rows.push_back({link.id, link.tenant, link.type, link.record, link.asset_kind, link.asset,
                    link.role, link.reason, link.confidence, db::opt(link.applied_hash),
                    link.mapping_revision, db::opt(link.created_by_run), ms(link.created_at)});
  }
  c.batch(
      "INSERT INTO links (id, tenant, type, record, asset_kind, asset, role, reason, confidence, "
      "applied_hash, mapping_revision, created_by_run, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      rows);
}

void create_links(db::Connection& c, const Author& author, std::vector<Link>& links,
                  base::Time now) {
  for (auto& link : links) {
    link.created_at = now;
    if (!link.created_by_run) link.created_by_run = author.run;
  }
  insert_links(c, links, now);
  note_links(c, author, links, now);
}

void set_applied(db::Connection& c, const std::vector<Applied>& applied) {
  std::vector<db::Params> rows;
  for (const auto& one : applied) rows.push_back({one.hash, one.mapping_revision, one.link});
  c.batch("UPDATE links SET applied_hash = $1, mapping_revision = $2 WHERE id = $3", rows);
}

std::vector<ToApply> links_to_apply(db::Connection& c, base::Id tenant, std::string_view type,
                                    std::int64_t mapping_revision, std::int64_t limit,
                                    std::string_view asset_kind) {
  std::vector<ToApply> out;
  const AssetTable* table = find_asset_table(asset_kind);
  if (table == nullptr) return out;
  // Only the primary record's fields are applied; an archived asset is left alone, and one that
  // stayed in another organization (store/rematches.h) too.
  for (const auto& row : c.query(
           fmt::format(
               "SELECT {}, {} FROM links l JOIN records r ON r.id = l.record "
               "JOIN tenants t ON t.id = l.tenant LEFT JOIN {} k ON k.id = l.asset "
               "WHERE l.tenant = $1 AND l.type = $2 AND l.asset_kind = $3 AND l.role = 'primary' "
               "AND r.gone_at IS NULL AND r.not_chosen IS NULL AND k.archived_at IS NULL "
               "AND (k.id IS NULL OR k.organization = t.organization) "
               "AND (l.applied_hash IS NULL OR l.applied_hash <> r.hash "
               "OR l.mapping_revision <> $4) ORDER BY l.id LIMIT $5",
               kColumns, kRecordColumns, table->table),
           {tenant, std::string(type), std::string(asset_kind), mapping_revision, limit}))
    out.push_back({link_from(row), record_from(row, kColumnCount)});
  return out;
}

void yield_primary(db::Connection& c, base::Id tenant, std::string_view asset_kind,
                   std::string_view type, const std::vector<base::Id>& assets,
                   std::optional<base::Id> run) {
  std::vector<db::Params> rows;
  for (const base::Id asset : assets)
    rows.push_back({db::opt(run), tenant, std::string(asset_kind), std::string(type), asset});
  c.batch(
      "UPDATE links SET role = 'additional', yielded_run = $1 WHERE tenant = $2 AND asset_kind = "
      "$3 AND type = $4 AND asset = $5 AND role = 'primary'",
      rows);
}

std::int64_t demote_links(db::Connection& c, base::Id tenant, std::string_view asset_kind,
                          std::string_view type, std::string_view above,
                          std::optional<base::Id> run) {
  return c.execute(
      "UPDATE links SET role = 'additional', yielded_run = $1 WHERE tenant = $2 AND asset_kind = "
      "$3 AND type = $4 AND role = 'primary' AND asset IN (SELECT asset FROM links WHERE tenant = "
      "$5 AND asset_kind = $6 AND type = $7 AND role = 'primary')",
      {db::opt(run), tenant, std::string(asset_kind), std::string(type), tenant,
       std::string(asset_kind), std::string(above)});
}

std::vector<Decision> decisions_of_tenant(db::Connection& c, base::Id tenant) {
  std::vector<Decision> decisions;
  for (const auto& row :
       c.query("SELECT d.id, d.tenant, d.record, d.verdict, d.asset_kind, d.asset, d.account, d.at "
               "FROM decisions d JOIN (SELECT MAX(id) AS id FROM decisions WHERE tenant = $1 "
               "AND record IS NOT NULL AND withdrawn_at IS NULL GROUP BY record) latest ON "
               "latest.id = d.id ORDER BY d.id",
               {tenant}))
    decisions.push_back(decision_from(row));
  return decisions;
}

base::Id add_decision(db::Connection& c, const Decision& decision) {
  const base::Id id = next_ids(c, "decisions");
  c.execute(
      "INSERT INTO decisions (id, tenant, record, verdict, asset_kind, asset, account, at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, decision.tenant, db::opt(decision.record), decision.verdict,
       db::opt(decision.asset_kind), db::opt(decision.asset), db::opt(decision.account),
       ms(decision.at)});
  return id;
}

}  // namespace reeve::store
