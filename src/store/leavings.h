// Leaving Microsoft: what an application still holds in each tenant, which of it is to be revoked,
// and how that ended. Outlives the connection.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/list.h"

namespace reeve::store {

struct Leaving {
  base::Id id = 0, connection = 0;
  std::string connection_name, application_id;
  std::optional<base::Id> account;  // who works on it: whose sign-in at Microsoft is used
  // listing, listed (a person looks and ticks), revoking, revoked, removing, undoing, ended
  std::string state;
  std::optional<std::string> ending;    // pause, keep, remove
  std::optional<std::string> sentence;  // what came of the last step
  base::Time created_at{};
  std::optional<base::Time> listed_at, revoking_at, revoked_at, ended_at, undone_at;
};

struct LeavingTenant {
  std::string entra_tenant_id, name;
  bool home = false;  // the connection's own directory
  std::string state;  // waiting, listed, absent (the application does not stand there), unknown
  std::optional<std::string> service_principal;
  std::optional<std::string> temporary;  // scopes to be taken back last, separated by blanks
  std::optional<std::string> sentence;   // why unknown; what could not be read
};

struct LeavingItem {
  base::Id id = 0, leaving = 0;
  std::string entra_tenant_id, tenant_name;  // tenant_name is filled on reading
  std::string kind;                          // delegated, application, group, role
  std::string object_id;                     // Microsoft's; empty where only a token told of it
  // Application id of the API, for a person's own consent followed by a blank and the person's id;
  // of groups and roles the id again.
  std::string resource;
  std::string resource_name;
  std::string what;  // scopes separated by blanks, or a name
  bool by_reeve = false, selected = false;
  std::int64_t position = 0;     // lower first: what revoking itself needs goes last
  std::string state = "listed";  // listed, waiting, done, failed, left (by hand)
  std::optional<std::string> sentence;
  std::optional<base::Time> ended_at;
};

// Numbers for a page; tenants by their state, items by theirs.
struct LeavingCounts {
  std::int64_t tenants = 0, tenants_waiting = 0, tenants_unknown = 0, tenants_absent = 0;
  std::int64_t items = 0, by_reeve = 0, selected = 0;
  std::int64_t waiting = 0, done = 0, failed = 0, left = 0;
};

// Begins, or lists anew where one is open: every tenant waits, what was ticked is forgotten. The
// tenants are the connection's own directory and every tenant it ever reached. Error{conflict}
// while revoking or removing; Error{not_found}.
Leaving begin_leaving(db::Connection& c, base::Id connection, std::optional<base::Id> account,
                      base::Time now);
std::optional<Leaving> find_leaving(db::Connection& c, base::Id id);
std::optional<Leaving> open_leaving(db::Connection& c, base::Id connection);
// Filters: id, connection_id, state. Sort: id (default: newest first).
Page<Leaving> list_leavings(db::Connection& c, const ListQuery& query);
LeavingCounts leaving_counts(db::Connection& c, base::Id leaving);

// Moves it on; false when its state is not `from` any more.
bool move_leaving(db::Connection& c, base::Id leaving, std::string_view from, std::string_view to,
                  base::Time now);
void set_leaving_sentence(db::Connection& c, base::Id leaving, const std::string& sentence);
void set_leaving_account(db::Connection& c, base::Id leaving, std::optional<base::Id> account);
void set_leaving_ending(db::Connection& c, base::Id leaving, std::string_view ending);

std::vector<LeavingTenant> leaving_tenants(db::Connection& c, base::Id leaving);
// What was found in one tenant, in place of what was known before.
void put_leaving_tenant(db::Connection& c, base::Id leaving, const LeavingTenant& tenant,
                        const std::vector<LeavingItem>& items);
void set_leaving_temporary(db::Connection& c, base::Id leaving, const std::string& entra_tenant_id,
                           const std::optional<std::string>& scopes);

// Filters: id, leaving_id, tenant_id (Entra), kind, state, by_reeve, selected. Sort: id,
// position; default the tenant's name, then position.
Page<LeavingItem> list_leaving_items(db::Connection& c, const ListQuery& query);
// All of one tenant, in the order of revoking.
std::vector<LeavingItem> leaving_items(db::Connection& c, base::Id leaving,
                                       const std::string& entra_tenant_id);
// Ticks: none, by_reeve (what Reeve granted itself), everything. What is done stays as it is.
void tick_items(db::Connection& c, base::Id leaving, std::string_view which);
// Ticks or unticks these.
void tick_items(db::Connection& c, base::Id leaving, const std::vector<base::Id>& items,
                bool selected);
// Everything ticked that is not done yet waits from now on; how many.
std::int64_t queue_ticked(db::Connection& c, base::Id leaving);
// Tenants with something waiting, or with scopes to be taken back.
std::set<std::string> tenants_to_revoke(db::Connection& c, base::Id leaving);
// state, sentence and ended_at by id.
void end_items(db::Connection& c, const std::vector<LeavingItem>& items, base::Time now);

// Queues the job ("leaving") that does what its state asks for.
void queue_leaving(db::Connection& c, const Leaving& leaving, base::Time now);
// The job could not be done at all: back to where a person decides, with the sentence.
void leaving_failed(db::Connection& c, base::Id leaving, const std::string& sentence,
                    base::Time now);

// Connections through which nothing is to be asked by itself: paused, disconnected, not signed in
// yet, or just being left.
std::set<base::Id> resting_connections(db::Connection& c);

}  // namespace reeve::store
