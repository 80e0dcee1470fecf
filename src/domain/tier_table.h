// The rows of the tiers: Microsoft's permissions and roles with their ids, and what each is for.
//
// Ids: graph-permissions.tsv (microsoft-graph-devx-content and merill/microsoft-info agree) and
// directory-role-templates.tsv (entra-docs). What a call needs: endpoint-permissions.tsv. Roles:
// reference/microsoft-cloud.md B.2, B.3, C.5, E.1; that Global Reader reads Intune without changing
// it: learn.microsoft.com/intune/intune-service/fundamentals/role-based-access-control.
#pragma once

#include "domain/tier.h"

namespace reeve::domain {

// clang-format off
inline constexpr MicrosoftPermission kPermissions[] = {
    {"openid", "", "37f7f235-527c-4136-accd-4a02d197296e"},
    {"profile", "", "14dad69e-099b-42c9-810b-d002981feec1"},
    {"offline_access", "", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"},
    {"User.Read.All", "df021288-bdef-4463-88db-98f22de89214", "a154be20-db9c-4678-8ab7-66f6cc099a59"},
    {"Organization.Read.All", "498476ce-e0fe-48b0-b801-37ba7e2685c6", "4908d5b9-3fb2-4b1e-9336-1888b7937185"},
    {"LicenseAssignment.Read.All", "e2f98668-2877-4f38-a2f4-8202e0717aa1", "f395577a-0960-456b-979f-7228de0c5996"},
    {"DelegatedAdminRelationship.Read.All", "f6e9e124-4586-492f-adc0-c6f96e4823fd", "0c0064ea-477b-4130-82a5-4c2cc4ff68aa"},
    {"Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61", "06da0dbc-49e2-44d2-8312-53f166ab848a"},
    {"Reports.Read.All", "230c1aed-a721-4c5d-9cb4-a90514e508ef", "02e97553-ed7b-43d0-ab3c-f8bace0d040c"},
    {"ReportSettings.Read.All", "ee353f83-55ef-4b78-82da-555bfa2b4b95", "84fac5f4-33a9-4100-aa38-a20c6d29e5e7"},
    {"MailboxSettings.Read", "40f97065-369a-49f4-947c-6a255697ae91", "87f447af-9fa4-4c32-9dfa-4a57a73d18ce"},
    {"DeviceManagementManagedDevices.Read.All", "2f51be20-0bb4-4fed-bf7b-db946066c75e", "314874da-47d6-4978-88dc-cf0d37f0bb82"},
    {"Device.Read.All", "7438b122-aefc-4978-80ed-43db9fcc7715", "951183d1-1a61-466f-a6d1-1fde911bfd95"},
    {"GroupMember.Read.All", "98830695-27a2-44f7-8c18-0c3ebc9698f6", "bc024368-1153-4739-b217-4326f2e966d0"},
    {"AuditLog.Read.All", "b0afded3-3588-46d8-8b3d-9842eff778da", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20"},
    {"User-PasswordProfile.ReadWrite.All", "cc117bb9-00cf-4eb8-b580-ea2a878fe8f7", "56760768-b641-451f-8906-e1b8ab31bca7"},
    {"RoleManagement.Read.Directory", "483bed4a-2ad3-4361-a73b-c83ccdbdc53c", "741c54c3-0c1e-44a1-818b-3f97ab4e8c83"},
    {"Domain.Read.All", "dbb9058a-0e50-45d7-ae91-66909b5d4664", "2f9ee017-59c1-4f1d-9472-bd5529a7b311"},
    {"Directory.ReadWrite.All", "19dbc75e-c2e2-444c-a770-ec69d8559fc7", "c5366453-9fb0-48a5-a156-24f0c49a4b84"},
    {"User.ManageIdentities.All", "c529cfca-c91b-489c-af2b-d92990b66ce6", "637d7bec-b31e-4deb-acc9-24275642a2c9"},
    {"User.EnableDisableAccount.All", "3011c876-62b7-4ada-afa2-506cbbecc68c", "f92e74e7-2563-467f-9dd0-902688cb5863"},
    {"User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4"},
    {"Directory.AccessAsUser.All", "", "0e263e50-5827-48a4-b97c-d940288653c7"},
    {"Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "c79f8feb-a9db-4090-85f9-90d820caa0eb"},
    {"AppRoleAssignment.ReadWrite.All", "06b708a9-e830-4db3-a914-8e69da51d44f", "84bccea3-f856-4a8a-967b-dbe0a3d53a64"},
    {"DelegatedPermissionGrant.ReadWrite.All", "8e8e4742-1d95-4f68-9d56-6ee75648c72a", "41ce6ca6-6826-4807-84f1-1c82854f7ee5"},
    {"DelegatedAdminRelationship.ReadWrite.All", "cc13eba4-8cd8-44c6-b4d4-f93237adce58", "885f682f-a990-4bad-a642-36736a74b0c7"},
    {"user_impersonation", "", "1cebfa2a-fb4d-419e-b5f9-839b4383e05a", kPartnerCenterApi},
};

inline constexpr DirectoryRole kRoles[] = {
    {"Global Administrator", "62e90394-69f5-4237-9190-012177145e10"},
    {"Privileged Role Administrator", "e8611ab8-c189-46e8-94e1-60213ab1f814"},
    {"Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7"},
    {"Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"},
    {"Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"},
    {"Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf"},
    {"Intune Administrator", "3a2c62db-5318-420d-8d74-23affee5d9d5"},
    {"Insights Business Leader", "31e939ad-9672-4796-9c2e-873181342d2d"},
    {"User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"},
    {"Privileged Authentication Administrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"},
};
// clang-format on

struct Covers {
  std::string_view held, needed;
};
inline constexpr Covers kCovers[] = {{"Global Reader", "Directory Readers"},
                                     {"Global Reader", "Reports Reader"}};

struct TierTitle {
  std::string_view title, summary;
};
inline constexpr TierTitle kTitles[] = {
    {"Read-only documentation",
     "Users, licenses and the address of each tenant. Reeve reads and changes nothing."},
    {"Plus mailbox reports", "Also how full each mailbox is, and which ones are shared or rooms."},
    {"Plus Intune",
     "Also the devices that Intune manages or Entra knows, and groups with their members."},
    {"Plus sign-in activity", "Also when people last signed in, and who has MFA."},
    {"Plus password rotation", "Also changes passwords of the accounts that you choose."},
    {"Everything that IT Glue asks for",
     "The permissions and roles of IT Glue's article, for an application that serves both."},
};

inline constexpr Need kSignInNeeds[] = {
    {"openid", false, true, Place::own_tenant, "Microsoft says who signed in."},
    {"profile", false, true, Place::own_tenant, "The name of who signed in."},
    {"offline_access", false, true, Place::own_tenant,
     "The sign-in lasts until it is taken back, so that syncs run by themselves."},
};
inline constexpr Need kDocumentationNeeds[] = {
    {"User.Read.All", true, true, Place::every_tenant,
     "Reads users with aliases, licenses and account state."},
    {"Organization.Read.All", true, true, Place::every_tenant,
     "Reads the tenant's name, address and domains."},
    {"LicenseAssignment.Read.All", true, true, Place::every_tenant,
     "Reads which licenses the tenant has and how many are used."},
    {"DelegatedAdminRelationship.Read.All", false, true, Place::partner_tenant,
     "Finds the customers that you reach by GDAP."},
    {"Directory.Read.All", false, true, Place::partner_tenant,
     "Finds the customers that you reach by DAP (the list of contracts)."},
};
inline constexpr RoleNeed kDocumentationRoles[] = {
    {"Directory Readers", "Lets the service account read users, licenses and domains."},
};

inline constexpr Need kMailboxNeeds[] = {
    {"Reports.Read.All", true, true, Place::every_tenant, "Reads the mailbox usage report."},
    {"ReportSettings.Read.All", true, true, Place::every_tenant,
     "Sees whether the tenant hides names in reports."},
    {"MailboxSettings.Read", true, false, Place::every_tenant,
     "Tells shared mailboxes and rooms from people. A person's token reads only the own mailbox, "
     "so "
     "this one is for the application alone."},
};
inline constexpr RoleNeed kMailboxRoles[] = {
    {"Directory Readers", "Lets the service account read users, licenses and domains."},
    {"Reports Reader", "Lets the service account read usage reports."},
};

inline constexpr Need kIntuneNeeds[] = {
    {"DeviceManagementManagedDevices.Read.All", true, true, Place::every_tenant,
     "Reads the devices that Intune manages."},
    {"Device.Read.All", true, true, Place::every_tenant,
     "Reads the devices that Entra knows, managed or not."},
    {"GroupMember.Read.All", true, true, Place::every_tenant,
     "Reads groups and who is in them, so that people can be chosen by group."},
};
inline constexpr RoleNeed kIntuneRoles[] = {
    {"Global Reader",
     "Lets the service account read the directory, reports and Intune, and change nothing."},
};

inline constexpr Need kSignInActivityNeeds[] = {
    {"AuditLog.Read.All", true, true, Place::every_tenant,
     "Reads when people last signed in, and who has registered MFA."},
};

inline constexpr Need kRotationNeeds[] = {
    {"User-PasswordProfile.ReadWrite.All", true, false, Place::every_tenant,
     "Changes the password of an account that is set to rotate."},
    {"RoleManagement.Read.Directory", true, false, Place::every_tenant,
     "Sees whether an account holds a role that protects its password."},
    {"Domain.Read.All", true, false, Place::every_tenant,
     "Sees which domains are federated: their passwords are not Microsoft's."},
    {"Application.Read.All", true, false, Place::every_tenant,
     "Finds Reeve's own entry in the tenant, whose roles decide whose passwords it may set."},
};
inline constexpr RoleNeed kRotationPrincipalRoles[] = {
    {"User Administrator", "For accounts without an administrator role."},
    {"Privileged Authentication Administrator",
     "Only where passwords of administrators are to rotate too."},
};

inline constexpr Need kItGlueNeeds[] = {
    {"AuditLog.Read.All", true, true, Place::every_tenant, "Asked for by IT Glue's article."},
    {"DeviceManagementManagedDevices.Read.All", true, true, Place::every_tenant,
     "Asked for by IT Glue's article."},
    {"Directory.Read.All", true, true, Place::every_tenant, "Asked for by IT Glue's article."},
    {"Directory.ReadWrite.All", true, true, Place::every_tenant,
     "Asked for by IT Glue's article, to add the application to AdminAgents."},
    {"Reports.Read.All", true, true, Place::every_tenant, "Asked for by IT Glue's article."},
    {"User.Read.All", true, true, Place::every_tenant, "Asked for by IT Glue's article."},
    {"User.ManageIdentities.All", true, true, Place::every_tenant,
     "Asked for by IT Glue's article, for rotation; it sets no password."},
    {"User.EnableDisableAccount.All", true, true, Place::every_tenant,
     "Asked for by IT Glue's article, for rotation; it sets no password."},
    {"User.ReadWrite.All", true, true, Place::every_tenant,
     "Asked for by IT Glue's article, for rotation."},
    {"Directory.AccessAsUser.All", false, true, Place::every_tenant,
     "Asked for by IT Glue's article, for rotation; it exists only delegated."},
    {"user_impersonation", false, true, Place::partner_tenant,
     "Asked for by IT Glue's article: Microsoft Partner Center."},
};
inline constexpr RoleNeed kItGlueRoles[] = {
    {"Privileged Role Administrator",
     "To grant application permissions; Global Administrator does too, but stops auto-extend."},
    {"Cloud Application Administrator", "To grant delegated permissions."},
    {"Global Reader", "Asked for by IT Glue's article."},
    {"Reports Reader", "Asked for by IT Glue's article."},
    {"Intune Administrator", "Asked for by IT Glue's article."},
    {"Insights Business Leader", "Asked for by IT Glue's article."},
};
inline constexpr RoleNeed kItGluePrincipalRoles[] = {
    {"User Administrator", "For accounts without an administrator role."},
    {"Global Administrator", "IT Glue's article asks for it, to rotate administrators' passwords."},
};

inline constexpr Need kOnboardingNeeds[] = {
    {"user_impersonation", false, true, Place::partner_tenant,
     "Consents for a customer through Partner Center.", "consent leaving"},
    {"Application.Read.All", false, true, Place::every_tenant,
     "Finds the application and its grants in a customer's tenant.", "consent leaving"},
    {"AppRoleAssignment.ReadWrite.All", false, true, Place::every_tenant,
     "Gives the application its own permissions in a customer's tenant, or takes them back.",
     "consent leaving"},
    {"DelegatedPermissionGrant.ReadWrite.All", false, true, Place::every_tenant,
     "Sets which delegated permissions the application holds in a customer's tenant.",
     "consent leaving"},
    {"DelegatedAdminRelationship.ReadWrite.All", false, true, Place::partner_tenant,
     "Makes GDAP relationships and gives them your security group.", "relationships"},
    {"Directory.ReadWrite.All", false, true, Place::partner_tenant,
     "Makes the security group and fills it, and puts the application into AdminAgents or takes it "
     "out.",
     "groups leaving"},
};
inline constexpr RoleNeed kOnboardingRoles[] = {
    {"Privileged Role Administrator",
     "Lets the service account grant the application its permissions in the customer's tenant."},
};

// clang-format off
inline constexpr GraphCall kCalls[] = {
    {"GET", "/organization", "documentation", "Organization.Read.All",
     "DeviceManagementServiceConfig.Read.All opens Intune's settings, and with User.Read.All alone Graph gives only name and domains."},
    {"GET", "/users", "documentation", "User.Read.All",
     "User.ReadBasic.All gives names without aliases, licenses and account state; User.ReadWrite.All can change users."},
    {"GET", "/users/delta", "documentation", "User.Read.All"},
    {"GET", "/subscribedskus", "documentation", "LicenseAssignment.Read.All"},
    {"GET", "/tenantrelationships/delegatedadminrelationships", "documentation", "DelegatedAdminRelationship.Read.All"},
    {"GET", "/tenantrelationships/delegatedadmincustomers", "documentation", "DelegatedAdminRelationship.Read.All"},
    {"GET", "/tenantrelationships/delegatedadmincustomers/{id}/servicemanagementdetails", "documentation", "DelegatedAdminRelationship.Read.All"},
    {"GET", "/contracts", "documentation", "Directory.Read.All",
     "Microsoft names no least one; the other that reads contracts can also write the directory."},
    {"GET", "/reports/getmailboxusagedetail(period={value})", "mailbox_reports", "Reports.Read.All"},
    {"GET", "/admin/reportsettings", "mailbox_reports", "ReportSettings.Read.All"},
    {"GET", "/users/{id}/mailboxsettings/userpurpose", "mailbox_reports", "MailboxSettings.Read"},
    {"GET", "/devicemanagement/manageddevices", "intune", "DeviceManagementManagedDevices.Read.All"},
    {"GET", "/devices", "intune", "Device.Read.All"},
    {"GET", "/groups/delta", "intune", "GroupMember.Read.All",
     "Group.ReadBasic.All gives groups without their members; Group-NestingSupport.ReadWrite.All can change groups."},
    {"GET", "/reports/authenticationmethods/userregistrationdetails", "sign_in_activity", "AuditLog.Read.All"},
    {"PATCH", "/users/{id}", "password_rotation", "User-PasswordProfile.ReadWrite.All",
     "User.ReadWrite.All, which Microsoft lists for this address, changes everything of a user; this one only the password."},
    {"GET", "/directoryroles", "password_rotation", "RoleManagement.Read.Directory"},
    {"GET", "/rolemanagement/directory/roleassignments", "password_rotation", "RoleManagement.Read.Directory"},
    {"GET", "/domains", "password_rotation", "Domain.Read.All"},
    {"GET", "/serviceprincipals", "password_rotation", "Application.Read.All"},
    {"GET", "/serviceprincipals/{id}/approleassignments", "password_rotation", "Application.Read.All"},
};

// Larger permissions that admit to a call as well; IT Glue's list has them.
struct AlsoAdmits {
  std::string_view method, path, permission;
};
inline constexpr AlsoAdmits kAlsoAdmits[] = {
    {"GET", "/organization", "Directory.Read.All"},
    {"GET", "/subscribedskus", "Directory.Read.All"},
    {"GET", "/domains", "Directory.Read.All"},
    {"GET", "/devices", "Directory.Read.All"},
    {"GET", "/groups/delta", "Directory.Read.All"},
    {"GET", "/directoryroles", "Directory.Read.All"},
    {"GET", "/rolemanagement/directory/roleassignments", "Directory.Read.All"},
    {"GET", "/serviceprincipals", "Directory.Read.All"},
    {"GET", "/serviceprincipals/{id}/approleassignments", "Directory.Read.All"},
    {"PATCH", "/users/{id}", "User.ReadWrite.All"},
};
// clang-format on

}  // namespace reeve::domain
