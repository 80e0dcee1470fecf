// Lists who holds which directory role, and changes it.
#include "role_holdings.h"

#include <algorithm>

#include "control.h"
#include "deleted_items.h"
#include "encoding.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

constexpr std::string_view kDirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
// The roles that are activated in every tenant of this cloud.
constexpr std::string_view kAlways[] = {role::kGlobalAdministrator, role::kGlobalReader,
                                        kDirectoryReaders};

struct Description {
  std::string_view role, words;
};
// Sources: directoryrole-*.json, rbacapplication-list-roledefinitions--1.json,
// unifiedroledefinition-get--2.json, unifiedroleassignment-get--2.json.
constexpr Description kDescriptions[] = {
    {role::kGlobalAdministrator,
     "Can manage all aspects of Microsoft Entra ID and Microsoft services that use Microsoft Entra "
     "identities."},
    {role::kGlobalReader,
     "Can read everything that a Global Administrator can, but not update anything."},
    {kDirectoryReaders,
     "Can read basic directory information. Commonly used to grant directory read access to "
     "applications and guests."},
    {role::kHelpdesk, "Can reset passwords for non-administrators and Helpdesk Administrators."},
    {role::kUserAdministrator,
     "Can manage all aspects of users and groups, including resetting passwords for limited "
     "admins."},
    {"4a5d8f65-41da-4de4-8968-e035b65339cf", "Can read sign-in and audit reports."},
    {"b0f54661-2d74-4c50-afa3-1ec803f12efe",
     "Can perform common billing related tasks like updating payment information."},
    {"fdd7a751-b60b-444a-984c-02652fe8fa1c",
     "Members of this role can create/manage groups, create/manage groups settings like naming and "
     "expiration policies, and view groups activity and audit reports."},
};

bool lists(const std::vector<std::string>& roles, std::string_view role) {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& one) { return same_text(one, role); });
}

// Where the roles of a principal are kept: people have theirs with them.
std::vector<std::string>& kept_roles(Tenant& tenant, const std::string& principal) {
  if (User* user = tenant.find_user(principal)) {
    tenant.touch();
    return user->directory_roles;
  }
  return tenant.principal_roles[lower(principal)];
}

void grant(Tenant& tenant, const std::string& principal, const std::string& role) {
  auto& roles = kept_roles(tenant, principal);
  if (!lists(roles, role)) roles.push_back(lower(role));
}

void revoke(Tenant& tenant, const std::string& principal, const std::string& role) {
  std::erase_if(kept_roles(tenant, principal),
                [&](const std::string& one) { return same_text(one, role); });
  std::erase_if(tenant.principal_roles, [](const auto& one) { return one.second.empty(); });
}

// An application that goes leaves its roles and its groups.
void forget(Tenant& tenant, const std::string& id) {
  tenant.principal_roles.erase(lower(id));
  leave_groups(tenant, id);
}

}  // namespace

std::vector<RoleHolding> role_holdings(const Tenant& tenant) {
  std::vector<RoleHolding> all;
  for (const User& user : tenant.users())
    for (const std::string& one : user.directory_roles) all.push_back({user.id, one});
  for (const auto& [principal, roles] : tenant.principal_roles)
    for (const std::string& one : roles) all.push_back({principal, one});
  return all;
}

bool holds_directly(const Tenant& tenant, const RoleHolding& holding) {
  if (const User* user = tenant.find_user(holding.principal_id))
    return lists(user->directory_roles, holding.role);
  const auto found = tenant.principal_roles.find(lower(holding.principal_id));
  return found != tenant.principal_roles.end() && lists(found->second, holding.role);
}

const RoleTemplate* role_by_id(std::string_view id) {
  const RoleTemplate* found = find_role(id);
  return found && same_text(found->id, id) ? found : nullptr;
}

bool is_activated(const Tenant& tenant, std::string_view role) {
  if (std::find(std::begin(kAlways), std::end(kAlways), role) != std::end(kAlways) ||
      lists(tenant.activated_roles, role))
    return true;
  for (const auto& [principal, roles] : tenant.principal_roles)
    if (lists(roles, role)) return true;
  return std::any_of(tenant.users().begin(), tenant.users().end(),
                     [&](const User& one) { return lists(one.directory_roles, role); });
}

std::string activated_role_id(const Tenant& tenant, std::string_view role) {
  std::uint64_t seed = 0x501E;
  for (const char letter : tenant.id + std::string(role))
    seed = mix(seed, static_cast<unsigned char>(letter));
  return Random(seed).guid();
}

std::string_view role_description(std::string_view role) {
  for (const Description& one : kDescriptions)
    if (one.role == role) return one.words;
  return {};
}

bool apply_role_edit(Tenant& tenant, const boost::json::object& change) {
  const std::string operation = text_of(change, "op");
  if (operation == "grant-role")
    grant(tenant, text_of(change, "principal"), text_of(change, "role"));
  else if (operation == "revoke-role")
    revoke(tenant, text_of(change, "principal"), text_of(change, "role"));
  else if (operation == "activate-role")
    tenant.activated_roles.push_back(text_of(change, "role"));
  else if (operation == "forget-principal")
    forget(tenant, text_of(change, "id"));
  else
    return false;
  return true;
}

}  // namespace cloud
