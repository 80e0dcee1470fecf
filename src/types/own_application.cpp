// Reeve's own application as it stands in a tenant (Graph `servicePrincipal`): which roles it holds
// there decides whose passwords it may set.
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Object id"},
    {.name = "appId", .label = "Application id"},
    {.name = "displayName", .label = "Name"},
    {.name = "accountEnabled", .kind = Kind::boolean, .label = "Account status"},
    {.name = "servicePrincipalType", .label = "Kind"},
    {.name = "appOwnerOrganizationId", .label = "Home directory", .shown = false},
};

}  // namespace

extern const DataType own_application;
// The tenant's other applications are none of ours, so the list is narrowed to the one. Its
// directory roles come with the role assignments, whose edges lead to its object id; a role that
// protects an account's password is held, or not, by this id alone (reference/
// psa-and-password-rotation.md).
const DataType own_application{
    .name = "own_application",
    .title = "Own application",
    .path = "/v1.0/servicePrincipals",
    .extras = "$filter=appId%20eq%20'{application}'",
    .permission = "Application.Read.All",
    .joinable = true,
    .every = kOnceADay,
    .title_field = "displayName",
    .title_fallback = "appId",
    .fields = kFields,
};

}  // namespace reeve::types
