// The control API as the command line tells it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cloud {

struct ControlHelp {
  std::string_view methods;  // "GET POST"
  std::string_view address;  // "tenants/{tenantId}/users"
  std::string_view does;
};
std::span<const ControlHelp> control_help();

// What --help says of /_control, of faults, and of adding an endpoint.
std::string control_help_text();

// Every method and address that /_control answers, with {} for what varies: for the test that
// nothing is left out.
std::vector<std::pair<std::string, std::string>> control_addresses();

}  // namespace cloud
