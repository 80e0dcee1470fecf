// When people last signed in (property `signInActivity` of Graph's `user`), which only tenants with
// Entra ID P1 or P2 tell.
#include "types/plans.h"

namespace reeve::types {
namespace {

// The request ids beside the times change with each sign-in and help nobody.
constexpr Field kFields[] = {
    {.name = "id", .label = "User's object id", .shown = false},
    {.name = "userPrincipalName", .label = "User name"},
    {.name = "signInActivity",
     .kind = Kind::json,
     .label = "Last sign-ins",
     .members = "lastNonInteractiveSignInDateTime lastSignInDateTime lastSuccessfulSignInDateTime"},
};

}  // namespace

extern const DataType sign_in_activity;
// Apart from the users: selected together, a tenant without the plan refuses the whole list; and
// only 10 requests a minute are let through over all tenants, with 500 users each
// (reference/microsoft-cloud.md C.2, part 0 points 3 and 4).
const DataType sign_in_activity{
    .name = "sign_in_activity",
    .title = "Sign-ins",
    .path = "/v1.0/users",
    .extras = "$top=500",
    .permission = "User.Read.All",
    .also_permission = "AuditLog.Read.All",
    .plans = kPremium,
    .every = kOnceADay,
    .slow = true,
    .only_for_overlay = true,
    .never_empty = true,
    .title_field = "userPrincipalName",
    .fields = kFields,
};

}  // namespace reeve::types
