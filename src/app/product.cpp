// Wires the layers together: who owns what, and which job does which work.
#include "app/product.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <system_error>

#include "app/mail_settings.h"
#include "app/sync_work.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "connect/discover.h"
#include "connect/doctor_keep.h"
#include "connect/leaving.h"
#include "connect/onboarding.h"
#include "connect/onboarding_work.h"
#include "connect/relationship_follow.h"
#include "jobs/prune_log.h"
#include "jobs/schedule.h"
#include "jobs/undo_run.h"
#include "notify/watch.h"
#include "store/leavings.h"
#include "store/secrets.h"
#include "vault/root_key.h"

namespace reeve::app {
namespace {

using base::Error;
using base::ErrorCode;

constexpr base::Millis kScheduleLook{60'000};
constexpr base::Millis kNoticeLook{2'000};    // how soon a message leaves
constexpr base::Millis kNoticeWatch{10'000};  // how soon an end or a digest is noticed

void make_data_folder(const std::filesystem::path& folder) {
  std::error_code error;
  const bool existed = std::filesystem::exists(folder, error);
  std::filesystem::create_directories(folder, error);
  if (error || !std::filesystem::is_directory(folder))
    throw Error(ErrorCode::unavailable,
                fmt::format("The data folder {} cannot be made. Name one that may be written with "
                            "--data, or mend its rights.",
                            folder.string()),
                error ? error.message() : "there is a file of that name");
  if (!existed) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
}

std::unique_ptr<vault::Vault> open_vault(const Settings& settings, db::Database& database,
                                         const base::Random& random, base::Time now) {
  const bool sealed = database.read([](db::Connection& c) { return store::any_sealed(c); });
  auto key = vault::load_root_key(settings.key_file(), sealed, random);
  return database.write(db::Lane::people, [&](db::Connection& c) {
    return vault::Vault::open(c, std::move(key), random, now);
  });
}

http::CurlOptions curl_options(const Settings& settings) {
  http::CurlOptions options;
  options.ca_file = settings.get("microsoft_ca_file");
  options.connect_to = settings.list("microsoft_connect_to");
  options.user_agent = "reeve/" REEVE_VERSION;
  return options;
}

base::Id leaving_of(const store::Job& job) {
  return base::optional_integer(base::parse_json(job.payload, "The job's payload"), "leaving")
      .value_or(0);
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : "unknown";
}

}  // namespace

std::unique_ptr<db::Database> open_database(const Settings& settings) {
  make_data_folder(settings.data());
  return db::Database::open(settings.database());
}

Product::Product(const Settings& settings)
    : settings_(settings),
      random_(base::system_random()),
      database_(open_database(settings)),
      vault_(open_vault(settings, *database_, random_, clock_.now())),
      transport_(curl_options(settings)),
      budgets_(*database_, clock_),
      services_{*database_, *vault_, transport_, clock_, random_, settings.get("public_url"),
                &budgets_},
      tokens_(services_),
      notices_{*database_,
               *vault_,
               clock_,
               random_,
               settings.get("public_url"),
               time_zone_of(settings),
               base::random_uuid(random_),
               notify::real_senders(mail_server_of(settings, *database_, *vault_),
                                    webhook_rules_of(settings))} {
  notices_.at_point = [this](std::string_view point) { fault_.pass(point); };
}

Product::~Product() { stop_workers(); }

void Product::start_workers(const std::string& kind, bool schedule) {
  if (workers_) return;
  jobs::WorkersSettings options;
  options.kind = kind;
  options.host = host_name();
  options.threads = static_cast<std::size_t>(
      settings_.number("workers", 1, static_cast<std::int64_t>(jobs::kMaxWorkers)));
  workers_ = std::make_unique<jobs::Workers>(*database_, clock_, random_, options);
  register_work();
  if (schedule) {
    const base::Millis period =
        std::chrono::minutes{settings_.number("sync_every_minutes", 15, 1440)};
    workers_->every(kScheduleLook, [this, period] {
      const auto now = clock_.now();
      const auto queued = jobs::queue_due_runs(*database_, now, period) +
                          jobs::queue_due_discoveries(*database_, now);
      if (queued > 0) workers_->notify();
    });
    keep_telling();
    const std::int64_t days = settings_.number("sync_log_days", 7, 3650);
    workers_->every(jobs::kPruneEvery, [this, days] {
      jobs::prune_log(*database_, clock_.now(), days, stop_notices_.get_token());
    });
  }
  workers_->start();
}

void Product::register_work() {
  workers_->on("discover", [this](const store::Job& job, const jobs::Context& context) {
    const auto payload = base::parse_json(job.payload, "The job's payload");
    const auto connection = base::optional_integer(payload, "connection").value_or(0);
    const auto outcome = connect::run_discovery(services_, tokens_, connection, context.stop,
                                                base::bool_member(payload, "sync")
                                                    ? connect::AfterDiscovery::sync_all
                                                    : connect::AfterDiscovery::what_is_new);
    database_->write(db::Lane::background, [&](db::Connection& c) {
      connect::queue_follow_if_wanted(c, connection, clock_.now());
    });
    workers_->notify();
    return jobs::Outcome{outcome.retry_at};
  });
  workers_->on("doctor", [this](const store::Job& job, const jobs::Context& context) {
    const auto payload = base::parse_json(job.payload, "The job's payload");
    connect::run_doctor(services_, tokens_,
                        base::optional_integer(payload, "connection").value_or(0),
                        base::optional_integer(payload, "tenant"), context.stop);
    return jobs::Outcome{};
  });
  workers_->on("match", [this](const store::Job&, const jobs::Context&) {
    connect::match_found_tenants(services_);
    workers_->notify();
    return jobs::Outcome{};
  });
  workers_->on("onboard", [this](const store::Job& job, const jobs::Context& context) {
    const auto payload = base::parse_json(job.payload, "The job's payload");
    const auto outcome = connect::work_onboarding(
        services_, tokens_, base::optional_integer(payload, "connection").value_or(0),
        base::text_member(payload, "act"), context.stop);
    workers_->notify();
    return jobs::Outcome{outcome.again_at};
  });
  workers_->on("relationships", [this](const store::Job& job, const jobs::Context& context) {
    const auto payload = base::parse_json(job.payload, "The job's payload");
    const auto again = connect::follow_relationships(
        services_, tokens_, base::optional_integer(payload, "connection").value_or(0),
        context.stop);
    workers_->notify();
    return jobs::Outcome{again};
  });
  workers_->on("sync", [this](const store::Job& job, const jobs::Context& context) {
    return run_sync_job({services_, tokens_, fault_}, job, context);
  });
  workers_->on(
      "leaving",
      [this](const store::Job& job, const jobs::Context& context) {
        connect::run_leaving(services_, tokens_, leaving_of(job), context.stop);
        return jobs::Outcome{};
      },
      jobs::kShortLease);
  register_undo();
  workers_->on_failed([this](const store::Job& job, const Error& error) {
    if (job.kind == "sync") tell_failed_run(*database_, clock_, job, error);
    if (job.kind == "undo") jobs::undo_failed(*database_, clock_, job, error);
    if (job.kind == "leaving")
      database_->write(db::Lane::background, [&](db::Connection& c) {
        store::leaving_failed(c, leaving_of(job), error.message(), clock_.now());
      });
  });
}

void Product::register_undo() {
  workers_->on(
      "undo",
      [this](const store::Job& job, const jobs::Context& context) {
        jobs::run_undo(*database_, clock_, job, context.stop, [this] { fault_.pass("in_undo"); });
        return jobs::Outcome{};
      },
      jobs::kShortLease);
}

void Product::keep_telling() {
  workers_->every(kScheduleLook, [this] { connect::end_due_onboardings(services_); });
  workers_->every(kNoticeWatch, [this] { notify::watch(notices_); });
  workers_->every(kNoticeLook,
                  [this] { notify::deliver_due(notices_, stop_notices_.get_token()); });
}

void Product::notify_workers() {
  if (workers_) workers_->notify();
}

void Product::stop_workers() {
  stop_notices_.request_stop();
  if (workers_) workers_->stop();
  workers_.reset();
}

}  // namespace reeve::app
