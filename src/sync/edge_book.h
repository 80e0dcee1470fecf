// The edges that a listing told, and what of them is new or gone compared with those stored.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/record_edges.h"
#include "sync/complete.h"
#include "types/parse_record.h"

namespace reeve::sync {

struct EdgeChanges {
  std::vector<store::Edge> there, gone;
};

// One listing of one type; one thread.
class EdgeBook {
 public:
  // An object as it is now: these are all the edges that its properties say. The last time counts.
  void object(const std::string& external_id, const std::vector<types::ParsedEdge>& edges);
  // One edge came or went, as "members@delta" tells it; the last time counts.
  void member(std::string_view kind, const std::string& from, const std::string& to, bool there);
  bool empty() const { return objects_.empty() && members_.empty(); }

  // After a listing of everything: what it did not tell is gone. `present`: the objects there are.
  EdgeChanges after_everything(const std::vector<store::Edge>& stored,
                               const Complete& present) const;
  // After a round of changes: only what it told differs, and edges of objects that are gone.
  // `derived`: the kinds that come of properties, from the object's own id.
  EdgeChanges after_changes(const std::vector<store::Edge>& stored, const Complete& present,
                            const std::set<std::string>& derived) const;

 private:
  std::map<std::string, std::vector<store::Edge>> objects_;
  std::map<store::Edge, bool> members_;
};

}  // namespace reeve::sync
