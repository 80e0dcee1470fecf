// Consent into a customer's tenant through Partner Center, and what it refuses.
#include <gtest/gtest.h>

#include "directory_roles.h"
#include "object_ids.h"
#include "permissions.h"
#include "relationships.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

class PartnerConsents : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    refresh_ = refresh_token();
    control("PATCH", "tenants/" + customer().id + "/consent", {{"present", false}});
    at_ = "/v1/customers/" + customer().id + "/applicationconsents";
  }
  std::string person_token() {
    return text_of(
        body(post(token_address(partner().id),
                  with_client({{"grant_type", "refresh_token"},
                               {"refresh_token", refresh_},
                               {"scope", "https://api.partnercenter.microsoft.com/.default"}}))),
        "access_token");
  }
  // The same without the claim that MFA was passed.
  std::string token_without_mfa() {
    auto claims = read_access_token(state.key(), person_token()).value();
    claims.mfa = false;
    TokenFacts facts;
    facts.now = cloud.clock.now();
    return make_access_token(state.key(), claims, facts);
  }
  json::object wish(const std::string& scope = "Directory.Read.All,User.Read.All") {
    return {{"applicationId", app().id},
            {"displayName", "Reeve"},
            {"applicationGrants",
             json::array{{{"enterpriseApplicationId", kGraphId}, {"scope", scope}}}}};
  }
  std::string scopes() {
    return text_of(claims(text_of(body(refresh(customer().id, refresh_)), "access_token")), "scp");
  }
  void give_roles(const std::vector<std::string>& roles) {
    for (const Relationship& each : cloud.world.relationships) {
      if (each.customer_id != customer().id || each.status != "active") continue;
      Relationship one = each;
      one.roles = one.assignments.at(0).roles = roles;
      apply_relationship_edit(cloud.world, relationship_edit(cloud.world, one));
      return;
    }
  }

  std::string refresh_, at_;
};

TEST_F(PartnerConsents, LetTheApplicationIn) {
  EXPECT_EQ(code_of(refresh(customer().id, refresh_)), 65001);
  EXPECT_EQ(code_of(application_token(customer().id)), 700016);
  const Response made = send(person_token(), "POST", at_, wish());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_of(body(made), "applicationId"), app().id);
  EXPECT_EQ(header(made, "isMfaCompliant"), "true");
  EXPECT_EQ(scopes(), "Directory.Read.All User.Read.All");
  EXPECT_EQ(application_token(customer().id).status, 200) << "it stands there now";
  EXPECT_FALSE(claims(token_for(customer().id)).contains("roles")) << "delegated grants only";
}

TEST_F(PartnerConsents, AnEntryExistsOnce) {
  const std::string token = person_token();
  ASSERT_EQ(send(token, "POST", at_, wish()).status, 201);
  const Response again = send(token, "POST", at_, wish("AuditLog.Read.All"));
  EXPECT_EQ(again.status, 400);
  EXPECT_NE(text_of(body(again), "description").find("Permission entry already exists"),
            std::string::npos);
  EXPECT_EQ(scopes().find("AuditLog"), std::string::npos) << "and nothing was added";
  const json::object other = {
      {"ApplicationId", app().id},
      {"ApplicationGrants", json::array{{{"EnterpriseApplicationId", kPartnerCenterId},
                                         {"Scope", "user_impersonation"}}}}};
  EXPECT_EQ(send(token, "POST", at_, other).status, 201) << "names in any letter case";
  EXPECT_EQ(send(token, "DELETE", at_ + "/" + app().id).status, 204);
  EXPECT_EQ(send(token, "POST", at_, wish("User.Read.All, AuditLog.Read.All")).status, 201)
      << "after it was taken back; a blank after the comma";
  EXPECT_EQ(scopes(), "AuditLog.Read.All User.Read.All");
}

TEST_F(PartnerConsents, TakenBackTheApplicationStaysWithoutDelegatedPermissions) {
  const std::string token = person_token();
  EXPECT_EQ(send(token, "DELETE", at_ + "/" + app().id).status, 404);
  send(token, "POST", at_, wish());
  allow(customer().id, {"User.Read.All"});
  EXPECT_EQ(send(token, "DELETE", at_ + "/" + app().id).status, 204);
  EXPECT_EQ(scopes(), "");
  EXPECT_EQ(claims(token_for(customer().id)).at("roles").as_array().size(), 1U);
}

TEST_F(PartnerConsents, SeveralGrantsComeAtOnce) {
  json::object both = wish();
  both["applicationGrants"].as_array().push_back(
      {{"enterpriseApplicationId", kPartnerCenterId}, {"scope", "user_impersonation"}});
  EXPECT_EQ(send(person_token(), "POST", at_, both).status, 201);
  const Consent consent = consent_of(cloud, customer(), app().id);
  EXPECT_TRUE(consent.scopes.contains("user_impersonation"));
  EXPECT_TRUE(consent.scopes.contains("Directory.Read.All"));
}

TEST_F(PartnerConsents, WantMfaAndAPerson) {
  const Response weak = send(token_without_mfa(), "POST", at_, wish());
  EXPECT_EQ(weak.status, 401);
  EXPECT_EQ(text_of(body(weak), "description"), "Unauthorized - MFA required");
  const std::string list = "/v1/customers";
  EXPECT_EQ(graph(token_without_mfa(), list).status, 200);
  EXPECT_EQ(graph(token_without_mfa(), list, {{"ValidateMfa", "true"}}).status, 401);
  EXPECT_EQ(graph(person_token(), list, {{"ValidateMfa", "true"}}).status, 200);
  const std::string alone = text_of(
      body(post(token_address(partner().id),
                with_client({{"grant_type", "client_credentials"},
                             {"scope", "https://api.partnercenter.microsoft.com/.default"}}))),
      "access_token");
  EXPECT_EQ(graph(alone, list, {{"ValidateMfa", "true"}}).status, 200);
  EXPECT_EQ(send(alone, "POST", at_, wish()).status, 403);
  EXPECT_EQ(send("", "POST", at_, wish()).status, 401);
}

TEST_F(PartnerConsents, WantAnAdminAgentAndAFittingRole) {
  const std::string token = person_token();
  for (const auto& [role, status] :
       std::vector<std::pair<const char*, int>>{{"Global Administrator", 400},
                                                {"Privileged Role Administrator", 400},
                                                {"Cloud Application Administrator", 201},
                                                {"Application Administrator", 403},
                                                {"Global Reader", 403}}) {
    give_roles({std::string(find_role(role)->id)});
    // Whoever may, is told what is wrong with an empty body.
    EXPECT_EQ(send(token, "POST", at_, status == 400 ? json::object() : wish()).status, status)
        << role;
  }
  give_roles({std::string(role::kGlobalAdministrator)});
  for (const Group& one : partner().groups.all())
    if (one.display_name == kAdminAgents)
      control("PATCH", "tenants/" + partner().id + "/groups/" + one.id,
              {{"members", json::array()}});
  EXPECT_EQ(send(token, "POST", at_, wish()).status, 403);
  EXPECT_EQ(send(token, "DELETE", at_ + "/" + app().id).status, 403);
}

TEST_F(PartnerConsents, RefuseWhatTheyCannotRead) {
  const std::string token = person_token();
  json::object wrong = wish();
  wrong["applicationId"] = "11111111-2222-4333-8444-555555555555";
  EXPECT_EQ(send(token, "POST", at_, wrong).status, 400);
  wrong = wish("");
  EXPECT_EQ(send(token, "POST", at_, wrong).status, 400);
  wrong = wish();
  wrong["applicationGrants"] = json::array{{{"enterpriseApplicationId", "x"}, {"scope", "y"}}};
  EXPECT_EQ(send(token, "POST", at_, wrong).status, 400);
  wrong["applicationGrants"] = json::array();
  EXPECT_EQ(send(token, "POST", at_, wrong).status, 400);
  EXPECT_EQ(send(token, "POST", "/v1/customers/nobody/applicationconsents", wish()).status, 404);
  EXPECT_EQ(send(token, "DELETE", "/v1/customers/nobody/applicationconsents/x").status, 404);
  EXPECT_EQ(send(token, "PATCH", at_, wish()).status, 404);
}

TEST_F(PartnerConsents, CustomersHaveProfilesAndServices) {
  const std::string token = person_token();
  const std::string one = "/v1/customers/" + customer().id;
  EXPECT_EQ(text_of(body(graph(token, one + "/profiles/company")), "companyName"),
            customer().display_name);
  const auto services = body(graph(token, one + "/managedservices"));
  ASSERT_GE(services.at("items").as_array().size(), 1U);
  EXPECT_NE(services.at("items")
                .as_array()[0]
                .at("links")
                .at("adminService")
                .at("uri")
                .as_string()
                .find(customer().id),
            json::string::npos);
  for (const char* rest : {"", "/profiles/company", "/managedservices"})
    EXPECT_EQ(graph(token, std::string("/v1/customers/nobody") + rest).status, 404) << rest;
}

}  // namespace
}  // namespace cloud
