// Graph's device and managedDevice. Source of names, types and enums: the CSDL of Graph v1.0
// (August 2026), device-get--1.json and intune-devices-manageddevice-get--1.json.
#include "device_json.h"

#include <algorithm>

#include "clock.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kStates[] = {"unknown", "compliant",     "noncompliant", "conflict",
                                        "error",   "inGracePeriod", "configManager"};
constexpr std::string_view kTrusts[] = {"AzureAd", "Workplace", "ServerAd"};
constexpr std::string_view kOwners[] = {"unknown", "company", "personal"};
constexpr std::string_view kNever = "0001-01-01T00:00:00Z";  // Intune's way to write no time

// Intune writes an empty text where the directory writes null.
void add_person(json::object& object, const Tenant& tenant, const ManagedDevice& device) {
  const User* user = device.user_id.empty() ? nullptr : tenant.find_user(device.user_id);
  object["userId"] = device.user_id;
  object["userDisplayName"] = user ? user->display_name : "";
  object["userPrincipalName"] = user ? user->user_principal_name : "";
  object["emailAddress"] = user ? user->mail : "";
}

// What nothing in this cloud depends on.
void add_constant(json::object& object) {
  for (const char* name : {"easDeviceId", "imei", "meid", "iccid", "udid", "phoneNumber",
                           "subscriberCarrier", "wiFiMacAddress", "androidSecurityPatchLevel"})
    object[name] = "";
  for (const char* name :
       {"activationLockBypassCode", "remoteAssistanceSessionUrl",
        "remoteAssistanceSessionErrorDetails", "notes", "ethernetMacAddress",
        "configurationManagerClientEnabledFeatures", "deviceHealthAttestationState",
        "enrollmentProfileName", "requireUserEnrollmentApproval"})
    object[name] = nullptr;
  for (const char* name :
       {"easActivationDateTime", "exchangeLastSuccessfulSyncDateTime",
        "complianceGracePeriodExpirationDateTime", "managementCertificateExpirationDate"})
    object[name] = kNever;
  object["deviceActionResults"] = json::array();
  object["easActivated"] = false;
  object["isSupervised"] = false;
  object["exchangeAccessState"] = "none";
  object["exchangeAccessStateReason"] = "none";
  object["deviceCategoryDisplayName"] = "Unknown";
  object["managementState"] = "managed";
  object["jailBroken"] = "Unknown";
  object["partnerReportedThreatState"] = "unknown";
  object["physicalMemoryInBytes"] = 0;
  object["totalStorageSpaceInBytes"] = 0;
  object["freeStorageSpaceInBytes"] = 0;
}

json::value compliant(const Tenant& tenant, const Device& device) {
  for (const ManagedDevice& one : tenant.managed_devices)
    if (one.device_id == device.device_id) return one.compliance == "compliant";
  return nullptr;
}

std::string_view enrollment(const ManagedDevice& device) {
  if (device.owner == "personal" || device.operating_system == "Android") return "userEnrollment";
  return device.operating_system == "Windows" ? "windowsAzureADJoin" : "appleBulkWithUser";
}

bool take(std::string& into, const json::value& value) {
  if (!value.is_string() && !value.is_null()) return false;
  into = value.is_null() ? "" : std::string(value.as_string());
  return true;
}

bool take(bool& into, const json::value& value) {
  if (!value.is_bool()) return false;
  into = value.as_bool();
  return true;
}

bool take_one_of(std::string& into, std::span<const std::string_view> known,
                 const json::value& value) {
  if (!value.is_string()) return false;
  const std::string_view text = value.as_string();
  if (std::find(known.begin(), known.end(), text) == known.end()) return false;
  into = text;
  return true;
}

}  // namespace

json::object device_object(const Tenant& tenant, const Device& device) {
  json::object object = {
      {"id", device.id},
      {"deletedDateTime", nullptr},
      {"accountEnabled", device.enabled},
      {"approximateLastSignInDateTime", nullptr},
      {"complianceExpirationDateTime", nullptr},
      {"deviceCategory", nullptr},
      {"deviceId", device.device_id},
      {"deviceMetadata", nullptr},
      {"deviceOwnership", device.managed ? json::value("Company") : json::value()},
      {"deviceVersion", 2},
      {"displayName", device.display_name},
      {"isCompliant", compliant(tenant, device)},
      {"isManaged", device.managed ? json::value(true) : json::value()},
      {"manufacturer", text_or_null(device.manufacturer)},
      {"mdmAppId",
       device.managed ? json::value("0000000a-0000-0000-c000-000000000000") : json::value()},
      {"model", text_or_null(device.model)},
      {"operatingSystem", device.operating_system},
      {"operatingSystemVersion", device.os_version},
      {"physicalIds", json::array()},
      {"profileType", "RegisteredDevice"},
      {"registrationDateTime", iso_time(device.registered)},
      {"systemLabels", json::array()},
      {"trustType", device.trust_type},
      {"alternativeSecurityIds", json::array()}};
  for (const char* name :
       {"enrollmentProfileName", "enrollmentType", "isManagementRestricted", "isRooted",
        "managementType", "onPremisesLastSyncDateTime", "onPremisesSecurityIdentifier"})
    object[name] = nullptr;
  object["onPremisesSyncEnabled"] =
      device.trust_type == "ServerAd" ? json::value(true) : json::value();
  return object;
}

json::object managed_device_object(const Tenant& tenant, const ManagedDevice& device) {
  json::object object = {
      {"id", device.id},
      {"deviceName", device.name},
      {"managedDeviceName", device.name},
      {"managedDeviceOwnerType", device.owner},
      {"enrolledDateTime", iso_time(device.enrolled)},
      {"lastSyncDateTime", iso_time(device.last_sync)},
      {"operatingSystem", device.operating_system},
      {"osVersion", device.os_version},
      {"complianceState", device.compliance},
      {"managementAgent", "mdm"},
      {"azureADRegistered", !device.device_id.empty()},
      {"deviceEnrollmentType", enrollment(device)},
      {"azureADDeviceId",
       device.device_id.empty() ? "00000000-0000-0000-0000-000000000000" : device.device_id},
      {"deviceRegistrationState", device.device_id.empty() ? "notRegistered" : "registered"},
      {"isEncrypted", device.encrypted},
      {"model", device.model},
      {"manufacturer", device.manufacturer},
      {"serialNumber", device.serial_number}};
  add_person(object, tenant, device);
  add_constant(object);
  return object;
}

bool set_device_property(Device& device, std::string_view name, const json::value& value) {
  if (same_text(name, "displayName")) return take(device.display_name, value);
  if (same_text(name, "deviceId")) return take(device.device_id, value);
  if (same_text(name, "operatingSystem")) return take(device.operating_system, value);
  if (same_text(name, "operatingSystemVersion")) return take(device.os_version, value);
  if (same_text(name, "manufacturer")) return take(device.manufacturer, value);
  if (same_text(name, "model")) return take(device.model, value);
  if (same_text(name, "trustType")) return take_one_of(device.trust_type, kTrusts, value);
  if (same_text(name, "accountEnabled")) return take(device.enabled, value);
  if (same_text(name, "isManaged")) return take(device.managed, value);
  if (!same_text(name, "registeredOwners") || !value.is_array() || value.as_array().size() > 1)
    return false;
  device.owner_id.clear();
  return value.as_array().empty() || take(device.owner_id, value.as_array()[0]);
}

bool set_managed_device_property(ManagedDevice& device, std::string_view name,
                                 const json::value& value) {
  if (same_text(name, "deviceName")) return take(device.name, value);
  if (same_text(name, "userId")) return take(device.user_id, value);
  if (same_text(name, "azureADDeviceId")) return take(device.device_id, value);
  if (same_text(name, "serialNumber")) return take(device.serial_number, value);
  if (same_text(name, "operatingSystem")) return take(device.operating_system, value);
  if (same_text(name, "osVersion")) return take(device.os_version, value);
  if (same_text(name, "manufacturer")) return take(device.manufacturer, value);
  if (same_text(name, "model")) return take(device.model, value);
  if (same_text(name, "complianceState")) return take_one_of(device.compliance, kStates, value);
  if (same_text(name, "managedDeviceOwnerType")) return take_one_of(device.owner, kOwners, value);
  return same_text(name, "isEncrypted") && take(device.encrypted, value);
}

}  // namespace cloud
