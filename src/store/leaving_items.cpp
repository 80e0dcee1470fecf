// What is ticked for revoking, what waits, and how each ended.
#include <fmt/format.h>

#include "base/text.h"
#include "store/leavings.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "i.id, i.leaving, i.entra_tenant_id, t.name, i.kind, i.object_id, i.resource, "
    "i.resource_name, i.what, i.by_reeve, i.selected, i.position, i.state, i.sentence, i.ended_at";
constexpr std::string_view kTables =
    "leaving_items i JOIN leaving_tenants t ON t.leaving = i.leaving AND t.entra_tenant_id = "
    "i.entra_tenant_id";
constexpr FilterColumn kFilters[] = {{"id", Compare::id, "i.id"},
                                     {"leaving_id", Compare::id, "i.leaving"},
                                     {"tenant_id", Compare::text, "i.entra_tenant_id"},
                                     {"kind", Compare::text, "i.kind"},
                                     {"state", Compare::text, "i.state"},
                                     {"by_reeve", Compare::boolean, "i.by_reeve"},
                                     {"selected", Compare::boolean, "i.selected"}};
constexpr SortColumn kSorts[] = {{"id", "i.id"}, {"position", "i.position"}};
constexpr ListShape kShape{kColumns, kTables,
                           "i.id",   "t.home DESC, t.name, i.entra_tenant_id, i.position",
                           kFilters, kSorts};

LeavingItem item_from(const db::Row& row) {
  LeavingItem i;
  i.id = row.integer(0);
  i.leaving = row.integer(1);
  i.entra_tenant_id = row.text(2);
  i.tenant_name = row.text(3);
  i.kind = row.text(4);
  i.object_id = row.text(5);
  i.resource = row.text(6);
  i.resource_name = row.text(7);
  i.what = row.text(8);
  i.by_reeve = row.boolean(9);
  i.selected = row.boolean(10);
  i.position = row.integer(11);
  i.state = row.text(12);
  i.sentence = row.optional_text(13);
  i.ended_at = optional_time(row, 14);
  return i;
}

}  // namespace

Page<LeavingItem> list_leaving_items(db::Connection& c, const ListQuery& query) {
  return ListStatement(kShape, query).page<LeavingItem>(c, item_from);
}

std::vector<LeavingItem> leaving_items(db::Connection& c, base::Id leaving,
                                       const std::string& entra_tenant_id) {
  std::vector<LeavingItem> out;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM {} WHERE i.leaving = $1 AND i.entra_tenant_id = $2 "
                           "ORDER BY i.position, i.id",
                           kColumns, kTables),
               {leaving, entra_tenant_id}))
    out.push_back(item_from(row));
  return out;
}

void tick_items(db::Connection& c, base::Id leaving, std::string_view which) {
  const std::string_view value = which == "everything" ? "1"
                                 : which == "by_reeve" ? "by_reeve"
                                                       : "0";
  c.execute(fmt::format("UPDATE leaving_items SET selected = {} WHERE leaving = $1 AND state <> "
                        "'done'",
                        value),
            {leaving});
}

void tick_items(db::Connection& c, base::Id leaving, const std::vector<base::Id>& items,
                bool selected) {
  std::vector<db::Params> rows;
  for (const auto id : items) rows.push_back({flag(selected), leaving, id});
  c.batch(
      "UPDATE leaving_items SET selected = $1 WHERE leaving = $2 AND id = $3 AND state <> 'done'",
      rows);
}

std::int64_t queue_ticked(db::Connection& c, base::Id leaving) {
  return c.execute(
      "UPDATE leaving_items SET state = 'waiting', sentence = NULL, ended_at = NULL WHERE leaving "
      "= $1 AND selected = 1 AND state <> 'done'",
      {leaving});
}

std::set<std::string> tenants_to_revoke(db::Connection& c, base::Id leaving) {
  std::set<std::string> out;
  for (const auto& row :
       c.query("SELECT entra_tenant_id FROM leaving_items WHERE leaving = $1 AND state = 'waiting' "
               "UNION SELECT entra_tenant_id FROM leaving_tenants WHERE leaving = $1 AND temporary "
               "IS NOT NULL",
               {leaving}))
    out.insert(row.text(0));
  return out;
}

void end_items(db::Connection& c, const std::vector<LeavingItem>& items, base::Time now) {
  std::vector<db::Params> rows;
  for (const auto& item : items)
    rows.push_back({item.state, db::opt(item.sentence), ms(now), item.id});
  c.batch("UPDATE leaving_items SET state = $1, sentence = $2, ended_at = $3 WHERE id = $4", rows);
}

}  // namespace reeve::store
