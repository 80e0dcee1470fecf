// How users find contacts, as a connection or a tenant chose it.
#pragma once

#include <string>
#include <string_view>

namespace reeve::domain {

struct MatchingPolicy {
  // "ann+news@contoso.com" counts as "ann@contoso.com" where no contact has the whole address.
  // Microsoft delivers both to one mailbox unless the tenant switched that off
  // (learn.microsoft.com/exchange/recipients-in-exchange-online/plus-addressing-in-exchange-online).
  bool ignore_plus_tags = true;
};

// Reads the section "matching" of the sync settings. Throws Error{invalid} naming what is wrong.
MatchingPolicy matching_policy_from(std::string_view json);
std::string to_json(const MatchingPolicy& policy);

}  // namespace reeve::domain
