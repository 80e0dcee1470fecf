// /directory/deletedItems: people and groups that were deleted in the last 30 days.
// Sources: directory-deleteditems-list.md, -get.md, -restore.md and their examples; the permissions
// are those of these pages (endpoint-permissions.tsv has none).
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "deleted_items.h"
#include "directory_roles.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "graph_users.h"
#include "group_json.h"
#include "json.h"

namespace cloud {
namespace {

namespace json = boost::json;

using DeletedUser = DeletedItems::DeletedUser;

constexpr std::string_view kReadUsers[] = {"User.Read.All", "User.ReadWrite.All",
                                           "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr std::string_view kReadGroups[] = {"Group.Read.All", "Group.ReadWrite.All",
                                            "Directory.Read.All", "Directory.ReadWrite.All"};
constexpr std::string_view kWriteUsers[] = {"User.DeleteRestore.All", "User.ReadWrite.All"};
constexpr std::string_view kWriteGroups[] = {"Group.ReadWrite.All"};
constexpr std::string_view kGroupsAdministrator = "fdd7a751-b60b-444a-984c-02652fe8fa1c";

// Nobody tells of what is older than 30 days, though it may lie here until the clock is moved.
bool is_there(const GraphCall& call, std::int64_t deleted) {
  return deleted + kRestorableFor > call.now();
}

// Until it is restored, a person's name begins with the id, so that the name is free for somebody
// else (seen in every tenant; written down nowhere).
User renamed(User user) {
  std::string id = user.id;
  std::erase(id, '-');
  user.user_principal_name = id + user.user_principal_name;
  return user;
}

json::object whole_user(const User& user) {
  json::object object;
  for (std::size_t at = 0; at < user_properties().size(); ++at)
    object[user_properties()[at].name] = json::parse(user_value(user, at));
  return object;
}

std::vector<std::string_view> only_selected_of_users() {
  std::vector<std::string_view> names;
  for (const UserProperty& one : user_properties())
    if (!one.by_default) names.push_back(one.name);
  return names;
}

json::object kept_user(const GraphCall& call, json::object whole) {
  return keep_selected(call.query, std::move(whole), "user", only_selected_of_users());
}

json::object kept_group(const GraphCall& call, json::object whole) {
  return keep_selected(call.query, std::move(whole), "group", group_properties_only_selected());
}

const DeletedUser* deleted_user(const GraphCall& call) {
  const DeletedUser* found = find_deleted_user(call.tenant, call.args[0]);
  return found && is_there(call, found->user.deleted) ? found : nullptr;
}

const Group* deleted_group(const GraphCall& call) {
  const Group* found = find_deleted_group(call.tenant, call.args[0]);
  return found && is_there(call, found->deleted) ? found : nullptr;
}

Response typed_answer(const GraphCall& call, std::string_view type, const json::object& object) {
  json::object body = {{"@odata.type", fmt::format("#microsoft.graph.{}", type)}};
  for (const auto& one : object) body[one.key()] = one.value();
  return answer_object(call, "directoryObjects", body);
}

void need(const GraphCall& call, std::span<const std::string_view> permissions) {
  if (!call.holds(permissions)) refuse_privileges();
}

// A person also needs a role of the tenant; an application's permission is enough, but for
// administrators (directory-deleteditems-restore.md).
void need_role(const GraphCall& call, std::string_view role_id, bool of_administrator) {
  const auto held = roles_of(call.cloud.world, call.tenant, call.claims.object_id);
  if (has_role(held, role::kGlobalAdministrator)) return;
  if (of_administrator && !has_role(held, role::kPrivilegedAuthentication)) refuse_privileges();
  if (!of_administrator && !call.claims.is_application() && !has_role(held, role_id))
    refuse_privileges();
}

void need_right_to_change(const GraphCall& call) {
  if (const DeletedUser* found = deleted_user(call)) {
    need(call, kWriteUsers);
    need_role(call, role::kUserAdministrator, !found->user.directory_roles.empty());
  } else if (deleted_group(call)) {
    need(call, kWriteGroups);
    need_role(call, kGroupsAdministrator, false);
  } else {
    refuse_missing(call.args[0]);
  }
}

// {"newUserPrincipalName":"…"} where the old name is taken; the body may be left out.
std::string new_name(const GraphCall& call) {
  const json::object body = call.request.body.empty() ? json::object() : call.body();
  const std::string wanted = text_of(body, "newUserPrincipalName");
  const DeletedUser* found = deleted_user(call);
  const std::string& name = wanted.empty() && found ? found->user.user_principal_name : wanted;
  if (!name.empty() && call.tenant.find_user(name))
    throw GraphRefusal(
        400, "Request_BadRequest",
        "Another object with the same value for property userPrincipalName already exists.");
  return wanted;
}

}  // namespace

Response list_deleted_users(GraphCall& call) {
  chosen_properties(call.query, true);  // refuses what no listing has
  constexpr std::string_view sorted[] = {"displayName", "userPrincipalName", "deletedDateTime"};
  std::vector<User> users;
  for (const DeletedUser& one : call.tenant.deleted.users)
    if (is_there(call, one.user.deleted)) users.push_back(renamed(one.user));
  ObjectListing listing;
  listing.context = "users";
  listing.type = "user";
  listing.sorted_by = sorted;
  for (std::size_t at = 0; at < users.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return whole_user(users[at]); };
  listing.keep = [&](json::object whole) { return kept_user(call, std::move(whole)); };
  return answer_listing(call, listing);
}

Response list_deleted_groups(GraphCall& call) {
  refuse_alone(call.query, group_properties_only_alone());
  constexpr std::string_view sorted[] = {"displayName", "deletedDateTime"};
  std::vector<const Group*> groups;
  for (const Group& one : call.tenant.deleted.groups)
    if (is_there(call, one.deleted)) groups.push_back(&one);
  ObjectListing listing;
  listing.context = "groups";
  listing.type = "group";
  listing.sorted_by = sorted;
  for (std::size_t at = 0; at < groups.size(); ++at) listing.serials.push_back(at + 1);
  listing.make = [&](std::size_t at) { return group_object(*groups[at]); };
  listing.keep = [&](json::object whole) { return kept_group(call, std::move(whole)); };
  return answer_listing(call, listing);
}

Response show_deleted_item(GraphCall& call) {
  if (const DeletedUser* found = deleted_user(call)) {
    need(call, kReadUsers);
    return typed_answer(call, "user", kept_user(call, whole_user(renamed(found->user))));
  }
  if (const Group* found = deleted_group(call)) {
    need(call, kReadGroups);
    return typed_answer(call, "group", kept_group(call, group_object(*found)));
  }
  refuse_missing(call.args[0]);
}

Response restore_deleted_item(GraphCall& call) {
  need_right_to_change(call);
  const std::string name = new_name(call);
  const std::string id = call.args[0];
  edit_world(call.cloud,
             {{"op", "restore"}, {"tenant", call.tenant.id}, {"id", id}, {"name", name}});
  if (const User* user = call.tenant.find_user(id))
    return typed_answer(call, "user", kept_user(call, whole_user(*user)));
  return typed_answer(call, "group", kept_group(call, group_object(*call.tenant.groups.find(id))));
}

Response purge_deleted_item(GraphCall& call) {
  need_right_to_change(call);
  const DeletedUser* user = deleted_user(call);
  const std::string id = user ? user->user.id : deleted_group(call)->id;
  edit_world(call.cloud, {{"op", user ? "remove" : "remove-group"},
                          {"tenant", call.tenant.id},
                          {"id", id},
                          {"permanent", true}});
  return no_content();
}

}  // namespace cloud
