// How a contact's addresses and phone numbers change: people replace the list, Microsoft states its
// own. Internal to store/.
#pragma once

#include <vector>

#include "store/contact_rules.h"

namespace reeve::store {

// Each says whether the list changed, and adds history and sources to `result`. For a Microsoft
// author: what it gave before and does not name any more goes, what people wrote stays, and the
// primary one moves only if no person chose it. `rules` (of the patch) widen or narrow that.
bool apply_emails(ContactState& state, const std::vector<domain::Email>& wanted,
                  domain::Source author, const MicrosoftRules& rules, PatchResult& result);
bool apply_phones(ContactState& state, const std::vector<domain::Phone>& wanted,
                  domain::Source author, const MicrosoftRules& rules, PatchResult& result);

// By which two entries of one contact are the same.
std::string item_key(const domain::Email& email);
std::string item_key(const domain::Phone& phone);

}  // namespace reeve::store
