// Tenants: one row per cloud and tenant id, whatever finds it; how each is reached; which
// organization it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

struct TenantAccess {
  base::Id connection = 0;
  std::string way;    // direct, gdap, dap, own
  std::string state;  // open, lost
  std::optional<std::string> reason;
  // Why: relationship_expired, relationship_terminated, no_relationship, consent_lost, not_listed.
  // A lost consent leaves the way open.
  std::optional<std::string> cause;
  std::int64_t preference = 0;
  base::Time seen_at{};
};

struct Tenant {
  base::Id id = 0;
  std::string cloud, entra_tenant_id, name;
  std::optional<std::string> default_domain;
  std::optional<base::Id> organization;
  std::string organization_name;  // filled by lists and shows
  std::string state;              // new, read, active, ignored
  bool own = false;               // the MSP's own tenant
  std::optional<std::string> reason;
  std::optional<std::string> cause;  // as of its way in use, and connection_removed
  std::optional<std::string> way_in_use;
  std::optional<base::Id> connection_in_use;
  std::optional<std::string> matched_how;  // exact_name, suggestion, chosen, created
  std::optional<base::Id> matched_by;
  std::optional<base::Time> matched_at, first_sync_accepted_at, last_good_sync_at;
  std::string portals;  // JSON as store/tenant_portals.h keeps it; empty when none are known
  std::int64_t version = 1;
  base::Time created_at{}, updated_at{};
  // The newest run, for badges; filled by lists and shows.
  std::optional<base::Id> last_run;
  std::string last_run_state, last_run_sentence;
  std::optional<base::Time> last_run_at;
};

// What discovery found of one tenant.
struct FoundTenant {
  std::string entra_tenant_id, name;
  std::optional<std::string> default_domain;
  std::string way;
  bool own = false;
  // A way that Microsoft says is closed, and why (TenantAccess::cause, and a sentence).
  bool open = true;
  std::string cause = {}, reason = {};
  bool add = true;  // false: only of interest where the tenant is known already
};
struct Discovered {
  std::int64_t added = 0, renamed = 0, lost = 0, total = 0;
};
// Merges one complete discovery of a connection: adds tenants (state `initial_state`; the own one
// is added as `new`, off), follows renames, opens and loses ways in. An incomplete discovery must
// pass complete=false: then nothing is lost.
Discovered merge_tenants(db::Connection& c, base::Id connection, const std::string& cloud,
                         const std::vector<FoundTenant>& found, bool complete,
                         std::string_view initial_state, base::Time now);

// Filters: id, name, search, entra_tenant_id, organization_id, connection_id, state, matched
// (true/false), own, match (unmatched, suggested, matched, ignored: as the matching page's tabs).
// Sort: name, id, state, organization_name. A tenant without organization is seen only by scopes
// over all organizations.
Page<Tenant> list_tenants(db::Connection& c, const Scope& scope, const ListQuery& query);
std::optional<Tenant> find_tenant(db::Connection& c, const Scope& scope, base::Id id);
std::vector<TenantAccess> tenant_access(db::Connection& c, base::Id tenant);
// A person chose this way in. It is in use from now on and kept while it is open, as every way in
// use; of several that open later it comes first. Throws Error{invalid} when the tenant has no such
// open way.
void choose_way(db::Connection& c, base::Id tenant, base::Id connection, std::string_view way,
                base::Time now);

// Match (organization given) or unmatch; writes decision, state and audit trail columns. Matching
// sets state `active`.
void match_tenant(db::Connection& c, base::Id tenant, std::optional<base::Id> organization,
                  std::string_view how, std::optional<base::Id> account, base::Time now);
void set_tenant_state(db::Connection& c, base::Id tenant, std::string_view state,
                      std::optional<base::Id> account, base::Time now);
void accept_first_sync(db::Connection& c, base::Id tenant, std::optional<base::Id> account,
                       base::Time now);
void set_last_good_sync(db::Connection& c, base::Id tenant, base::Time now);

struct Suggestion {
  base::Id tenant = 0, organization = 0;
  std::string organization_name;  // filled on reading
  double score = 0;               // 0 to 1
  std::string evidence;           // a sentence
};
void replace_suggestions(db::Connection& c, base::Id tenant,
                         const std::vector<Suggestion>& suggestions);
std::vector<Suggestion> suggestions_of(db::Connection& c, const Scope& scope,
                                       base::Id tenant);  // best first

}  // namespace reeve::store
