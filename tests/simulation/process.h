// One process of Reeve, on the calling thread: it takes jobs from the queue, dies, sleeps through
// its lease, and wakes up again.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "jobs/workers.h"
#include "microsoft/graph.h"
#include "world.h"

namespace reeve::simulation {

// How often of a thousand moments something happens in the middle of a run.
struct Fate {
  int death = 0, sleep = 0, lost_database = 0, clock_jump = 0;
  int person = 0, microsoft = 0;
};

class Process {
 public:
  // `other`: does one step of the other process; called while this one sleeps.
  Process(World& world, std::string name, const Fate& fate, std::function<void()> other);
  // Begins anew with nothing in memory, as a new process.
  void start();
  // Does one job, if one waits. False: none did.
  bool step();
  // Before the next transaction, request or point of the run: the moment at which fate may strike.
  void moment(std::string_view where);
  bool is_at_work() const { return working_; }
  void calm() { skew_ = base::Millis{0}; }

 private:
  // The world's clock as this machine shows it; waiting lets the world's clock run.
  class Watch final : public base::Clock {
   public:
    explicit Watch(Process& process) : process_(process) {}
    base::Time now() override { return process_.world_.clock.now() + process_.skew_; }
    bool wait_for(std::stop_token stop, base::Millis duration) override {
      return process_.wait(std::move(stop), duration);
    }

   private:
    Process& process_;
  };

  jobs::Outcome run_job(const store::Job& job, const jobs::Context& context);
  bool wait(std::stop_token stop, base::Millis duration);
  void sleep_through_lease();
  void keep_alive();
  void note_fence();
  bool was_overtaken();

  World& world_;
  std::string name_;
  const Fate& fate_;
  std::function<void()> other_;
  base::Millis skew_{0};
  Watch watch_{*this};
  std::unique_ptr<jobs::Workers> workers_;
  int lives_ = 0;
  std::thread::id thread_ = std::this_thread::get_id();
  bool working_ = false, asleep_ = false;
  base::Id run_ = 0;
  std::optional<std::int64_t> fence_;
  // What was written when this process woke up to find its run taken: it must stay.
  std::optional<std::string> as_found_;
};

}  // namespace reeve::simulation
