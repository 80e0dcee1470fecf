// Proves that what came back from Microsoft really lets us in: who signed in, to which directory,
// with a second factor; or, for a single tenant, what the application may read by itself.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "base/secret_bytes.h"
#include "connect/connection_state.h"
#include "connect/journey.h"
#include "connect/services.h"

namespace reeve::connect {

struct Proof {
  std::string service_account;      // empty: an application alone, nobody stays signed in
  std::string object_id;            // of that account; the same
  base::SecretBytes refresh_token;  // the same
  std::string mfa = "unknown";      // yes, unknown
};
using ProofOrRefusal = std::variant<Proof, Refused>;

// What can be known before the journey: whether the directory exists and the secret is right. Only
// `invalid_client` is told here: an application that is not yet known in the directory becomes
// known by the consent to come. Throws Error{unavailable}, Error{protocol}.
std::optional<Refused> look_ahead(Services& services, const Credentials& credentials,
                                  std::stop_token stop);

// A partner connection: redeems the code, checks the id token (issuer, audience, nonce, times), the
// directory, that it is a partner's, and multi-factor authentication.
ProofOrRefusal prove_person(Services& services, const Credentials& credentials,
                            const Journey& journey, const std::string& code, std::stop_token stop);
// The same for a sign-in that asked for `scope` and is to connect nothing: what kind of directory
// it is was proven before.
ProofOrRefusal prove_person_for(Services& services, const Credentials& credentials,
                                const Journey& journey, const std::string& code,
                                const std::string& scope, std::stop_token stop);

// A direct connection: after an administrator's consent the application gets a token of its own
// there, with permissions in it. The browser's word for the tenant is never taken (reference
// A.2).
ProofOrRefusal prove_application(Services& services, const Credentials& credentials,
                                 std::stop_token stop);

}  // namespace reeve::connect
