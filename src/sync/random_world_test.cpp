// How a random world changes, and what Microsoft says of it.
#include "sync/random_world_test.h"

#include <algorithm>

#include "base/json.h"

namespace reeve::sync {
namespace {

base::json::array texts(const std::vector<std::string>& all) {
  base::json::array out;
  for (const auto& one : all) out.emplace_back(one);
  return out;
}

std::string json_of(const RandomUser& user) {
  base::json::array addresses{base::json::string("SMTP:" + user.upn)}, licenses;
  for (const auto& alias : user.aliases) addresses.emplace_back("smtp:" + alias);
  for (const auto& product : user.products)
    licenses.push_back(
        base::json::object{{"skuId", product}, {"disabledPlans", base::json::array()}});
  base::json::object out{{"id", user.id},
                         {"displayName", user.first + " " + user.last},
                         {"givenName", user.first},
                         {"surname", user.last},
                         {"userPrincipalName", user.upn},
                         {"mail", user.upn},
                         {"accountEnabled", true},
                         {"userType", "Member"},
                         {"mobilePhone", nullptr}};
  out["jobTitle"] = user.title.empty() ? base::json::value() : base::json::value(user.title);
  out["assignedLicenses"] = std::move(licenses);
  out["proxyAddresses"] = std::move(addresses);
  out["businessPhones"] = texts(user.phones);
  return base::to_json(out);
}

std::string product_json(const std::string& sku, const std::string& part) {
  return fmt::format(
      R"({{"id":"t_{}","skuId":"{}","skuPartNumber":"{}","capabilityStatus":"Enabled","consumedUnits":1,)"
      R"("prepaidUnits":{{"enabled":25,"suspended":0,"warning":0,"lockedOut":0}},)"
      R"("servicePlans":[{{"servicePlanName":"INTUNE_A","provisioningStatus":"Success"}}]}})",
      sku, sku, part);
}

}  // namespace

bool RandomWorld::taken(const std::string& address) const {
  return std::ranges::any_of(users_, [&](const RandomUser& user) {
    return user.upn == address || std::ranges::find(user.aliases, address) != user.aliases.end();
  });
}

std::string RandomWorld::free_address() {
  for (;;)
    if (const auto one = fmt::format("p{}@contoso.com", dice_.below(60)); !taken(one)) return one;
}

void RandomWorld::add_user() {
  RandomUser user{fmt::format("u{}", next_user_++),
                  dice_.pick(kFirst),
                  dice_.pick(kLast),
                  dice_.pick(kTitles),
                  free_address(),
                  {},
                  {}};
  users_.push_back(user);
  if (dice_.in_ten(5)) users_.back().aliases.push_back(free_address());
}

void RandomWorld::add_machine() {
  TestDevice one{fmt::format("m{}", next_machine_++), dice_.pick(kMachines)};
  if (dice_.in_ten(8)) one.serial = dice_.pick(kSerials);
  if (dice_.in_ten(5)) one.ethernet = fmt::format("0A1B2C3D4E{:02X}", dice_.below(5));
  if (dice_.in_ten(7) && !users_.empty()) one.user = dice_.pick(users_).id;
  machines_.push_back(std::move(one));
}

void RandomWorld::change_user() {
  if (users_.empty() || dice_.in_ten(3)) return add_user();
  RandomUser& user = users_[dice_.below(users_.size())];
  switch (dice_.below(8)) {
    case 0:
      user.title = dice_.pick(kTitles);
      break;
    case 1:
      user.first = dice_.pick(kFirst);
      break;
    case 2:
      user.aliases.push_back(free_address());
      break;
    case 3:
      if (!user.aliases.empty()) user.aliases.erase(user.aliases.begin());
      break;
    case 4:
      user.upn = free_address();
      break;
    case 5:
      user.phones = {fmt::format("+1 425 555 {:04}", dice_.below(4))};
      break;
    case 6:
      user.products = second_product_ && user.products.size() < 2
                          ? std::vector<std::string>{"s", "v"}
                          : std::vector<std::string>{"s"};
      break;
    default:
      if (users_.size() > 1)
        users_.erase(users_.begin() + static_cast<std::ptrdiff_t>(dice_.below(users_.size())));
  }
}

void RandomWorld::change_machine() {
  if (machines_.empty() || dice_.in_ten(3)) return add_machine();
  const auto at = dice_.below(machines_.size());
  TestDevice& one = machines_[at];
  switch (dice_.below(6)) {
    case 0:
      one.name = dice_.pick(kMachines);
      break;
    case 1:
      one.version = fmt::format("10.0.{}", dice_.below(4));
      break;
    case 2:
      one.ethernet =
          dice_.in_ten(3) ? std::string() : fmt::format("0A1B2C3D4E{:02X}", dice_.below(5));
      break;
    case 3:
      one.user = users_.empty() || dice_.in_ten(2) ? std::string() : dice_.pick(users_).id;
      break;
    case 4:
      one.serial = dice_.pick(kSerials);
      break;
    default:
      machines_.erase(machines_.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

void RandomWorld::change() {
  const auto what = dice_.below(10);
  if (what < 6) return change_user();
  if (what < 8) return change_machine();
  if (what == 8)
    second_product_ = !second_product_;
  else
    street_ = dice_.pick(kStreets);
}

Script RandomWorld::script() const {
  Script script;
  script["/v1.0/organization"].pages = {{address_json(street_)}};
  std::vector<std::string> products{product_json("s", "SPB")}, people, machines;
  if (second_product_) products.push_back(product_json("v", "VISIOCLIENT"));
  for (const auto& user : users_) people.push_back(json_of(user));
  for (const auto& one : machines_) machines.push_back(intune_json(one));
  script["/v1.0/subscribedSkus"].pages = {products};
  script["/v1.0/users"].pages = {people};
  script["/v1.0/deviceManagement/managedDevices"].pages = {machines};
  script["/v1.0/devices"].pages = {{}};
  return script;
}

}  // namespace reeve::sync
