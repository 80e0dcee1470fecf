// The application permissions that Reeve's own application was granted in a tenant (Graph
// `appRoleAssignment`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Id", .shown = false},
    {.name = "appRoleId", .label = "Permission's id"},
    {.name = "resourceDisplayName", .label = "Of the API"},
    {.name = "resourceId", .label = "API's object id", .shown = false},
    {.name = "principalId", .label = "Application's object id", .shown = false},
    {.name = "createdDateTime", .kind = Kind::time, .label = "Granted"},
};

}  // namespace

extern const DataType own_permissions;
// The documentation of this list names no $select, so none is sent.
const DataType own_permissions{
    .name = "own_permissions",
    .title = "Own permissions",
    .path = "/v1.0/servicePrincipals(appId='{application}')/appRoleAssignments",
    .selects = false,
    .permission = "Application.Read.All",
    .documented_path = "/serviceprincipals/{id}/approleassignments",
    .joinable = true,
    .every = kOnceADay,
    .title_field = "resourceDisplayName",
    .fields = kFields,
};

}  // namespace reeve::types
