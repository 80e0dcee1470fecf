// The groups and devices of a world file.
#include <fmt/format.h>

#include <algorithm>

#include "clock.h"
#include "device_json.h"
#include "directory_roles.h"
#include "encoding.h"
#include "group_json.h"
#include "json.h"
#include "world_file_parts.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Groups may stand within groups: by id or display name, also of one that stands further down.
std::string group_named(const Tenant& tenant, std::string_view name) {
  for (const Group& one : tenant.groups.all())
    if (same_text(one.id, name) || one.display_name == name) return one.id;
  return "";
}

Group read_group(const World& world, WorldTable& table, const Tenant& tenant) {
  Group group;
  group.display_name = table.needed_text("displayName", "Sales");
  Random random = file_random(world, tenant.id, "group " + group.display_name);
  group.id = file_id(table, random);
  group.created = tenant.created;
  group.mail_nickname = table.text("mailNickname").value_or(group.id.substr(0, 8));
  // Their people are read once all groups are known.
  table.texts("members");
  table.texts("owners");
  table.texts("roles");
  table.take_rest([&](std::string_view key, const json::value& value) {
    return set_group_property(group, key, value)
               ? std::string()
               : fmt::format(
                     "The property \"{}\" of a group cannot be set so. See Graph's group "
                     "for its name and type.",
                     key);
  });
  return group;
}

void read_members(WorldTable& table, Tenant& tenant, Group& group) {
  for (const std::string& name : table.texts("members")) {
    const User* user = tenant.find_user(name);
    const std::string id = user ? user->id : group_named(tenant, name);
    if (id.empty())
      table.refuse("members", fmt::format("The tenant has no user and no group {}. Write a "
                                          "userPrincipalName or a group's displayName.",
                                          name));
    group.members.push_back(id);
  }
  for (const std::string& name : table.texts("owners")) {
    const User* user = tenant.find_user(name);
    if (!user)
      table.refuse("owners",
                   fmt::format("The tenant has no user {}. Write a userPrincipalName.", name));
    group.owners.push_back(user->id);
  }
}

void read_group_roles(WorldTable& table, Tenant& tenant, const Group& group) {
  const auto names = table.texts("roles");
  if (names.empty()) return;
  if (!group.role_assignable)
    table.refuse("roles", "Only groups with isAssignableToRole = true can hold roles. Add that.");
  for (const std::string& name : names) {
    const RoleTemplate* role = find_role(name);
    if (!role)
      table.refuse("roles", fmt::format("No directory role is called \"{}\". Write a name such as "
                                        "\"User Administrator\".",
                                        name));
    tenant.principal_roles[group.id].emplace_back(role->id);
  }
}

std::int64_t read_time(WorldTable& table, std::string_view key, std::int64_t otherwise) {
  const auto written = table.text(key);
  if (!written) return otherwise;
  const auto time = parse_time(*written);
  if (!time) table.refuse(key, "Write a time as \"2026-05-01T08:00:00Z\", in quotes.");
  return *time;
}

constexpr std::int64_t kUsualEnrollment = 1'772'323'200;  // 2026-03-01
constexpr std::int64_t kUsualSync = 1'788'134'400;        // 2026-08-31

Device read_device(const World& world, WorldTable& table, const Tenant& tenant) {
  Device device;
  device.serial = tenant.devices.size() + 1;
  device.display_name = table.needed_text("displayName", "LAPTOP-1");
  Random random = file_random(world, tenant.id, fmt::format("device {}", device.serial));
  device.id = file_id(table, random);
  device.device_id = table.text("deviceId").value_or(random.guid());
  device.operating_system = table.text("operatingSystem").value_or("Windows");
  device.os_version = table.text("operatingSystemVersion").value_or("10.0.26100.2033");
  device.manufacturer = table.text("manufacturer").value_or("");
  device.model = table.text("model").value_or("");
  device.trust_type = table.text("trustType").value_or("AzureAd");
  if (device.trust_type != "AzureAd" && device.trust_type != "Workplace" &&
      device.trust_type != "ServerAd")
    table.refuse("trustType", "It is \"AzureAd\", \"Workplace\" or \"ServerAd\".");
  device.enabled = table.flag("accountEnabled").value_or(true);
  device.managed = table.flag("isManaged").value_or(false);
  device.registered = read_time(table, "registrationDateTime", kUsualEnrollment);
  table.finish();
  return device;
}

// "user" is the userPrincipalName of the primary user; without it the device has none.
void read_primary_user(WorldTable& table, const Tenant& tenant, ManagedDevice& device) {
  const auto name = table.text("user");
  if (!name) return;
  const User* user = tenant.find_user(*name);
  if (!user)
    table.refuse("user", fmt::format("The tenant has no user {}. Write a userPrincipalName, or "
                                     "leave \"user\" out for a device of nobody.",
                                     *name));
  device.user_id = user->id;
}

ManagedDevice read_managed(const World& world, WorldTable& table, Tenant& tenant) {
  ManagedDevice device;
  device.serial = tenant.managed_devices.size() + 1;
  device.name = table.needed_text("deviceName", "LAPTOP-1");
  Random random = file_random(world, tenant.id, fmt::format("managed {}", device.serial));
  device.id = file_id(table, random);
  device.operating_system = "Windows";
  device.os_version = "10.0.26100.2033";
  device.enrolled = read_time(table, "enrolledDateTime", kUsualEnrollment);
  device.last_sync = read_time(table, "lastSyncDateTime", kUsualSync);
  read_primary_user(table, tenant, device);
  table.take_rest([&](std::string_view key, const json::value& value) {
    return set_managed_device_property(device, key, value)
               ? std::string()
               : fmt::format(
                     "The property \"{}\" of a managed device cannot be set so. See "
                     "Graph's managedDevice for its name, type and values.",
                     key);
  });
  // The directory's device of the same name is this one, unless its id was written.
  for (Device& one : tenant.devices) {
    if (device.device_id.empty() && one.display_name == device.name)
      device.device_id = one.device_id;
    if (one.device_id == device.device_id) one.managed = true;
  }
  return device;
}

}  // namespace

void read_groups(const World& world, WorldTable& table, Tenant& tenant) {
  auto tables = table.tables("groups", "A group");
  std::vector<std::string> ids;
  for (WorldTable& one : tables) {
    Group group = read_group(world, one, tenant);
    if (!group_named(tenant, group.display_name).empty() || tenant.groups.find(group.id))
      one.refuse("displayName", fmt::format("The tenant has a group {} already. Take another name "
                                            "or id.",
                                            group.display_name));
    ids.push_back(group.id);
    tenant.groups.add(std::move(group));
  }
  for (std::size_t at = 0; at < ids.size(); ++at) {
    Group& group = *tenant.groups.find(ids[at]);
    read_members(tables[at], tenant, group);
    read_group_roles(tables[at], tenant, group);
  }
}

void read_devices(const World& world, WorldTable& table, Tenant& tenant) {
  for (WorldTable& one : table.tables("devices", "A device"))
    tenant.devices.push_back(read_device(world, one, tenant));
  for (WorldTable& one : table.tables("managedDevices", "A managed device")) {
    ManagedDevice device = read_managed(world, one, tenant);
    for (const ManagedDevice& other : tenant.managed_devices)
      if (same_text(other.id, device.id))
        one.refuse("id", fmt::format("The id {} stands here twice. Take another one.", device.id));
    tenant.managed_devices.push_back(std::move(device));
  }
}

}  // namespace cloud
