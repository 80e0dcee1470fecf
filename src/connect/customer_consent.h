// Consent into customers' tenants: the application gets there exactly what its tier needs, and a
// fresh token proves it.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "base/json.h"
#include "connect/customer_door.h"
#include "connect/tokens.h"
#include "domain/tier.h"
#include "store/onboarding.h"

namespace reeve::connect {

// How one step ended, or that it goes on later.
struct StepEnd {
  std::string state;  // done, already, partly, refused; empty: later
  std::string sentence, remedy, detail;
  base::json::object facts = {};
  std::optional<base::Time> retry_at = {};  // when later: not before
};
StepEnd refused_end(const Refused& why);
StepEnd later_end(const Hindrance& why);
StepEnd end_of(const Hindrance& why);

// Of the tier, what belongs into a customer's tenant: neither sign-in words nor what the partner's
// own directory alone needs.
domain::Tier tier_of_customers(const store::MicrosoftConnection& connection);

// First looks whether all is there already. Else: Partner Center's consent with the tier's
// delegated permissions, the application's own permissions by its service principal there, what
// only this needed taken back again, cached tokens forgotten, and a fresh token of either kind
// read. Repeatable at any point. Throws Error{refused} when the onboarding sign-in has ended,
// Error{unavailable}, Error{canceled}.
StepEnd consent_in_customer(Services& services, TokenSource& tokens,
                            const store::MicrosoftConnection& connection, PartnerToken& partner,
                            const store::OnboardingStep& step, std::stop_token stop);

// The link for a customer's own administrator, who consents in the browser: everything that the
// registration lists.
std::string customer_consent_link(const Services& services,
                                  const store::MicrosoftConnection& connection,
                                  const std::string& tenant);

}  // namespace reeve::connect
