// What Microsoft accepts as a password, and passwords that it makes itself.
#pragma once

#include <string>
#include <string_view>

#include "world.h"

namespace cloud {

// `strong` is false for people whose passwordPolicies hold DisableStrongPassword: then any classes
// of characters suffice.
bool is_acceptable_password(std::string_view password, bool strong);
bool wants_strong_password(const User& user);

// Eight characters as "Cuyo5459" (v1-resetpassword-generated-202.http); never the same twice.
std::string fresh_password();

}  // namespace cloud
