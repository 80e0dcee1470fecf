// Which tenants people have ruled on: discovery never matches those by itself again.
#pragma once

#include <set>

#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// Tenants that a person matched, unmatched or ignored at any time. An automatic match is no ruling.
std::set<base::Id> tenants_ruled_on(db::Connection& c);

}  // namespace reeve::store
