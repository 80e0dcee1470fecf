// Which of Microsoft's portals serve a tenant, as Microsoft itself says (serviceManagementDetails).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct ServicePortal {
  std::string service;  // "Microsoft 365 Lighthouse"
  std::string url;
};

struct TenantToAsk {
  base::Id id = 0;
  std::string entra_tenant_id;
};
// Tenants that this connection reaches by GDAP and whose portals were not asked for since `before`,
// the longest waiting first.
std::vector<TenantToAsk> tenants_without_portals(db::Connection& c, base::Id connection,
                                                 base::Time before, std::int64_t limit);
// Replaces what was known; an empty list is an answer too.
void set_portals(db::Connection& c, base::Id tenant, const std::vector<ServicePortal>& portals,
                 base::Time now);
// The text of Tenant::portals; empty for what is none.
std::vector<ServicePortal> read_portals(std::string_view text);

}  // namespace reeve::store
