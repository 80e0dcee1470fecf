// What the store's own changes mean to people: it opens and mends notices in the transaction that
// changes a connection, a tenant or a run, so that no power cut comes between. Internal to store/.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// After a connection's state changed: "reconnect" opens a notice, any way out of it mends it.
void tell_connection_state(db::Connection& c, base::Id connection, base::Time now);
// Before a connection is removed.
void tell_connection_removed(db::Connection& c, base::Id connection, const std::string& name,
                             base::Time now);
// After a run ended. A failure, or a list of users that broke off, opens a notice unless its
// connection is the one that is lost (that is one event, not one for each tenant); a success mends
// it. A hold opens one unless it is a first sync, which notify/ tells for all tenants of a
// connection at once.
void tell_run_end(db::Connection& c, base::Id run, std::string_view state,
                  const std::optional<std::string>& reason, const std::string& sentence,
                  const std::optional<std::string>& remedy, base::Time now);
// After a tenant's failures put it into quarantine: the open notice of its failing says so.
void tell_quarantine(db::Connection& c, base::Id tenant, const std::string& sentence,
                     const std::string& remedy, base::Time now);
// After a person answered what the guard held back: once nothing of the tenant waits any more, its
// notice is mended.
void tell_hold_decided(db::Connection& c, base::Id tenant, bool accepted, base::Time now);
// After a tenant was set to be ignored.
void tell_tenant_ignored(db::Connection& c, base::Id tenant, base::Time now);

}  // namespace reeve::store
