// The accounts of one tenant: staff, guests, leavers, shared and room mailboxes, and odd names.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "generate.h"
#include "names.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kLatestCreation = 1'788'220'800;  // 2026-09-01, see generate.cpp

// Role template id: microsoft-cloud.md B.2.
constexpr std::string_view kGlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

struct LicensePlan {
  std::string_view main;      // what most staff have
  std::string_view second;    // what some have instead
  std::string_view addition;  // what a few have besides
};

// The first has Entra P1 (AAD_PREMIUM), Intune and Exchange; three of them have no Entra P1 at all.
constexpr LicensePlan kPlans[] = {
    {"SPE_E3", "SPE_F1", "VISIOCLIENT"},
    {"SPB", "O365_BUSINESS_ESSENTIALS", "POWER_BI_PRO"},
    {"O365_BUSINESS_PREMIUM", "EXCHANGESTANDARD", "FLOW_FREE"},
    {"SPB", "EXCHANGESTANDARD", "VISIOCLIENT"},
    {"ENTERPRISEPACK", "O365_BUSINESS_ESSENTIALS", "EMS"},
    {"O365_BUSINESS_ESSENTIALS", "EXCHANGESTANDARD", "FLOW_FREE"},
    {"SPE_E5", "SPE_F1", "VISIOCLIENT"},
    {"ENTERPRISEPACK", "EXCHANGESTANDARD", "POWER_BI_PRO"},
};

// Customers whose mail is elsewhere. Only beyond the demonstration's 25, whose people are known.
constexpr LicensePlan kWithoutExchange = {"EMS", "POWER_BI_PRO", "VISIOCLIENT"};

struct OddName {
  std::string_view display, given, surname, address;
};

// Names that break careless programs. The third hides its end with U+202E, right-to-left override.
constexpr OddName kOdd[] = {
    {"王伟", "伟", "王", "wei.wang2"},
    {"Sam 🚀 Rivera", "Sam 🚀", "Rivera", "sam.rivera"},
    {"Alex \u202Egpj.exe", "Alex", "\u202Egpj.exe", "alex.reverse"},
    {"<b>Robin</b> Table", "<b>Robin</b>", "Table", "robin.table"},
    {"<script>alert(1)</script>", "<script>", "alert(1)</script>", "script.alert"},
    {"李娜", "娜", "李", "na.li"},
    {"Robert'); DROP TABLE contacts;--", "Robert'); DROP TABLE", "contacts;--", "robert.drop"},
    {"محمد العلي", "محمد", "العلي", "mohammed.alali"},
};

// Makes the people of one tenant; keeps their names and addresses apart.
class Crowd {
 public:
  Crowd(Tenant& tenant, Random& random) : tenant_(tenant), random_(random) {}

  User staff();
  User odd(const OddName& name);
  User twin_of(const User& other);
  User guest();
  User shared(std::string_view name, std::string_view address, Mailbox mailbox);
  User service(std::string_view name, std::string_view address);

 private:
  std::string free_address(const std::string& wanted);
  void give_address(User& user, const std::string& wanted);
  void give_person(User& user);
  void give_aliases(User& user, const std::string& initial_letter, const std::string& surname);

  Tenant& tenant_;
  Random& random_;
  std::set<std::string> names_;
  std::set<std::string> addresses_;
};

std::string Crowd::free_address(const std::string& wanted) {
  std::string address = wanted;
  for (int number = 2; !addresses_.insert(address).second; ++number)
    address = fmt::format("{}{}", wanted, number);
  return address;
}

void Crowd::give_address(User& user, const std::string& wanted) {
  const std::string address = free_address(wanted);
  user.mail_nickname = address;
  user.user_principal_name = fmt::format("{}@{}", address, tenant_.default_domain);
  user.mail = user.user_principal_name;
  user.proxy_addresses = {"SMTP:" + user.mail,
                          fmt::format("smtp:{}@{}", address, tenant_.initial_domain)};
}

void Crowd::give_aliases(User& user, const std::string& initial_letter,
                         const std::string& surname) {
  if (random_.percent(45))
    user.proxy_addresses.push_back(
        fmt::format("smtp:{}@{}", free_address(initial_letter + surname), tenant_.default_domain));
  if (tenant_.domains.size() > 2 && random_.percent(50))
    user.proxy_addresses.push_back(
        fmt::format("smtp:{}@{}", user.mail_nickname, tenant_.domains.back().name));
  if (random_.percent(15)) user.proxy_addresses.push_back("SIP:" + user.mail);
  if (random_.percent(20)) user.other_mails = {user.mail_nickname + "@outlook.example"};
}

void Crowd::give_person(User& user) {
  const names::Job& job = names::jobs()[random_.below(names::jobs().size())];
  user.job_title = job.title;
  user.department = job.department;
  user.office_location = fmt::format("{}/{}", random_.between(1, 6), random_.between(100, 499));
  user.company_name = random_.percent(60) ? tenant_.display_name : "";
  user.employee_id = random_.percent(70) ? std::to_string(random_.between(10'000, 99'999)) : "";
  if (random_.percent(75))
    user.business_phones = {tenant_.phone + std::to_string(random_.between(10, 99))};
  if (random_.percent(50))
    user.mobile_phone = tenant_.phone + std::to_string(random_.between(100, 999));
  user.street_address = tenant_.street;
  user.city = tenant_.city;
  user.postal_code = tenant_.postal_code;
  user.country = tenant_.country;
  user.preferred_language = random_.percent(50) ? tenant_.language : "";
  if (tenant_.synced) user.synced = true;
}

User Crowd::staff() {
  User user = make_user(tenant_, random_);
  const names::Name* first = nullptr;
  const names::Name* last = nullptr;
  constexpr int tries = 60;
  std::string middle;
  for (int at = 0;; ++at) {
    first = &names::first_names()[random_.below(names::first_names().size())];
    last = &names::surnames()[random_.below(names::surnames().size())];
    if (at > tries) middle = names::surnames()[random_.below(names::surnames().size())].text;
    std::string full = fmt::format("{} {} {}", first->text, middle, last->text);
    if (names_.insert(full).second || at > 10 * tries) break;
  }
  user.given_name = first->text;
  user.surname =
      middle.empty() ? std::string(last->text) : fmt::format("{}-{}", middle, last->text);
  user.display_name = fmt::format("{} {}", user.given_name, user.surname);
  give_address(user, fmt::format("{}.{}", first->ascii, last->ascii));
  give_person(user);
  give_aliases(user, std::string(first->ascii.substr(0, 1)), std::string(last->ascii));
  return user;
}

User Crowd::odd(const OddName& name) {
  User user = make_user(tenant_, random_);
  user.display_name = name.display;
  user.given_name = name.given;
  user.surname = name.surname;
  give_address(user, std::string(name.address));
  give_person(user);
  return user;
}

// Another person of the same first and last name.
User Crowd::twin_of(const User& other) {
  User user = make_user(tenant_, random_);
  user.display_name = other.display_name;
  user.given_name = other.given_name;
  user.surname = other.surname;
  give_address(user, other.mail_nickname);
  give_person(user);
  return user;
}

User Crowd::guest() {
  User user = make_user(tenant_, random_);
  const names::Name& first = names::first_names()[random_.below(names::first_names().size())];
  const names::Name& last = names::surnames()[random_.below(names::surnames().size())];
  static constexpr std::string_view hosts[] = {"fabrikam.example", "gmail.com", "adatum.example"};
  const std::string host(random_.pick(hosts));
  const std::string address = free_address(fmt::format("guest.{}.{}", first.ascii, last.ascii));
  user.given_name = "";
  user.display_name = fmt::format("{} {}", first.text, last.text);
  user.user_type = "Guest";
  user.mail = fmt::format("{}@{}", address, host);
  user.mail_nickname = fmt::format("{}_{}#EXT#", address, host);
  user.user_principal_name = fmt::format("{}@{}", user.mail_nickname, tenant_.initial_domain);
  user.other_mails = {user.mail};
  user.proxy_addresses = {"SMTP:" + user.mail};
  user.mailbox = Mailbox::none;
  return user;
}

User Crowd::shared(std::string_view name, std::string_view address, Mailbox mailbox) {
  User user = make_user(tenant_, random_);
  user.display_name = name;
  user.surname = mailbox == Mailbox::shared ? std::string(name) : "";
  give_address(user, std::string(address));
  user.account_enabled = false;
  user.mailbox = mailbox;
  return user;
}

User Crowd::service(std::string_view name, std::string_view address) {
  User user = make_user(tenant_, random_);
  user.display_name = name;
  give_address(user, std::string(address));
  user.mail = "";
  user.proxy_addresses.clear();
  user.mailbox = Mailbox::none;
  return user;
}

void license(User& user, Random& random, const LicensePlan& plan) {
  user.licenses.push_back(&sku(random.percent(80) ? plan.main : plan.second));
  if (random.percent(12)) user.licenses.push_back(&sku(plan.addition));
}

void subscribe(Tenant& tenant, Random& random, const LicensePlan& plan) {
  for (std::string_view part : {plan.main, plan.second, plan.addition}) {
    const int used = tenant.consumed(sku(part));
    tenant.subscriptions.push_back({&sku(part), random.guid(), used + random.between(0, 8)});
  }
}

struct SharedMailbox {
  std::string_view name, address;
  Mailbox kind;
};
constexpr SharedMailbox kSharedMailboxes[] = {
    {"Info", "info", Mailbox::shared},       {"Accounts Payable", "ap", Mailbox::shared},
    {"Support", "support", Mailbox::shared}, {"Meeting Room 1", "room1", Mailbox::room},
    {"Careers", "careers", Mailbox::shared}, {"Meeting Room 2", "room2", Mailbox::room},
};
// What some companies have in the place of their second shared mailbox, by their number.
constexpr SharedMailbox kResources[] = {
    {"Meeting Room 1", "room1", Mailbox::room},
    {"Pool Car", "pool.car", Mailbox::equipment},
    {"Meeting Room 1", "room1", Mailbox::room},
};

const SharedMailbox& shared_mailbox(int number, int index) {
  constexpr int kinds = static_cast<int>(std::size(kSharedMailboxes));
  constexpr int resources = static_cast<int>(std::size(kResources));
  if (number == 1 && index % 2 == 1) return kResources[index / 2 % resources];
  return kSharedMailboxes[number % kinds];
}

// One of the about 12 in a hundred accounts without a license.
User unlicensed(Crowd& crowd, int at, int index) {
  switch (at % 5) {
    case 0:
      return crowd.guest();
    case 1: {
      const SharedMailbox& box = shared_mailbox(at / 5, index);
      return crowd.shared(box.name, box.address, box.kind);
    }
    case 2: {
      User leaver = crowd.staff();
      leaver.account_enabled = false;
      return leaver;
    }
    case 3:
      return at % 2 == 1 ? crowd.shared("Reception", "reception", Mailbox::shared) : crowd.guest();
    default:
      return crowd.service("On-Premises Directory Synchronization", "sync_service");
  }
}

void give_managers(Tenant& tenant, Random& random, const std::vector<std::string>& staff) {
  if (staff.size() < 4) return;
  const std::size_t bosses = std::max<std::size_t>(1, staff.size() / 9);
  for (std::size_t at = 1; at < staff.size(); ++at)
    tenant.find_user(staff[at])->manager_id = staff[at < bosses ? 0 : random.below(bosses)];
}

}  // namespace

int license_plan_count() { return static_cast<int>(std::size(kPlans)); }

User make_user(const Tenant& tenant, Random& random) {
  User user;
  user.id = random.guid();
  user.created = kLatestCreation - random.between(1, 1900) * kDay - random.between(0, 86'000);
  user.password_changed = user.created + random.between(0, 200) * 3600;
  user.usage_location = tenant.country_code;
  user.password = random.letters(14);
  return user;
}

void generate_people(Tenant& tenant, Random& random, int count, int plan, int index) {
  const LicensePlan& licenses = plan < license_plan_count() ? kPlans[plan] : kWithoutExchange;
  Crowd crowd(tenant, random);
  std::vector<std::string> staff;
  const int without = count * 12 / 100;
  constexpr int odd_kinds = static_cast<int>(std::size(kOdd));
  for (int at = 0; at < count - without; ++at) {
    User user;
    if (at == 5 && index > 0)
      user = crowd.odd(kOdd[(index - 1) % odd_kinds]);
    else if (at == 9 && index % 3 == 1)
      user = crowd.twin_of(*tenant.find_user(staff[3]));
    else
      user = crowd.staff();
    license(user, random, licenses);
    if (at == 17) user.account_enabled = false;
    if (at == 0 && index > 0) user.directory_roles = {std::string(kGlobalAdministrator)};
    staff.push_back(user.id);
    tenant.add_user(std::move(user));
  }
  for (int at = 0; at < without; ++at) tenant.add_user(unlicensed(crowd, at, index));
  give_managers(tenant, random, staff);
  subscribe(tenant, random, licenses);
}

}  // namespace cloud
