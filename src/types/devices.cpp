// The devices that Entra ID knows, managed or not (Graph `device`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Object id"},
    {.name = "displayName", .label = "Name"},
    {.name = "deviceId", .label = "Device id", .key = MatchKey::device},
    {.name = "accountEnabled", .kind = Kind::boolean, .label = "Account status"},
    {.name = "operatingSystem", .label = "Operating system"},
    {.name = "operatingSystemVersion", .label = "Version"},
    {.name = "trustType", .label = "Joined as"},
    {.name = "isManaged", .kind = Kind::boolean, .label = "Managed"},
    {.name = "isCompliant", .kind = Kind::boolean, .label = "Compliant"},
    {.name = "isManagementRestricted", .kind = Kind::boolean, .label = "Restricted unit"},
    {.name = "manufacturer", .label = "Manufacturer"},
    {.name = "model", .label = "Model"},
    {.name = "onPremisesSyncEnabled", .kind = Kind::boolean, .label = "Synced from on-premises"},
    {.name = "registrationDateTime", .kind = Kind::time, .label = "Registered"},
    {.name = "approximateLastSignInDateTime", .kind = Kind::time, .label = "Last sign-in, roughly"},
    {.name = "registeredOwners",
     .kind = Kind::json_set,
     .label = "Registered by",
     .shown = false,
     .expand = "registeredOwners($select=id)",
     .members = "id",
     .edge = "device_owner"},
};

}  // namespace

extern const DataType devices;
const DataType devices{
    .name = "devices",
    .title = "Entra devices",
    .path = "/v1.0/devices",
    .extras = "$top=999",
    .permission = "Device.Read.All",
    .guarded = true,
    .title_field = "displayName",
    .fields = kFields,
};

}  // namespace reeve::types
