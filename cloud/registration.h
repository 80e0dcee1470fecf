// The authentication methods that people have registered: what MFA stands on.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "world.h"

namespace cloud {

// One bit of User::methods each.
struct AuthenticationMethod {
  std::string_view name;    // in methodsRegistered
  std::string_view second;  // as userDefaultAuthenticationMethod; empty: no second factor of these
  bool strong = false;      // counts for MFA
  bool passwordless = false;
  bool resets_password = false;  // counts for self-service password reset
};

// In the order in which Entra prefers them as a second factor.
std::span<const AuthenticationMethod> authentication_methods();
// The bit of that name, 0 for an unknown one.
std::uint16_t method_bit(std::string_view name);

// Graph's userRegistrationDetails.
boost::json::object registration_object(const User& user);

// True when the person can pass multi-factor authentication.
bool has_second_factor(const User& user);

// Reads ["microsoftAuthenticatorPush", …]; nothing when one of them is unknown.
std::optional<std::uint16_t> read_methods(const boost::json::value& names);

}  // namespace cloud
