// The templates of links into Microsoft's admin centers, their check, and their filling in.
#include "domain/manage_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace reeve::domain {
namespace {

// clang-format off
// The user list in the tenant portal is where IT Glue's own "Manage" leads.
constexpr ManageChoice kTenant[] = {
    {"User list in the tenant portal", "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={tenant_id}&CSDEST=o365admincenter/Adminportal/Home#/users"},
    {"Microsoft 365 admin center, as partner", "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={tenant_id}&CSDEST=o365admincenter"},
    {"Microsoft 365 admin center (2026)", "https://admin.cloud.microsoft/?delegatedOrg={domain}"},
    {"Exchange admin center", "https://admin.cloud.microsoft/exchange?delegatedOrg={domain}"},
    {"Partner Center", "https://partner.microsoft.com/dashboard/v2/customers/{tenant_id}/servicemanagementpage"},
    {"Azure portal", "https://portal.azure.com/{domain}"},
    {"Defender", "https://security.microsoft.com/?tid={tenant_id}"},
};
constexpr ManageChoice kUser[] = {
    {"The user, in the tenant portal's user list", "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={tenant_id}&CSDEST=o365admincenter/Adminportal/Home#/users/:/UserDetails/{user_id}"},
    {"User list in the tenant portal", "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID={tenant_id}&CSDEST=o365admincenter/Adminportal/Home#/users"},
    {"The user in Entra", "https://entra.microsoft.com/{domain}/#blade/Microsoft_AAD_IAM/UserDetailsMenuBlade/Profile/userId/{user_id}"},
    {"The user in Teams", "https://admin.teams.microsoft.com/users/{user_id}/account?delegatedOrg={domain}"},
};
constexpr ManageChoice kDevice[] = {
    {"The device in Intune", "https://intune.microsoft.com/{domain}/#blade/Microsoft_Intune_Devices/DeviceSettingsBlade/overview/mdmDeviceId/{device_id}"},
};
constexpr ManageChoice kSingleTenant[] = {
    {"User list in the admin center", "https://admin.microsoft.com/Adminportal/Home#/users"},
    {"Azure portal", "https://portal.azure.com/{domain}"},
};
constexpr ManageChoice kSingleUser[] = {
    {"The user, in the admin center's user list", "https://admin.microsoft.com/Adminportal/Home#/users/:/UserDetails/{user_id}"},
    {"The user in Entra", "https://entra.microsoft.com/{domain}/#blade/Microsoft_AAD_IAM/UserDetailsMenuBlade/Profile/userId/{user_id}"},
};
// National clouds: only the Azure portal's host is known (national-clouds.tsv).
constexpr ManageChoice kTenantUs[] = {{"Azure portal", "https://portal.azure.us/{domain}"}};
constexpr ManageChoice kUserUs[] = {{"The user in the Azure portal", "https://portal.azure.us/{domain}/#blade/Microsoft_AAD_IAM/UserDetailsMenuBlade/Profile/userId/{user_id}"}};
constexpr ManageChoice kDeviceUs[] = {{"The device in the Azure portal", "https://portal.azure.us/{domain}/#blade/Microsoft_Intune_Devices/DeviceSettingsBlade/overview/mdmDeviceId/{device_id}"}};
constexpr ManageChoice kTenantChina[] = {{"Azure portal", "https://portal.azure.cn/{domain}"}};
constexpr ManageChoice kUserChina[] = {{"The user in the Azure portal", "https://portal.azure.cn/{domain}/#blade/Microsoft_AAD_IAM/UserDetailsMenuBlade/Profile/userId/{user_id}"}};
constexpr ManageChoice kDeviceChina[] = {{"The device in the Azure portal", "https://portal.azure.cn/{domain}/#blade/Microsoft_Intune_Devices/DeviceSettingsBlade/overview/mdmDeviceId/{device_id}"}};
// clang-format on

constexpr std::string_view kTenantVariables[] = {"{tenant_id}", "{domain}"};
constexpr std::string_view kUserVariables[] = {"{tenant_id}", "{domain}", "{user_id}",
                                               "{user_name}"};
constexpr std::string_view kDeviceVariables[] = {"{tenant_id}", "{domain}", "{device_id}"};

struct KnownHost {
  std::string_view cloud, host;  // a host that starts with '.' stands for all below it
};
// Hosts on which everybody can put pages of his own (azurewebsites.net, cloudapp.azure.com,
// sharepoint.com …) are left out on purpose.
constexpr KnownHost kHosts[] = {
    {"global", ".microsoft.com"},
    {"global", ".cloud.microsoft"},
    {"global", "portal.azure.com"},
    {"global", ".portal.azure.com"},
    {"global", "portal.office.com"},
    {"global", "admin.exchange.microsoft.com"},
    {"global", ".protection.office.com"},
    {"global", "businesscentral.dynamics.com"},
    {"gcc-high", "portal.azure.us"},
    {"gcc-high", ".portal.azure.us"},
    {"gcc-high", ".microsoft.us"},
    {"gcc-high", ".office365.us"},
    {"dod", "portal.azure.us"},
    {"dod", ".portal.azure.us"},
    {"dod", ".microsoft.us"},
    {"dod", ".office365.us"},
    {"dod", ".apps.mil"},
    {"china", "portal.azure.cn"},
    {"china", ".portal.azure.cn"},
    {"china", ".partner.microsoftonline.cn"},
    {"china", ".microsoftonline.cn"},
};

bool is_host_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// The host of "https://host/…"; empty for everything that browsers could read differently.
std::string_view host_of(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return {};
  url.remove_prefix(kScheme.size());
  const auto end = std::min(url.find_first_of("/?#"), url.size());
  const auto host = url.substr(0, end);
  const bool clean = !host.empty() && host.find('.') != std::string_view::npos &&
                     host.front() != '.' && host.back() != '.' &&
                     std::ranges::all_of(host, is_host_letter);
  return clean ? host : std::string_view();
}

bool is_microsoft_host(std::string_view host, std::string_view cloud) {
  return std::ranges::any_of(kHosts, [&](const KnownHost& known) {
    if (known.cloud != cloud) return false;
    return known.host.starts_with('.') ? host.ends_with(known.host) : host == known.host;
  });
}

// Letters that may stand in an address as they are; braces only around variables.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\"'<>\\^`|").find(c) == std::string_view::npos;
  });
}

// The first "{…}" from `from` on; nothing when there is none. A brace without its partner is
// returned alone.
std::optional<std::string_view> next_variable(std::string_view text, std::size_t from) {
  const auto open = text.find_first_of("{}", from);
  if (open == std::string_view::npos) return std::nullopt;
  const auto close = text.find('}', open);
  if (text[open] == '}' || close == std::string_view::npos) return text.substr(open, 1);
  return text.substr(open, close - open + 1);
}

std::optional<std::string> value_of(std::string_view variable, const ManageValues& values) {
  if (variable == "{tenant_id}") return values.tenant_id;
  if (variable == "{domain}") return values.domain.value_or(values.tenant_id);
  if (variable == "{user_id}") return values.user_id;
  if (variable == "{user_name}") return values.user_name;
  if (variable == "{device_id}") return values.device_id;
  return std::nullopt;
}

std::span<const ManageChoice> national(std::string_view subject, bool china) {
  if (subject == "device") return china ? kDeviceChina : kDeviceUs;
  if (subject == "user" || subject == "single_user") return china ? kUserChina : kUserUs;
  return china ? kTenantChina : kTenantUs;
}

}  // namespace

std::string_view manage_cloud(std::string_view cloud) {
  const auto found = std::ranges::find(kManageClouds, cloud);
  return found == std::end(kManageClouds) ? kManageClouds[0] : *found;
}

std::span<const ManageChoice> manage_choices(std::string_view subject, std::string_view cloud) {
  const auto known = manage_cloud(cloud);
  if (known != "global") return national(subject, known == "china");
  if (subject == "device") return kDevice;
  if (subject == "user") return kUser;
  if (subject == "single_user") return kSingleUser;
  return subject == "single_tenant" ? std::span<const ManageChoice>(kSingleTenant) : kTenant;
}

std::span<const std::string_view> manage_variables(std::string_view subject) {
  if (subject == "device") return kDeviceVariables;
  if (subject == "user" || subject == "single_user") return kUserVariables;
  return kTenantVariables;
}

std::optional<std::string> why_not_template(std::string_view text, std::string_view subject,
                                            std::string_view cloud, bool other_hosts) {
  if (text.empty() || text.size() > kMaxManageTemplate)
    return fmt::format("A link needs an address of at most {} letters.", kMaxManageTemplate);
  const auto host = host_of(text);
  if (host.empty())
    return "The address must begin with https:// and the name of a host, without a user name or a "
           "port.";
  if (!is_plain(text))
    return "The address holds a blank, a quote or another letter that does not belong into one. "
           "Write it percent-encoded.";
  if (!other_hosts && !is_microsoft_host(host, manage_cloud(cloud)))
    return fmt::format(
        "{} is not an admin center of Microsoft's in this cloud. Correct the "
        "address, or let links lead to other hosts.",
        host);
  const auto known = manage_variables(subject);
  for (std::size_t from = 0;;) {
    const auto variable = next_variable(text, from);
    if (!variable) return std::nullopt;
    if (std::ranges::find(known, *variable) == known.end())
      return fmt::format("\"{}\" is not known here. Use {}.", *variable, fmt::join(known, ", "));
    from = static_cast<std::size_t>(variable->data() - text.data()) + variable->size();
  }
}

std::optional<std::string> manage_url(std::string_view text, const ManageValues& values) {
  std::string out;
  std::size_t from = 0;
  while (const auto variable = next_variable(text, from)) {
    const auto at = static_cast<std::size_t>(variable->data() - text.data());
    const auto value = value_of(*variable, values);
    if (!value || value->empty()) return std::nullopt;
    out += text.substr(from, at - from);
    out += base::percent_encode(*value);
    from = at + variable->size();
  }
  out += text.substr(from);
  return out;
}

bool is_microsoft_address(std::string_view url, std::string_view cloud) {
  const auto host = host_of(url);
  return url.size() <= kMaxManageTemplate && is_plain(url) && !host.empty() &&
         is_microsoft_host(host, manage_cloud(cloud));
}

}  // namespace reeve::domain
