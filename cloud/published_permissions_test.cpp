// The permissions of the table of routes against Microsoft's published list.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "encoding.h"
#include "graph.h"

namespace cloud {
namespace {

using Names = std::set<std::string>;

// Addresses of the list that nothing of Reeve asks for.
constexpr std::string_view kNotAnswered[] = {"/auditlogs/signins", "/auditlogs/directoryaudits"};

// What the list has and the routes leave out, or the other way round, and why.
struct Exception {
  std::string_view address, permission, because;
};
constexpr Exception kExceptions[] = {
    {"PATCH /users/{}", "User.ManageIdentities.All", "identities cannot be written here"},
    {"PATCH /users/{}", "DeviceManagementApps.ReadWrite.All", "Intune's properties of a user"},
    {"PATCH /users/{}", "DeviceManagementConfiguration.ReadWrite.All", "likewise"},
    {"PATCH /users/{}", "DeviceManagementManagedDevices.ReadWrite.All", "likewise"},
    {"PATCH /users/{}", "DeviceManagementServiceConfig.ReadWrite.All", "likewise"},
    {"PATCH /users/{}", "User.ReadWrite.CrossCloud", "people of other clouds are not simulated"},
    {"PATCH /users/{}", "Directory.AccessAsUser.All", "for passwords (microsoft-cloud.md E.1)"},
    {"GET /organization/{}", "Directory.Read.All",
     "organization-get.md has what /organization has"},
    {"GET /organization/{}", "Directory.ReadWrite.All", "likewise"},
    {"GET /organization/{}", "Organization.Read.All", "likewise"},
    {"GET /organization/{}", "Organization.ReadWrite.All", "likewise"},
    {"GET /organization/{}", "User.Read", "likewise"},
    {"POST /serviceprincipals/{}/approleassignments", "Application.Read.All", "needed besides"},
    {"POST /serviceprincipals/{}/approleassignments", "Application.ReadWrite.All", "likewise"},
    {"POST /serviceprincipals/{}/approleassignments", "Directory.Read.All", "likewise"},
};
// Accounts of software agents, which no tenant of this cloud has: only listings name them.
bool is_of_agents(std::string_view permission) { return permission.starts_with("AgentIdUser."); }

std::string key_of(std::string_view method, std::string_view address) {
  std::string text = std::regex_replace(lower(address), std::regex("\\{[^}]*\\}"), "{}");
  text = std::regex_replace(text, std::regex("\\([^)]*\\)"), "");
  if (text.starts_with("/tenantrelationships/findtenant")) text = "/tenantrelationships/{}";
  return std::string(method) + " " + text;
}

Names names_of(std::string_view least, std::string_view other) {
  Names names;
  for (const std::string_view list : {least, other})
    for (const std::string& one :
         split(std::regex_replace(std::string(list), std::regex(", "), ","), ','))
      names.insert(one);
  return names;
}

Names names_of(std::span<const std::string_view> listed) {
  Names names;
  for (const std::string_view one : listed)
    if (!one.starts_with('(')) names.emplace(one);
  return names;
}

void compare(const std::string& address, const Names& published, const Names& ours) {
  if (published.empty()) return;  // the list has the address without permissions
  Names differ;
  std::set_symmetric_difference(published.begin(), published.end(), ours.begin(), ours.end(),
                                std::inserter(differ, differ.end()));
  for (const std::string& one : differ) {
    const bool excused = std::any_of(
        std::begin(kExceptions), std::end(kExceptions),
        [&](const Exception& row) { return row.address == address && row.permission == one; });
    EXPECT_TRUE(excused || is_of_agents(one))
        << address << ": " << one << (published.contains(one) ? " is not ours" : " is ours alone");
  }
}

// A row of the list as columns, empty ones too.
std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char letter : line)
    if (letter == '\t')
      columns.emplace_back();
    else if (letter != '\r')
      columns.back() += letter;
  columns.resize(6);
  return columns;
}

TEST(PublishedPermissions, AreThoseOfTheRoutes) {
  std::ifstream file(std::string(REEVE_SHARED_DIR) + "/microsoft/endpoint-permissions.tsv");
  if (!file.is_open()) GTEST_SKIP() << "Microsoft's data are not beside the checkout.";
  std::map<std::string, const GraphRoute*> routes;
  for (const GraphRoute& one : graph_routes())
    routes.emplace(key_of(one.method, one.pattern), &one);
  std::string line;
  std::getline(file, line);
  std::size_t rows = 0;
  while (std::getline(file, line)) {
    const auto columns = columns_of(line);
    if (columns[1].empty()) continue;
    const std::string address = key_of(columns[0], columns[1]);
    const auto found = routes.find(address);
    if (found == routes.end()) {
      const std::string_view bare = std::string_view(address).substr(address.find(' ') + 1);
      EXPECT_NE(std::find(std::begin(kNotAnswered), std::end(kNotAnswered), bare),
                std::end(kNotAnswered))
          << address << " is not answered";
      continue;
    }
    compare(address, names_of(columns[2], columns[3]), names_of(found->second->delegated));
    compare(address, names_of(columns[4], columns[5]), names_of(found->second->application));
    ++rows;
  }
  EXPECT_GT(rows, 40U);
}

}  // namespace
}  // namespace cloud
