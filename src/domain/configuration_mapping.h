// Which of a device's properties go into which field of a configuration, and whose word counts
// there: the same choice as for contacts (domain/field_mapping.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "domain/field_mapping.h"
#include "domain/section_reader.h"

namespace reeve::domain {

// `name` as in the settings, `field` as in the documentation (store::kConfigurationShape).
// `properties` by the names of Intune's managedDevice; Entra's device has some of them under other
// names (types/device_configuration.h). The first that is not blank is taken.
struct ConfigurationTarget {
  std::string_view name, field, label;
  std::span<const std::string_view> properties, by_default;
  MappingRule rule_by_default = MappingRule::people_win;
};
std::span<const ConfigurationTarget> configuration_targets();

class ConfigurationMapping {
 public:
  ConfigurationMapping();  // as without any choice
  // `at`: the target's place in configuration_targets().
  const FieldMapping& of(std::size_t at) const { return fields_[at]; }
  FieldMapping& of(std::size_t at) { return fields_[at]; }
  bool wins_anywhere() const;
  bool operator==(const ConfigurationMapping&) const = default;

 private:
  std::vector<FieldMapping> fields_;
};

// The member "configurations" of the settings "mapping"; what is missing gets its default.
ConfigurationMapping read_configurations(SectionReader& mapping, const base::json::value& given);
base::json::object json_of(const ConfigurationMapping& mapping);
// Of checked settings.
ConfigurationMapping configuration_mapping(std::string_view json);

// As mapping_revision; `more`: whatever else decides what is written.
std::int64_t mapping_revision(const ConfigurationMapping& mapping, std::int64_t reading,
                              std::string_view more);

}  // namespace reeve::domain
