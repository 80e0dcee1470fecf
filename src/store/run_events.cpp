// The sync log, and the stream of what happens now.
#include <fmt/format.h>

#include "base/text.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"
#include "store/runs.h"

namespace reeve::store {
namespace {

constexpr std::string_view kColumns =
    "e.id, e.run, e.tenant, e.at, e.kind, e.type, e.code, e.sentence, e.remedy, e.data, "
    "t.name";
constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "e.id"},
    {"run_id", Compare::id, "e.run"},
    {"tenant_id", Compare::id, "e.tenant"},
    {"organization_id", Compare::id, "t.organization"},
    {"connection_id", Compare::id,
     "EXISTS (SELECT 1 FROM runs u WHERE u.id = e.run AND u.connection = {})"},
    {"kind", Compare::text, "e.kind"},
    {"type", Compare::text, "e.type"},
    {"code", Compare::text, "e.code"},
    {"search", Compare::contains, "e.sentence_folded LIKE {} ESCAPE '\\'"},
    {"from", Compare::id, "e.at >= {}"},
    {"to", Compare::id, "e.at < {}"}};
constexpr SortColumn kSorts[] = {{"id", "e.id"}};
constexpr ListShape kShape{
    kColumns, "run_events e JOIN tenants t ON t.id = e.tenant", "e.id", "e.id", kFilters, kSorts};

RunEvent event_from(const db::Row& row) {
  RunEvent e;
  e.id = row.integer(0);
  e.run = row.integer(1);
  e.tenant = row.integer(2);
  e.at = time_at(row, 3);
  e.kind = row.text(4);
  e.type = row.optional_text(5);
  e.code = row.text(6);
  e.sentence = row.text(7);
  e.remedy = row.optional_text(8);
  e.data = row.text(9);
  e.tenant_name = row.text(10);
  return e;
}

}  // namespace

void add_run_events(db::Connection& c, std::vector<RunEvent>& events) {
  if (events.empty()) return;
  base::Id next = next_ids(c, "run_events", static_cast<std::int64_t>(events.size()));
  std::vector<db::Params> rows;
  for (auto& event : events) {
    event.id = next++;
    std::string sentence = base::clean_text(event.sentence);
    std::string folded = base::fold(sentence);
    rows.push_back({event.id, event.run, event.tenant, ms(event.at), event.kind,
                    db::opt(event.type), event.code, std::move(sentence), db::opt(event.remedy),
                    event.data, std::move(folded)});
  }
  c.batch(
      "INSERT INTO run_events (id, run, tenant, at, kind, type, code, sentence, remedy, data, "
      "sentence_folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      rows);
}

Page<RunEvent> list_run_events(db::Connection& c, const Scope& scope, const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "t.organization");
  return list.page<RunEvent>(c, event_from);
}

std::vector<RunEvent> run_events_before(db::Connection& c, const Scope& scope,
                                        const ListQuery& query, base::Id before,
                                        std::int64_t limit) {
  ListStatement list(kShape, {query.filters, {{"id", true}}, 1, limit});
  list.scope(scope, "t.organization");
  list.where("e.id < " + list.bind(before));
  return list.part<RunEvent>(c, event_from);
}

std::vector<RunEvent> run_events_after(db::Connection& c, const Scope& scope, base::Id after,
                                       std::int64_t limit) {
  ListStatement list(kShape, {{}, {}, 1, limit});
  list.scope(scope, "t.organization");
  list.where("e.id > " + list.bind(after));
  return list.part<RunEvent>(c, event_from);
}

base::Id last_run_event(db::Connection& c) {
  return c.query("SELECT COALESCE(MAX(id), 0) FROM run_events").at(0).integer(0);
}

}  // namespace reeve::store
