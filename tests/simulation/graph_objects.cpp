// Lists and delta rounds, made of what the tenant is and was.
#include "graph_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace reeve::simulation {
namespace {

bool is_list(types::Kind kind) {
  return kind == types::Kind::json_set || kind == types::Kind::text_list ||
         kind == types::Kind::text_set;
}

bool of_users(std::string_view name) {
  return name == "mfa_registrations" || name == "sign_in_activity";
}

std::string text_of(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string manager_of(const json::object& body) {
  const auto* manager = body.if_contains("manager");
  return manager == nullptr ? std::string() : std::string(manager->at("id").as_string());
}

std::set<std::string> members_of(const json::object& body) {
  std::set<std::string> ids;
  if (const auto* members = body.if_contains("members"))
    for (const auto& one : members->as_array()) ids.emplace(one.as_string());
  return ids;
}

json::object removed(const std::string& id) {
  return {{"id", id}, {"@removed", {{"reason", "changed"}}}};
}

// What happened to one object after a version of the tenant.
struct Touched {
  bool anew = false;   // it was not there for a while: everything is told
  bool known = false;  // it was there once before
  std::set<std::string> names, managers, members;
};

Touched touched_of(const std::vector<State>& states, std::int64_t since) {
  const auto seen = states_from(states, since);
  Touched out;
  out.anew = seen.front()->since > since || !seen.front()->body;
  out.known = states.front().since <= since || !states.front().body;
  const State* before = nullptr;
  for (const State* state : seen) {
    if (!state->body) {
      out.anew = out.known = true;
    } else {
      if (const auto manager = manager_of(*state->body); !manager.empty())
        out.managers.insert(manager);
      const auto now = members_of(*state->body);
      const auto then =
          before != nullptr && before->body ? members_of(*before->body) : std::set<std::string>();
      const bool first = before == nullptr && state->since <= since;
      if (!first)
        std::ranges::set_symmetric_difference(now, then,
                                              std::inserter(out.members, out.members.end()));
      for (const auto& [name, value] : *state->body) {
        const auto* other =
            before != nullptr && before->body ? before->body->if_contains(name) : nullptr;
        if (!first && (other == nullptr || *other != value)) out.names.emplace(name);
      }
      if (before != nullptr && before->body)
        for (const auto& [name, value] : *before->body)
          if (!state->body->contains(name)) out.names.emplace(name);
    }
    before = state;
  }
  return out;
}

void tell_manager(json::object& change, const Touched& what, const json::object& body, Dice& dice) {
  const auto now = manager_of(body);
  json::array list;
  if (!now.empty()) list.emplace_back(json::object{{"id", now}});
  for (const auto& other : what.managers)
    if (other != now)
      list.insert(dice.coin() ? list.begin() : list.end(), json::value(removed(other)));
  if (!list.empty()) change["manager@delta"] = std::move(list);
}

// Members come in parts, the group again each time.
std::vector<json::object> with_members(json::object change, const Touched& what,
                                       const json::object& body, Dice& dice) {
  const auto now = members_of(body);
  std::vector<json::object> parts{std::move(change)};
  std::set<std::string> told = what.members;
  if (what.anew) told.insert(now.begin(), now.end());
  for (const auto& member : told) {
    if (dice.in_thousand(300)) parts.push_back(json::object{{"id", parts.front().at("id")}});
    auto& list = parts.back()["members@delta"];
    if (!list.is_array()) list = json::array();
    list.as_array().push_back(now.contains(member) ? json::object{{"id", member}}
                                                   : removed(member));
  }
  return parts;
}

}  // namespace

json::object listed(const types::DataType& type, const json::object& body) {
  json::object out;
  for (const types::Field& field : type.fields) {
    if (!field.kept) continue;
    if (const auto* value = body.if_contains(field.name))
      out[field.name] = *value;
    else if (field.expand.empty())
      out[field.name] = is_list(field.kind) ? json::value(json::array()) : json::value();
  }
  return out;
}

std::vector<std::string> ids_of(const SimulatedTenant& tenant, const types::DataType& type) {
  return tenant.present(of_users(type.name) ? "users" : type.name);
}

json::object object_of(const SimulatedTenant& tenant, const types::DataType& type,
                       const std::string& id) {
  if (!of_users(type.name)) return listed(type, *tenant.find(type.name, id));
  const json::object& user = *tenant.find("users", id);
  json::object body{{"id", id},
                    {"userPrincipalName", user.at("userPrincipalName")},
                    {"isMfaRegistered", id.size() % 2 == 0}};
  return listed(type, body);
}

std::vector<std::string> touched(const SimulatedTenant& tenant, const types::DataType& type,
                                 std::int64_t since) {
  std::vector<std::string> ids;
  for (const auto& [id, states] : tenant.objects(type.name)) {
    if (since < 0 ? states.back().body.has_value() : states.back().since > since) ids.push_back(id);
  }
  return ids;
}

std::vector<json::object> change_of(const SimulatedTenant& tenant, const types::DataType& type,
                                    const std::string& id, std::int64_t since, Dice& dice) {
  const auto& states = tenant.objects(type.name).at(id);
  if (!states.back().body) {
    if (since < 0) return {};
    return {{{"id", id}, {"@removed", {{"reason", dice.coin() ? "changed" : "deleted"}}}}};
  }
  const json::object& body = *states.back().body;
  Touched what = touched_of(states, since);
  const json::object whole = listed(type, body);
  const bool all = what.anew || dice.in_thousand(300);
  json::object change{{"id", id}};
  for (const auto& [name, value] : whole) {
    if (name == "manager") continue;
    const bool told = what.names.contains(std::string(name)) || (all && !value.is_null()) ||
                      (what.anew && what.known);
    if (told) change[name] = value;
  }
  if (type.name == "users") tell_manager(change, what, body, dice);
  if (type.name == "groups") return with_members(std::move(change), what, body, dice);
  return {std::move(change)};
}

std::string mailbox_report(const SimulatedTenant& tenant) {
  std::string file =
      "\xEF\xBB\xBFReport Refresh Date,User Principal Name,Display Name,Is Deleted,"
      "Storage Used (Byte),Item Count\r\n";
  for (const auto& id : tenant.present("users")) {
    const json::object& user = *tenant.find("users", id);
    if (text_of(user, "userType") == "Guest") continue;
    file += fmt::format("2026-11-20,{},{},False,{},3\r\n", text_of(user, "userPrincipalName"),
                        text_of(user, "displayName"), 1000 + id.size());
  }
  return file;
}

std::string purpose_of(const json::object& user) {
  const std::string id = text_of(user, "id");
  return id.ends_with('4') ? std::string() : std::string("user");
}

}  // namespace reeve::simulation
