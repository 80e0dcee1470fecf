// What each mailbox is for: a person, shared, a room, equipment (Graph `mailboxSettings`,
// userPurpose).
#include "types/data_type.h"

namespace reeve::types {
namespace {

constexpr Field kFields[] = {
    {.name = "id", .label = "User's object id", .shown = false},
    {.name = "userPrincipalName", .label = "User name"},
    {.name = "userPurpose", .label = "Mailbox of"},
    // Not Microsoft's: account state and license when it was asked, so that a change asks again.
    {.name = "askedAs", .label = "Asked as", .shown = false},
};

}  // namespace

extern const DataType mailbox_purposes;
// One question a mailbox, because a list of users refuses the property (501); null where there is
// no mailbox (reference/microsoft-cloud.md C.1, C.6).
const DataType mailbox_purposes{
    .name = "mailbox_purposes",
    .title = "Mailbox purposes",
    .path = "/v1.0/users/{id}/mailboxSettings/userPurpose",
    .selects = false,
    .permission = "MailboxSettings.Read",
    .reader = Reader::mailbox_purposes,
    .title_field = "userPrincipalName",
    .fields = kFields,
};

}  // namespace reeve::types
