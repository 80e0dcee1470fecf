// Who holds which directory role in a tenant, for listings and changes. What a token carries is
// roles_of() in directory_roles.h.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "directory_roles.h"

namespace cloud {

// A user, a service principal or a role-assignable group holds a role.
struct RoleHolding {
  std::string principal_id;
  std::string role;  // template id
};

// Every holding of the tenant: people in the order of the listing, then the others by id.
std::vector<RoleHolding> role_holdings(const Tenant& tenant);
bool holds_directly(const Tenant& tenant, const RoleHolding& holding);

// By template id, in any letter case; null when there is none.
const RoleTemplate* role_by_id(std::string_view id);

// A role is listed under /directoryRoles once it was activated or is held by anybody.
bool is_activated(const Tenant& tenant, std::string_view role);
// The id of an activated role in one tenant: always the same for the same pair.
std::string activated_role_id(const Tenant& tenant, std::string_view role);
// Microsoft's words where a published example has them; else empty.
std::string_view role_description(std::string_view role);

// {"op":"grant-role"|"revoke-role","principal":"…","role":"…"}, {"op":"activate-role","role":"…"}
// and {"op":"forget-principal","id":"…"}: false when the operation is another.
bool apply_role_edit(Tenant& tenant, const boost::json::object& change);

}  // namespace cloud
