// What people had written down before the integration came: organizations and their contacts, as
// incomplete and as differently spelled as in life.
#pragma once

#include <boost/json.hpp>

#include "world.h"

namespace cloud {

// {"organizations":[{"name","short-name"?,"description"?,"contacts":[{"first-name","last-name",
// "title"?,"contact-emails":[{"value","primary"}],"contact-phones":[…]}]}]}: attributes as IT
// Glue's API names them. The same for the same world.
boost::json::object documentation(const World& world);

// The name of that company as careless people write it; `way` chooses in which of several ways.
std::string respelled_name(const Tenant& tenant, std::size_t way);

// {"partner":{…},"customers":[…],"bms":{…}}: what --print-world prints and /_control/world answers.
boost::json::object describe_world(const World& world);

}  // namespace cloud
