// Finds the tenants of a connection, matches the sure ones to organizations, and queues what
// follows.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "store/tenants.h"

namespace reeve::connect {

struct DiscoveryOutcome {
  store::Discovered merged;
  std::int64_t matched = 0;    // by exact name, now
  std::int64_t suggested = 0;  // tenants with at least one suggestion
  std::int64_t queued = 0;     // runs queued
  bool complete = false;
  std::string sentence, remedy;        // why not complete
  std::optional<base::Time> retry_at;  // throttled: not before
};

// sync_all: every tenant of the connection that syncs at all is queued afterwards, as after new
// credentials.
enum class AfterDiscovery { what_is_new, sync_all };

// The work of a job of kind "discover", payload {"connection":ID,"sync":true|false}. Throws
// Error{refused} when the connection must be reconnected, Error{unavailable} when Microsoft cannot
// be reached (try again), Error{canceled}, Error{not_found}.
DiscoveryOutcome run_discovery(Services& services, TokenSource& tokens, base::Id connection,
                               std::stop_token stop,
                               AfterDiscovery after = AfterDiscovery::what_is_new);

// Matches tenants without organization by exact normalized name where it is the only one on both
// sides, and replaces the suggestions of the others. What a person decided is left alone. Also
// called after organizations were made or imported.
struct MatchOutcome {
  std::int64_t matched = 0, suggested = 0, queued = 0;
};
MatchOutcome match_found_tenants(Services& services);

// Queues the discovery job of a connection (key "discover:ID").
void queue_discovery(db::Connection& c, base::Id connection, base::Time now,
                     AfterDiscovery after = AfterDiscovery::what_is_new);

}  // namespace reeve::connect
