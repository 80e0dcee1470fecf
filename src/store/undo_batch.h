// Takes back some changes of some assets, in one transaction or only to see what it would do.
// Internal to store/.
#pragma once

#include <set>
#include <vector>

#include "store/changes.h"
#include "store/undo.h"

namespace reeve::store {

// `rows`: changes that are to be taken back, all those of their assets that are; at most 1,000
// rows are written. `undo.id` 0: nothing is written; then `relations` are those counted before, and
// after.
UndoEffect take_back_changes(db::Connection& c, const Undo& undo, std::vector<Change> rows,
                             base::Time now, std::set<base::Id>* relations = nullptr);

}  // namespace reeve::store
