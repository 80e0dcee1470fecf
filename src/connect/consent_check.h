// Whether the application is still allowed in the customers that are read: a consent that was taken
// back is told as that, while the relationship stands.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"

namespace reeve::connect {

// Asks for a token of each customer that this connection reads (by GDAP or DAP), which the next
// sync needs anyway, and marks or clears "consent lost". Another refusal, or none of Microsoft's
// answers, changes nothing. How many changed. Throws Error{canceled}.
std::int64_t check_consents(Services& services, TokenSource& tokens, base::Id connection,
                            std::stop_token stop);

}  // namespace reeve::connect
