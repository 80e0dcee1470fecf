// What a device record may write into its configuration under the mapping and the settings in
// force, and which configurations are due.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "domain/configuration_mapping.h"
#include "domain/device_section.h"
#include "store/configurations.h"
#include "store/links.h"
#include "store/tenants.h"
#include "sync/apply.h"
#include "sync/run_writer.h"
#include "sync/services.h"
#include "types/device_configuration.h"

namespace reeve::sync {

struct DeviceWriting {
  domain::ConfigurationMapping mapping;
  std::set<std::string> junk_serials, junk_macs;  // domain::serial_key, domain::mac_beginning
  std::int64_t revision = 0;                      // what links under it are marked with
};
DeviceWriting device_writing(db::Connection& c, base::Id tenant,
                             const domain::DeviceSettings& settings);

// What "To be filled by O.E.M." or a tunnel's adapter says about a machine is nothing.
types::MappedDevice mapped_device(const store::Record& record, const DeviceWriting& writing);
// `configuration` none: a new one of that organization.
store::PlainWrite device_write(const types::MappedDevice& device, const store::Record& record,
                               const DeviceWriting& writing, std::optional<base::Id> configuration,
                               base::Id organization);
std::vector<store::Interface> cards_of(const types::MappedDevice& device);

// Configurations that are linked, and whose record or mapping is another than what was applied, or
// that people changed since where Microsoft wins. All three of one length.
struct DevicesToWrite {
  std::vector<store::ToApply> todo;
  std::vector<store::PlainWrite> writes;
  std::vector<types::MappedDevice> devices;
};
// "managed_devices/3f0c…": as the guard calls them.
using HeldDevices = std::unordered_set<std::string>;
std::string held_key(std::string_view type, std::string_view external_id);
struct DevicesOf {
  base::Id tenant = 0;
  std::string_view type;
  const DeviceWriting& writing;
};
DevicesToWrite devices_to_write(db::Connection& c, const store::Author& author, base::Time now,
                                const DevicesOf& devices, const HeldDevices& held);

// As pending_changes; without the changes one by one.
std::vector<PendingChange> pending_device_changes(db::Connection& c, const store::Author& author,
                                                  base::Time now, const DevicesOf& devices,
                                                  const PendingAsk& ask);

}  // namespace reeve::sync
