// Gathers the changes of a directory object by object.
#include "journal.h"

#include <algorithm>
#include <map>

namespace cloud {
namespace {

bool came_and_went(const ObjectChange& change) { return change.added && change.removed; }

}  // namespace

void Journal::note(ChangeKind kind, std::string_view id, std::set<std::string> properties,
                   std::set<std::string> related) {
  entries_.push_back({kind, std::string(id), std::move(properties), std::move(related)});
}

std::vector<ObjectChange> Journal::since(std::uint64_t number) const {
  std::map<std::string, ObjectChange> by_id;
  for (std::uint64_t at = number; at < entries_.size(); ++at) {
    const Entry& entry = entries_[at];
    ObjectChange& change = by_id[entry.id];
    change.id = entry.id;
    change.last = at + 1;
    if (entry.kind == ChangeKind::added) change.added = true;
    if (entry.kind == ChangeKind::removed) change.removed = true;
    if (entry.kind == ChangeKind::purged) change.removed = change.purged = true;
    change.properties.insert(entry.properties.begin(), entry.properties.end());
    change.related.insert(entry.related.begin(), entry.related.end());
  }
  std::vector<ObjectChange> changes;
  for (auto& [id, change] : by_id)
    if (!came_and_went(change)) changes.push_back(std::move(change));
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
