// Further applications that the MSP registered, as a world file writes them.
#include <fmt/format.h>

#include <algorithm>

#include "permissions.h"
#include "world_file_parts.h"

namespace cloud {
namespace {

constexpr std::size_t kSecretLetters = 40;

bool exists(std::string_view name, bool role) {
  const auto all = permissions();
  return std::any_of(all.begin(), all.end(), [&](const Permission& one) {
    return one.name == name && !(role ? one.application_id : one.delegated_id).empty();
  });
}

std::vector<std::string> read_permissions(WorldTable& table, std::string_view key, bool role) {
  std::vector<std::string> names = table.texts(key);
  for (const std::string& one : names)
    if (!exists(one, role) && (role || one != "user_impersonation"))
      table.refuse(key, fmt::format("This cloud knows no {} permission \"{}\". It takes names such "
                                    "as User.Read.All.",
                                    role ? "application" : "delegated", one));
  return names;
}

Application read_application(const World& world, WorldTable& table) {
  Application made;
  made.display_name = table.needed_text("displayName", "Reeve (new)");
  Random random = file_random(world, world.partner.id, made.display_name);
  made.id = file_id(table, random);
  made.secret_id = random.guid();
  const std::string drawn = random.letters(kSecretLetters);
  made.secret = table.text("clientSecret").value_or(drawn);
  register_application(made, world.born);
  if (table.has("redirects")) made.redirects = table.texts("redirects");
  if (!table.has("roles") && !table.has("scopes")) return made;
  const auto roles = read_permissions(table, "roles", true);
  made.required = required_access(roles, read_permissions(table, "scopes", false));
  return made;
}

}  // namespace

void read_applications(World& world, WorldTable& table) {
  for (WorldTable& one : table.tables("applications", "An application")) {
    Application made = read_application(world, one);
    one.finish();
    if (world.find_application(made.id))
      one.refuse("id", fmt::format("The id {} belongs to an application already. Take another one.",
                                   made.id));
    world.others.push_back(std::move(made));
  }
}

}  // namespace cloud
