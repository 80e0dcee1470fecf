// Purses in memory, filled from the buckets in the database.
#include "connect/budgets.h"

#include <algorithm>
#include <utility>

namespace reeve::connect {
namespace {

using microsoft::Asking;
using microsoft::Cost;
using microsoft::Limit;
using microsoft::Service;

// A limit of so many and more a window is taken in parts.
constexpr std::int64_t kManyAWindow = 1'000;
constexpr base::Millis kLongWindow{600'000};

const Limit* limit_of(Service service, bool application) {
  for (const Limit& limit : microsoft::published_limits())
    if (limit.service == service && limit.application == application) return &limit;
  return nullptr;
}

bool is_limited(Service service) {
  return limit_of(service, true) != nullptr || limit_of(service, false) != nullptr;
}

base::Millis window_of(Service service) {
  base::Millis shortest{24 * 3'600'000};
  for (const bool application : {true, false})
    if (const Limit* limit = limit_of(service, application))
      shortest = std::min(shortest, limit->window);
  return shortest;
}

// What one filling takes: the smallest part of all limits of the service.
std::int64_t chunk_of(Service service) {
  std::int64_t chunk = 0;
  for (const bool application : {true, false})
    if (const Limit* limit = limit_of(service, application)) {
      const std::int64_t part = usable_of(*limit).chunk;
      chunk = chunk == 0 ? part : std::min(chunk, part);
    }
  return std::max<std::int64_t>(1, chunk);
}

void add_wishes(std::vector<store::BudgetWish>& wishes, const std::string& application,
                const Asking& asking, Service service, std::int64_t amount) {
  for (const bool whole : {true, false}) {
    const Limit* limit = limit_of(service, whole);
    if (limit == nullptr) continue;
    const Usable usable = usable_of(*limit);
    wishes.push_back({.key = {application, std::string(to_string(service)),
                              whole ? std::string() : asking.tenant_id},
                      .amount = amount,
                      .most = usable.most,
                      .burst = usable.burst,
                      .window = limit->window,
                      .background = asking.background,
                      .asked_for = whole ? asking.tenant_id : std::string()});
  }
}

}  // namespace

Usable usable_of(const Limit& limit) {
  // Parts taken in one window may be used in the next: burst + 2 * most stays below the limit.
  if (limit.most >= kManyAWindow)
    return {limit.most * 3 / 10, limit.most * 4 / 10,
            std::min(limit.most / kPartsOfALimit, kMostInAdvance)};
  // Who may ask only now and then is not kept waiting because it asked twice.
  const std::int64_t parts = limit.window >= kLongWindow ? 2 : 5;
  const std::int64_t burst = std::max<std::int64_t>(1, limit.most / parts);
  return {limit.most - burst, burst, 1};
}

microsoft::Pace Budgets::pace_for(const std::string& application) {
  return {[this, application](const Asking& asking) { return not_before(application, asking); },
          [this, application](const Asking& asking, const microsoft::Throttling& throttling) {
            told(application, asking, throttling);
          }};
}

Budgets::Moment Budgets::moment(db::Connection& c) const {
  const base::Time ours = clock_.now();
  if (c.backend() == db::Backend::sqlite) return {ours, base::Millis{0}};
  const base::Time theirs = store::database_time(c);
  return {theirs, theirs - ours};
}

std::optional<base::Time> Budgets::not_before(const std::string& application,
                                              const Asking& asking) {
  if (const auto until = paused(application, asking)) return until;
  while (!pay(application, asking))
    if (const auto until = fill(application, asking)) return until;
  return std::nullopt;
}

std::optional<base::Time> Budgets::paused(const std::string& application,
                                          const Asking& asking) const {
  std::vector<std::string_view> services;
  for (const Cost& cost : asking.costs) services.push_back(to_string(cost.service));
  return database_.read([&](db::Connection& c) -> std::optional<base::Time> {
    const auto pause = store::budget_pause(c, application, asking.tenant_id, services);
    const base::Time until =
        asking.background ? std::max(pause.closed_until, pause.low_until) : pause.closed_until;
    if (until == base::Time{}) return std::nullopt;
    const Moment at = moment(c);
    return until > at.now ? std::optional(until - at.ahead) : std::nullopt;
  });
}

// From the purses alone; false where one of them has not enough, and then nothing is paid.
bool Budgets::pay(const std::string& application, const Asking& asking) {
  const base::Time now = clock_.now();
  const std::lock_guard hold(mutex_);
  std::vector<std::pair<Purse*, std::int64_t>> bill;
  for (const Cost& cost : asking.costs) {
    if (!is_limited(cost.service)) continue;
    const auto found = purses_.find({application, cost.service, asking.tenant_id});
    if (found == purses_.end() || found->second.void_at <= now || found->second.left < cost.amount)
      return false;
    bill.emplace_back(&found->second, cost.amount);
  }
  for (const auto& [purse, amount] : bill) purse->left -= amount;
  return true;
}

// Takes from the database what the purses lack, a part more where there is enough.
std::optional<base::Time> Budgets::fill(const std::string& application, const Asking& asking) {
  const base::Time now = clock_.now();
  std::vector<Cost> lacking;
  {
    const std::lock_guard hold(mutex_);
    for (const Cost& cost : asking.costs) {
      if (!is_limited(cost.service)) continue;
      const auto found = purses_.find({application, cost.service, asking.tenant_id});
      const bool enough = found != purses_.end() && found->second.void_at > now &&
                          found->second.left >= cost.amount;
      if (!enough) lacking.push_back(cost);
    }
  }
  const auto wishes = [&](bool in_advance) {
    std::vector<store::BudgetWish> all;
    for (Cost& cost : lacking) {
      if (in_advance) cost.amount = std::max(cost.amount, chunk_of(cost.service));
      add_wishes(all, application, asking, cost.service, cost.amount);
    }
    return all;
  };
  const std::vector<Cost> least = lacking;
  const auto lane = asking.background ? db::Lane::background : db::Lane::people;
  const auto later = database_.write(lane, [&](db::Connection& c) -> std::optional<base::Time> {
    const Moment at = moment(c);
    lacking = least;
    if (!store::take_budgets(c, wishes(true), at.now)) return std::nullopt;
    lacking = least;
    const auto until = store::take_budgets(c, wishes(false), at.now);
    return until ? std::optional(*until - at.ahead) : std::nullopt;
  });
  if (later) return later;
  const std::lock_guard hold(mutex_);
  if (purses_.size() >= kMaxPurses)
    std::erase_if(purses_, [&](const auto& one) { return one.second.void_at <= now; });
  for (const Cost& cost : lacking) {
    Purse& purse = purses_[{application, cost.service, asking.tenant_id}];
    if (purse.void_at <= now) purse.left = 0;
    purse.left += cost.amount;
    purse.void_at = now + window_of(cost.service);
  }
  return std::nullopt;
}

void Budgets::told(const std::string& application, const Asking& asking,
                   const microsoft::Throttling& throttling) {
  if (asking.costs.empty()) return;
  const Service service = asking.costs.back().service;
  const std::string tenant = throttling.application ? std::string() : asking.tenant_id;
  const base::Time now = clock_.now();
  const bool rests = throttling.used >= kNearlyUsedUp;
  if (!throttling.pause) {
    if (!rests) return;
    const std::lock_guard hold(mutex_);
    base::Time& until = resting_until_[{application, service, tenant}];
    if (until > now) return;  // it is written already
    until = now + kRest;
  }
  database_.write(db::Lane::people, [&](db::Connection& c) {
    const Moment at = moment(c);
    store::BudgetPause pause;
    if (throttling.pause) pause.closed_until = at.now + *throttling.pause;
    if (rests) pause.low_until = at.now + kRest;
    store::add_budget_pause(c, {application, std::string(to_string(service)), tenant}, pause);
  });
}

}  // namespace reeve::connect
