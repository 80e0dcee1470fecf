// Graph's eventual consistency, when the fault of that name is active for a tenant.
#pragma once

#include <functional>

#include "graph.h"

namespace cloud {

// The route's answer, or the one from before the latest write. Free of cost without the fault.
Response answer_with_lag(const GraphCall& call, const std::function<Response()>& answer);

// Tells that the world of a tenant was changed from outside; `made` is a new object's id, or empty.
void note_change(Cloud& cloud, std::string_view tenant, std::string_view made);

}  // namespace cloud
