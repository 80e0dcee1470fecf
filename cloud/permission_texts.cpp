// The words of the permissions table, one row a permission.
// Source: graph-permissions.tsv (microsoftgraph/microsoft-graph-devx-content, August 2026).
#include "permission_texts.h"

#include <algorithm>

namespace cloud {
namespace {

// clang-format off
constexpr PermissionText kTexts[] = {
    {"AuditLog.Read.All", "Read all audit log data", "Read audit log data", true},
    {"DeviceManagementManagedDevices.Read.All", "Read Microsoft Intune devices", "Read Microsoft Intune devices", true},
    {"Directory.Read.All", "Read directory data", "Read directory data", true},
    {"Directory.ReadWrite.All", "Read and write directory data", "Read and write directory data", true},
    {"Reports.Read.All", "Read all usage reports", "Read all usage reports", true},
    {"User.Read.All", "Read all users' full profiles and company properties", "Read all users' full profiles and company properties", true},
    {"User.ManageIdentities.All", "Manage all users' identities", "Manage user identities", true},
    {"User.EnableDisableAccount.All", "Enable and disable user accounts", "Enable and disable user accounts", true},
    {"User.ReadWrite.All", "Read and write all users' full profiles", "Read and write all users' full profiles", true},
    {"Directory.AccessAsUser.All", "", "Access directory as the signed in user", true},
    {"User.Read", "", "Sign in and read user profile", false},
    {"User.ReadBasic.All", "Read all users' basic profiles", "Read all users' basic profiles", false},
    {"User-PasswordProfile.ReadWrite.All", "Update password profile property and reset password for all users", "Update password profile property and reset password for all users", true},
    {"User.RevokeSessions.All", "Revoke all sign in sessions for a user", "Revoke all sign in sessions for a user", true},
    {"UserAuthenticationMethod.Read.All", "Read all users' authentication methods", "Read all users' authentication methods", true},
    {"UserAuthenticationMethod.ReadWrite.All", "Read and write all users' authentication methods", "Read and write all users' authentication methods.", true},
    {"MailboxSettings.Read", "Read all user mailbox settings", "Read user mailbox settings", false},
    {"ReportSettings.Read.All", "Read all admin report settings", "Read admin report settings", true},
    {"ReportSettings.ReadWrite.All", "Read and write all admin report settings", "Read and write admin report settings", true},
    {"DelegatedAdminRelationship.Read.All", "Read Delegated Admin relationships with customers", "Read Delegated Admin relationships with customers", true},
    {"DelegatedAdminRelationship.ReadWrite.All", "Manage Delegated Admin relationships with customers", "Manage Delegated Admin relationships with customers", true},
    {"AppRoleAssignment.ReadWrite.All", "Manage app permission grants and app role assignments", "Manage app permission grants and app role assignments", true},
    {"Application.Read.All", "Read all applications", "Read applications", true},
    {"Application.ReadWrite.All", "Read and write all applications", "Read and write all applications", true},
    {"DelegatedPermissionGrant.Read.All", "Read all delegated permission grants", "Read delegated permission grants", false},
    {"DelegatedPermissionGrant.ReadWrite.All", "Manage all delegated permission grants", "Manage all delegated permission grants", true},
    {"LicenseAssignment.Read.All", "Read all license assignments.", "Read all license assignments.", false},
    {"Organization.Read.All", "Read organization information", "Read organization information", true},
    {"Domain.Read.All", "Read domains", "Read domains.", true},
    {"Group.Read.All", "Read all groups", "Read all groups", true},
    {"Group.Create", "Create groups", "", true},
    {"GroupMember.ReadWrite.All", "Read and write all group memberships", "Read and write group memberships", true},
    {"GroupMember.Read.All", "Read all group memberships", "Read group memberships", true},
    {"Device.Read.All", "Read all devices", "Read all devices", true},
    {"RoleManagement.Read.Directory", "Read all directory RBAC settings", "Read directory RBAC settings", true},
    {"RoleManagement.ReadWrite.Directory", "Read and write all directory RBAC settings", "Read and write directory RBAC settings", true},
    {"CrossTenantInformation.ReadBasic.All", "Read cross-tenant basic information", "Read cross-tenant basic information", true},
    {"BitlockerKey.Read.All", "Read all BitLocker keys", "Read BitLocker keys", true},
    {"BitlockerKey.ReadBasic.All", "Read all BitLocker keys basic information", "Read BitLocker keys basic information", true},
    {"DeviceManagementConfiguration.Read.All", "Read Microsoft Intune device configuration and policies", "Read Microsoft Intune Device Configuration and Policies", true},
    {"Policy.Read.All", "Read your organization's policies", "Read your organization's policies", true},
    {"offline_access", "", "Maintain access to data you have given it access to", false},
    {"openid", "", "Sign users in", false},
    {"profile", "", "View users' basic profile", false},
    {"email", "", "View users' email address", false},
    {"user_impersonation", "", "Access Partner Center", false},
};
// clang-format on

}  // namespace

PermissionText permission_text(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTexts), std::end(kTexts),
                                   [&](const PermissionText& one) { return one.name == name; });
  return found == std::end(kTexts) ? PermissionText{name, name, name, true} : *found;
}

}  // namespace cloud
