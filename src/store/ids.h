// New ids from id_sequences: never reused, below 2^31, in commit order for append-only tables.
#pragma once

#include <string_view>

#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// Reserves `count` ids of the sequence ("assets" for documentation, else the table's name) and
// returns the first. The sequence's row stays locked until the transaction ends, so ids grow in
// commit order.
base::Id next_ids(db::Connection& c, std::string_view sequence, std::int64_t count = 1);

}  // namespace reeve::store
