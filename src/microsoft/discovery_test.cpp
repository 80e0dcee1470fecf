// What a partner tenant's lists say together, also when one of them is refused.
#include "microsoft/discovery.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "http/scripted_transport.h"

namespace reeve::microsoft {
namespace {

const std::string kPartner = "00000000-0000-0000-0000-000000000001";
std::string tenant(int number) {
  return fmt::format("00000000-0000-0000-0000-0000000000{:02}", number);
}

class DiscoveryTest : public ::testing::Test {
 protected:
  DiscoveryTest() {
    bodies["delegatedAdminRelationships"] = {
        200, relationship("active", 11, "Alpha", "Reeve-Alpha") + "," +
                 relationship("expired", 12, "Beta", "Reeve-Beta") + "," +
                 relationship("active", 13, "Gamma", "MLT_Gamma") + "," +
                 relationship("active", 14, "Delta", "Reeve-Delta")};
    bodies["delegatedAdminCustomers"] = {
        200, customer(11, "Alpha") + "," + customer(12, "Beta") + "," + customer(14, "Delta")};
    bodies["contracts"] = {200, contract(14, "Delta old", "delta.example") + "," +
                                    contract(15, "Epsilon", "epsilon.example")};
    bodies["organization"] = {
        200,
        fmt::format(
            R"({{"id":"{}","displayName":"Our MSP","verifiedDomains":[{{"name":"msp.onmicrosoft.com","isDefault":false}},{{"name":"msp.example","isDefault":true}}]}})",
            kPartner)};
  }
  static std::string relationship(std::string_view status, int number, std::string_view name,
                                  std::string_view title) {
    return fmt::format(
        R"({{"id":"r{2}","displayName":"{0}","status":"{1}","endDateTime":"2027-01-{2}T00:00:00Z","autoExtendDuration":"{4}","customer":{{"tenantId":"{3}","displayName":"{5}"}}}})",
        title, status, number, tenant(number), number == 14 ? "P180D" : "PT0S", name);
  }
  static std::string customer(int number, std::string_view name) {
    return fmt::format(R"({{"id":"{0}","tenantId":"{0}","displayName":"{1}"}})", tenant(number),
                       name);
  }
  static std::string contract(int number, std::string_view name, std::string_view domain) {
    return fmt::format(
        R"({{"customerId":"{}","displayName":"{}","defaultDomainName":"{}","contractType":"ResellerPartner"}})",
        tenant(number), name, domain);
  }
  http::Response answer(const http::Request& request) {
    for (const auto& [name, body] : bodies) {
      if (request.url.find("/" + name) == std::string::npos) continue;
      return http::json_answer(body.first, body.first == 200
                                               ? fmt::format(R"({{"value":[{}]}})", body.second)
                                               : body.second);
    }
    return http::json_answer(404, "{}");
  }
  static const FoundCustomer* find(const Discovery& discovery, const std::string& id) {
    for (const auto& one : discovery.found) {
      if (one.tenant_id == id) return &one;
    }
    return nullptr;
  }

  std::map<std::string, std::pair<int, std::string>> bodies;
  http::ScriptedTransport transport{
      [this](const http::Request& request) { return answer(request); }};
  base::ManualClock clock{base::from_ms(1'795'412'486'000)};
  GraphClient graph{
      transport, clock, base::seeded_random(5), cloud_named("global"),
      [](const std::string&, std::stop_token) { return base::SecretBytes(std::string_view("t")); }};
};

using Ways = std::vector<std::string>;

TEST_F(DiscoveryTest, SaysHowARelationshipEnded) {
  const auto found = discover_partner(graph, kPartner, {});
  const auto* beta = find(found, tenant(12));
  ASSERT_NE(beta, nullptr);
  EXPECT_EQ(beta->ended, "expired");
  EXPECT_EQ(beta->ended_at, base::parse_rfc3339("2027-01-12T00:00:00Z"));
  EXPECT_TRUE(beta->ways.empty());
  EXPECT_TRUE(find(found, tenant(11))->ended.empty());
  bodies["delegatedAdminRelationships"].second +=
      "," + relationship("terminated", 16, "Zeta", "Reeve-Zeta");
  EXPECT_EQ(find(discover_partner(graph, kPartner, {}), tenant(16))->ended, "terminated");
}

TEST_F(DiscoveryTest, PartnerCenterAddsNamesAndNoWayIn) {
  PartnerCustomers customers;
  customers.complete = true;
  customers.found = {{tenant(11), "Alpha of Partner Center", "alpha.onmicrosoft.com"},
                     {tenant(17), "Eta", "eta.onmicrosoft.com"}};
  const auto found =
      discover_partner(graph, kPartner, {}, [&] { return std::optional(customers); });
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(find(found, tenant(11))->name, "Alpha");
  EXPECT_EQ(find(found, tenant(11))->default_domain, "alpha.onmicrosoft.com");
  const auto* eta = find(found, tenant(17));
  ASSERT_NE(eta, nullptr);
  EXPECT_TRUE(eta->in_partner_center);
  EXPECT_TRUE(eta->ways.empty());
  EXPECT_EQ(eta->name, "Eta");
}

TEST_F(DiscoveryTest, SaysWhichRelationshipsEnd) {
  const auto found = discover_partner(graph, kPartner, {});
  ASSERT_TRUE(found.endings);
  ASSERT_EQ(found.endings->size(), 1U)
      << "neither ended ones, nor Microsoft's, nor what extends itself";
  EXPECT_EQ(found.endings->at(0).id, "r11");
  EXPECT_EQ(found.endings->at(0).name, "Reeve-Alpha with Alpha");
  EXPECT_EQ(base::to_rfc3339(found.endings->at(0).ends_at).substr(0, 10), "2027-01-11");
  bodies["delegatedAdminRelationships"] = {403, "{}"};
  EXPECT_FALSE(discover_partner(graph, kPartner, {}).endings) << "unknown is not none";
}

TEST_F(DiscoveryTest, MergesByTenant) {
  const auto discovery = discover_partner(graph, kPartner, {});
  EXPECT_TRUE(discovery.complete);
  EXPECT_TRUE(discovery.sentence.empty());
  ASSERT_EQ(discovery.found.size(), 5U) << "one of them is over";
  EXPECT_EQ(find(discovery, tenant(11))->ways, Ways{"gdap"});
  EXPECT_EQ(find(discovery, tenant(14))->ways, (Ways{"gdap", "dap"}));
  EXPECT_EQ(find(discovery, tenant(14))->name, "Delta");
  EXPECT_EQ(find(discovery, tenant(14))->default_domain, "delta.example");
  EXPECT_EQ(find(discovery, tenant(15))->ways, Ways{"dap"});
  EXPECT_EQ(find(discovery, tenant(15))->name, "Epsilon");
  const auto* own = find(discovery, kPartner);
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own->ways, Ways{"own"});
  EXPECT_EQ(own->name, "Our MSP");
  EXPECT_EQ(own->default_domain, "msp.example");
}

TEST_F(DiscoveryTest, EndedAndMicrosoftLedRelationshipsOpenNoWay) {
  const auto discovery = discover_partner(graph, kPartner, {});
  EXPECT_TRUE(find(discovery, tenant(12))->ways.empty());
  EXPECT_EQ(find(discovery, tenant(13)), nullptr);
}

TEST_F(DiscoveryTest, ARefusedListLeavesTheOthersAndIsNamed) {
  bodies["contracts"] = {403, R"({"error":{"code":"Authorization_RequestDenied"}})"};
  const auto discovery = discover_partner(graph, kPartner, {});
  EXPECT_FALSE(discovery.complete);
  EXPECT_EQ(discovery.reason, "not_allowed");
  EXPECT_NE(discovery.sentence.find("contracts"), std::string::npos) << discovery.sentence;
  EXPECT_NE(discovery.remedy.find("Directory.Read.All"), std::string::npos);
  EXPECT_EQ(discovery.found.size(), 4U);
  EXPECT_EQ(discovery.sources.size(), 4U);
}

TEST_F(DiscoveryTest, WithoutRelationshipsTheCustomersAreTaken) {
  bodies["delegatedAdminRelationships"] = {403,
                                           R"({"error":{"code":"Authorization_RequestDenied"}})"};
  const auto discovery = discover_partner(graph, kPartner, {});
  EXPECT_FALSE(discovery.complete);
  EXPECT_EQ(find(discovery, tenant(12))->ways, Ways{"gdap"});
}

TEST_F(DiscoveryTest, ASingleTenant) {
  const auto discovery = discover_direct(graph, kPartner, {});
  EXPECT_TRUE(discovery.complete);
  ASSERT_EQ(discovery.found.size(), 1U);
  EXPECT_EQ(discovery.found[0].ways, Ways{"direct"});
  EXPECT_EQ(discovery.found[0].name, "Our MSP");
}

TEST_F(DiscoveryTest, IdsThatAreNoneAreLeftOut) {
  bodies["contracts"] = {200,
                         R"({"customerId":"../../etc","displayName":"x"},{"displayName":"y"})"};
  const auto discovery = discover_partner(graph, kPartner, {});
  EXPECT_TRUE(discovery.complete);
  EXPECT_EQ(discovery.found.size(), 4U);
}

}  // namespace
}  // namespace reeve::microsoft
