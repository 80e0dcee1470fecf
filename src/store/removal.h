// Taking a connection away: only its credentials, or also what Microsoft said of its tenants. What
// people wrote is never touched.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"

namespace reeve::store {

inline constexpr std::int64_t kRemovedAtOnce = 500;  // rows in one transaction

// Forgets secret, key, refresh token and sign-ins; the connection stays as "disconnected" and can
// be signed in for again. Records, links and documentation stay.
void disconnect(db::Connection& c, base::Id connection, base::Time now);

// Tenants that this connection alone reaches or reached: theirs is what a removal takes away.
std::vector<base::Id> tenants_of_alone(db::Connection& c, base::Id connection);

struct RemovalCounts {
  std::int64_t tenants = 0, records = 0, made_by_sync = 0, edited = 0;
};
// What a removal would do: contacts, configurations, locations and flexible assets that the sync
// made and nobody edited are archived, the edited ones stay.
RemovalCounts removal_counts(db::Connection& c, base::Id connection);

// Archives the next assets of that tenant which the sync made, nobody edited, and no tenant of
// another connection is linked to; notes each for the undo. How many, 0 at the end.
std::int64_t archive_untouched(db::Connection& c, base::Id leaving, base::Id connection,
                               base::Id tenant, const Author& author, base::Time now);
// Deletes the next links, reviews, decisions and records of the tenant and what the sync related,
// then its runs and cursors. How many rows, 0 at the end. The tenant itself stays, with its
// organization.
std::int64_t remove_records(db::Connection& c, base::Id tenant);
// Brings the next archived assets back; how many, 0 at the end. Those that somebody changed since
// are left as they are.
std::int64_t restore_archived(db::Connection& c, base::Id leaving, const Author& author,
                              base::Time now);
std::int64_t archived_by(db::Connection& c, base::Id leaving);

}  // namespace reeve::store
