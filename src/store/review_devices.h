// Compares a device's record with configurations, as review_sides.h shows it. Internal to store/.
#pragma once

#include <vector>

#include "store/records.h"
#include "store/review_sides.h"

namespace reeve::store {

// Adds those of the configurations that these eyes see, with what speaks for each, and the lines.
// `record` may be none: then only what is documented stands there.
void add_device_sides(db::Connection& c, const Scope& scope, const Record* record,
                      const std::vector<base::Id>& configurations, ReviewSides& out);

}  // namespace reeve::store
