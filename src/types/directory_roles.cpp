// The administrator roles that are in use in a tenant (Graph `directoryRole`); who holds them
// stands in the role assignments.
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Object id", .shown = false},
    {.name = "displayName", .label = "Role"},
    {.name = "description", .label = "What it may do"},
    {.name = "roleTemplateId", .label = "Template id", .shown = false},
};

}  // namespace

extern const DataType directory_roles;
// Only activated roles are listed, on one page (reference/microsoft-cloud.md C.8).
const DataType directory_roles{
    .name = "directory_roles",
    .title = "Directory roles",
    .path = "/v1.0/directoryRoles",
    .permission = "RoleManagement.Read.Directory",
    .joinable = true,
    .title_field = "displayName",
    .fields = kFields,
};

}  // namespace reeve::types
