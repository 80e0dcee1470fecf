// How relationships move on by the clock, and who enters by them.
// Sources: the CSDL's enumerations, learn.microsoft.com/graph/api/resources/
// delegatedadminrelationship, microsoft-cloud.md B.1.
#include "relationships.h"

#include <algorithm>
#include <set>

#include "clock.h"
#include "directory_roles.h"
#include "encoding.h"
#include "world.h"

namespace cloud {
namespace {

constexpr std::int64_t kDay = 24 * 3600;
constexpr std::int64_t kExtension = 180 * kDay;
constexpr std::int64_t kUntilActive = 120;  // of relationships that came with the world

// What follows after which time.
struct Step {
  std::string_view from, to;
};
constexpr Step kSteps[] = {{"approved", "activating"},
                           {"activating", "active"},
                           {"terminationRequested", "terminating"},
                           {"terminating", "terminated"}};
constexpr Step kAssignmentSteps[] = {{"pending", "active"}, {"deleting", "deleted"}};

const Step* next_step(std::string_view from) {
  const auto* found = std::find_if(std::begin(kSteps), std::end(kSteps),
                                   [&](const Step& one) { return one.from == from; });
  return found == std::end(kSteps) ? nullptr : found;
}

bool extends(const Relationship& one) {
  return one.auto_extend != "PT0S" && one.auto_extend != "P0D";
}

std::string walked(const Relationship& one, std::int64_t now) {
  std::string status = one.status;
  std::int64_t at = one.status_since + kStepSeconds;
  for (const Step* step = next_step(status); step && at <= now; at += kStepSeconds) {
    status = step->to;
    step = next_step(status);
  }
  return status;
}

bool lists(const std::vector<std::string>& ids, std::string_view id) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& one) { return same_text(one, id); });
}

// In the group itself or in a group within it. Whether Microsoft counts nested groups here is not
// documented in what was found; this cloud does.
bool stands_in(const Groups& groups, std::string_view group_id, std::string_view principal_id) {
  std::vector<std::string> open = {std::string(group_id)};
  std::set<std::string> seen;
  while (!open.empty()) {
    const Group* group = groups.find(open.back());
    open.pop_back();
    if (!group || !seen.insert(group->id).second) continue;
    if (lists(group->members, principal_id)) return true;
    open.insert(open.end(), group->members.begin(), group->members.end());
  }
  return false;
}

void add_all(std::vector<std::string>& into, const std::vector<std::string>& more) {
  for (const std::string& one : more)
    if (!lists(into, one)) into.push_back(one);
}

}  // namespace

std::int64_t created_at(const World& world, const Relationship& one) {
  return one.created != 0 ? one.created : world.born - one.days_old * kDay;
}

std::int64_t activated_at(const World& world, const Relationship& one, std::int64_t now) {
  if (one.activated != 0) return one.activated;
  if (one.created == 0) return created_at(world, one) + kUntilActive;
  const bool approved = one.status == "approved" && walked(one, now) == "active";
  return approved ? one.status_since + 2 * kStepSeconds : 0;
}

std::int64_t ends_at(const World& world, const Relationship& one, std::int64_t now) {
  const std::int64_t begun = activated_at(world, one, now);
  const std::int64_t from = begun != 0 ? begun : created_at(world, one);
  std::int64_t end = from + relationship_seconds(one.duration).value_or(0);
  if (begun != 0 && end <= now && extends(one)) end += ((now - end) / kExtension + 1) * kExtension;
  return end;
}

// "expiring", which the CSDL also knows, is passed over: it is not documented when it stands.
std::string status_at(const World& world, const Relationship& one, std::int64_t now) {
  const std::string status = walked(one, now);
  if (status == "approvalPending" && one.status_since + kApprovalSeconds <= now) return "expired";
  if (status == "active" && ends_at(world, one, now) <= now) return "expired";
  return status;
}

std::string status_at(const AccessAssignment& one, std::int64_t now) {
  for (const Step& step : kAssignmentSteps)
    if (one.status == step.from && one.modified + kOperationSeconds <= now)
      return std::string(step.to);
  return one.status;
}

bool is_active(const World& world, const Relationship& one, std::int64_t now) {
  return status_at(world, one, now) == "active";
}

std::optional<std::int64_t> relationship_seconds(std::string_view duration) {
  constexpr std::int64_t year = 365 * kDay;
  constexpr std::int64_t longest = 2 * year;
  std::optional<std::int64_t> seconds = parse_duration(duration);
  if (duration == "P1Y") seconds = year;
  if (duration == "P2Y") seconds = 2 * year;
  if (!seconds || *seconds < kDay || *seconds > longest) return std::nullopt;
  return seconds;
}

bool is_agent(const World& world, std::string_view group, std::string_view principal_id) {
  const auto& all = world.partner.groups.all();
  return std::any_of(all.begin(), all.end(), [&](const Group& one) {
    return same_text(one.display_name, group) && lists(one.members, principal_id);
  });
}

std::vector<std::string> relationship_roles(const World& world, const Tenant& tenant,
                                            std::string_view user_id, std::int64_t now) {
  std::vector<std::string> roles;
  const bool dap = tenant.relation == Relation::dap;
  // The older delegated administration: Partner Center's roles stand for directory roles.
  if (dap && is_agent(world, kAdminAgents, user_id)) roles.emplace_back(role::kGlobalAdministrator);
  if (dap && is_agent(world, kHelpdeskAgents, user_id)) roles.emplace_back(role::kHelpdesk);
  for (const Relationship& one : world.relationships) {
    if (one.customer_id != tenant.id || !is_active(world, one, now)) continue;
    for (const AccessAssignment& assigned : one.assignments)
      if (status_at(assigned, now) == "active" &&
          stands_in(world.partner.groups, assigned.group_id, user_id))
        add_all(roles, assigned.roles);
  }
  return roles;
}

}  // namespace cloud
