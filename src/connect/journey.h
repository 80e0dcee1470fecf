// A browser on its way to Microsoft and back: what only this browser and this installation know of
// it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/secret_bytes.h"
#include "connect/services.h"

namespace reeve::connect {

inline constexpr base::Millis kSignInLife{10 * 60'000};

struct Journey {
  base::Id connection = 0, account = 0;
  std::string nonce;
  base::SecretBytes verifier;  // PKCE
  std::string browser_hash;    // of the cookie of the browser that began
  std::string fingerprint;     // of the credentials it began with (credentials.h)
  std::string act;             // of an onboarding (onboarding.h); empty: to connect
};

// What goes into the address at Microsoft.
struct Mark {
  std::string state, nonce, challenge;  // challenge: of the verifier, S256
};

// Seals a journey for ten minutes. `browser` is the value of a cookie that lives as long.
Mark begin_journey(Services& services, base::Id connection, base::Id account,
                   const std::string& browser, const std::string& fingerprint,
                   std::string_view act = {});
// Takes it out: a state works once, and for ten minutes. Nothing when unknown or expired.
std::optional<Journey> take_journey(Services& services, const std::string& state);
bool same_browser(const Journey& journey, const std::string& browser);

}  // namespace reeve::connect
