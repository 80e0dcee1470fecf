// One tenant at Microsoft, as a run asks for it.
#pragma once

#include <memory>
#include <string>

#include "sync/services.h"

namespace reeve::sync {

// `tenant`: its id at Microsoft; `application`: the id by which is asked. Way and connection are
// the caller's to fill in.
Source graph_source(std::shared_ptr<microsoft::GraphClient> client, const std::string& tenant,
                    const std::string& application);

}  // namespace reeve::sync
