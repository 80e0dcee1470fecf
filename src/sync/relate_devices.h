// Relates configurations with the contacts of the people who use them, and follows when a device
// goes to somebody else.
#pragma once

#include "sync/apply_devices.h"
#include "sync/list_type.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// After links and edges are written. `intune` and `entra`: the listings of this run, or null where
// the type was not asked; a relation is taken back only where its listing was complete. What people
// related stays, and what they took apart is not related again.
void relate_devices(const Services& services, RunWriter& writer, const TypeResult* intune,
                    const TypeResult* entra, DeviceCounts& counts);

}  // namespace reeve::sync
