// The table of deeds and the table of addresses.
// Sources: entra-docs permissions-reference and delegate-by-task (microsoft-cloud.md B.2, B.3, C.5,
// E); entra-docs users-default-permissions for members. Which roles read the directory under a
// relationship, where nobody is a member, is not documented role by role: the roles here manage or
// read people, groups or devices by their published actions. That the application roles do not is a
// guess, which agrees with the incumbent's advice to add reader roles to them.
#include "graph_deeds.h"

#include <algorithm>

#include "directory_roles.h"
#include "encoding.h"

namespace cloud {
namespace {

using Name = std::string_view;

constexpr Name kReadDirectory[] = {"Global Reader",
                                   "Directory Readers",
                                   "Directory Writers",
                                   "User Administrator",
                                   "Groups Administrator",
                                   "Helpdesk Administrator",
                                   "Authentication Administrator",
                                   "Privileged Authentication Administrator",
                                   "Password Administrator",
                                   "License Administrator",
                                   "Guest Inviter",
                                   "Security Reader",
                                   "Security Operator",
                                   "Security Administrator",
                                   "Intune Administrator",
                                   "Cloud Device Administrator",
                                   "Exchange Administrator",
                                   "SharePoint Administrator",
                                   "Teams Administrator",
                                   "Domain Name Administrator",
                                   "Hybrid Identity Administrator"};
constexpr Name kReadApplications[] = {"Global Reader",
                                      "Directory Readers",
                                      "Directory Writers",
                                      "Application Administrator",
                                      "Cloud Application Administrator",
                                      "Application Developer",
                                      "Privileged Role Administrator",
                                      "Security Reader",
                                      "Security Administrator",
                                      "Hybrid Identity Administrator"};
constexpr Name kReadRoles[] = {
    "Global Reader",   "Directory Readers", "Directory Writers",  "Privileged Role Administrator",
    "Security Reader", "Security Operator", "User Administrator", "Security Administrator"};
constexpr Name kReadSignIns[] = {"Global Reader", "Reports Reader", "Security Reader",
                                 "Security Operator", "Security Administrator"};
constexpr Name kReadIntune[] = {"Global Reader", "Intune Administrator", "Security Reader",
                                "Security Operator", "Security Administrator"};
constexpr Name kWriteGroups[] = {"User Administrator",     "Groups Administrator",
                                 "Directory Writers",      "Intune Administrator",
                                 "Exchange Administrator", "SharePoint Administrator",
                                 "Teams Administrator"};
constexpr Name kWriteApplications[] = {"Application Administrator",
                                       "Cloud Application Administrator"};
// Consent to delegated permissions and to application permissions other than Graph's; Graph's own
// need the Privileged Role Administrator (delegate-by-task, B.3).
constexpr Name kGrant[] = {"Application Administrator", "Cloud Application Administrator",
                           "Privileged Role Administrator"};
constexpr Name kPrivilegedRoles[] = {"Privileged Role Administrator"};

constexpr DeedRow kDeeds[] = {
    {Deed::any, true, {}},
    {Deed::read_directory, true, kReadDirectory},
    {Deed::read_applications, true, kReadApplications},
    {Deed::read_roles, true, kReadRoles},
    {Deed::read_sign_ins, false, kReadSignIns},
    {Deed::read_intune, false, kReadIntune},
    // Nobody but the Global Administrator (onpremisesdirectorysynchronization-get.md).
    {Deed::read_hybrid_settings, false, {}},
    // Entra lets every member create groups unless somebody forbids it.
    {Deed::create_groups, true, kWriteGroups},
    {Deed::write_groups, false, kWriteGroups},
    {Deed::write_role_groups, false, kPrivilegedRoles},
    {Deed::write_applications, false, kWriteApplications},
    {Deed::grant_permissions, false, kGrant},
    {Deed::grant_graph_roles, false, kPrivilegedRoles},
    {Deed::write_roles, false, kPrivilegedRoles},
};

struct Address {
  std::string_view method;  // "*": every one
  std::string_view begins;  // of the pattern; the longest row that fits counts
  Deed deed;
};
constexpr Address kAddresses[] = {
    {"GET", "/users", Deed::read_directory},
    // Who may change whom is E.4 and the address's own matter.
    {"PATCH", "/users/{}", Deed::any},
    {"POST", "/users/{}", Deed::any},
    {"GET", "/users/{}/authentication", Deed::any},
    // A mailbox opens to its owner; roles of the directory do not count.
    {"*", "/users/{}/mailboxSettings", Deed::any},
    {"GET", "/groups", Deed::read_directory},
    // Owners may, and which roles may follows from the kind of the group: group_rights.cpp.
    {"POST", "/groups", Deed::any},
    {"PATCH", "/groups/{}", Deed::any},
    {"DELETE", "/groups/{}", Deed::any},
    {"GET", "/devices", Deed::read_directory},
    {"GET", "/directory/administrativeUnits", Deed::read_directory},
    {"GET", "/directory/deletedItems", Deed::read_directory},
    // People by the User Administrator, Microsoft 365 groups by whoever manages groups
    // (directory-deleteditems-restore.md); the kind of the item is not looked at here.
    {"POST", "/directory/deletedItems", Deed::write_groups},
    {"DELETE", "/directory/deletedItems", Deed::write_groups},
    {"GET", "/directory/onPremisesSynchronization", Deed::read_hybrid_settings},
    {"GET", "/deviceManagement", Deed::read_intune},
    {"GET", "/directoryRoles", Deed::read_roles},
    {"POST", "/directoryRoles", Deed::write_roles},
    {"DELETE", "/directoryRoles", Deed::write_roles},
    {"GET", "/directoryRoleTemplates", Deed::read_roles},
    {"GET", "/roleManagement", Deed::read_roles},
    {"POST", "/roleManagement", Deed::write_roles},
    {"DELETE", "/roleManagement", Deed::write_roles},
    {"GET", "/servicePrincipals", Deed::read_applications},
    {"POST", "/servicePrincipals", Deed::write_applications},
    {"DELETE", "/servicePrincipals", Deed::write_applications},
    {"POST", "/servicePrincipals/{}/appRole", Deed::grant_permissions},
    {"DELETE", "/servicePrincipals/{}/appRole", Deed::grant_permissions},
    {"GET", "/oauth2PermissionGrants", Deed::read_applications},
    {"POST", "/oauth2PermissionGrants", Deed::grant_permissions},
    {"PATCH", "/oauth2PermissionGrants", Deed::grant_permissions},
    {"DELETE", "/oauth2PermissionGrants", Deed::grant_permissions},
    {"GET", "/applications", Deed::read_applications},
    {"PATCH", "/applications", Deed::write_applications},
    {"POST", "/applications", Deed::write_applications},
    {"GET", "/organization", Deed::read_directory},
    {"GET", "/domains", Deed::read_directory},
    {"GET", "/subscribedSkus", Deed::read_directory},
    {"GET", "/contracts", Deed::read_directory},
    // They refuse in words of their own: graph_reports.cpp, graph_registration.cpp.
    {"*", "/reports", Deed::any},
    {"*", "/admin/reportSettings", Deed::any},
    // The MSP's agents: graph_relationships.cpp looks.
    {"*", "/tenantRelationships", Deed::any},
    {"*", "/me", Deed::any},
    {"*", "/userinfo", Deed::any},
    {"*", "/subscriptions", Deed::any},
    {"*", "/$batch", Deed::any},
};

const DeedRow& row_of(Deed deed) {
  return *std::find_if(std::begin(kDeeds), std::end(kDeeds),
                       [&](const DeedRow& one) { return one.deed == deed; });
}

bool admits(const DeedRow& row, const std::string& role) {
  const RoleTemplate* known = find_role(role);
  return known && std::find(row.roles.begin(), row.roles.end(), known->name) != row.roles.end();
}

}  // namespace

const Deed* deed_of(std::string_view method, std::string_view pattern) {
  const Address* best = nullptr;
  for (const Address& one : kAddresses) {
    const bool fits = (one.method == "*" || one.method == method) &&
                      same_text(pattern.substr(0, one.begins.size()), one.begins);
    if (fits && (!best || one.begins.size() > best->begins.size())) best = &one;
  }
  return best ? &best->deed : nullptr;
}

bool may_do(const GraphCall& call, Deed deed) {
  if (call.claims.is_application() || deed == Deed::any) return true;
  const DeedRow& row = row_of(deed);
  const auto& roles = call.claims.wids;
  if (has_role(roles, role::kGlobalAdministrator)) return true;
  if (row.members && has_role(roles, role::kDefaultUser)) return true;
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& one) { return admits(row, one); });
}

std::span<const DeedRow> deeds() { return kDeeds; }

}  // namespace cloud
