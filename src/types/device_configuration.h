// What a device record says about a configuration: the mapping of Microsoft's properties to
// documentation fields. Pure; sync/ writes it, api/ shows it beside what people wrote.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/configuration_mapping.h"
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

// By the record's data type, under that mapping; what it leaves alone is not there. Entra knows no
// serial number and no network card. The type follows from the operating system and the model.
MappedDevice map_device(std::string_view type, std::string_view body,
                        const domain::ConfigurationMapping& mapping = {});

// "Workstation", "Server", "Phone", "Tablet", "Mobile device"; empty where the system does not say.
std::string configuration_type(std::string_view operating_system, std::string_view model);

}  // namespace reeve::types
