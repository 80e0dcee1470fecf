// Follows GDAP relationships until customers have approved them.
#pragma once

#include <optional>
#include <stop_token>
#include <string_view>

#include "connect/services.h"
#include "connect/tokens.h"
#include "microsoft/relationships.h"
#include "store/relationships.h"

namespace reeve::connect {

// The work of a job of kind "relationships", payload {"connection":ID}: lists them and their groups
// with the connection's own token. Those made here that wait for their customer are looked after
// until they are active: the time to look again comes back, later and later. One that has become
// active is given to the group at once while somebody is still signed in for it, and discovery is
// queued. A single tenant has none. Throws Error{refused}, Error{unavailable}, Error{canceled}.
std::optional<base::Time> follow_relationships(Services& services, TokenSource& tokens,
                                               base::Id connection, std::stop_token stop);
void queue_follow(db::Connection& c, base::Id connection, base::Time now);
// The same after a discovery, where nothing is known yet or a customer's approval is waited for: so
// that a connection that was lost for a while looks after its invitations again.
void queue_follow_if_wanted(db::Connection& c, base::Id connection, base::Time now);

inline constexpr base::Millis kFollowSoonest{60'000}, kFollowLatest{6 * 60 * 60'000};
// A tenth of the time that it has waited already.
base::Millis follow_pause(base::Time since, base::Time now);

// As it is kept: nothing of the groups yet.
store::Relationship row_of(const store::MicrosoftConnection& connection,
                           const microsoft::DelegatedRelationship& one, base::Time now);
// Not active yet, and not ended.
bool waits_for_customer(std::string_view status);

}  // namespace reeve::connect
