// The tenant itself: its name, address and verified domains (Graph `organization`, always one
// object).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Directory id"},
    {.name = "displayName", .label = "Name"},
    {.name = "verifiedDomains",
     .kind = Kind::json_set,
     .label = "Verified domains",
     .key = MatchKey::domain,
     .key_member = "name"},
    {.name = "street", .label = "Street"},
    {.name = "city", .label = "City"},
    {.name = "state", .label = "State or province"},
    {.name = "postalCode", .label = "Postal code"},
    {.name = "country", .label = "Country"},
    {.name = "countryLetterCode", .label = "Country code"},
    {.name = "businessPhones", .kind = Kind::text_list, .label = "Phone"},
    {.name = "technicalNotificationMails", .kind = Kind::text_set, .label = "Technical contacts"},
    {.name = "preferredLanguage", .label = "Language"},
    {.name = "tenantType", .label = "Kind of tenant"},
    {.name = "createdDateTime", .kind = Kind::time, .label = "Created"},
    {.name = "onPremisesSyncEnabled", .kind = Kind::boolean, .label = "Synced from on-premises"},
};

}  // namespace

extern const DataType organization;
const DataType organization{
    .name = "organization",
    .title = "Tenant",
    .path = "/v1.0/organization",
    .permission = "Organization.Read.All",
    .joinable = true,
    .never_empty = true,
    .title_field = "displayName",
    .fields = kFields,
};

}  // namespace reeve::types
