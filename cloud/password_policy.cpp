// The published password policy. Source: microsoft-cloud.md E.5 (entra-docs
// concept-sspr-policy.md@06324054).
#include "password_policy.h"

#include "encoding.h"
#include "random.h"

namespace cloud {
namespace {

constexpr std::size_t kShortest = 8;
constexpr std::size_t kLongest = 256;
constexpr int kFewestClasses = 3;
constexpr std::string_view kSymbols = "@#$%^&*-_!+=[]{}|\\:',.?/`~\"();<> ";

bool is_between(char letter, char first, char last) { return letter >= first && letter <= last; }

}  // namespace

bool is_acceptable_password(std::string_view password, bool strong) {
  if (password.size() < kShortest || password.size() > kLongest) return false;
  bool lower_case = false, upper_case = false, digit = false, symbol = false;
  for (const char letter : password) {
    if (is_between(letter, 'a', 'z'))
      lower_case = true;
    else if (is_between(letter, 'A', 'Z'))
      upper_case = true;
    else if (is_between(letter, '0', '9'))
      digit = true;
    else if (kSymbols.find(letter) != std::string_view::npos)
      symbol = true;
    else
      return false;  // no Unicode, no control characters
  }
  return !strong || lower_case + upper_case + digit + symbol >= kFewestClasses;
}

bool wants_strong_password(const User& user) {
  for (const std::string& one : split(user.password_policies, ','))
    if (same_text(one.substr(one.find_first_not_of(' ') == std::string::npos
                                 ? 0
                                 : one.find_first_not_of(' ')),
                  "DisableStrongPassword"))
      return false;
  return true;
}

std::string fresh_password() {
  constexpr std::string_view consonants = "bcdfghjklmnpqrstvwxyz";
  constexpr std::string_view vowels = "aeiou";
  const auto pick = [](std::string_view from) {
    return from[static_cast<std::size_t>(fresh_between(0, static_cast<int>(from.size()) - 1))];
  };
  std::string text = {pick(consonants), pick(vowels), pick(consonants), pick(vowels)};
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  for (int digit = 0; digit < 4; ++digit) text += pick("0123456789");
  return text;
}

}  // namespace cloud
