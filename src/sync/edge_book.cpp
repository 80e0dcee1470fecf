// Compares sets of edges.
#include "sync/edge_book.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace reeve::sync {
namespace {

using Edges = std::set<store::Edge>;

EdgeChanges compare(const std::vector<store::Edge>& stored, const Edges& now) {
  const Edges before(stored.begin(), stored.end());
  EdgeChanges changes;
  std::set_difference(now.begin(), now.end(), before.begin(), before.end(),
                      std::back_inserter(changes.there));
  std::set_difference(before.begin(), before.end(), now.begin(), now.end(),
                      std::back_inserter(changes.gone));
  return changes;
}

}  // namespace

void EdgeBook::object(const std::string& external_id, const std::vector<types::ParsedEdge>& edges) {
  auto& all = objects_[external_id];
  all.clear();
  for (const auto& edge : edges) all.push_back({std::string(edge.kind), edge.from, edge.to});
}

void EdgeBook::member(std::string_view kind, const std::string& from, const std::string& to,
                      bool there) {
  members_[{std::string(kind), from, to}] = there;
}

EdgeChanges EdgeBook::after_everything(const std::vector<store::Edge>& stored,
                                       const Complete& present) const {
  Edges now;
  for (const auto& [id, edges] : objects_)
    if (present.has(id)) now.insert(edges.begin(), edges.end());
  for (const auto& [edge, there] : members_)
    if (there && present.has(edge.from)) now.insert(edge);
  return compare(stored, now);
}

EdgeChanges EdgeBook::after_changes(const std::vector<store::Edge>& stored, const Complete& present,
                                    const std::set<std::string>& derived) const {
  Edges now(stored.begin(), stored.end());
  std::erase_if(now, [&](const store::Edge& edge) {
    return !present.has(edge.from) || (derived.contains(edge.kind) && objects_.contains(edge.from));
  });
  for (const auto& [id, edges] : objects_)
    if (present.has(id)) now.insert(edges.begin(), edges.end());
  for (const auto& [edge, there] : members_) {
    if (there && present.has(edge.from))
      now.insert(edge);
    else
      now.erase(edge);
  }
  return compare(stored, now);
}

}  // namespace reeve::sync
