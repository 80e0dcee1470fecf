// Reads assets of plain fields by their table of fields.
#include "store/plain_assets.h"

#include <fmt/format.h>

#include "base/error.h"
#include "store/field_sources.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

// What stands before the fields in every row.
constexpr std::string_view kHead =
    "a.id, a.organization, o.name, a.version, a.archived_at, a.merged_into, a.created_at, "
    "a.updated_at";
constexpr std::size_t kHeadColumns = 8;

bool has_row(const PlainField& field) {
  return field.kind == PlainField::Kind::named || field.kind == PlainField::Kind::asset;
}

// "r.name" as "r_model.name".
std::string title_sql(const PlainField& field) {
  const std::string own = fmt::format("r_{}.", field.name);
  std::string out;
  for (std::size_t at = 0; at < field.title.size();) {
    if (field.title.substr(at).starts_with("r.")) {
      out += own;
      at += 2;
    } else {
      out += field.title[at++];
    }
  }
  return out;
}

PlainValue value_from(const PlainField& field, const db::Row& row, std::size_t& column) {
  PlainValue value;
  if (has_row(field)) {
    value.id = row.optional_integer(column++);
    value.text = row.optional_text(column++);
  } else if (field.kind == PlainField::Kind::flag) {
    value.text = row.boolean(column++) ? "true" : "false";
  } else {
    value.text = row.optional_text(column++);
  }
  return value;
}

}  // namespace

std::size_t PlainShape::place(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == field) return i;
  throw base::Error(base::ErrorCode::internal, "This field is not known.",
                    fmt::format("{} has no field {}", table, field));
}

std::string plain_columns(const PlainShape& shape) {
  std::string out(kHead);
  for (const PlainField& field : shape.fields) {
    out += fmt::format(", a.{}", field.name);
    if (has_row(field)) out += ", " + title_sql(field);
  }
  return out;
}

std::string plain_tables(const PlainShape& shape) {
  std::string out = fmt::format("{} a JOIN organizations o ON o.id = a.organization", shape.table);
  for (const PlainField& field : shape.fields)
    if (has_row(field))
      out += fmt::format(" LEFT JOIN {0} r_{1} ON r_{1}.id = a.{1}", field.table, field.name);
  return out;
}

PlainAsset plain_from(const PlainShape& shape, const db::Row& row) {
  PlainAsset asset;
  asset.shape = &shape;
  asset.id = row.integer(0);
  asset.organization = row.integer(1);
  asset.organization_name = row.text(2);
  asset.version = row.integer(3);
  asset.archived_at = optional_time(row, 4);
  asset.merged_into = row.optional_integer(5);
  asset.created_at = time_at(row, 6);
  asset.updated_at = time_at(row, 7);
  std::size_t column = kHeadColumns;
  for (const PlainField& field : shape.fields)
    asset.values.push_back(value_from(field, row, column));
  return asset;
}

std::optional<PlainAsset> find_plain(db::Connection& c, const PlainShape& shape, const Scope& scope,
                                     base::Id id) {
  const auto rows = c.query(
      fmt::format("SELECT {} FROM {} WHERE a.id = $1", plain_columns(shape), plain_tables(shape)),
      {id});
  if (rows.empty()) return std::nullopt;
  auto asset = plain_from(shape, rows.front());
  if (!scope.includes(asset.organization)) return std::nullopt;
  return asset;
}

std::vector<PlainAsset> plain_of_organization(db::Connection& c, const PlainShape& shape,
                                              base::Id organization) {
  std::vector<PlainAsset> assets;
  for (const auto& row :
       c.query(fmt::format(
                   "SELECT {} FROM {} WHERE a.organization = $1 AND a.archived_at IS NULL ORDER "
                   "BY a.id",
                   plain_columns(shape), plain_tables(shape)),
               {organization}))
    assets.push_back(plain_from(shape, row));
  return assets;
}

std::vector<FieldSource> plain_sources(db::Connection& c, const PlainShape& shape, base::Id id) {
  const base::Id ids[] = {id};
  std::vector<FieldSource> sources;
  for (const auto& [asset, state] : field_states(c, shape.kind, ids)) {
    for (const auto& [field, written] : state.written)
      sources.push_back({field, written.source, written.at, state.locked(field)});
    for (const auto& field : state.locks)
      if (!state.written.contains(field))
        sources.push_back({field, domain::Source::person, {}, true});
  }
  return sources;
}

}  // namespace reeve::store
