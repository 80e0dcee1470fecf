// What an application proves itself with: entered by a person, in use once a sign-in has proven it.
#pragma once

#include <optional>
#include <string>

#include "base/id.h"
#include "base/secret_bytes.h"
#include "connect/connection_state.h"
#include "connect/services.h"
#include "connect/sign_in.h"

namespace reeve::connect {

// A certificate lives as long as the secret that Microsoft's portal recommends.
inline constexpr int kCertificateMonths = 24;

// A connection that nobody has signed in for takes new credentials at once; any other keeps using
// the old ones until a finished sign-in has proven the new. Each throws Error{not_found}.
void enter_client_secret(Services& services, base::Id connection, const base::SecretBytes& secret,
                         const Actor& actor);
// Makes a key pair; only the public part is ever shown (connections.certificate, or the pending
// one).
void enter_new_certificate(Services& services, base::Id connection, const Actor& actor);

// A digest of what the application proves itself with, to see whether it changed during a sign-in.
std::string fingerprint(const Credentials& credentials);

// In the transaction that keeps a finished sign-in: what was pending is in use from now on.
void put_in_use(Services& services, db::Connection& c, base::Id connection, base::Time now);

}  // namespace reeve::connect
