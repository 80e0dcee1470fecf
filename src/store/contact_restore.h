// Whole contacts, read and put back as they were. Internal to store/.
#pragma once

#include <vector>

#include "store/contact_rules.h"

namespace reeve::store {

// Those that exist, archived or not, in the order of `ids`. `writing`: nobody else may change them
// until this transaction ends.
std::vector<ContactState> contact_states(db::Connection& c, const std::vector<base::Id>& ids,
                                         bool writing);
// Values, addresses, numbers, sources and whether it is archived become these; the version grows.
// No history is written.
void restore_contacts(db::Connection& c, const std::vector<ContactState>& states, base::Time now);

}  // namespace reeve::store
