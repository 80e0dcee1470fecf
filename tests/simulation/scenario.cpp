// Rough days, and then a calm one on which everything must come right.
#include "scenario.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "check.h"
#include "jobs/schedule.h"
#include "people.h"
#include "process.h"
#include "spoil.h"
#include "store/jobs.h"
#include "store/runs.h"

namespace reeve::simulation {
namespace {

constexpr base::Millis kHour{3'600'000};
constexpr int kMostRounds = 3;
constexpr int kMostJobs = 200;  // of a calm day; more would be a queue that never empties

Weather weather_of(Dice& dice) {
  Weather weather;
  const std::size_t kind = dice.below(4);
  if (kind == 0) return weather;
  const int rough = kind == 1 ? 10 : kind == 2 ? 30 : 0;
  weather = {.no_answer = rough,
             .cut = rough,
             .not_json = rough,
             .server_error = rough,
             .throttled = rough,
             .throttled_long = rough / 4,
             .resync = rough * 4,
             .unauthorized = rough / 2,
             .forbidden = rough / 2,
             .doubled = 100,
             .unreadable = rough / 2,
             .empty_page = 100,
             .loop = rough / 4,
             .foreign = rough / 4,
             .left_out = rough / 4};
  return weather;
}

Fate fate_of(Dice& dice) {
  const int rough = dice.below(3) == 0 ? 0 : 8;
  return {.death = rough,
          .sleep = rough,
          .lost_database = rough / 4,
          .clock_jump = rough / 2,
          .person = 20,
          .microsoft = 40};
}

class Scenario {
 public:
  Scenario(std::uint64_t seed, const std::filesystem::path& empty, Sabotage sabotage)
      : world_(seed, empty) {
    if (sabotage != Sabotage::none)
      world_.spoil = [this, sabotage](std::string_view point, const store::Run& run) {
        spoil(world_, sabotage, point, run);
      };
    first_ = std::make_unique<Process>(world_, "first", fate_, [this] { rouse(*second_); });
    second_ = std::make_unique<Process>(world_, "second", fate_, [this] { rouse(*first_); });
    world_.before_write = [this] { moment("transaction"); };
    world_.cloud.before_answer([this](const std::string&) { moment("request"); });
  }

  void run() {
    write_first_documentation(world_);
    for (std::size_t days = 3 + world_.dice.below(6); days > 0; --days) rough_day();
    calm_day();
  }

  World& world() { return world_; }
  std::int64_t jobs() const { return jobs_; }

 private:
  void moment(std::string_view where) {
    first_->moment(where);
    second_->moment(where);
  }
  void rouse(Process& process) {
    if (!process.is_at_work() && process.step()) ++jobs_;
  }

  bool work(Process& process) {
    watchman_.before_step();
    const bool worked = process.step();
    if (worked) ++jobs_;
    watchman_.after_step();
    return worked;
  }

  void rough_day() {
    Dice& dice = world_.dice;
    fate_ = fate_of(dice);
    world_.cloud.weather = weather_of(dice);
    if (dice.in_thousand(100)) world_.cloud.forget_cursors();
    for (std::size_t i = dice.below(4); i > 0; --i)
      world_.tell(world_.tenants.at(dice.below(world_.tenants.size()))->change(dice));
    for (std::size_t i = dice.below(2); i > 0; --i) act_as_person(world_);
    const base::Millis hours = kHour * static_cast<std::int64_t>(1 + dice.below(30));
    world_.clock.advance(hours);
    if (dice.in_thousand(700)) queue_by_schedule();
    if (dice.in_thousand(400)) queue_by_hand(dice.pick(world_.tenant_ids), dice.coin());
    for (std::size_t steps = 1 + dice.below(5); steps > 0; --steps)
      if (!work(dice.coin() ? *first_ : *second_)) break;
  }

  void queue_by_schedule() {
    const auto now = world_.clock.now();
    jobs::queue_due_runs(*world_.database, now, kHour);
  }

  void queue_by_hand(base::Id tenant, bool accept) {
    world_.write([&](db::Connection& c) {
      store::queue_run(c, {tenant, "manual", std::nullopt, false, accept}, 20, world_.clock.now());
    });
  }

  // Everything that waits is done; what dead processes held becomes free.
  void finish_queue() {
    for (int jobs = 0; jobs < kMostJobs; ++jobs) {
      if (work(*first_)) continue;
      if (!someone_waits()) return;
      world_.clock.advance(jobs::kLease);
    }
    throw Broken("the queue does not become empty");
  }

  bool someone_waits() {
    return world_.read([](db::Connection& c) {
      for (const auto& job : store::list_jobs(c, 1000))
        if (job.state == "queued" || job.state == "running") return true;
      return false;
    });
  }

  void calm_day() {
    fate_ = {};
    world_.cloud.weather = {};
    first_->calm();
    second_->calm();
    world_.tell("calm");
    finish_queue();
    settle_everything(world_);
    sync_everything();
    world_.cloud.forget_left_out();
    // Matching comes before writing: an address that a run takes off a contact was still there when
    // it asked whose contact that is, and the next one takes the question back. In an organization
    // of several tenants each may do so for the others.
    const int rounds = shares_organization() ? kMostRounds : 1;
    for (int again = 0; again < rounds; ++again) sync_everything();
    const std::string before = documented(world_);
    check_truth(world_);
    sync_everything();
    if (const std::string after = documented(world_); after != before) {
      throw Broken("another calm sync changed something:\n" + difference(before, after));
    }
  }

  bool shares_organization() {
    return world_.read([&](db::Connection& c) {
      std::set<base::Id> organizations;
      for (const base::Id id : world_.tenant_ids)
        organizations.insert(
            store::find_tenant(c, store::Scope::unscoped(), id)->organization.value());
      return organizations.size() < world_.tenant_ids.size();
    });
  }

  void sync_everything() {
    for (const base::Id tenant : world_.tenant_ids) queue_by_hand(tenant, true);
    finish_queue();
    for (const base::Id tenant : world_.tenant_ids) {
      const auto found = world_.read([&](db::Connection& c) {
        return store::find_tenant(c, store::Scope::unscoped(), tenant);
      });
      if (found->last_run_state != "ok" && found->last_run_state != "gaps")
        throw Broken(fmt::format("a calm sync of tenant {} ends {}: {}", tenant,
                                 found->last_run_state, found->last_run_sentence));
    }
  }

  World world_;
  Fate fate_;
  std::unique_ptr<Process> first_, second_;
  Watchman watchman_{world_};
  std::int64_t jobs_ = 0;
};

}  // namespace

Played play(std::uint64_t seed, const std::filesystem::path& empty_database, Sabotage sabotage) {
  Played played;
  Scenario scenario(seed, empty_database, sabotage);
  try {
    scenario.run();
  } catch (const Broken& broken) {
    played.broken = broken.what;
  } catch (const base::Error& error) {
    played.broken = fmt::format("an error came out: {} ({})", error.message(), error.detail());
  }
  played.story = std::move(scenario.world().story);
  played.requests = scenario.world().cloud.requests();
  played.jobs = scenario.jobs();
  return played;
}

}  // namespace reeve::simulation
