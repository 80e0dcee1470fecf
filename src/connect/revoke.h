// Revokes what was ticked, tenant beside tenant, so that 300 of them take less than a minute.
//
// In each tenant what revoking itself needs goes last; the connection's own directory goes after
// all customers, since their tokens come from there. Where the person's token lacks a right in a
// customer's tenant, the application is allowed it through Partner Center for that moment
// ("door"), and it goes with the rest.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

#include "connect/services.h"
#include "connect/tokens.h"
#include "store/leavings.h"

namespace reeve::connect {

// Lower first. `resource` and `what` as in store::LeavingItem.
std::int64_t revoking_position(std::string_view kind, std::string_view resource,
                               std::string_view what);

// Works on every item that waits and moves the leaving on to "revoked". Throws Error{canceled};
// what was not reached still waits then.
void revoke_ticked(Services& services, TokenSource& tokens, const store::Leaving& leaving,
                   std::stop_token stop);

}  // namespace reeve::connect
