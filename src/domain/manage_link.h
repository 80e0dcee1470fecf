// "Manage": the address of a tenant, user or device in Microsoft's admin centers, from templates
// that an administrator may edit.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::domain {

inline constexpr std::size_t kMaxManageTemplate = 1'000;

// tenant and user are those of customers reached by GDAP or DAP; single_tenant and single_user
// those that one signs in to directly (also the MSP's own); device is the same for both.
inline constexpr std::string_view kManageSubjects[] = {"tenant", "user", "device", "single_tenant",
                                                       "single_user"};
inline constexpr std::string_view kManageClouds[] = {"global", "gcc-high", "dod", "china"};

// The cloud whose admin centers serve `cloud`: itself, or global for a simulated one.
std::string_view manage_cloud(std::string_view cloud);

struct ManageChoice {
  std::string_view title, text;
};
// Ready-made templates, the default first (reference/microsoft-cloud.md F.1; Microsoft documents
// none of them, so all can be edited).
std::span<const ManageChoice> manage_choices(std::string_view subject, std::string_view cloud);
inline std::string_view default_template(std::string_view subject, std::string_view cloud) {
  return manage_choices(subject, cloud).front().text;
}

// "{tenant_id}" and so on, as a template of this subject may hold them.
std::span<const std::string_view> manage_variables(std::string_view subject);

// Why it may not be kept, as a sentence; nothing when it may. `other_hosts`: an administrator lets
// links lead to hosts that are not Microsoft's.
std::optional<std::string> why_not_template(std::string_view text, std::string_view subject,
                                            std::string_view cloud, bool other_hosts);

struct ManageValues {
  std::string tenant_id;
  std::optional<std::string> domain;  // the tenant id stands in where it is unknown
  std::string user_id, user_name, device_id;
};
// Percent-encoded values in place of their variables; nothing where one of them is not known.
std::optional<std::string> manage_url(std::string_view text, const ManageValues& values);

// https, and a host of Microsoft's in that cloud: what a link from Microsoft's own answer must be.
bool is_microsoft_address(std::string_view url, std::string_view cloud);

}  // namespace reeve::domain
