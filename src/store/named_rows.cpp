// Finds, makes and lists types, statuses, manufacturers and models.
#include "store/named_rows.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxName = 255;
constexpr std::string_view kModels = "models";

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "n.id"},
    {"name", Compare::folded, "n.name_folded"},
    {"search", Compare::contains, "n.name_folded LIKE {} ESCAPE '\\'"}};
constexpr FilterColumn kModelFilters[] = {
    {"id", Compare::id, "n.id"},
    {"name", Compare::folded, "n.name_folded"},
    {"search", Compare::contains, "n.name_folded LIKE {} ESCAPE '\\'"},
    {"manufacturer_id", Compare::id, "n.manufacturer"}};
constexpr SortColumn kSorts[] = {{"name", "n.name_folded"},
                                 {"id", "n.id"},
                                 {"created_at", "n.created_at"},
                                 {"updated_at", "n.updated_at"}};

std::string columns(std::string_view table) {
  return fmt::format("n.id, {}, n.name, n.created_at, n.updated_at",
                     table == kModels ? "NULLIF(n.manufacturer, 0)" : "NULL");
}

NamedRow row_from(const db::Row& row) {
  return {row.integer(0), row.optional_integer(1), row.text(2), time_at(row, 3), time_at(row, 4)};
}

std::optional<base::Id> lookup(db::Connection& c, std::string_view table, const std::string& folded,
                               base::Id within) {
  const auto rows =
      table == kModels
          ? c.query("SELECT id FROM models WHERE manufacturer = $1 AND name_folded = $2",
                    {within, folded})
          : c.query(fmt::format("SELECT id FROM {} WHERE name_folded = $1", table), {folded});
  if (rows.empty()) return std::nullopt;
  return rows.front().integer(0);
}

std::string checked_name(const std::string& text) {
  std::string name(base::trim(base::clean_text(text)));
  if (name.empty()) throw Error(ErrorCode::invalid, "It needs a name. Type one.");
  if (name.size() > kMaxName)
    throw Error(ErrorCode::invalid, "The name is too long. It takes at most 255 characters.");
  return name;
}

}  // namespace

Page<NamedRow> list_named(db::Connection& c, std::string_view table, const ListQuery& query) {
  const std::string select = columns(table), from = fmt::format("{} n", table);
  const std::span<const FilterColumn> filters =
      table == kModels ? std::span<const FilterColumn>(kModelFilters) : kFilters;
  const ListShape shape{select, from, "n.id", "n.name_folded", filters, kSorts};
  ListStatement list(shape, query);
  return list.page<NamedRow>(c, row_from);
}

std::optional<NamedRow> find_named(db::Connection& c, std::string_view table, base::Id id) {
  const auto rows =
      c.query(fmt::format("SELECT {} FROM {} n WHERE n.id = $1", columns(table), table), {id});
  if (rows.empty()) return std::nullopt;
  return row_from(rows.front());
}

base::Id named_row(db::Connection& c, std::string_view table, const std::string& text,
                   base::Id within, base::Time now) {
  const std::string name = checked_name(text), folded = base::fold(name);
  if (const auto found = lookup(c, table, folded, within)) return *found;
  const base::Id id = next_ids(c, table);
  // Two tenants may meet the same new maker at once.
  if (table == kModels) {
    c.execute(
        "INSERT INTO models (id, manufacturer, name, name_folded, created_at, updated_at) VALUES "
        "($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        {id, within, name, folded, ms(now), ms(now)});
  } else {
    c.execute(fmt::format("INSERT INTO {} (id, name, name_folded, created_at, updated_at) VALUES "
                          "($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                          table),
              {id, name, folded, ms(now), ms(now)});
  }
  return lookup(c, table, folded, within).value_or(id);
}

NamedRow rename_named(db::Connection& c, std::string_view table, base::Id id,
                      const std::string& text, base::Time now) {
  const std::string name = checked_name(text), folded = base::fold(name);
  const auto row = find_named(c, table, id);
  if (!row) throw Error(ErrorCode::not_found, "There is no such entry.");
  const auto other = lookup(c, table, folded, row->within.value_or(0));
  if (other && *other != id)
    throw Error(ErrorCode::invalid,
                fmt::format("There is already one named \"{}\". Choose another name.", name));
  c.execute(fmt::format("UPDATE {} SET name = $1, name_folded = $2, updated_at = $3 WHERE id = $4",
                        table),
            {name, folded, ms(now), id});
  return *find_named(c, table, id);
}

base::Id NamedRows::named(const PlainField& field, const std::string& name, base::Id within) {
  const auto [at, is_new] =
      made_.try_emplace({std::string(field.table), within, base::fold(name)}, base::Id{0});
  if (is_new) at->second = named_row(c_, field.table, name, within, now_);
  return at->second;
}

std::string NamedRows::title(const PlainField& field, base::Id id, base::Id organization) {
  const bool asset = field.kind == PlainField::Kind::asset;
  db::Params params{id};
  if (asset) params.emplace_back(organization);
  const auto rows = c_.query(fmt::format("SELECT {} FROM {} r WHERE r.id = $1{}", field.title,
                                         field.table, asset ? " AND r.organization = $2" : ""),
                             params);
  if (rows.empty())
    throw Error(ErrorCode::invalid,
                fmt::format("There is no such {} here. Choose another.", field.name));
  return text_or_empty(rows.front(), 0);
}

}  // namespace reeve::store
