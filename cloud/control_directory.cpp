// /_control/tenants/{tenantId}/devices and …/administrativeUnits: devices of the directory and
// administrative units come, change and go.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "device_json.h"
#include "encoding.h"
#include "json.h"
#include "random.h"
#include "unit_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

Device* find_device(Tenant& tenant, std::string_view id) {
  for (Device& one : tenant.devices)
    if (same_text(one.id, id)) return &one;
  return nullptr;
}

Device& wanted_device(Tenant& tenant, const std::string& id) {
  Device* device = find_device(tenant, id);
  if (!device) throw ControlRefusal(404, fmt::format("The tenant has no device {}.", id));
  return *device;
}

AdministrativeUnit* find_unit(Tenant& tenant, std::string_view id) {
  for (AdministrativeUnit& one : tenant.units)
    if (same_text(one.id, id)) return &one;
  return nullptr;
}

AdministrativeUnit& wanted_unit(Tenant& tenant, const std::string& id) {
  AdministrativeUnit* unit = find_unit(tenant, id);
  if (!unit)
    throw ControlRefusal(404, fmt::format("The tenant has no administrative unit {}.", id));
  return *unit;
}

json::object device_body(const Tenant& tenant, const Device& device) {
  json::object body = device_object(tenant, device);
  body["registeredOwners"] =
      device.owner_id.empty() ? json::array() : json::array{json::value(device.owner_id)};
  return body;
}

json::object unit_body(const AdministrativeUnit& unit) {
  json::object body = unit_object(unit);
  body["members"] = json::array(unit.members.begin(), unit.members.end());
  return body;
}

void set_properties(const Tenant& tenant, Device& device, const json::object& properties) {
  for (const auto& member : properties)
    if (member.key() != "id" && !set_device_property(device, member.key(), member.value()))
      throw ControlRefusal(
          400, fmt::format("The property {} cannot be set so.", std::string_view(member.key())));
  if (device.display_name.empty()) throw ControlRefusal(400, "A device needs a displayName.");
  if (!device.owner_id.empty() && !tenant.find_user(device.owner_id))
    throw ControlRefusal(400, fmt::format("The tenant has no user {}.", device.owner_id));
}

void set_properties(Tenant& tenant, AdministrativeUnit& unit, const json::object& properties) {
  for (const auto& member : properties)
    if (member.key() != "id" && !set_unit_property(unit, member.key(), member.value()))
      throw ControlRefusal(
          400, fmt::format("The property {} cannot be set so.", std::string_view(member.key())));
  if (unit.display_name.empty())
    throw ControlRefusal(400, "An administrative unit needs a displayName.");
  for (const std::string& id : unit.members)
    if (!tenant.find_user(id) && !tenant.groups.find(id) && !find_device(tenant, id))
      throw ControlRefusal(
          400, fmt::format("No user, group or device of the tenant has the id {}.", id));
}

void add_device(Tenant& tenant, const json::object& change) {
  const json::object& properties = change.at("device").as_object();
  Device device;
  device.id = text_of(properties, "id");
  device.device_id = device.id;
  device.registered = number_of(change, "created");
  set_properties(tenant, device, properties);
  device.serial = tenant.devices.empty() ? 1 : tenant.devices.back().serial + 1;
  tenant.device_changes.note(ChangeKind::added, device.id);
  tenant.devices.push_back(std::move(device));
}

void set_device(Tenant& tenant, const json::object& change) {
  Device& device = wanted_device(tenant, text_of(change, "id"));
  const json::object before = device_object(tenant, device);
  Device changed = device;
  set_properties(tenant, changed, change.at("device").as_object());
  device = std::move(changed);
  note_device_change(tenant, device, before);
}

void add_unit(Tenant& tenant, const json::object& change) {
  const json::object& properties = change.at("unit").as_object();
  AdministrativeUnit unit;
  unit.id = text_of(properties, "id");
  set_properties(tenant, unit, properties);
  unit.serial = tenant.units.empty() ? 1 : tenant.units.back().serial + 1;
  tenant.units.push_back(std::move(unit));
  restrict_members(tenant, {});
}

void set_unit(Tenant& tenant, const json::object& change) {
  AdministrativeUnit& unit = wanted_unit(tenant, text_of(change, "id"));
  AdministrativeUnit changed = unit;
  set_properties(tenant, changed, change.at("unit").as_object());
  const auto before = unit.members;
  unit = std::move(changed);
  restrict_members(tenant, before);
}

void remove_unit(Tenant& tenant, const std::string& id) {
  const auto before = wanted_unit(tenant, id).members;
  std::erase_if(tenant.units, [&](const AdministrativeUnit& one) { return same_text(one.id, id); });
  restrict_members(tenant, before);
}

// Adds an id where there is none; 409 where it is taken.
json::object with_id(json::object properties, bool taken) {
  if (taken) throw ControlRefusal(409, fmt::format("The id {} exists.", text_of(properties, "id")));
  if (text_of(properties, "id").empty()) properties["id"] = fresh_guid();
  return properties;
}

}  // namespace

void note_device_change(Tenant& tenant, const Device& device, const json::object& before) {
  std::set<std::string> names;
  for (const auto& one : device_object(tenant, device))
    if (before.at(one.key()) != one.value()) names.insert(lower(std::string_view(one.key())));
  if (!names.empty()) tenant.device_changes.note(ChangeKind::changed, device.id, names);
}

bool apply_directory_edit(Tenant& tenant, const json::object& change) {
  const std::string operation = text_of(change, "op");
  const std::string id = text_of(change, "id");
  if (operation == "add-entra-device") {
    add_device(tenant, change);
  } else if (operation == "set-entra-device") {
    set_device(tenant, change);
  } else if (operation == "remove-entra-device") {
    std::erase_if(tenant.devices, [&](const Device& one) { return same_text(one.id, id); });
    tenant.device_changes.note(ChangeKind::purged, id);
  } else if (operation == "add-unit") {
    add_unit(tenant, change);
  } else if (operation == "set-unit") {
    set_unit(tenant, change);
  } else if (operation == "remove-unit") {
    remove_unit(tenant, id);
  } else {
    return false;
  }
  return true;
}

Response control_list_entra_devices(ControlCall& call) {
  json::array items;
  for (const Device& one : call.tenant().devices) items.push_back(device_body(call.tenant(), one));
  return control_answer(json::object{{"value", std::move(items)}});
}

Response control_add_entra_device(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const json::object body = call.body();
  const json::object properties = with_id(body, find_device(tenant, text_of(body, "id")));
  edit_world(call.cloud, {{"op", "add-entra-device"},
                          {"tenant", tenant.id},
                          {"created", call.cloud.clock.now()},
                          {"device", properties}});
  return control_answer(device_body(tenant, wanted_device(tenant, text_of(properties, "id"))), 201);
}

Response control_change_entra_device(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_device(tenant, call.args.at(1)).id;
  edit_world(
      call.cloud,
      {{"op", "set-entra-device"}, {"tenant", tenant.id}, {"id", id}, {"device", call.body()}});
  return control_answer(device_body(tenant, wanted_device(tenant, id)));
}

Response control_delete_entra_device(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_device(tenant, call.args.at(1)).id;
  edit_world(call.cloud, {{"op", "remove-entra-device"}, {"tenant", tenant.id}, {"id", id}});
  return control_done();
}

Response control_list_units(ControlCall& call) {
  json::array items;
  for (const AdministrativeUnit& one : call.tenant().units) items.push_back(unit_body(one));
  return control_answer(json::object{{"value", std::move(items)}});
}

Response control_add_unit(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const json::object body = call.body();
  const json::object properties = with_id(body, find_unit(tenant, text_of(body, "id")));
  edit_world(call.cloud, {{"op", "add-unit"}, {"tenant", tenant.id}, {"unit", properties}});
  return control_answer(unit_body(wanted_unit(tenant, text_of(properties, "id"))), 201);
}

Response control_change_unit(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_unit(tenant, call.args.at(1)).id;
  edit_world(call.cloud,
             {{"op", "set-unit"}, {"tenant", tenant.id}, {"id", id}, {"unit", call.body()}});
  return control_answer(unit_body(wanted_unit(tenant, id)));
}

Response control_delete_unit(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_unit(tenant, call.args.at(1)).id;
  edit_world(call.cloud, {{"op", "remove-unit"}, {"tenant", tenant.id}, {"id", id}});
  return control_done();
}

}  // namespace cloud
