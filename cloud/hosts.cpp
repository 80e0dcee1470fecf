// Tells services apart by the Host header, where it is one of Microsoft's.
#include "hosts.h"

#include "encoding.h"

namespace cloud {
namespace {

constexpr CloudHosts kClouds[] = {
    {"login.microsoftonline.com", "graph.microsoft.com", "api.partnercenter.microsoft.com",
     "microsoftonline.com", "login.windows.net"},
    {"login.microsoftonline.us", "graph.microsoft.us", "api.partnercenter.microsoft.com",
     "microsoftonline.us", "login.usgovcloudapi.net"},
    {"login.microsoftonline.us", "dod-graph.microsoft.us", "api.partnercenter.microsoft.com",
     "microsoftonline.us", "login.usgovcloudapi.net"},
    {"login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn",
     "partner.partnercenterapi.microsoftonline.cn", "partner.microsoftonline.cn",
     "login.chinacloudapi.cn"},
};
// Further names of the global login host: identity-recorded-instance-discovery.json.
constexpr std::string_view kLoginAliases[] = {"login.windows.net", "login.microsoft.com",
                                              "sts.windows.net"};
// Kaseya BMS and Vorex, API v2: psa-and-password-rotation.md 1 (help.bms.kaseya.com).
constexpr std::string_view kBmsHosts[] = {"api.bms.kaseya.com", "api.bmsemea.kaseya.com",
                                          "api.bmsapac.kaseya.com", "api.vorexlogin.com",
                                          "api.vorexlogin.kaseya.com"};
constexpr std::string_view kReportHost = "reports.office.com";
constexpr std::string_view kAdminPortals[] = {"admin.microsoft.com", "admin.cloud.microsoft"};

std::string host_of(const Request& request) {
  const std::string_view host = request.header("Host");
  return lower(host.substr(0, host.find(':')));
}

Origins named(Service service, const CloudHosts& hosts, std::string_view login) {
  Origins result;
  result.service = service;
  result.login = "https://" + std::string(login);
  result.graph = "https://" + std::string(hosts.graph);
  result.partner_center = "https://" + std::string(hosts.partner_center);
  // The report host of the national clouds is published nowhere.
  result.reports = "https://" + std::string(kReportHost);
  result.graph_host = hosts.graph;
  result.instance_name = hosts.instance_name;
  return result;
}

}  // namespace

Origins origins_of(const Request& request) {
  const std::string host = host_of(request);
  for (const CloudHosts& one : kClouds) {
    if (host == one.login || host == one.login_alias) return named(Service::identity, one, host);
    if (host == one.graph) return named(Service::graph, one, one.login);
    if (host == one.partner_center) return named(Service::partner_center, one, one.login);
  }
  for (std::string_view alias : kLoginAliases)
    if (host == alias) return named(Service::identity, kClouds[0], host);
  if (host == kReportHost) return named(Service::reports, kClouds[0], kClouds[0].login);
  for (std::string_view portal : kAdminPortals)
    if (host == portal) return named(Service::admin_portal, kClouds[0], kClouds[0].login);
  Origins result;
  for (std::string_view one : kBmsHosts)
    if (host == one) result.service = Service::bms;
  result.login = result.graph = result.partner_center = result.reports = request.origin();
  result.graph_host = std::string(request.header("Host"));
  return result;
}

bool is_graph_address(std::string_view address) {
  for (const CloudHosts& one : kClouds)
    if (same_text(address, "https://" + std::string(one.graph))) return true;
  return false;
}

bool is_partner_center_address(std::string_view address) {
  for (const CloudHosts& one : kClouds)
    if (same_text(address, "https://" + std::string(one.partner_center))) return true;
  return false;
}

bool is_global(const Origins& origins) {
  return !is_graph_address(origins.graph) ||
         same_text(origins.graph, "https://" + std::string(kClouds[0].graph));
}

}  // namespace cloud
