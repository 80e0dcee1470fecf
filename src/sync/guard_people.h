// What the safety limits say of the contacts that a sync would create or change; for runs and for
// previews.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "db/connection.h"
#include "domain/guard.h"
#include "store/held_acts.h"
#include "sync/apply.h"
#include "sync/guard.h"
#include "sync/match_users.h"

namespace reeve::sync {

// Something was applied to this tenant before: its first sync has its preview instead of limits.
bool was_synced(const store::Tenant& tenant);

// What is known of a tenant before its acts are judged.
struct GuardGround {
  domain::Guard guard;
  std::vector<store::HeldAct> before;
  std::int64_t linked = 0;  // contacts of the tenant's users
};
GuardGround guard_ground(db::Connection& c, base::Id tenant);

Judged judge_creating(const GuardGround& ground, const UserMatch& matched);
// The records whose new contacts may not be created now.
std::unordered_set<base::Id> kept_new(const Judged& judged, const UserMatch& matched);
// `pending`: what Microsoft has else now.
Judged judge_changing(const GuardGround& ground, const std::vector<PendingChange>& pending);
// To be asked for before.
PendingAsk pending_to_judge(const GuardGround& ground);

}  // namespace reeve::sync
