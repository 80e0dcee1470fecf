// What a user record says about a contact: the mapping of Microsoft's properties to documentation
// fields. Pure; sync/ writes it, api/ shows it beside what people wrote.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/contact.h"
#include "domain/field_mapping.h"

namespace reeve::types {

// Raised whenever the reading below changes, so that every link is applied again
// (domain::mapping_revision).
inline constexpr std::int64_t kUserMappingRevision = 2;
inline constexpr std::size_t kMaxMappedText =
    255;  // bytes, as store/ takes them; longer ones are cut at a character
inline constexpr std::size_t kMaxMappedAddresses = 400;  // Exchange Online gives a mailbox no more

// Outer optional: Microsoft did not send the property, so nothing is known. Inner: its value, or
// none where it is blank.
struct MappedContact {
  std::optional<std::string> first_name, last_name;  // a blank is ""
  std::optional<std::optional<std::string>> title, contact_type;
  std::optional<std::optional<std::string>> primary_email;
  std::optional<std::vector<domain::Email>> aliases;  // without regard to the primary one
  std::optional<std::vector<domain::Email>> emails;   // both together; the first is the primary one
  std::optional<std::vector<domain::Phone>> phones;
};

// Reads what the mapping names, whatever its rules: those say what of it is written
// (store/mapped_contact.h). By default: first and last name from givenName and surname, where both
// are blank from the display name, else the user name's local part; title from jobTitle; of the
// e-mails mail (else the user name) is primary, then every smtp: address; phones from
// businessPhones, then mobilePhone. (As in IT Glue's "Contacts" table,
// reference/peers-and-features.md 1.1.)
MappedContact map_user(std::string_view body, const domain::ContactMapping& mapping = {});

// What matching and policy need to know of a user.
struct UserFacts {
  std::string title;                  // "Ann Lee (ann@contoso.com)"
  std::string user_name;              // as written
  std::string first_name, last_name;  // as mapped
  bool guest = false;
  bool enabled = true;  // unless Microsoft said no
  bool licensed = false;
};
UserFacts user_facts(std::string_view body);

}  // namespace reeve::types
