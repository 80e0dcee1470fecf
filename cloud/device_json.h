// How devices look as JSON, and how /_control sets their properties.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "world.h"

namespace cloud {

// Whether it is compliant comes from the tenant's managed devices.
boost::json::object device_object(const Tenant& tenant, const Device& device);
// The person's names come from the tenant's users.
boost::json::object managed_device_object(const Tenant& tenant, const ManagedDevice& device);
// Set a property by Graph's name; false when it cannot be set so. "registeredOwners" of a device is
// a list of at most one id.
bool set_device_property(Device& device, std::string_view name, const boost::json::value& value);
bool set_managed_device_property(ManagedDevice& device, std::string_view name,
                                 const boost::json::value& value);

}  // namespace cloud
