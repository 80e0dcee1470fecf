// What people ruled about the values of a merged contact: what Microsoft is not to write again, and
// what is locked. The survivor gets it with the merge and loses it with the split. Internal to
// store/.
#pragma once

#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// Those that the survivor does not have itself; written down for the split.
void copy_rulings(db::Connection& c, base::Id merge, base::Id survivor, base::Id other);
// Takes away what the merge brought, where nobody ruled so about the survivor since.
void forget_rulings(db::Connection& c, base::Id merge, base::Id survivor);

}  // namespace reeve::store
