// Columns of flexible assets, and how rows are read. Internal to store/.
#pragma once

#include <string_view>

#include "db/connection.h"
#include "domain/flexible_asset.h"

namespace reeve::store {

// For "FROM flexible_assets a JOIN organizations o … JOIN flexible_asset_types y …".
inline constexpr std::string_view kFlexibleAssetColumns =
    "a.id, a.organization, o.name, a.type, y.name, a.name, a.traits, a.sync_key, a.version, "
    "a.archived_at, a.merged_into, a.created_at, a.updated_at";
inline constexpr std::string_view kFlexibleAssetTables =
    "flexible_assets a JOIN organizations o ON o.id = a.organization JOIN flexible_asset_types y "
    "ON y.id = a.type";
domain::FlexibleAsset flexible_asset_from(const db::Row& row);

}  // namespace reeve::store
