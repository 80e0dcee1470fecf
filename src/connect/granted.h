// What Microsoft granted the application in the connection's own tenant, beside what its tier
// needs; and the scope that a sign-in asks for.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "domain/tier.h"
#include "microsoft/cloud.h"
#include "store/connections.h"

namespace reeve::connect {

// One kind of permission, application or delegated.
struct GrantSide {
  bool known = false;
  std::string sentence;  // why it is not known
  std::vector<std::string> granted, missing, extra;
};

struct Granted {
  std::string state;  // fine, missing, more, unknown
  std::string sentence, remedy;
  GrantSide application, delegated;
};

// Reads the roles and scopes of freshly issued tokens (reference/microsoft-cloud.md B.5). Works
// before the first sign-in too; what then cannot be seen is "unknown" with its reason. Throws
// Error{not_found}, Error{refused} (paused or disconnected), Error{unavailable}, Error{canceled}.
Granted read_granted(Services& services, TokenSource& tokens, base::Id connection,
                     std::stop_token stop);

// The comparison alone: `held` against what the tier needs in the connection's own tenant.
GrantSide compare_grants(const domain::Tier& tier, bool application,
                         const std::vector<std::string>& held);

// What the consent page of a partner's sign-in is to show: "openid profile offline_access" and the
// delegated permissions of the connection's tier by name, so that nothing else that the
// registration lists is asked for.
std::string sign_in_scope(const store::MicrosoftConnection& connection,
                          const microsoft::Cloud& cloud);

}  // namespace reeve::connect
