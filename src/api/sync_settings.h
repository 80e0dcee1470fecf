// How a part of the settings is put over what is in force.
#pragma once

#include <string>

#include "base/json.h"

namespace reeve::api {

// What `given` does not name stays as it is in `now`, inside of objects too.
std::string settings_with(const std::string& now, const base::json::value& given);

}  // namespace reeve::api
