// The rules of passwordProfile and what they share with resetPassword.
// Sources: microsoft-cloud.md E.1, E.3 and E.5.
#include "password_change.h"

#include "control.h"
#include "directory_roles.h"
#include "password_policy.h"
#include "password_rights.h"

namespace cloud {
namespace {

namespace json = boost::json;

// "At least User Administrator" of an application's service principal (E.1, the page of 2026-07):
// the roles of table E.4 below it do not suffice.
constexpr std::string_view kApplicationRoles[] = {
    role::kUserAdministrator, role::kPrivilegedAuthentication, role::kGlobalAdministrator};

// E.1: the page of 2026-07 names the first; those of 2022 name User.ReadWrite.All for applications
// and Directory.AccessAsUser.All for people. All of them are accepted.
constexpr std::string_view kByApplication[] = {"User-PasswordProfile.ReadWrite.All",
                                               "User.ReadWrite.All"};
constexpr std::string_view kByPerson[] = {"User-PasswordProfile.ReadWrite.All",
                                          "Directory.AccessAsUser.All"};

std::vector<std::string> kept(const std::vector<std::string>& roles,
                              std::span<const std::string_view> which) {
  std::vector<std::string> result;
  for (const std::string_view one : which)
    if (has_role(roles, one)) result.emplace_back(one);
  return result;
}

}  // namespace

std::vector<std::string> caller_roles(const GraphCall& call) {
  return roles_of(call.cloud.world, call.tenant, call.claims.object_id);
}

void admit_password_change(const GraphCall& call, const User& user) {
  const bool application = call.claims.is_application();
  if (application ? !call.holds(kByApplication) : !call.holds(kByPerson)) refuse_privileges();
  auto roles = caller_roles(call);
  if (application) roles = kept(roles, kApplicationRoles);
  if (!may_reset(roles, reset_target(call.cloud.world, call.tenant, user))) refuse_privileges();
}

// Guess: neither body is published (microsoft-cloud.md H). The words are those that Graph has for
// other properties that are mastered on premises (observed in public error reports).
void refuse_foreign_password(const GraphCall& call, const User& user) {
  const Domain* domain = call.tenant.domain_of(user.user_principal_name);
  if (user.synced.value_or(false))
    throw GraphRefusal(400, "Request_BadRequest",
                       "Unable to update the specified properties for on-premises mastered "
                       "Directory Sync objects or objects currently undergoing migration.");
  if (domain && domain->is_federated)
    throw GraphRefusal(400, "Request_BadRequest",
                       "The password of a federated user cannot be updated.");
}

void check_password(const User& user, std::string_view password) {
  if (is_acceptable_password(password, wants_strong_password(user))) return;
  throw GraphRefusal(400, "Request_BadRequest",
                     "The specified password does not comply with password complexity "
                     "requirements. Please provide a different password.");
}

void change_password(const GraphCall& call, const User& user, const PasswordChange& change) {
  json::object edit = {
      {"op", "password"}, {"tenant", call.tenant.id}, {"id", user.id}, {"at", call.now()}};
  if (change.password) edit["password"] = *change.password;
  if (change.must_change) edit["force"] = *change.must_change;
  edit_world(call.cloud, edit);
}

}  // namespace cloud
