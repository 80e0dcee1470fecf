// Locks: fields that a person claimed, so that no sync writes them. Each lock and each release is a
// row of the asset's history.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/author.h"

namespace reeve::store {

struct FieldLock {
  std::string asset_kind;
  base::Id asset = 0;
  std::string field;
  std::int64_t version = 0;  // of the asset, for its history
};

// In the history "FIELD/lock" is set to "locked", or from it. Those that are locked (or free)
// already stay as they are. How many were written.
std::int64_t lock_fields(db::Connection& c, const Author& author,
                         const std::vector<FieldLock>& locks, base::Time now);
std::int64_t unlock_fields(db::Connection& c, const Author& author,
                           const std::vector<FieldLock>& locks, base::Time now);

}  // namespace reeve::store
