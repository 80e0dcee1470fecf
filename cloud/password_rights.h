// Who may reset whose password: Microsoft's published table, in one place.
#pragma once

#include <string>
#include <vector>

#include "world.h"

namespace cloud {

// What protects a person from being reset by others.
struct ResetTarget {
  std::vector<std::string> roles;      // template ids, and ids of custom roles
  bool in_role_group = false;          // member or owner of a role-assignable group
  bool management_restricted = false;  // in a restricted management administrative unit
};

// True when somebody with these roles may reset that person's password.
bool may_reset(const std::vector<std::string>& caller_roles, const ResetTarget& target);

ResetTarget reset_target(const World& world, const Tenant& tenant, const User& user);

}  // namespace cloud
