// The way by hand: what to click in Microsoft's portals, in order, with the texts to copy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/tier.h"

namespace reeve::domain {

struct CopyText {
  std::string label, value;
};
struct PortalStep {
  std::string name;  // for tests and pages: "redirect_uri"
  std::string title, text;
  std::vector<CopyText> copies;
};

// Partner: registration, then service account, group and relationships. Direct: registration only,
// in the one tenant.
std::vector<PortalStep> portal_steps(const Tier& tier, std::string_view kind,
                                     const std::string& application_name,
                                     const std::string& redirect_uri);

// The line of Graph PowerShell that puts the application into AdminAgents: Microsoft's pages add
// only people.
std::string admin_agents_script(const std::string& application_id);

}  // namespace reeve::domain
