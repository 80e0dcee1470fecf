// How much this installation still asks of Microsoft: the published limits and the pauses that
// answers ask for, kept in the database, so that all threads and processes share them.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "microsoft/pace.h"
#include "store/budgets.h"

namespace reeve::connect {

// Where many requests are let through, so many parts of a limit are taken in advance, so that few
// requests cost a write. A part not used within the limit's window is void.
inline constexpr std::int64_t kPartsOfALimit = 50, kMostInAdvance = 50;
// From here on background work of the tenant rests for a while.
inline constexpr double kNearlyUsedUp = 0.9;
inline constexpr base::Millis kRest{5'000};
inline constexpr std::size_t kMaxPurses = 50'000;

// What of a published limit is used: at most `most` a window on the long run and `burst` at once.
// Together with what is taken in advance never more than the limit within any window, wherever
// Microsoft lets its windows begin.
struct Usable {
  std::int64_t most, burst, chunk;
};
Usable usable_of(const microsoft::Limit& limit);

// Thread-safe.
class Budgets {
 public:
  Budgets(db::Database& database, base::Clock& clock) : database_(database), clock_(clock) {}
  Budgets(const Budgets&) = delete;
  Budgets& operator=(const Budgets&) = delete;

  // For the requests of one application; must not outlive this.
  microsoft::Pace pace_for(const std::string& application);

 private:
  using Key = std::tuple<std::string, microsoft::Service, std::string>;
  struct Purse {
    std::int64_t left = 0;
    base::Time void_at{};
  };
  // The database's clock where several machines share it, else this machine's; and by how much it
  // is ahead of ours.
  struct Moment {
    base::Time now;
    base::Millis ahead;
  };
  Moment moment(db::Connection& c) const;
  std::optional<base::Time> not_before(const std::string& application,
                                       const microsoft::Asking& asking);
  std::optional<base::Time> paused(const std::string& application,
                                   const microsoft::Asking& asking) const;
  bool pay(const std::string& application, const microsoft::Asking& asking);
  std::optional<base::Time> fill(const std::string& application, const microsoft::Asking& asking);
  void told(const std::string& application, const microsoft::Asking& asking,
            const microsoft::Throttling& throttling);

  db::Database& database_;
  base::Clock& clock_;
  std::mutex mutex_;
  std::map<Key, Purse> purses_;              // guarded by mutex_
  std::map<Key, base::Time> resting_until_;  // guarded by mutex_
};

}  // namespace reeve::connect
