// Names of Microsoft's products: Graph gives part numbers only ("SPB"), people know "Microsoft 365
// Business Premium".
#pragma once

#include <string_view>

namespace reeve::types {

// The name of a part number; empty where the list lacks it (product_names.tsv names its source).
// The text lives as long as the process.
std::string_view product_name(std::string_view part_number);

// The whole list, one "part number<tab>name" a line, sorted; lines that begin with # are remarks.
std::string_view product_name_table();

}  // namespace reeve::types
