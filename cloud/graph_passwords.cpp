// /users/{id}/authentication, resetPassword with its operation, changePassword and
// revokeSignInSessions.
// Sources: microsoft-cloud.md E.2, E.3 and E.5; v1-resetpassword-*.http,
// v1-longrunningoperation-get.json, user-revokesigninsessions--1.json and the CSDL.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "directory_roles.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "json.h"
#include "password_change.h"
#include "password_policy.h"
#include "password_rights.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kPasswordMethod = "28c10230-6103-485e-b985-444c60001490";

// E.2; the roles of table E.4 that this call does not take stay outside.
constexpr std::string_view kResetters[] = {role::kGlobalAdministrator,
                                           role::kPrivilegedAuthentication, role::kAuthentication};
// Who may read the methods of others (authentication-list-methods.md).
constexpr std::string_view kReaders[] = {role::kGlobalReader, role::kAuthentication,
                                         role::kPrivilegedAuthentication,
                                         role::kGlobalAdministrator};

// How long an operation stays in its first two states by the cloud's clock. Guess: nobody says.
constexpr std::int64_t kStartsAfter = 1;
constexpr std::int64_t kEndsAfter = 3;

bool is_self(const GraphCall& call, const User& user) {
  return !call.claims.is_application() && same_text(call.claims.object_id, user.id);
}

std::vector<std::string> held(const std::vector<std::string>& roles,
                              std::span<const std::string_view> which) {
  std::vector<std::string> result;
  for (const std::string_view one : which)
    if (has_role(roles, one)) result.emplace_back(one);
  return result;
}

void admit_reader(const GraphCall& call, const User& user) {
  if (call.claims.is_application() || is_self(call, user)) return;
  if (held(caller_roles(call), kReaders).empty()) refuse_privileges();
}

void admit_reset(const GraphCall& call, const User& user) {
  // "Not on oneself" (E.2). Guess: its body is Graph's usual one.
  if (is_self(call, user)) refuse_privileges();
  const auto roles = held(caller_roles(call), kResetters);
  if (!may_reset(roles, reset_target(call.cloud.world, call.tenant, user))) refuse_privileges();
}

json::object password_method(const User& user) {
  return {{"id", kPasswordMethod},
          {"password", nullptr},
          {"createdDateTime", iso_time(user.password_changed)}};
}

Response list_of_methods(GraphCall& call, std::string_view path, std::string_view type) {
  const User& user = wanted_user(call, call.args[0]);
  admit_reader(call, user);
  json::object method;
  // A listing of methods mixes kinds and tells each; that of passwords does not need to.
  if (type == "authenticationMethod")
    method["@odata.type"] = "#microsoft.graph.passwordAuthenticationMethod";
  for (const auto& member : keep_selected(call.query, password_method(user), type, {}))
    method[member.key()] = member.value();
  return json_answer(json::object{
      {"@odata.context",
       call.selected_context(fmt::format("users('{}')/authentication/{}", user.id, path))},
      {"value", json::array{std::move(method)}}});
}

std::optional<std::string> sent_password(const GraphCall& call) {
  if (call.request.body.empty()) return std::nullopt;
  const json::object body = call.body();
  const json::value* sent = body.if_contains("newPassword");
  if (!sent || sent->is_null()) return std::nullopt;
  if (!sent->is_string())
    throw GraphRefusal(400, "Request_BadRequest",
                       "Invalid value specified for property 'newPassword'.");
  return std::string(sent->as_string());
}

// Why the reset of a synchronized person fails behind the 202 (E.3); empty when it does not. Guess:
// the texts of statusDetail are not published.
std::string premises_problem(const GraphCall& call, const User& user, const std::string& password) {
  if (!user.synced.value_or(false)) return "";
  if (!call.tenant.password_writeback) return "Password writeback is not enabled for the tenant.";
  if (!is_acceptable_password(password, true))
    return "The password does not meet the requirements of the on-premises policy.";
  return "";
}

struct Reset {
  std::string password;
  bool generated = false;
  std::string problem;
};

Reset read_reset(const GraphCall& call, const User& user) {
  const bool synced = user.synced.value_or(false);
  const auto sent = sent_password(call);
  if (synced && !sent)  // "newPassword is required in hybrid"; the words are a guess
    throw GraphRefusal(400, "Request_BadRequest",
                       "A new password must be provided for users who are synchronized from "
                       "on-premises.");
  if (!synced) refuse_foreign_password(call, user);
  if (!synced && sent) check_password(user, *sent);
  Reset reset;
  reset.generated = !sent;
  reset.password = sent ? *sent : fresh_password();
  reset.problem = premises_problem(call, user, reset.password);
  return reset;
}

std::string_view status_of(const PasswordOperation& operation, std::int64_t now) {
  const std::int64_t age = now - operation.begun;
  if (age < kStartsAfter) return "notStarted";
  if (age < kEndsAfter) return "running";
  return operation.problem.empty() ? "succeeded" : "failed";
}

// Graph's longRunningOperation. The password itself holds from the 202 on: nobody can tell.
json::object operation_object(const PasswordOperation& operation, std::int64_t now) {
  const std::string_view status = status_of(operation, now);
  const std::int64_t last = operation.begun + (status == "notStarted" ? 0
                                               : status == "running"  ? kStartsAfter
                                                                      : kEndsAfter);
  return {
      {"id", operation.id},
      {"createdDateTime", iso_time(operation.begun)},
      {"lastActionDateTime", iso_time(last)},
      {"resourceLocation", nullptr},
      {"status", status},
      {"statusDetail", status == "failed" ? json::value(operation.problem) : json::value(nullptr)}};
}

}  // namespace

Response list_authentication_methods(GraphCall& call) {
  return list_of_methods(call, "methods", "authenticationMethod");
}

Response list_password_methods(GraphCall& call) {
  return list_of_methods(call, "passwordMethods", "passwordAuthenticationMethod");
}

Response reset_password(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  if (!same_text(call.args[1], kPasswordMethod)) refuse_missing(call.args[1]);
  admit_reset(call, user);
  const Reset reset = read_reset(call, user);
  const std::string id = user.id;
  const std::string operation = fresh_guid();
  edit_world(call.cloud, {{"op", "password-operation"},
                          {"tenant", call.tenant.id},
                          {"id", id},
                          {"operation", operation},
                          {"problem", reset.problem},
                          {"at", call.now()}});
  // "User must change password at next sign-in, always" (E.2).
  if (reset.problem.empty()) change_password(call, user, {reset.password, true});
  json::object body;
  if (reset.generated)
    body = {{"@odata.context", call.context("microsoft.graph.passwordResetResponse")},
            {"newPassword", reset.password}};
  Response response = json_answer(body, 202);
  response.set("Location", fmt::format("{}/{}/users/{}/authentication/operations/{}"
                                       "?aadgdc=SIM01P&aadgsu=ssprprod-a",
                                       call.origins.graph, call.version, id, operation));
  return response;
}

Response show_password_operation(GraphCall& call) {
  const User& user = wanted_user(call, call.args[0]);
  admit_reader(call, user);
  const auto& all = call.tenant.password_operations;
  const auto found = std::find_if(all.begin(), all.end(), [&](const PasswordOperation& one) {
    return same_text(one.id, call.args[1]) && same_text(one.user_id, user.id);
  });
  if (found == all.end()) refuse_missing(call.args[1]);
  return answer_object(
      call, fmt::format("users('{}')/authentication/operations", user.id),
      keep_selected(call.query, operation_object(*found, call.now()), "longRunningOperation", {}));
}

Response change_own_password(GraphCall& call) {
  const User& user = wanted_user(call, call.claims.object_id);
  const json::object body = call.body();
  const std::string fresh = text_of(body, "newPassword");
  refuse_foreign_password(call, user);
  // Guess: the body of a wrong current password is not published.
  if (text_of(body, "currentPassword") != user.password)
    throw GraphRefusal(
        400, "Request_BadRequest",
        "The specified current password is not valid. Please provide the right one.");
  check_password(user, fresh);
  // A change, other than a reset, may not take the last password again (E.5).
  if (fresh == user.password) check_password(user, "");
  change_password(call, user, {fresh, false});
  return no_content();
}

Response revoke_sessions(GraphCall& call) {
  const User& user = wanted_user(call, call.args.empty() ? call.claims.object_id : call.args[0]);
  // Inferred: whoever may reset the password may end the sessions; everybody may end their own.
  if (!call.claims.is_application() && !is_self(call, user) &&
      !may_reset(caller_roles(call), reset_target(call.cloud.world, call.tenant, user)))
    refuse_privileges();
  const std::string id = user.id;
  edit_world(call.cloud,
             {{"op", "sessions"}, {"tenant", call.tenant.id}, {"id", id}, {"at", call.now()}});
  call.cloud.state.revoke_before(id, call.now() + 1);
  return json_answer(
      json::object{{"@odata.context", call.context("Edm.Boolean")}, {"value", true}});
}

}  // namespace cloud
