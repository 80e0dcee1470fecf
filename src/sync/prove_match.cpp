// Reads the tenant again and compares.
#include "sync/prove_match.h"

#include "base/error.h"

namespace reeve::sync {

void prove_match(db::Connection& c, const store::Tenant& tenant) {
  const auto now = store::find_tenant(c, store::Scope::unscoped(), tenant.id);
  if (!now || now->organization != tenant.organization || now->state != tenant.state)
    throw base::Error(base::ErrorCode::conflict,
                      "The tenant was matched to another organization during the sync.");
}

}  // namespace reeve::sync
