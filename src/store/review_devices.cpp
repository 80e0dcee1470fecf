// Compares a device's record with configurations.
#include "store/review_devices.h"

#include <fmt/format.h>

#include <initializer_list>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "domain/device.h"
#include "store/configurations.h"

namespace reeve::store {
namespace {

using Values = std::vector<std::string>;

enum class Form { text, serial, mac };

struct Facet {
  std::string_view name;
  Form form = Form::text;
  bool proves = false;  // the same on both sides speaks for the configuration
  Values microsoft;
};

std::string comparable(Form form, const std::string& value) {
  if (form == Form::serial) return domain::serial_key(value);
  return form == Form::mac ? domain::mac_key(value) : base::fold(value);
}

Values shared(Form form, const Values& a, const Values& b) {
  std::set<std::string> known;
  for (const auto& one : a) known.insert(comparable(form, one));
  Values out;
  for (const auto& one : b)
    if (const auto key = comparable(form, one); !key.empty() && known.contains(key))
      out.push_back(one);
  return out;
}

Values not_blank(std::initializer_list<std::string> values) {
  Values out;
  for (const auto& one : values)
    if (!one.empty()) out.push_back(one);
  return out;
}

std::string joined(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + " " + b;
}

// Intune's names of the properties, and Entra's where they differ (microsoft-cloud.md, part C).
std::vector<Facet> facets_of(const Record* record) {
  const auto body = record == nullptr ? base::json::value(base::json::object())
                                      : base::parse_json(record->body, "The stored device");
  const auto says = [&](std::string_view name) { return base::text_member(body, name); };
  const auto version = joined(says("osVersion"), says("operatingSystemVersion"));
  return {
      {"Name", Form::text, true, not_blank({says("deviceName"), says("displayName")})},
      {"Serial number", Form::serial, true, not_blank({says("serialNumber")})},
      {"MAC addresses", Form::mac, true,
       not_blank({says("ethernetMacAddress"), says("wiFiMacAddress")})},
      {"Maker and model", Form::text, false, not_blank({says("manufacturer"), says("model")})},
      {"System", Form::text, false, not_blank({joined(says("operatingSystem"), version)})},
      {"User", Form::text, false, not_blank({says("userDisplayName"), says("userPrincipalName")})},
  };
}

// In the order of the facets.
std::vector<Values> documented(db::Connection& c, const PlainAsset& asset) {
  const auto text = [&](std::string_view field) { return asset.text_or_empty(field); };
  Values macs = not_blank({text("mac_address")});
  for (const Interface& card : interfaces_of(c, asset.id)) {
    const std::string mac = card.mac_address.value_or("");
    if (!mac.empty() && shared(Form::mac, macs, {mac}).empty()) macs.push_back(mac);
  }
  return {not_blank({text("name"), text("hostname")}),
          not_blank({text("serial_number")}),
          std::move(macs),
          not_blank({text("manufacturer"), text("model")}),
          not_blank({joined(text("operating_system"), text("operating_system_version"))}),
          not_blank({text("contact")})};
}

Values devices_linked_to(db::Connection& c, base::Id configuration, base::Id but) {
  Values titles;
  for (const auto& row :
       c.query("SELECT r.title FROM links l JOIN records r ON r.id = l.record WHERE l.asset_kind = "
               "'configuration' AND l.asset = $1 AND r.id <> $2 AND r.gone_at IS NULL ORDER BY "
               "l.role DESC, l.id",
               {configuration, but}))
    titles.push_back(row.text(0));
  return titles;
}

}  // namespace

void add_device_sides(db::Connection& c, const Scope& scope, const Record* record,
                      const std::vector<base::Id>& configurations, ReviewSides& out) {
  const auto facets = facets_of(record);
  std::vector<std::vector<Values>> all;
  for (const base::Id id : configurations) {
    const auto asset = find_plain(c, kConfigurationShape, scope, id);
    if (!asset) continue;
    ReviewCandidate one;
    one.id = id;
    one.title = asset->text_or_empty("name");
    one.here = !asset->archived_at;
    one.linked_to = devices_linked_to(c, id, record == nullptr ? 0 : record->id);
    all.push_back(documented(c, *asset));
    for (std::size_t i = 0; i < facets.size(); ++i)
      if (const auto common = shared(facets[i].form, facets[i].microsoft, all.back()[i]);
          facets[i].proves && !common.empty())
        one.evidence.push_back(
            fmt::format("{}: {} on both sides.", facets[i].name, base::join(common, ", ")));
    out.candidates.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < facets.size(); ++i) {
    ReviewLine line;
    line.name = facets[i].name;
    line.microsoft = facets[i].microsoft;
    bool any = !line.microsoft.empty();
    for (const auto& values : all) {
      line.documented.push_back(values[i]);
      line.same.push_back(!shared(facets[i].form, facets[i].microsoft, values[i]).empty());
      any = any || !values[i].empty();
    }
    if (any) out.lines.push_back(std::move(line));
  }
}

}  // namespace reeve::store
