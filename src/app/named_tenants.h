// Which tenants a command of the console means.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/settings.h"
#include "base/error.h"
#include "db/connection.h"
#include "store/tenants.h"

namespace reeve::app {

// Every tenant that is read or kept true; a named one (id, Entra tenant id, domain or name) also
// when it was never chosen.
std::vector<store::Tenant> named_tenants(db::Connection& c,
                                         const std::optional<std::string>& named);
base::Error no_such_tenant(const std::string& named, const Settings& settings);

}  // namespace reeve::app
