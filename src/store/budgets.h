// How much may still be asked of Microsoft, by application, service and tenant, shared by all
// processes: buckets that fill again, and pauses that Microsoft asked for.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/connection.h"

namespace reeve::store {

// The database's own clock, which all machines share.
base::Time database_time(db::Connection& c);

// One row; an empty tenant stands for all tenants of the application.
struct BudgetKey {
  std::string application, service, tenant;
};

// A bucket that holds `burst` at most and gets `most` more in each `window`, of which `amount` is
// wanted. So within any window at most burst + most are taken.
struct BudgetWish {
  BudgetKey key;
  std::int64_t amount = 1;
  std::int64_t most = 1, burst = 1;
  base::Millis window{0};
  // Background work leaves a quarter of each bucket to people.
  bool background = true;
  // Of a budget over all tenants: who asks. Where it gets short, each of those that asked within
  // the last window may take an equal share of `most`.
  std::string asked_for = {};
};

// Takes all that is wished, or nothing: then the time before which it makes no sense to try again.
// What is wished beyond a bucket's size is taken when the bucket is full.
std::optional<base::Time> take_budgets(db::Connection& c, std::span<const BudgetWish> wishes,
                                       base::Time now);

struct BudgetPause {
  base::Time closed_until{};  // nobody asks before that
  base::Time low_until{};     // background work does not
};
// The longest pauses of these services for the tenant, its own and those of the whole application.
BudgetPause budget_pause(db::Connection& c, std::string_view application, std::string_view tenant,
                         std::span<const std::string_view> services);
// A pause is never made shorter.
void add_budget_pause(db::Connection& c, const BudgetKey& key, const BudgetPause& pause);

}  // namespace reeve::store
