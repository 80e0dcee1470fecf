// The table of a location's fields, its lists, and which one is primary.
#include "store/locations.h"

#include "base/text.h"
#include "domain/device.h"
#include "store/list_statement.h"

namespace reeve::store {
namespace {

using Kind = PlainField::Kind;

constexpr std::size_t kMaxNotes = 100'000;

constexpr PlainField kFields[] = {
    {.name = "name"},
    {.name = "is_primary", .kind = Kind::flag},
    {.name = "address_1"},
    {.name = "address_2"},
    {.name = "city"},
    {.name = "region_name"},
    {.name = "postal_code"},
    {.name = "country_name"},
    {.name = "phone"},
    {.name = "fax"},
    {.name = "notes", .limit = kMaxNotes},
};

std::string key_of(const PlainAsset& a) {
  return domain::address_key(a.text_or_empty("address_1") + " " + a.text_or_empty("address_2"),
                             a.text_or_empty("city"), a.text_or_empty("postal_code"));
}

constexpr DerivedColumn kDerived[] = {
    {"name_folded", [](const PlainAsset& a) { return base::fold(a.text_or_empty("name")); }},
    {"address_folded", key_of},
};

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "a.id"},
    {"organization_id", Compare::id, "a.organization"},
    {"name", Compare::folded, "a.name_folded"},
    {"city", Compare::text, "a.city"},
    {"region_name", Compare::text, "a.region_name"},
    {"country_name", Compare::text, "a.country_name"},
    {"postal_code", Compare::text, "a.postal_code"},
    {"primary", Compare::boolean, "a.is_primary"},
    {"search", Compare::contains,
     "a.name_folded LIKE {} ESCAPE '\\' OR a.address_folded LIKE {} ESCAPE '\\'"},
    {"linked", Compare::present,
     "(SELECT MIN(l.id) FROM links l WHERE l.asset_kind = 'location' AND l.asset = a.id)"},
    {"archived", Compare::present, "a.archived_at"}};
constexpr SortColumn kSorts[] = {{"name", "a.name_folded"},
                                 {"primary", "a.is_primary"},
                                 {"city", "a.city"},
                                 {"id", "a.id"},
                                 {"created_at", "a.created_at"},
                                 {"updated_at", "a.updated_at"}};

void take_primary_from_others(db::Connection& c, const Scope& scope, const Author& author,
                              const PlainAsset& chosen, base::Time now) {
  PlainPatch other;
  other.texts["is_primary"] = "false";
  for (const auto& row :
       c.query("SELECT id FROM locations WHERE organization = $1 AND is_primary = 1 AND id <> $2",
               {chosen.organization, chosen.id}))
    update_plain(c, kLocationShape, scope, author, row.integer(0), other, std::nullopt, now);
}

std::optional<base::Id> first_id(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return rows.front().integer(0);
}

}  // namespace

extern const PlainShape kLocationShape;
const PlainShape kLocationShape{domain::kLocation, "locations", "location", kFields, kDerived};

Page<PlainAsset> list_locations(db::Connection& c, const Scope& scope, const ListQuery& query) {
  const std::string columns = plain_columns(kLocationShape);
  const std::string tables = plain_tables(kLocationShape);
  const ListShape shape{columns, tables, "a.id", "a.name_folded", kFilters, kSorts};
  ListStatement list(shape, query);
  list.scope(scope, "a.organization");
  if (!find_filter(query, "archived")) list.where("a.archived_at IS NULL");
  return list.page<PlainAsset>(c,
                               [](const db::Row& row) { return plain_from(kLocationShape, row); });
}

std::optional<base::Id> primary_location(db::Connection& c, base::Id organization) {
  return first_id(
      c.query("SELECT id FROM locations WHERE organization = $1 AND is_primary = 1 AND "
              "archived_at IS NULL ORDER BY id LIMIT 1",
              {organization}));
}

std::optional<domain::ContactPlace> primary_place(db::Connection& c, base::Id organization) {
  const auto rows = c.query(
      "SELECT id, name FROM locations WHERE organization = $1 AND is_primary = 1 AND "
      "archived_at IS NULL ORDER BY id LIMIT 1",
      {organization});
  if (rows.empty()) return std::nullopt;
  return domain::ContactPlace{rows.front().integer(0), rows.front().text(1)};
}

std::optional<base::Id> location_at(db::Connection& c, base::Id organization,
                                    const std::string& address_key) {
  if (address_key.empty()) return std::nullopt;
  return first_id(
      c.query("SELECT id FROM locations WHERE organization = $1 AND address_folded = $2 AND "
              "archived_at IS NULL ORDER BY id LIMIT 1",
              {organization, address_key}));
}

PlainAsset create_location(db::Connection& c, const Scope& scope, const Author& author,
                           const PlainPatch& values, base::Time now) {
  PlainAsset made = create_plain(c, kLocationShape, scope, author, values, now);
  if (made.flag("is_primary")) take_primary_from_others(c, scope, author, made, now);
  return made;
}

PlainAsset update_location(db::Connection& c, const Scope& scope, const Author& author, base::Id id,
                           const PlainPatch& patch, std::optional<std::int64_t> expected_version,
                           base::Time now) {
  PlainAsset changed =
      update_plain(c, kLocationShape, scope, author, id, patch, expected_version, now);
  if (changed.flag("is_primary")) take_primary_from_others(c, scope, author, changed, now);
  return changed;
}

}  // namespace reeve::store
