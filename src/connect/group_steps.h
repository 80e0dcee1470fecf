// The groups of the partner tenant: the security group that works in customers' tenants, and
// AdminAgents.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "connect/relationship_steps.h"
#include "connect/tokens.h"

namespace reeve::connect {

// wish: {"id"} of a security group that is there, or {"name"} of one to be found or made. The
// service account becomes a member.
StepEnd settle_group(Services& services, const store::MicrosoftConnection& connection,
                     HomeDoor& door, const store::OnboardingStep& step, std::stop_token stop);
// The application's service principal becomes a member of AdminAgents, which lets it into DAP
// customers (reference/microsoft-cloud.md B.3); the refusal says how to do it by hand.
StepEnd join_admin_agents(Services& services, TokenSource& tokens,
                          const store::MicrosoftConnection& connection, HomeDoor& door,
                          const store::OnboardingStep& step, std::stop_token stop);

struct SecurityGroup {
  std::string id, name;
};
inline constexpr std::size_t kMaxGroupsShown = 200;
// Security groups of the partner tenant whose name begins so, by the connection's own token. Throws
// Error{refused}, Error{unavailable}, Error{canceled}.
std::vector<SecurityGroup> security_groups(Services& services, TokenSource& tokens,
                                           base::Id connection, const std::string& begins,
                                           std::stop_token stop);

}  // namespace reeve::connect
