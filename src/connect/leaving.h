// Leaving Microsoft: lists what the application holds in every tenant, revokes what was ticked, and
// removes what Microsoft said.
//
// Each step is a job ("leaving", store/leavings.h keeps where it stands) that any process may take
// up where a killed one left it: what is gone already counts as revoked.
#pragma once

#include <cstddef>
#include <stop_token>

#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"

namespace reeve::connect {

// Tenants at once; below what the transport opens to one host (http/curl_transport.h).
inline constexpr std::size_t kTenantsAtOnce = 16;

// Does what the leaving's state asks for: listing, revoking, removing or undoing; nothing in any
// other state. What cannot be read or revoked is told on its tenant or item. Throws Error{canceled}
// (the next process goes on), Error{not_found} for an unknown leaving.
void run_leaving(Services& services, TokenSource& tokens, base::Id leaving, std::stop_token stop);

}  // namespace reeve::connect
