// Gives out new ids.
#include "store/ids.h"

#include <string>

#include "base/error.h"

namespace reeve::store {
namespace {

constexpr base::Id kAssetIdLimit = base::Id{1} << 31;
// One lock for all sequences, so that two transactions never wait for each other's. ("reeve ids" in
// ASCII.)
constexpr std::int64_t kIdsLock = 0x7265657665;

}  // namespace

base::Id next_ids(db::Connection& c, std::string_view sequence, std::int64_t count) {
  if (c.backend() == db::Backend::postgresql)
    c.query("SELECT pg_advisory_xact_lock($1)", {kIdsLock});
  const auto rows = c.query(
      "INSERT INTO id_sequences (name, next) VALUES ($1, $2) "
      "ON CONFLICT (name) DO UPDATE SET next = id_sequences.next + $3 RETURNING next",
      {std::string(sequence), base::kFirstOwnId + count, count});
  const base::Id next = rows.at(0).integer(0);
  if (sequence == "assets" && next > kAssetIdLimit)
    throw base::Error(base::ErrorCode::internal,
                      "There are no free numbers left for new documentation.",
                      "the sequence assets passed 2^31");
  return next - count;
}

}  // namespace reeve::store
