// The history of an asset as a list.
#pragma once

#include <functional>
#include <string_view>

#include "api/json_api.h"

namespace reeve::api {

// The newest 200, on as many pages as asked. `check` throws Error{not_found} where the asset is not
// for these eyes.
Response answer_changes(Call& call, std::string_view asset_kind, base::Id asset,
                        const std::function<void(db::Connection&)>& check);

}  // namespace reeve::api
