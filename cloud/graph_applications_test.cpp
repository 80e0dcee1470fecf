// The registration over Graph: its secrets and certificates, and what the identity platform makes
// of them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "application_json.h"
#include "keys.h"
#include "permissions.h"
#include "random.h"
#include "test_cloud.h"

namespace cloud {
namespace {

namespace json = boost::json;

class Applications : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    allow(partner().id, {"Application.ReadWrite.All"});
    token_ = token_for(partner().id);
    at_ = "/v1.0/applications/" + application_object_id(app());
  }
  json::object shown() { return body(graph(token_, at_)); }
  Response write(const json::value& body) { return send(token_, "PATCH", at_, body); }
  Response with_secret(const std::string& secret) {
    return post(token_address(customer().id), {{"grant_type", "client_credentials"},
                                               {"scope", std::string(kGraphDefault)},
                                               {"client_id", app().id},
                                               {"client_secret", secret}});
  }

  std::string token_, at_;
};

TEST_F(Applications, TheRegistrationStandsInThePartnersTenant) {
  const json::object one = shown();
  EXPECT_EQ(text_of(one, "appId"), app().id);
  EXPECT_EQ(text_of(one, "signInAudience"), "AzureADMultipleOrgs");
  EXPECT_EQ(text_of(body(graph(token_, "/v1.0/applications(appId='" + app().id + "')")), "id"),
            text_of(one, "id"));
  const auto listed =
      body(graph(token_, "/v1.0/applications?$filter=appId%20eq%20'" + app().id + "'&$select=id"));
  EXPECT_EQ(listed.at("value").as_array().size(), 1U);
  EXPECT_EQ(graph(token_, "/v1.0/applications/nobody").status, 404);
  allow(customer().id, {"Application.Read.All"});
  const std::string elsewhere = token_for(customer().id);
  EXPECT_TRUE(body(graph(elsewhere, "/v1.0/applications")).at("value").as_array().empty());
  EXPECT_EQ(graph(elsewhere, at_).status, 404);
}

TEST_F(Applications, TheSecretsEndIsToldAndCounts) {
  const json::object first = shown().at("passwordCredentials").as_array().at(0).as_object();
  EXPECT_EQ(text_of(first, "keyId"), app().secret_id);
  EXPECT_EQ(text_of(first, "endDateTime"), iso_time(state.born() + kFirstSecretSeconds));
  EXPECT_EQ(text_of(first, "hint"), app().secret.substr(0, 3));
  EXPECT_TRUE(first.at("secretText").is_null());
  EXPECT_EQ(with_secret(app().secret).status, 200);
  control("POST", "clock", {{"advance", "P699D"}});
  EXPECT_EQ(with_secret(app().secret).status, 200);
  control("POST", "clock", {{"advance", "P2D"}});
  EXPECT_EQ(code_of(with_secret(app().secret)), 7000222);
  EXPECT_EQ(code_of(with_secret("other")), 7000215);
}

TEST_F(Applications, SecretsAreAddedAndRemoved) {
  const Response made = send(token_, "POST", at_ + "/addPassword",
                             {{"passwordCredential", {{"displayName", "Second"}}}});
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string secret = text_of(body(made), "secretText");
  EXPECT_EQ(with_secret(secret).status, 200);
  EXPECT_EQ(with_secret(app().secret).status, 200) << "the first goes on";
  EXPECT_EQ(shown().at("passwordCredentials").as_array().size(), 2U);
  EXPECT_EQ(graph(token_, at_).body.find(secret), std::string::npos) << "told once";
  const json::object gone = {{"keyId", text_of(body(made), "keyId")}};
  EXPECT_EQ(send(token_, "POST", at_ + "/removePassword", gone).status, 204);
  EXPECT_EQ(send(token_, "POST", at_ + "/removePassword", gone).status, 400);
  EXPECT_EQ(code_of(with_secret(secret)), 7000215);
  const Response past = send(token_, "POST", at_ + "/addPassword",
                             {{"passwordCredential", {{"endDateTime", "2020-01-01T00:00:00Z"}}}});
  EXPECT_EQ(past.status, 400);
  const Response short_lived =
      send(token_, "POST", at_ + "/addPassword",
           {{"passwordCredential",
             {{"endDateTime", iso_time(cloud.clock.now() + 3600)}, {"displayName", "An hour"}}}});
  control("POST", "clock", {{"advance", "PT2H"}});
  EXPECT_EQ(code_of(with_secret(text_of(body(short_lived), "secretText"))), 7000222);
}

TEST_F(Applications, ACertificateThatIsAddedSignsIn) {
  const SigningKey key = SigningKey::generate();
  const std::string der = certificate_der(key.certificate_pem());
  const json::object credential = {{"type", "AsymmetricX509Cert"},
                                   {"usage", "Verify"},
                                   {"displayName", "Reeve"},
                                   {"key", base64_encode(der)}};
  ASSERT_EQ(write({{"keyCredentials", json::array{credential}}}).status, 204);
  const json::object listed = shown().at("keyCredentials").as_array().at(0).as_object();
  EXPECT_EQ(text_of(listed, "customKeyIdentifier"), base64_encode(sha1(der)));
  EXPECT_FALSE(text_of(listed, "endDateTime").empty());
  EXPECT_TRUE(listed.at("key").is_null());
  const auto ask_with = [&] {
    const std::int64_t now = cloud.clock.now();
    const std::string assertion =
        sign_jwt(key, json::serialize(json::object{
                          {"aud", "http://127.0.0.1:9443/" + customer().id + "/oauth2/v2.0/token"},
                          {"iss", app().id},
                          {"sub", app().id},
                          {"jti", fresh_guid()},
                          {"nbf", now},
                          {"exp", now + 300}}));
    return post(
        token_address(customer().id),
        {{"grant_type", "client_credentials"},
         {"scope", std::string(kGraphDefault)},
         {"client_id", app().id},
         {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
         {"client_assertion", assertion}});
  };
  EXPECT_EQ(ask_with().status, 200) << ask_with().body;
  EXPECT_EQ(write({{"keyCredentials", json::array{listed}}}).status, 204) << "kept by its keyId";
  EXPECT_EQ(ask_with().status, 200);
  EXPECT_EQ(write({{"keyCredentials", json::array()}}).status, 204);
  EXPECT_EQ(code_of(ask_with()), 700027);
}

TEST_F(Applications, RefuseWhatTheyCannotTake) {
  const auto refused = [&](const char* name, json::value value) {
    json::object sent;
    sent[name] = std::move(value);
    return write(sent).status;
  };
  EXPECT_EQ(refused("keyCredentials", json::array{{{"type", "AsymmetricX509Cert"},
                                                   {"usage", "Verify"},
                                                   {"key", "bm8gY2VydGlmaWNhdGU="}}}),
            400);
  EXPECT_EQ(refused("keyCredentials", json::array{{{"keyId", "unknown"}}}), 400);
  EXPECT_EQ(refused("passwordCredentials", json::array{{{"displayName", "new"}}}), 400);
  EXPECT_EQ(refused("signInAudience", "Everybody"), 400);
  EXPECT_EQ(refused("web", "x"), 400);
  EXPECT_EQ(refused("requiredResourceAccess", "x"), 400);
  EXPECT_EQ(refused("appId", "x"), 400);
  EXPECT_EQ(with_secret(app().secret).status, 200) << "nothing was changed";
}

TEST_F(Applications, RedirectsAreAdmittedOnceTheyAreRegistered) {
  const std::string uri = "https://reeve.example/microsoft/callback";
  EXPECT_EQ(get(authorize_address({{"redirect_uri", uri}})).status, 400);
  ASSERT_EQ(write({{"web", {{"redirectUris", json::array{uri}}}}}).status, 204);
  EXPECT_EQ(get(authorize_address({{"redirect_uri", uri}})).status, 200);
  EXPECT_EQ(shown().at("web").at("redirectUris"), json::value(json::array{uri}));
  ASSERT_EQ(write({{"web", {{"redirectUris", json::array()}}}}).status, 204);
  EXPECT_EQ(get(authorize_address({{"redirect_uri", uri}})).status, 400);
}

TEST_F(Applications, ConsentGrantsWhatTheRegistrationLists) {
  const json::array wanted = {
      {{"resourceAppId", kGraphId},
       {"resourceAccess",
        json::array{{{"id", "df021288-bdef-4463-88db-98f22de89214"}, {"type", "Role"}},
                    {{"id", "a154be20-db9c-4678-8ab7-66f6cc099a59"}, {"type", "Scope"}}}}}};
  ASSERT_EQ(write({{"requiredResourceAccess", wanted}}).status, 204);
  EXPECT_EQ(shown().at("requiredResourceAccess"), json::value(wanted));
  control("PATCH", "tenants/" + customer().id + "/consent", {{"present", false}});
  const User& boss = customer().users().front();
  const std::string address =
      "/" + customer().id + "/v2.0/adminconsent?" +
      form_text({{"client_id", app().id}, {"redirect_uri", std::string(kCallback)}});
  const Response page =
      post(address, {{"login", boss.user_principal_name}, {"passwd", boss.password}});
  post(address, {{"ticket", ticket_of(page)}, {"consent", "accept"}});
  const Consent consent = consent_of(cloud, customer(), app().id);
  EXPECT_EQ(consent.roles, std::set<std::string>{"User.Read.All"});
  EXPECT_EQ(consent.scopes, std::set<std::string>{"User.Read.All"});
}

TEST_F(Applications, WantTheirPermissions) {
  allow(partner().id, {"User.Read.All"});
  const std::string none = token_for(partner().id);
  allow(partner().id, {"Application.Read.All"});
  const std::string reader = token_for(partner().id);
  EXPECT_EQ(graph(none, "/v1.0/applications").status, 403);
  EXPECT_EQ(graph(none, at_).status, 403);
  EXPECT_EQ(graph(reader, at_).status, 200);
  EXPECT_EQ(send(reader, "PATCH", at_, {{"displayName", "x"}}).status, 403);
  for (const char* action : {"/addPassword", "/removePassword"})
    EXPECT_EQ(send(reader, "POST", at_ + action, json::object()).status, 403) << action;
}

TEST(ApplicationState, TheRegistrationSurvivesARestart) {
  std::string pattern = (std::filesystem::temp_directory_path() / "reeve-cloud-XXXXXX").string();
  const std::string folder = mkdtemp(pattern.data());
  const WorldOptions options{7, 2, 10, 10};
  {
    TestCloud before(options, folder + "/state");
    before.control("POST", "application/secret", {{"value", "second"}, {"lifetime", "P10D"}});
    before.control("POST", "application/redirect", {{"value", "https://reeve.example/x"}});
  }
  TestCloud after(options, folder + "/state");
  ASSERT_EQ(after.app().passwords.size(), 2U);
  EXPECT_EQ(after.app().passwords[1].value, "second");
  EXPECT_EQ(after.app().redirects.back(), "https://reeve.example/x");
  EXPECT_EQ(after.app().required.size(), TestCloud(options).app().required.size());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cloud
