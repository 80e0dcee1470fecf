// Sign-ins, registered authentication methods, the form of a tenant's reports, owners of teams and
// administrative units.
#include "generate_habits.h"

#include <algorithm>

#include "registration.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::size_t kSmallestDivided = 15;
constexpr std::int64_t kLatest = 1'788'220'800;  // 2026-09-01, see generate.cpp

class Habits {
 public:
  Habits(Random& random, std::int64_t born) : random_(random), now_(std::max(born, kLatest)) {}

  void sign_in(User& user) {
    const int days = days_idle(user);
    if (days < 0) return;
    const std::int64_t when = now_ - days * kDay - random_.between(60, 80'000);
    if (when <= user.created) return;
    user.sign_ins.interactive = when;
    user.sign_ins.background = when + random_.between(0, 50);
    user.sign_ins.successful = random_.percent(97) ? when : 0;
  }

  // Four in five people have the usual app, some have less, few have more.
  void register_methods(User& user) {
    if (user.mailbox != Mailbox::user || user.user_type == "Guest") return;
    const int kind = random_.between(0, 99);
    if (kind >= 93) return;
    user.methods = method_bit("mobilePhone");
    if (kind < 80)
      user.methods |= static_cast<std::uint16_t>(method_bit("microsoftAuthenticatorPush") |
                                                 method_bit("softwareOneTimePasscode"));
    if (kind < 8) user.methods |= method_bit("fido2");
    if (kind % 5 == 0) user.methods |= method_bit("windowsHelloForBusiness");
    user.methods_changed = user.created + random_.between(3600, 300'000);
  }

 private:
  // -1: never.
  int days_idle(const User& user) {
    const int kind = random_.between(0, 99);
    const int long_ago = random_.between(31, 300);
    if (user.user_type == "Guest") return kind < 40 ? -1 : long_ago;
    // Somebody may have opened a shared mailbox by its own password once.
    if (user.mailbox != Mailbox::user && user.mailbox != Mailbox::none) return -1;
    if (!user.account_enabled) return long_ago;
    if (kind < 88) return random_.between(0, 3);
    if (kind < 94) return random_.between(4, 29);
    return kind < 97 ? long_ago : -1;
  }

  Random& random_;
  const std::int64_t now_;
};

// Whoever asked for a team owns it: one or two of its members.
void give_owners(Tenant& tenant, Random& random) {
  for (const Group& one : tenant.groups.all()) {
    Group& group = *tenant.groups.find(one.id);
    std::vector<std::string> people;
    for (const std::string& id : group.members)
      if (tenant.find_user(id)) people.push_back(id);
    if (!group.unified || people.empty()) continue;
    group.owners = {people[random.below(people.size())]};
    const std::string& second = people[random.below(people.size())];
    if (random.percent(40) && second != group.owners[0]) group.owners.push_back(second);
  }
}

AdministrativeUnit unit_of(Random& random, std::string name, std::string description) {
  AdministrativeUnit unit;
  unit.id = random.guid();
  unit.display_name = std::move(name);
  unit.description = std::move(description);
  return unit;
}

// Some companies keep a place apart, some protect their heads from their own help desk.
void divide(Tenant& tenant, Random& random) {
  const bool branch = random.percent(35);
  const bool heads = random.percent(20);
  std::vector<std::string> staff;
  for (const User& user : tenant.users())
    if (user.account_enabled && !user.licenses.empty()) staff.push_back(user.id);
  if (staff.size() < kSmallestDivided) return;
  if (branch) {
    AdministrativeUnit unit = unit_of(random, "Branch office", "People of the second place");
    for (const std::string& id : staff)
      if (random.percent(25)) unit.members.push_back(id);
    tenant.units.push_back(std::move(unit));
  }
  if (heads) {
    AdministrativeUnit unit = unit_of(random, "Protected accounts", "Not for the help desk");
    unit.restricted = true;
    unit.members = {staff[1], staff[2]};
    tenant.units.push_back(std::move(unit));
  }
  for (std::size_t at = 0; at < tenant.units.size(); ++at) tenant.units[at].serial = at + 1;
  for (const AdministrativeUnit& unit : tenant.units)
    for (const std::string& id : unit.members)
      if (unit.restricted) tenant.find_user(id)->management_restricted = true;
}

}  // namespace

void generate_habits(Tenant& tenant, Random& random, std::int64_t born) {
  tenant.reports.short_columns = random.percent(30);
  tenant.reports.byte_order_mark = random.percent(70);
  Habits habits(random, born);
  for (const User& one : tenant.users()) {
    User& user = *tenant.find_user(one.id);
    habits.sign_in(user);
    habits.register_methods(user);
  }
  give_owners(tenant, random);
  divide(tenant, random);
}

}  // namespace cloud
