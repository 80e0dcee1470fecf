// Gathers what a run is about to do, and has it judged.
#include "sync/run_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "domain/asset.h"
#include "store/delta_cursors.h"
#include "store/links.h"
#include "store/person_states.h"
#include "store/sync_settings.h"
#include "sync/apply.h"
#include "sync/prune.h"

namespace reeve::sync {
namespace {

using domain::Act;

constexpr std::string_view kUsers = "users";
constexpr std::string_view kGone = "gone";
constexpr std::array kActs{Act::create, Act::change, Act::leave};

std::int64_t present(const KnownRecords& known) {
  return std::ranges::count_if(known, [](const auto& one) {
    return !one.second.gone && one.second.id != 0 && !one.second.not_chosen;
  });
}

}  // namespace

RunGuard::RunGuard(const Services& services, RunWriter& writer, base::Id tenant, bool active)
    : services_(services), writer_(writer), tenant_(tenant), active_(active) {
  if (!active_) return;
  ground_ = services_.database.read([&](db::Connection& c) { return guard_ground(c, tenant_); });
}

bool RunGuard::waits_for(Act act) const {
  return std::ranges::any_of(ground_.before, [&](const store::HeldAct& one) {
    return one.act == domain::to_string(act) && one.verdict == "waiting";
  });
}

void RunGuard::judge_set(ActSet set) { keep(judge(ground_.guard, ground_.before, std::move(set))); }

void RunGuard::keep(Judged judged) {
  const auto at = static_cast<std::size_t>(judged.act);
  judged_[at] = std::move(judged);
  was_judged_[at] = true;
}

// Since something waits for an answer: whoever only came with it may go with it.
std::unordered_set<std::string> RunGuard::came_and_went(std::string_view type) const {
  std::optional<base::Time> since;
  for (const auto& one : ground_.before)
    if (one.verdict == "waiting" && (!since || one.held_at < *since)) since = one.held_at;
  if (!since) return {};
  const auto ids = services_.database.read(
      [&](db::Connection& c) { return store::newcomers(c, tenant_, type, *since); });
  return {ids.begin(), ids.end()};
}

void RunGuard::judge_leaving(const std::vector<TypeResult>& results, std::vector<Member> others) {
  if (!active_) return;
  ActSet set{.act = Act::leave, .members = std::move(others), .of = {}, .whole = true};
  bool all = true;
  for (const TypeResult& result : results) {
    if (!result.type->guarded) continue;
    const Complete* complete = result.complete();
    all = all && complete != nullptr;
    set.whole = set.whole && complete != nullptr && !result.by_changes;
    if (complete == nullptr) continue;
    set.of[result.type->name] = present(*result.known);
    const auto passing = came_and_went(result.type->name);
    for (const auto* one : missing_of(*complete, *result.known, true))
      if (!passing.contains(one->first))
        set.members.push_back({result.type->name, one->first, std::string(kGone), {}});
  }
  if (!all && waits_for(Act::leave)) {
    judged_[static_cast<std::size_t>(Act::leave)].keeps_all = true;
    return;
  }
  judge_set(std::move(set));
  name_examples(judged_[static_cast<std::size_t>(Act::leave)]);
}

// Only those that a review shows; who is missing has no name in what was listed.
void RunGuard::name_examples(Judged& judged) const {
  const auto shown = std::min(judged.waiting.size(), kMaxHeldExamples);
  for (std::size_t i = 0; i < shown; ++i) {
    Member& member = judged.waiting[i];
    if (!member.title.empty()) continue;
    const auto found = services_.database.read([&](db::Connection& c) {
      return store::record_titles(c, tenant_, member.group, {member.id});
    });
    member.title = found.contains(member.id) ? found.at(member.id) : member.id;
  }
}

bool RunGuard::knows_of(Act act) const {
  return std::ranges::any_of(ground_.before,
                             [&](const auto& one) { return one.act == domain::to_string(act); });
}

void RunGuard::judge_creating(UserMatch* users, DeviceMatch* devices) {
  if (!active_) return;
  if ((users == nullptr || devices == nullptr) && knows_of(Act::create))
    // What people said was of both.
    judged_[static_cast<std::size_t>(Act::create)].keeps_all = true;
  else
    keep(sync::judge_creating(ground_, users, devices));
  if (users != nullptr) hold_back(*users, kept_new(of(Act::create), *users));
  if (devices == nullptr) return;
  for (match::DeviceOutcome& one : devices->outcomes) {
    const store::Record& record = devices->records.at(one.record);
    if (one.verdict == match::Verdict::create &&
        of(Act::create).keeps(record.type, record.external_id))
      one.verdict = match::Verdict::hold;
  }
}

void RunGuard::preview_creating(UserMatch& users) const {
  if (active_) hold_back(users, kept_new(sync::judge_creating(ground_, &users, nullptr), users));
}

RunGuard::HeldChanges RunGuard::judge_changing(const store::Tenant& tenant,
                                               const domain::DeviceSettings& settings) {
  HeldChanges held;
  if (!active_) return held;
  const PendingAsk ask = pending_to_judge(ground_);
  const PendingByType pending = services_.database.read([&](db::Connection& c) {
    const store::Author author = writer_.author();
    const DeviceWriting writing = device_writing(c, tenant.id, settings);
    PendingByType all;
    all[kUsers] = pending_changes(c, author, writer_.now(), tenant.id, ask);
    for (const std::string_view type : {kManagedDevices, kEntraDevices})
      all[type] = pending_device_changes(c, author, writer_.now(), {tenant.id, type, writing}, ask);
    return all;
  });
  keep(sync::judge_changing(ground_, pending));
  for (const auto& [type, changes] : pending)
    for (const PendingChange& one : changes) {
      if (!of(Act::change).keeps(type, one.external_id)) continue;
      if (type == kUsers)
        held.users.insert(one.external_id);
      else
        held.devices.insert(held_key(type, one.external_id));
    }
  return held;
}

std::vector<const Judged*> RunGuard::held() const {
  std::vector<const Judged*> out;
  for (const Act act : {Act::leave, Act::change, Act::create})
    if (of(act).held()) out.push_back(&of(act));
  return out;
}

void RunGuard::write_holds() {
  std::vector<std::string> acts;
  std::vector<store::Hold> holds;
  std::vector<base::Id> used_up;
  for (const Act act : kActs) {
    if (!was_judged_[static_cast<std::size_t>(act)]) continue;
    acts.emplace_back(domain::to_string(act));
    if (of(act).held()) {
      holds.push_back(hold_of(of(act)));
      holds.back().since = writer_.run().queued_at;
    }
    used_up.insert(used_up.end(), of(act).used_up.begin(), of(act).used_up.end());
  }
  if (writer_.run().dry_run || (ground_.before.empty() && holds.empty())) return;
  writer_.add(holds.size() + used_up.size() + acts.size(), [=, this](db::Connection& c) {
    store::write_holds(c, tenant_, writer_.run().id, acts, holds, writer_.now());
    store::drop_held_acts(c, used_up);
  });
}

}  // namespace reeve::sync
