// How people and tenants are found in the world, and how people come and go.
#include "world.h"

#include <algorithm>

#include "encoding.h"

namespace cloud {
namespace {

bool before(const User& user, std::uint64_t serial) { return user.serial < serial; }

}  // namespace

const User* Tenant::find_user(std::string_view id_or_name) const {
  const auto known = serial_by_id_.find(lower(id_or_name));
  if (known != serial_by_id_.end()) {
    const auto at = std::lower_bound(users_.begin(), users_.end(), known->second, before);
    return at != users_.end() && at->serial == known->second ? &*at : nullptr;
  }
  if (id_or_name.find('@') == std::string_view::npos) return nullptr;
  for (const User& user : users_)
    if (same_text(user.user_principal_name, id_or_name)) return &user;
  return nullptr;
}

User* Tenant::find_user(std::string_view id_or_name) {
  return const_cast<User*>(static_cast<const Tenant*>(this)->find_user(id_or_name));
}

User& Tenant::add_user(User user) {
  user.serial = next_serial_++;
  serial_by_id_[lower(user.id)] = user.serial;
  users_.push_back(std::move(user));
  touch();
  return users_.back();
}

bool Tenant::remove_user(std::string_view user_id) {
  const User* user = find_user(user_id);
  if (!user) return false;
  serial_by_id_.erase(lower(user->id));
  users_.erase(users_.begin() + (user - users_.data()));
  touch();
  return true;
}

int Tenant::consumed(const Sku& wanted) const {
  return static_cast<int>(std::count_if(users_.begin(), users_.end(), [&](const User& user) {
    return std::find(user.licenses.begin(), user.licenses.end(), &wanted) != user.licenses.end();
  }));
}

bool Tenant::has_plan(std::string_view name) const {
  for (const Subscription& one : subscriptions)
    for (const ServicePlan& plan : one.sku->plans)
      if (plan.name == name && std::find(one.switched_off.begin(), one.switched_off.end(), name) ==
                                   one.switched_off.end())
        return true;
  return false;
}

const Domain* Tenant::domain_of(std::string_view address) const {
  const std::string_view name = address.substr(address.rfind('@') + 1);
  const auto found = std::find_if(domains.begin(), domains.end(),
                                  [&](const Domain& one) { return same_text(one.name, name); });
  return found == domains.end() ? nullptr : &*found;
}

Tenant* World::find_tenant(std::string_view id_or_domain) {
  const auto found = by_name_.find(lower(id_or_domain));
  if (found == by_name_.end()) return nullptr;
  return found->second == 0 ? &partner : &customers[found->second - 1];
}

const Application* World::find_application(std::string_view id) const {
  for (const Application* one : applications())
    if (same_text(one->id, id)) return one;
  return nullptr;
}

Application* World::find_application(std::string_view id) {
  return const_cast<Application*>(static_cast<const World*>(this)->find_application(id));
}

std::vector<const Application*> World::applications() const {
  std::vector<const Application*> all = {&application};
  for (const Application& one : others) all.push_back(&one);
  return all;
}

void World::index() {
  by_name_.clear();
  const auto add = [this](const Tenant& tenant, std::size_t at) {
    by_name_[tenant.id] = at;
    for (const Domain& domain : tenant.domains) by_name_[lower(domain.name)] = at;
  };
  add(partner, 0);
  for (std::size_t at = 0; at < customers.size(); ++at) add(customers[at], at + 1);
}

}  // namespace cloud
