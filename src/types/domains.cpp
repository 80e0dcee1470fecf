// The domains of a tenant and who checks their passwords: Microsoft, or a federation server (Graph
// `domain`).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "Domain"},
    {.name = "authenticationType", .label = "Sign-in by"},
    {.name = "isDefault", .kind = Kind::boolean, .label = "Default"},
    {.name = "isInitial", .kind = Kind::boolean, .label = "Initial"},
    {.name = "isRoot", .kind = Kind::boolean, .label = "Not a subdomain"},
    {.name = "isVerified", .kind = Kind::boolean, .label = "Verified"},
    {.name = "isAdminManaged", .kind = Kind::boolean, .label = "Managed by the tenant's DNS"},
    {.name = "supportedServices", .kind = Kind::text_set, .label = "Services"},
    {.name = "passwordValidityPeriodInDays", .kind = Kind::integer, .label = "Passwords expire"},
};

}  // namespace

extern const DataType domains;
const DataType domains{
    .name = "domains",
    .title = "Domains",
    .path = "/v1.0/domains",
    .permission = "Domain.Read.All",
    .joinable = true,
    .never_empty = true,
    .title_field = "id",
    .fields = kFields,
};

}  // namespace reeve::types
