// Chooses roles for relationships.
#include "connect/relationship_roles.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "domain/tier.h"
#include "microsoft/relationships.h"

namespace reeve::connect {

namespace {

using Names = std::vector<std::string>;

constexpr std::string_view kPrefix = "Reeve-";
constexpr std::string_view kGlobalAdministrator = "Global Administrator";
// Each lets in, the first with application permissions too (B.3).
constexpr std::array<std::string_view, 3> kLettingIn{
    "Privileged Role Administrator", "Cloud Application Administrator", kGlobalAdministrator};

bool holds(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string id_of(std::string_view role) {
  const auto* found = domain::find_directory_role(role);
  return found == nullptr ? std::string(role) : std::string(found->template_id);
}

void add_once(Names& into, std::string one) {
  if (!holds(into, one)) into.push_back(std::move(one));
}

// The role itself where it is held, else the least one held that covers it.
std::optional<std::string> covering(const Names& held, std::string_view needed) {
  if (const auto id = id_of(needed); holds(held, id)) return id;
  std::optional<std::string> found;
  for (const auto& role : held) {
    if (!domain::role_covers(role, needed)) continue;
    if (!found || role_name(*found) == kGlobalAdministrator) found = role;
  }
  return found;
}

}  // namespace

std::string role_name(const std::string& template_id) {
  const auto* found = domain::find_directory_role(template_id);
  return found == nullptr ? template_id : std::string(found->name);
}

Names role_names(const Names& template_ids) {
  Names out;
  for (const auto& one : template_ids) out.push_back(role_name(one));
  return out;
}

RoleChoice choose_roles(const store::MicrosoftConnection& connection, const Names& held) {
  RoleChoice out;
  for (const auto& need : domain::tier_for(connection.tier, connection.kind).gdap_roles) {
    if (auto role = covering(held, need.role))
      add_once(out.given, std::move(*role));
    else
      out.missing.emplace_back(need.role);
  }
  const auto let_in = std::ranges::find_if(
      kLettingIn, [&](std::string_view role) { return holds(held, id_of(role)); });
  if (let_in == kLettingIn.end())
    out.missing.emplace_back(kLettingIn.front());
  else
    add_once(out.given, id_of(*let_in));
  return out;
}

Names roles_to_ask_for(const store::MicrosoftConnection& connection) {
  Names out;
  for (const auto& need : domain::tier_for(connection.tier, connection.kind).gdap_roles)
    add_once(out, id_of(need.role));
  for (const auto& need : domain::tier_for(domain::kOnboarding, connection.kind).gdap_roles)
    add_once(out, id_of(need.role));
  return out;
}

bool may_extend(const Names& roles) { return !holds(roles, id_of(kGlobalAdministrator)); }

std::string relationship_name(const std::string& customer_name) {
  auto name = base::clean_text(std::string(kPrefix) + customer_name);
  while (name.size() > microsoft::kMaxRelationshipName) {
    // Never in the middle of a character of UTF-8.
    do name.pop_back();
    while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0xC0) == 0x80);
    if (!name.empty() && static_cast<unsigned char>(name.back()) >= 0xC0) name.pop_back();
  }
  return name;
}

}  // namespace reeve::connect
