// A device's properties made into a configuration's fields.
#include "types/device_configuration.h"

#include <optional>
#include <utility>

#include "base/text.h"
#include "domain/device.h"

namespace reeve::types {
namespace {

using base::json::value;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

value tree(std::string_view body) { return base::try_parse_json(body).value_or(value()); }

// The names that Entra's device has for Intune's properties.
constexpr std::pair<std::string_view, std::string_view> kEntraNames[] = {
    {"deviceName", "displayName"}, {"osVersion", "operatingSystemVersion"}};

std::string_view property_of(std::string_view property, bool managed) {
  if (!managed)
    for (const auto& [intune, entra] : kEntraNames)
      if (intune == property) return entra;
  return property;
}

// None outside: Microsoft did not send the property.
std::optional<std::optional<std::string>> text_of(const value& body, std::string_view field,
                                                  std::string_view property) {
  MappedFields one;
  map_text(one, field, body, property);
  if (one.empty()) return std::nullopt;
  std::optional<std::string>& text = one.begin()->second;
  if (!text) return text;
  if (field == "mac_address") {
    const std::string key = domain::mac_key(*text);
    text = key.empty() ? std::nullopt : std::optional(domain::written_mac(key));
  } else if (field == "configuration_type" && property == "operatingSystem") {
    const std::string type = configuration_type(*text, base::text_member(body, "model"));
    if (type.empty()) return std::nullopt;  // nothing known, so nothing is taken back
    text = type;
  }
  return text;
}

// The first that is not blank.
void map_target(MappedFields& fields, const value& body, const domain::ConfigurationTarget& target,
                const domain::FieldMapping& mapping, bool managed) {
  for (const std::string& property : mapping.from) {
    auto text = text_of(body, target.field, property_of(property, managed));
    if (!text) continue;
    std::optional<std::string>& field = fields[std::string(target.field)];
    field = std::move(*text);
    if (field) return;
  }
}

void map_card(MappedDevice& device, const value& body, std::string_view property,
              std::string_view name) {
  const auto* object = body.if_object();
  if (object == nullptr || !object->contains(property)) return;
  device.cards_known = true;
  const std::string key = domain::mac_key(base::text_member(body, property));
  if (!key.empty()) device.cards.push_back({std::string(name), domain::written_mac(key)});
}

}  // namespace

std::string configuration_type(std::string_view operating_system, std::string_view model) {
  const std::string system = base::ascii_lower(operating_system);
  const std::string made = base::ascii_lower(model);
  if (has(system, "server")) return "Server";
  if (has(system, "ipados") || has(made, "ipad")) return "Tablet";
  if (has(system, "ios") || has(system, "iphone")) return "Phone";
  if (has(system, "android")) return "Mobile device";
  if (has(system, "windows") || has(system, "mac") || has(system, "linux") ||
      has(system, "chromeos"))
    return "Workstation";
  return {};
}

MappedDevice map_device(std::string_view type, std::string_view text,
                        const domain::ConfigurationMapping& mapping) {
  const value body = tree(text);
  const bool managed = type == "managed_devices";
  MappedDevice device;
  const auto targets = domain::configuration_targets();
  for (std::size_t at = 0; at < targets.size(); ++at)
    if (mapping.of(at).rule != domain::MappingRule::leave_alone)
      map_target(device.fields, body, targets[at], mapping.of(at), managed);
  // Where the address is left alone, so are the cards.
  if (!device.fields.contains("mac_address")) return device;
  map_card(device, body, "ethernetMacAddress", "Ethernet");
  map_card(device, body, "wiFiMacAddress", "Wi-Fi");
  return device;
}

}  // namespace reeve::types
