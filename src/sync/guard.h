// Judges what a run is about to do: whether so much at once may be done, or waits for a person.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "domain/guard.h"
#include "store/held_acts.h"

namespace reeve::sync {

inline constexpr std::size_t kMaxHeldExamples = 20;  // shown in a review

// One person (or device, or group) that an act is about.
struct Member {
  std::string_view group;  // the data type
  std::string id;          // Microsoft's
  std::string effect;      // another effect on the same one is another member: "gone", a hash
  std::string title;
};
// What an act consists of. `of`: how many of each group the tenant has.
struct ActSet {
  domain::Act act{};
  std::vector<Member> members;
  std::map<std::string_view, std::int64_t> of;
  // Everything was looked at: what a person rejected and is not among the members is no longer so.
  bool whole = true;
};

// What may not be done, and why.
struct Judged {
  domain::Act act{};
  // "users/0f3c…": held, or kept as it is because a person rejected it.
  std::unordered_set<std::string> kept;
  std::vector<Member> waiting;  // held now; empty: nothing is
  std::map<std::string_view, std::int64_t> of;
  domain::GuardLimit limit;
  bool keeps_all = false;         // not judged this time: nothing of it is done
  std::vector<base::Id> used_up;  // earlier answers that count no more once the run has ended

  bool held() const { return !waiting.empty(); }
  bool holds_any_of(std::string_view group) const;
  bool keeps(std::string_view group, const std::string& id) const;
};

// `before`: what is known of the tenant (store::held_acts). A person's answer counts for the
// members it was given for; what else there is is judged afresh, and where that is too much, all
// of it waits again.
Judged judge(const domain::Guard& guard, const std::vector<store::HeldAct>& before, ActSet set);

// "56 of 60 users are missing …": for the run, its log and the review.
std::string held_sentence(const Judged& judged);
// What waits, as the store keeps it, with a review that shows examples and the effect.
store::Hold hold_of(const Judged& judged);

}  // namespace reeve::sync
