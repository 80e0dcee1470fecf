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
// What a data type's records become.
constexpr std::pair<std::string_view, std::string_view> kDocumented[] = {
    {kUsers, domain::kContact},
    {kManagedDevices, domain::kConfiguration},
    {kEntraDevices, domain::kConfiguration}};

// With the program's life, as a member's group must live.
std::string_view group_of(const store::Record& record) {
  for (const auto& one : kDocumented)
    if (one.first == record.type) return one.first;
  return kUsers;
}

// What a person answered one by one was agreed to.
bool is_ruled(const match::ContactOutcome& one) { return one.ruled; }
bool is_ruled(const match::DeviceOutcome&) { return false; }

template <class Matched>
void add_new(const Matched* matched, ActSet& set) {
  if (matched == nullptr) return;
  for (const auto& one : matched->outcomes)
    if (one.verdict == match::Verdict::create && !is_ruled(one)) {
      const store::Record& record = matched->records.at(one.record);
      set.members.push_back({group_of(record), record.external_id, {}, record.title});
    }
}

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
  for (const auto& [type, kind] : kDocumented)
    ground.linked[type] = std::ranges::count_if(
        store::links_of_tenant(c, tenant, type),
        [&](const store::Link& one) { return one.asset_kind == kind && one.role == "primary"; });
  return ground;
}

Judged judge_creating(const GuardGround& ground, const UserMatch* users,
                      const DeviceMatch* devices) {
  ActSet set{.act = Act::create,
             .members = {},
             .of = ground.linked,
             .whole = users != nullptr && devices != nullptr};
  add_new(users, set);
  add_new(devices, set);
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

Judged judge_changing(const GuardGround& ground, const PendingByType& pending) {
  ActSet set{.act = Act::change, .members = {}, .of = ground.linked, .whole = true};
  for (const auto& [type, changes] : pending)
    for (const PendingChange& one : changes)
      set.members.push_back({type, one.external_id, one.hash, one.title});
  return judge(ground.guard, ground.before, std::move(set));
}

}  // namespace reeve::sync
