// The table of Microsoft's clouds, and the check that keeps a token on their hosts.
#include "microsoft/cloud.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "http/url.h"

namespace reeve::microsoft {

namespace {

struct KnownCloud {
  std::string_view name, login, graph, partner_center;
};

// As national-clouds.tsv beside this file has them.
constexpr std::array kClouds{
    KnownCloud{"global", "https://login.microsoftonline.com", "https://graph.microsoft.com",
               "https://api.partnercenter.microsoft.com"},
    KnownCloud{"gcc-high", "https://login.microsoftonline.us", "https://graph.microsoft.us",
               "https://api.partnercenter.microsoft.com"},
    KnownCloud{"dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us", ""},
    KnownCloud{"china", "https://login.partner.microsoftonline.cn",
               "https://microsoftgraph.chinacloudapi.cn",
               "https://partner.partnercenterapi.microsoftonline.cn"},
};

// The simulated cloud knows Graph by its global name.
constexpr std::string_view kGlobalGraph = "https://graph.microsoft.com";

Cloud simulated_cloud(std::string_view text) {
  const auto url = http::parse_url(text);
  if (!url || url->target != "/") {
    throw base::Error(
        base::ErrorCode::invalid,
        fmt::format(
            "\"{}\" is no Microsoft cloud. Use one of {}, or the address of a simulated cloud "
            "such as http://127.0.0.1:9443.",
            text, fmt::join(cloud_names(), ", ")));
  }
  if (url->scheme != "https" && !http::is_loopback(*url)) {
    throw base::Error(
        base::ErrorCode::invalid,
        fmt::format(
            "The simulated cloud {} is not on this machine, so it must be reached by https.",
            text));
  }
  const auto origin = http::origin_of(*url);
  return {origin, origin, origin, origin, std::string(kGlobalGraph), true};
}

bool has_origin(std::string_view origin, std::string_view text) {
  const auto url = http::parse_url(text);
  return url && !origin.empty() && http::origin_of(*url) == origin;
}

}  // namespace

Cloud cloud_named(std::string_view name) {
  const auto found = std::ranges::find(kClouds, name, &KnownCloud::name);
  if (found == kClouds.end()) return simulated_cloud(name);
  return {std::string(found->name),           std::string(found->login), std::string(found->graph),
          std::string(found->partner_center), std::string(found->graph), false};
}

std::vector<std::string> cloud_names() {
  std::vector<std::string> names;
  for (const auto& cloud : kClouds) names.emplace_back(cloud.name);
  return names;
}

bool is_graph_url(const Cloud& cloud, std::string_view url) { return has_origin(cloud.graph, url); }

bool is_login_url(const Cloud& cloud, std::string_view url) { return has_origin(cloud.login, url); }

bool is_report_url(const Cloud& cloud, std::string_view text) {
  const auto url = http::parse_url(text);
  if (!url) return false;
  if (cloud.simulated) return http::origin_of(*url) == cloud.graph;
  constexpr std::string_view kHosts[] = {".office.com", ".office365.us", ".office.cn"};
  return url->scheme == "https" && url->port == 443 &&
         std::ranges::any_of(kHosts,
                             [&](std::string_view end) { return url->host.ends_with(end); });
}

bool is_host_of(const Cloud& cloud, std::string_view url) {
  return is_graph_url(cloud, url) || is_login_url(cloud, url) ||
         has_origin(cloud.partner_center, url);
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const auto c = text[i];
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !digit) return false;
  }
  return true;
}

}  // namespace reeve::microsoft
