// How a run ended, in numbers and sentences: counts, events, the state of each data type.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sync/apply.h"
#include "sync/apply_devices.h"
#include "sync/guard.h"
#include "sync/list_type.h"
#include "sync/match_devices.h"
#include "sync/match_users.h"
#include "sync/plan.h"

namespace reeve::sync {

// The next sync of a data type is due after this (IT Glue syncs every hour, too).
inline constexpr base::Millis kSyncInterval{60 * 60 * 1000};
// What a run may write to the documentation.
enum class Mode { none, read_only, dry_run, first_sync, apply };

struct RunReport {
  struct Left {
    const types::DataType* type;
    NotAsked why;
  };
  std::vector<TypeResult> types;
  std::vector<Left> not_asked;
  // What was asked for several types together.
  std::int64_t joined_requests = 0, joined_batched = 0;
  Mode mode = Mode::none;
  UserMatch matched;
  ApplyCounts applied;
  std::vector<Judged> held;            // what waits for a person, the gravest first
  std::optional<DeviceMatch> devices;  // where a list of devices was asked
  domain::DeviceSettings device_settings;
  DeviceCounts device_counts;
  bool devices_applied = false;
  std::optional<base::Time> retry_at;

  const TypeResult* find(std::string_view type) const;
  // Nothing of the users could be read at all.
  bool users_failed() const;
  std::int64_t requests() const;  // on the wire; without those for tokens
  std::int64_t batched() const;   // inside a $batch
};

struct RunEnding {
  std::string state, sentence;
  std::optional<std::string> reason, remedy, detail;
};
RunEnding ending_of(const RunReport& report);
// As store::Run::counts describes it.
std::string counts_json(const RunReport& report);

void report_end(RunWriter& writer, const RunReport& report, const RunEnding& end);
void write_type_states(db::Connection& c, const RunReport& report, base::Id tenant, base::Time now);

}  // namespace reeve::sync
