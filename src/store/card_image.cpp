// Turns network cards into entries of an image and back.
#include "store/card_image.h"

#include <fmt/format.h>

#include "base/json.h"
#include "domain/device.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

namespace json = base::json;

ImageEntry entry_from(const db::Row& row) {
  ImageEntry entry;
  entry.key = row.text(7).empty() ? fmt::format("id:{}", row.integer(1)) : row.text(7);
  entry.rest["value"] = json::string(text_or_empty(row, 4));
  entry.rest["id"] = row.integer(1);
  entry.rest["position"] = row.integer(2);
  entry.rest["main"] = row.boolean(8);
  entry.rest["source"] = json::string(row.text(9));
  constexpr std::pair<std::size_t, std::string_view> kTexts[] = {
      {3, "name"}, {5, "ip"}, {6, "notes"}};
  for (const auto& [at, name] : kTexts)
    if (const auto text = row.optional_text(at)) entry.rest[name] = json::string(*text);
  return entry;
}

db::Params row_of(base::Id configuration, const ImageEntry& entry, std::size_t at) {
  const auto& rest = entry.rest;
  const std::string mac = entry.text("value");
  const auto* main = rest.if_contains("main");
  return {base::optional_integer(rest, "id").value_or(0),
          configuration,
          base::optional_integer(rest, "position").value_or(static_cast<std::int64_t>(at)),
          db::opt(base::optional_text(rest, "name")),
          mac.empty() ? db::Value{} : db::Value{mac},
          domain::mac_key(mac),
          db::opt(base::optional_text(rest, "ip")),
          db::opt(base::optional_text(rest, "notes")),
          flag(main != nullptr && main->is_bool() && main->as_bool()),
          entry.text("source")};
}

}  // namespace

std::map<base::Id, ImageList> card_lists(db::Connection& c, const std::vector<base::Id>& ids) {
  std::map<base::Id, ImageList> out;
  query_by_ids(c,
               "SELECT configuration, id, position, name, mac_address, ip_address, notes, "
               "mac_folded, is_primary, source FROM configuration_interfaces WHERE configuration "
               "IN ({}) ORDER BY configuration, position, id",
               {}, ids,
               [&](const db::Row& row) { out[row.integer(0)].push_back(entry_from(row)); });
  return out;
}

void restore_cards(db::Connection& c, base::Id configuration, const ImageList& cards) {
  std::vector<db::Params> rows;
  for (std::size_t i = 0; i < cards.size(); ++i) rows.push_back(row_of(configuration, cards[i], i));
  c.execute("DELETE FROM configuration_interfaces WHERE configuration = $1", {configuration});
  c.batch(
      "INSERT INTO configuration_interfaces (id, configuration, position, name, mac_address, "
      "mac_folded, ip_address, notes, is_primary, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
      "$9, $10)",
      rows);
}

}  // namespace reeve::store
