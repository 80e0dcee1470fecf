// Gathers new and changed contacts as acts, and has them judged.
#include "sync/guard_people.h"

#include <algorithm>
#include <string>
#include <utility>

#include "domain/asset.h"
#include "store/links.h"
#include "store/sync_settings.h"

namespace reeve::sync {
namespace {

using domain::Act;

constexpr std::string_view kUsers = "users";

}  // namespace

bool was_synced(const store::Tenant& tenant) {
  const auto& accepted = tenant.first_sync_accepted_at;
  return accepted && tenant.last_good_sync_at && *tenant.last_good_sync_at > *accepted;
}

GuardGround guard_ground(db::Connection& c, base::Id tenant) {
  GuardGround ground;
  ground.guard =
      domain::guard_from(store::sync_settings_of_tenant(c, tenant, domain::kGuardSection));
  ground.before = store::held_acts(c, tenant);
  ground.linked = std::ranges::count(store::links_of_tenant(c, tenant, kUsers),
                                     std::string(domain::kContact), &store::Link::asset_kind);
  return ground;
}

Judged judge_creating(const GuardGround& ground, const UserMatch& matched) {
  ActSet set{.act = Act::create, .members = {}, .of = {{kUsers, ground.linked}}, .whole = true};
  for (const match::ContactOutcome& one : matched.outcomes)
    // What a person answered one by one was agreed to.
    if (one.verdict == match::Verdict::create && !one.ruled) {
      const store::Record& record = matched.records.at(one.record);
      set.members.push_back({kUsers, record.external_id, {}, record.title});
    }
  return judge(ground.guard, ground.before, std::move(set));
}

std::unordered_set<base::Id> kept_new(const Judged& judged, const UserMatch& matched) {
  std::unordered_set<base::Id> kept;
  for (const match::ContactOutcome& one : matched.outcomes)
    if (one.verdict == match::Verdict::create && !one.ruled &&
        judged.keeps(kUsers, matched.records.at(one.record).external_id))
      kept.insert(one.record);
  return kept;
}

PendingAsk pending_to_judge(const GuardGround& ground) {
  const bool answered = std::ranges::any_of(
      ground.before, [](const auto& one) { return one.act == domain::to_string(Act::change); });
  return {true, answered ? 0 : ground.guard.limit(Act::change).number};
}

Judged judge_changing(const GuardGround& ground, const std::vector<PendingChange>& pending) {
  ActSet set{.act = Act::change, .members = {}, .of = {{kUsers, ground.linked}}, .whole = true};
  for (const PendingChange& one : pending)
    set.members.push_back({kUsers, one.external_id, one.hash, one.title});
  return judge(ground.guard, ground.before, std::move(set));
}

}  // namespace reeve::sync
