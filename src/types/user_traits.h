// What a choice asks of a user record: kind of account, licenses, department, domain. Pure.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "base/json.h"
#include "domain/choosing.h"

namespace reeve::types {

// SKU id in lower case -> part number, of the subscriptions that the tenant told.
using PartNumbers = std::unordered_map<std::string, std::string>;

// What the mailbox is for, as Microsoft said it (mailboxSettings/userPurpose): nothing where nobody
// asked or nobody may; an empty text where there is no mailbox.
using MailboxPurpose = std::optional<std::string>;

// `body` as stored. Groups are left unknown. Rooms and service accounts are known by their purpose
// or `isResourceAccount`, else by holding nothing but licenses that only such accounts have
// (part numbers in user_traits.cpp).
domain::UserTraits user_traits(const base::json::value& body, const PartNumbers& part_numbers,
                               const MailboxPurpose& purpose);

// Whether a subscribed SKU (its stored body) gives people a mailbox: our reading of which
// subscriptions the source's screen recommends; Microsoft names none.
bool gives_mailbox(const base::json::value& sku);

}  // namespace reeve::types
