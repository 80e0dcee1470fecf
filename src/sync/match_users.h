// Brings the tenant's users and the organization's contacts before match/, and counts what it says.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "match/contact_match.h"
#include "store/links.h"
#include "store/records.h"
#include "store/tenants.h"
#include "sync/complete.h"

namespace reeve::sync {

struct PreviewCounts {
  std::int64_t match = 0;    // would be linked to a contact that is there
  std::int64_t create = 0;   // would be created, or held for review where the policy says so
  std::int64_t unclear = 0;  // a person must choose
  std::int64_t join = 0;     // two users fit one contact: a person must choose too
  std::int64_t skip = 0;     // left out, with reason
};

struct UserMatch {
  std::vector<match::ContactOutcome> outcomes;
  std::unordered_map<base::Id, store::Record> records;  // of the outcomes
  std::unordered_map<base::Id, std::string> contact_titles;
  PreviewCounts counts;
};

// Reads and matches; writes nothing. `complete`: the listing of this run, or null where it was
// partial. A tenant without organization is matched against no contacts at all.
UserMatch match_users(db::Connection& c, const store::Tenant& tenant, const Complete* complete,
                      const match::Policy& policy);

// The open reviews that the outcomes ask for.
inline constexpr std::string_view kReviewKinds[] = {"unclear_match", "asset_claimed",
                                                    "new_contact"};
std::vector<store::Review> reviews_of(const UserMatch& matched, base::Id tenant, base::Id run,
                                      base::Time now);

}  // namespace reeve::sync
