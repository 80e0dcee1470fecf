// The manual, docs/cloud.md, and --help against the tables of the program: nothing is left out.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "control_help.h"
#include "encoding.h"
#include "faults.h"
#include "options.h"

namespace cloud {
namespace {

std::string manual() {
  std::ifstream file(std::filesystem::path(REEVE_SOURCE_DIR) / "docs/cloud.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string help() {
  std::vector<const char*> words = {"reeve-cloud", "--help"};
  testing::internal::CaptureStdout();
  EXPECT_EQ(read_options(2, words.data()).leave, 0);
  return testing::internal::GetCapturedStdout();
}

// "tenants/{tenantId}/users/{id}" and "application/{redirect|secret}" with {} for what varies.
std::string bare(std::string_view address) {
  return std::regex_replace(std::string(address), std::regex("\\{[^}]*\\}"), "{}");
}

bool names(std::string_view methods, const std::string& method) {
  const auto all = split(methods, ' ');
  return std::find(all.begin(), all.end(), method) != all.end();
}

TEST(Help, HasEveryControlAddressWithItsMethods) {
  const std::string shown = help();
  for (const auto& [method, address] : control_addresses()) {
    const auto rows = control_help();
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(),
                            [&](const ControlHelp& one) {
                              return bare(one.address) == address && names(one.methods, method);
                            }))
        << method << " " << address << " wants a row in control_help.cpp";
  }
  for (const ControlHelp& row : control_help()) {
    EXPECT_NE(shown.find(row.address), std::string::npos) << row.address;
    for (const std::string& method : split(row.methods, ' ')) {
      const auto all = control_addresses();
      EXPECT_NE(std::find(all.begin(), all.end(), std::pair(method, bare(row.address))), all.end())
          << method << " " << row.address << " is in control_help.cpp alone";
    }
  }
}

TEST(Manual, HasEveryControlAddress) {
  const std::string text = std::regex_replace(manual(), std::regex("\\\\\\|"), "|");
  for (const ControlHelp& row : control_help()) {
    // A row of the table may speak of all with an id together with the listing.
    std::string address(row.address);
    if (address.ends_with("/{id}") && text.find(address + "`") == std::string::npos)
      address.resize(address.size() - std::string_view("/{id}").size());
    EXPECT_NE(text.find(address), std::string::npos) << row.address;
    for (const std::string& method : split(row.methods, ' '))
      EXPECT_TRUE(std::regex_search(text, std::regex("`" + method + "[ `]"))) << method;
  }
}

TEST(Manual, HasEveryFaultAndEveryOption) {
  const std::string text = manual();
  const std::string shown = help();
  for (const FaultKind& one : fault_kinds()) {
    EXPECT_NE(text.find("`" + std::string(one.name) + "`"), std::string::npos) << one.name;
    EXPECT_NE(shown.find(" " + std::string(one.name)), std::string::npos) << one.name;
  }
  const std::regex option("\n  +(--[a-z-]+)");
  for (auto found = std::sregex_iterator(shown.begin(), shown.end(), option);
       found != std::sregex_iterator(); ++found)
    EXPECT_NE(text.find("`" + (*found)[1].str()), std::string::npos) << (*found)[1];
  EXPECT_NE(shown.find("--state"), std::string::npos);
}

}  // namespace
}  // namespace cloud
