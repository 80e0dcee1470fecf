// Our answers beside Microsoft's published examples: the same members with the same JSON types.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

std::string examples_folder() { return std::string(REEVE_SHARED_DIR) + "/microsoft/examples/"; }

json::value example(const std::string& name) {
  std::ifstream file(examples_folder() + name);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

// What the published answer has and ours has not, or has as another type; null fits everything.
void compare(const json::value& published, const json::value& ours, const std::string& at,
             const std::set<std::string>& on_purpose, std::vector<std::string>& differences) {
  if (on_purpose.contains(at) || published.is_null() || ours.is_null()) return;
  if (published.kind() != ours.kind() && !(published.is_number() && ours.is_number())) {
    differences.push_back(at + " has another type");
    return;
  }
  if (published.is_object()) {
    for (const auto& member : published.as_object()) {
      const std::string path = at + "/" + std::string(member.key());
      const auto* found = ours.as_object().if_contains(member.key());
      if (found)
        compare(member.value(), *found, path, on_purpose, differences);
      else if (!on_purpose.contains(path))
        differences.push_back(path + " is missing");
    }
  } else if (published.is_array() && !published.as_array().empty() && !ours.as_array().empty()) {
    compare(published.as_array()[0], ours.as_array()[0], at + "[]", on_purpose, differences);
  }
}

struct Row {
  const char* file;
  const char* target;
  bool partner;                      // asked in the MSP's own tenant
  std::set<std::string> on_purpose;  // differences, with their reason beside the row
  int status = 200;
};

class Examples : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(examples_folder()))
      GTEST_SKIP() << "Microsoft's examples are not beside the checkout (../shared/microsoft).";
  }
  void expect_published(const Row& row, const Response& response) {
    std::vector<std::string> differences;
    compare(example(row.file), json::parse(response.body), "", row.on_purpose, differences);
    EXPECT_TRUE(differences.empty())
        << row.file << ": " << (differences.empty() ? "" : differences[0]);
  }
};

TEST_F(Examples, GraphAnswersHaveThePublishedMembers) {
  const std::string token = token_for(customer().id);
  const std::string partner_token = token_for(partner().id);
  const std::string relationships = "/v1.0/tenantRelationships/delegatedAdminRelationships";
  const std::string relationship = relationships + "/" + cloud.world.relationships[0].id;
  const std::string admin_customer =
      "/v1.0/tenantRelationships/delegatedAdminCustomers/" + customer().id;
  const std::string user = "/v1.0/users/" + customer().users()[0].id;
  const std::string sku = "/v1.0/subscribedSkus/" + customer().id + "_" +
                          std::string(customer().subscriptions[0].sku->id);
  const std::string group = "/v1.0/groups/" + customer().groups.all()[0].id;
  const std::string members = group + "/members?$select=id,mail";
  const std::string transitive = group + "/transitiveMembers?$select=id,mail";
  const Row rows[] = {
      {"group-list--1.json", "/v1.0/groups", false, {}},
      // @odata.id comes with odata.metadata=full only; the page shows it without saying so.
      {"group-get--1.json", group.c_str(), false, {"/@odata.id"}},
      {"group-list-members--1.json", members.c_str(), false, {}},
      {"group-list-transitivemembers--1.json", transitive.c_str(), false, {}},
      // The examples are pages with more to come; ours is the only one.
      {"group-delta--1.json", "/v1.0/groups/delta", false, {"/@odata.nextLink"}},
      {"concept-delta-query-groups--1.json",
       "/v1.0/groups/delta?$select=displayName,description,members",
       false,
       {"/@odata.nextLink"}},
      {"organization-list--1.json", "/v1.0/organization", false, {}},
      {"user-list--2.json", "/v1.0/users?$select=displayName", false, {}},
      {"user-list--4.json",
       "/v1.0/"
       "users?$count=true&$select=displayName,mail,mailNickname,otherMails,proxyAddresses,"
       "userPrincipalName",
       false,
       {}},
      {"user-get--1.json", user.c_str(), false, {}},
      // The example is a page with more to come; ours is the only one.
      {"concept-delta-query-users--1.json",
       "/v1.0/users/delta?$select=displayName,givenName,surname",
       false,
       {"/@odata.nextLink"}},
      {"concept-delta-query-overview--1.json", "/v1.0/users/delta?$select=aboutMe", false, {}, 501},
      {"subscribedsku-get--1.json", sku.c_str(), false, {}},
      {"v1-delegatedadmincustomers-list.json",
       "/v1.0/tenantRelationships/delegatedAdminCustomers",
       true,
       {}},
      {"beta-delegatedadmincustomer-get--1.json", admin_customer.c_str(), true, {}},
      {"beta-delegatedadminrelationship-get--1.json", relationship.c_str(), true, {}},
  };
  for (const Row& row : rows) {
    const Response response =
        graph(row.partner ? partner_token : token, row.target, {{"ConsistencyLevel", "eventual"}});
    ASSERT_EQ(response.status, row.status) << row.target << response.body;
    expect_published(row, response);
  }
  const Response assignments = graph(partner_token, relationship + "/accessAssignments");
  expect_published({"beta-delegatedadminrelationship-list-accessassignments--1.json", "", true, {}},
                   assignments);
}

// An example of one object, beside the first of our lists.
TEST_F(Examples, SingleObjectsHaveThePublishedMembers) {
  const std::string token = token_for(customer().id);
  const std::string partner_token = token_for(partner().id);
  const auto first = [](const Response& response) {
    return json_response(200,
                         json::serialize(json::parse(response.body).at("value").as_array().at(0)));
  };
  expect_published({"device-list--1.json", "", false, {"/value[]/Manufacturer", "/value[]/Model"}},
                   graph(token, "/v1.0/devices"));  // the CSDL writes manufacturer and model small
  const std::string device = "/v1.0/devices/" + customer().devices[0].id;
  expect_published({"device-get--1.json", "", false, {"/@odata.id"}}, graph(token, device));
  // The example wraps the object in "value", which answers do not.
  expect_published(
      {"intune-devices-manageddevice-get--1.json", "", false, {"/value/@odata.type"}},
      json_response(
          200,
          "{\"value\":" + first(graph(token, "/v1.0/deviceManagement/managedDevices")).body + "}"));
  const Response roles = graph(token, "/v1.0/directoryRoles");
  expect_published({"directoryrole-list--1.json", "", false, {}}, roles);
  const std::string role = text_of(body(first(roles)), "id");
  expect_published({"directoryrole-list-members--1.json", "", false, {}},
                   graph(token, "/v1.0/directoryRoles/" + role + "/members"));
  expect_published({"contract-get--1.json", "", true, {}},
                   first(graph(partner_token, "/v1.0/contracts")));
  expect_published({"domain-get--1.json", "", false, {}}, first(graph(token, "/v1.0/domains")));
}

TEST_F(Examples, ReportsAndMailboxesHaveThePublishedMembers) {
  const std::string token = token_for(customer().id);
  const auto wrapped = [](const Response& response) {
    return json_response(200, "{\"value\":" + response.body + "}");
  };
  // The page wraps the object in "value", the CSDL does not; @odata.type comes in full metadata.
  expect_published({"v1-adminreportsettings-get.json", "", false, {"/value/@odata.type"}},
                   wrapped(graph(token, "/v1.0/admin/reportSettings")));
  const User& user = customer().users()[0];
  // Wrapped as above; defaultMfaMethod was a member in 2023 and is none of the CSDL.
  expect_published(
      {"beta-userregistrationdetails-get--1.json", "", false, {"/value/defaultMfaMethod"}},
      wrapped(
          graph(token, "/v1.0/reports/authenticationMethods/userRegistrationDetails/" + user.id)));
  const Response settings = graph(token, "/v1.0/users/" + user.id + "/mailboxSettings");
  // The CSDL has userPurpose as a plain member of its enumeration.
  expect_published({"v1-mailboxsettings-get.json", "", false, {"/userPurpose"}}, settings);
  expect_published({"user-get-mailboxsettings--1.json", "", false, {}}, settings);
  expect_published(
      {"beta-reportroot-getmailboxusagedetail--3.json", "", false, {}},
      graph(token, "/beta/reports/getMailboxUsageDetail(period='D7')?$format=application/json"));
  const Response plain = graph(token, "/v1.0/users/" + user.id + "?$select=signInActivity");
  expect_published({"v1-signinactivity-shape.json", "", false, {"/@odata.type"}},
                   json_response(200, json::serialize(body(plain).at("signInActivity"))));
}

TEST_F(Examples, TheReportHasThePublishedColumns) {
  control("PATCH", "tenants/" + customer().id + "/reports",
          {{"shortColumns", true}, {"byteOrderMark", false}});
  const std::string link =
      header(graph(token_for(customer().id), "/v1.0/reports/getMailboxUsageDetail(period='D7')"),
             "Location");
  const std::string file = get(link.substr(link.find("/data"))).body;
  std::ifstream published(examples_folder() + "reportroot-getmailboxusagedetail--2.csv");
  std::string columns;
  std::getline(published, columns);
  EXPECT_EQ(file.substr(0, file.find("\r\n")), columns);
}

TEST_F(Examples, GraphErrorsHaveThePublishedMembers) {
  const std::string token = token_for(customer().id);
  expect_published({"graph-error-authorization-requestdenied.json", "", false, {}},
                   graph(token, "/v1.0/me"));
  expect_published({"concept26-advanced-queries--1.json", "", false, {}},
                   graph(token, "/v1.0/users/$count"));
  // The body of a person who asks for somebody else's mailbox was recorded without innerError.
  expect_published({"graph-error-mailboxsettings-accessdenied.json", "", false, {}},
                   graph(text_of(body(refresh(customer().id, refresh_token())), "access_token"),
                         "/v1.0/users/" + customer().users()[0].id + "/mailboxSettings"));
  control("POST", "faults", {{"kind", "throttled"}});
  // Ours has Graph's usual innerError; the throttling page of 2020 also repeats status, code and
  // message in there, which answers of later years do not.
  expect_published(
      {"concept26-throttling--1.json",
       "",
       false,
       {"/error/innerError/code", "/error/innerError/status", "/error/innerError/message"}},
      graph(token, "/v1.0/users"));
}

TEST_F(Examples, IdentityAnswersHaveThePublishedMembers) {
  expect_published({"identity-recorded-openid-configuration.json", "", false, {}},
                   get("/organizations/v2.0/.well-known/openid-configuration"));
  expect_published({"identity-recorded-instance-discovery.json", "", false, {}},
                   get("/common/discovery/instance?api-version=1.1&authorization_endpoint="
                       "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize"));
  expect_published({"identity-token-clientcredentials-200.json", "", false, {}},
                   application_token(customer().id));
  expect_published({"identity-token-authcode-200.json", "", false, {}}, redeem(code()));
  // foci marks Microsoft's own family of clients, which we are not.
  expect_published({"identity-recorded-token-200.json", "", false, {"/foci"}},
                   redeem(code(), {{"client_info", "1"}}));
  expect_published({"identity-recorded-error-90002.json", "", false, {}},
                   post("/12345678-1234-1234-1234-123456789012/oauth2/v2.0/token", {}));
  expect_published({"identity-observed-error-7000215.json", "", false, {}},
                   post(token_address(customer().id), {{"grant_type", "client_credentials"},
                                                       {"client_id", app().id},
                                                       {"client_secret", "x"}}));
  const std::string token = refresh_token();
  control("POST", "faults", {{"kind", "mfa-required"}});
  expect_published({"identity-observed-error-50076.json", "", false, {}},
                   refresh(customer().id, token));
}

TEST_F(Examples, PartnerCenterAnswersHaveThePublishedMembers) {
  const Response given =
      post("/" + partner().id + "/oauth2/token",
           with_client({{"grant_type", "refresh_token"},
                        {"refresh_token", refresh_token()},
                        {"resource", "https://api.partnercenter.microsoft.com"}}));
  expect_published({"partnercenter-v1token-200.json", "", true, {}}, given);
  const std::string token = text_of(body(given), "access_token");
  expect_published({"partnercenter-get-a-customer-by-name--1.json", "", true, {}},
                   graph(token, "/v1/customers?size=0"));
  expect_published({"partnercenter-error-shape.json", "", true, {}}, get("/v1/customers"));
}

}  // namespace
}  // namespace cloud
