// Where each kind of asset is kept and what it is called, for what speaks of assets of any kind:
// links, relations, history.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

struct AssetRef {
  std::string kind;  // domain::kContact, …
  base::Id id = 0;
  bool operator==(const AssetRef&) const = default;
  auto operator<=>(const AssetRef&) const = default;
};

struct AssetTable {
  std::string_view kind;   // domain::kContact
  std::string_view table;  // "contacts"
  std::string_view title;  // SQL over its columns
};
std::span<const AssetTable> all_asset_tables();
// Null for a kind that has no table.
const AssetTable* find_asset_table(std::string_view kind);

struct AssetName {
  base::Id organization = 0;
  std::string title;
  std::int64_t version = 0;
  bool archived = false;
};
std::optional<AssetName> asset_name(db::Connection& c, std::string_view kind, base::Id id);
// Of those that are there, in a statement a kind.
using AssetNames = std::map<AssetRef, AssetName>;
AssetNames asset_names(db::Connection& c, std::span<const AssetRef> assets);

}  // namespace reeve::store
