// What one write does to one contact: the rules of who may write what, without a database. Internal
// to store/.
#pragma once

#include <string>
#include <vector>

#include "domain/contact.h"
#include "store/contacts.h"
#include "store/field_sources.h"

namespace reeve::store {

// A contact being written, with what is known of its fields.
struct ContactState {
  domain::Contact contact;
  FieldState fields;
};
struct PatchResult {
  std::vector<FieldChange> changes;
  std::vector<std::string> fields;      // whose source is now the author
  bool emails = false, phones = false;  // those lists changed
};

// Changes `state` as far as `author` may. Throws Error{invalid} as store/contacts.h says.
// `creating`: nothing was there.
PatchResult apply_contact_patch(ContactState& state, const ContactPatch& patch,
                                domain::Source author, bool creating, base::Time now);

// The form by which two addresses (or numbers) of one contact are the same.
std::string email_key(const std::string& address);
std::string phone_key(const std::string& phone);

}  // namespace reeve::store
