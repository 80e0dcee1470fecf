// What Microsoft's sign-in error codes mean to a technician, and what to do about each.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace reeve::microsoft {

// Codes are read for advice only; what the program does follows from the protocol's `error` value,
// as Microsoft asks.
struct SignInAdvice {
  std::int64_t code;
  std::string_view sentence;
  std::string_view remedy;
};

// Null when the code is not in the table.
const SignInAdvice* advice_for(std::int64_t code);
std::span<const SignInAdvice> all_advice();
// The first number after "AADSTS" in Microsoft's description; 0 when there is none.
std::int64_t aadsts_code(std::string_view description);

}  // namespace reeve::microsoft
