// What --help says; docs/cloud.md says the same at more length, and manual_test.cpp compares them.
#include "control_help.h"

#include <fmt/format.h>

#include "faults.h"

namespace cloud {
namespace {

// clang-format off
constexpr ControlHelp kHelp[] = {
    {"GET", "world", "who is who: tenants, the application, the service account"},
    {"GET", "documentation", "what people had written before"},
    {"GET POST", "tenants/{tenantId}/users", "all people; add one, by Graph's property names"},
    {"PATCH DELETE", "tenants/{tenantId}/users/{id}", "change or remove one (?permanent=true: for good)"},
    {"GET", "tenants/{tenantId}/users/{id}/password", "the password"},
    {"POST", "tenants/{tenantId}/users/{id}/revoke", "void the refresh tokens of that person"},
    {"GET POST", "tenants/{tenantId}/groups", "the same for groups"},
    {"PATCH DELETE", "tenants/{tenantId}/groups/{id}", "change or remove one"},
    {"GET POST", "tenants/{tenantId}/devices", "for devices of the directory"},
    {"PATCH DELETE", "tenants/{tenantId}/devices/{id}", "change or remove one"},
    {"GET POST", "tenants/{tenantId}/managedDevices", "for devices of Intune"},
    {"PATCH DELETE", "tenants/{tenantId}/managedDevices/{id}", "change or remove one"},
    {"GET POST", "tenants/{tenantId}/administrativeUnits", "for administrative units"},
    {"PATCH DELETE", "tenants/{tenantId}/administrativeUnits/{id}", "change or remove one"},
    {"GET PATCH", "tenants/{tenantId}/reports", "how its reports look"},
    {"PATCH", "tenants/{tenantId}/userRegistrationDetails/{id}", "what a person has registered for MFA"},
    {"GET PATCH", "tenants/{tenantId}/consent", "what an application may do there (?application={id})"},
    {"GET PATCH", "tenants/{tenantId}/subscriptions", "its licenses, and service plans switched off in them"},
    {"GET PATCH", "tenants/{tenantId}/applicationRoles", "the application's directory roles there"},
    {"GET PATCH", "tenants/{tenantId}/relationships", "the MSP's relationships with that customer"},
    {"PATCH", "tenants/{tenantId}/relationships/{id}", "the status, roles, groups or end of one"},
    {"POST", "tenants/{tenantId}/relationships/{id}/approve", "the customer approves it"},
    {"GET DELETE", "requests", "what was asked of the cloud; count anew"},
    {"GET", "routes", "every Graph address with its permissions"},
    {"GET POST", "clock", "the cloud's time; move it: {\"advance\":\"PT1H\"}"},
    {"GET POST DELETE", "faults", "known and active faults; set one; mend all"},
    {"DELETE", "faults/{id}", "mend one"},
    {"GET POST PATCH", "limits", "the budgets: {\"enabled\":false}, {\"scale\":0.1}"},
    {"GET POST", "applications", "the registered applications; another one"},
    {"POST", "application/{redirect|secret|certificate}", "add one: {\"value\":\"...\"}"},
    {"GET PATCH", "bms", "who may sign in to Kaseya BMS, how many records"},
    {"GET POST", "bms/accounts", "its accounts; add one"},
    {"PATCH DELETE", "bms/accounts/{id}", "change or remove one"},
    {"GET POST", "bms/contacts", "its contacts; add one"},
    {"PATCH DELETE", "bms/contacts/{id}", "change or remove one"},
    {"POST", "bms/revoke", "void all tokens of BMS"},
};
// clang-format on

constexpr std::size_t kLineWidth = 96;

std::string addresses_text() {
  std::string text;
  for (const ControlHelp& one : kHelp)
    text += fmt::format("  {:<16}{:<54}{}\n", one.methods, one.address, one.does);
  return text;
}

std::string kinds_text() {
  std::string text;
  std::string line = " ";
  for (const FaultKind& one : fault_kinds()) {
    if (line.size() + one.name.size() + 2 > kLineWidth) {
      text += line + "\n";
      line = " ";
    }
    line += " " + std::string(one.name);
  }
  return text + line + "\n";
}

}  // namespace

std::span<const ControlHelp> control_help() { return kHelp; }

std::string control_help_text() {
  return fmt::format(
      "While it runs, /_control (from this machine only, bodies are JSON) shows and changes the "
      "world:\n{}\n"
      "Faults are set with POST faults {{\"kind\":\"throttled\",\"tenant\":\"...\",\"times\":3}}. "
      "The kinds:\n{}\n"
      "A new Graph endpoint is a function in a cloud/graph_*.cpp, a line in graph_routes.h, a row "
      "in\ngraph_routes.cpp with its permissions, one in graph_deeds.cpp with the roles, and one "
      "in\ntests/cloud/endpoints.mjs. docs/cloud.md tells all of this at more length.\n\n",
      addresses_text(), kinds_text());
}

}  // namespace cloud
