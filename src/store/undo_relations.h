// Relations that a change made or took apart, on the way back. Internal to store/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/changes.h"

namespace reeve::store {

struct RelationBack {
  base::Id id = 0;
  bool remove = false;  // else it is put back
};

// What a "relate" row did, as far as it still stands; `whole`: with all others of its run.
std::vector<RelationBack> relations_of_row(db::Connection& c, const Change& row, bool whole);
// Takes it apart, or puts it back, with a row of history on both sides; false where somebody was
// faster. `author`: what the rows have in common.
bool write_relation_back(db::Connection& c, const Change& author, const RelationBack& back,
                         std::vector<Change>& changes);

}  // namespace reeve::store
