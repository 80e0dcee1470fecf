// Keeps, once a day, where Microsoft says that a customer's services are managed.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"

namespace reeve::connect {

inline constexpr base::Millis kPortalsKept{24 * 60 * 60'000};
inline constexpr std::int64_t kMaxPortalsAsked = 500;  // in one go

// For tenants that the connection reaches by GDAP, each answered at most once a day. Stops quietly
// at the first refusal: the links then come from the templates. Gives how many tenants were
// answered.
std::int64_t refresh_portals(Services& services, TokenSource& tokens, base::Id connection,
                             std::stop_token stop);

}  // namespace reeve::connect
