// The kinds of asset whose changes can be taken back: how each is read as an image and put back.
// One row a kind. Internal to store/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"
#include "store/asset_image.h"

namespace reeve::store {

struct UndoAsset {
  base::Id id = 0, organization = 0;
  std::string name;
  AssetImage image;  // all of it
  bool archived = false, merged = false;
  std::int64_t version = 1;
};
using UndoAssets = std::unordered_map<base::Id, UndoAsset>;

struct UndoKind {
  std::string_view kind;
  // Those that exist. `writing`: nobody else may change them until this transaction ends.
  UndoAssets (*load)(db::Connection& c, const std::vector<base::Id>& ids, bool writing);
  // Image and archived become these; the version grows by one. No history.
  void (*save)(db::Connection& c, const std::vector<UndoAsset>& assets, base::Time now);
  // Whether an asset may stand there like that (a contact needs a name).
  bool (*valid)(const AssetImage& image);
  // A value as history shows it.
  std::optional<std::string> (*shown)(db::Connection& c, std::string_view path,
                                      const std::optional<std::string>& value);
  // What keeps a record from being tied again, whose link was taken back.
  std::string_view refusal;
};
const UndoKind* find_undo_kind(std::string_view kind);

}  // namespace reeve::store
