// How much Reeve may do at Microsoft: steps from reading only to changing passwords, each with
// exactly the permissions and roles it needs.
//
// Names and ids: ../shared/microsoft/graph-permissions.tsv and directory-role-templates.tsv
// (sources named there); connect/tiers_test.cpp compares every one.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace reeve::domain {

// Application ids of Microsoft's own APIs, the same in every tenant (reference/microsoft-cloud.md
// part 0 and B.3).
inline constexpr std::string_view kGraphApi = "00000003-0000-0000-c000-000000000000";
inline constexpr std::string_view kPartnerCenterApi = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd";

struct MicrosoftPermission {
  std::string_view name;
  std::string_view application_id;  // empty: it exists only delegated
  std::string_view delegated_id;
  std::string_view api = kGraphApi;
};
// Those that some tier names. Null when there is none of that name.
const MicrosoftPermission* find_permission(std::string_view name);
std::span<const MicrosoftPermission> microsoft_permissions();

struct DirectoryRole {
  std::string_view name, template_id;
};
const DirectoryRole* find_directory_role(std::string_view name);
std::span<const DirectoryRole> directory_roles();
// Whether who holds `held` may do all that Reeve wants `needed` for (names or template ids).
bool role_covers(std::string_view held, std::string_view needed);

// Where a permission must be granted.
enum class Place {
  every_tenant,    // the connection's own directory and each customer's
  own_tenant,      // the directory that the service account signs in to
  partner_tenant,  // the MSP's own directory; partner connections only
};
std::string_view to_string(Place place);

struct Need {
  std::string_view permission;
  bool application = false, delegated = false;
  Place place = Place::every_tenant;
  std::string_view why;  // one sentence: what Reeve does with it
  // Of the onboarding set: the acts it is asked for, separated by a blank.
  std::string_view act = {};
};
bool serves(const Need& need, std::string_view act);
// The onboarding set's acts: each is a sign-in of its own. Microsoft takes one API a sign-in, so
// leaving has a second one for Partner Center.
inline constexpr std::string_view kActs[] = {"consent", "relationships", "groups", "leaving",
                                             "leaving_customers"};
bool is_act(std::string_view name);
struct RoleNeed {
  std::string_view role;
  std::string_view why;
};

struct Tier {
  std::string_view name;  // as stored and in the API
  std::string_view title, summary;
  bool choosable = true;  // false: the onboarding set, which is asked for only when used
  bool more_than_needed = false;
  std::vector<Need> permissions;  // each name once
  // Of each GDAP relationship; empty for direct connections.
  std::vector<RoleNeed> gdap_roles;
  // Directory roles of the application's service principal, given in each tenant itself: GDAP gives
  // roles to people only.
  std::vector<RoleNeed> principal_roles;
  std::vector<std::string_view> notes;  // sentences for the person who grants it
};

inline constexpr std::string_view kFirstTier = "documentation";
inline constexpr std::string_view kOnboarding = "onboarding";

// What may be chosen for a connection, from the least to the most; the last is IT Glue's list.
std::span<const std::string_view> tier_names();
bool is_tier(std::string_view name);

// `kind` is partner or direct. A direct connection reads as the application itself and needs no
// delegated permission. Throws Error{invalid} for a name that is no tier and
// not "onboarding".
Tier tier_for(std::string_view name, std::string_view kind);

// One call to Graph that Reeve makes or, where its tier says so, will make.
struct GraphCall {
  std::string_view method, path;  // as in ../shared/microsoft/endpoint-permissions.tsv
  std::string_view tier;          // the least one that makes it
  std::string_view permission;
  std::string_view not_least = {};  // why it is not one that Microsoft lists as the least
};
std::span<const GraphCall> graph_calls();
// Whether the tier lets Reeve make this call in every tenant, by the call's own permission or by a
// larger one that admits to it. False for a call that stands in no tier.
bool admits(const Tier& tier, std::string_view method, std::string_view path);
// Whether the tier holds that very permission in every tenant.
bool holds(const Tier& tier, std::string_view permission);
// Calls of this tier (and those below it) for which it grants nothing; none but for IT Glue's list.
std::vector<GraphCall> calls_not_admitted(const Tier& tier, std::string_view kind);

}  // namespace reeve::domain
