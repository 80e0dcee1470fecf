// How a connection's devices and addresses become documentation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve::domain {

struct DeviceSettings {
  // create: a configuration is made where none fits; hold: a review asks first; link: only those
  // that are documented already; skip: left out.
  std::string intune = "create", entra_only = "link";
  // create: the tenant's address becomes a location; skip: not.
  std::string location = "create";
  std::vector<std::string> junk_serials;  // as written; compared by serial_key
  // As written; whole addresses or beginnings, compared by mac_beginning.
  std::vector<std::string> junk_macs;
  bool relate = true;           // devices with the people who use them
  bool relate_licenses = true;  // license assets with the people who hold them
};

// Serial numbers that makers leave in the firmware of machines they did not number.
std::vector<std::string> usual_junk_serials();
// Network cards that exist only in software, alike on many machines.
std::vector<std::string> usual_junk_macs();
// `json` as kDeviceSection's checked() gives it; "{}" for the defaults.
DeviceSettings device_settings(std::string_view json);

}  // namespace reeve::domain
