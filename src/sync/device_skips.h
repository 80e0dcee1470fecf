// Which devices are left out of the documentation: a list that stands, and a line in the log only
// when one comes into it.
#pragma once

#include "sync/match_devices.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// After complete lists were matched. What follows another record of its machine is not told apart.
void write_device_skips(const Services& services, RunWriter& writer, const DeviceMatch& matched);

}  // namespace reeve::sync
