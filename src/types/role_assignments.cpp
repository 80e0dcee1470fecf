// Who holds an administrator role: people, groups and applications, our own among them (Graph
// `unifiedRoleAssignment`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Assignment id", .shown = false},
    {.name = "roleDefinitionId", .label = "Role's id"},
    {.name = "principalId", .label = "Holder's id", .edge = "role_member"},
    {.name = "directoryScopeId", .label = "Where it holds"},
    {.name = "principal",
     .kind = Kind::json,
     .label = "Holder",
     .expand = "principal",
     .members = "@odata.type appId displayName id isAssignableToRole userPrincipalName"},
};

}  // namespace

extern const DataType role_assignments;
// One listing tells direct holders and groups; members of such groups come with the groups. The
// edge goes from the role, whose id is that of its template, to the holder.
const DataType role_assignments{
    .name = "role_assignments",
    .title = "Role assignments",
    .path = "/v1.0/roleManagement/directory/roleAssignments",
    .selects = false,
    .permission = "RoleManagement.Read.Directory",
    .joinable = true,
    .never_empty = true,
    .title_field = "id",
    .edge_from = "roleDefinitionId",
    .fields = kFields,
};

}  // namespace reeve::types
