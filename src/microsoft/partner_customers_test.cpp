// Partner Center's pages: followed by their own links, never away from it, and never without end.
#include "microsoft/partner_customers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "http/scripted_transport.h"

namespace reeve::microsoft {
namespace {

std::string tenant(int number) {
  return fmt::format("00000000-0000-0000-0000-0000000000{:02}", number);
}

std::string customer(int number) {
  return fmt::format(
      R"({{"id":"{0}","companyProfile":{{"tenantId":"{0}","domain":"c{1}.example","companyName":"Customer {1}"}}}})",
      tenant(number), number);
}

std::string page(int number, const std::string& next) {
  const auto link =
      next.empty()
          ? std::string()
          : fmt::format(
                R"(,"next":{{"uri":"{}","headers":[{{"key":"MS-ContinuationToken","value":"t{}"}}]}})",
                next, number);
  return fmt::format(R"({{"items":[{}],"links":{{"self":{{}}{}}}}})", customer(number), link);
}

class PartnerCustomersTest : public ::testing::Test {
 protected:
  PartnerCustomers list() {
    return list_partner_customers(transport, clock, base::seeded_random(3), cloud_named("global"),
                                  base::SecretBytes(std::string_view("t")), {});
  }
  std::vector<std::string> answers;
  std::vector<http::Request> asked;
  int status = 200;
  http::ScriptedTransport transport{[this](const http::Request& request) {
    asked.push_back(request);
    const auto at = std::min(asked.size() - 1, answers.size() - 1);
    return http::json_answer(status, answers.at(at));
  }};
  base::ManualClock clock{base::from_ms(1'795'412'486'000)};
};

TEST_F(PartnerCustomersTest, FollowsThePagesByTheirLinks) {
  answers = {page(1, "/customers?size=500&seekToken=a"), page(2, "")};
  const auto found = list();
  EXPECT_TRUE(found.complete);
  ASSERT_EQ(found.found.size(), 2U);
  EXPECT_EQ(found.found[0].tenant_id, tenant(1));
  EXPECT_EQ(found.found[1].name, "Customer 2");
  EXPECT_EQ(found.found[1].domain, "c2.example");
  EXPECT_EQ(asked[1].url,
            "https://api.partnercenter.microsoft.com/v1/customers?size=500&seekToken=a");
  EXPECT_EQ(asked[1].headers.front().second, "t1");
}

TEST_F(PartnerCustomersTest, ALinkElsewhereIsNotFollowed) {
  answers = {page(1, "https://evil.example/customers")};
  EXPECT_TRUE(list().complete);
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(PartnerCustomersTest, ACircleEnds) {
  answers = {page(1, "/customers?size=500&seekToken=a")};
  EXPECT_FALSE(list().complete);
  EXPECT_EQ(asked.size(), 2U);
}

TEST_F(PartnerCustomersTest, ARefusalIsToldAndNoError) {
  answers = {"{}"};
  status = 401;
  const auto found = list();
  EXPECT_FALSE(found.complete);
  EXPECT_NE(found.detail.find("401"), std::string::npos);
}

}  // namespace
}  // namespace reeve::microsoft
