// What a device record says about a configuration: the mapping of Microsoft's properties to
// documentation fields. Pure; sync/ writes it, api/ shows it beside what people wrote.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "types/mapped_fields.h"

namespace reeve::types {

// Raised whenever the mapping below changes, so that every link is applied again.
inline constexpr std::int64_t kDeviceMappingRevision = 1;

struct MappedCard {
  std::string name;  // "Ethernet", "Wi-Fi"
  std::string mac;   // as people write it
};
struct MappedDevice {
  MappedFields fields;
  bool cards_known = false;
  std::vector<MappedCard> cards;
};

// Of Intune: name and hostname from deviceName, configuration_type from the system and model,
// manufacturer, model, serial_number, mac_address (Ethernet, else Wi-Fi), operating_system,
// operating_system_version. (IT Glue's "Configurations" table,
// reference/peers-and-features.md 1.1.)
MappedDevice map_managed_device(std::string_view body);
// Of Entra, which knows no serial number and no network card.
MappedDevice map_entra_device(std::string_view body);
// By the record's data type.
MappedDevice map_device(std::string_view type, std::string_view body);

// "Workstation", "Server", "Phone", "Tablet", "Mobile device"; empty where the system does not say.
std::string configuration_type(std::string_view operating_system, std::string_view model);

}  // namespace reeve::types
