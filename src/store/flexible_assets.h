// Flexible asset types, their fields and assets in the database. Of a type that Reeve owns, people
// write only the fields that no sync writes; that is decided here, at the lowest place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/connection.h"
#include "domain/flexible_asset.h"
#include "store/author.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

// Types belong to no organization: everybody who is signed in sees them. Filters: id, name, icon,
// enabled. Sort: name, id, created_at, updated_at; default name.
Page<domain::FlexibleAssetType> list_flexible_asset_types(db::Connection& c,
                                                          const ListQuery& query);
std::optional<domain::FlexibleAssetType> find_flexible_asset_type(db::Connection& c, base::Id id);
// Filters: id, flexible_asset_type_id. Sort: order, id; default order.
Page<domain::FlexibleAssetField> list_flexible_asset_fields(db::Connection& c,
                                                            const ListQuery& query);
// In their order.
std::vector<domain::FlexibleAssetField> fields_of_type(db::Connection& c, base::Id type);

// Filters: id, flexible_asset_type_id, organization_id, name, search, archived (default: not
// archived). Sort: name, id, created_at, updated_at; default name.
Page<domain::FlexibleAsset> list_flexible_assets(db::Connection& c, const Scope& scope,
                                                 const ListQuery& query);
std::optional<domain::FlexibleAsset> find_flexible_asset(db::Connection& c, const Scope& scope,
                                                         base::Id id);

struct FlexibleAssetPatch {
  // As IT Glue's PATCH: the whole set of traits; those that are not named go. Of a built-in type a
  // synced trait may be left out or be named with the value it has.
  std::optional<base::json::object> traits;
  std::optional<bool> archived;
};
// Throws Error{not_found}, Error{conflict} for another version, Error{invalid} naming the trait
// that is not people's. Who archives an asset has ruled "never create" for its records.
domain::FlexibleAsset update_flexible_asset(db::Connection& c, const Scope& scope,
                                            const Author& author, base::Id id,
                                            const FlexibleAssetPatch& patch,
                                            std::optional<std::int64_t> expected_version,
                                            base::Time now);

// The type, made where it is not there yet.
base::Id built_in_type(db::Connection& c, const domain::BuiltInType& type, base::Time now);

// One thing that a sync keeps as an asset.
struct SyncedAsset {
  base::Id record = 0;
  std::string record_type, record_hash, sync_key, name, reason;
  base::json::object traits;  // the synced ones, all of them
  bool may_create = true;
};
struct SyncedAssetCounts {
  std::int64_t created = 0, linked = 0, updated = 0;
};
// Writes each to the asset that its record is linked to; else to the one of that key in the
// organization; else makes it and links it. An archived one is left alone, unless it went with a
// connection that was removed and nobody touched it; and so is a record of which a person ruled
// never_create or ignore. At most kSyncedAssetsAtOnce a call.
inline constexpr std::size_t kSyncedAssetsAtOnce = 50;
SyncedAssetCounts keep_synced_assets(db::Connection& c, const Author& author, base::Id tenant,
                                     base::Id organization, base::Id type,
                                     const std::vector<SyncedAsset>& assets, base::Time now);

// The tenant is another organization's now: what was kept for the old one is not kept any more.
void drop_foreign_assets(db::Connection& c, base::Id tenant, base::Id organization,
                         std::optional<base::Id> account, base::Time now);

}  // namespace reeve::store
