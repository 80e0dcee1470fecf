// The table of targets of configurations, and the reading of the settings.
#include "domain/configuration_mapping.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/hash.h"

namespace reeve::domain {
namespace {

using Names = std::string_view;

// As in IT Glue's table "Configurations" (reference/peers-and-features.md 1.1).
constexpr Names kNames[] = {"deviceName", "serialNumber", "userDisplayName"};
constexpr Names kDeviceName[] = {"deviceName"};
constexpr Names kTypes[] = {"operatingSystem", "managedDeviceOwnerType"};
constexpr Names kSystem[] = {"operatingSystem"};
constexpr Names kManufacturer[] = {"manufacturer"};
constexpr Names kModel[] = {"model"};
constexpr Names kSerials[] = {"serialNumber", "imei"};
constexpr Names kSerial[] = {"serialNumber"};
constexpr Names kCards[] = {"ethernetMacAddress", "wiFiMacAddress"};
constexpr Names kVersion[] = {"osVersion"};
constexpr Names kTags[] = {"serialNumber", "imei", "phoneNumber"};

constexpr ConfigurationTarget kTargets[] = {
    {"name", "name", "Name", kNames, kDeviceName},
    {"hostname", "hostname", "Hostname", kDeviceName, kDeviceName},
    {"configuration-type", "configuration_type", "Type", kTypes, kSystem},
    {"manufacturer", "manufacturer", "Manufacturer", kManufacturer, kManufacturer},
    {"model", "model", "Model", kModel, kModel},
    {"serial-number", "serial_number", "Serial number", kSerials, kSerial},
    {"asset-tag", "asset_tag", "Asset tag", kTags, kSerial, MappingRule::leave_alone},
    {"mac-address", "mac_address", "MAC address", kCards, kCards},
    {"operating-system", "operating_system", "Operating system", kSystem, kSystem},
    {"operating-system-version", "operating_system_version", "Version", kVersion, kVersion},
};

}  // namespace

std::span<const ConfigurationTarget> configuration_targets() { return kTargets; }

ConfigurationMapping::ConfigurationMapping() {
  for (const ConfigurationTarget& target : kTargets)
    fields_.push_back(
        {{target.by_default.begin(), target.by_default.end()}, target.rule_by_default});
}

bool ConfigurationMapping::wins_anywhere() const {
  return std::ranges::any_of(
      fields_, [](const FieldMapping& field) { return field.rule == MappingRule::microsoft_wins; });
}

ConfigurationMapping read_configurations(SectionReader& mapping, const base::json::value& given) {
  SectionReader reader = mapping.object("configurations");
  ConfigurationMapping out;
  for (std::size_t at = 0; at < std::size(kTargets); ++at)
    read_field(reader, given, {kTargets[at].name, kTargets[at].properties, false}, out.of(at));
  reader.finish();
  return out;
}

base::json::object json_of(const ConfigurationMapping& mapping) {
  base::json::object out;
  for (std::size_t at = 0; at < std::size(kTargets); ++at)
    out[kTargets[at].name] = json_of(mapping.of(at));
  return out;
}

ConfigurationMapping configuration_mapping(std::string_view json) {
  const auto value = base::parse_json(json, "The settings \"Field mapping\"");
  SectionReader reader("Field mapping", value);
  return read_configurations(reader, base::member(value, "configurations"));
}

std::int64_t mapping_revision(const ConfigurationMapping& mapping, std::int64_t reading,
                              std::string_view more) {
  return revision_of(fmt::format("{} {} {}", reading, base::to_json(json_of(mapping)), more));
}

}  // namespace reeve::domain
