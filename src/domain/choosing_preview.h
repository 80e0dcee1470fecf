// What a choice would bring, counted from what is known of the tenants, before anything is saved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/id.h"

namespace reeve::domain {

struct ChoiceCounts {
  std::int64_t match = 0;       // would be linked to a contact that is there
  std::int64_t create = 0;      // would be created, or held for review
  std::int64_t unclear = 0;     // a person must choose
  std::int64_t join = 0;        // two users fit one contact: a person must choose too
  std::int64_t skip = 0;        // left out by a rule or a ruling
  std::int64_t not_chosen = 0;  // outside the criteria
  std::int64_t linked = 0;      // chosen and linked already
  std::int64_t stops = 0;       // linked, and no longer written; in skip or not_chosen, too
  std::int64_t unknown = 0;     // whether they are chosen is not known; in skip, too
  void add(const ChoiceCounts& more) {
    match += more.match, create += more.create, unclear += more.unclear, join += more.join;
    skip += more.skip, not_chosen += more.not_chosen, linked += more.linked;
    stops += more.stops, unknown += more.unknown;
  }
};

struct TenantChoice {
  base::Id tenant = 0;
  std::string name;
  bool read = false;          // its users are known
  bool own_settings = false;  // it has a choice of its own, which stays as it is
  ChoiceCounts counts;
};

// What can be asked for, and how many people it is true of.
struct ChoiceOption {
  std::string value;  // as the choice names it
  std::string title;
  std::int64_t people = 0;
  bool recommended = false;
};

struct ChoicePreview {
  ChoiceCounts total;
  std::vector<TenantChoice> tenants;  // by name
  // Most people first; of subscriptions the recommended ones first. At most kMaxChoiceOptions each.
  std::vector<ChoiceOption> subscriptions, groups, departments, domains, kinds;
  std::int64_t tenants_without_groups = 0;  // read, but not their groups
};
inline constexpr std::size_t kMaxChoiceOptions = 200;

}  // namespace reeve::domain
