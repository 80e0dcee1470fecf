// /_control/tenants/{tenantId}/subscriptions and …/applicationRoles: which plans a tenant has, and
// which directory roles the application holds there.
#include <fmt/format.h>

#include <algorithm>

#include "control.h"
#include "encoding.h"
#include "json.h"
#include "object_ids.h"
#include "random.h"
#include "role_holdings.h"
#include "skus.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr int kUnits = 25;  // of a subscription that was not there before

const Sku& wanted_sku(std::string_view name) {
  for (const Sku& one : skus())
    if (same_text(one.part_number, name) || same_text(one.id, name)) return one;
  throw ControlRefusal(400, fmt::format("No subscription is called {}.", name));
}

std::vector<std::string> texts_of(const json::object& body, const char* name) {
  const json::value* list = body.if_contains(name);
  if (!list || !list->is_array())
    throw ControlRefusal(400, fmt::format("The body needs \"{}\", a list of names.", name));
  std::vector<std::string> texts;
  for (const json::value& one : list->as_array()) {
    if (!one.is_string()) throw ControlRefusal(400, "Each name must be a text.");
    texts.emplace_back(one.as_string());
  }
  return texts;
}

void apply_subscriptions(Tenant& tenant, const json::object& change) {
  std::vector<Subscription> changed;
  for (const json::value& one : change.at("subscriptions").as_array()) {
    const json::object& row = one.as_object();
    changed.push_back({&wanted_sku(text_of(row, "sku")), text_of(row, "id"),
                       static_cast<int>(number_of(row, "enabled")), texts_of(row, "switchedOff")});
  }
  tenant.subscriptions = std::move(changed);
  tenant.touch();
}

std::string principal_of(const ControlCall& call) {
  return service_principal_id(call.tenant().id, call.cloud.world.application.id);
}

std::vector<std::string> roles_held(const ControlCall& call) {
  std::vector<std::string> roles;
  for (const RoleHolding& one : role_holdings(call.tenant()))
    if (one.principal_id == principal_of(call)) roles.push_back(one.role);
  return roles;
}

}  // namespace

bool apply_subscription_edit(Tenant& tenant, const json::object& change) {
  if (text_of(change, "op") != "set-subscriptions") return false;
  apply_subscriptions(tenant, change);
  return true;
}

Response control_list_subscriptions(ControlCall& call) {
  json::array names;
  for (const Subscription& one : call.tenant().subscriptions)
    names.emplace_back(one.sku->part_number);
  return control_answer(json::object{{"skus", std::move(names)}});
}

// {"skus":["SPB","EXCHANGESTANDARD"],"disabledPlans":["INTUNE_A"]}: these and no others; those that
// stay keep their numbers.
Response control_change_subscriptions(ControlCall& call) {
  const Tenant& tenant = call.tenant();
  const json::object body = call.body();
  json::array off;
  if (body.contains("disabledPlans"))
    for (const std::string& plan : texts_of(body, "disabledPlans")) off.emplace_back(plan);
  json::array rows;
  for (const std::string& name : texts_of(body, "skus")) {
    const Sku& sku = wanted_sku(name);
    const auto kept = std::find_if(tenant.subscriptions.begin(), tenant.subscriptions.end(),
                                   [&](const Subscription& one) { return one.sku == &sku; });
    const bool known = kept != tenant.subscriptions.end();
    rows.push_back({{"sku", sku.part_number},
                    {"id", known ? kept->id : fresh_guid()},
                    {"enabled", known ? kept->enabled : kUnits},
                    {"switchedOff", off}});
  }
  edit_world(
      call.cloud,
      {{"op", "set-subscriptions"}, {"tenant", tenant.id}, {"subscriptions", std::move(rows)}});
  return control_list_subscriptions(call);
}

Response control_list_application_roles(ControlCall& call) {
  const auto roles = roles_held(call);
  return control_answer(json::object{{"roles", json::array(roles.begin(), roles.end())}});
}

// {"roles":["fe930be7-…"]}: template ids; these and no others.
Response control_change_application_roles(ControlCall& call) {
  std::vector<std::string> wanted;
  for (const std::string& id : texts_of(call.body(), "roles")) {
    const RoleTemplate* known = role_by_id(id);
    if (!known) throw ControlRefusal(400, fmt::format("No directory role has the id {}.", id));
    wanted.emplace_back(known->id);
  }
  const auto edit = [&](const char* operation, const std::string& role) {
    edit_world(call.cloud, {{"op", operation},
                            {"tenant", call.tenant().id},
                            {"principal", principal_of(call)},
                            {"role", role}});
  };
  const auto held = roles_held(call);
  for (const std::string& role : held)
    if (std::find(wanted.begin(), wanted.end(), role) == wanted.end()) edit("revoke-role", role);
  for (const std::string& role : wanted)
    if (std::find(held.begin(), held.end(), role) == held.end()) edit("grant-role", role);
  return control_list_application_roles(call);
}

}  // namespace cloud
