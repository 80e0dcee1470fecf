// How an administrative unit looks as JSON, and how /_control sets its properties.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "units.h"

namespace cloud {

boost::json::object unit_object(const AdministrativeUnit& unit);
// Sets a property by Graph's name, "members" (ids) too; false when it cannot be set so.
bool set_unit_property(AdministrativeUnit& unit, std::string_view name,
                       const boost::json::value& value);

}  // namespace cloud
