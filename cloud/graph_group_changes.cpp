// POST, PATCH and DELETE of groups, and who joins and leaves them.
// Source: learn.microsoft.com/graph/api/group-post-groups, group-update, group-delete,
// group-post-members and group-delete-members. Error texts that are marked so were seen in life;
// the others are this cloud's own.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "directory_objects.h"
#include "directory_roles.h"
#include "encoding.h"
#include "graph_listing.h"
#include "graph_routes.h"
#include "group_json.h"
#include "group_members.h"
#include "group_rights.h"
#include "json.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostAtOnce = 20;  // of members and owners in one request
constexpr std::size_t kLongestNickname = 64;

constexpr std::string_view kSetAtBirth[] = {"displayName", "description",       "mailNickname",
                                            "mailEnabled", "securityEnabled",   "groupTypes",
                                            "visibility",  "isAssignableToRole"};
constexpr std::string_view kSetLater[] = {"displayName", "description", "mailNickname",
                                          "securityEnabled", "visibility"};
// What a client may repeat as it is: the update page's own example sends these two.
constexpr std::string_view kRepeated[] = {"groupTypes", "mailEnabled", "isAssignableToRole"};
// Writable in life, but nothing here depends on it.
constexpr std::string_view kNotSimulated[] = {"allowExternalSenders",
                                              "autoSubscribeNewMembers",
                                              "classification",
                                              "creationOptions",
                                              "hideFromAddressLists",
                                              "hideFromOutlookClients",
                                              "isSubscribedByMail",
                                              "membershipRule",
                                              "membershipRuleProcessingState",
                                              "preferredDataLocation",
                                              "preferredLanguage",
                                              "resourceBehaviorOptions",
                                              "resourceProvisioningOptions",
                                              "theme",
                                              "uniqueName",
                                              "unseenCount"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view one) { return same_text(one, name); });
}

[[noreturn]] void refuse(const std::string& message) {
  throw GraphRefusal(400, "Request_BadRequest", message);
}

[[noreturn]] void refuse_value(std::string_view name) {
  refuse(fmt::format("Invalid value specified for property '{}' of resource 'Group'.", name));
}

[[noreturn]] void refuse_not_simulated() {
  throw GraphRefusal(501, "NotImplemented", "This operation target is not yet supported.");
}

const Group& wanted_group(const GraphCall& call) {
  const Group* group = call.tenant.groups.find(call.args[0]);
  if (!group) refuse_missing(call.args[0]);
  return *group;
}

// "members@odata.bind" and "owners@odata.bind".
bool is_binding(std::string_view name) { return name.ends_with("@odata.bind"); }

// A member that is no property at all, one that nobody may write, or one that is not simulated.
void refuse_property(std::string_view name) {
  if (is_one_of(name, kNotSimulated)) refuse_not_simulated();
  const json::object known = group_object({});
  if (std::none_of(known.begin(), known.end(),
                   [&](const auto& one) { return same_text(std::string_view(one.key()), name); }))
    refuse(
        fmt::format("The property '{}' does not exist on type 'microsoft.graph.group'. Make sure "
                    "to only use property names that are defined by the type.",
                    name));
  refuse(fmt::format("Property '{}' is read-only and cannot be set.", name));
}

void set_property(Group& group, std::string_view name, const json::value& value) {
  if (!set_group_property(group, name, value)) refuse_value(name);
}

bool is_nickname(std::string_view text) {
  constexpr std::string_view forbidden = "@()\\[]\";:.<>, ";
  return !text.empty() && text.size() <= kLongestNickname &&
         std::all_of(text.begin(), text.end(), [&](char letter) {
           return static_cast<unsigned char>(letter) < 0x80 && letter >= ' ' &&
                  forbidden.find(letter) == std::string_view::npos;
         });
}

void check_names(const Tenant& tenant, const Group& group) {
  if (group.display_name.empty() || group.display_name.size() > 256) refuse_value("displayName");
  if (!is_nickname(group.mail_nickname)) refuse_value("mailNickname");
  for (const Group& other : tenant.groups.all())
    if (group.unified && other.unified && other.id != group.id &&
        same_text(other.mail_nickname, group.mail_nickname))
      refuse("Another object with the same value for property mailNickname already exists.");
  for (const char* known : {"", "Public", "Private", "HiddenMembership"})
    if (same_text(group.visibility, known)) return;
  refuse_value("visibility");
}

void check_required(const json::object& body) {
  for (const char* name : {"displayName", "mailEnabled", "mailNickname", "securityEnabled"})
    if (!body.contains(name))  // seen in life
      refuse(fmt::format("A value is required for property '{}' of resource 'Group'.", name));
}

// What a new group may be.
void check_kind(const Group& group) {
  // Rules are not evaluated here: such a group would stay empty, which it does not in life.
  if (group.dynamic) refuse_not_simulated();
  // Seen in life; mail groups of the older kinds belong to Exchange.
  if (group.unified != group.mail_enabled || (!group.mail_enabled && !group.security_enabled))
    refuse(
        "The service does not currently support writes of mail-enabled groups. Please ensure that "
        "the mail-enablement property is unset and the security-enablement property is set.");
  if (!group.role_assignable) return;
  if (!group.security_enabled || same_text(group.visibility, "Public"))
    refuse("A group that can be assigned to roles must be security-enabled and not public.");
}

// The objects that a binding names, checked; they must be there.
std::vector<std::string> bound(const GraphCall& call, const json::object& body,
                               std::string_view name) {
  std::vector<std::string> ids;
  const json::value* list = body.if_contains(name);
  if (!list) return ids;
  if (!list->is_array()) refuse_value(name);
  for (const json::value& one : list->as_array()) {
    const std::string id = referenced_id({{"@odata.id", one}});
    const auto member = find_member(call.cloud, call.tenant, id);
    if (!member) refuse_missing(id);
    if (std::find(ids.begin(), ids.end(), member->id) != ids.end())
      refuse("A reference stands twice in the request.");
    ids.push_back(member->id);
  }
  return ids;
}

void check_members(const GraphCall& call, const Group& group, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const Member member = find_member(call.cloud, call.tenant, id).value();
    refuse_unfit_member(group, member);
    // Seen in life.
    if (std::find(group.members.begin(), group.members.end(), id) != group.members.end())
      refuse(
          "One or more added object references already exist for the following modified "
          "properties: 'members'.");
  }
}

json::array array_of(const std::vector<std::string>& ids) {
  return json::array(ids.begin(), ids.end());
}

// A new group as Graph makes it of the body.
Group asked_group(const GraphCall& call, const json::object& body) {
  check_required(body);
  Group group;
  group.id = fresh_guid();
  for (const auto& member : body) {
    const std::string_view name = member.key();
    if (name.starts_with('@') || is_binding(name)) continue;
    if (!is_one_of(name, kSetAtBirth)) refuse_property(name);
    if (same_text(name, "isAssignableToRole") && member.value().is_null()) continue;
    set_property(group, name, member.value());
  }
  check_kind(group);
  check_names(call.tenant, group);
  if (group.unified) {
    group.mail = group.mail_nickname + "@" + call.tenant.default_domain;
    group.proxy_addresses = {"SMTP:" + group.mail};
    if (group.visibility.empty()) group.visibility = group.role_assignable ? "Private" : "Public";
  }
  return group;
}

// The people of a new group.
void bind_people(const GraphCall& call, const json::object& body, Group& group) {
  const auto members = bound(call, body, "members@odata.bind");
  group.owners = bound(call, body, "owners@odata.bind");
  if (members.size() + group.owners.size() > kMostAtOnce)
    refuse("A request may bind 20 members and owners at most.");
  for (const std::string& id : members)
    admit_bound(call, find_member(call.cloud, call.tenant, id).value());
  for (const std::string& id : group.owners)
    admit_owner(call, find_member(call.cloud, call.tenant, id).value());
  check_members(call, group, members);
  group.members = members;
  // "Because the owners have not been specified, the calling user is added as the owner": the page
  // says it of Microsoft 365 groups, its example of a security group names an owner.
  if (group.owners.empty() && group.unified && !call.claims.is_application())
    group.owners = {call.claims.object_id};
}

json::object edit_of(const Group& group) {
  json::object object = {{"id", group.id},
                         {"displayName", group.display_name},
                         {"description", text_or_null(group.description)},
                         {"mailNickname", group.mail_nickname},
                         {"mailEnabled", group.mail_enabled},
                         {"securityEnabled", group.security_enabled},
                         {"visibility", text_or_null(group.visibility)},
                         {"isAssignableToRole", group.role_assignable},
                         {"mail", text_or_null(group.mail)},
                         {"proxyAddresses", array_of(group.proxy_addresses)},
                         {"members", array_of(group.members)},
                         {"owners", array_of(group.owners)}};
  if (group.unified) object["groupTypes"] = json::array{"Unified"};
  return object;
}

void change_membership(GraphCall& call, const char* operation, const Group& group,
                       const std::string& member) {
  edit_world(call.cloud,
             {{"op", operation}, {"tenant", call.tenant.id}, {"id", group.id}, {"member", member}});
}

// The properties of a PATCH that differ from what is; repeated ones are passed over.
json::object changed_properties(const Tenant& tenant, const Group& group,
                                const json::object& body) {
  json::object result;
  const json::object now = group_object(group);
  Group changed = group;
  for (const auto& member : body) {
    const std::string_view name = member.key();
    if (name.starts_with('@') || is_binding(name)) continue;
    const bool same = now.contains(name) && now.at(name) == member.value();
    if (same && is_one_of(name, kRepeated)) continue;
    if (!is_one_of(name, kSetLater)) refuse_property(name);
    set_property(changed, name, member.value());
    result[name] = member.value();
  }
  check_names(tenant, changed);
  if (changed.visibility != group.visibility && same_text(changed.visibility, "HiddenMembership"))
    refuse_value("visibility");  // "can be set only when a group is created"
  return result;
}

}  // namespace

Response add_group(GraphCall& call) {
  const json::object body = call.body();
  const json::value* for_roles = body.if_contains("isAssignableToRole");
  admit_new_group(call, for_roles && for_roles->is_bool() && for_roles->as_bool());
  Group group = asked_group(call, body);
  bind_people(call, body, group);
  edit_world(call.cloud, {{"op", "add-group"},
                          {"tenant", call.tenant.id},
                          {"created", call.now()},
                          {"group", edit_of(group)}});
  Response response =
      answer_object(call, "groups",
                    keep_selected(call.query, group_object(*call.tenant.groups.find(group.id)),
                                  "group", group_properties_only_selected()));
  response.status = 201;
  return response;
}

Response change_group(GraphCall& call) {
  const Group& group = wanted_group(call);
  const std::string id = group.id;
  admit_group_changes(call, group);
  const json::object body = call.body();
  const json::object properties = changed_properties(call.tenant, group, body);
  const auto joining = bound(call, body, "members@odata.bind");
  if (joining.size() > kMostAtOnce) refuse("A request may bind 20 members at most.");
  if (!joining.empty()) refuse_unmanaged(group);
  for (const std::string& one : joining)
    admit_member(call, find_member(call.cloud, call.tenant, one).value());
  check_members(call, group, joining);
  if (!properties.empty())
    edit_world(
        call.cloud,
        {{"op", "set-group"}, {"tenant", call.tenant.id}, {"id", id}, {"group", properties}});
  for (const std::string& one : joining)
    change_membership(call, "join-group", *call.tenant.groups.find(id), one);
  return no_content();
}

Response delete_group(GraphCall& call) {
  const Group& group = wanted_group(call);
  admit_group_changes(call, group);
  edit_world(
      call.cloud,
      {{"op", "remove-group"}, {"tenant", call.tenant.id}, {"id", group.id}, {"at", call.now()}});
  return no_content();
}

Response add_member(GraphCall& call) {
  const Group& group = wanted_group(call);
  admit_member_changes(call, group);
  const std::string id = referenced_id(call.body());
  const auto member = find_member(call.cloud, call.tenant, id);
  if (!member) refuse_missing(id);
  admit_member(call, *member);
  check_members(call, group, {member->id});
  change_membership(call, "join-group", group, member->id);
  return no_content();
}

Response remove_member(GraphCall& call) {
  const Group& group = wanted_group(call);
  admit_member_changes(call, group);
  const auto found =
      std::find_if(group.members.begin(), group.members.end(),
                   [&](const std::string& one) { return same_text(one, call.args[1]); });
  if (found == group.members.end()) refuse_missing(call.args[1]);
  change_membership(call, "leave-group", group, std::string(*found));
  return no_content();
}

}  // namespace cloud
