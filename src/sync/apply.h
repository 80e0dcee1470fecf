// Writes what matching and changed records say into the documentation: contact and link in one
// transaction.
#pragma once

#include <cstdint>

#include "store/tenants.h"
#include "sync/match_users.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// Contacts in one transaction: each is several rows (addresses, phones, history, link).
inline constexpr std::size_t kContactsPerTransaction = 100;
// Events that name a single contact, a run; the history of each contact has all.
inline constexpr std::int64_t kMaxContactEvents = 50;

struct ApplyCounts {
  std::int64_t matched = 0, created = 0, updated = 0;
  std::int64_t named = 0;  // contact events written so far
};

// New links and new contacts. Throws Error{conflict} or Error{not_found} when a person changed the
// documentation under it (the tenant's organization too): match again and repeat.
void apply_outcomes(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                    const UserMatch& matched, ApplyCounts& counts);

// Every link whose record differs from what was applied: also what an earlier run, killed between
// diff and apply, left.
void apply_changes(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   ApplyCounts& counts);

}  // namespace reeve::sync
