// Properties of a person that nothing in this cloud depends on: kept as they were written.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "world.h"

namespace cloud {

enum class ExtraKind { text, time, flag, number, texts, object, objects };

// The value as JSON, or null when nobody set it. `place` is the property's in user_properties().
const std::string* find_extra(const User& user, std::size_t place);
// False when the value is of another kind. JSON null removes it.
bool set_extra(User& user, std::size_t place, ExtraKind kind, const boost::json::value& value);

}  // namespace cloud
