// The audit trail as a list: narrowed by who, what and about which, newest first.
#include "store/audit.h"

#include <fmt/format.h>

#include "store/asset_tables.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr FilterColumn kFilters[] = {{"id", Compare::id, "id"},
                                     {"account_id", Compare::id, "account"},
                                     {"action", Compare::text, "action"},
                                     {"subject_kind", Compare::text, "subject_kind"},
                                     {"subject_id", Compare::id, "subject"},
                                     {"address", Compare::text, "address"}};
constexpr SortColumn kSorts[] = {{"at", "at"}, {"id", "id"}};
constexpr ListShape kShape{"id, at, account, actor, address, action, subject_kind, subject, detail",
                           "audit",
                           "id",
                           "id DESC",
                           kFilters,
                           kSorts};

AuditEntry entry_from(const db::Row& row) {
  AuditEntry entry;
  entry.id = row.integer(0);
  entry.at = time_at(row, 1);
  entry.account = row.optional_integer(2);
  entry.actor = row.text(3);
  entry.address = row.optional_text(4);
  entry.action = row.text(5);
  entry.subject_kind = row.text(6);
  entry.subject = row.optional_integer(7);
  entry.detail = row.text(8);
  return entry;
}

struct Named {
  std::string_view kind, table, title;
};
// Beside the assets of asset_tables.h.
constexpr Named kNamed[] = {
    {"organization", "organizations", "name"},
    {"tenant", "tenants", "name"},
    {"connection", "connections", "name"},
    {"account", "accounts", "email"},
    {"run", "runs", "COALESCE(sentence, state)"},
    {"api_key", "api_keys", "name"},
    {"review", "reviews", "sentence"},
    {"configuration type", "configuration_types", "name"},
    {"configuration status", "configuration_statuses", "name"},
    {"manufacturer", "manufacturers", "name"},
    {"model", "models", "name"},
};

std::vector<Change> changes_where(db::Connection& c, std::string_view condition,
                                  const db::Params& params) {
  std::vector<Change> out;
  for (const auto& row : c.query(fmt::format("SELECT {} FROM changes h WHERE {} ORDER BY h.id "
                                             "LIMIT $2",
                                             kChangeColumns, condition),
                                 params))
    out.push_back(change_from(row));
  return out;
}

}  // namespace

Page<AuditEntry> list_audit(db::Connection& c, const ListQuery& query) {
  return ListStatement(kShape, query).page<AuditEntry>(c, entry_from);
}

std::optional<std::string> audit_subject_name(db::Connection& c, std::string_view kind,
                                              base::Id id) {
  if (auto asset = asset_name(c, kind, id)) return std::move(asset->title);
  for (const Named& one : kNamed) {
    if (one.kind != kind) continue;
    const auto rows =
        c.query(fmt::format("SELECT {} FROM {} WHERE id = $1", one.title, one.table), {id});
    if (!rows.empty()) return rows.front().text(0);
  }
  return std::nullopt;
}

base::Id newest_change(db::Connection& c) {
  return c.query("SELECT COALESCE(MAX(id), 0) FROM changes").at(0).integer(0);
}

std::vector<Change> changes_after(db::Connection& c, base::Id newest, std::int64_t limit) {
  return changes_where(c, "h.id > $1", {newest, limit});
}

std::vector<Change> changes_of_undo(db::Connection& c, base::Id undo, std::int64_t limit) {
  return changes_where(c, "h.undo = $1", {undo, limit});
}

}  // namespace reeve::store
