// What was changed in a directory since it was made: the memory behind Graph's delta links.
//
// The numbers count the changes of one tenant. A start that applies the same edits again counts the
// same numbers, so a delta link from before a restart goes on where it stood.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cloud {

enum class ChangeKind : std::uint8_t {
  added,
  changed,
  removed,  // soft-deleted: Graph's reason "changed", it can be restored
  purged    // gone for good: Graph's reason "deleted"
};

// What happened to one object since a number.
struct ObjectChange {
  std::string id;
  std::uint64_t last = 0;  // the number of its latest change
  bool added = false;
  bool removed = false;
  bool purged = false;
  std::set<std::string> properties;  // Graph's names in lower case
  std::set<std::string> related;     // ids of members or managers who came or went
};

// Plain data, locked with the world it belongs to.
class Journal {
 public:
  // `properties` and `related` as in ObjectChange.
  void note(ChangeKind kind, std::string_view id, std::set<std::string> properties = {},
            std::set<std::string> related = {});
  // The number of the latest change; 0 when there was none.
  std::uint64_t last() const { return entries_.size(); }
  // Every object that changed after that number, once, in the order of their latest changes.
  // Objects that came and went in between are left out: nobody has seen them. One that was removed
  // and restored counts as added.
  std::vector<ObjectChange> since(std::uint64_t number) const;
  // True for an object that was removed and can still be restored.
  bool restorable(std::string_view id) const;

 private:
  struct Entry {
    ChangeKind kind;
    std::string id;
    std::set<std::string> properties;
    std::set<std::string> related;
  };
  std::vector<Entry> entries_;  // the n-th has the number n; bounded by the edits of the state
};

}  // namespace cloud
