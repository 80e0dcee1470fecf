// Compares assets of plain fields with their records.
#include "store/compared_plain.h"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "base/text.h"
#include "domain/device.h"
#include "domain/device_section.h"
#include "domain/sync_section.h"
#include "store/configurations.h"
#include "store/locations.h"
#include "store/record_rows.h"
#include "store/sync_settings.h"
#include "types/device_configuration.h"
#include "types/tenant_location.h"

namespace reeve::store {
namespace {

// The record that was linked first speaks; of a device known to both, Intune's.
constexpr std::string_view kRecords =
    "SELECT l.asset, {} FROM {} k JOIN links l ON l.asset_kind = $1 AND l.asset = k.id AND l.role "
    "= 'primary' JOIN records r ON r.id = l.record WHERE {} = $2 AND k.archived_at IS NULL ORDER "
    "BY k.id, l.type DESC, l.id";

struct Speaker {
  base::Id asset = 0;
  Record record;
};

std::vector<Speaker> speakers(db::Connection& c, const PlainShape& shape, std::string_view column,
                              base::Id id) {
  std::vector<Speaker> out;
  for (const auto& row : c.query(fmt::format(kRecords, kRecordColumns, shape.table, column),
                                 {std::string(shape.kind), id}))
    if (out.empty() || out.back().asset != row.integer(0))
      out.push_back({row.integer(0), record_from(row, 1)});
  return out;
}

// What "To be filled by O.E.M." says about a machine is nothing.
void drop_junk(db::Connection& c, base::Id tenant, types::MappedFields& fields) {
  const auto serial = fields.find("serial_number");
  if (serial == fields.end() || !serial->second) return;
  const auto settings =
      domain::device_settings(sync_settings_of_tenant(c, tenant, domain::kDeviceSection));
  for (const std::string& junk : settings.junk_serials)
    if (domain::serial_key(junk) == domain::serial_key(*serial->second)) {
      serial->second = std::nullopt;
      return;
    }
}

types::MappedFields mapped(db::Connection& c, const PlainShape& shape, const Record& record) {
  if (&shape == &kLocationShape) return types::map_location(record.body);
  auto fields = types::map_device(record.type, record.body).fields;
  drop_junk(c, record.tenant, fields);
  return fields;
}

// "serial_number" as "Serial number".
std::string label_of(std::string_view field) {
  if (field == "mac_address") return "MAC address";
  std::string label(field);
  for (char& letter : label)
    if (letter == '_') letter = ' ';
  if (!label.empty() && label[0] >= 'a' && label[0] <= 'z')
    label[0] = static_cast<char>(label[0] - 'a' + 'A');
  return label;
}

bool differs(const PlainField& field, const std::optional<std::string>& ours,
             const std::optional<std::string>& theirs) {
  if (field.kind != PlainField::Kind::named) return ours != theirs;
  return base::fold(ours.value_or("")) != base::fold(theirs.value_or(""));
}

void add_rows(db::Connection& c, ComparedRows& make, const PlainAsset& asset, const Record& record,
              bool equal, std::vector<ComparedRow>& rows) {
  const PlainShape& shape = *asset.shape;
  const auto silent = why_silent(record);
  const auto theirs = silent ? types::MappedFields{} : mapped(c, shape, record);
  for (const auto& [name, value] : theirs) {
    const std::size_t place = shape.place(name);
    const PlainField& field = shape.fields[place];
    const auto& ours = asset.values[place].text;
    const bool different = differs(field, ours, value);
    if (!different && !equal) continue;
    ComparedRow row;
    row.asset_kind = shape.kind;
    row.asset = asset.id;
    row.organization = asset.organization;
    row.asset_name = asset.text_or_empty("name");
    row.field = name;
    row.label = label_of(name);
    row.place = place;
    row.ours = ours;
    row.microsoft = value;
    row.rule = "people_win";
    make.set_record(row, record);
    set_state(row, true, different);
    rows.push_back(std::move(row));
  }
}

}  // namespace

const PlainShape* compared_shape(std::string_view asset_kind) {
  for (const PlainShape* shape : {&kConfigurationShape, &kLocationShape})
    if (shape->kind == asset_kind) return shape;
  return nullptr;
}

void add_plain_asset(db::Connection& c, const Scope& scope, ComparedRows& make,
                     const PlainShape& shape, base::Id id, std::vector<ComparedRow>& rows) {
  const auto asset = find_plain(c, shape, scope, id);
  if (!asset) return;
  for (const Speaker& one : speakers(c, shape, "k.id", id))
    add_rows(c, make, *asset, one.record, true, rows);
}

void add_plain_assets(db::Connection& c, ComparedRows& make, const PlainShape& shape,
                      base::Id organization, bool equal, std::vector<ComparedRow>& rows) {
  std::unordered_map<base::Id, PlainAsset> assets;
  for (PlainAsset& asset : plain_of_organization(c, shape, organization)) {
    const base::Id id = asset.id;
    assets.emplace(id, std::move(asset));
  }
  for (const Speaker& one : speakers(c, shape, "k.organization", organization))
    if (const auto asset = assets.find(one.asset); asset != assets.end())
      add_rows(c, make, asset->second, one.record, equal, rows);
}

}  // namespace reeve::store
