// /_control/tenants/{tenantId}/reports and …/userRegistrationDetails: how reports look, and what
// they say about people's authentication methods.
#include <fmt/format.h>

#include "control.h"
#include "encoding.h"
#include "json.h"
#include "registration.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::object reports_body(const ReportForm& form) {
  return {{"displayConcealedNames", form.concealed},
          {"shortColumns", form.short_columns},
          {"byteOrderMark", form.byte_order_mark}};
}

ReportForm changed_form(ReportForm form, const json::object& wanted) {
  for (const auto& member : wanted) {
    const std::string_view name = member.key();
    bool* into = nullptr;
    if (name == "displayConcealedNames") into = &form.concealed;
    if (name == "shortColumns") into = &form.short_columns;
    if (name == "byteOrderMark") into = &form.byte_order_mark;
    if (!into || !member.value().is_bool())
      throw ControlRefusal(400, fmt::format("The property {} cannot be set so.", name));
    *into = member.value().as_bool();
  }
  return form;
}

User& wanted_user(Tenant& tenant, const std::string& id) {
  User* user = tenant.find_user(id);
  if (!user) throw ControlRefusal(404, fmt::format("The tenant has no user {}.", id));
  return *user;
}

void apply_methods(Tenant& tenant, const json::object& change) {
  const json::value* names = change.if_contains("methods");
  const auto methods = names ? read_methods(*names) : std::nullopt;
  if (!methods)
    throw ControlRefusal(400,
                         "methodsRegistered must be a list of methods that Entra has, such as "
                         "\"microsoftAuthenticatorPush\".");
  User& user = wanted_user(tenant, text_of(change, "id"));
  user.methods = *methods;
  user.methods_changed = number_of(change, "at");
}

}  // namespace

bool apply_report_edit(Tenant& tenant, const json::object& change) {
  const std::string operation = text_of(change, "op");
  if (operation == "set-reports")
    tenant.reports = changed_form(tenant.reports, change.at("reports").as_object());
  else if (operation == "set-methods")
    apply_methods(tenant, change);
  else
    return false;
  return true;
}

Response control_show_reports(ControlCall& call) {
  return control_answer(reports_body(call.tenant().reports));
}

Response control_change_reports(ControlCall& call) {
  edit_world(call.cloud,
             {{"op", "set-reports"}, {"tenant", call.tenant().id}, {"reports", call.body()}});
  return control_show_reports(call);
}

Response control_change_registration(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_user(tenant, call.args.at(1)).id;
  const json::object body = call.body();
  const json::value* methods = body.if_contains("methodsRegistered");
  if (body.size() != 1 || !methods)
    throw ControlRefusal(400, "The body needs methodsRegistered, and nothing else.");
  edit_world(call.cloud, {{"op", "set-methods"},
                          {"tenant", tenant.id},
                          {"id", id},
                          {"at", call.cloud.clock.now()},
                          {"methods", *methods}});
  return control_answer(registration_object(wanted_user(tenant, id)));
}

}  // namespace cloud
