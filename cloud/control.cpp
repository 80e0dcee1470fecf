// /_control: looks into the world and changes it while it runs; only this machine may ask.
//
// To add an address, write its function and add one row to the table at the end.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "bms_control.h"
#include "cloud.h"
#include "control.h"
#include "control_help.h"
#include "deleted_items.h"
#include "documentation.h"
#include "encoding.h"
#include "generate.h"
#include "graph_lag.h"
#include "json.h"
#include "random.h"
#include "role_holdings.h"

namespace cloud {
namespace {

namespace json = boost::json;

json::value user_body(const User& user) {
  std::string text;
  std::vector<std::size_t> all;
  for (std::size_t at = 0; at < user_properties().size(); ++at) all.push_back(at);
  append_user(text, user, make_pieces(user), all);
  return json::parse(text);
}

User& wanted_user(Tenant& tenant, const std::string& id) {
  User* user = tenant.find_user(id);
  if (!user) throw ControlRefusal(404, fmt::format("The tenant has no user {}.", id));
  return *user;
}

// Writes Graph's properties into a user; what cannot be set is refused by name.
void set_properties(User& user, const json::object& properties) {
  for (const auto& member : properties) {
    const std::string name(member.key());
    if (name == "id") continue;
    if (name == "manager") {
      user.manager_id = member.value().is_string() ? std::string(member.value().as_string()) : "";
      continue;
    }
    const auto property = user_property(name);
    const auto set = property ? user_properties()[*property].set : nullptr;
    if (!set) throw ControlRefusal(400, fmt::format("The property {} cannot be set.", name));
    if (!set(user, member.value()))
      throw ControlRefusal(400, fmt::format("The value of {} has another type.", name));
  }
}

User new_user(const Tenant& tenant, const json::object& properties) {
  Random random(mix(tenant.users().size(), tenant.revision()));
  User user = make_user(tenant, random);
  user.id = text_of(properties, "id");
  set_properties(user, properties);
  if (user.display_name.empty() || user.user_principal_name.empty())
    throw ControlRefusal(400, "A user needs displayName and userPrincipalName.");
  if (user.mail_nickname.empty())
    user.mail_nickname = user.user_principal_name.substr(0, user.user_principal_name.find('@'));
  return user;
}

// The properties in which two versions of a person differ, among those that were to be set.
std::set<std::string> differences(const User& before, const User& after,
                                  const json::object& properties) {
  std::set<std::string> names;
  for (const auto& member : properties) {
    const std::string name = lower(std::string_view(member.key()));
    const auto property = user_property(name);
    if (name == "manager"
            ? before.manager_id != after.manager_id
            : property && user_value(before, *property) != user_value(after, *property))
      names.insert(name);
  }
  return names;
}

void apply_set(Tenant& tenant, const std::string& id, const json::object& properties) {
  User& user = wanted_user(tenant, id);
  User changed = user;
  set_properties(changed, properties);
  const auto names = differences(user, changed, properties);
  std::set<std::string> related;
  if (names.contains("manager") && !user.manager_id.empty()) related.insert(user.manager_id);
  if (!names.empty()) tenant.user_changes.note(ChangeKind::changed, user.id, names, related);
  user = std::move(changed);
  tenant.touch();
}

void apply_remove(Tenant& tenant, const json::object& change) {
  const json::value* permanent = change.if_contains("permanent");
  const std::string id = text_of(change, "id");
  if (permanent && permanent->is_bool() && permanent->as_bool())
    purge_user(tenant, id);
  else
    delete_user(tenant, id, number_of(change, "at"));
}

Response show_world(ControlCall& call) { return control_answer(describe_world(call.cloud.world)); }
Response show_documentation(ControlCall& call) {
  return control_answer(documentation(call.cloud.world));
}
// BMS's entry also has a journal of its calls.
Response show_requests(ControlCall& call) {
  json::object report = call.cloud.requests.report();
  if (json::value* bms = report.if_contains(kBmsTenant))
    bms->as_object()["calls"] = call.cloud.bms.calls.report();
  return control_answer(report);
}
Response reset_requests(ControlCall& call) {
  call.cloud.requests.reset();
  call.cloud.waits.forget();
  call.cloud.bms.calls.reset();
  return control_done();
}

Response list_users(ControlCall& call) {
  json::array items;
  for (const User& user : call.tenant().users()) items.push_back(user_body(user));
  return control_answer(json::object{{"value", std::move(items)}});
}

Response add_user(ControlCall& call) {
  json::object properties = call.body();
  if (text_of(properties, "id").empty()) properties["id"] = fresh_guid();
  const std::string id = text_of(properties, "id");
  Tenant& tenant = call.tenant();
  if (tenant.find_user(id)) throw ControlRefusal(409, fmt::format("The user {} exists.", id));
  edit_world(call.cloud, {{"op", "add"}, {"tenant", tenant.id}, {"user", properties}});
  return control_answer(user_body(wanted_user(tenant, id)), 201);
}

Response change_user(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const std::string id = wanted_user(tenant, call.args.at(1)).id;
  edit_world(call.cloud, {{"op", "set"}, {"tenant", tenant.id}, {"id", id}, {"user", call.body()}});
  return control_answer(user_body(wanted_user(tenant, id)));
}

// ?permanent=true leaves nothing to restore, also of somebody who was removed before.
Response remove_user(ControlCall& call) {
  Tenant& tenant = call.tenant();
  const bool permanent = same_text(parse_form(call.request.query).value("permanent"), "true");
  std::string id = call.args.at(1);
  if (!permanent || !find_deleted_user(tenant, id)) id = wanted_user(tenant, id).id;
  edit_world(call.cloud, {{"op", "remove"},
                          {"tenant", tenant.id},
                          {"id", id},
                          {"permanent", permanent},
                          {"at", call.cloud.clock.now()}});
  return control_done();
}

Response show_password(ControlCall& call) {
  return control_answer(
      json::object{{"password", wanted_user(call.tenant(), call.args.at(1)).password}});
}

Response revoke_user(ControlCall& call) {
  call.cloud.state.revoke_before(wanted_user(call.tenant(), call.args.at(1)).id,
                                 call.cloud.clock.now() + 1);
  return control_done();
}

json::array array_of(const std::set<std::string>& items) {
  return json::array(items.begin(), items.end());
}

Response show_consent(ControlCall& call) {
  const Consent consent = consent_of(call.cloud, call.tenant(), control_application(call).id);
  return control_answer(json::object{{"present", consent.present},
                                     {"roles", array_of(consent.roles)},
                                     {"scopes", array_of(consent.scopes)}});
}

// {"present":false} removes the application; {"roles":[…],"scopes":[…]} sets what it may do.
Response change_consent(ControlCall& call) {
  const json::object body = call.body();
  const std::string& client = control_application(call).id;
  Consent consent = consent_of(call.cloud, call.tenant(), client);
  if (const json::value* present = body.if_contains("present"); present && present->is_bool()) {
    consent.present = present->as_bool();
    if (!consent.present) consent = {};
  }
  const auto take = [&](const char* name, std::set<std::string>& into) {
    const json::value* list = body.if_contains(name);
    if (!list || !list->is_array()) return;
    into.clear();
    for (const json::value& one : list->as_array())
      if (one.is_string()) into.emplace(one.as_string());
  };
  take("roles", consent.roles);
  take("scopes", consent.scopes);
  if (body.contains("scopes")) consent.personal.clear();
  call.cloud.state.put_consent(call.tenant().id, client, consent);
  return show_consent(call);
}

Response show_clock(ControlCall& call) {
  return control_answer(json::object{{"now", iso_time(call.cloud.clock.now())},
                                     {"offsetSeconds", call.cloud.clock.offset()}});
}

Response move_clock(ControlCall& call) {
  const auto by = parse_duration(text_of(call.body(), "advance"));
  if (!by)
    throw ControlRefusal(400, "\"advance\" must be a duration such as \"PT1H\" or \"P90D\".");
  const std::int64_t offset = call.cloud.clock.offset() + *by;
  call.cloud.state.set_clock_offset(offset);
  call.cloud.clock.set_offset(offset);
  for (const json::object& edit : expired_edits(call.cloud.world, call.cloud.clock.now()))
    edit_world(call.cloud, edit);
  return show_clock(call);
}

struct ControlRoute {
  std::string_view method;
  std::string_view pattern;
  bool changes_world;
  Response (*answer)(ControlCall&);
};

constexpr ControlRoute kRoutes[] = {
    {"GET", "world", false, show_world},
    {"GET", "documentation", false, show_documentation},
    {"GET", "requests", false, show_requests},
    {"DELETE", "requests", false, reset_requests},
    {"GET", "routes", false, control_list_routes},
    {"GET", "tenants/{}/users", false, list_users},
    {"POST", "tenants/{}/users", true, add_user},
    {"PATCH", "tenants/{}/users/{}", true, change_user},
    {"DELETE", "tenants/{}/users/{}", true, remove_user},
    {"GET", "tenants/{}/users/{}/password", false, show_password},
    {"POST", "tenants/{}/users/{}/revoke", false, revoke_user},
    {"GET", "tenants/{}/groups", false, control_list_groups},
    {"POST", "tenants/{}/groups", true, control_add_group},
    {"PATCH", "tenants/{}/groups/{}", true, control_change_group},
    {"DELETE", "tenants/{}/groups/{}", true, control_delete_group},
    {"PATCH", "tenants/{}/userRegistrationDetails/{}", true, control_change_registration},
    {"GET", "tenants/{}/reports", false, control_show_reports},
    {"PATCH", "tenants/{}/reports", true, control_change_reports},
    {"GET", "tenants/{}/devices", false, control_list_entra_devices},
    {"POST", "tenants/{}/devices", true, control_add_entra_device},
    {"PATCH", "tenants/{}/devices/{}", true, control_change_entra_device},
    {"DELETE", "tenants/{}/devices/{}", true, control_delete_entra_device},
    {"GET", "tenants/{}/administrativeUnits", false, control_list_units},
    {"POST", "tenants/{}/administrativeUnits", true, control_add_unit},
    {"PATCH", "tenants/{}/administrativeUnits/{}", true, control_change_unit},
    {"DELETE", "tenants/{}/administrativeUnits/{}", true, control_delete_unit},
    {"GET", "tenants/{}/managedDevices", false, control_list_devices},
    {"POST", "tenants/{}/managedDevices", true, control_add_device},
    {"PATCH", "tenants/{}/managedDevices/{}", true, control_change_device},
    {"DELETE", "tenants/{}/managedDevices/{}", true, control_delete_device},
    {"GET", "tenants/{}/consent", false, show_consent},
    {"PATCH", "tenants/{}/consent", false, change_consent},
    {"GET", "tenants/{}/subscriptions", false, control_list_subscriptions},
    {"PATCH", "tenants/{}/subscriptions", true, control_change_subscriptions},
    {"GET", "tenants/{}/applicationRoles", false, control_list_application_roles},
    {"PATCH", "tenants/{}/applicationRoles", true, control_change_application_roles},
    {"GET", "tenants/{}/relationships", false, control_list_relationships},
    {"PATCH", "tenants/{}/relationships", true, control_change_relationships},
    {"PATCH", "tenants/{}/relationships/{}", true, control_change_relationship},
    {"POST", "tenants/{}/relationships/{}/approve", true, control_approve_relationship},
    {"GET", "clock", false, show_clock},
    {"POST", "clock", true, move_clock},
    {"GET", "faults", false, control_list_faults},
    {"POST", "faults", false, control_add_fault},
    {"DELETE", "faults", false, control_mend_faults},
    {"DELETE", "faults/{}", false, control_mend_fault},
    {"GET", "limits", false, control_show_limits},
    {"POST", "limits", false, control_change_limits},
    {"PATCH", "limits", false, control_change_limits},
    {"GET", "applications", false, control_list_applications},
    {"POST", "applications", true, control_add_application},
    {"POST", "application/{}", true, control_change_application},
};

const ControlRoute* find(const Request& request, std::vector<std::string>& args) {
  auto segments = split(request.path, '/');
  segments.erase(segments.begin());  // "_control"
  for (const ControlRoute& route : kRoutes) {
    const auto wanted = split(route.pattern, '/');
    if (route.method != request.method || wanted.size() != segments.size()) continue;
    args.clear();
    bool fits = true;
    for (std::size_t at = 0; at < wanted.size() && fits; ++at) {
      if (wanted[at] == "{}")
        args.push_back(percent_decode(segments[at], false));
      else
        fits = wanted[at] == segments[at];
    }
    if (fits) return &route;
  }
  return nullptr;
}

Response refuse(int status, std::string_view message) {
  return control_answer(json::object{{"error", {{"message", message}}}}, status);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> control_addresses() {
  auto all = bms_control_addresses();
  for (const ControlRoute& one : kRoutes)
    all.emplace_back(std::string(one.method), std::string(one.pattern));
  return all;
}

json::object ControlCall::body() const {
  if (request.body.empty()) return {};
  auto object = parse_object(request.body);
  if (!object) throw ControlRefusal(400, "The body must be a JSON object.");
  return *object;
}

Tenant& ControlCall::tenant() const {
  Tenant* found = cloud.world.find_tenant(args.at(0));
  if (!found) throw ControlRefusal(404, fmt::format("No tenant has the id {}.", args.at(0)));
  return *found;
}

Response control_answer(const json::value& body, int status) {
  return json_response(status, json::serialize(body));
}

Response control_done() { return json_response(204, ""); }

void edit_world(Cloud& cloud, const json::object& change) {
  const Tenant* tenant = cloud.world.find_tenant(text_of(change, "tenant"));
  const ChangeMarks marks = tenant ? change_marks(*tenant) : ChangeMarks();
  apply_edit(cloud.world, change);
  cloud.state.add_edit(change);
  const json::value* made = change.if_contains("user");
  const bool adds = text_of(change, "op") == "add" && made && made->is_object();
  note_change(cloud, text_of(change, "tenant"), adds ? text_of(made->as_object(), "id") : "");
  if (!tenant) return;
  for (WebhookCall& call : cloud.subscriptions.notifications(*tenant, marks, cloud.clock.now()))
    cloud.webhooks.send_later(std::move(call));
}

bool control_changes_world(const Request& request) {
  std::vector<std::string> args;
  const ControlRoute* route = find(request, args);
  return route && route->changes_world;
}

void apply_edit(World& world, const json::object& change) {
  Tenant* tenant = world.find_tenant(text_of(change, "tenant"));
  if (!tenant) throw ControlRefusal(404, "The tenant of a change does not exist.");
  const std::string operation = text_of(change, "op");
  if (operation == "add") {
    const std::string id = tenant->add_user(new_user(*tenant, change.at("user").as_object())).id;
    tenant->user_changes.note(ChangeKind::added, id);
  } else if (operation == "set") {
    apply_set(*tenant, text_of(change, "id"), change.at("user").as_object());
  } else if (operation == "remove") {
    apply_remove(*tenant, change);
  } else if (operation == "restore") {
    restore_item(*tenant, text_of(change, "id"), text_of(change, "name"));
  } else if (!apply_application_edit(world, change) && !apply_password_edit(*tenant, change) &&
             !apply_partner_edit(world, *tenant, change) && !apply_role_edit(*tenant, change) &&
             !apply_group_edit(*tenant, change) && !apply_report_edit(*tenant, change) &&
             !apply_directory_edit(*tenant, change) && !apply_subscription_edit(*tenant, change)) {
    apply_device_edit(*tenant, change);
  }
}

Response answer_control(Cloud& cloud, const Request& request) {
  std::vector<std::string> args;
  const ControlRoute* route = find(request, args);
  const bool bms = is_bms_control(request);
  if (!route && !bms)
    return refuse(404, fmt::format("/_control has no {} {}. docs/cloud.md lists what it has.",
                                   request.method, request.path));
  ControlCall call{cloud, request, std::move(args)};
  try {
    return bms ? control_bms(cloud, request) : route->answer(call);
  } catch (const ControlRefusal& refusal) {
    return refuse(refusal.status, refusal.what());
  }
}

}  // namespace cloud
