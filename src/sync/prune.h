// Marks records as gone, which only a complete listing can prove.
#pragma once

#include <cstdint>

#include "sync/complete.h"
#include "sync/list_type.h"
#include "sync/run_writer.h"

namespace reeve::sync {

// Records that were there and that `complete` does not have. Returns how many. Nothing is deleted;
// their contacts stay.
std::int64_t prune(RunWriter& writer, const types::DataType& type, const Complete& complete,
                   const KnownRecords& known);

}  // namespace reeve::sync
