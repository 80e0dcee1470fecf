// Fate strikes between two transactions, at each request, and at the points that a run names.
#include "process.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "check.h"
#include "people.h"
#include "store/runs.h"
#include "sync/graph_source.h"
#include "sync/run.h"

namespace reeve::simulation {
namespace {

using base::Error;
using base::ErrorCode;

// What kill -9 is to everything in memory. Not a base::Error, so nobody handles it.
struct Killed {};

constexpr base::Millis kStep{5'000};

base::Id run_of(const store::Job& job) {
  return base::optional_integer(base::parse_json(job.payload, "a job"), "run").value_or(0);
}

}  // namespace

Process::Process(World& world, std::string name, const Fate& fate, std::function<void()> other)
    : world_(world), name_(std::move(name)), fate_(fate), other_(std::move(other)) {
  start();
}

void Process::start() {
  ++lives_;
  working_ = asleep_ = false;
  run_ = 0;
  fence_.reset();
  as_found_.reset();
  const auto seed = static_cast<std::uint64_t>(world_.dice.below(1'000'000'000));
  workers_ = std::make_unique<jobs::Workers>(*world_.database, watch_, base::seeded_random(seed),
                                             jobs::WorkersSettings{});
  workers_->on("sync", [this](const store::Job& job, const jobs::Context& context) {
    return run_job(job, context);
  });
  workers_->on_failed([this](const store::Job& job, const Error& error) {
    world_.database->write(db::Lane::people, [&](db::Connection& c) {
      const auto run = store::find_run(c, store::Scope::unscoped(), run_of(job));
      if (!run || run->finished_at) return;
      store::finish_run(c, run->id, "failed", std::string(to_string(error.code())), error.message(),
                        std::nullopt, error.detail(), watch_.now());
    });
  });
}

bool Process::step() {
  try {
    working_ = true;
    const bool worked = workers_->work_once({});
    working_ = false;
    if (as_found_ && *as_found_ != everything_written(world_))
      throw Broken(name_ + " wrote although another process had taken its run");
    as_found_.reset();
    run_ = 0;
    fence_.reset();
    return worked;
  } catch (const Killed&) {
    world_.tell(name_ + " dies");
    start();
    return true;
  } catch (const Error& error) {
    world_.tell(fmt::format("{} cannot go on: {}", name_, error.message()));
    working_ = false;
    as_found_.reset();
    return true;
  }
}

jobs::Outcome Process::run_job(const store::Job& job, const jobs::Context& context) {
  const auto id = run_of(job);
  const auto run = world_.read(
      [&](db::Connection& c) { return store::find_run(c, store::Scope::unscoped(), id); });
  if (!run || run->finished_at) return {};
  world_.tell(fmt::format("{} takes run {} of tenant {} ({})", name_, run->id, run->tenant,
                          run->started_by));
  run_ = run->id;
  fence_.reset();
  sync::Services services{
      .database = *world_.database,
      .clock = watch_,
      .source_for =
          [this](const store::Tenant& tenant) {
            auto client = std::make_shared<microsoft::GraphClient>(
                world_.cloud, watch_, base::seeded_random(world_.dice.below(1000)),
                microsoft::cloud_named("global"),
                [](const std::string& entra_id, const std::stop_token&) {
                  return base::SecretBytes(SimulatedCloud::token_of(entra_id));
                });
            auto source = sync::graph_source(std::move(client), tenant.entra_tenant_id, "app");
            source.way = tenant.way_in_use.value_or("gdap");
            source.connection = tenant.connection_in_use;
            return source;
          },
  };
  services.at_point = [this, &run](std::string_view point) {
    if (world_.spoil && std::this_thread::get_id() == thread_) world_.spoil(point, *run);
    moment(point);
  };
  const auto outcome = sync::run_tenant(services, *run, context.stop);
  world_.tell(
      fmt::format("{} ends run {}: {} {}", name_, run->id, outcome.state, outcome.sentence));
  if (outcome.state == "failed") check_failure(world_, run->id);
  return {outcome.retry_at};
}

void Process::moment(std::string_view where) {
  if (world_.quiet || !working_ || asleep_ || as_found_) return;
  Dice& dice = world_.dice;
  if (std::this_thread::get_id() != thread_) {  // inside of a transaction
    if (dice.in_thousand(fate_.death)) throw Killed{};
    return;
  }
  if (where == "request") note_fence();
  world_.clock.advance(base::Millis{static_cast<std::int64_t>(dice.below(80))});
  if (dice.in_thousand(fate_.death)) throw Killed{};
  if (dice.in_thousand(fate_.microsoft))
    world_.tell(world_.tenants.at(dice.below(world_.tenants.size()))->change(dice));
  if (dice.in_thousand(fate_.person)) act_as_person(world_);
  if (dice.in_thousand(fate_.clock_jump))
    skew_ = base::Millis{static_cast<std::int64_t>(dice.below(1'200'000)) - 600'000};
  if (dice.in_thousand(fate_.sleep)) sleep_through_lease();
  if (where == "transaction" && dice.in_thousand(fate_.lost_database))
    throw Error(ErrorCode::unavailable, "The disk is full.");
}

void Process::note_fence() {
  if (fence_ || run_ == 0) return;
  if (const auto run = world_.read(
          [&](db::Connection& c) { return store::find_run(c, store::Scope::unscoped(), run_); }))
    fence_ = run->fence;
}

bool Process::was_overtaken() {
  if (!fence_) return false;
  const auto run = world_.read(
      [&](db::Connection& c) { return store::find_run(c, store::Scope::unscoped(), run_); });
  return run && run->fence != *fence_;
}

// As a virtual machine that is paused: no heartbeat, no lease, and then everything goes on.
void Process::sleep_through_lease() {
  if (!other_) return;
  world_.tell(name_ + " sleeps");
  asleep_ = true;
  world_.clock.advance(jobs::kLease +
                       base::Millis{1 + static_cast<std::int64_t>(world_.dice.below(120'000))});
  for (std::size_t i = 1 + world_.dice.below(3); i > 0; --i) other_();
  asleep_ = false;
  world_.tell(name_ + " wakes up");
  if (was_overtaken()) as_found_ = everything_written(world_);
  if (world_.dice.coin()) keep_alive();
}

void Process::keep_alive() {
  const bool before = std::exchange(world_.quiet, true);
  workers_->keep_alive(true);
  world_.quiet = before;
}

bool Process::wait(std::stop_token stop, base::Millis duration) {
  for (; duration > base::Millis{0} && !stop.stop_requested(); duration -= kStep) {
    world_.clock.advance(std::min(kStep, duration));
    moment("waiting");
    keep_alive();
  }
  return !stop.stop_requested();
}

}  // namespace reeve::simulation
