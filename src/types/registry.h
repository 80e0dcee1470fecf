// Every data type Reeve syncs, in the order in which a run lists them.
#pragma once

#include <span>
#include <string_view>

#include "types/data_type.h"

namespace reeve::types {

// Lives as long as the process.
std::span<const DataType* const> all_types();
// Null when there is none of that name.
const DataType* find_type(std::string_view name);

}  // namespace reeve::types
