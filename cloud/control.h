// What the parts of /_control share: the question, refusals and answers.
#pragma once

#include <boost/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cloud.h"

namespace cloud {

struct ControlCall {
  Cloud& cloud;
  const Request& request;
  std::vector<std::string> args;  // what stands in the {} of the pattern

  boost::json::object body() const;
  Tenant& tenant() const;  // the first argument
};

// Becomes {"error":{"message"}}.
struct ControlRefusal : std::runtime_error {
  ControlRefusal(int code, const std::string& message)
      : std::runtime_error(message), status(code) {}
  int status;
};

Response control_answer(const boost::json::value& body, int status = 200);
Response control_done();

// Applies the change and remembers it, so that a restart has it too.
void edit_world(Cloud& cloud, const boost::json::object& change);

// control_groups.cpp
Response control_list_groups(ControlCall& call);
Response control_add_group(ControlCall& call);
Response control_change_group(ControlCall& call);
Response control_delete_group(ControlCall& call);
// False when the operation is none of a group's; throws ControlRefusal.
bool apply_group_edit(Tenant& tenant, const boost::json::object& change);

// control_reports.cpp
Response control_show_reports(ControlCall& call);
Response control_change_reports(ControlCall& call);
Response control_change_registration(ControlCall& call);
// As apply_group_edit().
bool apply_report_edit(Tenant& tenant, const boost::json::object& change);

// control_routes.cpp
Response control_list_routes(ControlCall& call);

// control_faults.cpp
Response control_list_faults(ControlCall& call);
Response control_add_fault(ControlCall& call);
Response control_mend_faults(ControlCall& call);
Response control_mend_fault(ControlCall& call);
Response control_show_limits(ControlCall& call);
Response control_change_limits(ControlCall& call);

// control_relationships.cpp
Response control_list_relationships(ControlCall& call);
Response control_change_relationships(ControlCall& call);
Response control_change_relationship(ControlCall& call);
Response control_approve_relationship(ControlCall& call);
// As apply_group_edit().
bool apply_partner_edit(World& world, Tenant& tenant, const boost::json::object& change);

// control_directory.cpp
Response control_list_entra_devices(ControlCall& call);
Response control_add_entra_device(ControlCall& call);
Response control_change_entra_device(ControlCall& call);
Response control_delete_entra_device(ControlCall& call);
Response control_list_units(ControlCall& call);
Response control_add_unit(ControlCall& call);
Response control_change_unit(ControlCall& call);
Response control_delete_unit(ControlCall& call);
// Writes into the journal what is different of a device of the directory.
void note_device_change(Tenant& tenant, const Device& device, const boost::json::object& before);
// As apply_group_edit().
bool apply_directory_edit(Tenant& tenant, const boost::json::object& change);

// control_passwords.cpp, as apply_group_edit():
// {"op":"password","tenant","id","password"?,"force"?, "at"},
// {"op":"password-operation",…,"operation","problem"} and {"op":"sessions",…}.
bool apply_password_edit(Tenant& tenant, const boost::json::object& change);

// control_rights.cpp
Response control_list_subscriptions(ControlCall& call);
Response control_change_subscriptions(ControlCall& call);
Response control_list_application_roles(ControlCall& call);
Response control_change_application_roles(ControlCall& call);
// {"op":"set-subscriptions","subscriptions":[{"sku","id","enabled"}]}, as apply_group_edit().
bool apply_subscription_edit(Tenant& tenant, const boost::json::object& change);

// control_application.cpp
// The application that ?application={id} names; that of the printed world without it.
const Application& control_application(const ControlCall& call);
Response control_list_applications(ControlCall& call);
Response control_add_application(ControlCall& call);
Response control_change_application(ControlCall& call);

// control_devices.cpp
Response control_list_devices(ControlCall& call);
Response control_add_device(ControlCall& call);
Response control_change_device(ControlCall& call);
Response control_delete_device(ControlCall& call);
// As apply_group_edit().
bool apply_device_edit(Tenant& tenant, const boost::json::object& change);

}  // namespace cloud
