// Microsoft's published budgets: costs, windows on the cloud's clock, 429 and its headers.
#include "budgets.h"

#include <gtest/gtest.h>

#include "test_cloud.h"

namespace cloud {
namespace {

OData asked(const std::string& query) {
  Request request;
  request.query = query;
  return read_odata(request);
}

TEST(ResourceUnits, FollowThePublishedTable) {
  EXPECT_EQ(resource_units("GET", "/users", asked("")), 2);
  EXPECT_EQ(resource_units("GET", "/users", asked("$select=id")), 1);
  EXPECT_EQ(resource_units("GET", "/users", asked("$select=id&$top=5")), 1) << "never below 1";
  EXPECT_EQ(resource_units("GET", "/users", asked("$expand=manager")), 3);
  EXPECT_EQ(resource_units("GET", "/users", asked("$top=19")), 1);
  EXPECT_EQ(resource_units("GET", "/users", asked("$top=20")), 2);
  EXPECT_EQ(resource_units("GET", "/users/{}", asked("")), 1);
  EXPECT_EQ(resource_units("GET", "/groups/{}/transitiveMembers", asked("")), 5);
  EXPECT_EQ(resource_units("GET", "/groups/{}/members", asked("$select=id")), 2);
  EXPECT_EQ(resource_units("GET", "/subscribedSkus", asked("")), 3);
  EXPECT_EQ(resource_units("POST", "/directoryObjects/getByIds", asked("$select=id")), 2);
  EXPECT_EQ(resource_units("PATCH", "/users/{}", asked("")), 1);
}

TEST(Workloads, AreToldApartByTheRoute) {
  EXPECT_EQ(workload_of("/users/{}"), Workload::identity);
  EXPECT_EQ(workload_of("/users/{}/mailboxSettings/userPurpose"), Workload::outlook);
  EXPECT_EQ(workload_of("/deviceManagement/managedDevices"), Workload::intune);
  EXPECT_EQ(workload_of("/reports/getMailboxUsageDetail(period={})"), Workload::usage_reports);
  EXPECT_EQ(workload_of("/reports/authenticationMethods/userRegistrationDetails"),
            Workload::identity_reports);
  EXPECT_EQ(workload_of("/tenantRelationships/delegatedAdminCustomers"), Workload::any);
  EXPECT_EQ(workload_of("/identity/conditionalAccess/policies"), Workload::identity_protection);
}

// How many of the charges are admitted before the first refusal, at most `most`.
int admitted(Limits& limits, const Charge& charge, int most, std::int64_t now = 1000) {
  for (int at = 0; at < most; ++at)
    if (limits.charge(charge, now).refused_by) return at;
  return most;
}

Charge one(Workload workload) {
  Charge charge;
  charge.application = "app";
  charge.tenant = "tenant";
  charge.detail = "detail";
  charge.workload = workload;
  return charge;
}

TEST(Budgets, AreAsManyAsPublished) {
  struct Row {
    Charge charge;
    int most;
  };
  Charge small = one(Workload::identity), medium = small, large = small;
  small.units = medium.units = large.units = 5;
  small.tenant_users = 49;
  medium.tenant_users = 500;
  large.tenant_users = 501;
  Charge write = one(Workload::identity);
  write.write = true;
  Charge intune_write = one(Workload::intune);
  intune_write.write = true;
  for (const auto& [charge, most] :
       {Row{small, 700}, Row{medium, 1000}, Row{large, 1600}, Row{write, 3000},
        Row{one(Workload::identity_reports), 5}, Row{one(Workload::identity_protection), 1},
        Row{one(Workload::usage_reports), 14}, Row{one(Workload::intune), 2000},
        Row{intune_write, 200}, Row{one(Workload::outlook), 10'000},
        Row{one(Workload::partner_customers), 500}, Row{one(Workload::partner_consents), 50}}) {
    Limits limits;
    EXPECT_EQ(admitted(limits, charge, most + 10), most) << static_cast<int>(charge.workload);
  }
}

TEST(Budgets, AreByTenantByReportAndByApplication) {
  Limits limits;
  Charge charge = one(Workload::usage_reports);
  EXPECT_EQ(admitted(limits, charge, 20), 14);
  charge.detail = "getOtherReport";
  EXPECT_EQ(admitted(limits, charge, 20), 14) << "each report has its own";
  charge.detail = "detail";
  for (const char* application : {"second", "third"}) {
    charge.application = application;
    EXPECT_LE(admitted(limits, charge, 20), 14);
  }
  charge.application = "fourth";
  EXPECT_EQ(admitted(limits, charge, 1), 0) << "40 for the tenant, whoever asks";
  charge.tenant = "other";
  EXPECT_EQ(admitted(limits, charge, 1), 1);
}

TEST(Budgets, SignInsCountOverAllTenants) {
  Limits limits;
  Charge charge = one(Workload::identity);
  charge.sign_ins = true;
  charge.tenant_users = 60;
  EXPECT_EQ(admitted(limits, charge, 20), 5) << "five reports in ten seconds";
  charge.tenant = "second";
  EXPECT_EQ(admitted(limits, charge, 20), 4) << "ten in a minute; the refusal counted too";
  charge.tenant = "third";
  const Verdict verdict = limits.charge(charge, 1000);
  ASSERT_NE(verdict.refused_by, nullptr);
  EXPECT_EQ(verdict.refused_by->seconds, 60);
  EXPECT_EQ(verdict.wait_seconds, 60);
  EXPECT_EQ(limits.charge(charge, 1060).refused_by, nullptr);
}

TEST(Budgets, ScaleAndSwitchOff) {
  Limits limits;
  limits.set_scale(0.1);
  EXPECT_EQ(admitted(limits, one(Workload::partner_customers), 100), 50);
  limits.enable(false);
  EXPECT_EQ(admitted(limits, one(Workload::partner_customers), 100), 100);
}

TEST(Budgets, AWindowOfTheFutureBeginsAnew) {
  Limits limits;
  EXPECT_EQ(admitted(limits, one(Workload::identity_protection), 5, 5000), 1);
  EXPECT_EQ(admitted(limits, one(Workload::identity_protection), 5, 1000), 1)
      << "the clock was moved back";
}

TEST(Budgets, ManyWindowsDoNotPileUp) {
  Limits limits;
  Charge charge = one(Workload::outlook);
  for (std::size_t at = 0; at < Limits::kMostWindows + 50'000; ++at) {
    const std::string mailbox = std::to_string(at);
    charge.detail = mailbox;
    ASSERT_EQ(limits.charge(charge, static_cast<std::int64_t>(at / 10'000 * 10)).refused_by,
              nullptr);
  }
  EXPECT_LE(limits.windows(), Limits::kMostWindows);
}

TEST(Budgets, FourCallsToAMailboxAtATime) {
  Limits limits;
  std::vector<std::shared_ptr<void>> places;
  for (int at = 0; at < Limits::kMostMailboxCalls; ++at) {
    places.push_back(limits.enter_mailbox("app", "ann"));
    EXPECT_TRUE(places.back());
  }
  EXPECT_FALSE(limits.enter_mailbox("app", "ann"));
  EXPECT_TRUE(limits.enter_mailbox("app", "bob"));
  EXPECT_TRUE(limits.enter_mailbox("other", "ann"));
  places.pop_back();
  EXPECT_TRUE(limits.enter_mailbox("app", "ann"));
}

class BudgetsOfGraph : public testing::Test, public TestCloud {
 protected:
  void scale(double by) { control("PATCH", "limits", {{"scale", by}}); }
};

TEST_F(BudgetsOfGraph, RefuseWithTheDocumentedBodyAndHeaders) {
  scale(0.01);  // 35 units for a small tenant
  const std::string token = token_for(customer().id);
  Response answer;
  int admitted_requests = 0;
  while ((answer = graph(token, "/v1.0/users")).status == 200) ++admitted_requests;
  EXPECT_EQ(admitted_requests, 17);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(graph_code(answer), "TooManyRequests");
  const auto inner = body(answer).at("error").as_object().at("innerError").as_object();
  for (const char* name : {"code", "date", "message", "request-id", "status"})
    EXPECT_FALSE(text_of(inner, name).empty()) << name;
  const int wait = std::stoi(header(answer, "Retry-After"));
  EXPECT_GE(wait, 1);
  EXPECT_LE(wait, 10);
  EXPECT_EQ(header(answer, "x-ms-resource-unit"), "2");
  EXPECT_EQ(header(answer, "x-ms-throttle-scope"),
            "Tenant_Application/ReadWrite/" + app().id + "/" + customer().id);
  EXPECT_EQ(header(answer, "x-ms-throttle-information"), "ResourceUnitLimitExceeded");
  EXPECT_GE(std::stod(header(answer, "x-ms-throttle-limit-percentage")), 1.0);
  EXPECT_EQ(graph(token_for(customer(1).id), "/v1.0/users").status, 200) << "others are spared";
  control("POST", "clock", {{"advance", fmt::format("PT{}S", wait)}});
  EXPECT_EQ(graph(token, "/v1.0/users").status, 200);
}

TEST_F(BudgetsOfGraph, TellThePercentageFromFourFifthsOn) {
  scale(0.01);
  const std::string token = token_for(customer().id);
  std::vector<std::string> told;
  for (int at = 0; at < 17; ++at)
    told.push_back(header(graph(token, "/v1.0/users"), "x-ms-throttle-limit-percentage"));
  EXPECT_EQ(told[12], "") << "26 of 35";
  EXPECT_EQ(told[13], "0.80");
  EXPECT_EQ(told[16], "0.97");
}

TEST_F(BudgetsOfGraph, CountEachQuestionOfABatch) {
  scale(0.001);  // 3.5 units
  const std::string token = token_for(customer().id);
  boost::json::array requests;
  for (const char* id : {"1", "2", "3"})
    requests.push_back({{"id", id}, {"method", "GET"}, {"url", "/users"}});
  const Response outer = ask("POST", "/v1.0/$batch", {{"Authorization", "Bearer " + token}},
                             boost::json::serialize(boost::json::object{{"requests", requests}}));
  EXPECT_EQ(outer.status, 200);
  int throttled = 0;
  const auto answered = body(outer);
  for (const auto& response : answered.at("responses").as_array()) {
    if (response.at("status").as_int64() != 429) continue;
    ++throttled;
    EXPECT_TRUE(response.at("headers").as_object().contains("Retry-After"));
    EXPECT_EQ(response.at("body").at("error").at("code").as_string(), "TooManyRequests");
  }
  EXPECT_EQ(throttled, 2);
}

TEST_F(BudgetsOfGraph, SignInActivityIsTenAMinute) {
  const std::string token = token_for(customer().id);
  const std::string target = "/v1.0/users?$select=id,signInActivity";
  for (int round = 0; round < 2; ++round) {
    for (int at = 0; at < 5; ++at) EXPECT_EQ(graph(token, target).status, 200);
    control("POST", "clock", {{"advance", "PT10S"}});
  }
  const Response refused = graph(token, target);
  EXPECT_EQ(refused.status, 429);
  EXPECT_GT(std::stoi(header(refused, "Retry-After")), 30);
  EXPECT_EQ(graph(token, "/v1.0/users?$select=id").status, 200);
}

TEST_F(BudgetsOfGraph, AreSwitchedOffByTheControlApi) {
  scale(0.001);
  control("PATCH", "limits", {{"enabled", false}});
  const std::string token = token_for(customer().id);
  for (int at = 0; at < 10; ++at) EXPECT_EQ(graph(token, "/v1.0/users").status, 200);
  const auto shown = body(control("GET", "limits"));
  EXPECT_FALSE(shown.at("enabled").as_bool());
  EXPECT_EQ(shown.at("budgets").as_array().size(), budgets().size());
  EXPECT_EQ(control("PATCH", "limits", {{"scale", 0}}).status, 400);
}

TEST_F(BudgetsOfGraph, PartnerCenterHasItsOwn) {
  scale(0.01);  // five a minute
  Response answer;
  for (int at = 0; at < 6; ++at) answer = get("/v1/customers");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(body(answer).at("statusCode").as_int64(), 429);
  EXPECT_FALSE(header(answer, "Retry-After").empty());
  control("POST", "clock", {{"advance", "PT1M"}});
  EXPECT_EQ(get("/v1/customers").status, 401);
}

}  // namespace
}  // namespace cloud
