// What the policy for people who leave did to contacts, so that it can be put back. An
// administrator chose the policy, so it may write what a person wrote; what a person writes
// afterwards stays.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"

namespace reeve::store {

struct LeaverMark {
  base::Id contact = 0, record = 0, tenant = 0;
  std::string field;  // contact_type, archived
  std::string value;  // what the policy wrote
};
std::vector<LeaverMark> leaver_marks(db::Connection& c, base::Id tenant);

// Writes the value and remembers what was there. False, and nothing is remembered, where the
// contact has it already, is locked, or is gone.
bool mark_leaver(db::Connection& c, const Author& author, const LeaverMark& mark, base::Time now);
// Puts back what was there, and who wrote it, unless somebody changed it since; the mark goes in
// any case. True where something was put back.
bool unmark_leaver(db::Connection& c, const Author& author, const LeaverMark& mark, base::Time now);

}  // namespace reeve::store
