// Each tier in the simulated cloud: granted exactly its list, everything it promises is open, and
// nothing above it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "connect/granted.h"
#include "connect/simulated_cloud.h"
#include "connect/tiny_microsoft.h"
#include "domain/tier.h"
#include "microsoft/graph.h"
#include "microsoft/token.h"

namespace reeve::connect {
namespace {

using base::text_member;

// A call of the table as Graph takes it; those that write or that the simulation lacks are left
// out, and the test below counts what is left.
const std::map<std::string_view, std::string> kAddresses{
    {"/organization", "/v1.0/organization"},
    {"/users", "/v1.0/users?$top=5"},
    {"/users/delta", "/v1.0/users/delta?$select=id"},
    {"/subscribedskus", "/v1.0/subscribedSkus"},
    {"/devices", "/v1.0/devices"},
    {"/groups/delta", "/v1.0/groups/delta?$select=id"},
    {"/directoryroles", "/v1.0/directoryRoles"},
    {"/rolemanagement/directory/roleassignments", "/v1.0/roleManagement/directory/roleAssignments"},
    {"/reports/getmailboxusagedetail(period={value})",
     "/v1.0/reports/getMailboxUsageDetail(period='D7')"},
    {"/admin/reportsettings", "/v1.0/admin/reportSettings"},
    {"/users/{id}/mailboxsettings/userpurpose", "/v1.0/users/{}/mailboxSettings/userPurpose"},
    {"/devicemanagement/manageddevices", "/v1.0/deviceManagement/managedDevices"},
    {"/reports/authenticationmethods/userregistrationdetails",
     "/v1.0/reports/authenticationMethods/userRegistrationDetails"},
    {"/domains", "/v1.0/domains"},
};

class TiersInTheCloud : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SimulatedCloud::available())
      GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
    cloud.emplace();
    transport = std::make_unique<http::CurlTransport>(cloud->curl_options());
    const auto facts = cloud->world();
    const auto& partner = base::member(facts, "partner");
    application = text_member(partner, "applicationId");
    secret = base::SecretBytes(std::string_view(text_member(partner, "clientSecret")));
    tenant = text_member(base::member(facts, "customers").as_array().at(0), "tenantId");
  }

  // The application holds in the tenant exactly what the tier lists for itself.
  void grant(const domain::Tier& tier) {
    base::json::array roles;
    for (const auto& need : tier.permissions)
      if (need.application) roles.emplace_back(base::json::string(need.permission));
    cloud->control("PATCH", "tenants/" + tenant + "/consent",
                   base::to_json(base::json::object{{"roles", roles}}));
  }

  microsoft::GraphClient graph() {
    return {*transport, clock, base::system_random(), microsoft::cloud_named(cloud->url()),
            [this](const std::string& at, std::stop_token stop) {
              microsoft::TokenClient client(*transport, clock, base::system_random(),
                                            microsoft::cloud_named(cloud->url()));
              auto answer =
                  client.client_credentials(at, {application, secret}, client.graph_scope(), stop);
              if (!answer.grant)
                throw base::Error(base::ErrorCode::refused, answer.refusal->sentence);
              return std::move(answer.grant->access.value);
            }};
  }

  std::string address(const domain::GraphCall& call) const {
    auto path = kAddresses.at(call.path);
    if (const auto at = path.find("{}"); at != std::string::npos) path.replace(at, 2, user);
    return path;
  }

  std::optional<SimulatedCloud> cloud;
  std::unique_ptr<http::CurlTransport> transport;
  base::SystemClock clock;
  std::string application, tenant, user;
  base::SecretBytes secret;
};

TEST_F(TiersInTheCloud, EachOpensWhatItPromisesAndNothingAbove) {
  const auto names = domain::tier_names();
  const auto rank = [&](std::string_view name) {
    return std::ranges::find(names, name) - names.begin();
  };
  int open = 0, shut = 0;
  for (const auto name : names) {
    if (name == "it_glue") continue;
    grant(domain::tier_for(name, "partner"));
    auto client = graph();
    if (user.empty()) {
      const auto users = client.get(tenant, "/v1.0/users?$top=1&$select=id", {});
      user = text_member(
          base::member(base::parse_json(users.body, "users"), "value").as_array().at(0), "id");
    }
    for (const auto& call : domain::graph_calls()) {
      if (call.method != "GET" || !kAddresses.contains(call.path)) continue;
      const auto answer = client.get(tenant, address(call), {});
      // A missing plan or mailbox is another answer than a missing permission.
      const bool denied =
          answer.code == "not_allowed" && answer.detail.find("premium") == std::string::npos;
      const bool promised = rank(call.tier) <= rank(name);
      EXPECT_EQ(denied, !promised)
          << name << " " << call.path << ": " << answer.status << " " << answer.detail;
      ++(promised ? open : shut);
    }
  }
  EXPECT_EQ(open, 4 + 7 + 10 + 11 + 14);
  EXPECT_EQ(shut, 10 + 7 + 4 + 3);
}

}  // namespace
}  // namespace reeve::connect
