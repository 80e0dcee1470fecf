// Filters, sort and page of a list request, read as loosely as IT Glue's clients write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"
#include "store/list.h"

namespace reeve::api {

// "Organization-Id" and "organization_id" both become "organization_id".
std::string snake_name(std::string_view name);

// filter[x]=a,b (a comma is "or", "\," a literal one), sort=-a,b, page[number], page[size] (1 to
// 1,000). What cannot be read is the default; a filter not in `filters` (blank-separated) is
// dropped with a log line, a sort not in `sorts` in silence.
store::ListQuery read_list_query(const Request& request, std::string_view filters,
                                 std::string_view sorts);

}  // namespace reeve::api
