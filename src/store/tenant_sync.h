// How the syncing of tenants goes: the newest run, how the last one ended and since when, failures
// in a row, pauses, and the schedule in force.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

// After so many failures in a row a tenant is in quarantine: asked once a day only.
inline constexpr std::int64_t kFailuresToQuarantine = 5;

struct TenantSync {
  base::Id tenant = 0;
  std::string name, state;  // new, read, active, ignored
  bool reachable = false;   // it has a way in
  std::optional<base::Id> connection;
  std::string connection_state;  // of it
  // The newest run, whatever its state.
  std::optional<base::Id> run;
  std::string run_state, started_by;
  std::optional<std::string> reason, sentence, remedy;
  std::optional<base::Time> queued_at, started_at, finished_at;
  std::optional<base::Time> starts_at;  // while it is queued: the earliest time
  // How the newest run that ended did, as runs.state, and since when it is so.
  std::string ended_state;
  std::optional<base::Time> ended_since;
  std::int64_t failures = 0;
  std::optional<base::Time> quarantined_at;
  struct Pause {
    base::Time since{};
    std::optional<base::Id> account;
    std::string account_name;
  };
  std::optional<Pause> pause;
  std::string schedule = "{}";  // section "schedule" in force
};

// Unscoped: callers pass ids that they may see.
std::map<base::Id, TenantSync> sync_of_tenants(db::Connection& c, std::span<const base::Id> ids);
std::optional<TenantSync> sync_of_tenant(db::Connection& c, base::Id id);

// In the transaction that ends a run: keeps how it ended and counts failures in a row; the
// kFailuresToQuarantine-th puts the tenant into quarantine (one event, and the open notice says
// it), a success ends it. A dry run counts for nothing, nor does a failure of a connection that is
// lost.
void note_run_end(db::Connection& c, base::Id run, std::string_view state, base::Time now);
// A person asked for a sync: failures are counted anew.
void end_quarantine(db::Connection& c, base::Id tenant, base::Id run, base::Time now);

// `kind`: connection or tenant. Pausing what is paused changes nothing.
void pause_sync(db::Connection& c, std::string_view kind, base::Id owner,
                std::optional<base::Id> account, base::Time now);
bool resume_sync(db::Connection& c, std::string_view kind, base::Id owner);
std::optional<TenantSync::Pause> pause_of(db::Connection& c, std::string_view kind, base::Id owner);

}  // namespace reeve::store
