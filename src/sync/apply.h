// Writes what matching and changed records say into the documentation: contact and link in one
// transaction.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "domain/field_mapping.h"
#include "store/contacts.h"
#include "store/mapped_contact.h"
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

// What decides what users write into contacts.
struct ContactWriting {
  domain::ContactMapping fields;
  store::KnownPlace place;
  std::int64_t revision() const { return store::revision_of(fields, place); }
};
ContactWriting contact_writing(db::Connection& c, base::Id tenant);

// What a new or linked contact gets from a user; without `contact` it is created.
store::ContactWrite write_of(const store::Record& record, std::optional<base::Id> contact,
                             base::Id organization, const ContactWriting& mapping);

// A contact that would not stay as it is.
struct PendingChange {
  base::Id record = 0, contact = 0;      // or configuration
  std::string external_id, title, hash;  // of its record
  bool new_data = false;                 // Microsoft has something else now
  std::vector<store::FieldChange> changes;
};
// What apply_changes would write; nothing is written here. `new_data_alone`: only what follows from
// something that Microsoft has else now (another mapping was previewed by whoever chose it), and
// nothing where not even `more_than` users differ.
struct PendingAsk {
  bool new_data_alone = false;
  std::int64_t more_than = 0;
};
std::vector<PendingChange> pending_changes(db::Connection& c, const store::Author& author,
                                           base::Time now, base::Id tenant, const PendingAsk& ask);

// Every link whose record differs from what was applied: also what an earlier run, killed between
// diff and apply, left. Those of the records `held` (external ids) wait.
void apply_changes(const Services& services, RunWriter& writer, const store::Tenant& tenant,
                   const std::unordered_set<std::string>& held, ApplyCounts& counts);

}  // namespace reeve::sync
