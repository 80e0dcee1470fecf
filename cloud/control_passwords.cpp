// Changes of passwords and sign-in sessions as the state remembers them.
#include "control.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

User& wanted_user(Tenant& tenant, const std::string& id) {
  User* user = tenant.find_user(id);
  if (!user) throw ControlRefusal(404, "The tenant has no user " + id + ".");
  return *user;
}

bool is_true(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found && found->is_bool() && found->as_bool();
}

void apply_password(Tenant& tenant, const json::object& change) {
  User& user = wanted_user(tenant, text_of(change, "id"));
  std::set<std::string> names = {"passwordprofile"};
  // A profile without a password only says whether it must be changed.
  if (change.contains("password")) {
    user.password = text_of(change, "password");
    user.password_changed = number_of(change, "at");
    names.insert({"lastpasswordchangedatetime", "signinsessionsvalidfromdatetime"});
  }
  if (change.contains("force")) user.must_change_password = is_true(change, "force");
  tenant.user_changes.note(ChangeKind::changed, user.id, std::move(names));
  tenant.touch();
}

void apply_operation(Tenant& tenant, const json::object& change) {
  tenant.password_operations.push_back({text_of(change, "operation"), text_of(change, "id"),
                                        number_of(change, "at"), text_of(change, "problem")});
}

void apply_sessions(Tenant& tenant, const json::object& change) {
  User& user = wanted_user(tenant, text_of(change, "id"));
  user.sessions_valid_from = number_of(change, "at");
  tenant.user_changes.note(ChangeKind::changed, user.id, {"signinsessionsvalidfromdatetime"});
  tenant.touch();
}

}  // namespace

bool apply_password_edit(Tenant& tenant, const json::object& change) {
  const std::string operation = text_of(change, "op");
  if (operation == "password")
    apply_password(tenant, change);
  else if (operation == "password-operation")
    apply_operation(tenant, change);
  else if (operation == "sessions")
    apply_sessions(tenant, change);
  else
    return false;
  return true;
}

}  // namespace cloud
