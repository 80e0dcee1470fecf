// The providers, as their help pages name their own domains.
#include "domain/public_mail.h"

#include <algorithm>

namespace reeve::domain {

bool is_public_mail(std::string_view domain) {
  // Sorted, so that a look is cheap and a double is seen.
  static constexpr std::string_view kProviders[] = {
      "aol.com",     "bluewin.ch",     "btinternet.com", "comcast.net", "free.fr",
      "freenet.de",  "gmail.com",      "gmx.at",         "gmx.ch",      "gmx.de",
      "gmx.net",     "googlemail.com", "hotmail.co.uk",  "hotmail.com", "hotmail.de",
      "hotmail.fr",  "icloud.com",     "laposte.net",    "libero.it",   "live.com",
      "mac.com",     "mail.com",       "mail.ru",        "mailbox.org", "me.com",
      "msn.com",     "orange.fr",      "outlook.com",    "outlook.de",  "posteo.de",
      "proton.me",   "protonmail.com", "qq.com",         "sfr.fr",      "t-online.de",
      "verizon.net", "web.de",         "yahoo.co.uk",    "yahoo.com",   "yahoo.de",
      "yahoo.fr",    "yandex.ru",      "zoho.com"};
  static_assert(std::ranges::is_sorted(kProviders));
  return std::ranges::binary_search(kProviders, domain);
}

}  // namespace reeve::domain
