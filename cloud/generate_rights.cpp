// Administrators as small companies have them, and synchronized companies that keep their
// passwords.
#include "generate_rights.h"

#include <algorithm>

#include "directory_roles.h"
#include "random.h"

namespace cloud {
namespace {

constexpr std::size_t kStaffPerRole = 15;  // below it a company has its global administrator only

// What companies give besides Global Administrator, the usual ones first.
constexpr std::string_view kRoles[] = {"User Administrator",     "Helpdesk Administrator",
                                       "Exchange Administrator", "Global Reader",
                                       "Reports Reader",         "Intune Administrator",
                                       "Groups Administrator",   "Authentication Administrator",
                                       "Billing Administrator",  "Teams Administrator",
                                       "Security Reader",        "Directory Readers"};

bool is_staff(const User& user) {
  return user.account_enabled && user.user_type == "Member" && user.mailbox == Mailbox::user &&
         !user.licenses.empty();
}

void give_roles(Tenant& tenant, Random& random) {
  std::vector<std::string> staff;
  for (const User& user : tenant.users())
    if (is_staff(user) && user.directory_roles.empty()) staff.push_back(user.id);
  const std::size_t wanted = std::min(staff.size() / kStaffPerRole, std::size(kRoles));
  for (std::size_t at = 0; at < wanted; ++at) {
    User& user = *tenant.find_user(staff[random.below(staff.size())]);
    const RoleTemplate* role = find_role(random.pick(kRoles));
    if (!has_role(user.directory_roles, role->id)) user.directory_roles.emplace_back(role->id);
  }
}

// Their people sign in at the company's own servers.
void federate(Tenant& tenant) {
  for (Domain& one : tenant.domains) one.is_federated = one.is_default;
}

bool is_federated(const Tenant& tenant) {
  return std::any_of(tenant.domains.begin(), tenant.domains.end(),
                     [](const Domain& one) { return one.is_federated; });
}

}  // namespace

void generate_rights(World& world) {
  Tenant* last_synced = nullptr;
  bool federated = false;
  for (std::size_t at = 0; at < world.customers.size(); ++at) {
    Random random(mix(mix(world.seed, 0x416875), at + 1));
    Tenant& tenant = world.customers[at];
    give_roles(tenant, random);
    const bool elsewhere = random.percent(25);
    const bool writeback = random.percent(60);
    if (!tenant.synced) continue;
    last_synced = &tenant;
    if (elsewhere) federate(tenant);
    federated = federated || is_federated(tenant);
    // Password writeback belongs to Entra P1 (learn.microsoft.com/entra/identity/authentication).
    tenant.password_writeback = writeback && tenant.has_plan("AAD_PREMIUM");
  }
  // Every world of some size has one.
  if (last_synced && !federated) federate(*last_synced);
}

}  // namespace cloud
