// The guard of one run: asks before so many people are created, changed or gone at once.
#pragma once

#include <array>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "store/tenants.h"
#include "sync/device_writes.h"
#include "sync/guard.h"
#include "sync/guard_people.h"
#include "sync/list_type.h"
#include "sync/match_devices.h"
#include "sync/match_users.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

// One thread; lives as long as its run.
class RunGuard {
 public:
  // `active`: the tenant was synced before; its first sync has its preview instead.
  RunGuard(const Services& services, RunWriter& writer, base::Id tenant, bool active);

  // `others`: people who left otherwise (sync/person_states.h).
  // What complete listings do not have any more. Where something waits for an answer and not
  // everything could be listed, nothing new is marked either.
  void judge_leaving(const std::vector<TypeResult>& results, std::vector<Member> others);
  const Judged& leaving() const { return of(domain::Act::leave); }
  // Takes contacts and configurations that must wait out of what is to be applied. Null: this run
  // did not look at them.
  void judge_creating(UserMatch* users, DeviceMatch* devices);
  // The same for a run that writes nothing, and leaves nothing to be asked about.
  void preview_creating(UserMatch& users) const;
  struct HeldChanges {
    std::unordered_set<std::string> users;  // external ids whose contacts stay as they are for now
    HeldDevices devices;
  };
  HeldChanges judge_changing(const store::Tenant& tenant, const domain::DeviceSettings& settings);
  // Something waits, or was answered and is to be carried out.
  bool has_answers() const { return !ground_.before.empty(); }

  // What waits for a person since this run.
  std::vector<const Judged*> held() const;
  // With the end of the run: reviews of what waits, and answers that are used up.
  void write_holds();

 private:
  const Judged& of(domain::Act act) const { return judged_[static_cast<std::size_t>(act)]; }
  void judge_set(ActSet set);
  void keep(Judged judged);
  bool waits_for(domain::Act act) const;
  bool knows_of(domain::Act act) const;
  std::unordered_set<std::string> came_and_went(std::string_view type) const;
  void name_examples(Judged& judged) const;

  const Services& services_;
  RunWriter& writer_;
  base::Id tenant_;
  bool active_;
  GuardGround ground_;
  std::array<Judged, 3> judged_;
  std::array<bool, 3> was_judged_{};
};

}  // namespace reeve::sync
