// Reads and writes edges.
#include "store/record_edges.h"

#include <set>

#include "store/rows.h"

namespace reeve::store {
namespace {

std::vector<std::string> texts_of(const std::vector<db::Row>& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.push_back(row.text(0));
  return out;
}

}  // namespace

std::vector<Edge> edges_of(db::Connection& c, base::Id tenant, std::string_view kind) {
  std::vector<Edge> edges;
  for (const auto& row : c.query("SELECT kind, from_id, to_id FROM record_edges WHERE tenant = $1 "
                                 "AND kind = $2 AND gone_at IS NULL ORDER BY from_id, to_id",
                                 {tenant, std::string(kind)}))
    edges.push_back({row.text(0), row.text(1), row.text(2)});
  return edges;
}

std::vector<std::string> edges_from(db::Connection& c, base::Id tenant, std::string_view kind,
                                    const std::string& from) {
  return texts_of(
      c.query("SELECT to_id FROM record_edges WHERE tenant = $1 AND kind = $2 AND "
              "from_id = $3 AND gone_at IS NULL ORDER BY to_id",
              {tenant, std::string(kind), from}));
}

std::vector<std::string> edges_to(db::Connection& c, base::Id tenant, std::string_view kind,
                                  const std::string& to) {
  return texts_of(
      c.query("SELECT from_id FROM record_edges WHERE tenant = $1 AND kind = $2 AND "
              "to_id = $3 AND gone_at IS NULL ORDER BY from_id",
              {tenant, std::string(kind), to}));
}

std::vector<std::string> all_reached(db::Connection& c, base::Id tenant, std::string_view kind,
                                     const std::string& from) {
  std::set<std::string> seen{from};
  std::vector<std::string> open{from}, reached;
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    for (std::string& to : edges_from(c, tenant, kind, at)) {
      if (!seen.insert(to).second) continue;
      reached.push_back(to);
      open.push_back(std::move(to));
    }
  }
  return reached;
}

void write_edges(db::Connection& c, base::Id tenant, const std::vector<Edge>& there,
                 const std::vector<Edge>& gone, base::Time now) {
  check_write_size(there.size() + gone.size());
  std::vector<db::Params> added, removed;
  for (const auto& edge : there) added.push_back({tenant, edge.kind, edge.from, edge.to});
  for (const auto& edge : gone) removed.push_back({ms(now), tenant, edge.kind, edge.from, edge.to});
  c.batch(
      "INSERT INTO record_edges (tenant, kind, from_id, to_id) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (tenant, kind, from_id, to_id) DO UPDATE SET gone_at = NULL",
      added);
  c.batch(
      "UPDATE record_edges SET gone_at = $1 WHERE tenant = $2 AND kind = $3 AND from_id = $4 AND "
      "to_id = $5 AND gone_at IS NULL",
      removed);
}

}  // namespace reeve::store
