// The functions behind Graph's addresses; the table that names them is graph_routes.cpp.
#pragma once

#include "graph.h"

namespace cloud {

// graph_users.cpp
Response list_users(GraphCall& call);
Response count_users(GraphCall& call);
Response show_user(GraphCall& call);
Response show_me(GraphCall& call);
Response show_manager(GraphCall& call);
Response show_userinfo(GraphCall& call);

// graph_user_changes.cpp
Response change_user_properties(GraphCall& call);

// graph_passwords.cpp
Response list_authentication_methods(GraphCall& call);
Response list_password_methods(GraphCall& call);
Response reset_password(GraphCall& call);
Response show_password_operation(GraphCall& call);
Response change_own_password(GraphCall& call);
Response revoke_sessions(GraphCall& call);

// graph_users_delta.cpp
Response users_delta(GraphCall& call);

// graph_groups.cpp
Response list_groups(GraphCall& call);
Response show_group(GraphCall& call);
Response list_members(GraphCall& call);
Response list_transitive_members(GraphCall& call);
Response list_owners(GraphCall& call);

// graph_group_changes.cpp
Response add_group(GraphCall& call);
Response change_group(GraphCall& call);
Response delete_group(GraphCall& call);
Response add_member(GraphCall& call);
Response remove_member(GraphCall& call);

// graph_groups_delta.cpp
Response groups_delta(GraphCall& call);

// graph_devices.cpp
Response list_devices(GraphCall& call);
Response show_device(GraphCall& call);
Response list_managed_devices(GraphCall& call);
Response show_managed_device(GraphCall& call);
Response list_managed_device_users(GraphCall& call);

// graph_devices_delta.cpp
Response devices_delta(GraphCall& call);

// graph_memberships.cpp
Response list_member_of(GraphCall& call);
Response list_memberships_of_principal(GraphCall& call);
Response list_transitive_member_of(GraphCall& call);
Response list_groups_of(GraphCall& call);
Response list_transitive_groups_of(GraphCall& call);
Response list_roles_of(GraphCall& call);
Response list_owned_devices(GraphCall& call);
Response list_registered_devices(GraphCall& call);
Response list_registered_owners(GraphCall& call);
Response list_registered_users(GraphCall& call);
Response list_license_details(GraphCall& call);

// graph_units.cpp
Response list_units(GraphCall& call);
Response show_unit(GraphCall& call);
Response list_unit_members(GraphCall& call);

// graph_directory.cpp
Response list_synchronization(GraphCall& call);
Response show_synchronization(GraphCall& call);

// graph_mailboxes.cpp
Response show_mailbox_settings(GraphCall& call);
Response show_user_purpose(GraphCall& call);
Response show_my_mailbox_settings(GraphCall& call);
Response show_my_purpose(GraphCall& call);

// graph_deleted.cpp
Response list_deleted_users(GraphCall& call);
Response list_deleted_groups(GraphCall& call);
Response show_deleted_item(GraphCall& call);
Response restore_deleted_item(GraphCall& call);
Response purge_deleted_item(GraphCall& call);

// graph_reports.cpp
Response show_mailbox_usage(GraphCall& call);

// graph_report_settings.cpp
Response show_report_settings(GraphCall& call);
Response change_report_settings(GraphCall& call);

// graph_registration.cpp
Response list_registrations(GraphCall& call);
Response show_registration(GraphCall& call);

// graph_roles.cpp
Response list_roles(GraphCall& call);
Response show_role(GraphCall& call);
Response activate_role(GraphCall& call);
Response list_role_members(GraphCall& call);
Response add_role_member(GraphCall& call);
Response delete_role_member(GraphCall& call);
Response list_role_templates(GraphCall& call);
Response show_role_template(GraphCall& call);

// graph_role_assignments.cpp
Response list_role_definitions(GraphCall& call);
Response show_role_definition(GraphCall& call);
Response list_role_assignments(GraphCall& call);
Response show_role_assignment(GraphCall& call);
Response add_role_assignment(GraphCall& call);
Response delete_role_assignment(GraphCall& call);
Response request_role_assignment(GraphCall& call);
Response request_role_eligibility(GraphCall& call);

// graph_applications.cpp
Response list_applications(GraphCall& call);
Response show_application(GraphCall& call);
Response change_application(GraphCall& call);
Response add_password(GraphCall& call);
Response remove_password(GraphCall& call);

// graph_service_principals.cpp
Response list_service_principals(GraphCall& call);
Response show_service_principal(GraphCall& call);
Response add_service_principal(GraphCall& call);
Response delete_service_principal(GraphCall& call);

// graph_grants.cpp
Response list_app_role_assignments(GraphCall& call);
Response list_app_role_assigned_to(GraphCall& call);
Response add_app_role_assignment(GraphCall& call);
Response delete_app_role_assignment(GraphCall& call);
Response list_permission_grants(GraphCall& call);
Response list_permission_grants_of(GraphCall& call);
Response show_permission_grant(GraphCall& call);
Response add_permission_grant(GraphCall& call);
Response change_permission_grant(GraphCall& call);
Response delete_permission_grant(GraphCall& call);

// graph_tenant.cpp
Response list_organization(GraphCall& call);
Response show_organization(GraphCall& call);
Response list_domains(GraphCall& call);
Response show_domain(GraphCall& call);
Response list_skus(GraphCall& call);
Response show_sku(GraphCall& call);

// graph_partner.cpp
Response list_contracts(GraphCall& call);
Response show_contract(GraphCall& call);
Response list_admin_customers(GraphCall& call);
Response show_admin_customer(GraphCall& call);
Response list_service_management(GraphCall& call);
Response find_tenant_information(GraphCall& call);

// graph_relationships.cpp
Response list_relationships(GraphCall& call);
Response show_relationship(GraphCall& call);
Response add_relationship(GraphCall& call);
Response change_relationship(GraphCall& call);
Response delete_relationship(GraphCall& call);
Response list_relationship_requests(GraphCall& call);
Response show_relationship_request(GraphCall& call);
Response add_relationship_request(GraphCall& call);

// graph_access_assignments.cpp
Response list_assignments(GraphCall& call);
Response show_assignment(GraphCall& call);
Response add_assignment(GraphCall& call);
Response change_assignment(GraphCall& call);
Response delete_assignment(GraphCall& call);
Response list_relationship_operations(GraphCall& call);
Response show_relationship_operation(GraphCall& call);

// graph_subscriptions.cpp
Response create_subscription(GraphCall& call);
Response list_subscriptions(GraphCall& call);
Response show_subscription(GraphCall& call);
Response renew_subscription(GraphCall& call);
Response delete_subscription(GraphCall& call);

// graph_batch.cpp
Response run_batch(GraphCall& call);

}  // namespace cloud
