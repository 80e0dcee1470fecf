// The tenant's address as a location of its organization: one, however often the address changes.
#pragma once

#include "store/tenants.h"
#include "sync/apply_devices.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// A location with the same address is linked, else one is made, primary where the organization has
// none; later changes go to that location, where Microsoft wrote it. Throws Error{conflict} as
// apply_devices does.
void apply_location(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                    DeviceCounts& counts);

}  // namespace reeve::sync
