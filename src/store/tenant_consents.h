// Tenants whose consent was taken back: the way in stands, the application is not allowed.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct ReadTenant {
  base::Id id = 0;
  std::string entra_tenant_id, way;
  bool consent_lost = false;
};
// Customers that are read or active, whose way in use is open and belongs to this connection.
std::vector<ReadTenant> tenants_read_by(db::Connection& c, base::Id connection);
// Marks the way and the tenant, or clears the mark again.
void set_consent_lost(db::Connection& c, const ReadTenant& tenant, base::Id connection, bool lost,
                      base::Time now);

}  // namespace reeve::store
