// What a record says about the fields of a documentation asset, and how that is read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace reeve::types {

// By documentation field. A field that is not there: Microsoft did not send the property, so
// nothing is known. None: Microsoft has no value.
using MappedFields = std::map<std::string, std::optional<std::string>, std::less<>>;

// The property's text, trimmed and cut at 255 bytes, if it was sent at all.
void map_text(MappedFields& fields, std::string_view field, const base::json::value& body,
              std::string_view property);
// Cut at a character, never inside one.
std::string short_text(std::string_view text);

}  // namespace reeve::types
