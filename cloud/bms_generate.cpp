// Accounts, locations and contacts of BMS from a seed.
#include "bms_generate.h"

#include <fmt/format.h>

#include <algorithm>

#include "documentation.h"
#include "names.h"
#include "random.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kLatest = 1'788'220'800;  // 2026-09-01, see generate.cpp
constexpr std::uint64_t kStream = 0xB35C0DE;

// Of 25 customers 22 have an account, 5 of those under another spelling.
constexpr std::size_t kUnknownEvery = 8;
constexpr std::size_t kRespelledEvery = 5;
constexpr int kContactShare = 30;  // of a hundred people
constexpr std::size_t kMostContacts = 400;

// Ids leave room for what a generated account can hold at most.
constexpr int kFirstAccount = 2'001;
constexpr int kFirstContact = 100'001;
constexpr int kContactStep = 1'000;
constexpr int kItemsPerRecord = 10;  // locations of an account, addresses and phones of a contact
constexpr int kFirstItem = 100'000'000;

bool has_account(std::size_t at) { return at % kUnknownEvery != kUnknownEvery - 2; }

std::string account_name(const Tenant& tenant, std::size_t at) {
  if (at % kRespelledEvery != 3) return tenant.display_name;
  return respelled_name(tenant, at / kRespelledEvery + 1);
}

std::string code_of(std::string_view name, int id) {
  std::string code;
  for (const char letter : name)
    if (letter >= 'A' && letter <= 'Z' && code.size() < 4) code += letter;
  return fmt::format("{}{}", code, id);
}

BmsLocation location_of(const Tenant& tenant, int id, std::string_view name, std::int64_t created) {
  BmsLocation location;
  location.id = id;
  location.name = name;
  location.created = location.modified = created;
  BmsAddress address;
  address.id = id + kFirstItem;
  address.address1 = tenant.street;
  address.city = tenant.city;
  address.zip = tenant.postal_code;
  address.country = tenant.country;
  address.phone = tenant.phone.empty() ? "" : tenant.phone + "0";
  address.is_main = true;
  location.addresses.push_back(std::move(address));
  return location;
}

BmsAccount begin_account(int id, std::string name, Random& random,
                         const std::vector<BmsEmployee>& employees) {
  BmsAccount account;
  account.id = id;
  account.code = random.percent(60) ? code_of(name, id) : "";
  account.name = std::move(name);
  account.type_id = bms_account_types()[0].id;
  account.business_type_id = bms_business_types()[random.below(bms_business_types().size())].id;
  account.manager_id = employees[random.below(employees.size())].id;
  account.created = kLatest - random.between(300, 2500) * kDay;
  account.modified = account.created + random.between(0, 290) * kDay;
  return account;
}

BmsAccount account_of(const Tenant& tenant, std::size_t at, Random& random,
                      const std::vector<BmsEmployee>& employees) {
  const int id = kFirstAccount + static_cast<int>(at);
  BmsAccount account = begin_account(id, account_name(tenant, at), random, employees);
  account.website = random.percent(50) ? "www." + tenant.default_domain : "";
  const int first = id * kItemsPerRecord;
  account.locations.push_back(location_of(tenant, first, "Main", account.created));
  account.locations.back().is_main = true;
  if (random.percent(30)) {
    account.locations.push_back(location_of(tenant, first + 1, "Warehouse", account.created));
    account.locations.back().addresses[0].address1 =
        fmt::format("{} Station Road", random.between(1, 90));
  }
  return account;
}

// Gives ids to the addresses and phones of one contact.
class Reaches {
 public:
  Reaches(const BmsContact& contact, std::int64_t created)
      : next_(kFirstItem + contact.id * kItemsPerRecord), created_(created) {}
  void add(std::vector<BmsReach>& into, std::string value, int type_id) {
    into.push_back({next_++, std::move(value), type_id, into.empty(), created_, created_});
  }

 private:
  int next_;
  std::int64_t created_;
};

BmsContact begin_contact(int id, const BmsAccount& account, Random& random) {
  BmsContact contact;
  contact.id = id;
  contact.account_id = account.id;
  contact.location_id = account.locations[random.below(account.locations.size())].id;
  contact.created = account.created + random.between(0, 200) * kDay;
  contact.modified = contact.created + random.between(0, 90) * kDay + random.between(0, 80'000);
  return contact;
}

// As careless as life: titles and phones are missing, addresses are an alias or a private one.
BmsContact contact_of(const User& user, int id, const BmsAccount& account, Random& random) {
  BmsContact contact = begin_contact(id, account, random);
  contact.first_name = user.given_name;
  contact.last_name = user.surname;
  contact.job_title = random.percent(60) ? user.job_title : "";
  contact.is_poc = random.percent(10);
  contact.is_active = !random.percent(4);
  Reaches reaches(contact, contact.created);
  const std::string alias =
      user.proxy_addresses.size() > 1
          ? user.proxy_addresses[1].substr(user.proxy_addresses[1].find(':') + 1)
          : user.mail;
  reaches.add(contact.emails, random.percent(85) ? user.mail : alias, bms_email_types()[0].id);
  if (random.percent(8))
    reaches.add(contact.emails, user.mail_nickname + "@gmail.com", bms_email_types()[1].id);
  if (!user.business_phones.empty() && random.percent(70))
    reaches.add(contact.phones, user.business_phones[0], bms_phone_types()[0].id);
  if (!user.mobile_phone.empty() && random.percent(50))
    reaches.add(contact.phones, user.mobile_phone, bms_phone_types()[1].id);
  return contact;
}

// Somebody whom Microsoft 365 does not know.
BmsContact stranger(int id, const BmsAccount& account, Random& random) {
  BmsContact contact = begin_contact(id, account, random);
  const names::Name& first = names::first_names()[random.below(names::first_names().size())];
  const names::Name& last = names::surnames()[random.below(names::surnames().size())];
  contact.first_name = first.text;
  contact.last_name = last.text;
  contact.is_active = random.percent(50);
  Reaches reaches(contact, contact.created);
  reaches.add(contact.emails, fmt::format("{}.{}@post.example", first.ascii, last.ascii),
              bms_email_types()[1].id);
  return contact;
}

void add_contacts(BmsRecords& records, const Tenant& tenant, std::size_t at,
                  const BmsAccount& account, Random& random) {
  int id = kFirstContact + static_cast<int>(at) * kContactStep;
  std::size_t count = 0;
  for (const User& user : tenant.users()) {
    const bool person = user.user_type == "Member" && user.mailbox == Mailbox::user &&
                        !user.given_name.empty() && !user.surname.empty() && !user.mail.empty();
    if (!person || !random.percent(kContactShare)) continue;
    if (++count > kMostContacts) break;
    records.contacts.emplace(id, contact_of(user, id, account, random));
    ++id;
  }
  records.contacts.emplace(id, stranger(id, account, random));
}

std::vector<BmsEmployee> employees_of(const World& world) {
  constexpr int first = 901;
  constexpr std::size_t most = 5;
  std::vector<BmsEmployee> employees = {{first, "API Reeve"}};
  for (const User& user : world.partner.users()) {
    if (employees.size() > most) break;
    if (user.given_name.empty() || user.user_type != "Member") continue;
    employees.push_back({first + static_cast<int>(employees.size()), user.display_name});
  }
  return employees;
}

// Customers without Microsoft 365, the last of them no customer anymore.
void add_without_tenant(BmsRecords& records, std::size_t customers, Random& random) {
  Tenant nowhere;
  nowhere.street = "3 Quay Street";
  nowhere.city = "Bristol";
  nowhere.postal_code = "BS1 6AA";
  nowhere.country = "United Kingdom";
  std::size_t at = customers;
  for (const std::string_view name : {"Old Harbor Bookshop", "Willow & Reed Stables"}) {
    const int id = kFirstAccount + static_cast<int>(at);
    BmsAccount account = begin_account(id, std::string(name), random, records.employees);
    account.locations.push_back(
        location_of(nowhere, id * kItemsPerRecord, "Main", account.created));
    account.locations.back().is_main = true;
    account.is_active = at == customers;
    const int contact = kFirstContact + static_cast<int>(at) * kContactStep;
    records.contacts.emplace(contact, stranger(contact, account, random));
    records.accounts.emplace(id, std::move(account));
    ++at;
  }
}

}  // namespace

BmsCredentials bms_credentials(const World& world) {
  constexpr std::size_t password_letters = 16;
  constexpr std::size_t secret_letters = 32;
  constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  Random random(mix(world.seed, kStream));
  BmsCredentials made;
  made.company = world.partner.display_name;
  made.tenant_id = random.between(10'000, 99'999);
  made.user_name = "psa.api@" + world.partner.default_domain;
  made.password = random.letters(password_letters);
  made.mfa_user_name = "psa.office@" + world.partner.default_domain;
  made.mfa_password = random.letters(password_letters);
  while (made.totp_secret.size() < secret_letters)
    made.totp_secret += base32[random.below(base32.size())];
  return made;
}

BmsRecords generate_bms(const World& world) {
  BmsRecords records;
  records.credentials = bms_credentials(world);
  records.employees = employees_of(world);
  for (std::size_t at = 0; at < world.customers.size(); ++at) {
    if (!has_account(at)) continue;
    Random random(mix(mix(world.seed, kStream), at + 1));
    const Tenant& tenant = world.customers[at];
    BmsAccount account = account_of(tenant, at, random, records.employees);
    add_contacts(records, tenant, at, account, random);
    records.accounts.emplace(account.id, std::move(account));
  }
  Random random(mix(mix(world.seed, kStream), 0));
  add_without_tenant(records, world.customers.size(), random);
  return records;
}

}  // namespace cloud
