// Writes what matching and changed records say into the documentation: configuration and link in
// one transaction.
#pragma once

#include <cstdint>

#include "store/tenants.h"
#include "sync/device_writes.h"
#include "sync/match_devices.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

struct DeviceCounts {
  std::int64_t matched = 0, created = 0, updated = 0;
  std::int64_t related = 0, unrelated = 0;  // to the people who use them
  std::int64_t locations = 0;               // made, linked or changed
  std::int64_t named = 0;                   // events written so far
};

// New links and new configurations, then every link whose record differs from what was applied:
// also what an earlier run, killed between diff and apply, left; but not those `held`. Throws
// Error{conflict} or Error{not_found} when a person changed the documentation under it: match again
// and repeat.
void apply_devices(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   const DeviceMatch& matched, const HeldDevices& held, DeviceCounts& counts);

}  // namespace reeve::sync
