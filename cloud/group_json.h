// How a group looks as JSON, and how /_control sets its properties.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "world.h"

namespace cloud {

// All of Graph's properties of a group that this cloud knows.
boost::json::object group_object(const Group& group);
// Those that come only by $select, and those that only a single group has.
std::span<const std::string_view> group_properties_only_selected();
std::span<const std::string_view> group_properties_only_alone();
// Sets a property by Graph's name, "members" (ids) too; false when it cannot be set so.
bool set_group_property(Group& group, std::string_view name, const boost::json::value& value);

}  // namespace cloud
