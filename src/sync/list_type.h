// Lists one data type page by page and writes what differs from the records we have.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "store/delta_cursors.h"
#include "store/records.h"
#include "sync/complete.h"
#include "sync/edge_book.h"
#include "sync/run_writer.h"
#include "sync/services.h"

namespace reeve::sync {

using KnownRecords = std::unordered_map<std::string, store::KnownRecord>;

struct TypeResult {
  const types::DataType* type = nullptr;
  Ending ending = Partial{};
  bool asked = false;  // at least one page came
  std::int64_t listed = 0, added = 0, changed = 0, skipped = 0, gone = 0;
  std::int64_t requests = 0;  // on the wire, for this type alone
  std::int64_t batched = 0;   // inside a $batch
  std::shared_ptr<KnownRecords>
      known;  // with what this listing found; ids of new ones come with the next flush
  // Of a round of changes: who was removed, with Microsoft's reason ("changed", "deleted").
  std::unordered_map<std::string, std::string> removed;
  std::unordered_set<std::string> touched;  // external ids added or changed by this run
  std::optional<base::Time> retry_at;
  bool by_changes = false;  // a delta round: only what changed was listed
  std::shared_ptr<const EdgeBook> edges;
  // Where the next delta round goes on; committed with the end of the run, when everything that it
  // stands for is written. Or the stored one is good for nothing.
  std::optional<store::DeltaCursor> cursor;
  bool drop_cursor = false;

  const Complete* complete() const { return std::get_if<Complete>(&ending); }
  const Partial* partial() const { return std::get_if<Partial>(&ending); }
};

// Between two pages, and between two tenants, of what few requests are let through for over all
// tenants: 10 a minute (throttling-limits.tsv, signInActivity).
inline constexpr base::Millis kSlowPause{6'000};
// A delta link lives seven days at Microsoft; one that is nearly as old is not tried.
inline constexpr base::Millis kCursorLife{6 * 24 * 60 * 60 * 1000LL};
// Everything is listed anew at least so often, also where delta links go on.
inline constexpr base::Millis kFullListing{24 * 60 * 60 * 1000LL};

// What to ask of Graph for a data type. "{application}" in its declaration stands for the id of the
// application that asks.
std::string asked_path(const types::DataType& type, std::string_view application);

// Lists everything, or by the schedule only what changed since, where the type has a delta query.
// `users`: the users as this very run saw them, null where it has no complete list of them.
// `first`: how the list began, where that came in a $batch (sync/joined_lists.h). Unchanged records
// cost one comparison of hashes and no write. Throws what the database and `stop` throw.
TypeResult list_type(const Services& services, const Source& source, const store::Tenant& tenant,
                     RunWriter& writer, const types::DataType& type, const Complete* users,
                     std::stop_token stop, const microsoft::FirstAnswer* first = nullptr);

}  // namespace reeve::sync
