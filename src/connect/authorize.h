// The addresses at Microsoft that a browser is sent to, and what is checked and written beside
// them.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "connect/connection_state.h"
#include "connect/journey.h"
#include "connect/services.h"
#include "connect/sign_in.h"
#include "microsoft/cloud.h"

namespace reeve::connect {

// Throws Error{invalid}, naming what is missing before anybody can be sent to Microsoft.
void check_complete(const Credentials& credentials);

// Somebody of the connection's own directory signs in and is asked for `scope`
// (reference/microsoft-cloud.md A.1).
std::string authorize_url(const Services& services, const store::MicrosoftConnection& connection,
                          const microsoft::Cloud& cloud, const Mark& mark,
                          const std::string& scope);

// An administrator of `tenant` allows the application what its registration lists (A.2); nobody
// stays signed in.
std::string admin_consent_url(const Services& services,
                              const store::MicrosoftConnection& connection,
                              const microsoft::Cloud& cloud, const std::string& tenant,
                              const std::string& state);

// Who did what with a connection, in the audit trail.
void write_audit(db::Connection& c, const Actor& actor, std::optional<base::Id> connection,
                 std::string_view action, base::json::object detail, base::Time now);

}  // namespace reeve::connect
