// A configuration's network cards as a list of its image, and the way back. Internal to store/.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "db/connection.h"
#include "store/asset_image.h"

namespace reeve::store {

inline constexpr std::string_view kCardList = "interfaces";

// By configuration; one without cards is missing.
std::map<base::Id, ImageList> card_lists(db::Connection& c, const std::vector<base::Id>& ids);
// The configuration has these cards and no others. No history.
void restore_cards(db::Connection& c, base::Id configuration, const ImageList& cards);

}  // namespace reeve::store
