// Writes the edges that a complete listing proved: managers, members, role holders, users of
// devices.
#pragma once

#include "sync/list_type.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// Returns how many came or went. Nothing for a type without edges.
std::int64_t write_edges(const Services& services, RunWriter& writer, const TypeResult& result,
                         const Complete& complete);

}  // namespace reeve::sync
