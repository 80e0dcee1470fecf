// When the secret or certificate in use really ends: Microsoft knows, where the application may
// look at its own registration.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "base/json.h"
#include "connect/connection_state.h"
#include "connect/services.h"
#include "connect/tokens.h"

namespace reeve::connect {

// Corrects secret_expires_on from GET /applications(appId='…'), and marks it as Microsoft's word.
// Asks only with a token that says it may (Application.Read.All or more); without one, or where
// Microsoft refuses, what a person entered stays, and nothing entered stays unknown. Never throws
// but Error{canceled}: a sign-in is as good without it.
void refresh_expiry(Services& services, TokenSource& tokens, base::Id connection,
                    std::stop_token stop);

// The end of the credential in use, from the registration's passwordCredentials and keyCredentials.
// A secret is told apart by its hint, the first three characters of its value (learn.microsoft.com/
// graph/api/resources/passwordcredential), a certificate by its thumbprint. Nothing when none or
// more than one fits.
std::optional<base::Time> end_in_use(const base::json::value& registration,
                                     const Credentials& credentials, base::Time now);

}  // namespace reeve::connect
