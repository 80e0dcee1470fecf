// What state Microsoft has a person in, and what an administrator wants of a contact then.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace reeve::domain {

// As Microsoft has it; what the documentation says of the person is another matter.
enum class PersonState {
  enabled,
  disabled,      // the account is there and may not sign in
  unlicensed,    // a member without any license; guests never have one
  shared,        // the mailbox is a shared one now
  soft_deleted,  // deleted, and for 30 days still to be restored
  deleted,       // for good
  removed,       // not listed any more; whether it can be restored is not known
};
std::string_view to_string(PersonState state);
std::optional<PersonState> person_state_from(std::string_view name);
// Not in Microsoft's list of users any more.
bool is_absent(PersonState state);

// What becomes of the contact; by default nothing.
struct LeaverRule {
  std::string contact_type;  // empty: stays as it is
  bool archive = false;
  bool empty() const { return contact_type.empty() && !archive; }
};

struct LeaverPolicy {
  LeaverRule disabled, unlicensed, shared, soft_deleted, deleted;
  // Of an enabled person: none. Of one who is only known to be removed: that of a soft-deleted one.
  const LeaverRule& rule(PersonState state) const;
};

// Reads the section "leavers" of the sync settings. Throws Error{invalid} naming what is wrong.
LeaverPolicy leaver_policy_from(std::string_view json);
std::string to_json(const LeaverPolicy& policy);

}  // namespace reeve::domain
