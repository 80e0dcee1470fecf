// Gathers the changes of a directory object by object.
#include "journal.h"

#include <algorithm>
#include <map>

namespace cloud {
namespace {

struct Gathered {
  ObjectChange change;
  bool existed = false;  // before the first of the changes
};

void gather(ObjectChange& change, ChangeKind kind) {
  if (kind == ChangeKind::added) {  // new, or restored
    change.added = true;
    change.removed = change.purged = false;
  }
  if (kind == ChangeKind::removed) change.removed = true;
  if (kind == ChangeKind::purged) change.removed = change.purged = true;
}

}  // namespace

void Journal::note(ChangeKind kind, std::string_view id, std::set<std::string> properties,
                   std::set<std::string> related) {
  entries_.push_back({kind, std::string(id), std::move(properties), std::move(related)});
}

std::vector<ObjectChange> Journal::since(std::uint64_t number) const {
  std::map<std::string, Gathered> by_id;
  for (std::uint64_t at = number; at < entries_.size(); ++at) {
    const Entry& entry = entries_[at];
    const auto [found, first] = by_id.try_emplace(entry.id);
    if (first) found->second.existed = entry.kind != ChangeKind::added;
    ObjectChange& change = found->second.change;
    change.id = entry.id;
    change.last = at + 1;
    gather(change, entry.kind);
    change.properties.insert(entry.properties.begin(), entry.properties.end());
    change.related.insert(entry.related.begin(), entry.related.end());
  }
  std::vector<ObjectChange> changes;
  for (auto& [id, gathered] : by_id)
    if (gathered.existed || !gathered.change.removed) changes.push_back(std::move(gathered.change));
  std::sort(
      changes.begin(), changes.end(),
      [](const ObjectChange& left, const ObjectChange& right) { return left.last < right.last; });
  return changes;
}

bool Journal::restorable(std::string_view id) const {
  const auto latest = std::find_if(entries_.rbegin(), entries_.rend(),
                                   [&](const Entry& entry) { return entry.id == id; });
  return latest != entries_.rend() && latest->kind == ChangeKind::removed;
}

}  // namespace cloud
