// What the guard holds back: acts of a sync over so many people that a person must agree. Each is
// bound to the members it was held for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct HeldAct {
  base::Id id = 0, tenant = 0;
  std::string act;      // create, change, leave
  std::string verdict;  // waiting, accepted, rejected
  std::string set_hash;
  std::vector<std::string> members;  // keys without blanks; what they stand for is the sync's own
  std::optional<base::Id> review;
  base::Time held_at{};
};
// Of one tenant, oldest first. Of each act at most one waits.
std::vector<HeldAct> held_acts(db::Connection& c, base::Id tenant);
std::optional<HeldAct> held_act_of_review(db::Connection& c, base::Id review);

// The kind of review that an act waits with: "held_leave".
std::string held_review_kind(std::string_view act);

struct Hold {
  std::string act;
  std::string set_hash;
  std::vector<std::string> members;
  std::string sentence, detail;  // of its review
  base::Time since{};            // when what is held was seen first
};
// Makes what waits of the acts in `judged` equal to `holds`: the same act keeps its row and its
// review, what does not wait any more goes, and its review becomes obsolete.
void write_holds(db::Connection& c, base::Id tenant, base::Id run,
                 const std::vector<std::string>& judged, const std::vector<Hold>& holds,
                 base::Time now);
// Used up, or of no use any more.
void drop_held_acts(db::Connection& c, const std::vector<base::Id>& ids);

// A person's answer to a held review, and later perhaps the opposite of "rejected". `seen_hash`: of
// the set that the person saw. Throws Error{invalid} for a review of another kind, Error{conflict}
// when it was decided already or another set is held by now.
void decide_hold(db::Connection& c, base::Id review, bool accept,
                 const std::optional<std::string>& seen_hash, std::optional<base::Id> account,
                 base::Time now);

}  // namespace reeve::store
