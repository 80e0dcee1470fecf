// Configurations and locations beside the device or tenant that speaks for each. Internal to
// store/.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "db/connection.h"
#include "store/compared_rows.h"
#include "store/plain_assets.h"

namespace reeve::store {

// The kinds of them that are compared; null for another kind.
const PlainShape* compared_shape(std::string_view asset_kind);

// Rows of one asset, or of all of an organization that are not archived, in the order of ids.
void add_plain_asset(db::Connection& c, const Scope& scope, ComparedRows& make,
                     const PlainShape& shape, base::Id asset, std::vector<ComparedRow>& rows);
void add_plain_assets(db::Connection& c, ComparedRows& make, const PlainShape& shape,
                      base::Id organization, bool equal, std::vector<ComparedRow>& rows);

}  // namespace reeve::store
