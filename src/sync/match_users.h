// Brings the tenant's users and the organization's contacts before match/, and counts what it says.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "match/contact_match.h"
#include "store/links.h"
#include "store/records.h"
#include "store/tenants.h"
#include "sync/choice.h"
#include "sync/complete.h"

namespace reeve::sync {

struct PreviewCounts {
  std::int64_t match = 0;       // would be linked to a contact that is there
  std::int64_t create = 0;      // would be created
  std::int64_t hold = 0;        // new, and held for review by the connection's policy
  std::int64_t held = 0;        // new, and held with many others by the safety limits
  std::int64_t unclear = 0;     // a person must choose
  std::int64_t join = 0;        // two users fit one contact: a person must choose too
  std::int64_t skip = 0;        // left out by a rule or a ruling, with reason
  std::int64_t not_chosen = 0;  // outside the criteria of the choice
  std::int64_t linked = 0;      // chosen, and linked to a contact already
  // Linked, but left out from now on: the contact stays and is no longer written. Counted in skip
  // or not_chosen, too.
  std::int64_t stops = 0;
  // "match" -> "alias" -> 12: why, for each of match, create, hold, held, unclear, join, skip and
  // not_chosen.
  std::map<std::string, std::map<std::string, std::int64_t>> reasons;
};

// A user who leaves the choice, or comes back into it.
struct ChoiceChange {
  base::Id record = 0;
  std::optional<std::string> before, after;  // as records.not_chosen has them
  bool linked = false;
};

struct UserMatch {
  std::vector<match::ContactOutcome> outcomes;
  std::unordered_map<base::Id, store::Record> records;        // of the outcomes
  std::unordered_map<base::Id, match::RecordEvidence> users;  // of the records
  std::unordered_map<base::Id, match::ContactEvidence> contacts;
  std::unordered_map<base::Id, base::Id> links;  // record -> contact, linked before
  PreviewCounts counts;
  std::unordered_map<base::Id, domain::UserTraits> traits;  // of the records
  std::vector<ChoiceChange> choice_changes;                 // none from a partial listing
};

// Reads and matches; writes nothing. `complete`: the listing of this run, or null where it was
// partial: then nobody leaves the choice or comes back. A tenant without organization is matched
// against no contacts at all.
UserMatch match_users(db::Connection& c, const store::Tenant& tenant, const Complete* complete,
                      const Choosing& choosing, const match::Policy& policy);
// The same from the records as they are, for a preview: what a complete listing that brought just
// them would do.
UserMatch match_known_users(db::Connection& c, const store::Tenant& tenant,
                            const Choosing& choosing, const match::Policy& policy);

// What becomes of a user, in the words of the preview: match, create, hold, held, unclear, join,
// skip, not_chosen.
std::string_view preview_word(const match::ContactOutcome& outcome);
// New people who must wait for an answer to the safety limits.
inline constexpr std::string_view kMassCreate = "mass_create";
void hold_back(UserMatch& matched, const std::unordered_set<base::Id>& records);
// The policy of the connection (the default where there is none), and the tenant's settings.
match::Policy match_policy(db::Connection& c, base::Id tenant, std::optional<base::Id> connection);

// The open reviews that the outcomes ask for.
inline constexpr std::string_view kReviewKinds[] = {"unclear_match", "asset_claimed",
                                                    "new_contact"};
std::vector<store::Review> reviews_of(const UserMatch& matched, base::Id tenant, base::Id run,
                                      base::Time now);

}  // namespace reeve::sync
