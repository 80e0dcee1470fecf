// What the safety limits say of the contacts and configurations that a sync would create or change;
// for runs and for previews.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "db/connection.h"
#include "domain/guard.h"
#include "store/held_acts.h"
#include "sync/apply.h"
#include "sync/guard.h"
#include "sync/match_devices.h"
#include "sync/match_users.h"

namespace reeve::sync {

// Something was applied to this tenant before: its first sync has its preview instead of limits.
bool was_synced(const store::Tenant& tenant);

// What is known of a tenant before its acts are judged.
struct GuardGround {
  domain::Guard guard;
  std::vector<store::HeldAct> before;
  std::map<std::string_view, std::int64_t> linked;  // contacts and configurations, by data type
};
GuardGround guard_ground(db::Connection& c, base::Id tenant);

// Null: not looked at; then what people rejected of it is not forgotten.
Judged judge_creating(const GuardGround& ground, const UserMatch* users,
                      const DeviceMatch* devices);
// The records whose new contacts may not be created now.
std::unordered_set<base::Id> kept_new(const Judged& judged, const UserMatch& matched);
// What Microsoft has else now, by data type.
using PendingByType = std::map<std::string_view, std::vector<PendingChange>>;
Judged judge_changing(const GuardGround& ground, const PendingByType& pending);
// To be asked for before.
PendingAsk pending_to_judge(const GuardGround& ground);

}  // namespace reeve::sync
