// Contacts with the Microsoft user that speaks for each, as both stand in the database. Internal to
// store/.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "db/connection.h"
#include "domain/contact.h"
#include "store/records.h"

namespace reeve::store {

struct ComparedPair {
  domain::Contact contact;
  Record record;  // gone and not chosen ones too
};

// Not archived contacts alone, each once: of several tenants the one that was linked first speaks.
std::vector<ComparedPair> pairs_by_name(db::Connection& c, base::Id organization,
                                        std::int64_t limit);
std::vector<ComparedPair> pairs_after(db::Connection& c, base::Id organization, base::Id after,
                                      std::int64_t limit);
std::vector<ComparedPair> pairs_of(db::Connection& c, std::span<const base::Id> contacts);

}  // namespace reeve::store
