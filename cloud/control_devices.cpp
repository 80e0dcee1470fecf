// /_control/tenants/{tenantId}/managedDevices: Intune's devices come, change and go.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "device_json.h"
#include "encoding.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

ManagedDevice* find_device(Tenant& tenant, const std::string& id) {
  for (ManagedDevice& one : tenant.managed_devices)
    if (same_text(one.id, id)) return &one;
  return nullptr;
}

ManagedDevice& wanted_device(Tenant& tenant, const std::string& id) {
  ManagedDevice* device = find_device(tenant, id);
  if (!device) throw ControlRefusal(404, fmt::format("The tenant has no managed device {}.", id));
  return *device;
}

void set_properties(const Tenant& tenant, ManagedDevice& device, const json::object& properties) {
  for (const auto& member : properties) {
    const std::string name(member.key());
    if (name != "id" && !set_managed_device_property(device, name, member.value()))
      throw ControlRefusal(400, fmt::format("The property {} cannot be set so.", name));
  }
  if (device.name.empty()) throw ControlRefusal(400, "A managed device needs a deviceName.");
  if (!device.user_id.empty() && !tenant.find_user(device.user_id))
    throw ControlRefusal(400, fmt::format("The tenant has no user {}.", device.user_id));
}

// What the directory says of a device follows from what Intune says of it.
class DirectoryNote {
 public:
  DirectoryNote(Tenant& tenant, const std::string& device_id) : tenant_(tenant) {
    for (const Device& one : tenant.devices)
      if (one.device_id == device_id) before_.emplace_back(&one, device_object(tenant, one));
  }
  void write() {
    for (const auto& [device, before] : before_) note_device_change(tenant_, *device, before);
  }

 private:
  Tenant& tenant_;
  std::vector<std::pair<const Device*, json::object>> before_;
};

void apply_add(Tenant& tenant, const json::object& change) {
  const json::object& properties = change.at("device").as_object();
  ManagedDevice device;
  device.id = text_of(properties, "id");
  device.enrolled = device.last_sync = number_of(change, "created");
  set_properties(tenant, device, properties);
  const auto& all = tenant.managed_devices;
  device.serial = all.empty() ? 1 : all.back().serial + 1;
  DirectoryNote note(tenant, device.device_id);
  tenant.managed_devices.push_back(std::move(device));
  note.write();
}

void apply_set(Tenant& tenant, const json::object& change) {
  ManagedDevice& device = wanted_device(tenant, text_of(change, "id"));
  ManagedDevice changed = device;
  set_properties(tenant, changed, change.at("device").as_object());
  DirectoryNote note(tenant, device.device_id);
  device = std::move(changed);
  note.write();
}

void apply_remove(Tenant& tenant, const std::string& id) {
  DirectoryNote note(tenant, wanted_device(tenant, id).device_id);
  std::erase_if(tenant.managed_devices,
                [&](const ManagedDevice& one) { return same_text(one.id, id); });
  note.write();
}

}  // namespace

bool apply_device_edit(Tenant& tenant, const json::object& change) {
  const std::string operation = text_of(change, "op");
  const std::string id = text_of(change, "id");
  if (operation == "add-device") {
    apply_add(tenant, change);
  } else if (operation == "set-device") {
    apply_set(tenant, change);
  } else if (operation == "remove-device") {
    apply_remove(tenant, id);
  } else {
    return false;
  }
  return true;
}

Response control_list_devices(ControlCall& call) {
  const Tenant& tenant = call.tenant();
  json::array items;
  for (const ManagedDevice& one : tenant.managed_devices)
    items.push_back(managed_device_object(tenant, one));
  return control_answer(json::object{{"value", std::move(items)}});
}

Response control_add_device(ControlCall& call) {
  json::object properties = call.body();
  if (text_of(properties, "id").empty()) properties["id"] = fresh_guid();
  const std::string id = text_of(properties, "id");
  Tenant& tenant = call.tenant();
  if (find_device(tenant, id)) throw ControlRefusal(409, fmt::format("The device {} exists.", id));
  edit_world(call.cloud, {{"op", "add-device"},
                          {"tenant", tenant.id},
                          {"created", call.cloud.clock.now()},
                          {"device", properties}});
  return control_answer(managed_device_object(tenant, wanted_device(tenant, id)), 201);
}

Response control_change_device(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_device(tenant, call.args.at(1)).id;
  edit_world(call.cloud,
             {{"op", "set-device"}, {"tenant", tenant.id}, {"id", id}, {"device", call.body()}});
  return control_answer(managed_device_object(tenant, wanted_device(tenant, id)));
}

Response control_delete_device(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_device(tenant, call.args.at(1)).id;
  edit_world(call.cloud, {{"op", "remove-device"}, {"tenant", tenant.id}, {"id", id}});
  return control_done();
}

}  // namespace cloud
