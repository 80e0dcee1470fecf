// Records as rows. Internal to store/.
#pragma once

#include <string_view>

#include "db/connection.h"
#include "store/records.h"

namespace reeve::store {

inline constexpr std::string_view kRecordColumns =
    "r.id, r.tenant, r.type, r.external_id, r.title, r.body, r.hash, r.hash_version, r.first_seen, "
    "r.changed_at, r.changed_by_run, r.gone_at, r.not_chosen";
inline constexpr std::size_t kRecordColumnCount = 13;

// `first` is the index of r.id.
Record record_from(const db::Row& row, std::size_t first = 0);

}  // namespace reeve::store
