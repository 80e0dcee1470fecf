// Turns configurations and locations into images.
#include "store/plain_image.h"

#include <charconv>

#include "domain/asset.h"
#include "store/asset_tables.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using Kind = PlainField::Kind;

// "contacts" keeps contacts.
std::string_view kind_in(std::string_view table) {
  for (const AssetTable& one : all_asset_tables())
    if (one.table == table) return one.kind;
  return {};
}

}  // namespace

std::optional<std::string> image_value(const PlainField& field, const PlainValue& value) {
  if (field.kind == Kind::asset)
    return value.id ? std::optional(std::to_string(*value.id)) : std::nullopt;
  return value.text;
}

AssetImage image_of(const PlainAsset& asset, const FieldState& fields) {
  AssetImage image;
  for (std::size_t i = 0; i < asset.shape->fields.size(); ++i)
    image.values[std::string(asset.shape->fields[i].name)] =
        image_value(asset.shape->fields[i], asset.values[i]);
  for (const auto& [field, written] : fields.written)
    image.sources[field] =
        ImageSource{std::string(domain::to_string(written.source)), base::to_ms(written.at)};
  return image;
}

std::optional<std::string> shown_plain(db::Connection& c, const PlainShape& shape,
                                       std::string_view path,
                                       const std::optional<std::string>& value) {
  for (const PlainField& field : shape.fields) {
    if (field.name != path || field.kind != Kind::asset || !value) continue;
    base::Id id = 0;
    std::from_chars(value->data(), value->data() + value->size(), id);
    const auto name = asset_name(c, kind_in(field.table), id);
    return name ? name->title : *value;
  }
  return value;
}

UndoAssets load_plain(db::Connection& c, const PlainShape& shape, const std::vector<base::Id>& ids,
                      bool writing) {
  UndoAssets out;
  const std::string lock =
      writing && c.backend() == db::Backend::postgresql ? " ORDER BY a.id FOR UPDATE OF a" : "";
  auto fields = field_states(c, shape.kind, ids);
  query_by_ids(c,
               "SELECT " + plain_columns(shape) + " FROM " + plain_tables(shape) +
                   " WHERE a.id IN ({})" + lock,
               {}, ids, [&](const db::Row& row) {
                 const PlainAsset asset = plain_from(shape, row);
                 out.emplace(
                     asset.id,
                     UndoAsset{asset.id, asset.organization, asset.text_or_empty("name"),
                               image_of(asset, fields[asset.id]), asset.archived_at.has_value(),
                               asset.merged_into.has_value(), asset.version});
               });
  return out;
}

}  // namespace reeve::store
