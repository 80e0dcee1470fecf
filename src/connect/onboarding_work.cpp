// Leads each waiting step to its function and writes its end down.
#include "connect/onboarding_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "connect/authorize.h"
#include "connect/customer_consent.h"
#include "connect/discover.h"
#include "connect/group_steps.h"
#include "connect/relationship_steps.h"
#include "store/jobs.h"

namespace reeve::connect {

namespace {

using base::Error;
using base::ErrorCode;
using store::OnboardingStep;

constexpr std::int64_t kOnboardingPriority = 10;
constexpr std::int64_t kStepsAtOnce = 200;
constexpr base::Millis kPause{30'000};  // where Microsoft names no time

struct StepAct {
  std::string_view step, act;
};
constexpr StepAct kStepActs[] = {{"consent", "consent"},
                                 {"assign", "relationships"},
                                 {"invite", "relationships"},
                                 {"group", "groups"},
                                 {"admin_agents", "groups"}};

// All waiting steps of one kind.
class Work {
 public:
  Work(Services& services, TokenSource& tokens, base::Id connection, std::string act,
       std::stop_token stop)
      : services_(services),
        tokens_(tokens),
        connection_(read_connection(services, connection)),
        act_(std::move(act)),
        stop_(std::move(stop)),
        partner_(services, connection_),
        home_(services, connection_) {}

  OnboardingOutcome run() {
    for (auto steps = waiting(); !steps.empty(); steps = waiting()) work_on(steps);
    if (failure_) std::rethrow_exception(failure_);
    if (stop_.stop_requested())
      throw Error(ErrorCode::canceled, "Stopped between two tenants; the rest waits.");
    finish();
    return outcome_;
  }

 private:
  // Those that were not tried in this run.
  std::vector<OnboardingStep> waiting() {
    if (failure_ || stop_.stop_requested()) return {};
    auto steps = services_.database.read([&](db::Connection& c) {
      return store::waiting_onboarding_steps(
          c, connection_.id, act_, kStepsAtOnce + static_cast<std::int64_t>(tried_.size()));
    });
    std::erase_if(steps, [&](const OnboardingStep& one) { return tried_.contains(one.id); });
    for (const auto& one : steps) tried_.insert(one.id);
    return steps;
  }

  void work_on(const std::vector<OnboardingStep>& steps) {
    std::atomic<std::size_t> next{0};
    const auto loop = [&] {
      for (auto at = next.fetch_add(1); at < steps.size(); at = next.fetch_add(1)) {
        if (failed()) return;
        try {
          settle(steps[at]);
        } catch (...) {
          const std::lock_guard hold(mutex_);
          if (!failure_) failure_ = std::current_exception();
        }
      }
    };
    std::vector<std::jthread> threads;
    const auto count = std::min(kOnboardingThreads, steps.size());
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back(loop);
    loop();
  }

  bool failed() {
    const std::lock_guard hold(mutex_);
    return failure_ != nullptr || stop_.stop_requested();
  }

  void settle(const OnboardingStep& step) {
    auto end = ended(step);
    if (end.state.empty() && step.attempts + 1 >= kMaxOnboardingAttempts) {
      end.state = "refused";
      end.remedy = "Microsoft kept Reeve waiting. Do it again later.";
    }
    auto written = step;
    written.state = end.state;
    written.sentence = end.sentence;
    written.remedy = end.remedy;
    written.detail = end.detail;
    written.facts = base::to_json(end.facts);
    const auto now = services_.clock.now();
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      if (end.state.empty()) {
        store::postpone_onboarding_step(c, written);
        return;
      }
      store::end_onboarding_step(c, written, now);
      write_audit(c, {step.account, {}}, connection_.id, "onboarding_" + act_,
                  {{"subject", step.subject}, {"name", step.name}, {"state", end.state}}, now);
    });
    count(end, now);
  }

  void count(const StepEnd& end, base::Time now) {
    const std::lock_guard hold(mutex_);
    if (end.state.empty()) {
      ++outcome_.waiting;
      const auto at = end.retry_at.value_or(now + kPause);
      if (!outcome_.again_at || at < *outcome_.again_at) outcome_.again_at = at;
    } else {
      ++(end.state == "refused" || end.state == "partly" ? outcome_.refused : outcome_.done);
    }
  }

  // Whatever stands in the way of one step is its end; only a stop goes through.
  StepEnd ended(const OnboardingStep& step) {
    if (const auto why = not_signed_in(step)) return refused_end(*why);
    try {
      return act_on(step);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::canceled) throw;
      const Refused why{error.message(), "", error.detail()};
      if (error.code() == ErrorCode::unavailable || error.code() == ErrorCode::throttled)
        return later_end({why, true, {}});
      return refused_end(why);
    }
  }

  std::optional<Refused> not_signed_in(const OnboardingStep& step) {
    const auto session = services_.database.read([&](db::Connection& c) {
      return store::find_onboarding_session(c, connection_.id, services_.clock.now());
    });
    if (session && session->account == step.account && session->allows(act_of_step(act_)))
      return {};
    return Refused{"Your sign-in for this has ended before it was done.",
                   "Sign in for it again and repeat it; what is done already stays.",
                   "no onboarding session of that account for that act"};
  }

  StepEnd act_on(const OnboardingStep& step) {
    if (act_ == "consent")
      return consent_in_customer(services_, tokens_, connection_, partner_, step, stop_);
    if (act_ == "invite") return invite_customer(services_, connection_, home_, step, stop_);
    if (act_ == "assign") return assign_group(services_, connection_, home_, step, stop_);
    if (act_ == "group") return settle_group(services_, connection_, home_, step, stop_);
    if (act_ == "admin_agents")
      return join_admin_agents(services_, tokens_, connection_, home_, step, stop_);
    throw Error(ErrorCode::internal, "A step of no known kind was asked for.", act_);
  }

  void finish() {
    const auto now = services_.clock.now();
    services_.database.write(db::Lane::background, [&](db::Connection& c) {
      if (outcome_.done > 0 && (act_ == "consent" || act_ == "admin_agents"))
        queue_discovery(c, connection_.id, now, AfterDiscovery::sync_all);
      // Whoever invited customers may want to give the group to those who accept at once.
      if (act_ != "invite" && outcome_.refused == 0 &&
          store::count_waiting_onboarding_steps(c, connection_.id) == 0)
        store::drop_onboarding_session(c, connection_.id);
    });
    base::log_info("connect", "connection {}: {} done for {}, {} not whole, {} wait",
                   connection_.id, outcome_.done, act_, outcome_.refused, outcome_.waiting);
  }

  Services& services_;
  TokenSource& tokens_;
  store::MicrosoftConnection connection_;
  std::string act_;
  std::stop_token stop_;
  PartnerToken partner_;
  HomeDoor home_;
  std::set<base::Id> tried_;
  std::mutex mutex_;  // guards what follows
  OnboardingOutcome outcome_;
  std::exception_ptr failure_;
};

}  // namespace

std::string_view act_of_step(std::string_view step) {
  for (const auto& one : kStepActs)
    if (one.step == step) return one.act;
  return {};
}

void queue_onboarding(db::Connection& c, base::Id connection, std::string_view act,
                      base::Time now) {
  store::enqueue(c, "onboard", fmt::format("onboard:{}:{}", connection, act),
                 fmt::format(R"({{"connection":{},"act":"{}"}})", connection, act),
                 kOnboardingPriority, now);
}

OnboardingOutcome work_onboarding(Services& services, TokenSource& tokens, base::Id connection,
                                  const std::string& act, std::stop_token stop) {
  return Work(services, tokens, connection, act, std::move(stop)).run();
}

}  // namespace reeve::connect
