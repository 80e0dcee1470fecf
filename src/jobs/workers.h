// The threads that do the queued work of this process: they lease jobs, keep the leases alive, and
// stop when asked.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "db/database.h"
#include "store/jobs.h"

namespace reeve::jobs {

inline constexpr base::Millis kLease{
    60'000};  // a dead process's job is free after this, by the database's clock
inline constexpr base::Millis kShortLease{15'000};
inline constexpr base::Millis kRenew{15'000};     // how often a living one renews
inline constexpr base::Millis kHeartbeat{5'000};  // how often the process says it is alive
inline constexpr base::Millis kPoll{500};  // how long an idle worker waits before it looks again
inline constexpr std::size_t kMaxWorkers = 64;

// What a job is given besides its row.
struct Context {
  std::stop_token stop;  // stop requested, or the lease was lost: write nothing more
};

// How a job ended without an exception: done, or to be tried again at a time it names (throttled
// until then).
struct Outcome {
  std::optional<base::Time> again_at;
};
using Work = std::function<Outcome(const store::Job&, const Context&)>;

struct WorkersSettings {
  std::string kind = "serve";  // serve, worker, sync: shown to people
  std::string host;
  std::size_t threads = 4;  // 1 to kMaxWorkers
  base::Millis lease = kLease, renew = kRenew, heartbeat = kHeartbeat, poll = kPoll;
};

// start and stop may be called twice and in any order; on() before start. A job whose work throws
// is tried again by the ladder, or failed with its sentence; the process goes on. Error{fence_lost}
// and Error{canceled} leave the job to whoever holds it now, or give it back at once.
class Workers {
 public:
  Workers(db::Database& database, base::Clock& clock, const base::Random& random,
          WorkersSettings settings);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // `lease`: shorter than the settings' for work that may be begun twice without harm and that
  // people wait for: a dead process's is taken up after that time. Renewed with each heartbeat, so
  // at least twice as long as that.
  void on(const std::string& kind, Work work, std::optional<base::Millis> lease = {});
  // Called every `period` on a thread of its own while the workers run (the scheduler).
  void every(base::Millis period, std::function<void()> act);
  // Every job of the kind that could never be done (failed for good) is told here, with its
  // sentence.
  void on_failed(std::function<void(const store::Job&, const base::Error&)> tell) {
    tell_failed_ = std::move(tell);
  }

  // One step on the calling thread, for whoever drives time itself (a simulation): does one job
  // that waits, if there is one; renews leases and heartbeat. In life the threads of start() do
  // both.
  bool work_once(std::stop_token stop);
  void keep_alive(bool also_long);

  void start();
  // Asks all work to stop, waits for it, gives the leases back and retires the process.
  void stop();
  // Something was queued by this process: look now.
  void notify();
  const std::string& process_id() const { return process_; }

 private:
  struct Held {
    store::Job job;
    std::stop_source stop;
  };
  void work_loop(std::stop_token stop);
  void keep_alive_loop(std::stop_token stop);
  void act_loop(std::stop_token stop, base::Millis period, const std::function<void()>& act);
  void run_job(const store::Job& job, std::stop_token stop);
  void end_well(const store::Job& job, const Outcome& outcome);
  void end_badly(const store::Job& job, const base::Error& error);
  base::Millis lease_of(const store::Job& job) const;
  // Half of the threads are kept for what did not fail the last time.
  std::int64_t most_doubtful() const;
  void renew_all(bool also_long);
  bool wait_for_news(std::stop_token stop);

  db::Database& database_;
  base::Clock& clock_;
  WorkersSettings settings_;
  std::string process_;
  std::map<std::string, Work> work_;
  std::map<std::string, base::Millis> leases_;  // of kinds with one of their own
  std::vector<std::pair<base::Millis, std::function<void()>>> acts_;
  std::function<void(const store::Job&, const base::Error&)> tell_failed_;

  std::mutex mutex_;  // guards held_ and news_
  std::condition_variable_any news_changed_;
  std::uint64_t news_ = 0;
  std::map<base::Id, Held*> held_;
  std::vector<std::jthread> threads_;
};

}  // namespace reeve::jobs
