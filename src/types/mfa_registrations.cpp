// Which ways to prove who they are people have registered (Graph `userRegistrationDetails`): MFA or
// not.
#include "types/plans.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "User's object id", .shown = false},
    {.name = "userPrincipalName", .label = "User name"},
    {.name = "userDisplayName", .label = "Name"},
    {.name = "isMfaRegistered", .kind = Kind::boolean, .label = "MFA registered"},
    {.name = "isMfaCapable", .kind = Kind::boolean, .label = "MFA possible"},
    {.name = "isPasswordlessCapable", .kind = Kind::boolean, .label = "Passwordless possible"},
    {.name = "isSsprRegistered", .kind = Kind::boolean, .label = "Password reset registered"},
    {.name = "isAdmin", .kind = Kind::boolean, .label = "Administrator"},
    {.name = "methodsRegistered", .kind = Kind::text_set, .label = "Methods"},
    {.name = "userPreferredMethodForSecondaryAuthentication", .label = "Preferred second factor"},
    {.name = "lastUpdatedDateTime",
     .kind = Kind::time,
     .label = "As Microsoft saw it on",
     .shown = false},
};

}  // namespace

extern const DataType mfa_registrations;
// A report: 5 requests in 10 seconds a tenant (throttling-limits.tsv), made anew about once a day.
const DataType mfa_registrations{
    .name = "mfa_registrations",
    .title = "MFA registrations",
    .path = "/v1.0/reports/authenticationMethods/userRegistrationDetails",
    .extras = "$top=999",
    .permission = "AuditLog.Read.All",
    .plans = kPremium,
    .every = kOnceADay,
    .only_for_overlay = true,
    .title_field = "userDisplayName",
    .title_fallback = "userPrincipalName",
    .fields = kFields,
};

}  // namespace reeve::types
