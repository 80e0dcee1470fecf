// Lists and shows flexible asset types, fields and assets.
#include "store/flexible_assets.h"

#include <fmt/format.h>

#include "base/json.h"
#include "store/flexible_asset_rows.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using domain::FlexibleAsset;
using domain::FlexibleAssetField;
using domain::FlexibleAssetType;

constexpr FilterColumn kTypeFilters[] = {{"id", Compare::id, "y.id"},
                                         {"name", Compare::folded, "y.name_folded"},
                                         {"icon", Compare::text, "y.icon"},
                                         {"enabled", Compare::boolean, "y.enabled"}};
constexpr SortColumn kTypeSorts[] = {{"name", "y.name_folded"},
                                     {"id", "y.id"},
                                     {"created_at", "y.created_at"},
                                     {"updated_at", "y.updated_at"}};
constexpr ListShape kTypeShape{
    "y.id, y.name, y.description, y.icon, y.show_in_menu, y.enabled, y.built_in, y.version, "
    "y.archived_at, y.created_at, y.updated_at",
    "flexible_asset_types y",
    "y.id",
    "y.name_folded",
    kTypeFilters,
    kTypeSorts};

constexpr FilterColumn kFieldFilters[] = {{"id", Compare::id, "f.id"},
                                          {"flexible_asset_type_id", Compare::id, "f.type"}};
constexpr SortColumn kFieldSorts[] = {{"order", "f.position"}, {"id", "f.id"}};
constexpr ListShape kFieldShape{
    "f.id, f.type, f.position, f.name, f.name_key, f.kind, f.hint, f.decimals, f.default_value, "
    "f.tag_type, f.required, f.use_for_title, f.expiration, f.show_in_list, f.synced, "
    "f.created_at, f.updated_at",
    "flexible_asset_fields f",
    "f.id",
    "f.type, f.position",
    kFieldFilters,
    kFieldSorts};

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "a.id"},
    {"flexible_asset_type_id", Compare::id, "a.type"},
    {"organization_id", Compare::id, "a.organization"},
    {"name", Compare::folded, "a.name_folded"},
    {"search", Compare::contains, "a.name_folded LIKE {} ESCAPE '\\'"},
    {"archived", Compare::present, "a.archived_at"}};
constexpr SortColumn kSorts[] = {{"name", "a.name_folded"},
                                 {"id", "a.id"},
                                 {"created_at", "a.created_at"},
                                 {"updated_at", "a.updated_at"}};
constexpr ListShape kShape{
    kFlexibleAssetColumns, kFlexibleAssetTables, "a.id", "a.name_folded", kFilters, kSorts};

FlexibleAssetType type_from(const db::Row& row) {
  FlexibleAssetType type;
  type.id = row.integer(0);
  type.name = row.text(1);
  type.description = row.optional_text(2);
  type.icon = row.optional_text(3);
  type.show_in_menu = row.boolean(4);
  type.enabled = row.boolean(5);
  type.built_in = row.optional_text(6);
  type.version = row.integer(7);
  type.archived_at = optional_time(row, 8);
  type.created_at = time_at(row, 9);
  type.updated_at = time_at(row, 10);
  return type;
}

FlexibleAssetField field_from(const db::Row& row) {
  FlexibleAssetField field;
  field.id = row.integer(0);
  field.type = row.integer(1);
  field.position = row.integer(2);
  field.name = row.text(3);
  field.name_key = row.text(4);
  field.kind = row.text(5);
  field.hint = row.optional_text(6);
  field.decimals = row.optional_integer(7);
  field.default_value = row.optional_text(8);
  field.tag_type = row.optional_text(9);
  field.required = row.boolean(10);
  field.use_for_title = row.boolean(11);
  field.expiration = row.boolean(12);
  field.show_in_list = row.boolean(13);
  field.synced = row.boolean(14);
  field.created_at = time_at(row, 15);
  field.updated_at = time_at(row, 16);
  return field;
}

}  // namespace

FlexibleAsset flexible_asset_from(const db::Row& row) {
  FlexibleAsset asset;
  asset.id = row.integer(0);
  asset.organization = row.integer(1);
  asset.organization_name = row.text(2);
  asset.type = row.integer(3);
  asset.type_name = row.text(4);
  asset.name = row.text(5);
  const auto traits = base::parse_json(row.text(6), "The stored flexible asset");
  if (const auto* object = traits.if_object()) asset.traits = *object;
  asset.sync_key = row.optional_text(7);
  asset.version = row.integer(8);
  asset.archived_at = optional_time(row, 9);
  asset.merged_into = row.optional_integer(10);
  asset.created_at = time_at(row, 11);
  asset.updated_at = time_at(row, 12);
  return asset;
}

Page<FlexibleAssetType> list_flexible_asset_types(db::Connection& c, const ListQuery& query) {
  ListStatement list(kTypeShape, query);
  list.where("y.archived_at IS NULL");
  return list.page<FlexibleAssetType>(c, type_from);
}

std::optional<FlexibleAssetType> find_flexible_asset_type(db::Connection& c, base::Id id) {
  auto page = list_flexible_asset_types(c, {{{"id", {std::to_string(id)}}}, {}, 1, 1});
  if (page.rows.empty()) return std::nullopt;
  return std::move(page.rows.front());
}

Page<FlexibleAssetField> list_flexible_asset_fields(db::Connection& c, const ListQuery& query) {
  return ListStatement(kFieldShape, query).page<FlexibleAssetField>(c, field_from);
}

std::vector<FlexibleAssetField> fields_of_type(db::Connection& c, base::Id type) {
  return list_flexible_asset_fields(
             c, {{{"flexible_asset_type_id", {std::to_string(type)}}}, {}, 1, kMaxPageSize})
      .rows;
}

Page<FlexibleAsset> list_flexible_assets(db::Connection& c, const Scope& scope,
                                         const ListQuery& query) {
  ListStatement list(kShape, query);
  list.scope(scope, "a.organization");
  if (!find_filter(query, "archived")) list.where("a.archived_at IS NULL");
  return list.page<FlexibleAsset>(c, flexible_asset_from);
}

std::optional<FlexibleAsset> find_flexible_asset(db::Connection& c, const Scope& scope,
                                                 base::Id id) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM {} WHERE a.id = $1", kFlexibleAssetColumns, kFlexibleAssetTables),
      {id});
  if (rows.empty()) return std::nullopt;
  auto asset = flexible_asset_from(rows.front());
  if (!scope.includes(asset.organization)) return std::nullopt;
  return asset;
}

}  // namespace reeve::store
