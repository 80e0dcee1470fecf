// Contacts into which a person takes what Microsoft has. Internal to store/.
#pragma once

#include <vector>

#include "store/contacts.h"

namespace reeve::store {

// As write_contacts of contacts that are there, by Microsoft's rules (a ContactPatch's `rules` say
// where it wins) and past every lock, since a person wants it. The history has the author; fields
// and list entries have Microsoft as their source.
std::vector<ContactWritten> take_contacts(db::Connection& c, const Author& author,
                                          const std::vector<ContactWrite>& writes, base::Time now);

}  // namespace reeve::store
