// Reads a mail address letter by letter.
#include "notify/mail_address.h"

#include <algorithm>

namespace reeve::notify {
namespace {

bool is_local_character(char c) {
  constexpr std::string_view kSigns = "!#$%&'*+-/=?^_`{|}~.";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSigns.find(c) != std::string_view::npos;
}

bool is_domain_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

bool no_loose_dots(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (text.size() > 254 || at == std::string_view::npos || at > 64) return false;
  const auto local = text.substr(0, at), domain = text.substr(at + 1);
  return no_loose_dots(local) && no_loose_dots(domain) &&
         std::all_of(local.begin(), local.end(), is_local_character) &&
         std::all_of(domain.begin(), domain.end(), is_domain_character);
}

}  // namespace reeve::notify
