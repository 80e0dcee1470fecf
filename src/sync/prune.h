// Marks records as gone, which only a complete listing can prove.
#pragma once

#include <cstdint>
#include <vector>

#include "sync/complete.h"
#include "sync/guard.h"
#include "sync/list_type.h"
#include "sync/run_writer.h"

namespace reeve::sync {

// Records that were there and that `complete` does not have, as ids of Microsoft's. `chosen`: only
// those that the connection's choice picks.
std::vector<const KnownRecords::value_type*> missing_of(const Complete& complete,
                                                        const KnownRecords& known, bool chosen);

// Marks them as gone, but those that `kept` says must stay. Returns how many. Nothing is deleted;
// their contacts stay.
std::int64_t prune(RunWriter& writer, const types::DataType& type, const Complete& complete,
                   const KnownRecords& known, const Judged& kept);

}  // namespace reeve::sync
