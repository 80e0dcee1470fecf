// Buckets as the time at which they are full again: one number, and no clock that has to tick.
#include "store/budgets.h"

#include <algorithm>

#include "store/rows.h"

namespace reeve::store {
namespace {

constexpr std::int64_t kPeoplesShare = 4;  // a quarter of each bucket

struct Bucket {
  base::Time full_at{}, window_at{};
  std::int64_t taken = 0;
};

// The row, made where it is missing, and ours until the transaction ends.
Bucket locked(db::Connection& c, const BudgetKey& key, base::Time now) {
  const auto rows = c.query(
      "INSERT INTO budgets (application, service, tenant, asked_at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (application, service, tenant) DO UPDATE SET asked_at = excluded.asked_at "
      "RETURNING full_at, window_at, taken",
      {key.application, key.service, key.tenant, ms(now)});
  const auto& row = rows.front();
  return {time_at(row, 0), time_at(row, 1), row.integer(2)};
}

base::Millis time_for(const BudgetWish& wish, std::int64_t amount) {
  const auto window = wish.window.count();
  return base::Millis{(amount * window + wish.most - 1) / std::max<std::int64_t>(1, wish.most)};
}

// Who asked within the last window.
std::int64_t asking(db::Connection& c, const BudgetWish& wish, base::Time now) {
  const auto rows = c.query(
      "SELECT count(*) FROM budgets WHERE application = $1 AND service = $2 AND tenant <> '' AND "
      "asked_at > $3",
      {wish.key.application, wish.key.service, ms(now - wish.window)});
  return std::max<std::int64_t>(1, rows.front().integer(0));
}

BudgetKey share_key(const BudgetWish& wish) {
  return {wish.key.application, wish.key.service, wish.asked_for};
}

// Nothing: within its share, or there is enough for everybody.
std::optional<base::Time> over_its_share(db::Connection& c, const BudgetWish& wish,
                                         const Bucket& bucket, const Bucket& own, base::Time now) {
  const bool short_of = bucket.full_at - now > time_for(wish, wish.burst) / 2;
  const bool new_window = own.window_at + wish.window <= now;
  if (!short_of || new_window) return std::nullopt;
  const std::int64_t share = std::max(wish.amount, wish.most / asking(c, wish, now));
  if (own.taken + wish.amount <= share) return std::nullopt;
  return own.window_at + wish.window;
}

// Nothing: there is room. What is more than the bucket holds waits for a full one.
std::optional<base::Time> no_room(const BudgetWish& wish, const Bucket& bucket, base::Time now) {
  const std::int64_t usable =
      wish.background ? wish.burst - wish.burst / kPeoplesShare : wish.burst;
  const std::int64_t left = std::max<std::int64_t>(0, usable - wish.amount);
  const base::Time room_at = bucket.full_at - time_for(wish, left);
  return room_at > now ? std::optional(room_at) : std::nullopt;
}

struct Wanted {
  const BudgetWish* wish;
  Bucket bucket, own;
};

void take(db::Connection& c, const Wanted& wanted, base::Time now) {
  const BudgetWish& wish = *wanted.wish;
  const auto full_at = std::max(now, wanted.bucket.full_at) + time_for(wish, wish.amount);
  c.execute(
      "UPDATE budgets SET full_at = $1 WHERE application = $2 AND service = $3 AND tenant = $4",
      {ms(full_at), wish.key.application, wish.key.service, wish.key.tenant});
  if (wish.asked_for.empty()) return;
  const bool anew = wanted.own.window_at + wish.window <= now;
  c.execute(
      "UPDATE budgets SET window_at = $1, taken = $2 WHERE application = $3 AND service = $4 AND "
      "tenant = $5",
      {ms(anew ? now : wanted.own.window_at), (anew ? 0 : wanted.own.taken) + wish.amount,
       wish.key.application, wish.key.service, wish.asked_for});
}

}  // namespace

base::Time database_time(db::Connection& c) {
  return time_at(c.query("SELECT now_ms()").front(), 0);
}

std::optional<base::Time> take_budgets(db::Connection& c, std::span<const BudgetWish> wishes,
                                       base::Time now) {
  std::vector<Wanted> all;
  std::optional<base::Time> later;
  for (const BudgetWish& wish : wishes) {
    Wanted wanted{&wish, locked(c, wish.key, now), {}};
    if (!wish.asked_for.empty()) wanted.own = locked(c, share_key(wish), now);
    for (const auto& until :
         {no_room(wish, wanted.bucket, now),
          wish.asked_for.empty() ? std::optional<base::Time>()
                                 : over_its_share(c, wish, wanted.bucket, wanted.own, now)})
      if (until) later = std::max(later.value_or(*until), *until);
    all.push_back(wanted);
  }
  if (later) return later;
  for (const Wanted& wanted : all) take(c, wanted, now);
  return std::nullopt;
}

BudgetPause budget_pause(db::Connection& c, std::string_view application, std::string_view tenant,
                         std::span<const std::string_view> services) {
  BudgetPause pause;
  for (const std::string_view service : services)
    for (const auto& row :
         c.query("SELECT closed_until, low_until FROM budgets WHERE application = $1 AND service = "
                 "$2 AND (tenant = $3 OR tenant = '')",
                 {std::string(application), std::string(service), std::string(tenant)})) {
      pause.closed_until = std::max(pause.closed_until, time_at(row, 0));
      pause.low_until = std::max(pause.low_until, time_at(row, 1));
    }
  return pause;
}

void add_budget_pause(db::Connection& c, const BudgetKey& key, const BudgetPause& pause) {
  c.execute(
      "INSERT INTO budgets (application, service, tenant, closed_until, low_until) VALUES ($1, $2, "
      "$3, $4, $5) ON CONFLICT (application, service, tenant) DO UPDATE SET "
      "closed_until = CASE WHEN excluded.closed_until > budgets.closed_until THEN "
      "excluded.closed_until ELSE budgets.closed_until END, "
      "low_until = CASE WHEN excluded.low_until > budgets.low_until THEN excluded.low_until ELSE "
      "budgets.low_until END",
      {key.application, key.service, key.tenant, ms(pause.closed_until), ms(pause.low_until)});
}

}  // namespace reeve::store
