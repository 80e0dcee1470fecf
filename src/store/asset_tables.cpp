// The tables of the documentation, by kind of asset.
#include "store/asset_tables.h"

#include <fmt/format.h>

#include "domain/asset.h"

namespace reeve::store {
namespace {

constexpr AssetTable kTables[] = {
    {domain::kContact, "contacts", "TRIM(first_name || ' ' || last_name)"},
    {domain::kConfiguration, "configurations", "name"},
    {domain::kLocation, "locations", "name"},
    {domain::kFlexibleAsset, "flexible_assets", "name"},
};

}  // namespace

std::span<const AssetTable> all_asset_tables() { return kTables; }

const AssetTable* find_asset_table(std::string_view kind) {
  for (const AssetTable& one : kTables)
    if (one.kind == kind) return &one;
  return nullptr;
}

std::optional<AssetName> asset_name(db::Connection& c, std::string_view kind, base::Id id) {
  const AssetTable* table = find_asset_table(kind);
  if (table == nullptr) return std::nullopt;
  const auto rows =
      c.query(fmt::format("SELECT organization, {}, version, archived_at FROM {} WHERE id = $1",
                          table->title, table->table),
              {id});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return AssetName{row.integer(0), row.text(1), row.integer(2), !row.is_null(3)};
}

}  // namespace reeve::store
