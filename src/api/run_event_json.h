// A run event as the sync log's list and the live stream both give it.
#pragma once

#include <boost/json/object.hpp>

#include "api/resource.h"
#include "base/json.h"
#include "store/runs.h"

namespace reeve::api {

extern const Resource kRunEventResource;
base::json::object run_event_object(const store::RunEvent& event);
// With the run's state, the tenant's name and the counts so far.
base::json::object live_event(const store::RunEvent& event, const store::Run& run);

}  // namespace reeve::api
