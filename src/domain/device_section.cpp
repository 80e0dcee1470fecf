// The settings "Devices and locations", and the serial numbers that prove nothing.
#include "domain/device_section.h"

#include "base/json.h"
#include "domain/section_reader.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

namespace json = base::json;

constexpr std::string_view kWays[] = {"create", "hold", "link", "skip"};
constexpr std::string_view kLocationWays[] = {"create", "skip"};

// From the field: Hudu's and CIPP's lists (reference/peers-and-features.md 1.3), and what SMBIOS
// shows on machines and virtual machines that nobody numbered.
constexpr std::string_view kJunk[] = {"0",
                                      "00000000",
                                      "0123456789",
                                      "1234567890",
                                      "123456789",
                                      "12345678",
                                      "1",
                                      "-",
                                      "None",
                                      "N/A",
                                      "NA",
                                      "Null",
                                      "Unknown",
                                      "Default string",
                                      "Default",
                                      "Invalid",
                                      "Not Available",
                                      "Not Applicable",
                                      "Not Specified",
                                      "To be filled by O.E.M.",
                                      "To be filled by OEM",
                                      "System Serial Number",
                                      "SystemSerialNumber",
                                      "Serial Number",
                                      "Chassis Serial Number",
                                      "OEM",
                                      "O.E.M.",
                                      "Empty",
                                      "XXXXXXX",
                                      "Parallels",
                                      "VMware",
                                      "VMware Virtual Platform",
                                      "Virtual Machine",
                                      "SerialNumber",
                                      "Standard"};

DeviceSettings read(std::string_view text) {
  const auto value = base::parse_json(text, "The settings \"Devices and locations\"");
  SectionReader reader("Devices and locations", value);
  DeviceSettings settings;
  settings.intune = reader.choice("intune-devices", settings.intune, kWays);
  settings.entra_only = reader.choice("entra-only-devices", settings.entra_only, kWays);
  settings.location = reader.choice("location", settings.location, kLocationWays);
  settings.relate = reader.boolean("relate-devices", settings.relate);
  const bool given = !base::member(value, "junk-serials").is_null();
  settings.junk_serials = reader.texts("junk-serials");
  if (!given) settings.junk_serials = usual_junk_serials();
  reader.finish();
  return settings;
}

std::string checked(std::string_view text) {
  const DeviceSettings settings = read(text);
  json::array junk;
  for (const std::string& one : settings.junk_serials) junk.emplace_back(one);
  return base::to_json(json::object{{"intune-devices", settings.intune},
                                    {"entra-only-devices", settings.entra_only},
                                    {"location", settings.location},
                                    {"relate-devices", settings.relate},
                                    {"junk-serials", std::move(junk)}});
}

}  // namespace

std::vector<std::string> usual_junk_serials() { return {std::begin(kJunk), std::end(kJunk)}; }

DeviceSettings device_settings(std::string_view json) { return read(json); }

const SyncSection kDeviceSection{"devices", "Devices and locations", checked};

}  // namespace reeve::domain
