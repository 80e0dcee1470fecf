// Reads people's decisions about tenants.
#include "store/tenant_decisions.h"

namespace reeve::store {

std::set<base::Id> tenants_ruled_on(db::Connection& c) {
  std::set<base::Id> tenants;
  for (const auto& row : c.query("SELECT DISTINCT tenant FROM decisions WHERE record IS NULL "
                                 "AND verdict IN ('match_tenant', 'ignore_tenant') AND (account IS "
                                 "NOT NULL OR asset IS NULL)")) {
    tenants.insert(row.integer(0));
  }
  return tenants;
}

}  // namespace reeve::store
