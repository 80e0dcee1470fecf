// The steps by hand, made from the tier's rows (reference: it-glue-microsoft-integration.txt, whose
// every step has its place here or stands in docs/connect.md).
#include "domain/portal_steps.h"

#include <fmt/format.h>

namespace reeve::domain {
namespace {

using Steps = std::vector<PortalStep>;

std::vector<CopyText> permission_copies(const Tier& tier, bool application, std::string_view api) {
  std::vector<CopyText> out;
  for (const Need& need : tier.permissions) {
    const auto* permission = find_permission(need.permission);
    if (permission == nullptr || permission->api != api) continue;
    if (application ? need.application : need.delegated)
      out.push_back({std::string(need.why), std::string(need.permission)});
  }
  return out;
}

std::vector<CopyText> role_copies(const std::vector<RoleNeed>& roles) {
  std::vector<CopyText> out;
  for (const RoleNeed& need : roles) out.push_back({std::string(need.why), std::string(need.role)});
  return out;
}

void add_registration(Steps& steps, bool partner, const std::string& name,
                      const std::string& redirect_uri) {
  steps.push_back({"register",
                   "Register the application",
                   fmt::format("In the Entra admin center of {}, open App registrations and choose "
                               "New registration. Enter the name.",
                               partner ? "your partner tenant" : "the tenant to connect"),
                   {{"Name", name}}});
  steps.push_back(
      {"audience",
       "Choose who can use it",
       partner ? "Under Supported account types, choose Accounts in any organizational directory "
                 "(Multitenant). The choice that adds personal Microsoft accounts works too, but "
                 "admits accounts that Reeve never uses."
               : "Under Supported account types, choose Accounts in this organizational directory "
                 "only (Single tenant).",
       {}});
  steps.push_back({"redirect_uri",
                   "Enter the redirect URI",
                   "Choose the platform Web and paste the address exactly as it is. Then choose "
                   "Register.",
                   {{"Redirect URI", redirect_uri}}});
  steps.push_back({"ids",
                   "Note the two ids",
                   "The overview page shows Application (client) ID and Directory (tenant) ID. "
                   "Reeve asks for both.",
                   {}});
  steps.push_back(
      {"credential",
       "Add a certificate or a secret",
       "Open Certificates & secrets. For a certificate, upload its public part; it is safer. Or "
       "choose New client secret, let it run 24 months, and copy its Value at once; the Secret ID "
       "beside it is of no use, and the value is not shown again.",
       {}});
}

void add_permissions(Steps& steps, const Tier& tier) {
  steps.push_back({"remove_default",
                   "Remove the default permission",
                   "Open API permissions, choose User.Read, then Remove permission, and confirm. "
                   "Reeve does not use it.",
                   {}});
  steps.push_back({"application_permissions", "Add the application permissions",
                   "Choose Add a permission, Microsoft Graph, Application permissions. Search each "
                   "name, tick it, then choose Add permissions.",
                   permission_copies(tier, true, kGraphApi)});
  auto delegated = permission_copies(tier, false, kGraphApi);
  if (!delegated.empty())
    steps.push_back({"delegated_permissions", "Add the delegated permissions",
                     "Once more Add a permission, Microsoft Graph, now Delegated permissions.",
                     std::move(delegated)});
  auto partner_center = permission_copies(tier, false, kPartnerCenterApi);
  if (!partner_center.empty())
    steps.push_back({"partner_center", "Add Microsoft Partner Center",
                     "Choose Add a permission, APIs my organization uses, and search for Microsoft "
                     "Partner Center. Tick the delegated permission.",
                     std::move(partner_center)});
  steps.push_back({"consent",
                   "Grant admin consent",
                   "Choose Grant admin consent for your organization and confirm with Yes. Every "
                   "line must then read Granted.",
                   {}});
}

void add_partner(Steps& steps, const Tier& tier) {
  steps.push_back(
      {"service_account",
       "Make a service account",
       "In your partner tenant, make a user for Reeve alone, with multi-factor authentication, and "
       "put it into the group AdminAgents. It needs no directory role in your tenant.",
       {{"Group", "AdminAgents"}}});
  steps.push_back({"group",
                   "Make a security group",
                   "Under Groups, choose New group, type Security, and add the service account as "
                   "member.",
                   {}});
  steps.push_back(
      {"relationships", "Assign the group to every GDAP relationship",
       "In Partner Center, open each customer's relationship under Admin relationships, "
       "choose Add security groups, pick the group and give it these roles.",
       role_copies(tier.gdap_roles)});
  steps.push_back(
      {"dap",
       "Only for customers by DAP: put the application into AdminAgents",
       "Microsoft's pages add only people to groups, so this takes Graph PowerShell. Put the "
       "Application (client) ID in place of APPLICATION_ID.",
       {{"PowerShell", admin_agents_script("APPLICATION_ID")}}});
}

void add_rotation(Steps& steps, const Tier& tier, bool partner) {
  if (tier.principal_roles.empty()) return;
  steps.push_back(
      {"principal_roles", "Give the application its directory role",
       fmt::format(
           "In {}, open Roles & admins, choose the role, then Add assignments, and search "
           "for the application by its name. GDAP cannot give a role to an application.",
           partner ? "each tenant whose passwords are to rotate, your own included" : "the tenant"),
       role_copies(tier.principal_roles)});
}

}  // namespace

std::string admin_agents_script(const std::string& application_id) {
  return fmt::format(
      "Connect-MgGraph -Scopes 'Directory.ReadWrite.All'; $group = Get-MgGroup -Filter "
      "\"displayName eq 'AdminAgents'\"; $app = Get-MgServicePrincipal -Filter \"appId eq "
      "'{}'\"; New-MgGroupMember -GroupId $group.Id -DirectoryObjectId $app.Id",
      application_id);
}

std::vector<PortalStep> portal_steps(const Tier& tier, std::string_view kind,
                                     const std::string& application_name,
                                     const std::string& redirect_uri) {
  const bool partner = kind == "partner";
  Steps steps;
  if (!tier.choosable) return steps;
  add_registration(steps, partner, application_name, redirect_uri);
  add_permissions(steps, tier);
  if (partner) add_partner(steps, tier);
  add_rotation(steps, tier, partner);
  return steps;
}

}  // namespace reeve::domain
