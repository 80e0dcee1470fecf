// The people (and rooms, shared mailboxes and guests) of a tenant (Graph `user`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Object id"},
    {.name = "displayName", .label = "Display name"},
    {.name = "givenName", .label = "First name", .key = MatchKey::first_name},
    {.name = "surname", .label = "Last name", .key = MatchKey::last_name},
    {.name = "userPrincipalName", .label = "User name", .key = MatchKey::user_name},
    {.name = "mail", .label = "Primary e-mail", .key = MatchKey::alias},
    {.name = "proxyAddresses",
     .kind = Kind::text_set,
     .label = "Mailbox aliases",
     .key = MatchKey::smtp_alias},
    {.name = "accountEnabled", .kind = Kind::boolean, .label = "Account status"},
    {.name = "userType", .label = "Kind of user"},
    {.name = "assignedLicenses", .kind = Kind::json_set, .label = "Licenses"},
    {.name = "licenseAssignmentStates",
     .kind = Kind::json_set,
     .label = "Licenses by group or directly",
     .shown = false,
     .members = "assignedByGroup error skuId state"},
    {.name = "jobTitle", .label = "Title"},
    {.name = "department", .label = "Department"},
    {.name = "companyName", .label = "Company"},
    {.name = "officeLocation", .label = "Office"},
    {.name = "businessPhones", .kind = Kind::text_list, .label = "Office phone"},
    {.name = "mobilePhone", .label = "Mobile phone"},
    {.name = "manager",
     .kind = Kind::json,
     .label = "Manager",
     .expand = "manager($select=id)",
     .members = "id",
     .edge = "manager"},
    {.name = "otherMails", .kind = Kind::text_set, .label = "Other e-mail addresses"},
    {.name = "streetAddress", .label = "Street"},
    {.name = "city", .label = "City"},
    {.name = "state", .label = "State or province"},
    {.name = "postalCode", .label = "Postal code"},
    {.name = "country", .label = "Country"},
    {.name = "usageLocation", .label = "Usage location"},
    {.name = "employeeId", .label = "Employee id"},
    {.name = "employeeType", .label = "Kind of employment"},
    {.name = "isResourceAccount", .kind = Kind::boolean, .label = "Resource account"},
    {.name = "isManagementRestricted", .kind = Kind::boolean, .label = "Restricted unit"},
    {.name = "onPremisesSyncEnabled", .kind = Kind::boolean, .label = "Synced from on-premises"},
    {.name = "onPremisesLastSyncDateTime", .kind = Kind::time, .label = "Last on-premises sync"},
    {.name = "onPremisesSamAccountName", .label = "On-premises account"},
    {.name = "onPremisesDistinguishedName", .label = "On-premises place"},
    {.name = "passwordPolicies", .label = "Password policies"},
    {.name = "createdDateTime", .kind = Kind::time, .label = "Created"},
    {.name = "lastPasswordChangeDateTime", .kind = Kind::time, .label = "Password changed"},
};

}  // namespace

extern const DataType users;
// 999 is the largest page Graph gives ("Must be between 1 and 999 inclusive").
const DataType users{
    .name = "users",
    .title = "Users",
    .path = "/v1.0/users",
    .extras = "$top=999",
    .permission = "User.Read.All",
    .delta_path = "/v1.0/users/delta",
    .never_empty = true,
    .guarded = true,
    .title_field = "displayName",
    .title_fallback = "userPrincipalName",
    .fields = kFields,
};

}  // namespace reeve::types
