// Connecting a tenant in the browser: to Microsoft's sign-in and back, with everything checked
// before anything is kept.
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"

namespace reeve::connect {

// Who acts, for the audit trail.
struct Actor {
  base::Id account = 0;
  std::string address;       // where the request came from; may be empty
  std::string browser = {};  // the cookie that ties a sign-in to the browser that began it
};

// How the journey ended. `connection` is set wherever the state was known, so that the page can go
// back to it.
struct SignInOutcome {
  std::optional<base::Id> connection;
  std::string act;              // of an onboarding (onboarding.h); empty: it was to connect
  std::string service_account;  // who signed in, when connected
  std::optional<base::Error>
      error;  // why not; message holds sentence and remedy, detail Microsoft's own words
  bool connected() const { return !error.has_value(); }
};

// Makes state, nonce and PKCE verifier, keeps them sealed for ten minutes, and returns the address
// the browser goes to: sign-in for a partner connection, an administrator's consent for a direct
// one. Pending credentials (store/connections.h) are the ones to be proven. Checks before the
// journey what can be checked: application id, directory known to Microsoft, secret accepted.
// Throws Error{not_found}, Error{invalid} (something is missing), Error{refused} (sentence and
// remedy), Error{unavailable}.
std::string begin_sign_in(Services& services, base::Id connection, const Actor& actor,
                          std::stop_token stop);

// The browser came back with these query values, from here or from begin_onboarding
// (onboarding.h). Every failure is a value: it leaves the old
// credentials and a working connection as they were, and is written to the audit trail and, where
// the connection was not working, to the connection.
SignInOutcome finish_sign_in(Services& services, TokenSource& tokens,
                             const std::map<std::string, std::string>& query, const Actor& actor,
                             std::stop_token stop);

}  // namespace reeve::connect
