// The mailbox usage report: its link, its file, its forms; and the setting that conceals names.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "mailboxes.h"
#include "test_cloud.h"

namespace cloud {
namespace {

constexpr const char* kUsage = "/v1.0/reports/getMailboxUsageDetail(period='D7')";

std::string path_of(const std::string& address) {
  return address.substr(address.find('/', address.find("//") + 2));
}

class Reports : public testing::Test, public TestCloud {
 protected:
  Reports() : TestCloud({7, 3, 60, 60}) {}
  void SetUp() override {
    token_ = token_for(customer().id);
    control("PATCH", reports_, {{"byteOrderMark", false}, {"shortColumns", false}});
  }
  Response ask_graph(const std::string& target, std::vector<Header> headers = {}) {
    return graph(token_, target, std::move(headers));
  }
  std::string csv(const std::string& target = kUsage) {
    return get(path_of(header(ask_graph(target), "Location"))).body;
  }
  std::vector<std::string> lines(const std::string& target = kUsage) {
    auto result = split(csv(target), '\n');
    for (std::string& line : result)
      if (line.ends_with('\r')) line.pop_back();
    while (!result.empty() && result.back().empty()) result.pop_back();
    return result;
  }
  static long columns(const std::string& line) {
    return std::count(line.begin(), line.end(), ',') + 1;
  }
  // Signs the MSP's service account in to the first customer.
  std::string person_token() {
    return text_of(body(refresh(customer().id, refresh_token())), "access_token");
  }

  const std::string reports_ = "tenants/" + customer().id + "/reports";
  std::string token_;
};

TEST_F(Reports, ALinkLeadsToTheFileAndStaysOnTheOriginThatWasAsked) {
  const Response found = ask_graph(kUsage);
  EXPECT_EQ(found.status, 302);
  EXPECT_EQ(found.content_type, "text/plain");
  const std::string link = header(found, "Location");
  EXPECT_TRUE(link.starts_with("http://127.0.0.1:9443/data/download/")) << link;
  const Response file = get(path_of(link));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.content_type, "application/octet-stream");
  const auto mailboxes =
      std::count_if(customer().users().begin(), customer().users().end(),
                    [&](const User& one) { return has_mailbox(customer(), one); });
  EXPECT_EQ(lines().size(), static_cast<std::size_t>(mailboxes) + 1);
  EXPECT_GT(mailboxes, 40);
  const auto counts = cloud.requests.report().at(customer().id).at("byPath").as_object();
  EXPECT_TRUE(counts.contains("/data/download/{}"));
}

TEST_F(Reports, UnderMicrosoftsHostsTheLinkLeadsToTheReportHost) {
  const Response found = ask_graph(kUsage, {{"Host", "graph.microsoft.com"}});
  const std::string link = header(found, "Location");
  EXPECT_TRUE(link.starts_with("https://reports.office.com/data/download/")) << link;
  const Response file = ask("GET", path_of(link), {{"Host", "reports.office.com"}});
  EXPECT_EQ(file.status, 200);
  EXPECT_TRUE(file.body.starts_with("Report Refresh Date,User Principal Name,"));
}

TEST_F(Reports, TheHostOfTheFileRefusesATokenAnOldLinkAndAnInventedOne) {
  const std::string path = path_of(header(ask_graph(kUsage), "Location"));
  EXPECT_EQ(ask_graph(path).status, 401) << "the link is enough, a token is a mistake";
  EXPECT_EQ(get(path + "x").status, 404);
  EXPECT_EQ(get("/data/download/invented").status, 404);
  EXPECT_EQ(ask("POST", path).status, 404);
  control("POST", "clock", {{"advance", "PT4M"}});
  EXPECT_EQ(get(path).status, 200) << "as often as one likes while it lives";
  control("POST", "clock", {{"advance", "PT2M"}});
  EXPECT_EQ(get(path).status, 403);
}

TEST_F(Reports, BothFormsOfTheHeaderAndTheMarkAtItsBeginning) {
  const std::string full = lines()[0];
  EXPECT_EQ(columns(full), 17);
  EXPECT_TRUE(full.ends_with(",Deleted Item Quota (Byte),Has Archive,Report Period"));
  for (const std::string& line : lines()) EXPECT_EQ(columns(line), 17) << line;
  control("PATCH", reports_, {{"shortColumns", true}, {"byteOrderMark", true}});
  const std::string file = csv();
  EXPECT_TRUE(file.starts_with("\xEF\xBB\xBFReport Refresh Date,"));
  for (const std::string& line : lines()) EXPECT_EQ(columns(line), 15) << line;
}

TEST_F(Reports, TheWorldHasBothForms) {
  const World world = generate_world({7, 25, 20, 20}, 0);
  const auto count = [&](auto&& which) {
    return std::count_if(world.customers.begin(), world.customers.end(), which);
  };
  for (const auto forms : {count([](const Tenant& one) { return one.reports.short_columns; }),
                           count([](const Tenant& one) { return one.reports.byte_order_mark; })}) {
    EXPECT_GT(forms, 2);
    EXPECT_LT(forms, 23);
  }
  EXPECT_EQ(count([](const Tenant& one) { return one.reports.concealed; }), 0) << "calm";
}

TEST_F(Reports, EveryPeriodHasItsNumberAndAnythingElseIsRefused) {
  for (const char* days : {"7", "30", "90", "180"}) {
    const std::string target =
        fmt::format("/v1.0/reports/microsoft.graph.getMailboxUsageDetail(period='D{}')", days);
    EXPECT_TRUE(lines(target)[1].ends_with(fmt::format(",{}", days)));
  }
  for (const char* wrong : {"'D8'", "D7", "''", "'7'"})
    EXPECT_EQ(
        ask_graph(fmt::format("/v1.0/reports/getMailboxUsageDetail(period={})", wrong)).status, 400)
        << wrong;
  EXPECT_EQ(ask_graph("/v1.0/reports/getMailboxUsageDetail").status, 400);
  EXPECT_EQ(ask_graph("/v1.0/reports/getMailboxUsageDetail(period=%27D7%27)").status, 302);
}

TEST_F(Reports, NamesWithACommaOrAQuoteStandInQuotes) {
  const User& user = customer().users()[0];
  control("PATCH", "tenants/" + customer().id + "/users/" + user.id,
          {{"displayName", "Kim \"K\" Lee, Dr."}});
  EXPECT_NE(csv().find(",\"Kim \"\"K\"\" Lee, Dr.\",False,"), std::string::npos);
}

TEST_F(Reports, AnUnchangedFileIsNotSentAgain) {
  const Response found = ask_graph(kUsage);
  const std::string tag = header(found, "ETag");
  ASSERT_FALSE(tag.empty());
  EXPECT_EQ(ask_graph(kUsage, {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(ask("GET", path_of(header(found, "Location")), {{"If-None-Match", tag}}).status, 304);
  control("PATCH", "tenants/" + customer().id + "/users/" + customer().users()[0].id,
          {{"displayName", "Another"}});
  EXPECT_EQ(ask_graph(kUsage, {{"If-None-Match", tag}}).status, 302);
}

TEST_F(Reports, ConcealedNamesAreCodesBySettingAndByFault) {
  const std::string name = customer().users()[0].user_principal_name;
  EXPECT_NE(csv().find(name), std::string::npos);
  control("POST", "faults", {{"kind", "concealed-names"}, {"tenant", customer().id}});
  const std::string hidden = csv();
  EXPECT_EQ(hidden.find(name), std::string::npos);
  EXPECT_EQ(hidden.find('@'), std::string::npos);
  EXPECT_EQ(csv(), hidden) << "the same code for the same name";
  EXPECT_TRUE(body(ask_graph("/v1.0/admin/reportSettings")).at("displayConcealedNames").as_bool());
  control("DELETE", "faults");
  EXPECT_NE(csv().find(name), std::string::npos);
  control("PATCH", reports_, {{"displayConcealedNames", true}});
  EXPECT_EQ(csv(), hidden);
}

TEST_F(Reports, ATenantWithoutExchangeHasAnEmptyReport) {
  customer().subscriptions.clear();
  EXPECT_EQ(lines().size(), 1U);
}

TEST_F(Reports, OnlyBetaGivesJsonInPages) {
  const Response page =
      ask_graph("/beta/reports/getMailboxUsageDetail(period='D7')?$format=application/json&$top=2");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(body(page).at("value").as_array().size(), 2U);
  EXPECT_FALSE(text_of(body(page), "@odata.nextLink").empty());
  EXPECT_EQ(ask_graph(std::string(kUsage) + "?$format=application/json").status, 302);
}

TEST_F(Reports, FaultsStrikeTheHostOfTheFileToo) {
  const std::string path = path_of(header(ask_graph(kUsage), "Location"));
  control("POST", "faults", {{"kind", "cut-page"}, {"path", "/data/download/{}"}});
  EXPECT_TRUE(get(path).cut_at.has_value());
}

TEST_F(Reports, MissingPermissionAndMissingRoleAreRefusedInTheServicesWords) {
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", {"User.Read.All", "ReportSettings.Read.All"}}});
  token_ = token_for(customer().id);
  const Response refused = ask_graph(kUsage);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(graph_code(refused), "UnknownError");
  EXPECT_EQ(graph_message(refused),
            R"({"error":{"code":"S2SUnauthorized","message":"Invalid permission."}})");
  const std::string person = person_token();
  EXPECT_EQ(graph(person, kUsage).status, 302) << "the relationship holds Reports Reader";
  for (Relationship& one : cloud.world.relationships)
    for (AccessAssignment& assigned : one.assignments)
      assigned.roles = {"3a2c62db-5318-420d-8d74-23affee5d9d5"};  // Intune Administrator
  EXPECT_EQ(graph(person, kUsage).status, 403);
  EXPECT_EQ(graph(person, "/v1.0/admin/reportSettings").status, 403);
}

TEST_F(Reports, TheSettingIsReadAndWrittenWithItsOwnPermissions) {
  const char* settings = "/v1.0/admin/reportSettings";
  const auto write = [&](const std::string& what) {
    return ask("PATCH", settings, {{"Authorization", "Bearer " + token_}}, what);
  };
  const Response read = ask_graph(settings);
  EXPECT_EQ(read.status, 200);
  EXPECT_FALSE(body(read).at("displayConcealedNames").as_bool());
  EXPECT_TRUE(text_of(body(read), "@odata.context").ends_with("#admin/reportSettings/$entity"));
  EXPECT_EQ(write(R"({"displayConcealedNames":true})").status, 403) << "reading is not writing";
  control("PATCH", "tenants/" + customer().id + "/consent",
          {{"roles", {"ReportSettings.ReadWrite.All", "Reports.Read.All"}}});
  token_ = token_for(customer().id);
  EXPECT_EQ(write(R"({"displayConcealedNames":true})").status, 204);
  EXPECT_TRUE(body(ask_graph(settings)).at("displayConcealedNames").as_bool());
  EXPECT_EQ(csv().find('@'), std::string::npos);
  for (const char* wrong : {"{}", R"({"displayConcealedNames":"yes"})", "no JSON"})
    EXPECT_EQ(write(wrong).status, 400) << wrong;
  control("PATCH", "tenants/" + customer().id + "/consent", {{"roles", {"Reports.Read.All"}}});
  token_ = token_for(customer().id);
  EXPECT_EQ(ask_graph(settings).status, 403);
}

TEST_F(Reports, NationalCloudsHaveNoSuchSetting) {
  EXPECT_EQ(ask_graph("/v1.0/admin/reportSettings", {{"Host", "graph.microsoft.com"}}).status, 200);
  const std::string token =
      text_of(body(post(token_address(customer().id),
                        with_client({{"grant_type", "client_credentials"},
                                     {"scope", "https://graph.microsoft.us/.default"}}))),
              "access_token");
  const Response refused =
      graph(token, "/v1.0/admin/reportSettings", {{"Host", "graph.microsoft.us"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(graph_message(refused), "Resource not found for the segment 'reportSettings'.");
}

TEST_F(Reports, ControlRefusesWhatIsNoFormOfAReport) {
  EXPECT_EQ(control("PATCH", reports_, {{"color", true}}).status, 400);
  EXPECT_EQ(control("PATCH", reports_, {{"shortColumns", "yes"}}).status, 400);
  EXPECT_TRUE(body(control("GET", reports_)).contains("byteOrderMark"));
}

TEST(ReportSettings, SurviveARestart) {
  const std::string file = testing::TempDir() + "/report-settings-state";
  std::filesystem::remove(file);
  {
    TestCloud first({7, 1, 12, 12}, file);
    first.control("PATCH", "tenants/" + first.customer().id + "/reports",
                  {{"displayConcealedNames", true}});
  }
  TestCloud second({7, 1, 12, 12}, file);
  EXPECT_TRUE(second.customer().reports.concealed);
}

}  // namespace
}  // namespace cloud
