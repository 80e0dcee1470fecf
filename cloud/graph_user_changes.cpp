// PATCH /users/{id}: which properties Graph lets whom write, and in which words it refuses.
// Source: the user-update page (examples user-update--*.http) and microsoft-cloud.md E.1. Where no
// error body is published, the words are those of Graph's OData library, as a guess.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "directory_roles.h"
#include "encoding.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "json.h"
#include "password_change.h"
#include "password_rights.h"
#include "permissions.h"
#include "user_json.h"

namespace cloud {
namespace {

namespace json = boost::json;

// What the page lists as writable. The rest is read-only, however /_control may set it.
constexpr std::string_view kWritable[] = {"accountEnabled",
                                          "ageGroup",
                                          "businessPhones",
                                          "city",
                                          "companyName",
                                          "consentProvidedForMinor",
                                          "country",
                                          "department",
                                          "displayName",
                                          "employeeHireDate",
                                          "employeeId",
                                          "employeeLeaveDateTime",
                                          "employeeOrgData",
                                          "employeeType",
                                          "faxNumber",
                                          "givenName",
                                          "jobTitle",
                                          "mail",
                                          "mailNickname",
                                          "mobilePhone",
                                          "officeLocation",
                                          "onPremisesExtensionAttributes",
                                          "onPremisesImmutableId",
                                          "otherMails",
                                          "passwordPolicies",
                                          "passwordProfile",
                                          "postalCode",
                                          "preferredDataLocation",
                                          "preferredLanguage",
                                          "state",
                                          "streetAddress",
                                          "surname",
                                          "usageLocation",
                                          "userPrincipalName",
                                          "userType",
                                          "aboutMe",
                                          "birthday",
                                          "hireDate",
                                          "interests",
                                          "mySite",
                                          "pastProjects",
                                          "preferredName",
                                          "responsibilities",
                                          "schools",
                                          "skills"};
// Synchronized people get the rest from their Active Directory.
constexpr std::string_view kKeptInCloud[] = {"usageLocation", "otherMails", "passwordPolicies",
                                             "preferredDataLocation"};
// Sensitive actions (privileged-roles-permissions.md): on people with roles only whoever may.
constexpr std::string_view kSensitive[] = {"accountEnabled",    "businessPhones",
                                           "mobilePhone",       "otherMails",
                                           "userPrincipalName", "onPremisesImmutableId"};
// Profile facts that people may write of themselves with User.ReadWrite.
constexpr std::string_view kOwn[] = {
    "aboutMe",        "birthday",     "hireDate",      "interests", "mobilePhone",      "mySite",
    "businessPhones", "pastProjects", "preferredName", "schools",   "responsibilities", "skills"};

constexpr std::string_view kEverything[] = {"User.ReadWrite.All", "Directory.ReadWrite.All"};
constexpr std::string_view kEnable[] = {"User.EnableDisableAccount.All"};
constexpr std::string_view kReadToEnable[] = {"User.Read.All", "Directory.Read.All"};
constexpr std::string_view kPhones[] = {"User-Phone.ReadWrite.All"};
constexpr std::string_view kMails[] = {"User-Mail.ReadWrite.All"};
constexpr std::string_view kMyself[] = {"User.ReadWrite"};

// Roles whose people may edit others at all. Inferred from permissions-reference: those with
// microsoft.directory/users/basic/update.
constexpr std::string_view kEditors[] = {role::kGlobalAdministrator, role::kUserAdministrator,
                                         role::kDirectoryWriters,
                                         "4ba39ca4-527c-499a-b93d-d9b492c50246",   // Partner Tier1
                                         "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8"};  // Partner Tier2

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view one) { return same_text(one, name); });
}

bool is_self(const GraphCall& call, const User& user) {
  return !call.claims.is_application() && same_text(call.claims.object_id, user.id);
}

// True when a permission covers that property.
bool covers(const GraphCall& call, const User& user, std::string_view name) {
  if (call.holds(kEverything)) return true;
  if (same_text(name, "accountEnabled")) return call.holds(kEnable) && call.holds(kReadToEnable);
  if (same_text(name, "businessPhones") || same_text(name, "mobilePhone"))
    if (call.holds(kPhones)) return true;
  if (same_text(name, "otherMails") && call.holds(kMails)) return true;
  return is_self(call, user) && is_one_of(name, kOwn) && call.holds(kMyself);
}

bool is_protected(const ResetTarget& target) {
  return !target.roles.empty() || target.in_role_group || target.management_restricted;
}

void admit(const GraphCall& call, const User& user, std::string_view name) {
  if (same_text(name, "passwordProfile")) return admit_password_change(call, user);
  if (!covers(call, user, name)) refuse_privileges();
  if (is_self(call, user) && is_one_of(name, kOwn)) return;
  const auto roles = caller_roles(call);
  const bool editor = std::any_of(std::begin(kEditors), std::end(kEditors),
                                  [&](std::string_view one) { return has_role(roles, one); });
  const bool sensitive = is_one_of(name, kSensitive);
  const bool guardian = sensitive && has_role(roles, role::kPrivilegedAuthentication);
  if (!call.claims.is_application() && !editor && !guardian) refuse_privileges();
  const ResetTarget target = reset_target(call.cloud.world, call.tenant, user);
  if (sensitive && is_protected(target) && !may_reset(roles, target)) refuse_privileges();
}

[[noreturn]] void refuse(const std::string& message) {
  throw GraphRefusal(400, "Request_BadRequest", message);
}

void check_name(const GraphCall& call, const User& user, const User& changed) {
  if (changed.display_name.empty())
    refuse("Invalid value specified for property 'displayName' of resource 'User'.");
  if (same_text(user.user_principal_name, changed.user_principal_name)) return;
  const Domain* domain = call.tenant.domain_of(changed.user_principal_name);
  if (changed.user_principal_name.find('@') == std::string::npos || !domain || !domain->is_verified)
    refuse(
        "The domain portion of the userPrincipalName property is invalid. You must use one of the "
        "verified domain names in your organization.");
  if (call.tenant.find_user(changed.user_principal_name))
    refuse("Another object with the same value for property userPrincipalName already exists.");
}

// The members that are properties of a user and may be written; others are refused by name.
void check_members(const User& user, const json::object& body) {
  for (const auto& member : body) {
    const std::string_view name = member.key();
    if (name.starts_with('@')) continue;
    if (!user_property(name))
      refuse(
          fmt::format("The property '{}' does not exist on type 'microsoft.graph.user'. Make "
                      "sure to only use property names that are defined by the type.",
                      name));
    if (!is_one_of(name, kWritable))
      refuse(fmt::format("Property '{}' is read-only and cannot be set.", name));
    const bool password = same_text(name, "passwordProfile");  // refused with its own reasons
    if (!password && user.synced.value_or(false) && !is_one_of(name, kKeptInCloud))
      refuse(
          "Unable to update the specified properties for on-premises mastered Directory Sync "
          "objects or objects currently undergoing migration.");
  }
}

[[noreturn]] void refuse_type(std::string_view name) {
  refuse(fmt::format("Invalid value specified for property '{}' of resource 'User'.", name));
}

PasswordChange read_profile(const json::value& value) {
  if (!value.is_object()) refuse_type("passwordProfile");
  PasswordChange change;
  for (const auto& member : value.as_object()) {
    const std::string_view name = member.key();
    if (same_text(name, "password") && member.value().is_string())
      change.password = std::string(member.value().as_string());
    else if (same_text(name, "forceChangePasswordNextSignIn") && member.value().is_bool())
      change.must_change = member.value().as_bool();
    else if (!same_text(name, "forceChangePasswordNextSignInWithMfa") && !name.starts_with('@'))
      refuse_type("passwordProfile");
  }
  // A new password without a word on it must be changed. Guess: Graph's page on passwordProfile
  // names no default; this is how new accounts behave.
  if (change.password && !change.must_change) change.must_change = true;
  return change;
}

// The ordinary properties of the body, checked on a copy of the person.
json::object ordinary(const GraphCall& call, const User& user, const json::object& body) {
  json::object result;
  User changed = user;
  for (const auto& member : body) {
    const std::string_view name = member.key();
    if (name.starts_with('@') || same_text(name, "passwordProfile")) continue;
    const auto& property = user_properties()[*user_property(name)];
    if (!property.set || !property.set(changed, member.value())) refuse_type(property.name);
    result[property.name] = member.value();
  }
  check_name(call, user, changed);
  return result;
}

}  // namespace

Response change_user_properties(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  const json::object body = call.body();
  for (const auto& member : body) admit(call, user, member.key());
  check_members(user, body);
  const std::string id = user.id;
  std::optional<PasswordChange> password;
  for (const auto& member : body)
    if (same_text(std::string_view(member.key()), "passwordProfile"))
      password = read_profile(member.value());
  if (password) refuse_foreign_password(call, user);
  if (password && password->password) check_password(user, *password->password);
  const json::object properties = ordinary(call, user, body);
  if (!properties.empty())
    edit_world(call.cloud,
               {{"op", "set"}, {"tenant", call.tenant.id}, {"id", id}, {"user", properties}});
  if (password) change_password(call, *call.tenant.find_user(id), *password);
  return no_content();
}

}  // namespace cloud
