// A device's properties made into a configuration's fields.
#include "types/device_configuration.h"

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

void map_type(MappedFields& fields, const value& body) {
  const std::string type = configuration_type(base::text_member(body, "operatingSystem"),
                                              base::text_member(body, "model"));
  if (!type.empty()) fields["configuration_type"] = type;
}

void map_common(MappedFields& fields, const value& body, std::string_view name,
                std::string_view version) {
  map_text(fields, "name", body, name);
  map_text(fields, "hostname", body, name);
  map_text(fields, "manufacturer", body, "manufacturer");
  map_text(fields, "model", body, "model");
  map_text(fields, "operating_system", body, "operatingSystem");
  map_text(fields, "operating_system_version", body, version);
  map_type(fields, body);
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

MappedDevice map_managed_device(std::string_view text) {
  const value body = tree(text);
  MappedDevice device;
  map_common(device.fields, body, "deviceName", "osVersion");
  map_text(device.fields, "serial_number", body, "serialNumber");
  map_card(device, body, "ethernetMacAddress", "Ethernet");
  map_card(device, body, "wiFiMacAddress", "Wi-Fi");
  if (device.cards_known)
    device.fields["mac_address"] =
        device.cards.empty() ? std::nullopt : std::optional<std::string>(device.cards.front().mac);
  return device;
}

MappedDevice map_entra_device(std::string_view text) {
  const value body = tree(text);
  MappedDevice device;
  map_common(device.fields, body, "displayName", "operatingSystemVersion");
  return device;
}

MappedDevice map_device(std::string_view type, std::string_view body) {
  return type == "managed_devices" ? map_managed_device(body) : map_entra_device(body);
}

}  // namespace reeve::types
