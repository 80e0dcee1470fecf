// What a run does for configurations and locations between its lists and its end.
#pragma once

#include "store/tenants.h"
#include "sync/report.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// The tenant's address, where this run has read it and the settings want a location. In
// Mode::apply only. Throws as apply_devices does.
void keep_location(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   RunReport& report);

// Matches devices where a list of them was asked, or where `always`; writes nothing but the report.
// `believed` as in DeviceLists.
struct DeviceLook {
  bool believed = true, always = false;
};
void look_at_devices(const Services& services, const store::Tenant& tenant, RunReport& report,
                     const DeviceLook& look);

// In Mode::apply: writes configurations, reviews and what was left out, but nothing of those
// `held`. Throws as apply_devices does.
struct DeviceStep {
  bool believed = true;
  const HeldDevices& held;
};
void keep_devices(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                  RunReport& report, const DeviceStep& step);

}  // namespace reeve::sync
