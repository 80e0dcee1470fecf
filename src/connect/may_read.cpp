// Looks for a reading permission in a token's roles.
#include "connect/may_read.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "microsoft/jwt.h"

namespace reeve::connect {

namespace {

// The application permissions with which users can be read (reference/microsoft-cloud.md C.1).
constexpr std::array<std::string_view, 4> kReadingRoles{
    "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"};

}  // namespace

bool may_read(const microsoft::AccessToken& token) {
  const auto jwt = microsoft::read_jwt(token.value.text());
  if (!jwt) return true;
  const auto& roles = base::member(jwt->claims, "roles");
  if (!roles.is_array()) return false;
  return std::ranges::any_of(roles.as_array(), [](const base::json::value& role) {
    return role.is_string() &&
           std::ranges::find(kReadingRoles, std::string_view(role.as_string())) !=
               kReadingRoles.end();
  });
}

}  // namespace reeve::connect
