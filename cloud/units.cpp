// Who is out of reach of the usual administrators, by the restricted units of a tenant.
#include "units.h"

#include <algorithm>

#include "world.h"

namespace cloud {
namespace {

bool in_restricted_unit(const Tenant& tenant, const std::string& id) {
  return std::any_of(tenant.units.begin(), tenant.units.end(), [&](const AdministrativeUnit& unit) {
    return unit.restricted &&
           std::find(unit.members.begin(), unit.members.end(), id) != unit.members.end();
  });
}

void mark(Tenant& tenant, const std::string& id) {
  User* user = tenant.find_user(id);
  const bool restricted = in_restricted_unit(tenant, id);
  if (!user || user->management_restricted == restricted) return;
  user->management_restricted = restricted;
  tenant.user_changes.note(ChangeKind::changed, user->id, {"ismanagementrestricted"});
  tenant.touch();
}

}  // namespace

void restrict_members(Tenant& tenant, const std::vector<std::string>& former) {
  for (const std::string& id : former) mark(tenant, id);
  for (const AdministrativeUnit& unit : tenant.units)
    for (const std::string& id : unit.members) mark(tenant, id);
}

}  // namespace cloud
