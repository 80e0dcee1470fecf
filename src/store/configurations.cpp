// The table of a configuration's fields, its lists and its network cards.
#include "store/configurations.h"

#include <optional>
#include <set>

#include "base/text.h"
#include "domain/device.h"
#include "store/asset_image.h"
#include "store/card_image.h"
#include "store/changes.h"
#include "store/field_sources.h"
#include "store/ids.h"
#include "store/list_statement.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using Kind = PlainField::Kind;

constexpr std::size_t kMaxNotes = 100'000;

constexpr PlainField kFields[] = {
    {.name = "name"},
    {.name = "hostname"},
    {.name = "configuration_type", .kind = Kind::named, .table = "configuration_types"},
    {.name = "configuration_status", .kind = Kind::named, .table = "configuration_statuses"},
    {.name = "manufacturer", .kind = Kind::named, .table = "manufacturers"},
    {.name = "model", .kind = Kind::named, .table = "models", .within = "manufacturer"},
    {.name = "location", .kind = Kind::asset, .table = "locations"},
    {.name = "contact",
     .kind = Kind::asset,
     .table = "contacts",
     .title = "TRIM(r.first_name || ' ' || r.last_name)"},
    {.name = "serial_number"},
    {.name = "asset_tag"},
    {.name = "primary_ip"},
    {.name = "mac_address"},
    {.name = "default_gateway"},
    {.name = "operating_system"},
    {.name = "operating_system_version"},
    {.name = "operating_system_notes", .limit = kMaxNotes},
    {.name = "position"},
    {.name = "installed_by"},
    {.name = "purchased_by"},
    {.name = "purchased_at"},
    {.name = "installed_at"},
    {.name = "warranty_expires_at"},
    {.name = "notes", .limit = kMaxNotes},
};

constexpr DerivedColumn kDerived[] = {
    {"name_folded", [](const PlainAsset& a) { return base::fold(a.text_or_empty("name")); }},
    {"hostname_folded",
     [](const PlainAsset& a) { return base::fold(a.text_or_empty("hostname")); }},
    {"serial_folded",
     [](const PlainAsset& a) { return domain::serial_key(a.text_or_empty("serial_number")); }},
    {"mac_folded",
     [](const PlainAsset& a) { return domain::mac_key(a.text_or_empty("mac_address")); }},
};

constexpr FilterColumn kFilters[] = {
    {"id", Compare::id, "a.id"},
    {"organization_id", Compare::id, "a.organization"},
    {"name", Compare::folded, "a.name_folded"},
    {"hostname", Compare::folded, "a.hostname_folded"},
    {"serial_number", Compare::serial, "a.serial_folded"},
    {"mac_address", Compare::mac,
     "a.mac_folded = {} OR EXISTS (SELECT 1 FROM configuration_interfaces i "
     "WHERE i.configuration = a.id AND i.mac_folded = {})"},
    {"asset_tag", Compare::text, "a.asset_tag"},
    {"configuration_type_id", Compare::id, "a.configuration_type"},
    {"configuration_status_id", Compare::id, "a.configuration_status"},
    {"manufacturer_id", Compare::id, "a.manufacturer"},
    {"model_id", Compare::id, "a.model"},
    {"location_id", Compare::id, "a.location"},
    {"contact_id", Compare::id, "a.contact"},
    {"operating_system", Compare::text, "a.operating_system"},
    {"search", Compare::contains,
     "a.name_folded LIKE {} ESCAPE '\\' OR a.hostname_folded LIKE {} ESCAPE '\\' OR "
     "LOWER(a.serial_folded) LIKE {} ESCAPE '\\'"},
    {"linked", Compare::present,
     "(SELECT MIN(l.id) FROM links l WHERE l.asset_kind = 'configuration' AND l.asset = a.id)"},
    {"archived", Compare::present, "a.archived_at"}};
constexpr SortColumn kSorts[] = {{"name", "a.name_folded"},
                                 {"hostname", "a.hostname_folded"},
                                 {"serial_number", "a.serial_folded"},
                                 {"id", "a.id"},
                                 {"created_at", "a.created_at"},
                                 {"updated_at", "a.updated_at"}};

Interface interface_from(const db::Row& row) {
  Interface one;
  one.id = row.integer(0);
  one.name = row.optional_text(1);
  one.ip_address = row.optional_text(2);
  one.mac_address = row.optional_text(3);
  one.notes = row.optional_text(4);
  one.primary = row.boolean(5);
  one.source = domain::source_from(row.text(6)).value_or(domain::Source::person);
  return one;
}

std::string key_of(const Interface& one) { return domain::mac_key(one.mac_address.value_or("")); }

// Changes of one configuration's network cards, in memory until they are written.
struct InterfaceChanges {
  std::vector<Change> history;
  std::vector<db::Params> gone, added;
};

void note(InterfaceChanges& changes, const Author& author, base::Id configuration,
          const Interface& one, bool added, base::Time now) {
  Change row;
  row.at = now;
  row.actor = domain::to_string(author.source);
  row.account = author.account;
  row.run = author.run;
  row.asset_kind = domain::kConfiguration;
  row.asset = configuration;
  row.op = added ? "add" : "remove";
  row.path = "interfaces";
  (added ? row.new_value : row.old_value) = one.mac_address;
  changes.history.push_back(std::move(row));
}

// What a person took back of Microsoft's cards; asked for only where anything is to be written.
class Refusals {
 public:
  Refusals(db::Connection& c, const Author& author, base::Id configuration)
      : c_(c), author_(author), configuration_(configuration) {}
  bool operator()(std::string_view op, const std::string& key) const {
    if (author_.source != domain::Source::microsoft) return false;
    if (!state_)
      state_ = std::move(
          field_states(c_, domain::kConfiguration, std::vector{configuration_})[configuration_]);
    return state_->refuses(kCardList, op, key);
  }

 private:
  db::Connection& c_;
  const Author& author_;
  base::Id configuration_;
  mutable std::optional<FieldState> state_;
};

void write(db::Connection& c, base::Id configuration, InterfaceChanges& changes) {
  const auto cards = [&] {
    AssetImage image;
    image.lists[std::string(kCardList)] = card_lists(c, {configuration})[configuration];
    return image;
  };
  const AssetImage before = cards();
  c.batch("DELETE FROM configuration_interfaces WHERE id = $1", changes.gone);
  c.batch(
      "INSERT INTO configuration_interfaces (id, configuration, position, name, mac_address, "
      "mac_folded, is_primary, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      changes.added);
  changes.history.front().image = {to_json(before), to_json(cards()),
                                   static_cast<std::int64_t>(changes.history.size())};
  add_changes(c, changes.history);
}

}  // namespace

extern const PlainShape kConfigurationShape;
const PlainShape kConfigurationShape{domain::kConfiguration, "configurations", "configuration",
                                     kFields, kDerived};

Page<PlainAsset> list_configurations(db::Connection& c, const Scope& scope,
                                     const ListQuery& query) {
  const std::string columns = plain_columns(kConfigurationShape);
  const std::string tables = plain_tables(kConfigurationShape);
  const ListShape shape{columns, tables, "a.id", "a.name_folded", kFilters, kSorts};
  ListStatement list(shape, query);
  list.scope(scope, "a.organization");
  if (!find_filter(query, "archived")) list.where("a.archived_at IS NULL");
  return list.page<PlainAsset>(
      c, [](const db::Row& row) { return plain_from(kConfigurationShape, row); });
}

std::vector<Interface> interfaces_of(db::Connection& c, base::Id configuration) {
  std::vector<Interface> all;
  for (const auto& row :
       c.query("SELECT id, name, ip_address, mac_address, notes, is_primary, source FROM "
               "configuration_interfaces WHERE configuration = $1 ORDER BY position, id",
               {configuration}))
    all.push_back(interface_from(row));
  return all;
}

std::vector<std::pair<base::Id, std::string>> interface_macs(db::Connection& c,
                                                             base::Id organization) {
  std::vector<std::pair<base::Id, std::string>> all;
  for (const auto& row :
       c.query("SELECT i.configuration, i.mac_folded FROM configuration_interfaces i "
               "JOIN configurations a ON a.id = i.configuration WHERE a.organization = $1 "
               "AND a.archived_at IS NULL AND i.mac_folded <> '' ORDER BY i.id",
               {organization}))
    all.emplace_back(row.integer(0), row.text(1));
  return all;
}

std::set<std::string> archived_serials(db::Connection& c, base::Id organization) {
  std::set<std::string> all;
  for (const auto& row :
       c.query("SELECT DISTINCT serial_folded FROM configurations WHERE organization = $1 AND "
               "serial_folded <> '' AND archived_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
               "leaving_assets s WHERE s.asset_kind = 'configuration' AND s.asset = "
               "configurations.id)",
               {organization}))
    all.insert(row.text(0));
  return all;
}

bool state_interfaces(db::Connection& c, const Author& author, base::Id configuration,
                      const std::vector<Interface>& stated, base::Time now) {
  const auto current = interfaces_of(c, configuration);
  std::set<std::string> wanted, there;
  for (const Interface& one : stated) wanted.insert(key_of(one));
  const Refusals refused(c, author, configuration);
  InterfaceChanges changes;
  for (const Interface& one : current) {
    if (one.source == author.source && !wanted.contains(key_of(one)) &&
        !refused("remove", key_of(one))) {
      note(changes, author, configuration, one, false, now);
      changes.gone.push_back({one.id});
    } else {
      there.insert(key_of(one));
    }
  }
  auto position = static_cast<std::int64_t>(current.size());
  for (const Interface& one : stated) {
    const std::string key = key_of(one);
    if (key.empty() || !there.insert(key).second || refused("add", key)) continue;
    note(changes, author, configuration, one, true, now);
    changes.added.push_back({next_ids(c, "configuration_interfaces"), configuration, position++,
                             db::opt(one.name), db::opt(one.mac_address), key, flag(one.primary),
                             std::string(domain::to_string(author.source))});
  }
  if (changes.history.empty()) return false;
  write(c, configuration, changes);
  return true;
}

}  // namespace reeve::store
