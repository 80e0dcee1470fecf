// Leases jobs from the queue and does them.
#include "jobs/workers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/log.h"
#include "jobs/retry_ladder.h"

namespace reeve::jobs {

using base::Error;
using base::ErrorCode;

Workers::Workers(db::Database& database, base::Clock& clock, const base::Random& random,
                 WorkersSettings settings)
    : database_(database),
      clock_(clock),
      settings_(std::move(settings)),
      process_(base::random_uuid(random)) {
  settings_.threads = std::clamp<std::size_t>(settings_.threads, 1, kMaxWorkers);
}

Workers::~Workers() { stop(); }

void Workers::on(const std::string& kind, Work work, std::optional<base::Millis> lease) {
  work_[kind] = std::move(work);
  if (lease) leases_[kind] = *lease;
}

base::Millis Workers::lease_of(const store::Job& job) const {
  const auto own = leases_.find(job.kind);
  return own == leases_.end() ? settings_.lease : own->second;
}

std::int64_t Workers::most_doubtful() const {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(settings_.threads) / 2);
}

void Workers::every(base::Millis every, std::function<void()> act) {
  acts_.emplace_back(every, std::move(act));
}

void Workers::start() {
  if (!threads_.empty()) return;
  database_.write(db::Lane::people, [&](db::Connection& c) {
    store::heartbeat(c, process_, settings_.kind, settings_.host);
  });
  threads_.emplace_back([this](std::stop_token stop) { keep_alive_loop(stop); });
  for (const auto& [period, act] : acts_)
    threads_.emplace_back(
        [this, period = period, &act = act](std::stop_token stop) { act_loop(stop, period, act); });
  for (std::size_t i = 0; i < settings_.threads; ++i)
    threads_.emplace_back([this](std::stop_token stop) { work_loop(stop); });
}

void Workers::stop() {
  if (threads_.empty()) return;
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();  // joins
  try {
    database_.write(db::Lane::people, [&](db::Connection& c) { store::retire(c, process_); });
  } catch (const Error& error) {
    base::log_warning("jobs", "this process could not sign off: {} ({})", error.message(),
                      error.detail());
  }
}

void Workers::notify() {
  {
    std::lock_guard hold(mutex_);
    ++news_;
  }
  news_changed_.notify_all();
}

bool Workers::wait_for_news(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const auto seen = news_;
  news_changed_.wait_for(lock, stop, settings_.poll, [&] { return news_ != seen; });
  return !stop.stop_requested();
}

void Workers::work_loop(std::stop_token stop) {
  while (!stop.stop_requested()) {
    bool worked = false;
    try {
      worked = work_once(stop);
    } catch (const Error& error) {
      base::log_error("jobs", "the queue cannot be read: {} ({})", error.message(), error.detail());
      clock_.wait_for(stop, settings_.poll);
    }
    if (!worked) wait_for_news(stop);
  }
}

bool Workers::work_once(std::stop_token stop) {
  std::vector<std::string> kinds;
  for (const auto& [kind, work] : work_) kinds.push_back(kind);
  const auto job = database_.write(db::Lane::background, [&](db::Connection& c) {
    auto claimed = store::claim(c, process_, kinds, settings_.lease, most_doubtful());
    if (claimed && leases_.contains(claimed->kind))
      store::renew(c, claimed->id, process_, claimed->fence, lease_of(*claimed));
    return claimed;
  });
  if (!job) return false;
  run_job(*job, stop);
  return true;
}

void Workers::run_job(const store::Job& job, std::stop_token stop) {
  Held held{job, {}};
  {
    std::lock_guard hold(mutex_);
    held_[job.id] = &held;
  }
  // Stopping the process stops the job, too.
  std::stop_callback forward(stop, [&held] { held.stop.request_stop(); });
  std::optional<Outcome> outcome;
  std::optional<Error> failure;
  try {
    outcome = work_.at(job.kind)(job, {held.stop.get_token()});
  } catch (const Error& error) {
    failure = error;
  } catch (const std::exception& error) {
    failure =
        Error(ErrorCode::internal,
              "Reeve failed in a way it did not expect. The log has the details.", error.what());
  }
  {
    std::lock_guard hold(mutex_);
    held_.erase(job.id);
  }
  if (outcome) {
    end_well(job, *outcome);
  } else {
    end_badly(job, *failure);
  }
}

void Workers::end_well(const store::Job& job, const Outcome& outcome) {
  database_.write(db::Lane::background, [&](db::Connection& c) {
    if (outcome.again_at) {
      store::retry_later(c, job.id, process_, job.fence, "", *outcome.again_at);
    } else {
      store::complete(c, job.id, process_, job.fence);
    }
  });
}

void Workers::end_badly(const store::Job& job, const Error& error) {
  if (error.code() == ErrorCode::fence_lost) {
    base::log_info("jobs", "{} was taken over by another process", job.key);
    return;
  }
  // Asked to stop: the next process (or the next start) goes on at once.
  const bool stopped = error.code() == ErrorCode::canceled;
  const auto delay =
      stopped ? std::optional(base::Millis{0}) : retry_after(error.code(), job.attempts);
  base::log_warning("jobs", "{} did not end well: {} ({})", job.key, error.message(),
                    error.detail());
  database_.write(db::Lane::background, [&](db::Connection& c) {
    if (delay) {
      store::retry_later(c, job.id, process_, job.fence, stopped ? "" : error.message(),
                         clock_.now() + *delay);
    } else {
      store::fail(c, job.id, process_, job.fence, error.message());
    }
  });
  if (!delay && tell_failed_) tell_failed_(job, error);
}

void Workers::keep_alive_loop(std::stop_token stop) {
  base::Time renew_at = clock_.now() + settings_.renew;
  const auto step = std::min(settings_.heartbeat, settings_.renew);
  while (clock_.wait_for(stop, step)) {
    try {
      const bool due = clock_.now() >= renew_at;
      keep_alive(due);
      if (due) renew_at = clock_.now() + settings_.renew;
    } catch (const Error& error) {
      base::log_error("jobs", "the leases could not be renewed: {} ({})", error.message(),
                      error.detail());
    }
  }
}

void Workers::keep_alive(bool also_long) {
  database_.write(db::Lane::people, [&](db::Connection& c) {
    store::heartbeat(c, process_, settings_.kind, settings_.host);
  });
  renew_all(also_long);
}

void Workers::renew_all(bool also_long) {
  std::vector<store::Job> jobs;
  {
    std::lock_guard hold(mutex_);
    for (const auto& [id, held] : held_)
      if (also_long || leases_.contains(held->job.kind)) jobs.push_back(held->job);
  }
  for (const auto& job : jobs) {
    const bool ours = database_.write(db::Lane::people, [&](db::Connection& c) {
      return store::renew(c, job.id, process_, job.fence, lease_of(job));
    });
    if (ours) continue;
    std::lock_guard hold(mutex_);
    if (const auto found = held_.find(job.id); found != held_.end())
      found->second->stop.request_stop();
  }
}

void Workers::act_loop(std::stop_token stop, base::Millis period,
                       const std::function<void()>& act) {
  do {
    try {
      act();
    } catch (const Error& error) {
      base::log_error("jobs", "the schedule could not be kept: {} ({})", error.message(),
                      error.detail());
    }
  } while (clock_.wait_for(stop, period));
}

}  // namespace reeve::jobs
