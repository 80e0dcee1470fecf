// Graph's userRegistrationDetails from the methods that a person has.
// Sources: the CSDL of Graph v1.0 (August 2026), userregistrationdetails.md and its examples; names
// of methods: those pages and learn.microsoft.com/graph/api/resources/userregistrationdetails.
#include "registration.h"

#include <algorithm>
#include <iterator>

#include "clock.h"
#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr AuthenticationMethod kMethods[] = {
    {"passKeyDeviceBound", "", true, true, false},
    {"fido2", "", true, true, false},
    {"windowsHelloForBusiness", "", true, true, false},
    {"microsoftAuthenticatorPasswordless", "", true, true, false},
    {"microsoftAuthenticatorPush", "push", true, false, true},
    {"softwareOneTimePasscode", "oath", true, false, true},
    {"hardwareOneTimePasscode", "oath", true, false, true},
    {"mobilePhone", "sms", true, false, true},
    {"alternateMobilePhone", "voiceAlternateMobile", true, false, true},
    {"officePhone", "voiceOffice", true, false, true},
    {"email", "", false, false, true},
    {"securityQuestion", "", false, false, true},
};

bool holds(const User& user, std::size_t at) { return (user.methods & (1U << at)) != 0; }

bool has_any(const User& user, bool AuthenticationMethod::*kind) {
  for (std::size_t at = 0; at < std::size(kMethods); ++at)
    if (holds(user, at) && kMethods[at].*kind) return true;
  return false;
}

json::array names_of(const User& user) {
  json::array names;
  for (std::size_t at = 0; at < std::size(kMethods); ++at)
    if (holds(user, at)) names.emplace_back(kMethods[at].name);
  return names;
}

std::string_view preferred(const User& user) {
  for (std::size_t at = 0; at < std::size(kMethods); ++at)
    if (holds(user, at) && !kMethods[at].second.empty()) return kMethods[at].second;
  return {};
}

}  // namespace

std::span<const AuthenticationMethod> authentication_methods() { return kMethods; }

std::uint16_t method_bit(std::string_view name) {
  for (std::size_t at = 0; at < std::size(kMethods); ++at)
    if (same_text(kMethods[at].name, name)) return static_cast<std::uint16_t>(1U << at);
  return 0;
}

bool has_second_factor(const User& user) { return has_any(user, &AuthenticationMethod::strong); }

// Microsoft's page shows an empty userPreferredMethodForSecondaryAuthentication where nothing is
// registered; the enumeration of the CSDL has no such member, so it is "none" here.
json::object registration_object(const User& user) {
  const bool guest = user.user_type == "Guest";
  const bool strong = has_second_factor(user);
  const bool resets = has_any(user, &AuthenticationMethod::resets_password);
  const std::string_view second = preferred(user);
  return {{"id", user.id},
          {"userPrincipalName", user.user_principal_name},
          {"userDisplayName", user.display_name},
          {"userType", guest ? "guest" : "member"},
          {"isAdmin", !user.directory_roles.empty()},
          {"isSsprRegistered", resets},
          {"isSsprEnabled", !guest},
          {"isSsprCapable", resets && !guest},
          {"isMfaRegistered", strong},
          {"isMfaCapable", strong},
          {"isPasswordlessCapable", has_any(user, &AuthenticationMethod::passwordless)},
          {"methodsRegistered", names_of(user)},
          {"isSystemPreferredAuthenticationMethodEnabled", true},
          {"systemPreferredAuthenticationMethods",
           second.empty() ? json::array() : json::array{json::value(second)}},
          {"userPreferredMethodForSecondaryAuthentication", second.empty() ? "none" : second},
          {"lastUpdatedDateTime",
           iso_time(user.methods_changed > 0 ? user.methods_changed : user.created)}};
}

std::optional<std::uint16_t> read_methods(const json::value& names) {
  if (!names.is_array()) return std::nullopt;
  unsigned methods = 0;
  for (const json::value& one : names.as_array()) {
    const std::uint16_t bit =
        one.is_string() ? method_bit(std::string_view(one.as_string())) : std::uint16_t{0};
    if (bit == 0) return std::nullopt;
    methods |= bit;
  }
  return static_cast<std::uint16_t>(methods);
}

}  // namespace cloud
