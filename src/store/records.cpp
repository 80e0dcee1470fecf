// Reads and writes Microsoft's objects, and what is known of each data type of a tenant.
#include "store/records.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/record_rows.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "r.id"},
    {"tenant_id", Compare::id, "r.tenant"},
    {"organization_id", Compare::id, "t.organization"},
    {"type", Compare::text, "r.type"},
    {"external_id", Compare::text, "r.external_id"},
    {"search", Compare::contains, "r.title_folded LIKE {} ESCAPE '\\'"},
    {"gone", Compare::present, "r.gone_at"},
    {"not_chosen", Compare::present, "r.not_chosen"}};
constexpr SortColumn kSorts[] = {
    {"title", "r.title_folded"}, {"id", "r.id"}, {"changed_at", "r.changed_at"}};
constexpr std::string_view kTables = "records r JOIN tenants t ON t.id = r.tenant";
constexpr ListShape kShape{kRecordColumns, kTables, "r.id", "r.title_folded", kFilters, kSorts};

// Linked to an asset: kind and id must hold for one and the same link.
void filter_by_asset(ListStatement& list, const ListQuery& query) {
  const auto* kind = find_filter(query, "asset_kind");
  const auto* asset = find_filter(query, "asset_id");
  if (kind == nullptr && asset == nullptr) return;
  std::string condition = "EXISTS (SELECT 1 FROM links l WHERE l.record = r.id";
  if (kind != nullptr)
    condition += " AND l.asset_kind = " + list.bind(base::clean_text(kind->values.front()));
  if (asset != nullptr) {
    const auto ids = integers_of(asset->values);
    condition += " AND l.asset = " + list.bind(ids.empty() ? std::int64_t{0} : ids.front());
  }
  list.where(condition + ")");
}

void insert_records(db::Connection& c, const std::vector<db::Params>& rows) {
  c.batch(
      "INSERT INTO records (id, tenant, type, external_id, title, title_folded, body, hash, "
      "hash_version, "
      "first_seen, changed_at, changed_by_run, not_chosen) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      rows);
}

void update_records(db::Connection& c, const std::vector<db::Params>& rows) {
  c.batch(
      "UPDATE records SET title = $1, title_folded = $2, body = $3, hash = $4, hash_version = $5, "
      "changed_at = $6, changed_by_run = $7, gone_at = NULL WHERE id = $8 AND tenant = $9",
      rows);
}

void write_keys(db::Connection& c, base::Id tenant, const std::vector<RecordWrite>& writes,
                const std::vector<base::Id>& ids) {
  std::vector<db::Params> old, keys;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].id) old.push_back({tenant, ids[i]});
    for (const auto& key : writes[i].keys) keys.push_back({tenant, ids[i], key.kind, key.value});
  }
  c.batch("DELETE FROM record_keys WHERE tenant = $1 AND record = $2", old);
  c.batch(
      "INSERT INTO record_keys (tenant, record, kind, value) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (tenant, record, kind, value) DO NOTHING",
      keys);
}

}  // namespace

Record record_from(const db::Row& row, std::size_t first) {
  Record r;
  r.id = row.integer(first);
  r.tenant = row.integer(first + 1);
  r.type = row.text(first + 2);
  r.external_id = row.text(first + 3);
  r.title = row.text(first + 4);
  r.body = row.text(first + 5);
  r.hash = row.text(first + 6);
  r.hash_version = row.integer(first + 7);
  r.first_seen = time_at(row, first + 8);
  r.changed_at = time_at(row, first + 9);
  r.changed_by_run = row.optional_integer(first + 10);
  r.gone_at = optional_time(row, first + 11);
  r.not_chosen = row.optional_text(first + 12);
  return r;
}

std::unordered_map<std::string, KnownRecord> known_records(db::Connection& c, base::Id tenant,
                                                           std::string_view type) {
  const auto rows = c.query(
      "SELECT external_id, id, hash, hash_version, gone_at, not_chosen FROM records "
      "WHERE tenant = $1 AND type = $2",
      {tenant, std::string(type)});
  std::unordered_map<std::string, KnownRecord> known;
  known.reserve(rows.size());
  for (const auto& row : rows)
    known.emplace(row.text(0), KnownRecord{row.integer(1), row.text(2), row.integer(3),
                                           !row.is_null(4), row.optional_text(5)});
  return known;
}

std::vector<base::Id> write_records(db::Connection& c, base::Id tenant, std::string_view type,
                                    base::Id run, const std::vector<RecordWrite>& writes,
                                    base::Time now) {
  check_write_size(writes.size());
  std::int64_t added = 0;
  for (const auto& write : writes) added += write.id ? 0 : 1;
  base::Id next = added > 0 ? next_ids(c, "records", added) : 0;
  std::vector<base::Id> ids;
  std::vector<db::Params> inserts, updates;
  for (const auto& write : writes) {
    const base::Id id = write.id ? *write.id : next++;
    ids.push_back(id);
    if (write.id) {
      updates.push_back({write.title, base::fold(write.title), write.body, write.hash,
                         write.hash_version, ms(now), run, id, tenant});
    } else {
      inserts.push_back({id, tenant, std::string(type), write.external_id, write.title,
                         base::fold(write.title), write.body, write.hash, write.hash_version,
                         ms(now), ms(now), run, db::opt(write.not_chosen)});
    }
  }
  insert_records(c, inserts);
  update_records(c, updates);
  write_keys(c, tenant, writes, ids);
  return ids;
}

void mark_not_chosen(db::Connection& c, base::Id tenant, const std::vector<ChoiceMark>& marks) {
  check_write_size(marks.size());
  std::vector<db::Params> rows;
  for (const auto& mark : marks) rows.push_back({db::opt(mark.not_chosen), mark.record, tenant});
  c.batch("UPDATE records SET not_chosen = $1 WHERE id = $2 AND tenant = $3", rows);
}

void mark_gone(db::Connection& c, base::Id tenant, std::string_view type, base::Id run,
               const std::vector<base::Id>& records, base::Time now) {
  std::vector<db::Params> rows;
  for (const auto id : records) rows.push_back({ms(now), run, id, tenant, std::string(type)});
  c.batch(
      "UPDATE records SET gone_at = $1, changed_at = $1, changed_by_run = $2 "
      "WHERE id = $3 AND tenant = $4 AND type = $5 AND gone_at IS NULL",
      rows);
}

std::vector<RecordWithKeys> records_for_matching(db::Connection& c, base::Id tenant,
                                                 std::string_view type) {
  std::vector<RecordWithKeys> out;
  std::unordered_map<base::Id, std::size_t> index;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM records r WHERE r.tenant = $1 AND r.type = $2 "
                           "AND r.gone_at IS NULL ORDER BY r.id",
                           kRecordColumns),
               {tenant, std::string(type)})) {
    out.push_back({record_from(row), {}});
    index.emplace(out.back().record.id, out.size() - 1);
  }
  for (const auto& row : c.query("SELECT k.record, k.kind, k.value FROM records r "
                                 "JOIN record_keys k ON k.tenant = r.tenant AND k.record = r.id "
                                 "WHERE r.tenant = $1 AND r.type = $2 AND r.gone_at IS NULL ORDER "
                                 "BY k.record, k.kind, k.value",
                                 {tenant, std::string(type)})) {
    const auto found = index.find(row.integer(0));
    if (found != index.end()) out[found->second].keys.push_back({row.text(1), row.text(2)});
  }
  return out;
}

std::vector<Record> records_present(db::Connection& c, base::Id tenant, std::string_view type) {
  std::vector<Record> out;
  for (const auto& row :
       c.query(fmt::format("SELECT {} FROM records r WHERE r.tenant = $1 AND r.type = $2 "
                           "AND r.gone_at IS NULL ORDER BY r.id",
                           kRecordColumns),
               {tenant, std::string(type)}))
    out.push_back(record_from(row));
  return out;
}

std::unordered_map<std::string, std::string> record_titles(db::Connection& c, base::Id tenant,
                                                           std::string_view type) {
  std::unordered_map<std::string, std::string> out;
  for (const auto& row :
       c.query("SELECT external_id, title FROM records WHERE tenant = $1 AND type = $2",
               {tenant, std::string(type)}))
    out.emplace(row.text(0), row.text(1));
  return out;
}

Page<Record> list_records(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  filter_by_asset(list, query);
  return list.page<Record>(c, [](const db::Row& row) { return record_from(row); });
}

std::optional<Record> find_record(db::Connection& c, const Scope& scope, base::Id id) {
  auto page = list_records(c, scope, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

void set_type_state(db::Connection& c, base::Id tenant, const TypeState& state) {
  c.execute(
      "INSERT INTO type_state (tenant, type, state, last_complete, next_due, reason, sentence, "
      "remedy) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, type) DO UPDATE SET "
      "state = excluded.state, last_complete = COALESCE(excluded.last_complete, "
      "type_state.last_complete), "
      "next_due = excluded.next_due, reason = excluded.reason, sentence = excluded.sentence, "
      "remedy = excluded.remedy",
      {tenant, state.type, state.state, ms(state.last_complete), ms(state.next_due),
       db::opt(state.reason), db::opt(state.sentence), db::opt(state.remedy)});
}

std::vector<TypeState> type_states(db::Connection& c, base::Id tenant) {
  std::vector<TypeState> states;
  for (const auto& row : c.query(
           "SELECT type, state, last_complete, next_due, reason, sentence, remedy FROM type_state "
           "WHERE tenant = $1 ORDER BY type",
           {tenant}))
    states.push_back({row.text(0), row.text(1), optional_time(row, 2), optional_time(row, 3),
                      row.optional_text(4), row.optional_text(5), row.optional_text(6)});
  return states;
}

}  // namespace reeve::store
