// The groups of a tenant and who is in them; those that may hold roles matter for rotation (Graph
// `group`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Object id"},
    {.name = "displayName", .label = "Name"},
    {.name = "description", .label = "Description"},
    {.name = "mail", .label = "E-mail"},
    {.name = "groupTypes", .kind = Kind::text_set, .label = "Kind of group"},
    {.name = "securityEnabled", .kind = Kind::boolean, .label = "For security"},
    {.name = "mailEnabled", .kind = Kind::boolean, .label = "For mail"},
    {.name = "isAssignableToRole", .kind = Kind::boolean, .label = "May hold roles"},
    {.name = "isManagementRestricted", .kind = Kind::boolean, .label = "Restricted unit"},
    {.name = "assignedLicenses", .kind = Kind::json_set, .label = "Licenses given by it"},
    {.name = "membershipRule", .label = "Rule of membership"},
    {.name = "onPremisesSyncEnabled", .kind = Kind::boolean, .label = "Synced from on-premises"},
    {.name = "visibility", .label = "Visibility"},
    {.name = "createdDateTime", .kind = Kind::time, .label = "Created"},
    {.name = "members",
     .kind = Kind::json_set,
     .label = "Members",
     .shown = false,
     .expand = "members",
     .edge = "group_member",
     .kept = false},
};

}  // namespace

extern const DataType groups;
// The list alone has no members, and $expand=members stops at twenty without a word; a delta query
// gives them all, page by page (reference/microsoft-cloud.md C.0, C.9).
const DataType groups{
    .name = "groups",
    .title = "Groups",
    .path = "/v1.0/groups/delta",
    .permission = "GroupMember.Read.All",
    .reader = Reader::delta,
    .delta_path = "/v1.0/groups/delta",
    .guarded = true,
    .title_field = "displayName",
    .fields = kFields,
};

}  // namespace reeve::types
