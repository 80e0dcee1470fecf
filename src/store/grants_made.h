// What Reeve's own acts granted to its application at Microsoft, so that leaving can take back just
// that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct GrantMade {
  base::Id connection = 0;
  std::string tenant;  // Entra's id
  std::string kind;    // delegated, application, group, role
  // delegated: the application id of the resource (Graph's is
  // 00000003-0000-0000-c000-000000000000); application: the id of the app role assignment, as
  // Microsoft answered it; group, role: the id of the group or directory role.
  std::string object_id;
  // delegated: scopes separated by blanks; application: the role's name ("User.Read.All"); group,
  // role: its name.
  std::string what;
  base::Time at{};
};

// Noting the same again changes nothing. Note it before the act where the act's answer may get
// lost: what does not exist is not revoked. Throws Error{not_found} for an unknown connection.
void add_grant_made(db::Connection& c, const GrantMade& made);
// Everything granted for the application of that connection, by whichever connection; also after
// a connection was removed.
std::vector<GrantMade> grants_made(db::Connection& c, std::string_view application_id);
// It was taken back. An empty `what`: all of that object.
void forget_grant_made(db::Connection& c, base::Id connection, std::string_view tenant,
                       std::string_view kind, std::string_view object_id,
                       std::string_view what = {});

}  // namespace reeve::store
