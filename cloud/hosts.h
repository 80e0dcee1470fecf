// The hosts of Microsoft's clouds: which host is which service, and how answers name their
// siblings. Source: national-clouds.tsv (learn.microsoft.com/graph/deployments and the 2025
// identity pages).
#pragma once

#include <string>
#include <string_view>

#include "message.h"

namespace cloud {

enum class Service { by_path, identity, graph, partner_center, reports, admin_portal, bms };

struct CloudHosts {
  std::string_view login, graph, partner_center, instance_name, login_alias;
};

// How the addresses of one answer begin. Asked under one of Microsoft's hosts, they are that
// cloud's hosts over https; asked under any other name, all are the origin that was asked.
struct Origins {
  Service service = Service::by_path;
  std::string login, graph, partner_center, reports;
  std::string graph_host;  // without the scheme
  std::string instance_name = "microsoftonline.com";
};

Origins origins_of(const Request& request);

// True for Graph's address in any of Microsoft's clouds ("https://graph.microsoft.us").
bool is_graph_address(std::string_view address);
bool is_partner_center_address(std::string_view address);
// False for Graph's address in a national cloud, where some services do not exist.
bool is_global(const Origins& origins);

}  // namespace cloud
