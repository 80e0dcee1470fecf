// The people of a world file: Graph's properties by Graph's names, and what Graph keeps elsewhere.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "directory_roles.h"
#include "encoding.h"
#include "generate.h"
#include "mailboxes.h"
#include "registration.h"
#include "user_json.h"
#include "world_file_parts.h"

namespace cloud {
namespace {

namespace json = boost::json;

// As Graph's userPurpose, or "none".
void read_mailbox(WorldTable& table, User& user) {
  const auto kind = table.text("mailbox");
  if (!kind) return;
  const auto mailbox = *kind == "none" ? std::optional(Mailbox::none) : mailbox_of(*kind);
  if (!mailbox)
    table.refuse("mailbox", fmt::format("No mailbox is called \"{}\". It is \"user\", \"shared\", "
                                        "\"room\", \"equipment\" or \"none\".",
                                        *kind));
  user.mailbox = *mailbox;
}

// What the person signs in with besides the password.
void read_sign_in_methods(WorldTable& table, User& user) {
  const auto names = table.texts("methodsRegistered");
  const auto methods = read_methods(json::array(names.begin(), names.end()));
  if (methods) {
    user.methods = *methods;
    return;
  }
  std::string all;
  for (const AuthenticationMethod& one : authentication_methods())
    all += fmt::format("{}{}", all.empty() ? "" : ", ", one.name);
  table.refuse("methodsRegistered",
               fmt::format("One of these methods is unknown. Known are: {}.", all));
}

// Licenses by part number, of subscriptions that the tenant has.
void read_licenses(WorldTable& table, const Tenant& tenant, User& user) {
  for (const std::string& name : table.texts("licenses")) {
    const auto& all = tenant.subscriptions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Subscription& one) {
      return same_text(one.sku->part_number, name) || same_text(one.sku->id, name);
    });
    if (found == all.end())
      table.refuse("licenses", fmt::format("The tenant has no subscription {}. Add it to its "
                                           "\"subscriptions\".",
                                           name));
    user.licenses.push_back(found->sku);
  }
}

// Custom roles have ids of their own, which no table knows.
void read_roles(WorldTable& table, User& user) {
  constexpr std::size_t guid_length = 36;
  for (const std::string& name : table.texts("roles")) {
    const RoleTemplate* role = find_role(name);
    if (!role && (name.size() != guid_length || name.find(' ') != std::string::npos))
      table.refuse("roles", fmt::format("No directory role is called \"{}\". Write a name such as "
                                        "\"User Administrator\", or an id.",
                                        name));
    user.directory_roles.push_back(role ? std::string(role->id) : lower(name));
  }
}

void read_graph_properties(WorldTable& table, User& user) {
  table.take_rest([&](std::string_view key, const json::value& value) -> std::string {
    const auto place = user_property(key);
    if (!place) return fmt::format("Graph's user has no property \"{}\".", key);
    const UserProperty& property = user_properties()[*place];
    if (property.name != key) return fmt::format("Write \"{}\" as \"{}\".", key, property.name);
    if (!property.set) return fmt::format("The property \"{}\" cannot be set here.", key);
    if (!property.set(user, value))
      return fmt::format("The value of \"{}\" has another type than Graph's.", key);
    return "";
  });
}

// What Microsoft fills in for whoever leaves it out.
void complete(const WorldTable& table, User& user) {
  const std::string& name = user.user_principal_name;
  if (user.mail_nickname.empty()) user.mail_nickname = name.substr(0, name.find('@'));
  if (user.mailbox == Mailbox::none) return;
  if (!table.has("mail")) user.mail = name;
  if (!table.has("proxyAddresses") && !user.mail.empty())
    user.proxy_addresses = {"SMTP:" + user.mail};
}

// "@PARTNER" stands for the MSP's default domain, which the seed draws.
std::string full_name(const Tenant& tenant, std::string name) {
  constexpr std::string_view mark = "@PARTNER";
  if (tenant.is_partner && name.ends_with(mark))
    name.replace(name.size() - mark.size(), mark.size(), "@" + tenant.default_domain);
  return name;
}

User read_user(const World& world, WorldTable& table, const Tenant& tenant) {
  const std::string name =
      full_name(tenant, table.needed_text("userPrincipalName", "anna@contoso.example"));
  Random random = file_random(world, tenant.id, name);
  User user = make_user(tenant, random);
  user.id = file_id(table, random);
  user.user_principal_name = name;
  user.display_name = table.needed_text("displayName", "Anna Example");
  const Domain* domain = tenant.domain_of(name);
  if (name.find('@') == std::string::npos || !domain || !domain->is_verified)
    table.refuse("userPrincipalName",
                 fmt::format("\"{}\" must end with @ and a verified domain of the tenant, such as "
                             "@{}.",
                             name, tenant.default_domain));
  user.password = table.text("password").value_or(user.password);
  user.must_change_password = table.flag("mustChangePassword").value_or(false);
  user.user_type = table.text("userType").value_or("Member");
  const bool guest = same_text(user.user_type, "Guest");
  if (guest) user.mailbox = Mailbox::none;
  read_mailbox(table, user);
  // Nobody signs in to what several people or nobody in particular use.
  if (user.mailbox != Mailbox::none && user.mailbox != Mailbox::user) user.account_enabled = false;
  if (tenant.synced && !guest) user.synced = true;
  read_sign_in_methods(table, user);
  read_licenses(table, tenant, user);
  read_roles(table, user);
  return user;
}

}  // namespace

void read_users(const World& world, WorldTable& table, Tenant& tenant) {
  auto tables = table.tables("users", "A user");
  std::map<std::string, std::string> managers;  // ids and the names of their managers
  std::map<std::string, WorldTable*> places;
  for (WorldTable& one : tables) {
    User user = read_user(world, one, tenant);
    if (const auto manager = one.text("manager")) managers[user.id] = *manager;
    read_graph_properties(one, user);
    complete(one, user);
    for (const std::string& known : {user.user_principal_name, user.id})
      if (tenant.find_user(known))
        one.refuse(known == user.id ? "id" : "userPrincipalName",
                   fmt::format("The tenant has a user {} already. Take another one.", known));
    places[user.id] = &one;
    tenant.add_user(std::move(user));
  }
  for (const auto& [id, name] : managers) {
    const User* manager = tenant.find_user(name);
    if (!manager)
      places[id]->refuse("manager",
                         fmt::format("The tenant has no user {}. Write the userPrincipalName of "
                                     "one of its users.",
                                     name));
    tenant.find_user(id)->manager_id = manager->id;
  }
}

}  // namespace cloud
