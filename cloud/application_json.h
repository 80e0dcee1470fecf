// How the registration looks as JSON, and how Graph's clients write it.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "world.h"

namespace cloud {

std::string application_object_id(const Application& application);
// All of Graph's properties of an application that this cloud knows.
boost::json::object application_object(const World& world, const Application& application);
// Those that come only by $select.
std::span<const std::string_view> application_properties_only_selected();
// Without the secret.
boost::json::object password_object(const Credential& one);

// Each takes one property as it is sent; false when its value is not one.
bool take_display_name(Application& into, const boost::json::value& value, std::int64_t now);
bool take_audience(Application& into, const boost::json::value& value, std::int64_t now);
bool take_web(Application& into, const boost::json::value& value, std::int64_t now);
bool take_required_access(Application& into, const boost::json::value& value, std::int64_t now);
// The whole list: certificates with a "key" are new or replaced, those with a known keyId stay.
bool take_key_credentials(Application& into, const boost::json::value& value, std::int64_t now);
// Secrets can be left out, which removes them; new ones come by addPassword only.
bool keep_password_credentials(Application& into, const boost::json::value& value,
                               std::int64_t now);
// displayName and times of a wish for a secret.
bool take_password_wish(Credential& into, const boost::json::object& wish);

}  // namespace cloud
