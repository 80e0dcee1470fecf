// Graph's addresses, one row each, with the permissions that admit to them.
// Source of the permissions: endpoint-permissions.tsv (devx-content permissions/new, August 2026).
#include "graph_routes.h"

namespace cloud {
namespace {

using Names = std::string_view;

constexpr Names kNobody[] = {"(no application permission exists)"};
constexpr Names kReadUsers[] = {"User.Read.All",
                                "Directory.Read.All",
                                "User.ReadBasic.All",
                                "User.ReadWrite.All",
                                "Directory.ReadWrite.All",
                                "User.ReadWrite.CrossCloud",
                                "AgentIdUser.ReadWrite.All",
                                "AgentIdUser.ReadWrite.IdentityParentedBy",
                                "DeviceManagementApps.Read.All",
                                "DeviceManagementApps.ReadWrite.All",
                                "DeviceManagementConfiguration.Read.All",
                                "DeviceManagementConfiguration.ReadWrite.All",
                                "DeviceManagementManagedDevices.Read.All",
                                "DeviceManagementManagedDevices.ReadWrite.All",
                                "DeviceManagementServiceConfig.Read.All",
                                "DeviceManagementServiceConfig.ReadWrite.All"};
constexpr Names kReadUsersDelegated[] = {"User.Read.All",
                                         "Directory.Read.All",
                                         "User.ReadBasic.All",
                                         "User.ReadWrite.All",
                                         "Directory.ReadWrite.All",
                                         "AgentIdUser.ReadWrite.All",
                                         "AgentIdUser.ReadWrite.IdentityParentedBy",
                                         "DeviceManagementApps.Read.All",
                                         "DeviceManagementApps.ReadWrite.All",
                                         "DeviceManagementConfiguration.Read.All",
                                         "DeviceManagementConfiguration.ReadWrite.All",
                                         "DeviceManagementManagedDevices.Read.All",
                                         "DeviceManagementManagedDevices.ReadWrite.All",
                                         "DeviceManagementServiceConfig.Read.All",
                                         "DeviceManagementServiceConfig.ReadWrite.All"};
constexpr Names kReadUser[] = {"User.Read.All",
                               "Directory.Read.All",
                               "User.ReadBasic.All",
                               "User.ReadWrite.All",
                               "Directory.ReadWrite.All",
                               "User.Read",
                               "User.ReadWrite",
                               "AgentIdUser.ReadWrite.All",
                               "AgentIdUser.ReadWrite.IdentityParentedBy",
                               "DeviceManagementApps.Read.All",
                               "DeviceManagementApps.ReadWrite.All",
                               "DeviceManagementConfiguration.Read.All",
                               "DeviceManagementConfiguration.ReadWrite.All",
                               "DeviceManagementManagedDevices.Read.All",
                               "DeviceManagementManagedDevices.ReadWrite.All",
                               "DeviceManagementServiceConfig.Read.All",
                               "DeviceManagementServiceConfig.ReadWrite.All"};
constexpr Names kReadUserChanges[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                      "Directory.ReadWrite.All"};
constexpr Names kReadManager[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                  "Directory.ReadWrite.All"};
// Each admits to some properties only; graph_user_changes.cpp knows to which. The Intune
// permissions that the source also lists concern Intune's own properties of a user, which this
// cloud has not.
constexpr Names kChangeUser[] = {"User.ReadWrite.All",
                                 "Directory.ReadWrite.All",
                                 "User-PasswordProfile.ReadWrite.All",
                                 "User.EnableDisableAccount.All",
                                 "User-Phone.ReadWrite.All",
                                 "User-Mail.ReadWrite.All"};
constexpr Names kChangeUserDelegated[] = {"User.ReadWrite.All",
                                          "Directory.ReadWrite.All",
                                          "User-PasswordProfile.ReadWrite.All",
                                          "Directory.AccessAsUser.All",
                                          "User.EnableDisableAccount.All",
                                          "User-Phone.ReadWrite.All",
                                          "User-Mail.ReadWrite.All",
                                          "User.ReadWrite"};
constexpr Names kRevokeSessions[] = {"User.RevokeSessions.All", "User.ReadWrite.All",
                                     "Directory.ReadWrite.All"};
constexpr Names kReadMethods[] = {"UserAuthenticationMethod.Read.All",
                                  "UserAuthenticationMethod.ReadWrite.All"};
constexpr Names kReadMethodsDelegated[] = {
    "UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All",
    "UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite"};
constexpr Names kResetPassword[] = {"UserAuthenticationMethod.ReadWrite.All"};
constexpr Names kAsUser[] = {"Directory.AccessAsUser.All"};
constexpr Names kHearOfChanges[] = {"User.Read.All",      "User.ReadWrite.All",
                                    "Group.Read.All",     "Group.ReadWrite.All",
                                    "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kReadGroups[] = {"Group.Read.All",
                                 "GroupMember.Read.All",
                                 "Directory.Read.All",
                                 "Group.ReadWrite.All",
                                 "Group.ReadBasic.All",
                                 "Directory.ReadWrite.All",
                                 "Group-NestingSupport.ReadWrite.All"};
constexpr Names kListGroups[] = {"Group.Read.All",
                                 "GroupMember.Read.All",
                                 "Directory.Read.All",
                                 "Group.ReadWrite.All",
                                 "Group.ReadBasic.All",
                                 "Directory.ReadWrite.All",
                                 "Group-NestingSupport.ReadWrite.All",
                                 "Group-PreferredDataLocation.ReadWrite.All",
                                 "Group.ManageProtection.All"};
constexpr Names kReadMembers[] = {"GroupMember.Read.All",      "Group.Read.All",
                                  "GroupMember.ReadBasic.All", "GroupMember.ReadWrite.All",
                                  "Group.ReadWrite.All",       "Group.ReadBasic.All",
                                  "Directory.Read.All"};
// learn.microsoft.com/graph/api/group-post-groups, -update and -delete; older versions of the two
// last also name Directory.AccessAsUser.All, and both are taken.
constexpr Names kAddGroup[] = {"Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr Names kAddGroupDelegated[] = {"Group.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr Names kChangeGroup[] = {"Group.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr Names kChangeGroupDelegated[] = {"Group.ReadWrite.All", "Directory.ReadWrite.All",
                                           "Directory.AccessAsUser.All"};
constexpr Names kDeleteGroup[] = {"Group.ReadWrite.All"};
constexpr Names kDeleteGroupDelegated[] = {"Group.ReadWrite.All", "Directory.AccessAsUser.All"};
// …/group-post-members and -delete-members; graph_group_changes.cpp asks for more by the kind of
// the member.
constexpr Names kChangeMembers[] = {"GroupMember.ReadWrite.All", "Group.ReadWrite.All",
                                    "Directory.ReadWrite.All"};
constexpr Names kReadDevices[] = {"Device.Read.All", "Directory.Read.All",
                                  "Directory.ReadWrite.All"};
constexpr Names kReadDevicesAsApplication[] = {"Device.Read.All", "Device.ReadWrite.All",
                                               "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kReadDeviceChanges[] = {"Device.Read.All"};
constexpr Names kReadDevicesOf[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                    "Directory.ReadWrite.All"};
constexpr Names kReadDevicesOfDelegated[] = {"User.Read.All", "User.ReadWrite.All",
                                             "Directory.Read.All", "Directory.ReadWrite.All",
                                             "User.Read"};
constexpr Names kReadMemberships[] = {"Directory.Read.All", "Directory.ReadWrite.All",
                                      "Group.ReadBasic.All", "GroupMember.ReadBasic.All"};
constexpr Names kReadMembershipsDelegated[] = {
    "Directory.Read.All",   "Directory.ReadWrite.All",   "Group.ReadBasic.All",
    "GroupMember.Read.All", "GroupMember.ReadBasic.All", "User.Read"};
constexpr Names kReadAllMemberships[] = {
    "User.Read.All",       "Directory.Read.All",   "Directory.ReadWrite.All",  "Group.Read.All",
    "Group.ReadBasic.All", "GroupMember.Read.All", "GroupMember.ReadBasic.All"};
constexpr Names kReadAllMembershipsDelegated[] = {
    "User.Read.All",       "Directory.Read.All",   "Directory.ReadWrite.All",   "Group.Read.All",
    "Group.ReadBasic.All", "GroupMember.Read.All", "GroupMember.ReadBasic.All", "User.Read"};
constexpr Names kReadLicensesOf[] = {"LicenseAssignment.Read.All", "User.Read.All",
                                     "User.ReadWrite.All", "Directory.Read.All",
                                     "Directory.ReadWrite.All"};
constexpr Names kReadLicensesOfDelegated[] = {"LicenseAssignment.Read.All", "User.Read.All",
                                              "User.ReadWrite.All",         "Directory.Read.All",
                                              "Directory.ReadWrite.All",    "User.Read"};
constexpr Names kReadOwners[] = {"GroupMember.Read.All", "GroupMember.ReadWrite.All",
                                 "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"};
constexpr Names kReadUnits[] = {"AdministrativeUnit.Read.All", "AdministrativeUnit.ReadWrite.All",
                                "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kReadSynchronization[] = {"OnPremDirectorySynchronization.Read.All",
                                          "OnPremDirectorySynchronization.ReadWrite.All"};
// Intune's own pages name only the first two; the source above has all four, and both are taken.
constexpr Names kReadManagedDevices[] = {
    "DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All",
    "DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"};
constexpr Names kReadRoles[] = {"RoleManagement.Read.Directory", "Directory.Read.All",
                                "RoleManagement.ReadWrite.Directory", "Directory.ReadWrite.All"};
constexpr Names kReadAllRoles[] = {"RoleManagement.Read.Directory",
                                   "RoleManagement.ReadWrite.Directory", "Directory.Read.All",
                                   "Directory.ReadWrite.All", "RoleManagement.Read.All"};
constexpr Names kWriteRoles[] = {"RoleManagement.ReadWrite.Directory"};
// learn.microsoft.com/graph/api/rbacapplication-post-role…schedulerequests.
constexpr Names kScheduleAssignments[] = {"RoleAssignmentSchedule.ReadWrite.Directory",
                                          "RoleManagement.ReadWrite.Directory"};
constexpr Names kScheduleEligibilities[] = {"RoleEligibilitySchedule.ReadWrite.Directory",
                                            "RoleManagement.ReadWrite.Directory"};
constexpr Names kReadApplications[] = {"Application.Read.All", "Application.ReadWrite.All",
                                       "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kReadApplicationsAsApplication[] = {
    "Application.Read.All", "Application.ReadWrite.OwnedBy", "Application.ReadWrite.All",
    "Directory.Read.All"};
constexpr Names kReadAssignmentsAsApplication[] = {
    "Application.Read.All", "Application.ReadWrite.OwnedBy", "Application.ReadWrite.All",
    "Directory.Read.All", "Directory.ReadWrite.All"};
// learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals and …-delete.
constexpr Names kWriteApplications[] = {"Application.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr Names kWriteApplicationsAsApplication[] = {
    "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All"};
// learn.microsoft.com/graph/api/application-list and application-update.
constexpr Names kReadRegistered[] = {"Application.Read.All", "Application.ReadWrite.All",
                                     "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kWriteRegistered[] = {"Application.ReadWrite.All"};
constexpr Names kWriteRegisteredAsApplication[] = {"Application.ReadWrite.All",
                                                   "Application.ReadWrite.OwnedBy"};
constexpr Names kWriteAssignments[] = {"AppRoleAssignment.ReadWrite.All"};
constexpr Names kReadGrants[] = {"Directory.Read.All", "DelegatedPermissionGrant.ReadWrite.All",
                                 "Directory.ReadWrite.All"};
constexpr Names kWriteGrants[] = {"DelegatedPermissionGrant.ReadWrite.All",
                                  "Directory.ReadWrite.All"};
constexpr Names kReadOrganization[] = {"Organization.Read.All",
                                       "Directory.Read.All",
                                       "Directory.ReadWrite.All",
                                       "User.Read.All",
                                       "Organization.ReadWrite.All",
                                       "DeviceManagementConfiguration.Read.All",
                                       "DeviceManagementConfiguration.ReadWrite.All",
                                       "DeviceManagementServiceConfig.Read.All",
                                       "DeviceManagementServiceConfig.ReadWrite.All"};
constexpr Names kReadOrganizationDelegated[] = {"Organization.Read.All",
                                                "Directory.Read.All",
                                                "Directory.ReadWrite.All",
                                                "User.Read.All",
                                                "User.Read",
                                                "DeviceManagementConfiguration.Read.All",
                                                "Organization.ReadWrite.All",
                                                "DeviceManagementConfiguration.ReadWrite.All",
                                                "DeviceManagementServiceConfig.Read.All",
                                                "DeviceManagementServiceConfig.ReadWrite.All"};
constexpr Names kReadDomains[] = {"Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All"};
constexpr Names kReadSkus[] = {"LicenseAssignment.Read.All", "Directory.Read.All",
                               "Directory.ReadWrite.All", "Organization.Read.All",
                               "Organization.ReadWrite.All"};
constexpr Names kReadContracts[] = {"Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kReadRelationships[] = {"DelegatedAdminRelationship.Read.All",
                                        "DelegatedAdminRelationship.ReadWrite.All"};
constexpr Names kWriteRelationships[] = {"DelegatedAdminRelationship.ReadWrite.All"};
constexpr Names kReadOtherTenants[] = {"CrossTenantInformation.ReadBasic.All"};
constexpr Names kMe[] = {"User.Read",          "User.Read.All",      "User.ReadBasic.All",
                         "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kReadMailboxSettings[] = {"MailboxSettings.Read", "MailboxSettings.ReadWrite"};
constexpr Names kReadReports[] = {"Reports.Read.All"};
constexpr Names kReadReportSettings[] = {"ReportSettings.Read.All", "ReportSettings.ReadWrite.All"};
constexpr Names kWriteReportSettings[] = {"ReportSettings.ReadWrite.All"};
constexpr Names kReadRegistrations[] = {"AuditLog.Read.All"};
constexpr Names kReadDeletedUsers[] = {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All",
                                       "Directory.ReadWrite.All"};
constexpr Names kReadDeletedGroups[] = {"Group.Read.All", "Group.ReadWrite.All",
                                        "Directory.Read.All", "Directory.ReadWrite.All"};
// Which of them it must be follows from the kind of the item.
constexpr Names kReadDeleted[] = {"User.Read.All",      "User.ReadWrite.All",
                                  "Group.Read.All",     "Group.ReadWrite.All",
                                  "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr Names kRestore[] = {"User.DeleteRestore.All", "User.ReadWrite.All",
                              "Group.ReadWrite.All"};

constexpr GraphRoute kRoutes[] = {
    {"GET", "/users", kReadUsers, kReadUsersDelegated, list_users},
    {"GET", "/users/$count", kReadUsers, kReadUsersDelegated, count_users},
    {"GET", "/users/delta", kReadUserChanges, kReadUserChanges, users_delta},
    {"GET", "/users/delta()", kReadUserChanges, kReadUserChanges, users_delta},
    {"GET", "/users/{}", kReadUsers, kReadUser, show_user},
    {"PATCH", "/users/{}", kChangeUser, kChangeUserDelegated, change_user_properties},
    {"GET", "/users/{}/authentication/methods", kReadMethods, kReadMethodsDelegated,
     list_authentication_methods},
    {"GET", "/users/{}/authentication/passwordMethods", kReadMethods, kReadMethodsDelegated,
     list_password_methods},
    {"POST", "/users/{}/authentication/methods/{}/resetPassword", kNobody, kResetPassword,
     reset_password},
    {"GET", "/users/{}/authentication/operations/{}", kNobody, kReadMethodsDelegated,
     show_password_operation},
    {"POST", "/users/{}/revokeSignInSessions", kRevokeSessions, kRevokeSessions, revoke_sessions},
    {"POST", "/me/changePassword", kNobody, kAsUser, change_own_password},
    {"POST", "/me/revokeSignInSessions", kNobody, kRevokeSessions, revoke_sessions},
    {"GET", "/users/{}/manager", kReadManager, kReadManager, show_manager},
    {"GET", "/users/{}/mailboxSettings", kReadMailboxSettings, kReadMailboxSettings,
     show_mailbox_settings},
    {"GET", "/users/{}/mailboxSettings/userPurpose", kReadMailboxSettings, kReadMailboxSettings,
     show_user_purpose},
    {"GET", "/users/{}/memberOf", kReadMemberships, kReadMembershipsDelegated, list_member_of},
    {"GET", "/users/{}/memberOf/microsoft.graph.group", kReadMemberships, kReadMembershipsDelegated,
     list_groups_of},
    {"GET", "/users/{}/memberOf/microsoft.graph.directoryRole", kReadMemberships,
     kReadMembershipsDelegated, list_roles_of},
    {"GET", "/users/{}/transitiveMemberOf", kReadAllMemberships, kReadAllMembershipsDelegated,
     list_transitive_member_of},
    {"GET", "/users/{}/transitiveMemberOf/microsoft.graph.group", kReadAllMemberships,
     kReadAllMembershipsDelegated, list_transitive_groups_of},
    {"GET", "/users/{}/ownedDevices", kReadDevicesOf, kReadDevicesOfDelegated, list_owned_devices},
    {"GET", "/users/{}/registeredDevices", kReadDevicesOf, kReadDevicesOfDelegated,
     list_registered_devices},
    {"GET", "/users/{}/licenseDetails", kReadLicensesOf, kReadLicensesOfDelegated,
     list_license_details},
    {"GET", "/groups", kListGroups, kListGroups, list_groups},
    {"GET", "/groups/delta", kReadGroups, kReadGroups, groups_delta},
    {"GET", "/groups/delta()", kReadGroups, kReadGroups, groups_delta},
    {"GET", "/groups/{}", kReadGroups, kReadGroups, show_group},
    {"POST", "/groups", kAddGroup, kAddGroupDelegated, add_group},
    {"PATCH", "/groups/{}", kChangeGroup, kChangeGroupDelegated, change_group},
    {"DELETE", "/groups/{}", kDeleteGroup, kDeleteGroupDelegated, delete_group},
    {"POST", "/groups/{}/members/$ref", kChangeMembers, kChangeMembers, add_member},
    {"DELETE", "/groups/{}/members/{}/$ref", kChangeMembers, kChangeMembers, remove_member},
    {"GET", "/groups/{}/members", kReadMembers, kReadMembers, list_members},
    {"GET", "/groups/{}/transitiveMembers", kReadMembers, kReadMembers, list_transitive_members},
    {"GET", "/groups/{}/owners", kReadOwners, kReadOwners, list_owners},
    {"GET", "/devices/delta", kReadDeviceChanges, kReadDeviceChanges, devices_delta},
    {"GET", "/devices/delta()", kReadDeviceChanges, kReadDeviceChanges, devices_delta},
    {"GET", "/devices", kReadDevicesAsApplication, kReadDevices, list_devices},
    {"GET", "/devices/{}", kReadDevicesAsApplication, kReadDevices, show_device},
    {"GET", "/devices/{}/registeredOwners", kReadDevicesAsApplication, kReadDevices,
     list_registered_owners},
    {"GET", "/devices/{}/registeredUsers", kReadDevicesAsApplication, kReadDevices,
     list_registered_users},
    {"GET", "/deviceManagement/managedDevices", kReadManagedDevices, kReadManagedDevices,
     list_managed_devices},
    {"GET", "/deviceManagement/managedDevices/{}", kReadManagedDevices, kReadManagedDevices,
     show_managed_device},
    {"GET", "/deviceManagement/managedDevices/{}/users", kReadManagedDevices, kReadManagedDevices,
     list_managed_device_users},
    {"GET", "/directoryRoles", kReadRoles, kReadRoles, list_roles},
    {"POST", "/directoryRoles", kWriteRoles, kWriteRoles, activate_role},
    {"GET", "/directoryRoles/{}", kReadRoles, kReadRoles, show_role},
    {"GET", "/directoryRoles/{}/members", kReadRoles, kReadRoles, list_role_members},
    {"POST", "/directoryRoles/{}/members/$ref", kWriteRoles, kWriteRoles, add_role_member},
    {"DELETE", "/directoryRoles/{}/members/{}/$ref", kWriteRoles, kWriteRoles, delete_role_member},
    {"GET", "/directoryRoleTemplates", kReadRoles, kReadRoles, list_role_templates},
    {"GET", "/directoryRoleTemplates/{}", kReadRoles, kReadRoles, show_role_template},
    {"GET", "/roleManagement/directory/roleDefinitions", kReadAllRoles, kReadAllRoles,
     list_role_definitions},
    {"GET", "/roleManagement/directory/roleDefinitions/{}", kReadAllRoles, kReadAllRoles,
     show_role_definition},
    {"GET", "/roleManagement/directory/roleAssignments", kReadRoles, kReadAllRoles,
     list_role_assignments},
    {"POST", "/roleManagement/directory/roleAssignments", kWriteRoles, kWriteRoles,
     add_role_assignment},
    {"GET", "/roleManagement/directory/roleAssignments/{}", kReadRoles, kReadAllRoles,
     show_role_assignment},
    {"DELETE", "/roleManagement/directory/roleAssignments/{}", kWriteRoles, kWriteRoles,
     delete_role_assignment},
    {"POST", "/roleManagement/directory/roleAssignmentScheduleRequests", kScheduleAssignments,
     kScheduleAssignments, request_role_assignment},
    {"POST", "/roleManagement/directory/roleEligibilityScheduleRequests", kScheduleEligibilities,
     kScheduleEligibilities, request_role_eligibility},
    {"GET", "/directory/administrativeUnits", kReadUnits, kReadUnits, list_units},
    {"GET", "/directory/administrativeUnits/{}", kReadUnits, kReadUnits, show_unit},
    {"GET", "/directory/administrativeUnits/{}/members", kReadUnits, kReadUnits, list_unit_members},
    {"GET", "/directory/onPremisesSynchronization", kNobody, kReadSynchronization,
     list_synchronization},
    {"GET", "/directory/onPremisesSynchronization/{}", kNobody, kReadSynchronization,
     show_synchronization},
    {"GET", "/directory/deletedItems/microsoft.graph.user", kReadDeletedUsers, kReadDeletedUsers,
     list_deleted_users},
    {"GET", "/directory/deletedItems/microsoft.graph.group", kReadDeletedGroups, kReadDeletedGroups,
     list_deleted_groups},
    {"GET", "/directory/deletedItems/{}", kReadDeleted, kReadDeleted, show_deleted_item},
    {"DELETE", "/directory/deletedItems/{}", kRestore, kRestore, purge_deleted_item},
    {"POST", "/directory/deletedItems/{}/restore", kRestore, kRestore, restore_deleted_item},
    {"GET", "/reports/getMailboxUsageDetail(period={})", kReadReports, kReadReports,
     show_mailbox_usage, Denial::reports},
    {"GET", "/reports/microsoft.graph.getMailboxUsageDetail(period={})", kReadReports, kReadReports,
     show_mailbox_usage, Denial::reports},
    {"GET", "/reports/authenticationMethods/userRegistrationDetails", kReadRegistrations,
     kReadRegistrations, list_registrations},
    {"GET", "/reports/authenticationMethods/userRegistrationDetails/{}", kReadRegistrations,
     kReadRegistrations, show_registration},
    {"GET", "/admin/reportSettings", kReadReportSettings, kReadReportSettings, show_report_settings,
     Denial::reports},
    {"PATCH", "/admin/reportSettings", kWriteReportSettings, kWriteReportSettings,
     change_report_settings, Denial::reports},
    {"GET", "/applications", kReadRegistered, kReadRegistered, list_applications},
    {"GET", "/applications/{}", kReadRegistered, kReadRegistered, show_application},
    {"PATCH", "/applications/{}", kWriteRegisteredAsApplication, kWriteRegistered,
     change_application},
    {"POST", "/applications/{}/addPassword", kWriteRegisteredAsApplication, kWriteRegistered,
     add_password},
    {"POST", "/applications/{}/removePassword", kWriteRegisteredAsApplication, kWriteRegistered,
     remove_password},
    {"GET", "/servicePrincipals", kReadApplicationsAsApplication, kReadApplications,
     list_service_principals},
    {"POST", "/servicePrincipals", kWriteApplicationsAsApplication, kWriteApplications,
     add_service_principal},
    {"GET", "/servicePrincipals/{}", kReadApplicationsAsApplication, kReadApplications,
     show_service_principal},
    {"DELETE", "/servicePrincipals/{}", kWriteApplicationsAsApplication, kWriteApplications,
     delete_service_principal},
    {"GET", "/servicePrincipals/{}/appRoleAssignments", kReadAssignmentsAsApplication,
     kReadApplications, list_app_role_assignments},
    {"POST", "/servicePrincipals/{}/appRoleAssignments", kWriteAssignments, kWriteAssignments,
     add_app_role_assignment},
    {"DELETE", "/servicePrincipals/{}/appRoleAssignments/{}", kWriteAssignments, kWriteAssignments,
     delete_app_role_assignment},
    {"GET", "/servicePrincipals/{}/appRoleAssignedTo", kReadAssignmentsAsApplication,
     kReadApplications, list_app_role_assigned_to},
    {"POST", "/servicePrincipals/{}/appRoleAssignedTo", kWriteAssignments, kWriteAssignments,
     add_app_role_assignment},
    {"DELETE", "/servicePrincipals/{}/appRoleAssignedTo/{}", kWriteAssignments, kWriteAssignments,
     delete_app_role_assignment},
    {"GET", "/servicePrincipals/{}/memberOf", kReadApplicationsAsApplication, kReadApplications,
     list_memberships_of_principal},
    {"GET", "/servicePrincipals/{}/oauth2PermissionGrants", kReadGrants, kReadGrants,
     list_permission_grants_of},
    {"GET", "/oauth2PermissionGrants", kReadGrants, kReadGrants, list_permission_grants},
    {"POST", "/oauth2PermissionGrants", kWriteGrants, kWriteGrants, add_permission_grant},
    {"GET", "/oauth2PermissionGrants/{}", kReadGrants, kReadGrants, show_permission_grant},
    {"PATCH", "/oauth2PermissionGrants/{}", kWriteGrants, kWriteGrants, change_permission_grant},
    {"DELETE", "/oauth2PermissionGrants/{}", kWriteGrants, kWriteGrants, delete_permission_grant},
    {"GET", "/me", kNobody, kMe, show_me},
    {"GET", "/me/mailboxSettings", kNobody, kReadMailboxSettings, show_my_mailbox_settings},
    {"GET", "/me/mailboxSettings/userPurpose", kNobody, kReadMailboxSettings, show_my_purpose},
    {"GET", "/userinfo", {}, {}, show_userinfo},  // https://graph.microsoft.com/oidc/userinfo
    {"GET", "/organization", kReadOrganization, kReadOrganizationDelegated, list_organization},
    {"GET", "/organization/{}", kReadOrganization, kReadOrganizationDelegated, show_organization},
    {"GET", "/domains", kReadDomains, kReadDomains, list_domains},
    {"GET", "/domains/{}", kReadDomains, kReadDomains, show_domain},
    {"GET", "/subscribedSkus", kReadSkus, kReadSkus, list_skus},
    {"GET", "/subscribedSkus/{}", kReadSkus, kReadSkus, show_sku},
    {"GET", "/contracts", kReadContracts, kReadContracts, list_contracts},
    {"GET", "/contracts/{}", kReadContracts, kReadContracts, show_contract},
    {"GET", "/tenantRelationships/delegatedAdminCustomers", kReadRelationships, kReadRelationships,
     list_admin_customers},
    {"GET", "/tenantRelationships/delegatedAdminCustomers/{}", kReadRelationships,
     kReadRelationships, show_admin_customer},
    {"GET", "/tenantRelationships/delegatedAdminCustomers/{}/serviceManagementDetails",
     kReadRelationships, kReadRelationships, list_service_management},
    {"GET", "/tenantRelationships/delegatedAdminRelationships", kReadRelationships,
     kReadRelationships, list_relationships},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}", kReadRelationships,
     kReadRelationships, show_relationship},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}/accessAssignments",
     kReadRelationships, kReadRelationships, list_assignments},
    {"POST", "/tenantRelationships/delegatedAdminRelationships", kWriteRelationships,
     kWriteRelationships, add_relationship},
    {"PATCH", "/tenantRelationships/delegatedAdminRelationships/{}", kWriteRelationships,
     kWriteRelationships, change_relationship},
    {"DELETE", "/tenantRelationships/delegatedAdminRelationships/{}", kWriteRelationships,
     kWriteRelationships, delete_relationship},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}/requests", kReadRelationships,
     kReadRelationships, list_relationship_requests},
    {"POST", "/tenantRelationships/delegatedAdminRelationships/{}/requests", kWriteRelationships,
     kWriteRelationships, add_relationship_request},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}/requests/{}", kReadRelationships,
     kReadRelationships, show_relationship_request},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}/operations", kReadRelationships,
     kReadRelationships, list_relationship_operations},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}/operations/{}", kReadRelationships,
     kReadRelationships, show_relationship_operation},
    {"POST", "/tenantRelationships/delegatedAdminRelationships/{}/accessAssignments",
     kWriteRelationships, kWriteRelationships, add_assignment},
    {"GET", "/tenantRelationships/delegatedAdminRelationships/{}/accessAssignments/{}",
     kReadRelationships, kReadRelationships, show_assignment},
    {"PATCH", "/tenantRelationships/delegatedAdminRelationships/{}/accessAssignments/{}",
     kWriteRelationships, kWriteRelationships, change_assignment},
    {"DELETE", "/tenantRelationships/delegatedAdminRelationships/{}/accessAssignments/{}",
     kWriteRelationships, kWriteRelationships, delete_assignment},
    {"GET", "/tenantRelationships/{}", kReadOtherTenants, kReadOtherTenants,
     find_tenant_information},
    // Whoever may read a resource may hear of its changes; graph_subscriptions.cpp looks which.
    {"GET", "/subscriptions", kHearOfChanges, kHearOfChanges, list_subscriptions},
    {"POST", "/subscriptions", kHearOfChanges, kHearOfChanges, create_subscription},
    {"GET", "/subscriptions/{}", kHearOfChanges, kHearOfChanges, show_subscription},
    {"PATCH", "/subscriptions/{}", kHearOfChanges, kHearOfChanges, renew_subscription},
    {"DELETE", "/subscriptions/{}", kHearOfChanges, kHearOfChanges, delete_subscription},
    {"POST", "/$batch", {}, {}, run_batch},
};

}  // namespace

std::span<const GraphRoute> graph_routes() { return kRoutes; }

}  // namespace cloud
