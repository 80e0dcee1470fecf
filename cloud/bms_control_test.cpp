// /_control/bms, the journal of calls, hosts, and what of BMS survives a restart.
#include <gtest/gtest.h>

#include <filesystem>

#include "test_bms.h"

namespace cloud {
namespace {

namespace json = boost::json;

class BmsControl : public testing::Test, public TestBms {};

TEST_F(BmsControl, ShowsWhoMaySignInAndHowMuchThereIs) {
  const auto shown = body(control("GET", "bms"));
  EXPECT_EQ(text_of(shown, "userName"), known().user_name);
  EXPECT_EQ(shown.at("contacts").to_number<std::size_t>(),
            body(control("GET", "bms/contacts")).at("value").as_array().size());
  EXPECT_EQ(shown.at("accounts").to_number<std::size_t>(),
            body(control("GET", "bms/accounts")).at("value").as_array().size());
  EXPECT_EQ(text_of(body(control("GET", "world")).at("bms").as_object(), "password"),
            known().password);
}

TEST_F(BmsControl, AccountsComeChangeAndGo) {
  const auto made = body(control("POST", "bms/accounts", {{"accountName", "By hand"}}));
  const std::string path = fmt::format("bms/accounts/{}", id_of(made));
  EXPECT_EQ(made.at("locations").as_array().size(), 1U);
  EXPECT_EQ(control("PATCH", path, {{"accountName", "By hands"}, {"isActive", false}}).status, 200);
  EXPECT_EQ(rows("/v2/crm/accounts/summary?Filter.AccountName=by+hands").size(), 1U);
  const json::object contact = {{"accountId", id_of(made)}, {"firstName", "Zoe"}};
  EXPECT_EQ(control("POST", "bms/contacts", contact).status, 201);
  EXPECT_EQ(control("DELETE", path).status, 204);
  EXPECT_EQ(control("DELETE", path).status, 404);
  EXPECT_TRUE(rows("/v2/crm/contacts/search?Filter.AccountName=by+hands").empty());
}

TEST_F(BmsControl, ContactsMayBeLessThanTheApiAsksFor) {
  const auto made =
      body(control("POST", "bms/contacts", {{"accountId", account_id()}, {"firstName", "Solo"}}));
  EXPECT_TRUE(made.at("phones").as_array().empty());
  const std::string path = fmt::format("bms/contacts/{}", id_of(made));
  const json::object change = {
      {"jobTitle", "Pilot"},
      {"isActive", false},
      {"phones", {{{"phone", "123"}, {"phoneTypeId", 3118}, {"isDefault", true}}}}};
  EXPECT_EQ(control("PATCH", path, change).status, 200);
  const auto seen = rows("/v2/crm/contacts/summary?Filter.FirstName=Solo").at(0).as_object();
  EXPECT_EQ(text_of(seen, "jobTitle"), "Pilot");
  EXPECT_FALSE(seen.at("isActive").as_bool());
  EXPECT_EQ(text_of(seen.at("phones").at(0).as_object(), "phone"), "123");
  EXPECT_EQ(control("DELETE", path).status, 204);
  EXPECT_EQ(control("PATCH", path, change).status, 404);
}

TEST_F(BmsControl, RefusesWhatCannotBe) {
  const auto status = [&](const char* method, const char* what, const json::value& content) {
    return control(method, what, content).status;
  };
  EXPECT_EQ(status("POST", "bms/contacts", {{"firstName", "x"}}), 404) << "no account";
  EXPECT_EQ(status("POST", "bms/contacts", {{"accountId", account_id()}}), 400) << "no name";
  EXPECT_EQ(status("POST", "bms/accounts", json::object()), 400);
  EXPECT_EQ(status("POST", "bms/accounts", {{"accountName", "x"}, {"shoe", 1}}), 400);
  EXPECT_EQ(status("POST", "bms/accounts", {{"accountName", 5}}), 400);
  EXPECT_EQ(status("PATCH", "bms/contacts/one", {{"firstName", "x"}}), 400);
  EXPECT_EQ(status("PATCH", "bms", {{"singleInEnvelope", "yes"}}), 400);
  EXPECT_EQ(status("GET", "bms/nothing", nullptr), 404);
  EXPECT_EQ(status("DELETE", "bms/contacts", nullptr), 404);
}

TEST_F(BmsControl, TheJournalTellsEveryCall) {
  token();
  control("DELETE", "requests");
  const int id = id_of(created(new_contact(account_id(), location_id())));
  bms("GET", fmt::format("/v2/crm/contacts/summary/{}?x=y", id));
  bms("POST", "/v2/crm/contacts/summary", json::object());
  ask("GET", "/v2/nowhere");
  authenticate(password_form());
  const auto entry = body(control("GET", "requests")).at("bms").as_object();
  const auto& calls = entry.at("calls").as_array();
  EXPECT_EQ(entry.at("total").to_number<std::size_t>(), calls.size());
  EXPECT_EQ(entry.at("byPath").at("/v2/crm/contacts/summary").to_number<int>(), 2);
  EXPECT_EQ(entry.at("byPath").at("/v2/crm/contacts/summary/{}").to_number<int>(), 1);
  EXPECT_EQ(entry.at("byPath").at("unknown").to_number<int>(), 1);
  const std::size_t last = calls.size() - 1;
  EXPECT_FALSE(calls[last].as_object().contains("body")) << "a sign-in holds a password";
  EXPECT_EQ(number_of(calls[last - 1].as_object(), "status"), 404);
  EXPECT_FALSE(calls[last - 2].at("success").as_bool()) << "refused inside a 200";
  EXPECT_EQ(text_of(calls[last - 3].as_object(), "query"), "x=y");
  EXPECT_EQ(calls[last - 4].at("body").at("FirstName"), "Nora");
  EXPECT_EQ(text_of(calls[last - 4].as_object(), "method"), "POST");
  control("DELETE", "requests");
  EXPECT_FALSE(body(control("GET", "requests")).contains("bms"));
}

TEST_F(BmsControl, AnswersUnderKaseyasHosts) {
  for (const char* host : {"api.bms.kaseya.com", "API.bmsemea.kaseya.com", "api.bmsapac.kaseya.com",
                           "api.vorexlogin.com", "api.vorexlogin.kaseya.com:443"}) {
    const auto headers = [&](const std::string& bearer) {
      return std::vector<Header>{{"Host", host}, {"Authorization", "Bearer " + bearer}};
    };
    EXPECT_EQ(ask("GET", "/v2/security/userinfo", headers(token())).status, 200) << host;
    EXPECT_EQ(ask("GET", "/v1.0/users", headers(token())).status, 404) << "no other door: " << host;
  }
  EXPECT_NE(ask("GET", "/v2/security/userinfo",
                {{"Host", "graph.microsoft.com"}, {"Authorization", "Bearer " + token()}})
                .status,
            200);
}

TEST_F(BmsControl, BudgetOfAnHourByTheCloudsClock) {
  for (int at = 0; at < 1500; ++at)
    ASSERT_EQ(ask("GET", "/v2/system/lookup/EmailTypes").status, 401);
  const Response one_more = bms("GET", "/v2/system/lookup/EmailTypes");
  EXPECT_EQ(one_more.status, 429);
  EXPECT_EQ(header(one_more, "Retry-After"), "");
  EXPECT_FALSE(body(one_more).at("success").as_bool());
  EXPECT_EQ(bms("GET", "/v2/system/accounttypes/lookup").status, 200);
  EXPECT_EQ(bms("GET", "/v2/crm/accounts/summary").status, 200);
  control("POST", "clock", {{"advance", "PT1H1M"}});
  EXPECT_EQ(ask("GET", "/v2/system/lookup/EmailTypes").status, 401) << "admitted again";
}

TEST(BmsState, ChangesAndTokensSurviveARestart) {
  std::string pattern = (std::filesystem::temp_directory_path() / "reeve-bms-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const std::string file = folder + "/state";
  const WorldOptions options{7, 2, 10, 10};
  std::string access, spent_access, spent_refresh;
  int id = 0;
  {
    TestBms before(options, file);
    access = before.token();
    id = TestBms::id_of(before.created(before.new_contact()));
    before.bms("PATCH", fmt::format("/v2/crm/contacts/{}", id),
               {{{"op", "replace"}, {"path", "/jobTitle"}, {"value", "Kept"}}});
    before.control("POST", "bms/accounts", {{"accountName", "Kept account"}});
    const auto pair = TestBms::result(before.authenticate(before.password_form()));
    spent_access = text_of(pair, "accessToken");
    spent_refresh = text_of(pair, "refreshToken");
    before.post("/v2/security/refreshtoken",
                {{"AccessToken", spent_access}, {"RefreshToken", spent_refresh}});
  }
  TestBms after(options, file);
  const std::vector<Header> bearer = {{"Authorization", "Bearer " + access}};
  const auto kept = after.ask("GET", fmt::format("/v2/crm/contacts/summary/{}", id), bearer);
  EXPECT_EQ(text_of(TestBms::body(kept), "jobTitle"), "Kept");
  EXPECT_EQ(after.rows("/v2/crm/accounts/lookup?Filter.Name=kept").size(), 1U);
  EXPECT_FALSE(TestBms::succeeded(
      after.post("/v2/security/refreshtoken",
                 {{"AccessToken", spent_access}, {"RefreshToken", spent_refresh}})));
  EXPECT_GT(TestBms::id_of(after.created(after.new_contact())), id);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cloud
