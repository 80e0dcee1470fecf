// What a user record may write into its contact under the mapping in force, and what a change of
// that mapping would do.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "db/connection.h"
#include "domain/field_mapping.h"
#include "store/contacts.h"
#include "store/records.h"
#include "store/scope.h"

namespace reeve::store {

// The tenant's own, else its connection's, else the default.
domain::ContactMapping mapping_of_tenant(db::Connection& c, base::Id tenant);
// Where the tenant's people are: the primary location of its organization, or none. Outer none: it
// is not spoken of.
using KnownPlace = std::optional<std::optional<domain::ContactPlace>>;
KnownPlace place_of_tenant(db::Connection& c, base::Id tenant);
// What links under this mapping, and at this place, are to be marked with.
std::int64_t revision_of(const domain::ContactMapping& mapping, const KnownPlace& place = {});

// Fields that the mapping leaves alone, and those that Microsoft did not send, are not in it.
ContactPatch patch_of(const Record& record, const domain::ContactMapping& mapping,
                      const KnownPlace& place = {});
// The same for a contact whose record was applied before: only where Microsoft wins, so that what
// people wrote since is overwritten there. Empty where it wins nowhere.
ContactPatch winning_patch_of(const Record& record, const domain::ContactMapping& mapping,
                              const KnownPlace& place = {});
bool wins_anywhere(const domain::ContactMapping& mapping);

// Of an organization with several tenants: what users of the other tenants gave the same contacts
// is Microsoft's too, and is not to be taken back by this tenant's list. The same for a person's
// second account, whose addresses the contact has since it was merged.
void keep_other_tenants(db::Connection& c, base::Id tenant, std::vector<ContactWrite>& writes);

inline constexpr std::int64_t kMaxPreviewedContacts = 50'000;
inline constexpr std::size_t kPreviewExamples = 5;  // a field

struct MappingPreview {
  struct Example {
    base::Id contact = 0;
    std::string name, op;  // set, add, remove
    std::string old_value, new_value;
  };
  struct Field {
    std::string name;  // first_name … phones, primary_email, primary_phone
    std::int64_t contacts = 0;
    std::vector<Example> examples;
  };
  std::int64_t linked = 0;   // contacts of these tenants that have a Microsoft user
  std::int64_t looked = 0;   // of them, at most kMaxPreviewedContacts
  std::int64_t changed = 0;  // of those looked at
  std::vector<Field> fields;
};
// One tenant's share, added to `preview`; writes nothing.
void preview_mapping(db::Connection& c, base::Id tenant, const domain::ContactMapping& mapping,
                     base::Time now, MappingPreview& preview);

}  // namespace reeve::store
