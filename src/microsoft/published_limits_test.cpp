// Limits as the file beside them has them, and what each address costs.
#include "microsoft/published_limits.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/text.h"

namespace reeve::microsoft {
namespace {

TEST(PublishedLimits, AreThoseOfTheirFile) {
  std::ifstream file(std::string(REEVE_SOURCE_DIR) + "/src/microsoft/throttling-limits.tsv");
  ASSERT_TRUE(file);
  std::string line;
  std::getline(file, line);  // the names of the columns
  std::size_t at = 0;
  for (; std::getline(file, line); ++at) {
    const auto cells = base::split(line, '\t');
    ASSERT_EQ(cells.size(), 5U) << line;
    ASSERT_LT(at, published_limits().size()) << line;
    const Limit& limit = published_limits()[at];
    EXPECT_EQ(cells[0], to_string(limit.service));
    EXPECT_EQ(cells[1], limit.application ? "application" : "tenant");
    EXPECT_EQ(cells[2], std::to_string(limit.most));
    EXPECT_EQ(cells[3], std::to_string(limit.window.count() / 1000));
    EXPECT_FALSE(cells[4].empty()) << "each number has its source";
  }
  EXPECT_EQ(at, published_limits().size());
}

std::string told(std::string_view path) {
  std::string out;
  for (const Cost& cost : costs_of(path))
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", to_string(cost.service), cost.amount);
  return out;
}

TEST(Costs, GoByTheAddress) {
  EXPECT_EQ(told("/v1.0/users?$select=id&$top=999"), "graph 1, directory 1");
  EXPECT_EQ(told("/v1.0/users?$select=id&$expand=manager($select=id)&$top=999"),
            "graph 1, directory 2");
  EXPECT_EQ(told("/v1.0/users"), "graph 1, directory 2");
  EXPECT_EQ(told("/v1.0/users?$top=5"), "graph 1, directory 1");
  EXPECT_EQ(told("/v1.0/subscribedSkus"), "graph 1, directory 3");
  EXPECT_EQ(told("/v1.0/groups/delta?$deltatoken=x"), "graph 1, directory 1");
  EXPECT_EQ(told("/v1.0/users?$select=id,signInActivity&$top=500"),
            "graph 1, directory 1, reports 1, sign_ins 1");
  EXPECT_EQ(told("/v1.0/reports/getMailboxUsageDetail(period='D30')"), "graph 1, usage_reports 1");
  EXPECT_EQ(told("/v1.0/reports/authenticationMethods/userRegistrationDetails?$top=999"),
            "graph 1, reports 1");
  EXPECT_EQ(told("/v1.0/deviceManagement/managedDevices?$top=999"), "graph 1, intune 1");
  EXPECT_EQ(told("/v1.0/users/1/mailboxSettings/userPurpose"), "graph 1, mailboxes 1");
  EXPECT_EQ(told("/v1.0/$batch"), "graph 1");
  EXPECT_EQ(told("/beta/tenantRelationships/delegatedAdminCustomers"), "graph 1");
  EXPECT_EQ(told("nonsense"), "graph 1");
}

}  // namespace
}  // namespace reeve::microsoft
