// The tables of the documentation, by kind of asset.
#include "store/asset_tables.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "domain/asset.h"
#include "store/rows.h"

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

AssetNames asset_names(db::Connection& c, std::span<const AssetRef> assets) {
  std::map<std::string, std::vector<base::Id>> ids;
  for (const AssetRef& one : assets) ids[one.kind].push_back(one.id);
  AssetNames names;
  for (const auto& [kind, all] : ids) {
    const AssetTable* table = find_asset_table(kind);
    if (table == nullptr) continue;
    query_by_ids(c,
                 fmt::format("SELECT id, organization, {}, version, archived_at FROM {} WHERE id "
                             "IN ({{}})",
                             table->title, table->table),
                 {}, all, [&](const db::Row& row) {
                   names.emplace(
                       AssetRef{kind, row.integer(0)},
                       AssetName{row.integer(1), row.text(2), row.integer(3), !row.is_null(4)});
                 });
  }
  return names;
}

std::optional<AssetName> asset_name(db::Connection& c, std::string_view kind, base::Id id) {
  const AssetRef asset{std::string(kind), id};
  auto names = asset_names(c, {&asset, 1});
  if (names.empty()) return std::nullopt;
  return std::move(names.begin()->second);
}

}  // namespace reeve::store
