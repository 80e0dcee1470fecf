// The documentation of a generated world, and its description.
#include "documentation.h"

#include <fmt/format.h>

#include <algorithm>

#include "bms_generate.h"
#include "encoding.h"
#include "names.h"
#include "random.h"

namespace cloud {
namespace {

namespace json = boost::json;

// Of 25 customers 21 are documented, 5 of those under another spelling.
constexpr std::size_t kUndocumentedEvery = 6;
constexpr std::size_t kRespelledEvery = 5;
constexpr std::size_t kContactShare = 3;  // every third person is a contact

bool is_documented(std::size_t at) { return at % kUndocumentedEvery != kUndocumentedEvery - 1; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

std::string without_legal_form(const Tenant& tenant) {
  std::string name = tenant.display_name;
  for (std::string_view form : names::legal_forms(tenant.country_code)) {
    const std::string end = " " + std::string(form);
    if (form.empty() || !name.ends_with(end)) continue;
    name.resize(name.size() - end.size());
    break;
  }
  return name;
}

std::string abbreviated(const std::string& name) {
  static constexpr std::pair<std::string_view, std::string_view> shorter[] = {
      {"Engineering", "Eng."},   {"Management", "Mgmt"},  {"Manufacturing", "Mfg."},
      {"Company", "Co."},        {"Insurance", "Ins."},   {"Construction", "Constr."},
      {"Logistics", "Log."},     {"Accounting", "Acctg"}, {"Medical Center", "Med. Ctr"},
      {"Consulting", "Consult."}};
  for (const auto& [from, to] : shorter)
    if (name.find(from) != std::string::npos) return replaced(name, from, to);
  return name.find(" & ") != std::string::npos ? replaced(name, " & ", " and ") : name + " Group";
}

// Two letters in the middle of the longest word change places.
std::string mistyped(std::string name) {
  const std::size_t middle = name.size() / 2;
  for (std::size_t at = middle; at + 2 < name.size(); ++at) {
    const auto letter = [&](std::size_t place) { return name[place] >= 'a' && name[place] <= 'z'; };
    if (!letter(at) || !letter(at + 1) || name[at] == name[at + 1]) continue;
    std::swap(name[at], name[at + 1]);
    break;
  }
  return name;
}

std::string plain_letters(std::string name) {
  for (const auto& [from, to] : {std::pair{"ö", "oe"}, {"ü", "ue"}, {"í", "i"}, {"ć", "c"}})
    name = replaced(name, from, to);
  return name;
}

// How the organization is spelled in the documentation.
std::string spelling(const Tenant& tenant, std::size_t at) {
  return at % kRespelledEvery == 4 ? respelled_name(tenant, at / kRespelledEvery)
                                   : tenant.display_name;
}

json::array one_email(const std::string& address) {
  return {json::object{{"value", address}, {"primary", true}}};
}

std::string upper(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

// An alias other than the primary address; the primary one when there is none.
std::string alias_of(const User& user) {
  for (const std::string& one : user.proxy_addresses)
    if (one.starts_with("smtp:")) return one.substr(5);
  return user.mail;
}

std::string private_address(const User& user) {
  std::string name = user.mail_nickname;
  std::erase(name, '.');
  return name + "@gmail.com";
}

json::array emails_of(const User& user, Random& random) {
  const std::size_t draw = random.below(100);
  if (draw < 55) return one_email(user.mail);
  if (draw < 72) return one_email(alias_of(user));
  if (draw < 84) return one_email(upper(user.mail));
  if (draw < 94) return one_email(private_address(user));
  return {};
}

json::object contact_of(const User& user, Random& random) {
  json::object contact = {{"first-name", user.given_name}, {"last-name", user.surname}};
  if (random.percent(60)) contact["title"] = user.job_title;
  contact["contact-emails"] = emails_of(user, random);
  json::array phones;
  if (!user.business_phones.empty() && random.percent(50))
    phones.push_back({{"value", user.business_phones.front()}, {"primary", true}});
  contact["contact-phones"] = std::move(phones);
  return contact;
}

// Somebody who left long ago, or works elsewhere: in no tenant.
json::object stranger(Random& random) {
  const names::Name& last = names::surnames()[random.below(names::surnames().size())];
  const std::string address = fmt::format("former.{}{}@gmail.com", last.ascii, random.below(100));
  return {{"first-name", "Philippa-Jane"},
          {"last-name", last.text},
          {"title", "Former employee"},
          {"contact-emails", one_email(address)},
          {"contact-phones", json::array()}};
}

json::array contacts_of(const Tenant& tenant, Random& random) {
  json::array contacts;
  const std::size_t wanted = tenant.users().size() / kContactShare;
  const std::size_t strangers = wanted / 15;
  std::size_t at = random.below(kContactShare);
  for (const User& user : tenant.users()) {
    if (contacts.size() + strangers >= wanted) break;
    const bool person = user.user_type == "Member" && user.mailbox == Mailbox::user &&
                        !user.given_name.empty() && !user.surname.empty();
    if (person && at++ % 5 < 2) contacts.push_back(contact_of(user, random));
  }
  for (std::size_t one = 0; one < strangers; ++one) contacts.push_back(stranger(random));
  return contacts;
}

std::string initials(std::string_view name) {
  std::string text;
  for (const std::string& word : split(name, ' '))
    if (word[0] >= 'A' && word[0] <= 'Z') text += word[0];
  return text;
}

json::object organization_of(const Tenant& tenant, std::size_t at, Random& random) {
  json::object organization = {{"name", spelling(tenant, at)}};
  if (random.percent(50)) organization["short-name"] = initials(tenant.display_name);
  if (random.percent(40))
    organization["description"] =
        fmt::format("{} in {}, customer since {}.", tenant.display_name, tenant.city,
                    2012 + static_cast<int>(random.below(12)));
  organization["contacts"] = contacts_of(tenant, random);
  return organization;
}

// Customers that never had Microsoft 365.
void add_without_tenant(json::array& organizations, Random& random) {
  for (std::string_view name : {"Old Harbor Bookshop", "St. Agnes Parish Office"})
    organizations.push_back({{"name", name},
                             {"description", "No Microsoft 365; workstations and a network only."},
                             {"contacts", json::array{stranger(random)}}});
}

json::object describe_bms(const World& world) {
  const BmsCredentials known = bms_credentials(world);
  return {{"tenant", known.company},
          {"userName", known.user_name},
          {"password", known.password},
          {"userWithCode",
           {{"userName", known.mfa_user_name},
            {"password", known.mfa_password},
            {"totpSecret", known.totp_secret}}}};
}

}  // namespace

std::string respelled_name(const Tenant& tenant, std::size_t way) {
  const std::string name = without_legal_form(tenant);
  switch (way % 5) {
    case 0:
      return mistyped(name);
    case 1:
      return abbreviated(name);
    case 2:
      return plain_letters(replaced(name, " & ", " and ")) + " (HQ)";
    case 3:
      return replaced(name, " ", "-");
    default:
      return mistyped(abbreviated(name));
  }
}

json::object documentation(const World& world) {
  json::array organizations;
  for (std::size_t at = 0; at < world.customers.size(); ++at) {
    Random random(mix(world.seed, 0xD0C0 + at));
    if (is_documented(at))
      organizations.push_back(organization_of(world.customers[at], at, random));
  }
  Random random(mix(world.seed, 0xD0C));
  add_without_tenant(organizations, random);
  return {{"organizations", std::move(organizations)}};
}

json::object describe_world(const World& world) {
  const Tenant& partner = world.partner;
  const User* account = partner.find_user(world.service_account_id);
  json::array customers;
  for (const Tenant& one : world.customers)
    customers.push_back({{"tenantId", one.id},
                         {"displayName", one.display_name},
                         {"defaultDomain", one.default_domain},
                         {"users", one.users().size()}});
  json::object world_object = {
      {"partner",
       {{"tenantId", partner.id},
        {"applicationId", world.application.id},
        {"clientSecret", world.application.secret},
        {"serviceAccount",
         {{"userPrincipalName", account ? account->user_principal_name : ""},
          {"password", account ? account->password : ""}}},
        {"displayName", partner.display_name},
        {"defaultDomain", partner.default_domain},
        {"users", partner.users().size()}}},
      {"customers", std::move(customers)},
      {"bms", describe_bms(world)}};
  json::array others;
  for (const Application& one : world.others)
    others.push_back({{"applicationId", one.id},
                      {"displayName", one.display_name},
                      {"clientSecret", one.secret}});
  if (!others.empty()) world_object["applications"] = std::move(others);
  return world_object;
}

}  // namespace cloud
