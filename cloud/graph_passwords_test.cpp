// Passwords through Graph: who may set them, what is refused in which words, what holds afterwards.
#include <gtest/gtest.h>

#include <filesystem>

#include "directory_roles.h"
#include "password_policy.h"
#include "test_cloud.h"
#include "tokens.h"

namespace cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view kMethod = "28c10230-6103-485e-b985-444c60001490";
constexpr const char* kDenied = "Insufficient privileges to complete the operation.";

class Passwords : public testing::Test, public TestCloud {
 protected:
  void SetUp() override {
    person = customer().users()[2].id;
    for (User& one : people()) one.synced = std::nullopt;
  }
  // Staff without roles, whatever the seed made of them.
  std::vector<std::reference_wrapper<User>> people() {
    std::vector<std::reference_wrapper<User>> all;
    for (const User& one : customer().users()) all.emplace_back(*customer().find_user(one.id));
    return all;
  }
  User& user() { return *customer().find_user(person); }
  std::string address(const std::string& more = "") { return "/v1.0/users/" + person + more; }
  std::string reset_address() {
    return address("/authentication/methods/" + std::string(kMethod) + "/resetPassword");
  }

  void grant(const json::array& roles, const json::array& scopes) {
    control("PATCH", "tenants/" + customer().id + "/consent",
            {{"roles", roles}, {"scopes", scopes}});
  }
  // The application's token with these permissions, its service principal having that role.
  std::string application(const json::array& permissions, std::string_view role_name) {
    grant(permissions, {});
    auto& held = customer().principal_roles[service_principal_id(customer().id, app().id)];
    held.clear();
    if (!role_name.empty()) held = {std::string(find_role(role_name)->id)};
    return token_for(customer().id);
  }
  // The MSP's person in the customer's tenant, with that one role by the relationship.
  std::string delegated(const json::array& scopes, std::string_view role_name) {
    if (own_refresh.empty()) own_refresh = refresh_token();
    grant({}, scopes);
    for (Relationship& one : cloud.world.relationships)
      for (AccessAssignment& assigned : one.assignments)
        assigned.roles = one.roles = {std::string(find_role(role_name)->id)};
    return text_of(body(refresh(customer().id, own_refresh)), "access_token");
  }
  Response send(const std::string& method, const std::string& token, const std::string& target,
                const json::value& content = nullptr) {
    return ask(method, target, {{"Authorization", "Bearer " + token}},
               content.is_null() ? "" : json::serialize(content));
  }
  Response set_password(const std::string& token, const std::string& password) {
    return send(
        "PATCH", token, address(),
        {{"passwordProfile", {{"forceChangePasswordNextSignIn", false}, {"password", password}}}});
  }
  std::string current() {
    return text_of(
        body(control("GET", "tenants/" + customer().id + "/users/" + person + "/password")),
        "password");
  }

  std::string person;
  std::string own_refresh;
};

TEST_F(Passwords, OfAnApplicationNeedThePermissionAndARole) {
  const json::array permission = {"User-PasswordProfile.ReadWrite.All"};
  const Response done =
      set_password(application(permission, "User Administrator"), "xWwvJ]6NMw+bWH-d");
  EXPECT_EQ(done.status, 204) << done.body;
  EXPECT_TRUE(done.body.empty());
  EXPECT_EQ(current(), "xWwvJ]6NMw+bWH-d");
  EXPECT_FALSE(user().must_change_password);

  for (const auto& [permissions, held] : std::vector<std::pair<json::array, std::string>>{
           {permission, ""},
           {permission, "Helpdesk Administrator"},
           {permission, "Global Reader"},
           {{"User.Read.All"}, "Global Administrator"},
           {{"User.ManageIdentities.All"}, "Global Administrator"},
           {{"Directory.ReadWrite.All"}, "Global Administrator"}}) {
    const Response refused = set_password(application(permissions, held), "Other-Secret-1");
    EXPECT_EQ(refused.status, 403) << held;
    EXPECT_EQ(graph_code(refused), "Authorization_RequestDenied");
    EXPECT_EQ(graph_message(refused), kDenied);
  }
  EXPECT_EQ(current(), "xWwvJ]6NMw+bWH-d");
  EXPECT_EQ(
      set_password(application({"User.ReadWrite.All"}, "Global Administrator"), "Third-99").status,
      204);
}

TEST_F(Passwords, OfAPersonFollowTheTableOfRoles) {
  const json::array scope = {"User-PasswordProfile.ReadWrite.All"};
  for (const std::string_view caller :
       {"User Administrator", "Helpdesk Administrator", "Authentication Administrator",
        "Password Administrator", "Privileged Authentication Administrator", "Global Administrator",
        "Privileged Role Administrator", "Global Reader"}) {
    const std::string token = delegated(scope, caller);
    const bool reader = caller == "Global Reader" || caller == "Privileged Role Administrator";
    for (const RoleTemplate& held : role_templates()) {
      user().directory_roles = {std::string(held.id)};
      const bool highest = caller.starts_with("Global Adm") || caller.starts_with("Privileged A");
      const Response answer = set_password(token, "Good-Enough-1");
      EXPECT_TRUE(!highest || answer.status == 204) << caller << " → " << held.name;
      EXPECT_TRUE(!reader || answer.status == 403) << caller << " → " << held.name;
      EXPECT_TRUE(answer.status == 204 || graph_message(answer) == kDenied);
    }
    user().directory_roles = {};
    EXPECT_EQ(set_password(token, "Good-Enough-1").status, reader ? 403 : 204) << caller;
    user().directory_roles = {std::string(find_role("Security Reader")->id)};
    EXPECT_EQ(set_password(token, "Good-Enough-1").status,
              caller.starts_with("Global Adm") || caller.starts_with("Privileged A") ? 204 : 403)
        << caller;
    user().directory_roles = {};
  }
  EXPECT_EQ(
      set_password(delegated({"User.ReadWrite.All"}, "Global Administrator"), "Good-1234").status,
      403);
  EXPECT_EQ(
      set_password(delegated({"Directory.AccessAsUser.All"}, "Global Administrator"), "Good-1234")
          .status,
      204);
}

TEST_F(Passwords, OfProtectedPeopleAreLeftToTheHighestRoles) {
  const json::array permission = {"User-PasswordProfile.ReadWrite.All"};
  const std::string group =
      text_of(body(control("POST", "tenants/" + customer().id + "/groups",
                           {{"displayName", "Keepers"}, {"isAssignableToRole", true}})),
              "id");
  const auto protect = [&](const char* as) {
    control("PATCH", "tenants/" + customer().id + "/groups/" + group,
            {{"members", json::array()}, {"owners", json::array()}});
    if (as)
      control("PATCH", "tenants/" + customer().id + "/groups/" + group,
              {{as, json::array{person}}});
  };
  for (const char* as : {"members", "owners"}) {
    protect(as);
    EXPECT_EQ(set_password(application(permission, "User Administrator"), "Good-1234").status, 403);
    EXPECT_EQ(set_password(application(permission, "Global Administrator"), "Good-1234").status,
              204);
  }
  protect(nullptr);
  EXPECT_EQ(set_password(application(permission, "User Administrator"), "Good-1234").status, 204);
  control("PATCH", "tenants/" + customer().id + "/users/" + person,
          {{"isManagementRestricted", true}});
  EXPECT_EQ(set_password(application(permission, "User Administrator"), "Good-1234").status, 403);
  EXPECT_EQ(
      set_password(application(permission, "Privileged Authentication Administrator"), "Good-1234")
          .status,
      204);
}

TEST_F(Passwords, ThatThePolicyRefusesStayOut) {
  const std::string token =
      application({"User-PasswordProfile.ReadWrite.All"}, "User Administrator");
  const std::string before = current();
  for (const std::string& weak :
       {std::string("Ab1-567"), std::string("alllowercase"), std::string("ABCDEFGH12"),
        std::string("Pässword-1"), std::string("Tab\tbed-123"), "Aa1" + std::string(254, 'x')}) {
    const Response refused = set_password(token, weak);
    EXPECT_EQ(refused.status, 400) << weak;
    EXPECT_EQ(graph_code(refused), "Request_BadRequest");
    EXPECT_EQ(graph_message(refused),
              "The specified password does not comply with password complexity requirements. "
              "Please provide a different password.");
  }
  EXPECT_EQ(current(), before);
  EXPECT_EQ(set_password(token, "Aa1" + std::string(253, 'x')).status, 204);
  EXPECT_EQ(set_password(token, "with a Blank 1").status, 204);
  user().password_policies = "DisablePasswordExpiration, DisableStrongPassword";
  EXPECT_EQ(set_password(token, "alllowercase").status, 204);
  EXPECT_EQ(set_password(token, "short1A").status, 400);
}

TEST_F(Passwords, OfSynchronizedAndFederatedPeopleAreKeptElsewhere) {
  const std::string token =
      application({"User-PasswordProfile.ReadWrite.All"}, "Global Administrator");
  user().synced = true;
  EXPECT_EQ(graph_code(set_password(token, "Good-1234")), "Request_BadRequest");
  user().synced = std::nullopt;
  for (Domain& one : customer().domains) one.is_federated = one.is_default;
  EXPECT_EQ(set_password(token, "Good-1234").status, 400);
  EXPECT_NE(current(), "Good-1234");
}

TEST_F(Passwords, AreForSigningInAtOnceAndAfterARestart) {
  const auto folder = std::filesystem::temp_directory_path() / "reeve-cloud-passwords";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "state").string();
  const auto enter = [](TestCloud& at, const std::string& password) {
    return at.post(at.authorize_address(),
                   {{"login", at.account().user_principal_name}, {"passwd", password}});
  };
  std::string old;
  {
    TestCloud before({7, 1, 5, 5}, file);
    old = before.account().password;
    before.control("PATCH", "tenants/" + before.partner().id + "/consent",
                   {{"roles", json::array{"User-PasswordProfile.ReadWrite.All"}}});
    before.partner().principal_roles[service_principal_id(before.partner().id, before.app().id)] = {
        std::string(role::kGlobalAdministrator)};
    const Response done =
        before.ask("PATCH", "/v1.0/users/" + before.account().id,
                   {{"Authorization", "Bearer " + before.token_for(before.partner().id)}},
                   R"({"passwordProfile":{"password":"Brand-New-7"}})");
    EXPECT_EQ(done.status, 204) << done.body;
    EXPECT_NE(enter(before, old).body.find("invalid username or password"), std::string::npos);
  }
  TestCloud after({7, 1, 5, 5}, file);
  EXPECT_EQ(after.account().password, "Brand-New-7");
  // Nothing was said of it, so it must be changed: the page asks for another one.
  const Response page = enter(after, "Brand-New-7");
  EXPECT_NE(page.body.find("newpasswd"), std::string::npos);
  const auto choose = [&](const std::string& fresh) {
    return after.post(after.authorize_address(), {{"login", after.account().user_principal_name},
                                                  {"passwd", "Brand-New-7"},
                                                  {"newpasswd", fresh}});
  };
  EXPECT_NE(choose("Brand-New-7").body.find("newpasswd"), std::string::npos);
  EXPECT_NE(choose("weak").body.find("newpasswd"), std::string::npos);
  const Response chosen = choose("My-Own-Secret-5");
  EXPECT_EQ(chosen.body.find("newpasswd"), std::string::npos);
  EXPECT_EQ(after.account().password, "My-Own-Secret-5");
  EXPECT_FALSE(after.account().must_change_password);
  std::filesystem::remove_all(folder);
}

TEST_F(Passwords, ResetByPeopleOnlyAndEndInAnOperation) {
  const json::array scope = {"UserAuthenticationMethod.ReadWrite.All"};
  EXPECT_EQ(send("POST", application(scope, "Global Administrator"), reset_address()).status, 403);
  const std::string token = delegated(scope, "Authentication Administrator");
  const Response accepted = send("POST", token, reset_address(), {{"newPassword", "Cuyo5459"}});
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_TRUE(body(accepted).empty());
  EXPECT_EQ(current(), "Cuyo5459");
  EXPECT_TRUE(user().must_change_password);
  const std::string location = header(accepted, "Location");
  const auto at = location.find("/v1.0/");
  ASSERT_NE(at, std::string::npos) << location;
  const std::string operation = location.substr(at);
  const auto status = [&] { return text_of(body(send("GET", token, operation)), "status"); };
  EXPECT_EQ(status(), "notStarted");
  control("POST", "clock", {{"advance", "PT2S"}});
  EXPECT_EQ(status(), "running");
  control("POST", "clock", {{"advance", "PT2S"}});
  EXPECT_EQ(status(), "succeeded");
  EXPECT_EQ(send("GET", application({"UserAuthenticationMethod.Read.All"}, ""), operation).status,
            403);
}

TEST_F(Passwords, AreMadeByMicrosoftWhenNoneIsSent) {
  const std::string token =
      delegated({"UserAuthenticationMethod.ReadWrite.All"}, "Global Administrator");
  const Response accepted = send("POST", token, reset_address());
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  const std::string made = text_of(body(accepted), "newPassword");
  EXPECT_TRUE(is_acceptable_password(made, true)) << made;
  EXPECT_EQ(current(), made);
  EXPECT_NE(text_of(body(send("POST", token, reset_address(), json::object())), "newPassword"),
            made);
}

TEST_F(Passwords, ResetsKnowTheirRolesAndRefuseTheRest) {
  const json::array scope = {"UserAuthenticationMethod.ReadWrite.All"};
  for (const std::string_view caller :
       {"User Administrator", "Helpdesk Administrator", "Password Administrator", "Global Reader"})
    EXPECT_EQ(send("POST", delegated(scope, caller), reset_address()).status, 403) << caller;
  const std::string token = delegated(scope, "Authentication Administrator");
  user().directory_roles = {std::string(find_role("User Administrator")->id)};
  EXPECT_EQ(graph_message(send("POST", token, reset_address())), kDenied);
  user().directory_roles = {};
  EXPECT_EQ(
      send("POST", delegated({"User.Read.All"}, "Global Administrator"), reset_address()).status,
      403);
  EXPECT_EQ(send("POST", delegated(scope, "Global Administrator"),
                 address("/authentication/methods/another/resetPassword"))
                .status,
            404);
  EXPECT_EQ(send("POST", delegated(scope, "Global Administrator"), reset_address(),
                 {{"newPassword", "weak"}})
                .status,
            400);
}

TEST_F(Passwords, OfSynchronizedPeopleAreResetByWriteback) {
  const std::string token =
      delegated({"UserAuthenticationMethod.ReadWrite.All"}, "Global Administrator");
  user().synced = true;
  const std::string before = current();
  EXPECT_EQ(send("POST", token, reset_address()).status, 400) << "a new password is required";
  const auto outcome = [&](const std::string& password) {
    const Response accepted = send("POST", token, reset_address(), {{"newPassword", password}});
    EXPECT_EQ(accepted.status, 202) << accepted.body;
    control("POST", "clock", {{"advance", "PT1M"}});
    const std::string location = header(accepted, "Location");
    return body(send("GET", token, location.substr(location.find("/v1.0/"))));
  };
  customer().password_writeback = false;
  EXPECT_EQ(text_of(outcome("Good-1234"), "status"), "failed");
  customer().password_writeback = true;
  EXPECT_EQ(text_of(outcome("weak"), "status"), "failed");
  EXPECT_FALSE(text_of(outcome("weak"), "statusDetail").empty());
  EXPECT_EQ(current(), before);
  EXPECT_EQ(text_of(outcome("Good-1234"), "status"), "succeeded");
  EXPECT_EQ(current(), "Good-1234");
}

TEST_F(Passwords, AreListedAsAMethodWithoutBeingTold) {
  for (const char* path : {"/authentication/methods", "/authentication/passwordMethods"}) {
    const Response listed =
        send("GET", application({"UserAuthenticationMethod.Read.All"}, ""), address(path));
    ASSERT_EQ(listed.status, 200) << listed.body;
    const json::object answer = body(listed);
    const json::object method = answer.at("value").as_array().at(0).as_object();
    EXPECT_EQ(text_of(method, "id"), kMethod);
    EXPECT_TRUE(method.at("password").is_null());
    EXPECT_EQ(listed.body.find(current()), std::string::npos);
    EXPECT_EQ(send("GET", application({"User.Read.All"}, ""), address(path)).status, 403);
    const json::array scope = {"UserAuthenticationMethod.Read.All"};
    EXPECT_EQ(send("GET", delegated(scope, "Global Reader"), address(path)).status, 200);
    EXPECT_EQ(send("GET", delegated(scope, "Reports Reader"), address(path)).status, 403);
  }
}

TEST_F(Passwords, OfOneselfAreChangedWithTheCurrentOne) {
  const std::string mine = refresh_token();
  control("PATCH", "tenants/" + partner().id + "/consent",
          {{"scopes", json::array{"Directory.AccessAsUser.All", "User.RevokeSessions.All"}}});
  const std::string token = text_of(body(refresh(partner().id, mine)), "access_token");
  const auto change = [&](const std::string& from, const std::string& to) {
    return send("POST", token, "/v1.0/me/changePassword",
                {{"currentPassword", from}, {"newPassword", to}})
        .status;
  };
  const std::string old = account().password;
  EXPECT_EQ(change("wrong", "Good-1234"), 400);
  EXPECT_EQ(change(old, "weak"), 400);
  EXPECT_EQ(change(old, "Good-1234"), 204);
  EXPECT_EQ(change("Good-1234", "Good-1234"), 400);
  EXPECT_EQ(account().password, "Good-1234");
}

TEST_F(Passwords, SessionsAreRevokedForGood) {
  const std::string mine = refresh_token();
  control("PATCH", "tenants/" + partner().id + "/consent",
          {{"roles", json::array{"User.RevokeSessions.All", "User.Read.All"}}});
  const std::string token = token_for(partner().id);
  const std::string me = "/v1.0/users/" + account().id;
  const Response done = send("POST", token, me + "/revokeSignInSessions");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_TRUE(body(done).at("value").as_bool());
  EXPECT_EQ(code_of(refresh(customer().id, mine)), 50173);
  const std::string valid =
      text_of(body(graph(token, me + "?$select=signInSessionsValidFromDateTime")),
              "signInSessionsValidFromDateTime");
  EXPECT_NEAR(static_cast<double>(parse_time(valid).value_or(0)),
              static_cast<double>(cloud.clock.now()), 5);
  control("PATCH", "tenants/" + partner().id + "/consent",
          {{"roles", json::array{"User.Read.All"}}});
  EXPECT_EQ(send("POST", token_for(partner().id), me + "/revokeSignInSessions").status, 403);
}

}  // namespace
}  // namespace cloud
