// A small tenant and the ways in which it changes.
#include "simulated_tenant.h"

#include <fmt/format.h>

#include <algorithm>

namespace reeve::simulation {
namespace {

constexpr std::string_view kFirst[] = {"Ann", "Bob", "Eve", "Max"};
constexpr std::string_view kLast[] = {"Lee", "Ray", "Fox"};
constexpr std::string_view kTitles[] = {"Clerk", "Boss", "Nurse", ""};
constexpr std::string_view kAliases[] = {"info", "sales", "office"};
constexpr std::string_view kRoles[] = {"role-admin", "role-reader"};
constexpr std::size_t kMostUsers = 9;

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value() : json::value(text);
}

json::array licenses(bool any) {
  json::array list;
  if (any) list.push_back({{"skuId", "sku-spb"}, {"disabledPlans", json::array()}});
  return list;
}

template <class Act>
void each_member(json::object& group, Act&& act) {
  act(group["members"].as_array());
}

}  // namespace

std::vector<const State*> states_from(const std::vector<State>& states, std::int64_t version) {
  std::vector<const State*> out;
  for (const State& state : states) {
    if (state.since <= version) out.clear();
    out.push_back(&state);
  }
  return out;
}

SimulatedTenant::SimulatedTenant(std::size_t number, Dice& dice) : number_(number) {
  put("organization", entra_id(),
      {{"id", entra_id()},
       {"displayName", fmt::format("Customer {}", number)},
       {"verifiedDomains", json::array{{{"name", domain()}, {"isDefault", true}}}}});
  json::array plans;
  if (!dice.in_thousand(300))
    plans.push_back({{"servicePlanName", "INTUNE_A"}, {"provisioningStatus", "Success"}});
  if (dice.coin())
    plans.push_back({{"servicePlanName", "AAD_PREMIUM"}, {"provisioningStatus", "Success"}});
  put("subscribed_skus", "sku-spb",
      {{"id", "sku-spb"},
       {"skuId", "sku-spb"},
       {"skuPartNumber", "SPB"},
       {"capabilityStatus", "Enabled"},
       {"consumedUnits", 1},
       {"servicePlans", std::move(plans)}});
  put("domains", domain(), {{"id", domain()}, {"isDefault", true}, {"isVerified", true}});
  for (const auto role : kRoles)
    put("directory_roles", std::string(role),
        {{"id", role}, {"displayName", role}, {"roleTemplateId", role}});
  for (std::size_t i = 2 + dice.below(5); i > 0; --i) add_user(dice);
  for (std::size_t i = dice.below(3); i > 0; --i) add_group(dice);
  for (std::size_t i = dice.below(3); i > 0; --i) add_device(dice);
  add_assignment(dice);
}

std::string SimulatedTenant::entra_id() const {
  return fmt::format("11111111-0000-0000-0000-{:012}", number_);
}
std::string SimulatedTenant::domain() const { return fmt::format("customer{}.com", number_); }

const SimulatedTenant::Objects& SimulatedTenant::objects(std::string_view kind) const {
  static const Objects kNone;
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? kNone : found->second;
}

const json::object* SimulatedTenant::find(std::string_view kind, const std::string& id) const {
  const auto& all = objects(kind);
  const auto found = all.find(id);
  if (found == all.end() || !found->second.back().body) return nullptr;
  return &*found->second.back().body;
}

std::vector<std::string> SimulatedTenant::present(std::string_view kind) const {
  std::vector<std::string> ids;
  for (const auto& [id, states] : objects(kind))
    if (states.back().body) ids.push_back(id);
  return ids;
}

bool SimulatedTenant::was_absent(std::string_view kind, const std::string& id,
                                 std::int64_t version) const {
  const auto& all = objects(kind);
  const auto found = all.find(id);
  if (found == all.end() || found->second.front().since > version) return true;
  return std::ranges::any_of(states_from(found->second, version),
                             [](const State* state) { return !state->body; });
}

void SimulatedTenant::put(const std::string& kind, const std::string& id, json::object body) {
  auto& states = kinds_[kind][id];
  if (!states.empty() && states.back().body == body) return;
  states.push_back({++version_, std::move(body)});
}

void SimulatedTenant::remove(const std::string& kind, const std::string& id) {
  kinds_[kind][id].push_back({++version_, std::nullopt});
}

bool SimulatedTenant::address_is_free(const std::string& address) const {
  for (const auto& id : present("users"))
    for (const auto& one : find("users", id)->at("proxyAddresses").as_array())
      if (one.as_string().ends_with(":" + address)) return false;
  return true;
}

void SimulatedTenant::add_user(Dice& dice) {
  if (present("users").size() >= kMostUsers) return;
  const std::size_t n = ++made_;
  const std::string id = fmt::format("user-{}", n);
  const std::string first(dice.pick(kFirst)), last(dice.pick(kLast));
  const std::string address = fmt::format("{}{}@{}", first, n, domain());
  put("users", id,
      {{"id", id},
       {"displayName", first + " " + last},
       {"givenName", first},
       {"surname", last},
       {"userPrincipalName", address},
       {"mail", address},
       {"proxyAddresses", json::array{"SMTP:" + address}},
       {"accountEnabled", !dice.in_thousand(100)},
       {"userType", dice.in_thousand(100) ? "Guest" : "Member"},
       {"assignedLicenses", licenses(!dice.in_thousand(200))},
       {"jobTitle", text_or_null(dice.pick(kTitles))},
       {"businessPhones", json::array{fmt::format("+1 425 555 {:04}", n)}}});
}

void SimulatedTenant::add_group(Dice& dice) {
  const std::string id = fmt::format("group-{}", ++made_);
  json::array members;
  for (const auto& user : present("users"))
    if (dice.coin()) members.emplace_back(user);
  put("groups", id,
      {{"id", id}, {"displayName", id}, {"securityEnabled", true}, {"members", members}});
}

void SimulatedTenant::add_device(Dice& dice) {
  const std::string id = fmt::format("device-{}", ++made_);
  const auto users = present("users");
  put("managed_devices", id,
      {{"id", id},
       {"deviceName", id},
       {"serialNumber", fmt::format("SN-{}-{}", number_, made_)},
       {"operatingSystem", "Windows"},
       {"userId", json::value(dice.pick(users))}});
  put("devices", "entra-" + id,
      {{"id", "entra-" + id}, {"displayName", id}, {"deviceId", id}, {"accountEnabled", true}});
}

void SimulatedTenant::add_assignment(Dice& dice) {
  const std::string id = fmt::format("assignment-{}", ++made_);
  put("role_assignments", id,
      {{"id", id},
       {"roleDefinitionId", dice.pick(kRoles)},
       {"principalId", json::value(dice.pick(present("users")))},
       {"directoryScopeId", "/"}});
}

// Microsoft takes a person who leaves out of groups, roles and other people's managers.
void SimulatedTenant::remove_user(const std::string& id) {
  remove("users", id);
  for (const auto& other : present("users")) {
    json::object body = *find("users", other);
    const auto* manager = body.if_contains("manager");
    if (manager == nullptr || manager->at("id").as_string() != id) continue;
    body.erase("manager");
    put("users", other, std::move(body));
  }
  for (const auto& group : present("groups")) {
    json::object body = *find("groups", group);
    each_member(body, [&](json::array& members) {
      members.erase(std::remove(members.begin(), members.end(), json::value(id)), members.end());
    });
    put("groups", group, std::move(body));
  }
  for (const auto& assignment : present("role_assignments"))
    if (find("role_assignments", assignment)->at("principalId").as_string() == id &&
        present("role_assignments").size() > 1)
      remove("role_assignments", assignment);
}

void SimulatedTenant::change_user(Dice& dice, const std::string& id) {
  json::object body = *find("users", id);
  auto& addresses = body["proxyAddresses"].as_array();
  switch (dice.below(9)) {
    case 0:
      body["jobTitle"] = text_or_null(dice.pick(kTitles));
      break;
    case 1:
      body["surname"] = dice.pick(kLast);
      body["displayName"] = fmt::format("{} {}", body["givenName"].as_string().c_str(),
                                        body["surname"].as_string().c_str());
      break;
    case 2:
      body["accountEnabled"] = !body["accountEnabled"].as_bool();
      break;
    case 3:
      body["assignedLicenses"] = licenses(body["assignedLicenses"].as_array().empty());
      break;
    case 4: {
      const auto alias = fmt::format("{}@{}", dice.pick(kAliases), domain());
      if (address_is_free(alias)) addresses.emplace_back("smtp:" + alias);
      break;
    }
    case 5:
      if (addresses.size() > 1) addresses.pop_back();
      break;
    case 6: {
      const auto boss = dice.pick(present("users"));
      body.erase("manager");
      if (boss != id && dice.coin()) body["manager"] = {{"id", boss}};
      break;
    }
    case 7:
      body["businessPhones"] =
          dice.coin() ? json::array{} : json::array{fmt::format("+41 44 {:03}", dice.below(999))};
      break;
    default:
      body["mobilePhone"] =
          dice.coin() ? json::value() : json::value(fmt::format("+41 79 {}", dice.below(9)));
      break;
  }
  put("users", id, std::move(body));
}

void SimulatedTenant::change_group(Dice& dice, const std::string& id) {
  json::object body = *find("groups", id);
  const json::value user(dice.pick(present("users")));
  each_member(body, [&](json::array& members) {
    const auto found = std::find(members.begin(), members.end(), user);
    if (found == members.end())
      members.push_back(user);
    else
      members.erase(found);
  });
  if (dice.coin()) body["description"] = text_or_null(dice.pick(kTitles));
  put("groups", id, std::move(body));
}

std::string SimulatedTenant::change(Dice& dice) {
  const auto users = present("users");
  const std::string user = dice.pick(users);
  const auto before = version_;
  switch (dice.below(12)) {
    case 0:
      add_user(dice);
      break;
    case 1:
    case 2:
      if (users.size() > 2) remove_user(user);
      break;
    case 3: {  // back from the recycle bin, as it was
      std::vector<std::string> gone;
      for (const auto& [id, states] : objects("users"))
        if (!states.back().body) gone.push_back(id);
      if (gone.empty()) break;
      const std::string id = dice.pick(gone);
      json::object body = *kinds_["users"][id].at(kinds_["users"][id].size() - 2).body;
      body.erase("manager");
      body["proxyAddresses"] =
          json::array{"SMTP:" + std::string(body["userPrincipalName"].as_string())};
      put("users", id, std::move(body));
      break;
    }
    case 4: {
      const auto groups = present("groups");
      if (groups.empty() || dice.in_thousand(200))
        add_group(dice);
      else if (dice.in_thousand(150))
        remove("groups", dice.pick(groups));
      else
        change_group(dice, dice.pick(groups));
      break;
    }
    case 5: {
      const auto devices = present("managed_devices");
      if (devices.empty() || dice.in_thousand(300)) {
        add_device(dice);
        break;
      }
      const std::string id = dice.pick(devices);
      if (dice.in_thousand(300)) {
        remove("managed_devices", id);
        break;
      }
      json::object body = *find("managed_devices", id);
      body["userId"] = user;
      put("managed_devices", id, std::move(body));
      break;
    }
    case 6:
      if (present("role_assignments").size() < 4) add_assignment(dice);
      break;
    default:
      change_user(dice, user);
      break;
  }
  return fmt::format("customer {} is at version {} ({} changes)", number_, version_,
                     version_ - before);
}

}  // namespace reeve::simulation
