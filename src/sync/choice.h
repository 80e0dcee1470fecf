// Judges a tenant's users by the choice in force, from the records that are there.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "db/connection.h"
#include "domain/choosing.h"
#include "store/records.h"
#include "types/user_traits.h"

namespace reeve::sync {

// The choice and what it may rely on.
struct Choosing {
  domain::ChoosingPolicy policy;
  // The groups and their members of this tenant are all there: listed by this run, or not asked by
  // it and complete before.
  bool groups_known = false;
};
// As the database has it. `groups_known` from the state of the last listing.
Choosing choosing_of(db::Connection& c, base::Id tenant);
bool groups_complete(db::Connection& c, base::Id tenant);

// Who is in which group of a tenant, through groups inside groups too; circles end.
class GroupMembers {
 public:
  GroupMembers(db::Connection& c, base::Id tenant);
  // Everybody reached from these groups, and they themselves; ids in lower case.
  std::unordered_set<std::string> reached(std::vector<std::string> groups) const;

 private:
  std::unordered_map<std::string, std::vector<std::string>> members_;
};

// Read once a tenant; judges any number of its users. `choosing` must outlive it.
class ChoiceGround {
 public:
  ChoiceGround(db::Connection& c, base::Id tenant, const Choosing& choosing);

  domain::UserTraits traits(const store::Record& user) const;
  domain::Choice choose(const domain::UserTraits& user) const {
    return domain::choose(choosing_.policy, user);
  }

 private:
  using Ids = std::unordered_set<std::string>;  // object ids in lower case
  void read_groups(db::Connection& c, base::Id tenant);

  const Choosing& choosing_;
  types::PartNumbers part_numbers_;
  std::unordered_map<std::string, std::string> purposes_;  // user's object id -> purpose
  bool include_found_ = false;  // at least one of the groups that must include somebody
  Ids included_, excluded_;
};

// SKU id in lower case -> part number, of the subscriptions in the records.
types::PartNumbers part_numbers_of(db::Connection& c, base::Id tenant);

}  // namespace reeve::sync
