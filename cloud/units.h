// The administrative units of a tenant: who may be administered by whom.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cloud {

// An empty text is Graph's null.
struct AdministrativeUnit {
  std::uint64_t serial = 0;  // grows with creation; listings go by it
  std::string id;
  std::string display_name;
  std::string description;
  std::string visibility;
  std::vector<std::string> members;  // ids of users, groups and devices
  // Only administrators of the unit itself may change its members
  // (learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management).
  bool restricted = false;
};

class Tenant;

// Marks the people of restricted units, and takes the mark from those of `former` who are in none
// anymore.
void restrict_members(Tenant& tenant, const std::vector<std::string>& former);

}  // namespace cloud
