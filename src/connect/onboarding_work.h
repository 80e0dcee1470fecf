// The queue's part of onboarding: works through what was asked for, a few at a time, and keeps how
// each ended.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/id.h"
#include "connect/services.h"
#include "connect/tokens.h"
#include "store/onboarding.h"

namespace reeve::connect {

inline constexpr std::size_t kOnboardingThreads = 6;  // tenants worked on at the same time
// How often one step is put off (Microsoft asks to wait) before it counts as refused.
inline constexpr std::int64_t kMaxOnboardingAttempts = 8;

struct OnboardingOutcome {
  std::int64_t done = 0, refused = 0, waiting = 0;
  std::optional<base::Time> again_at;  // for what waits
};

// The work of a job of kind "onboard", payload {"connection":ID,"act":STEP}. Each step is
// repeatable and its end is kept at once, so that a job taken up again after a restart goes on
// where it was. Steps are worked on for the account that asked, while its sign-in lasts: afterwards
// they end as refused with what to do. When nothing waits and nothing was refused the sign-in is
// forgotten. Throws Error{not_found}, Error{canceled}.
OnboardingOutcome work_onboarding(Services& services, TokenSource& tokens, base::Id connection,
                                  const std::string& act, std::stop_token stop);

// Key "onboard:ID:STEP".
void queue_onboarding(db::Connection& c, base::Id connection, std::string_view act, base::Time now);

// The sign-in that a kind of step is done with: consent; relationships for assign and invite;
// groups for group and admin_agents. Empty for no step.
std::string_view act_of_step(std::string_view step);

}  // namespace reeve::connect
