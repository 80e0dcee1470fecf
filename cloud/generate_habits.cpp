// Sign-ins, registered authentication methods, and the form of a tenant's reports.
#include "generate_habits.h"

#include <algorithm>

#include "registration.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
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
}

}  // namespace cloud
