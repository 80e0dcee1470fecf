// What Intune and Entra say about a configuration beside what people wrote, field by field, with
// source and age.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "api/plain_assets.h"
#include "api/resources.h"
#include "base/text.h"
#include "domain/sync_section.h"
#include "store/configurations.h"
#include "store/links.h"
#include "store/records.h"
#include "store/sync_settings.h"
#include "types/device_configuration.h"
#include "types/registry.h"

namespace reeve::api {
namespace {

constexpr Attribute kDeviceOverlayAttributes[] = {
    {"records", Kind::array}, {"rows", Kind::array}, {"facts", Kind::array}};

constexpr std::string_view kManagedDevices = "managed_devices";
constexpr std::size_t kMaxFactText = 2'000;

// One record about the machine, and how fresh its list is.
struct Side {
  store::Link link;
  store::Record record;
  store::Tenant tenant;
  std::optional<store::TypeState> state;
  domain::ConfigurationMapping mapping;  // every field, also where nothing is written
};

domain::ConfigurationMapping shown_mapping(db::Connection& c, base::Id tenant) {
  auto mapping = domain::configuration_mapping(
      store::sync_settings_of_tenant(c, tenant, domain::kMappingSection));
  for (std::size_t at = 0; at < domain::configuration_targets().size(); ++at)
    mapping.of(at).rule = domain::MappingRule::people_win;
  return mapping;
}

// Intune before Entra, and what speaks for the configuration before what speaks beside it. A tenant
// outside the scope does not exist.
std::vector<Side> sides_of(db::Connection& c, const Call& call, base::Id configuration) {
  std::vector<Side> out;
  for (const store::Link& link : store::links_of_asset(c, domain::kConfiguration, configuration)) {
    auto record = store::find_record(c, call.scope(), link.record);
    auto tenant = store::find_tenant(c, call.scope(), link.tenant);
    if (!record || !tenant) continue;
    Side side{link, std::move(*record), std::move(*tenant), std::nullopt,
              shown_mapping(c, link.tenant)};
    for (store::TypeState& state : store::type_states(c, side.tenant.id))
      if (state.type == link.type) side.state = std::move(state);
    out.push_back(std::move(side));
  }
  const auto rank = [](const Side& side) {
    return std::tuple(side.record.gone_at.has_value(), side.link.role != "primary",
                      side.record.type != kManagedDevices);
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const Side& a, const Side& b) { return rank(a) < rank(b); });
  return out;
}

std::optional<base::Time> as_of(const Side& side) {
  return side.state && side.state->last_complete ? side.state->last_complete
                                                 : std::optional(side.record.changed_at);
}

std::string type_title(std::string_view name) {
  const types::DataType* type = types::find_type(name);
  return std::string(type == nullptr ? name : type->title);
}

json::array records_json(const std::vector<Side>& sides, const ManageLinks& links) {
  json::array out;
  for (const Side& side : sides) {
    json::object entry;
    entry["record-id"] = side.record.id;
    entry["tenant-id"] = side.tenant.id;
    entry["tenant-name"] = json::string(side.tenant.name);
    entry["type"] = json::string(side.record.type);
    entry["type-title"] = json::string(type_title(side.record.type));
    entry["title"] = json::string(side.record.title);
    entry["role"] = json::string(side.link.role);
    entry["reason"] = json::string(side.link.reason);
    entry["confidence"] = side.link.confidence;
    entry["manage-url"] = links.record(side.tenant, side.record);
    entry["changed-at"] = time_value(side.record.changed_at);
    entry["gone-at"] = nullable(side.record.gone_at);
    entry["last-complete"] = nullable(side.state ? side.state->last_complete : std::nullopt);
    out.emplace_back(std::move(entry));
  }
  return out;
}

struct Compared {
  std::string_view field, label;
};
constexpr std::array kCompared{Compared{"name", "Name"},
                               Compared{"hostname", "Hostname"},
                               Compared{"configuration_type", "Type"},
                               Compared{"manufacturer", "Manufacturer"},
                               Compared{"model", "Model"},
                               Compared{"serial_number", "Serial number"},
                               Compared{"mac_address", "MAC address"},
                               Compared{"operating_system", "Operating system"},
                               Compared{"operating_system_version", "Version"}};

// Why Microsoft's side of a row is empty.
std::string why_empty(const Side* side, bool asked, std::string_view label) {
  if (side == nullptr) return "No device of Intune or Entra ID is linked to this configuration.";
  if (asked) return fmt::format("Microsoft has no value for \"{}\" of this device.", label);
  if (side->record.type != kManagedDevices)
    return fmt::format("Entra ID does not know \"{}\"; only Intune does.", label);
  return fmt::format(
      "Microsoft's last answer did not hold \"{}\". It is asked again with the next sync.", label);
}

json::array rows_json(const store::PlainAsset& asset,
                      const std::vector<store::FieldSource>& sources, const Side* side) {
  const types::MappedDevice mapped =
      side ? types::map_device(side->record.type, side->record.body, side->mapping)
           : types::MappedDevice{};
  json::array out;
  for (const Compared& one : kCompared) {
    const auto theirs = mapped.fields.find(one.field);
    const bool asked = theirs != mapped.fields.end();
    const auto value = asked ? theirs->second : std::nullopt;
    const auto source = std::find_if(sources.begin(), sources.end(),
                                     [&](const auto& s) { return s.field == one.field; });
    const bool known = source != sources.end();
    const auto& ours = asset.text(one.field);
    json::object row;
    row["field"] = json::string(one.field);
    row["label"] = json::string(one.label);
    row["ours"] = nullable(ours);
    row["source"] =
        known ? json::value(json::string(domain::to_string(source->source))) : json::value();
    row["source-at"] = known ? time_value(source->at) : json::value();
    row["locked"] = known && source->locked;
    row["microsoft"] = nullable(value);
    row["differs"] = asked && base::fold(ours.value_or("")) != base::fold(value.value_or(""));
    row["age-at"] = nullable(side ? as_of(*side) : std::nullopt);
    row["reason"] =
        value ? json::value() : json::value(json::string(why_empty(side, asked, one.label)));
    out.emplace_back(std::move(row));
  }
  return out;
}

std::optional<std::string> fact_text(const json::value& value) {
  std::string text;
  if (value.is_bool()) text = value.get_bool() ? "Yes" : "No";
  if (value.is_string()) text = value.get_string();
  if (value.is_int64()) text = std::to_string(value.get_int64());
  if (text.size() > kMaxFactText) text = base::clean_text(text.substr(0, kMaxFactText)) + " ...";
  if (text.empty()) return std::nullopt;
  return text;
}

// Of every record: Intune knows the user, Entra how the device is joined.
json::array facts_json(const std::vector<Side>& sides) {
  json::array out;
  for (const Side& side : sides) {
    const types::DataType* type = types::find_type(side.record.type);
    if (type == nullptr) continue;
    const json::value body = stored_json(side.record.body);
    for (const types::Field& field : type->fields) {
      if (!field.shown) continue;
      const bool asked = body.is_object() && body.get_object().contains(field.name);
      const auto text = fact_text(base::member(body, field.name));
      json::object fact;
      fact["name"] = json::string(field.name);
      fact["label"] = json::string(field.label);
      fact["group"] = json::string(type->title);
      fact["value"] = nullable(text);
      fact["at"] = nullable(as_of(side));
      fact["reason"] =
          text ? json::value() : json::value(json::string(why_empty(&side, asked, field.label)));
      out.emplace_back(std::move(fact));
    }
  }
  return out;
}

Response show_overlay(Call& call) {
  const base::Id id = call.id();
  return call.read([&](db::Connection& c) {
    const auto asset = plain_or_throw(c, call, store::kConfigurationShape, id);
    const auto sources = store::plain_sources(c, store::kConfigurationShape, id);
    const auto sides = sides_of(c, call, id);
    json::object out;
    out["records"] = records_json(sides, ManageLinks(c));
    out["rows"] = rows_json(asset, sources, sides.empty() ? nullptr : &sides.front());
    out["facts"] = facts_json(sides);
    return one(resource_object(kDeviceOverlayResource, id, std::move(out)));
  });
}

}  // namespace

const Resource kDeviceOverlayResource{"device-overlays", kDeviceOverlayAttributes};

void add_configuration_overlay_routes(Router& router) {
  router.add({"GET", "/api/configurations/:id/microsoft", Access::lite, show_overlay,
              "What Microsoft says beside what people wrote", &kDeviceOverlayResource,
              Answer::one});
}

}  // namespace reeve::api
