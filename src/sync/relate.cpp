// Reads the stored edges of a type and writes the difference.
#include "sync/relate.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "store/record_edges.h"

namespace reeve::sync {
namespace {

struct Kinds {
  std::set<std::string> all, derived;
};

Kinds kinds_of(const types::DataType& type) {
  Kinds kinds;
  for (const types::Field& field : type.fields) {
    if (field.edge.empty()) continue;
    kinds.all.emplace(field.edge);
    if (field.kept) kinds.derived.emplace(field.edge);
  }
  return kinds;
}

using Edges = std::vector<store::Edge>;

void write_in_parts(RunWriter& writer, const Edges& edges, bool there) {
  for (std::size_t at = 0; at < edges.size(); at += kMaxRowsPerTransaction) {
    const auto end = std::min(edges.size(), at + kMaxRowsPerTransaction);
    Edges part(edges.begin() + static_cast<std::ptrdiff_t>(at),
               edges.begin() + static_cast<std::ptrdiff_t>(end));
    writer.add(part.size(), [&writer, there, part = std::move(part)](db::Connection& c) {
      store::write_edges(c, writer.run().tenant, there ? part : Edges{}, there ? Edges{} : part,
                         writer.now());
    });
  }
}

}  // namespace

std::int64_t write_edges(const Services& services, RunWriter& writer, const TypeResult& result,
                         const Complete& complete) {
  const Kinds kinds = kinds_of(*result.type);
  if (kinds.all.empty() || !result.edges) return 0;
  const Edges stored = services.database.read([&](db::Connection& c) {
    Edges all;
    for (const auto& kind : kinds.all)
      for (auto& edge : store::edges_of(c, writer.run().tenant, kind))
        all.push_back(std::move(edge));
    return all;
  });
  const EdgeChanges changes = result.by_changes
                                  ? result.edges->after_changes(stored, complete, kinds.derived)
                                  : result.edges->after_everything(stored, complete);
  write_in_parts(writer, changes.gone, false);
  write_in_parts(writer, changes.there, true);
  return static_cast<std::int64_t>(changes.gone.size() + changes.there.size());
}

}  // namespace reeve::sync
