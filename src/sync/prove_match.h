// Whether the tenant still belongs to the organization that this run writes to.
#pragma once

#include "store/tenants.h"

namespace reeve::sync {

// Inside the transaction that writes. Throws Error{conflict} when a person matched the tenant to
// another organization since the run read it, or switched it off.
void prove_match(db::Connection& c, const store::Tenant& tenant);

}  // namespace reeve::sync
