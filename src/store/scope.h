// Whose eyes a statement looks through: every list and show takes one.
#pragma once

#include <string_view>
#include <vector>

#include "base/id.h"

namespace reeve::store {

// The organizations an account may see. A row outside the scope does not exist for it (not_found,
// never forbidden).
class Scope {
 public:
  static Scope all_organizations(base::Id account) { return Scope(account, true, {}); }
  static Scope only(base::Id account, std::vector<base::Id> organizations) {
    return Scope(account, false, std::move(organizations));
  }
  // The machine's own view (sync, discovery, start). tools/tidy lists every use of this name.
  static Scope unscoped() { return Scope(0, true, {}); }

  base::Id account() const { return account_; }
  bool all() const { return all_; }
  bool includes(base::Id organization) const;
  const std::vector<base::Id>& organizations() const { return organizations_; }

 private:
  Scope(base::Id account, bool all, std::vector<base::Id> organizations)
      : account_(account), all_(all), organizations_(std::move(organizations)) {}
  base::Id account_;
  bool all_;
  std::vector<base::Id> organizations_;
};

}  // namespace reeve::store
