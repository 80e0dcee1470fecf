// Lists and shows tenants, and keeps what people decided about them.
#include "store/tenants.h"

#include <fmt/format.h>

#include "base/error.h"
#include "store/asset_tables.h"
#include "store/changes.h"
#include "store/flexible_assets.h"
#include "store/links.h"
#include "store/list_statement.h"
#include "store/notice_events.h"
#include "store/rematches.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColumns =
    "t.id, t.cloud, t.entra_tenant_id, t.name, t.default_domain, t.organization, o.name, t.state, "
    "t.own, "
    "t.reason, t.way_in_use, t.connection_in_use, t.matched_how, t.matched_by, t.matched_at, "
    "t.first_sync_accepted_at, t.last_good_sync_at, t.version, t.created_at, t.updated_at, "
    "u.id, u.state, u.sentence, COALESCE(u.finished_at, u.started_at, u.queued_at), t.portals, "
    "t.cause";
constexpr std::string_view kTables =
    "tenants t LEFT JOIN organizations o ON o.id = t.organization "
    "LEFT JOIN runs u ON u.id = (SELECT MAX(n.id) FROM runs n WHERE n.tenant = t.id)";
constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "t.id"},
    {"name", Compare::folded, "t.name_folded"},
    {"search", Compare::contains,
     "t.name_folded LIKE {} ESCAPE '\\' OR t.default_domain LIKE {} ESCAPE '\\' "
     "OR o.name_folded LIKE {} ESCAPE '\\'"},
    {"entra_tenant_id", Compare::text, "t.entra_tenant_id"},
    {"organization_id", Compare::id, "t.organization"},
    {"connection_id", Compare::id,
     "EXISTS (SELECT 1 FROM tenant_access a WHERE a.tenant = t.id AND a.connection = {})"},
    {"state", Compare::text, "t.state"},
    {"matched", Compare::present, "t.organization"},
    {"own", Compare::boolean, "t.own"}};
constexpr SortColumn kSorts[] = {{"name", "t.name_folded"},
                                 {"id", "t.id"},
                                 {"state", "t.state"},
                                 {"organization_name", "o.name_folded"}};
constexpr ListShape kShape{kColumns, kTables, "t.id", "t.name_folded", kFilters, kSorts};

Tenant tenant_from(const db::Row& row) {
  Tenant t;
  t.id = row.integer(0);
  t.cloud = row.text(1);
  t.entra_tenant_id = row.text(2);
  t.name = row.text(3);
  t.default_domain = row.optional_text(4);
  t.organization = row.optional_integer(5);
  t.organization_name = text_or_empty(row, 6);
  t.state = row.text(7);
  t.own = row.boolean(8);
  t.reason = row.optional_text(9);
  t.way_in_use = row.optional_text(10);
  t.connection_in_use = row.optional_integer(11);
  t.matched_how = row.optional_text(12);
  t.matched_by = row.optional_integer(13);
  t.matched_at = optional_time(row, 14);
  t.first_sync_accepted_at = optional_time(row, 15);
  t.last_good_sync_at = optional_time(row, 16);
  t.version = row.integer(17);
  t.created_at = time_at(row, 18);
  t.updated_at = time_at(row, 19);
  t.last_run = row.optional_integer(20);
  t.last_run_state = text_or_empty(row, 21);
  t.last_run_sentence = text_or_empty(row, 22);
  t.last_run_at = optional_time(row, 23);
  t.portals = text_or_empty(row, 24);
  t.cause = row.optional_text(25);
  return t;
}

// The tabs of the matching page; the MSP's own tenant stands under "own" alone.
std::string match_condition(std::string_view tab) {
  constexpr std::string_view kWaiting =
      "(t.own = 0 AND t.organization IS NULL AND t.state <> 'ignored'{})";
  if (tab == "unmatched") return fmt::format(fmt::runtime(kWaiting), "");
  if (tab == "suggested")
    return fmt::format(fmt::runtime(kWaiting),
                       " AND EXISTS (SELECT 1 FROM tenant_suggestions g WHERE g.tenant = t.id)");
  if (tab == "matched")
    return "(t.own = 0 AND t.organization IS NOT NULL AND t.state <> 'ignored')";
  if (tab == "ignored") return "(t.own = 0 AND t.state = 'ignored')";
  if (tab == "own") return "(t.own = 1)";
  return "1 = 0";
}

// Locks the row where the database needs it; Error{not_found} when there is none.
db::Row tenant_row(db::Connection& c, base::Id tenant, std::string_view columns) {
  auto rows = c.query(fmt::format("SELECT {} FROM tenants WHERE id = $1{}", columns, for_update(c)),
                      {tenant});
  if (rows.empty()) throw Error(ErrorCode::not_found, "There is no such tenant.");
  return std::move(rows.front());
}

void decide(db::Connection& c, base::Id tenant, std::string_view verdict,
            std::optional<base::Id> organization, std::optional<base::Id> account, base::Time now) {
  Decision decision;
  decision.tenant = tenant;
  decision.verdict = verdict;
  if (organization) decision.asset_kind = domain::kOrganization;
  decision.asset = organization;
  decision.account = account;
  decision.at = now;
  add_decision(c, decision);
}

// The tenant is another organization's now: what its records are tied to is the old one's.
void drop_foreign_links(db::Connection& c, base::Id tenant, base::Id organization,
                        std::optional<base::Id> account, base::Time now) {
  std::vector<Change> changes;
  std::vector<db::Params> ids;
  for (const AssetTable& table : all_asset_tables()) {
    // What a sync keeps by itself follows the tenant without help.
    if (table.kind == domain::kFlexibleAsset) continue;
    for (const auto& row :
         c.query(fmt::format("SELECT l.id, l.asset, l.type, r.external_id, k.version FROM links l "
                             "JOIN {} k ON k.id = l.asset JOIN records r ON r.id = l.record "
                             "WHERE l.tenant = $1 AND l.asset_kind = $2 AND k.organization <> $3 "
                             "AND {} ORDER BY l.id",
                             table.table, kept_links()),
                 {tenant, std::string(table.kind), organization})) {
      ids.push_back({row.integer(0)});
      Change change;
      change.at = now;
      change.actor = domain::to_string(domain::Source::person);
      change.account = account;
      change.asset_kind = table.kind;
      change.asset = row.integer(1);
      change.op = "unlink";
      change.path = row.text(2);
      change.old_value = row.text(3);
      change.base_version = row.integer(4);
      changes.push_back(std::move(change));
    }
  }
  c.batch("DELETE FROM links WHERE id = $1", ids);
  add_changes(c, changes);
}

}  // namespace

Page<Tenant> list_tenants(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  if (const auto* tabs = find_filter(query, "match")) {
    std::string condition;
    for (const auto& tab : tabs->values)
      condition += (condition.empty() ? "" : " OR ") + match_condition(tab);
    list.where("(" + condition + ")");
  }
  return list.page<Tenant>(c, tenant_from);
}

std::optional<Tenant> find_tenant(db::Connection& c, const Scope& scope, base::Id id) {
  auto page = list_tenants(c, scope, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

std::vector<TenantAccess> tenant_access(db::Connection& c, base::Id tenant) {
  std::vector<TenantAccess> out;
  for (const auto& row : c.query(
           "SELECT connection, way, state, reason, cause, preference, seen_at FROM tenant_access "
           "WHERE tenant = $1 ORDER BY connection, way",
           {tenant}))
    out.push_back({row.integer(0), row.text(1), row.text(2), row.optional_text(3),
                   row.optional_text(4), row.integer(5), time_at(row, 6)});
  return out;
}

void choose_way(db::Connection& c, base::Id tenant, base::Id connection, std::string_view way,
                base::Time now) {
  const std::string name(way);
  const auto open = c.query(
      "SELECT 1 FROM tenant_access WHERE tenant = $1 AND connection = $2 AND way = $3 AND state = "
      "'open'",
      {tenant, connection, name});
  if (open.empty())
    throw Error(ErrorCode::invalid,
                "The tenant cannot be reached that way. Choose one of its open ways in.");
  c.execute(
      "UPDATE tenant_access SET preference = CASE WHEN connection = $2 AND way = $3 THEN 1 ELSE 0 "
      "END WHERE tenant = $1",
      {tenant, connection, name});
  c.execute(
      "UPDATE tenants SET way_in_use = $1, connection_in_use = $2, reason = NULL, cause = NULL, "
      "updated_at = $3, "
      "version = version + 1 WHERE id = $4",
      {name, connection, ms(now), tenant});
}

void match_tenant(db::Connection& c, base::Id tenant, std::optional<base::Id> organization,
                  std::string_view how, std::optional<base::Id> account, base::Time now) {
  const auto before = tenant_row(c, tenant, "organization, state").optional_integer(0);
  if (organization &&
      c.query("SELECT 1 FROM organizations WHERE id = $1 AND archived_at IS NULL", {*organization})
          .empty())
    throw Error(ErrorCode::invalid,
                "There is no such organization, or it is archived. Choose another.");
  if (organization) carry_over(c, tenant, *organization, account, now);
  // Another organization means another first write: its preview must be accepted anew.
  if (before != organization)
    c.execute(
        "UPDATE tenants SET first_sync_accepted_at = NULL, first_sync_accepted_by = NULL WHERE id "
        "= $1",
        {tenant});
  c.execute(
      "UPDATE tenants SET organization = $1, state = $2, matched_how = $3, matched_by = $4, "
      "matched_at = $5, updated_at = $6, version = version + 1 WHERE id = $7",
      {db::opt(organization), std::string(organization ? "active" : "read"),
       organization ? db::Value{std::string(how)} : db::Value{},
       organization ? db::opt(account) : db::Value{}, organization ? ms(now) : db::Value{}, ms(now),
       tenant});
  decide(c, tenant, "match_tenant", organization, account, now);
  if (!organization) return;
  drop_foreign_links(c, tenant, *organization, account, now);
  drop_foreign_assets(c, tenant, *organization, account, now);
}

void set_tenant_state(db::Connection& c, base::Id tenant, std::string_view state,
                      std::optional<base::Id> account, base::Time now) {
  const bool matched = !tenant_row(c, tenant, "organization").is_null(0);
  if (state != "new" && state != "read" && state != "active" && state != "ignored")
    throw Error(ErrorCode::invalid, "A tenant is new, read, active or ignored.");
  if (state == "active" && !matched)
    throw Error(ErrorCode::invalid,
                "This tenant has no organization yet. Match it before it is synced into the "
                "documentation.");
  c.execute("UPDATE tenants SET state = $1, updated_at = $2, version = version + 1 WHERE id = $3",
            {std::string(state), ms(now), tenant});
  if (state != "ignored") return;
  decide(c, tenant, "ignore_tenant", std::nullopt, account, now);
  tell_tenant_ignored(c, tenant, now);
}

void accept_first_sync(db::Connection& c, base::Id tenant, std::optional<base::Id> account,
                       base::Time now) {
  if (c.execute("UPDATE tenants SET first_sync_accepted_at = COALESCE(first_sync_accepted_at, $1), "
                "first_sync_accepted_by = COALESCE(first_sync_accepted_by, $2), updated_at = $3, "
                "version = version + 1 WHERE id = $4",
                {ms(now), db::opt(account), ms(now), tenant}) == 0)
    throw Error(ErrorCode::not_found, "There is no such tenant.");
}

void set_last_good_sync(db::Connection& c, base::Id tenant, base::Time now) {
  c.execute("UPDATE tenants SET last_good_sync_at = $1 WHERE id = $2", {ms(now), tenant});
}

void replace_suggestions(db::Connection& c, base::Id tenant,
                         const std::vector<Suggestion>& suggestions) {
  c.execute("DELETE FROM tenant_suggestions WHERE tenant = $1", {tenant});
  std::vector<db::Params> rows;
  for (const auto& one : suggestions)
    rows.push_back({tenant, one.organization, one.score, one.evidence});
  c.batch(
      "INSERT INTO tenant_suggestions (tenant, organization, score, evidence) VALUES ($1, $2, $3, "
      "$4) "
      "ON CONFLICT (tenant, organization) DO UPDATE SET score = excluded.score, "
      "evidence = excluded.evidence",
      rows);
}

std::vector<Suggestion> suggestions_of(db::Connection& c, const Scope& scope, base::Id tenant) {
  std::vector<Suggestion> out;
  for (const auto& row : c.query(
           "SELECT g.tenant, g.organization, o.name, g.score, g.evidence FROM tenant_suggestions g "
           "JOIN organizations o ON o.id = g.organization WHERE g.tenant = $1 "
           "AND o.archived_at IS NULL ORDER BY g.score DESC, o.name_folded, o.id",
           {tenant}))
    if (scope.includes(row.integer(1)))
      out.push_back({row.integer(0), row.integer(1), row.text(2), row.real(3), row.text(4)});
  return out;
}

}  // namespace reeve::store
