// A configuration or a location as an image that changes are taken back on, and the way back.
// Internal to store/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/asset_image.h"
#include "store/field_sources.h"
#include "store/plain_assets.h"
#include "store/undo_assets.h"

namespace reeve::store {

// A named row by its name, another asset by its id.
AssetImage image_of(const PlainAsset& asset, const FieldState& fields);
// A value as the image has it.
std::optional<std::string> image_value(const PlainField& field, const PlainValue& value);
// A value of the image as history shows it.
std::optional<std::string> shown_plain(db::Connection& c, const PlainShape& shape,
                                       std::string_view path,
                                       const std::optional<std::string>& value);

UndoAssets load_plain(db::Connection& c, const PlainShape& shape, const std::vector<base::Id>& ids,
                      bool writing);
// Fields, sources and archived become these; the version grows. No history.
void restore_plain(db::Connection& c, const PlainShape& shape, const std::vector<UndoAsset>& assets,
                   base::Time now);

}  // namespace reeve::store
