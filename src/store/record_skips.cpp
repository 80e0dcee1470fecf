// Keeps and lists what stands left out.
#include "store/record_skips.h"

#include <fmt/format.h>

#include "base/text.h"
#include "domain/choosing.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "s.record"},
    {"tenant_id", Compare::id, "s.tenant"},
    {"organization_id", Compare::id, "t.organization"},
    {"connection_id", Compare::id, "t.connection_in_use"},
    {"type", Compare::text, "s.type"},
    {"code", Compare::text, "s.code"},
    {"search", Compare::contains, "s.title_folded LIKE {} ESCAPE '\\'"}};
constexpr SortColumn kSorts[] = {
    {"title", "s.title_folded"}, {"since", "s.since"}, {"tenant_name", "t.name_folded"}};
constexpr ListShape kShape{
    "s.tenant, s.record, s.type, s.title, s.code, s.sentence, s.since, s.run, t.name, "
    "t.organization, o.name",
    "record_skips s JOIN tenants t ON t.id = s.tenant LEFT JOIN organizations o ON o.id = "
    "t.organization",
    "s.record",
    "s.title_folded",
    kFilters,
    kSorts};

RecordSkip skip_from(const db::Row& row) {
  RecordSkip s;
  s.tenant = row.integer(0);
  s.record = row.integer(1);
  s.type = row.text(2);
  s.title = row.text(3);
  s.code = row.text(4);
  s.sentence = row.text(5);
  s.since = time_at(row, 6);
  s.run = row.optional_integer(7);
  return s;
}

}  // namespace

std::map<base::Id, RecordSkip> skips_of(db::Connection& c, base::Id tenant, std::string_view type) {
  std::map<base::Id, RecordSkip> out;
  for (const auto& row :
       c.query("SELECT tenant, record, type, title, code, sentence, since, run FROM record_skips "
               "WHERE tenant = $1 AND type = $2",
               {tenant, std::string(type)}))
    out[row.integer(1)] = skip_from(row);
  return out;
}

std::map<base::Id, RecordSkip> not_chosen_records(db::Connection& c, base::Id tenant,
                                                  std::string_view type,
                                                  std::optional<base::Id> run, base::Time now) {
  std::map<base::Id, RecordSkip> out;
  for (const auto& row :
       c.query("SELECT id, title, not_chosen FROM records WHERE tenant = $1 AND type = $2 AND "
               "not_chosen IS NOT NULL AND gone_at IS NULL",
               {tenant, std::string(type)})) {
    RecordSkip s;
    s.tenant = tenant;
    s.record = row.integer(0);
    s.type = type;
    s.title = row.text(1);
    s.code = "not_chosen";
    s.sentence = fmt::format("{} {}.", s.title, domain::not_chosen_words(row.text(2)));
    s.since = now;
    s.run = run;
    out[s.record] = std::move(s);
  }
  return out;
}

void put_skips(db::Connection& c, const std::vector<RecordSkip>& skips) {
  check_write_size(skips.size());
  std::vector<db::Params> rows;
  for (const RecordSkip& one : skips) {
    std::string title = base::clean_text(one.title);
    std::string folded = base::fold(title);
    rows.push_back({one.tenant, one.record, one.type, std::move(title), std::move(folded), one.code,
                    base::clean_text(one.sentence), ms(one.since), db::opt(one.run)});
  }
  c.batch(
      "INSERT INTO record_skips (tenant, record, type, title, title_folded, code, sentence, since, "
      "run) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant, record) DO UPDATE SET "
      "title = excluded.title, title_folded = excluded.title_folded, code = excluded.code, "
      "sentence = excluded.sentence, since = excluded.since, run = excluded.run",
      rows);
}

void drop_skips(db::Connection& c, base::Id tenant, const std::vector<base::Id>& records) {
  check_write_size(records.size());
  std::vector<db::Params> rows;
  for (const base::Id record : records) rows.push_back({tenant, record});
  c.batch("DELETE FROM record_skips WHERE tenant = $1 AND record = $2", rows);
}

Page<RecordSkip> list_skips(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  return list.page<RecordSkip>(c, [](const db::Row& row) {
    RecordSkip s = skip_from(row);
    s.tenant_name = row.text(8);
    s.organization = row.optional_integer(9);
    s.organization_name = text_or_empty(row, 10);
    return s;
  });
}

}  // namespace reeve::store
