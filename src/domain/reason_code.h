// Every reason code of the sync log: what it means in a sentence, and what to do. The event itself
// says it with names; this is what a code means by itself.
#pragma once

#include <span>
#include <string_view>

namespace reeve::domain {

struct ReasonCode {
  std::string_view code;
  std::string_view sentence;
  std::string_view remedy;
  bool may_pass = false;  // trying again soon, with nobody doing anything, may help
};

std::span<const ReasonCode> all_reason_codes();
const ReasonCode* find_reason_code(std::string_view code);  // null when there is none
// False for a code that is not known, too.
bool may_pass(std::string_view code);

}  // namespace reeve::domain
