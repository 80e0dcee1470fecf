// Contacts and flexible assets as images.
#include "store/undo_assets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "domain/contact.h"
#include "store/card_image.h"
#include "store/configurations.h"
#include "store/contact_image.h"
#include "store/contact_restore.h"
#include "store/flexible_asset_image.h"
#include "store/flexible_asset_rows.h"
#include "store/locations.h"
#include "store/plain_image.h"
#include "store/rows.h"

namespace reeve::store {
namespace {

using Value = std::optional<std::string>;

Value as_it_is(db::Connection&, std::string_view, const Value& value) { return value; }

// --- Contacts.

UndoAssets load_contacts(db::Connection& c, const std::vector<base::Id>& ids, bool writing) {
  UndoAssets out;
  for (const ContactState& state : contact_states(c, ids, writing)) {
    const auto& k = state.contact;
    out.emplace(k.id, UndoAsset{k.id, k.organization, domain::full_name(k), image_of(state),
                                k.archived_at.has_value(), k.merged_into.has_value(), k.version});
  }
  return out;
}

void save_contacts(db::Connection& c, const std::vector<UndoAsset>& assets, base::Time now) {
  std::vector<base::Id> ids;
  for (const auto& asset : assets) ids.push_back(asset.id);
  auto states = contact_states(c, ids, true);
  for (auto& state : states) {
    const auto& asset = *std::ranges::find(assets, state.contact.id, &UndoAsset::id);
    restore(state, asset.image);
    if (asset.archived != state.contact.archived_at.has_value())
      state.contact.archived_at = asset.archived ? std::optional(now) : std::nullopt;
  }
  restore_contacts(c, states, now);
}

bool has_a_name(const AssetImage& image) {
  const auto named = [&](std::string_view path) {
    const auto found = image.values.find(path);
    return found != image.values.end() && found->second && !found->second->empty();
  };
  return named("first_name") || named("last_name");
}

// --- Flexible assets.

UndoAssets load_flexible(db::Connection& c, const std::vector<base::Id>& ids, bool writing) {
  UndoAssets out;
  const std::string lock =
      writing && c.backend() == db::Backend::postgresql ? " ORDER BY a.id FOR UPDATE OF a" : "";
  query_by_ids(c,
               fmt::format("SELECT {} FROM {} WHERE a.id IN ({{}}){}", kFlexibleAssetColumns,
                           kFlexibleAssetTables, lock),
               {}, ids, [&](const db::Row& row) {
                 const auto asset = flexible_asset_from(row);
                 out.emplace(asset.id, UndoAsset{asset.id, asset.organization, asset.name,
                                                 image_of(asset), asset.archived_at.has_value(),
                                                 asset.merged_into.has_value(), asset.version});
               });
  return out;
}

void save_flexible(db::Connection& c, const std::vector<UndoAsset>& assets, base::Time now) {
  std::vector<db::Params> rows;
  for (const auto& asset : assets) {
    const auto name = asset.image.values.at("name").value_or("");
    rows.push_back({name, base::fold(name), base::to_json(traits_of(asset.image)),
                    asset.archived ? ms(now) : db::Value{}, ms(now), asset.id});
  }
  c.batch(
      "UPDATE flexible_assets SET name = $1, name_folded = $2, traits = $3, archived_at = $4, "
      "updated_at = $5, version = version + 1 WHERE id = $6",
      rows);
}

Value shown_flexible(db::Connection&, std::string_view path, const Value& value) {
  return shown_trait(path, value);
}

bool always(const AssetImage&) { return true; }

// --- Configurations and locations.

template <const PlainShape& shape>
UndoAssets load_of(db::Connection& c, const std::vector<base::Id>& ids, bool writing) {
  return load_plain(c, shape, ids, writing);
}
template <const PlainShape& shape>
void save_of(db::Connection& c, const std::vector<UndoAsset>& assets, base::Time now) {
  restore_plain(c, shape, assets, now);
}
template <const PlainShape& shape>
Value shown_of(db::Connection& c, std::string_view path, const Value& value) {
  return shown_plain(c, shape, path, value);
}

// With their network cards.
UndoAssets load_configurations(db::Connection& c, const std::vector<base::Id>& ids, bool writing) {
  auto out = load_plain(c, kConfigurationShape, ids, writing);
  auto cards = card_lists(c, ids);
  for (auto& [id, asset] : out) asset.image.lists[std::string(kCardList)] = std::move(cards[id]);
  return out;
}
void save_configurations(db::Connection& c, const std::vector<UndoAsset>& assets, base::Time now) {
  restore_plain(c, kConfigurationShape, assets, now);
  for (const UndoAsset& asset : assets)
    restore_cards(c, asset.id, asset.image.lists.at(std::string(kCardList)));
}

bool has_plain_name(const AssetImage& image) {
  const auto found = image.values.find("name");
  return found != image.values.end() && found->second && !found->second->empty();
}

constexpr UndoKind kKinds[] = {
    {domain::kContact, load_contacts, save_contacts, has_a_name, as_it_is, "never_link"},
    {domain::kFlexibleAsset, load_flexible, save_flexible, always, shown_flexible, "never_create"},
    {domain::kConfiguration, load_configurations, save_configurations, has_plain_name,
     shown_of<kConfigurationShape>, "never_link"},
    {domain::kLocation, load_of<kLocationShape>, save_of<kLocationShape>, has_plain_name,
     shown_of<kLocationShape>, "never_create"},
};

}  // namespace

const UndoKind* find_undo_kind(std::string_view kind) {
  const auto* found = std::ranges::find(kKinds, kind, &UndoKind::kind);
  return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace reeve::store
