// The order of a run's steps, and what its end is called.
#include "sync/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "domain/device_section.h"
#include "domain/sync_section.h"
#include "store/sync_settings.h"
#include "sync/apply.h"
#include "sync/choice_steps.h"
#include "sync/joined_lists.h"
#include "sync/keep_devices.h"
#include "sync/left_reviews.h"
#include "sync/license_assets.h"
#include "sync/licenses.h"
#include "sync/list_type.h"
#include "sync/match_users.h"
#include "sync/person_states.h"
#include "sync/plan.h"
#include "sync/prune.h"
#include "sync/relate.h"
#include "sync/relate_devices.h"
#include "sync/relate_licenses.h"
#include "sync/report.h"
#include "sync/run_guard.h"
#include "sync/run_writer.h"
#include "sync/skips.h"
#include "sync/slow_turn.h"
#include "sync/type_log.h"

namespace reeve::sync {
namespace {

using base::Error;
using base::ErrorCode;

constexpr int kMaxMatchAttempts = 3;  // when people change the documentation under a run

// Listings after one of these would only fail the same way.
bool ends_listing(std::string_view reason) {
  return reason == "no_token" || reason == "unreachable" || reason == "throttled" ||
         reason == "another_tenant";
}

class TenantRun {
 public:
  TenantRun(const Services& services, const store::Run& run, store::Tenant tenant, Source source,
            std::int64_t fence, std::stop_token stop)
      : services_(services),
        tenant_(std::move(tenant)),
        source_(std::move(source)),
        stop_(std::move(stop)),
        writer_(services.database, services.clock, run, fence),
        guard_(services, writer_, tenant_.id, was_synced(tenant_)) {}

  RunOutcome work() {
    list_all();
    writer_.flush();
    services_.pass("after_diff");
    if (report_.retry_at) return wait();
    look_at_people();
    if (!report_.users_failed()) {
      write_groups();
      match_and_apply();
    }
    services_.pass("before_prune");
    for (TypeResult& result : report_.types) prune_and_relate(result);
    write_states(writer_, people_, guard_.leaving());
    if (report_.mode == Mode::apply) {
      apply_policy(services_, writer_, people_, leavers_, guard_.leaving());
      if (!people_.empty()) write_left_reviews(services_, writer_, leavers_);
    }
    if (report_.devices_applied && report_.device_settings.relate)
      relate_devices(services_, writer_, report_.find(kManagedDevices), report_.find(kEntraDevices),
                     report_.device_counts);
    writer_.flush();
    keep_licenses(services_, writer_, is_complete("subscribed_skus"));
    // Who is gone by now is left out no more.
    if (matched_whole_) write_skips(services_, writer_, report_.matched);
    if (report_.mode == Mode::apply && is_complete("subscribed_skus")) keep_licenses_documented();
    services_.pass("before_finish");
    return finish();
  }

 private:
  void list_all() {
    const auto tier = services_.database.read([this](db::Connection& c) {
      choosing_ = choosing_of(c, tenant_.id);
      log_.emplace(store::type_states(c, tenant_.id));
      return tier_of(c, source_.connection);
    });
    const JoinedLists joined = ask_for_small_lists(tier);
    for (const types::DataType* type : services_.types) {
      auto reason = not_asked(*type, tier);
      if (!reason && type->slow)
        reason =
            wait_for_turn(services_, writer_, *type, source_.connection, users_listed(), stop_);
      if (reason) {
        log_->not_asked(writer_, *type, *reason);
        report_.not_asked.push_back({type, std::move(*reason)});
        continue;
      }
      const TypeResult* users = report_.find("users");
      const Complete* present = users == nullptr ? nullptr : users->complete();
      report_.types.push_back(list_type(services_, source_, tenant_, writer_, *type, present, stop_,
                                        joined.find(*type)));
      const TypeResult& result = report_.types.back();
      log_->listed(writer_, result);
      // What few requests are let through for waits alone.
      if (type->slow) continue;
      if (result.retry_at) report_.retry_at = result.retry_at;
      if (result.partial() != nullptr && ends_listing(result.partial()->reason)) return;
    }
  }

  bool is_complete(std::string_view type) const {
    const TypeResult* result = report_.find(type);
    return result != nullptr && result->complete() != nullptr;
  }

  JoinedLists ask_for_small_lists(const std::optional<domain::Tier>& tier) {
    std::vector<const types::DataType*> due;
    for (const types::DataType* type : services_.types)
      if (type->joinable && !not_asked(*type, tier)) due.push_back(type);
    JoinedLists joined =
        ask_joined(source_, tenant_, due, writer_.run().started_by == "schedule", stop_);
    report_.joined_requests = joined.requests;
    report_.joined_batched = joined.batched;
    return joined;
  }

  std::int64_t users_listed() const {
    const TypeResult* users = report_.find("users");
    return users == nullptr ? 0 : users->listed;
  }

  std::optional<NotAsked> not_asked(const types::DataType& type,
                                    const std::optional<domain::Tier>& tier) {
    if (auto left_out = not_wanted(type, choosing_.policy)) return left_out;
    // The licenses that this run listed count already.
    if (!type.plans.any_of.empty()) writer_.flush();
    const bool listed = is_complete("subscribed_skus");
    const Situation known = services_.database.read(
        [&](db::Connection& c) { return situation_of(c, tenant_.id, tier, listed); });
    return why_not(type, writer_.run(), known, writer_.now());
  }

  // Who left, by Microsoft's list or by their state, and whether so many may have.
  void look_at_people() {
    const auto users = std::ranges::find(report_.types, "users",
                                         [](const TypeResult& one) { return one.type->name; });
    if (users != report_.types.end() && users->asked) {
      leavers_ = services_.database.read([&](db::Connection& c) {
        return domain::leaver_policy_from(
            store::sync_settings_of_tenant(c, tenant_.id, domain::kLeaversSection));
      });
      people_ = people_now(services_, source_, writer_, *users, stop_);
    }
    guard_.judge_leaving(report_.types, leavers_of(people_, leavers_));
  }

  void prune_and_relate(TypeResult& result) {
    const Complete* complete = result.complete();
    if (complete == nullptr) return;
    result.gone = prune(writer_, *result.type, *complete, *result.known, guard_.leaving());
    if (!guard_.leaving().holds_any_of(result.type->name)) {
      write_edges(services_, writer_, result, *complete);
      return;
    }
    // Told again until somebody answered: by the same link, or by listing everything.
    result.cursor.reset();
    result.drop_cursor = !result.by_changes;
  }

  // Microsoft asked for a longer pause than a run waits out.
  RunOutcome wait() {
    const std::string sentence =
        fmt::format("Microsoft asked to wait until {}; the sync goes on then.",
                    base::to_rfc3339(*report_.retry_at));
    // Queued again, so that everybody who looks sees why nothing moves.
    writer_.add(1, [&](db::Connection& c) {
      store::finish_run(c, writer_.run().id, "queued", "throttled", sentence, std::nullopt,
                        std::nullopt, writer_.now());
    });
    writer_.flush();
    return {"waiting", sentence, report_.retry_at};
  }

  void keep_licenses_documented() {
    keep_license_assets(services_, writer_, tenant_);
    const auto settings = services_.database.read([this](db::Connection& c) {
      return domain::device_settings(
          store::sync_settings_of_tenant(c, tenant_.id, domain::kDeviceSection));
    });
    if (settings.relate_licenses) relate_licenses(services_, writer_);
  }

  // A choice by group asks for the members that this very run listed.
  void write_groups() {
    const TypeResult* groups = report_.find("groups");
    if (choosing_.policy.groups.empty() || groups == nullptr || groups->complete() == nullptr ||
        guard_.leaving().holds_any_of(groups->type->name))
      return;
    write_edges(services_, writer_, *groups, *groups->complete());
    writer_.flush();
  }

  void match_and_apply() {
    for (int attempt = 1;; ++attempt) {
      try {
        return match_and_apply_once();
      } catch (const Error& error) {
        const bool people =
            error.code() == ErrorCode::conflict || error.code() == ErrorCode::not_found;
        if (!people || attempt == kMaxMatchAttempts) throw;
        base::log_info("sync", "run {}: {} Matching again.", writer_.run().id, error.message());
      }
    }
  }

  // The location before the contacts that stand there; and everything is looked at before anything
  // is written, so that the guard judges it together.
  void match_and_apply_once() {
    read_tenant();
    if (mode() == Mode::apply) keep_location(services_, writer_, tenant_, report_);
    const bool devices_believed = !guard_.leaving().holds_any_of(kManagedDevices) &&
                                  !guard_.leaving().holds_any_of(kEntraDevices);
    look_at_devices(services_, tenant_, report_, {devices_believed, guard_.has_answers()});
    const bool users = look_at_users();
    const Mode mode_now = users ? report_.mode : mode();
    if (mode_now != Mode::apply) return;
    services_.pass("before_apply");
    if (users) accept_first_sync();
    guard_.judge_creating(users ? &report_.matched : nullptr,
                          report_.devices ? &*report_.devices : nullptr);
    const auto held = guard_.judge_changing(tenant_, report_.device_settings);
    if (users) apply_users(held.users);
    keep_devices(services_, writer_, tenant_, report_, {devices_believed, held.devices});
  }

  // As people left it meanwhile.
  void read_tenant() {
    services_.database.read([this](db::Connection& c) {
      if (auto fresh = store::find_tenant(c, store::Scope::unscoped(), tenant_.id))
        tenant_ = std::move(*fresh);
    });
  }

  // Null while many are missing and nobody has said why: then nobody is taken for new either.
  const Complete* present_users() const {
    const TypeResult* users = report_.find("users");
    return users == nullptr || guard_.leaving().holds_any_of(users->type->name) ? nullptr
                                                                                : users->complete();
  }

  // False where this run did not ask for users.
  bool look_at_users() {
    if (report_.find("users") == nullptr) return false;
    UserMatch matched = services_.database.read([&](db::Connection& c) {
      choosing_.groups_known = groups_known(c, tenant_.id, report_.find("groups"));
      return match_users(c, tenant_, present_users(), choosing_,
                         match_policy(c, tenant_.id, source_.connection));
    });
    report_.matched = std::move(matched);
    report_.mode = mode();
    if (report_.mode != Mode::dry_run) write_choice(writer_, report_.matched);
    if (report_.mode == Mode::dry_run) guard_.preview_creating(report_.matched);
    return true;
  }

  void accept_first_sync() {
    if (tenant_.first_sync_accepted_at) return;
    writer_.add(1, [this](db::Connection& c) {
      store::accept_first_sync(c, tenant_.id, writer_.run().account, writer_.now());
    });
  }

  void apply_users(const std::unordered_set<std::string>& held) {
    apply_outcomes(services_, writer_, tenant_, report_.matched, report_.applied);
    apply_changes(services_, writer_, tenant_, held, report_.applied);
    matched_whole_ = present_users() != nullptr;
    if (!matched_whole_) return;
    auto reviews = reviews_of(report_.matched, tenant_.id, writer_.run().id, writer_.now());
    const std::size_t rows = std::min(reviews.size(), kMaxRowsPerTransaction);
    writer_.add(rows, [this, wanted = std::move(reviews)](db::Connection& c) {
      store::replace_open_reviews(c, tenant_.id, {std::begin(kReviewKinds), std::end(kReviewKinds)},
                                  wanted, writer_.now());
    });
  }

  Mode mode() const {
    if (!tenant_.organization || tenant_.state != "active") return Mode::read_only;
    if (writer_.run().dry_run) return Mode::dry_run;
    const bool accepted = tenant_.first_sync_accepted_at.has_value() || writer_.run().accept_first;
    return accepted ? Mode::apply : Mode::first_sync;
  }

  RunOutcome finish() {
    for (const Judged* one : guard_.held()) report_.held.push_back(*one);
    guard_.write_holds();
    const Ending end = ending_of(report_);
    for (const TypeResult& result : report_.types) TypeLog::changed(writer_, result);
    report_end(writer_, report_, end);
    writer_.add(1, [&](db::Connection& c) {
      store::set_run_counts(c, writer_.run().id, counts_json(report_), report_.requests(),
                            report_.batched());
      write_type_states(c, report_, tenant_.id, writer_.now());
      if (!writer_.run().dry_run && (end.state == "ok" || end.state == "gaps"))
        store::set_last_good_sync(c, tenant_.id, writer_.now());
      store::finish_run(c, writer_.run().id, end.state, end.reason, end.sentence, end.remedy,
                        end.detail, writer_.now());
    });
    writer_.flush();
    return {end.state, end.sentence, std::nullopt};
  }

  using Ending = RunEnding;
  const Services& services_;
  store::Tenant tenant_;
  Source source_;
  std::stop_token stop_;
  RunWriter writer_;
  RunGuard guard_;
  domain::LeaverPolicy leavers_;
  std::vector<Person> people_;
  RunReport report_;
  Choosing choosing_;
  std::optional<TypeLog> log_;
  bool matched_whole_ = false;  // applied, from a complete listing
};

// Not started at all: the run ends with the reason.
RunOutcome end_at_once(const Services& services, const store::Run& run, std::int64_t fence,
                       std::string_view state, const std::string& reason,
                       const std::string& sentence, const std::string& remedy,
                       const std::string& detail) {
  const auto text = [](const std::string& value) {
    return value.empty() ? std::optional<std::string>() : std::optional(value);
  };
  services.database.write(db::Lane::background, [&](db::Connection& c) {
    store::prove_fence(c, run.id, fence);
    store::finish_run(c, run.id, state, reason, sentence, text(remedy), text(detail),
                      services.clock.now());
  });
  return {std::string(state), sentence, std::nullopt};
}

std::optional<std::string> why_off(const store::Tenant& tenant) {
  if (tenant.state == "ignored") return "This tenant is ignored, so nothing was asked of it.";
  if (tenant.state == "new" && !tenant.organization)
    return "This tenant is switched off, so nothing was asked of it.";
  return std::nullopt;
}

// What the job queue has to repeat, or must never see as this run's fault.
bool is_for_the_queue(ErrorCode code) {
  return code == ErrorCode::unavailable || code == ErrorCode::fence_lost ||
         code == ErrorCode::canceled;
}

RunOutcome run_started(const Services& services, const store::Run& run, store::Tenant tenant,
                       Source source, std::int64_t fence, std::stop_token stop) {
  try {
    return TenantRun(services, run, std::move(tenant), std::move(source), fence, std::move(stop))
        .work();
  } catch (const Error& error) {
    if (is_for_the_queue(error.code())) throw;
    return end_at_once(
        services, run, fence, "failed", std::string(base::to_string(error.code())), error.message(),
        "Start the sync again. If it fails again, report it with the run's log.", error.detail());
  }
}

}  // namespace

RunOutcome run_tenant(const Services& services, const store::Run& run, std::stop_token stop) {
  struct Now {
    std::optional<store::Run> run;
    std::optional<store::Tenant> tenant;
  };
  Now now = services.database.read([&](db::Connection& c) {
    return Now{store::find_run(c, store::Scope::unscoped(), run.id),
               store::find_tenant(c, store::Scope::unscoped(), run.tenant)};
  });
  if (!now.run || !now.tenant)
    throw Error(ErrorCode::not_found, "There is no such sync run, or its tenant is gone.");
  if (now.run->state != "queued" && now.run->state != "syncing")
    return {now.run->state, now.run->sentence.value_or("This sync has ended already."),
            std::nullopt};

  Source source;
  std::optional<Error> refused;
  const auto off = why_off(*now.tenant);
  try {
    if (!off) source = services.source_for(*now.tenant);
  } catch (const Error& error) {
    if (is_for_the_queue(error.code())) throw;
    refused = error;
  }
  const auto way = source.way.empty() ? now.tenant->way_in_use : std::optional(source.way);
  const auto connection = source.connection ? source.connection : now.tenant->connection_in_use;
  const std::int64_t fence = services.database.write(db::Lane::background, [&](db::Connection& c) {
    return store::start_run(c, run.id, way, connection, services.clock.now());
  });
  if (off)
    return end_at_once(services, run, fence, "canceled", "tenant_off", *off,
                       "Switch it on under tenant matching to sync it.", "");
  if (refused)
    return end_at_once(services, run, fence, "failed",
                       std::string(base::to_string(refused->code())), refused->message(), "",
                       refused->detail());
  return run_started(services, *now.run, std::move(*now.tenant), std::move(source), fence,
                     std::move(stop));
}

}  // namespace reeve::sync
