// The computers, phones and tablets that Intune manages (Graph `managedDevice`).
#include "types/plans.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Intune id"},
    {.name = "deviceName", .label = "Name"},
    {.name = "serialNumber", .label = "Serial number", .key = MatchKey::serial},
    {.name = "manufacturer", .label = "Manufacturer"},
    {.name = "model", .label = "Model"},
    {.name = "operatingSystem", .label = "Operating system"},
    {.name = "osVersion", .label = "Version"},
    {.name = "complianceState", .label = "Compliance"},
    {.name = "isEncrypted", .kind = Kind::boolean, .label = "Encrypted"},
    {.name = "managedDeviceOwnerType", .label = "Owned by"},
    {.name = "userId", .label = "User's object id", .shown = false, .edge = "device_user"},
    {.name = "userPrincipalName", .label = "User"},
    {.name = "userDisplayName", .label = "User's name", .shown = false},
    {.name = "azureADDeviceId",
     .label = "Entra device id",
     .key = MatchKey::device,
     .shown = false},
    {.name = "wiFiMacAddress", .label = "Wi-Fi MAC", .key = MatchKey::mac},
    {.name = "ethernetMacAddress", .label = "Ethernet MAC", .key = MatchKey::mac},
    {.name = "imei", .label = "IMEI"},
    {.name = "phoneNumber", .label = "Phone number"},
    {.name = "totalStorageSpaceInBytes", .kind = Kind::integer, .label = "Storage (bytes)"},
    {.name = "enrolledDateTime", .kind = Kind::time, .label = "Enrolled"},
    {.name = "lastSyncDateTime", .kind = Kind::time, .label = "Last contact with Intune"},
};

}  // namespace

extern const DataType managed_devices;
// No delta exists. The largest page is published nowhere; 999 is what the field uses
// (reference/microsoft-cloud.md C.7).
const DataType managed_devices{
    .name = "managed_devices",
    .title = "Intune devices",
    .path = "/v1.0/deviceManagement/managedDevices",
    .extras = "$top=999",
    .permission = "DeviceManagementManagedDevices.Read.All",
    .plans = kIntune,
    .guarded = true,
    .title_field = "deviceName",
    .fields = kFields,
};

}  // namespace reeve::types
