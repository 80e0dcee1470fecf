// Both sides of a review: what Microsoft says of the record, what is documented of each asset in
// question, what fits and what does not, and what each answer would do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/connection.h"
#include "store/links.h"
#include "store/scope.h"

namespace reeve::store {

// A candidate is shown in full up to so many; a record that fits more is a matter for the search.
inline constexpr std::size_t kMaxCandidates = 10;

struct ReviewCandidate {
  base::Id id = 0;
  std::string title;
  bool here = true;                    // still there, and not archived
  std::vector<std::string> linked_to;  // the users of Microsoft that it is linked to already
  std::vector<std::string> evidence;   // sentences: what speaks for it
};

// One line of the comparison; `documented` holds one list a candidate, in their order. `same` says
// for each candidate whether any of its values is Microsoft's.
struct ReviewLine {
  std::string name;
  std::vector<std::string> microsoft;
  std::vector<std::vector<std::string>> documented;
  std::vector<bool> same;
};

struct ReviewAct {
  std::string answer;             // as store::answers_for
  std::optional<base::Id> asset;  // link
  std::string title, effect;      // for the person
};

struct ReviewSides {
  std::string asset_kind;
  std::vector<ReviewCandidate> candidates;
  std::vector<ReviewLine> lines;
  std::vector<ReviewAct> acts;
  std::optional<std::size_t> proposed;  // of the acts; nothing where only a person can say
};

// As things are now, not as they were when the review was opened. Empty for what the safety limits
// held: its detail says it all.
ReviewSides sides_of(db::Connection& c, const Scope& scope, const Review& review, base::Time now);

}  // namespace reeve::store
