// Keeps the flexible assets "Microsoft Licenses": one an organization, tenant and product, where
// scripts expect them.
#pragma once

#include "store/flexible_assets.h"
#include "store/tenants.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// After keep_licenses, for a tenant that may be written to and whose list of licenses was complete
// in this run. Writes nothing where the connection's choice leaves licenses out, or where a person
// matched the tenant to another organization meanwhile.
store::SyncedAssetCounts keep_license_assets(const Services& services, RunWriter& writer,
                                             const store::Tenant& tenant);

}  // namespace reeve::sync
