// reeve sync: queues a run for each tenant and follows it; works on the runs itself only if no
// other process is alive.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "app/commands.h"
#include "app/named_tenants.h"
#include "app/preview_report.h"
#include "app/product.h"
#include "app/stop_signal.h"
#include "app/sync_progress.h"
#include "app/sync_report.h"
#include "base/error.h"
#include "base/text.h"
#include "store/jobs.h"
#include "store/records.h"
#include "store/secrets.h"
#include "store/tenants.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;
using base::Id;

constexpr base::Millis kLook{100};         // how often the database is asked for news
constexpr base::Millis kLookAlive{2'000};  // how often it is asked whether somebody works
constexpr std::int64_t kManualPriority = 10;
constexpr std::int64_t kEventsAtOnce = 1'000;

void audit_acceptance(db::Connection& c, const store::Run& run, base::Time now) {
  store::AuditEntry entry;
  entry.at = now;
  entry.actor = "console";
  entry.action = "accept_first_sync";
  entry.subject_kind = "tenant";
  entry.subject = run.tenant;
  entry.detail = fmt::format(R"({{"run":{},"before":{{"first-sync":"not accepted"}},)"
                             R"("after":{{"first-sync":"accepted"}}}})",
                             run.id);
  store::add_audit(c, entry);
}

class Follower {
 public:
  Follower(Product& product, const SyncOptions& options)
      : product_(product),
        options_(options),
        progress_(options.json ? stderr : stdout,
                  isatty(options.json ? STDERR_FILENO : STDOUT_FILENO) == 1) {}

  void queue(const std::vector<store::Tenant>& tenants) {
    after_ = product_.database().read([](db::Connection& c) { return store::last_run_event(c); });
    const auto now = product_.clock().now();
    for (const auto& tenant : tenants) {
      const auto run = product_.database().write(db::Lane::people, [&](db::Connection& c) {
        auto queued = store::queue_run(
            c, {tenant.id, "cli", std::nullopt, options_.dry_run, options_.accept_first},
            kManualPriority, now);
        queued.tenant_name = tenant.name;
        if (options_.accept_first && !tenant.first_sync_accepted_at)
          audit_acceptance(c, queued, now);
        return queued;
      });
      if (open_.insert(run.id).second) progress_.add(run);
    }
  }

  // True when every run ended; false when asked to stop before.
  bool follow(std::stop_token stop) {
    base::Time look_alive = product_.clock().now() + kLookAlive;
    if (nobody_works()) work();
    while (!open_.empty()) {
      take_news();
      progress_.draw();
      if (open_.empty()) break;
      if (!product_.clock().wait_for(stop, kLook)) return false;
      if (!working_ && product_.clock().now() >= look_alive) {
        if (nobody_works()) work();
        look_alive = product_.clock().now() + kLookAlive;
      }
    }
    return true;
  }

  const std::vector<store::Run>& ended() const { return ended_; }
  bool working() const { return working_; }

 private:
  bool nobody_works() {
    return product_.database().read([](db::Connection& c) { return store::live_processes(c); }) ==
           0;
  }
  void work() {
    product_.start_workers("sync", false);
    working_ = true;
  }

  void take_news() {
    const auto events = product_.database().read([&](db::Connection& c) {
      return store::run_events_after(c, store::Scope::unscoped(), after_, kEventsAtOnce);
    });
    std::set<Id> moved;
    for (const auto& event : events) {
      after_ = event.id;
      progress_.take(event);
      if (event.kind == "state" && open_.contains(event.run)) moved.insert(event.run);
    }
    for (const Id id : moved) {
      const auto run = product_.database().read(
          [&](db::Connection& c) { return store::find_run(c, store::Scope::unscoped(), id); });
      if (!run || !run->finished_at) continue;
      open_.erase(id);
      progress_.finished(*run);
      ended_.push_back(*run);
    }
  }

  Product& product_;
  const SyncOptions& options_;
  SyncProgress progress_;
  std::set<Id> open_;
  std::vector<store::Run> ended_;
  Id after_ = 0;
  bool working_ = false;
};

void print_end(Product& product, const std::vector<store::Run>& runs, const SyncOptions& options) {
  if (options.dry_run) {
    fmt::print("\n{}\nDry run: nothing was written to the documentation. Each row is at {}.\n",
               preview_table(runs), product.settings().get("public_url"));
    return;
  }
  const auto ended = product.database().read([&](db::Connection& c) {
    std::vector<EndedRun> all;
    for (const auto& run : runs) all.push_back({run, store::type_states(c, run.tenant)});
    return all;
  });
  fmt::print("\n{}", sync_table(ended));
  if (!std::ranges::any_of(runs, [](const auto& run) { return run.state == "held"; })) return;
  fmt::print(
      "\nHeld tenants wait until somebody accepts their first sync: at {}/integrations, or with "
      "`reeve sync --accept-first`.\n",
      product.settings().get("public_url"));
}

}  // namespace

int sync_command(const Settings& settings, const SyncOptions& options) {
  StopSignal signal;
  Product product(settings);
  const auto tenants =
      product.database().read([&](db::Connection& c) { return named_tenants(c, options.tenant); });
  if (tenants.empty()) {
    if (options.tenant) throw no_such_tenant(*options.tenant, settings);
    throw Error(ErrorCode::not_found,
                fmt::format("No tenant is known yet. Connect Microsoft first at {}/integrations.",
                            settings.get("public_url")));
  }
  std::vector<store::Run> ended;
  bool all = false;
  bool working = false;
  {
    Follower follower(product, options);
    follower.queue(tenants);
    all = follower.follow(signal.token());
    working = follower.working();
    ended = follower.ended();
  }
  product.stop_workers();
  if (!all)
    fmt::print(
        stderr, "{}\n",
        working ? "Stopped. What was not finished is done again at the next sync; nothing is lost."
                : "Stopped watching. The server goes on with the runs.");
  for (const auto& run : ended) {
    if (!options.json) continue;
    fmt::print("{}\n", options.dry_run ? preview_json(run) : sync_json(run));
  }
  if (!options.json && !ended.empty()) print_end(product, ended, options);
  const bool failed = std::any_of(ended.begin(), ended.end(),
                                  [](const auto& run) { return run.state == "failed"; });
  return failed || !all ? 1 : 0;
}

}  // namespace reeve::app
