// The tiers put together: each holds the one below it; single tenants leave out what only partners
// need.
#include "domain/tier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "domain/tier_table.h"

namespace reeve::domain {
namespace {

constexpr std::string_view kPartner = "partner";

constexpr std::array<std::string_view, 6> kNames{
    "documentation",    "mailbox_reports",   "intune",
    "sign_in_activity", "password_rotation", "it_glue"};

constexpr std::string_view kNoRoleByGdap =
    "GDAP gives roles to people, never to an application: the directory role of the service "
    "principal is assigned inside each tenant.";
constexpr std::string_view kAccessAsUser =
    "Directory.AccessAsUser.All, which older instructions ask for, exists only as a delegated "
    "permission. Reeve changes passwords as the application, so it is not needed.";
constexpr std::string_view kOnceAsked =
    "None of these stands in the app registration. Each is asked for by a sign-in of its own when "
    "you let Reeve do that step, and is taken out of customers' grants afterwards. Every step can "
    "be done by hand instead.";
constexpr std::string_view kLesserRole =
    "With Cloud Application Administrator in place of Privileged Role Administrator only delegated "
    "permissions can be granted, so that tenant is read as the service account.";
constexpr std::string_view kFullList =
    "IT Glue's article asks for all of this. Directory.ReadWrite.All and User.ReadWrite.All can "
    "change nearly everything in a directory; nothing in Reeve needs them to read.";

template <class T, std::size_t N>
void append(std::vector<T>& to, const T (&from)[N]) {
  to.insert(to.end(), std::begin(from), std::end(from));
}

std::size_t rank_of(std::string_view name) {
  return static_cast<std::size_t>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
}

void add_ladder(Tier& tier, std::size_t rank) {
  append(tier.permissions, kSignInNeeds);
  append(tier.permissions, kDocumentationNeeds);
  if (rank >= 1) append(tier.permissions, kMailboxNeeds);
  if (rank >= 2) append(tier.permissions, kIntuneNeeds);
  if (rank >= 3) append(tier.permissions, kSignInActivityNeeds);
  if (rank >= 4) append(tier.permissions, kRotationNeeds);
  if (rank == 0) append(tier.gdap_roles, kDocumentationRoles);
  if (rank == 1) append(tier.gdap_roles, kMailboxRoles);
  if (rank >= 2) append(tier.gdap_roles, kIntuneRoles);
  if (rank < 4) return;
  append(tier.principal_roles, kRotationPrincipalRoles);
  tier.notes = {kNoRoleByGdap, kAccessAsUser};
}

void add_it_glue(Tier& tier) {
  append(tier.permissions, kSignInNeeds);
  append(tier.permissions, kItGlueNeeds);
  append(tier.gdap_roles, kItGlueRoles);
  append(tier.principal_roles, kItGluePrincipalRoles);
  tier.more_than_needed = true;
  tier.notes = {kFullList, kNoRoleByGdap};
}

Tier onboarding() {
  Tier tier;
  tier.name = kOnboarding;
  tier.title = "Onboarding";
  tier.summary =
      "What only getting into customers' tenants needs: consent there, GDAP relationships, groups.";
  tier.choosable = false;
  append(tier.permissions, kOnboardingNeeds);
  append(tier.gdap_roles, kOnboardingRoles);
  tier.notes = {kOnceAsked, kLesserRole};
  return tier;
}

// A single tenant is connected by its administrator's consent and read as the application: nobody
// stays signed in. IT Glue's article asks for both kinds everywhere; its list is kept as it is.
void leave_out_partner(Tier& tier) {
  tier.gdap_roles.clear();
  std::erase_if(tier.permissions,
                [](const Need& need) { return need.place != Place::every_tenant; });
  if (tier.more_than_needed) return;
  for (Need& need : tier.permissions) need.delegated = false;
}

bool grants(const Tier& tier, const GraphCall& call) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(tier.permissions,
                               [&](const Need& need) { return need.permission == name; });
  };
  if (has(call.permission)) return true;
  return std::ranges::any_of(kAlsoAdmits, [&](const AlsoAdmits& one) {
    return one.path == call.path && one.method == call.method && has(one.permission);
  });
}

bool partner_only(const GraphCall& call) {
  return call.path.starts_with("/tenantrelationships/") || call.path == "/contracts";
}

}  // namespace

std::string_view to_string(Place place) {
  switch (place) {
    case Place::every_tenant:
      return "every_tenant";
    case Place::own_tenant:
      return "own_tenant";
    case Place::partner_tenant:
      return "partner_tenant";
  }
  return "every_tenant";
}

bool serves(const Need& need, std::string_view act) {
  auto rest = need.act;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == act) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

bool is_act(std::string_view name) { return std::ranges::find(kActs, name) != std::end(kActs); }

std::span<const MicrosoftPermission> microsoft_permissions() { return kPermissions; }

const MicrosoftPermission* find_permission(std::string_view name) {
  const auto found = std::ranges::find(kPermissions, name, &MicrosoftPermission::name);
  return found == std::end(kPermissions) ? nullptr : &*found;
}

std::span<const DirectoryRole> directory_roles() { return kRoles; }

const DirectoryRole* find_directory_role(std::string_view name) {
  const auto found = std::ranges::find_if(kRoles, [&](const DirectoryRole& role) {
    return role.name == name || role.template_id == name;
  });
  return found == std::end(kRoles) ? nullptr : &*found;
}

bool role_covers(std::string_view held, std::string_view needed) {
  const auto* have = find_directory_role(held);
  const auto* want = find_directory_role(needed);
  if (have == nullptr || want == nullptr) return held == needed;
  if (have == want || have->name == "Global Administrator") return true;
  return std::ranges::any_of(kCovers, [&](const Covers& one) {
    return one.held == have->name && one.needed == want->name;
  });
}

std::span<const std::string_view> tier_names() { return kNames; }

bool is_tier(std::string_view name) { return rank_of(name) < kNames.size(); }

Tier tier_for(std::string_view name, std::string_view kind) {
  if (name == kOnboarding) return onboarding();
  const std::size_t rank = rank_of(name);
  if (rank >= kNames.size())
    throw base::Error(
        base::ErrorCode::invalid,
        fmt::format("There is no tier \"{}\". Choose one of {}.", name, fmt::join(kNames, ", ")));
  Tier tier;
  tier.name = kNames[rank];
  tier.title = kTitles[rank].title;
  tier.summary = kTitles[rank].summary;
  if (tier.name == "it_glue")
    add_it_glue(tier);
  else
    add_ladder(tier, rank);
  if (kind != kPartner) leave_out_partner(tier);
  return tier;
}

std::span<const GraphCall> graph_calls() { return kCalls; }

bool holds(const Tier& tier, std::string_view permission) {
  return std::ranges::any_of(tier.permissions, [&](const Need& need) {
    return need.permission == permission && need.place == Place::every_tenant;
  });
}

bool admits(const Tier& tier, std::string_view method, std::string_view path) {
  const auto is_it = [&](const auto& one) { return one.method == method && one.path == path; };
  const bool own = std::ranges::any_of(
      kCalls, [&](const GraphCall& call) { return is_it(call) && holds(tier, call.permission); });
  return own || std::ranges::any_of(kAlsoAdmits, [&](const AlsoAdmits& one) {
           return is_it(one) && holds(tier, one.permission);
         });
}

std::vector<GraphCall> calls_not_admitted(const Tier& tier, std::string_view kind) {
  std::vector<GraphCall> missing;
  // IT Glue's list is measured by everything that the ladder can do.
  const std::size_t rank = tier.more_than_needed ? kNames.size() : rank_of(tier.name);
  for (const GraphCall& call : kCalls) {
    if (kind != kPartner && partner_only(call)) continue;
    if (rank_of(call.tier) <= rank && !grants(tier, call)) missing.push_back(call);
  }
  return missing;
}

}  // namespace reeve::domain
