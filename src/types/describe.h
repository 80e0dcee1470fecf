// The page of the documentation that lists every data type, made from the declarations.
#pragma once

#include <string>

#include "types/data_type.h"

namespace reeve::types {

// Markdown; docs/data-types.md holds exactly this (types/describe_test.cpp).
std::string data_types_page();
// "hourly", "once a day", "once a day, on the slow schedule".
std::string how_often(const DataType& type);

}  // namespace reeve::types
