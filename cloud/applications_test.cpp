// Several registered applications: each with its own secret, addresses, permissions and consents.
#include <gtest/gtest.h>

#include <cstdio>

#include "documentation.h"
#include "relationships.h"
#include "service_principals.h"
#include "test_cloud.h"
#include "tokens.h"
#include "world_file.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kOwnCallback = "https://new.reeve.example/microsoft/callback";

class SecondApplication : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    const Response made = control("POST", "applications",
                                  {{"displayName", "Reeve (moved)"},
                                   {"redirects", json::array{kOwnCallback}},
                                   {"roles", json::array{"User.Read.All"}},
                                   {"scopes", json::array{"User.Read.All", "offline_access"}}});
    ASSERT_EQ(made.status, 201) << made.body;
    id_ = text_of(body(made), "applicationId");
    secret_ = text_of(body(made), "clientSecret");
  }
  Response alone(const std::string& tenant, const std::string& secret = "") {
    return post(token_address(tenant), {{"client_id", id_},
                                        {"client_secret", secret.empty() ? secret_ : secret},
                                        {"grant_type", "client_credentials"},
                                        {"scope", std::string(kGraphDefault)}});
  }
  std::string own_address(const std::string& tenant, const std::string& kind) {
    const Pairs fields = {{"client_id", id_},
                          {"response_type", "code"},
                          {"redirect_uri", std::string(kOwnCallback)},
                          {"scope", "offline_access https://graph.microsoft.com/.default"}};
    return "/" + tenant + kind + "?" + form_text(fields);
  }
  // The administrator of that tenant lets it in.
  std::string let_in(const Tenant& tenant, const User& admin) {
    const std::string address = own_address(tenant.id, "/v2.0/adminconsent");
    const Response page =
        post(address, {{"login", admin.user_principal_name}, {"passwd", admin.password}});
    return header(post(address, {{"ticket", ticket_of(page)}, {"consent", "accept"}}), "Location");
  }
  Response consent(const std::string& tenant) {
    return control("GET", "tenants/" + tenant + "/consent?application=" + id_);
  }
  std::string id_, secret_;
};

TEST_F(SecondApplication, IsUnknownInTenantsUntilTheyConsent) {
  EXPECT_EQ(code_of(alone(customer().id)), 700016);
  EXPECT_EQ(code_of(application_token(customer().id)), 0) << "the first one is as it was";
  const std::string back = let_in(customer(), customer().users().front());
  EXPECT_EQ(field_of(back, "admin_consent"), "True");
  const Response given = alone(customer().id);
  ASSERT_EQ(given.status, 200) << given.body;
  const json::object token = claims(text_of(body(given), "access_token"));
  EXPECT_EQ(text_of(token, "appid"), id_);
  EXPECT_EQ(token.at("roles"), json::value(json::array{"User.Read.All"}));
  const std::string bearer = text_of(body(given), "access_token");
  EXPECT_EQ(graph(bearer, "/v1.0/users").status, 200);
  EXPECT_EQ(graph(bearer, "/v1.0/groups").status, 403) << "the other application's permission";
  EXPECT_EQ(code_of(alone(customer(1).id)), 700016) << "only there";
}

TEST_F(SecondApplication, HasASecretAndAddressesOfItsOwn) {
  let_in(customer(), customer().users().front());
  EXPECT_EQ(code_of(alone(customer().id, app().secret)), 7000215);
  Pairs fields =
      with_client({{"grant_type", "client_credentials"}, {"scope", std::string(kGraphDefault)}});
  for (auto& [name, value] : fields)
    if (name == "client_secret") value = secret_;
  EXPECT_EQ(code_of(post(token_address(customer().id), fields)), 7000215);
  const auto page = [&](const std::string& redirect) {
    return get("/" + partner().id + "/oauth2/v2.0/authorize?" +
               form_text({{"client_id", id_},
                          {"response_type", "code"},
                          {"redirect_uri", redirect},
                          {"scope", "openid"}}));
  };
  EXPECT_EQ(page(std::string(kOwnCallback)).status, 200);
  const Response elsewhere = page(std::string(kCallback));
  EXPECT_EQ(elsewhere.status, 400);
  EXPECT_NE(elsewhere.body.find("AADSTS50011"), std::string::npos);
  EXPECT_NE(get(authorize_address({{"redirect_uri", std::string(kOwnCallback)}}))
                .body.find("AADSTS50011"),
            std::string::npos);
}

TEST_F(SecondApplication, ItsRefreshTokensAreItsOwn) {
  const std::string address = own_address(partner().id, "/oauth2/v2.0/authorize");
  const Response page =
      post(address, {{"login", account().user_principal_name}, {"passwd", account().password}});
  EXPECT_NE(page.body.find("Reeve (moved)"), std::string::npos);
  const Response back = post(address, {{"ticket", ticket_of(page)}, {"consent", "accept"}});
  const Pairs own = {{"client_id", id_}, {"client_secret", secret_}};
  Pairs fields = own;
  fields.insert(fields.end(), {{"grant_type", "authorization_code"},
                               {"code", field_of(header(back, "Location"), "code")},
                               {"redirect_uri", std::string(kOwnCallback)}});
  const Response given = post(token_address(partner().id), fields);
  const std::string token = text_of(body(given), "refresh_token");
  ASSERT_FALSE(token.empty()) << given.body;
  const auto with_own = [&](const std::string& tenant) {
    Pairs asked = own;
    asked.insert(asked.end(), {{"grant_type", "refresh_token"},
                               {"refresh_token", token},
                               {"scope", std::string(kGraphDefault)}});
    return post(token_address(tenant), asked);
  };
  EXPECT_EQ(code_of(refresh(partner().id, token)), 70000) << "of another application";
  EXPECT_EQ(code_of(with_own(customer().id)), 65001) << "the customer has not consented";
  control("PATCH", "tenants/" + customer().id + "/consent?application=" + id_,
          {{"present", true}, {"scopes", json::array{"User.Read.All"}}});
  const Response there = with_own(customer().id);
  ASSERT_EQ(there.status, 200) << there.body;
  EXPECT_EQ(text_of(claims(text_of(body(there), "access_token")), "scp"), "User.Read.All");
}

TEST_F(SecondApplication, StandsInTheMspsDirectoryBesideTheFirst) {
  allow(partner().id, {"Application.ReadWrite.All"});
  const std::string token = token_for(partner().id);
  const auto all = body(graph(token, "/v1.0/applications")).at("value").as_array();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(text_of(all[1].as_object(), "appId"), id_);
  const Response one = graph(token, "/v1.0/applications(appId='" + id_ + "')");
  EXPECT_EQ(text_of(body(one), "displayName"), "Reeve (moved)");
  EXPECT_EQ(graph(token, "/v1.0/servicePrincipals(appId='" + id_ + "')").status, 200);
  const std::string object = text_of(body(one), "id");
  const Response secret = send(token, "POST", "/v1.0/applications/" + object + "/addPassword",
                               json::object{{"passwordCredential", json::object()}});
  ASSERT_EQ(secret.status, 200) << secret.body;
  let_in(customer(), customer().users().front());
  EXPECT_EQ(alone(customer().id, text_of(body(secret), "secretText")).status, 200);
  allow(customer().id, {"Application.Read.All"});
  const std::string there = token_for(customer(1).id);
  EXPECT_EQ(graph(there, "/v1.0/servicePrincipals(appId='" + id_ + "')").status, 404);
}

TEST_F(SecondApplication, IsLetInByAnAgentThroughPartnerCenter) {
  const std::string agent = text_of(
      body(post(token_address(partner().id),
                with_client({{"grant_type", "refresh_token"},
                             {"refresh_token", refresh_token()},
                             {"scope", "https://api.partnercenter.microsoft.com/.default"}}))),
      "access_token");
  const Response made =
      send(agent, "POST", "/v1/customers/" + customer().id + "/applicationconsents",
           {{"applicationId", id_},
            {"displayName", "Reeve (moved)"},
            {"applicationGrants",
             json::array{{{"enterpriseApplicationId", kGraphId}, {"scope", "User.Read.All"}}}}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_of(body(made), "applicationId"), id_);
  EXPECT_EQ(alone(customer().id).status, 200);
  EXPECT_EQ(body(consent(customer().id)).at("scopes"), json::value(json::array{"User.Read.All"}));
  EXPECT_EQ(code_of(alone(customer(1).id)), 700016);
}

TEST_F(SecondApplication, OfOneTenantIsForThatTenantAlone) {
  let_in(customer(), customer().users().front());
  allow(partner().id, {"Application.ReadWrite.All"});
  const std::string at = "/v1.0/applications(appId='" + id_ + "')";
  ASSERT_EQ(send(token_for(partner().id), "PATCH", at, {{"signInAudience", "AzureADMyOrg"}}).status,
            204);
  EXPECT_EQ(alone(partner().id).status, 200);
  EXPECT_EQ(code_of(alone(customer().id)), 700016);
  EXPECT_EQ(code_of(alone("common")), 50194);
  EXPECT_NE(get(own_address("common", "/oauth2/v2.0/authorize")).body.find("AADSTS50194"),
            std::string::npos);
  EXPECT_NE(get(own_address(customer().id, "/oauth2/v2.0/authorize")).body.find("AADSTS700016"),
            std::string::npos);
  EXPECT_EQ(get(own_address(partner().id, "/oauth2/v2.0/authorize")).status, 200);
}

TEST_F(SecondApplication, TakesAnyPortOfLocalhostWhereOneIsRegistered) {
  control("POST", "application/redirect?application=" + id_,
          {{"value", "http://localhost/microsoft/callback"}});
  const auto status = [&](const std::string& redirect) {
    return get("/" + partner().id + "/oauth2/v2.0/authorize?" +
               form_text({{"client_id", id_},
                          {"response_type", "code"},
                          {"redirect_uri", redirect},
                          {"scope", "openid"}}))
        .status;
  };
  EXPECT_EQ(status("http://localhost:8080/microsoft/callback"), 200);
  EXPECT_EQ(status("http://localhost/microsoft/callback"), 200);
  for (const char* other :
       {"http://localhost:8080/other", "https://localhost:8080/microsoft/callback",
        "http://127.0.0.1:8080/microsoft/callback",
        "http://localhost.evil.example/microsoft/callback"})
    EXPECT_EQ(status(other), 400) << other;
}

TEST_F(SecondApplication, IsChangedByItsOwnControlAddress) {
  const auto add = [&](const std::string& kind, const json::value& content,
                       const std::string& which) {
    return control("POST", "application/" + kind + "?application=" + which, content).status;
  };
  EXPECT_EQ(add("secret", {{"value", "Another-1"}}, id_), 201);
  EXPECT_EQ(add("redirect", {{"value", "https://third.example/cb"}}, id_), 201);
  EXPECT_EQ(add("secret", {{"value", "x"}}, "nobody"), 404);
  const auto listed = body(control("GET", "applications")).at("value").as_array();
  EXPECT_EQ(listed.at(1).as_object().at("redirects").as_array().size(), 2U);
  EXPECT_EQ(listed.at(0).as_object().at("redirects").as_array().size(), app().redirects.size());
  control("PATCH", "tenants/" + customer().id + "/consent?application=" + id_, {{"present", true}});
  EXPECT_EQ(alone(customer().id, "Another-1").status, 200);
  for (const json::value& wrong : std::initializer_list<json::value>{
           json::object{}, {{"displayName", "x"}, {"roles", "User.Read.All"}}})
    EXPECT_EQ(control("POST", "applications", wrong).status, 400);
  EXPECT_EQ(control("POST", "applications", {{"displayName", "x"}, {"applicationId", id_}}).status,
            409);
  EXPECT_EQ(body(consent(customer().id)).at("present"), json::value(true));
}

TEST(SeveralApplications, SurviveARestart) {
  const std::string file = testing::TempDir() + "applications_state";
  std::remove(file.c_str());
  json::object made;
  {
    TestCloud first({7, 3, 12, 12}, file);
    made = TestCloud::body(first.control("POST", "applications", {{"displayName", "Other"}}));
    first.control(
        "PATCH",
        "tenants/" + first.customer().id + "/consent?application=" + text_of(made, "applicationId"),
        {{"present", true}, {"roles", json::array{"Group.Read.All"}}});
  }
  TestCloud second({7, 3, 12, 12}, file);
  const Response given = second.post(second.token_address(second.customer().id),
                                     {{"client_id", text_of(made, "applicationId")},
                                      {"client_secret", text_of(made, "clientSecret")},
                                      {"grant_type", "client_credentials"},
                                      {"scope", std::string(kGraphDefault)}});
  EXPECT_EQ(given.status, 200) << given.body;
  std::remove(file.c_str());
}

TEST(SeveralApplications, ComeFromAWorldFileAndThePrintedWorldNamesThem) {
  World world = generate_world({7, 1, 5, 5}, 1'800'000'000);
  EXPECT_FALSE(describe_world(world).contains("applications"));
  add_world_file(world, {"x.toml",
                         "[[partner.applications]]\ndisplayName = \"New\"\n"
                         "roles = [\"User.Read.All\"]\nclientSecret = \"s\"\n"
                         "redirects = [\"https://a.example/cb\"]\n"});
  ASSERT_EQ(world.others.size(), 1U);
  EXPECT_EQ(registered_roles(world.others[0]), std::vector<std::string>{"User.Read.All"});
  EXPECT_TRUE(registered_scopes(world.others[0]).empty());
  EXPECT_EQ(world.others[0].redirects, std::vector<std::string>{"https://a.example/cb"});
  const auto described = describe_world(world).at("applications").as_array();
  EXPECT_EQ(text_of(described.at(0).as_object(), "clientSecret"), "s");
  for (const char* wrong : {"roles = [\"User.Fly.All\"]\n", "scopes = [\"Group.Create\"]\n",
                            "id = \"x\"\n", "colour = \"red\"\n"}) {
    World other = generate_world({7, 1, 5, 5}, 1'800'000'000);
    EXPECT_THROW(add_world_file(other, {"x.toml", std::string("[[partner.applications]]\n"
                                                              "displayName = \"New\"\n") +
                                                      wrong}),
                 std::runtime_error)
        << wrong;
  }
}

// The older delegated administration: whatever stands in AdminAgents is consented everywhere.
class Preconsent : public SecondApplication {
 protected:
  void SetUp() override {
    SecondApplication::SetUp();
    control("PATCH", "tenants/" + customer().id + "/relationships", {{"relation", "dap"}});
  }
  Group& agents() {
    for (const Group& one : partner().groups.all())
      if (one.display_name == kAdminAgents) return *partner().groups.find(one.id);
    throw std::runtime_error("no AdminAgents");
  }
  // By Graph, as Microsoft's page has it.
  Response join(const char* method, const std::string& at) {
    allow(partner().id, {"GroupMember.ReadWrite.All", "Application.ReadWrite.All"});
    const std::string ours = service_principal_id(partner().id, id_);
    const json::value reference = {
        {"@odata.id", "https://graph.microsoft.com/v1.0/directoryObjects/" + ours}};
    return send(token_for(partner().id), method, "/v1.0/groups/" + agents().id + "/members" + at,
                method == std::string("POST") ? reference : json::value());
  }
};

TEST_F(Preconsent, LetsAnApplicationInAdminAgentsIntoDapCustomers) {
  EXPECT_EQ(code_of(alone(customer().id)), 700016);
  ASSERT_EQ(join("POST", "/$ref").status, 204);
  const Response given = alone(customer().id);
  ASSERT_EQ(given.status, 200) << given.body;
  const std::string token = text_of(body(given), "access_token");
  EXPECT_EQ(claims(token).at("roles"), json::value(json::array{"User.Read.All"}));
  EXPECT_EQ(graph(token, "/v1.0/users").status, 200);
  EXPECT_EQ(code_of(alone(customer(1).id)), 700016) << "of the newer kind";
  EXPECT_EQ(body(consent(customer().id)).at("present"), json::value(false))
      << "the tenant itself granted nothing";
  ASSERT_EQ(join("DELETE", "/" + service_principal_id(partner().id, id_) + "/$ref").status, 204);
  EXPECT_EQ(code_of(alone(customer().id)), 700016);
}

TEST_F(Preconsent, LetsAgentsInWithItToo) {
  join("POST", "/$ref");
  const std::string address = own_address(customer().id, "/oauth2/v2.0/authorize");
  const Response page =
      post(address, {{"login", account().user_principal_name}, {"passwd", account().password}});
  ASSERT_EQ(page.status, 302) << "nobody is asked for consent";
  const Response given =
      post(token_address(customer().id), {{"client_id", id_},
                                          {"client_secret", secret_},
                                          {"grant_type", "authorization_code"},
                                          {"code", field_of(header(page, "Location"), "code")},
                                          {"redirect_uri", std::string(kOwnCallback)}});
  const json::object token = claims(text_of(body(given), "access_token"));
  EXPECT_EQ(text_of(token, "scp"), "User.Read.All");
  EXPECT_EQ(text_of(token, "tid"), customer().id);
}

TEST_F(Preconsent, CoversTheDirectoryAndIntuneAlone) {
  Application wide = *cloud.world.find_application(id_);
  wide.required =
      required_access({"User.Read.All", "MailboxSettings.Read", "Reports.Read.All",
                       "ReportSettings.Read.All", "DeviceManagementManagedDevices.Read.All"},
                      {"MailboxSettings.Read"});
  *cloud.world.find_application(id_) = wide;
  join("POST", "/$ref");
  const auto roles =
      claims(text_of(body(alone(customer().id)), "access_token")).at("roles").as_array();
  EXPECT_EQ(roles, (json::array{"DeviceManagementManagedDevices.Read.All", "User.Read.All"}));
}

TEST_F(Preconsent, IsForApplicationsOfManyTenants) {
  join("POST", "/$ref");
  cloud.world.find_application(id_)->sign_in_audience = "AzureADMyOrg";
  EXPECT_EQ(code_of(alone(customer().id)), 700016);
}

}  // namespace
}  // namespace cloud
