// GDAP relationships made for customers, and given to the security group.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "connect/customer_consent.h"
#include "connect/services.h"
#include "microsoft/relationships.h"
#include "store/onboarding.h"
#include "store/relationships.h"

namespace reeve::connect {

// Graph in the connection's own directory with the onboarding sign-in.
class HomeDoor {
 public:
  HomeDoor(Services& services, const store::MicrosoftConnection& connection);
  microsoft::GraphClient& graph() { return graph_; }
  microsoft::GraphChanger& changer() { return changer_; }
  const std::string& home() const { return home_; }

 private:
  microsoft::TokenFor token_for();

  Services& services_;
  base::Id connection_;
  std::string home_;
  microsoft::Cloud cloud_;
  base::Sync<std::optional<microsoft::AccessToken>> kept_;
  microsoft::GraphClient graph_;
  microsoft::GraphChanger changer_;
};

// wish: {"name","customer","roles":[…]}. Makes it, or finds it by its name, and locks it for
// approval; facts: {"relationship","link"}.
StepEnd invite_customer(Services& services, const store::MicrosoftConnection& connection,
                        HomeDoor& door, const store::OnboardingStep& step, std::stop_token stop);
// subject: a relationship; wish: {"group"}. facts: {"given","missing"} by name.
StepEnd assign_group(Services& services, const store::MicrosoftConnection& connection,
                     HomeDoor& door, const store::OnboardingStep& step, std::stop_token stop);

}  // namespace reeve::connect
