// Brings the tenant's devices and the organization's configurations before match/, and counts what
// it says.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/device_section.h"
#include "match/device_match.h"
#include "store/links.h"
#include "store/records.h"
#include "store/tenants.h"
#include "sync/list_type.h"

namespace reeve::sync {

inline constexpr std::string_view kManagedDevices = "managed_devices";
inline constexpr std::string_view kEntraDevices = "devices";

// Machines, not records: what Intune and Entra say about one counts once.
struct DevicePreview {
  std::int64_t match = 0;    // would be linked to a configuration that is there
  std::int64_t create = 0;   // would be created, or held for review where the policy says so
  std::int64_t unclear = 0;  // a person must choose
  std::int64_t join = 0;     // two devices fit one configuration: a person must choose too
  std::int64_t skip = 0;     // left out, with reason
};

struct DeviceMatch {
  std::vector<match::DeviceOutcome> outcomes;
  std::unordered_map<base::Id, store::Record> records;  // of the outcomes
  std::unordered_map<base::Id, std::string> titles;     // of the configurations
  domain::DeviceSettings settings;
  DevicePreview counts;
};

// What this run has listed, null where the type was not asked. `believed`: false while many devices
// are missing and nobody has said why; then none is taken for new, and none for gone.
struct DeviceLists {
  const TypeResult* intune = nullptr;
  const TypeResult* entra = nullptr;
  bool believed = true;
};

// Reads and matches; writes nothing.
DeviceMatch match_devices(db::Connection& c, const store::Tenant& tenant, const DeviceLists& lists,
                          const domain::DeviceSettings& settings);

// The open reviews that the outcomes ask for.
inline constexpr std::string_view kDeviceReviewKinds[] = {"unclear_device", "configuration_claimed",
                                                          "new_configuration"};
std::vector<store::Review> reviews_of(const DeviceMatch& matched, base::Id tenant, base::Id run,
                                      base::Time now);

}  // namespace reeve::sync
