// A sign-in for one act only: what gets Reeve into customers' tenants, or out of them, is done with
// a person's own short-lived token and never with the connection's.
//
// An act is a part of the onboarding set (domain/tier.h, Need::act): consent, relationships,
// groups, leaving. Any administrator of the connection's directory may sign in; the proof is that
// of connecting (issuer, nonce, state, browser, directory, multi-factor authentication). The
// refresh token is sealed for one hour at most, tied to the connection and to the account that
// began, and is dropped when the acts are done. The connection's own refresh token and state stay
// as they are.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/id.h"
#include "connect/connection_state.h"
#include "connect/journey.h"
#include "connect/services.h"
#include "connect/sign_in.h"
#include "microsoft/cloud.h"
#include "microsoft/token.h"
#include "store/onboarding.h"

namespace reeve::connect {

inline constexpr base::Millis kOnboardingLife{60 * 60'000};

// The address at Microsoft where the browser goes; /microsoft/callback and finish_sign_in take it
// back. Throws Error{not_found}, Error{invalid} (no such act, something is missing), Error{refused}
// (a single tenant needs none of it; the credentials are not accepted), Error{unavailable}.
std::string begin_onboarding(Services& services, base::Id connection, std::string_view act,
                             const Actor& actor, std::stop_token stop);

// Whether somebody is signed in for any act.
bool onboarding_open(db::Connection& c, base::Id connection, base::Time now);

// A token of the person for `scope` (of one resource, e.g. graph_scope(cloud) or
// microsoft::partner_center_scope(cloud)) in `tenant_id`; not cached. Throws Error{refused} "Sign
// in for this first …" when nobody is signed in or the hour is over, Error{refused} with sentence
// and remedy when Microsoft gives none there, Error{unavailable}, Error{canceled}.
microsoft::AccessToken onboarding_token(Services& services, base::Id connection,
                                        const std::string& tenant_id, const std::string& scope,
                                        std::stop_token stop);
// The same with Microsoft's refusal as a value.
microsoft::TokenAnswer try_onboarding_token(Services& services, base::Id connection,
                                            const std::string& tenant_id, const std::string& scope,
                                            std::stop_token stop);
std::string graph_scope(const microsoft::Cloud& cloud);

// Forgets the sign-in; nothing happens when there is none.
void end_onboarding(Services& services, base::Id connection);
// Of all connections, those whose hour is over; called now and then.
void end_due_onboardings(Services& services);

// What the consent page of an act shows: one resource, so that the code can be redeemed
// (AADSTS28000). What acts do in customers' tenants is granted there and not asked for here, so
// "consent" asks for Partner Center alone; "leaving" asks for Graph's part in the own directory,
// and Partner Center's token comes of the refresh token, if it was ever allowed.
std::string onboarding_scope(const store::MicrosoftConnection& connection,
                             const microsoft::Cloud& cloud, std::string_view act);

// For finish_sign_in: the second half of the journey, after state, account and browser were
// checked.
std::optional<Refused> keep_onboarding(Services& services, const Journey& journey,
                                       const std::string& code, const Actor& actor,
                                       std::stop_token stop);
void tell_onboarding_failed(Services& services, const Journey& journey, const Actor& actor,
                            const Refused& why);

}  // namespace reeve::connect
