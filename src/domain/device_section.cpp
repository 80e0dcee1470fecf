// The settings "Devices and locations", and the serial numbers that prove nothing.
#include "domain/device_section.h"

#include "base/json.h"
#include "domain/device.h"
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

// Adapters of virtual networks and tunnels, which are alike on every machine that has the software.
// From the field; no maker lists them. Docking stations need no list: an address that is seen on
// several machines proves nothing anyway.
constexpr std::string_view kJunkMacs[] = {
    "00:50:56:C0:00:01",  // VMware Workstation, host-only network
    "00:50:56:C0:00:08",  // the same, NAT
    "0A:00:27",           // VirtualBox, host-only network
    "00:1C:42:00:00:08",  // Parallels, shared network
    "00:1C:42:00:00:09",  // the same, host-only network
    "02:00:4C:4F:4F:50",  // Microsoft's loopback adapter
    "00:05:9A:3C:7A:00",  // Cisco AnyConnect
    "00:05:9A:3C:78:00",  // the same
    "00:09:0F:FE:00:01",  // Fortinet SSL VPN
    "00:09:0F:AA:00:01",  // Fortinet, virtual adapter
    "02:05:85:7F:EB:80",  // Pulse Secure
    "00:FF",              // OpenVPN's TAP adapter
};

void check_macs(const SectionReader& reader, const std::vector<std::string>& macs) {
  for (const std::string& mac : macs)
    if (mac_beginning(mac).empty())
      reader.refuse("junk-macs", "\"" + mac +
                                     "\" is no MAC address and no beginning of one. Write "
                                     "it like 00:50:56:C0:00:01 or 0A:00:27.");
}

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
  const bool macs_given = !base::member(value, "junk-macs").is_null();
  settings.junk_macs = reader.texts("junk-macs");
  if (!macs_given) settings.junk_macs = usual_junk_macs();
  check_macs(reader, settings.junk_macs);
  settings.relate_licenses = reader.boolean("relate-licenses", settings.relate_licenses);
  reader.finish();
  return settings;
}

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& one : all) out.emplace_back(one);
  return out;
}

std::string checked(std::string_view text) {
  const DeviceSettings settings = read(text);
  return base::to_json(json::object{{"intune-devices", settings.intune},
                                    {"entra-only-devices", settings.entra_only},
                                    {"location", settings.location},
                                    {"relate-devices", settings.relate},
                                    {"relate-licenses", settings.relate_licenses},
                                    {"junk-serials", texts(settings.junk_serials)},
                                    {"junk-macs", texts(settings.junk_macs)}});
}

}  // namespace

std::vector<std::string> usual_junk_serials() { return {std::begin(kJunk), std::end(kJunk)}; }

std::vector<std::string> usual_junk_macs() { return {std::begin(kJunkMacs), std::end(kJunkMacs)}; }

DeviceSettings device_settings(std::string_view json) { return read(json); }

const SyncSection kDeviceSection{"devices", "Devices and locations", checked};

}  // namespace reeve::domain
