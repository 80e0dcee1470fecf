// A contact's fields beside what its Microsoft user says of them. Pure; pages show it, and a person
// answers each difference (store/compare.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/contact.h"
#include "domain/field_mapping.h"
#include "types/user_contact.h"

namespace reeve::types {

struct ComparedField {
  domain::ContactTarget target = domain::ContactTarget::first_name;
  std::string_view field, label;               // names as in the history
  std::optional<std::string> ours, microsoft;  // the entries of a list joined by ", "
  bool asked = false;                          // whether Microsoft's answer had the property at all
  bool differs = false;  // of a list: Microsoft has an entry that we lack; people may have more
};

// first_name, last_name, title, contact_type, primary_email, emails (all of them), phones.
std::vector<ComparedField> compare_user(const domain::Contact& contact,
                                        const MappedContact& mapped);

}  // namespace reeve::types
