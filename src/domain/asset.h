// The words every part of the documentation shares: kinds of asset, and who wrote a value.
#pragma once

#include <optional>
#include <string_view>

namespace reeve::domain {

// Names as they stand in the database (asset_kind) and in the API's paths (plural).
inline constexpr std::string_view kOrganization = "organization";
inline constexpr std::string_view kContact = "contact";
inline constexpr std::string_view kFlexibleAsset = "flexible_asset";
inline constexpr std::string_view kConfiguration = "configuration";
inline constexpr std::string_view kLocation = "location";

// Who wrote a field's value.
enum class Source { person, import_, api, microsoft, psa };
std::string_view to_string(Source source);
std::optional<Source> source_from(std::string_view text);

enum class Role { administrator, manager, editor, creator, lite };
std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);

}  // namespace reeve::domain
