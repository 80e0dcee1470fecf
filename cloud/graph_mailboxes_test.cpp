// Mailbox settings and purposes, sign-ins, and the registration of authentication methods.
#include <gtest/gtest.h>

#include <algorithm>

#include "mailboxes.h"
#include "test_cloud.h"

namespace cloud {
namespace {

class Mailboxes : public testing::Test, public TestCloud {
 protected:
  Mailboxes() : TestCloud({7, 3, 100, 100}) {}
  void SetUp() override { token_ = token_for(customer().id); }
  Response ask_graph(const std::string& target, std::vector<Header> headers = {}) {
    return graph(token_, target, std::move(headers));
  }
  const User& first(Mailbox kind) {
    for (const User& user : customer().users())
      if (user.mailbox == kind) return user;
    throw std::runtime_error("nobody has such a mailbox");
  }
  Response purpose(const User& user) {
    return ask_graph("/v1.0/users/" + user.id + "/mailboxSettings/userPurpose");
  }
  void grant(boost::json::array roles) {
    control("PATCH", "tenants/" + customer().id + "/consent", {{"roles", std::move(roles)}});
    token_ = token_for(customer().id);
  }
  std::string users_ = "tenants/" + customer().id + "/users/";
  std::string token_;
};

TEST_F(Mailboxes, TheWorldHasPeopleSharedMailboxesAndRooms) {
  EXPECT_EQ(text_of(body(purpose(first(Mailbox::user))), "value"), "user");
  EXPECT_EQ(text_of(body(purpose(first(Mailbox::shared))), "value"), "shared");
  EXPECT_EQ(text_of(body(purpose(first(Mailbox::room))), "value"), "room");
  EXPECT_TRUE(text_of(body(purpose(first(Mailbox::room))), "@odata.context")
                  .ends_with("/$metadata#users('" + first(Mailbox::room).id +
                             "')/mailboxSettings/userPurpose"));
}

TEST_F(Mailboxes, WhoeverHasNoneGetsNotEnabled) {
  const Response none = purpose(first(Mailbox::none));
  EXPECT_EQ(none.status, 404);
  EXPECT_EQ(graph_code(none), "MailboxNotEnabledForRESTAPI");
  const User& user = first(Mailbox::user);
  EXPECT_EQ(purpose(user).status, 200);
  control("PATCH", users_ + user.id, {{"assignedLicenses", boost::json::array()}});
  EXPECT_EQ(purpose(user).status, 404) << "the license went, and the mailbox with it";
  EXPECT_EQ(purpose(first(Mailbox::shared)).status, 200) << "these need none";
  customer().subscriptions.clear();
  EXPECT_EQ(purpose(first(Mailbox::shared)).status, 404) << "but Exchange";
  EXPECT_EQ(ask_graph("/v1.0/users/nobody/mailboxSettings").status, 404);
}

TEST_F(Mailboxes, AreConvertedByControl) {
  const std::string one = users_ + first(Mailbox::user).id;
  for (const char* kind : {"shared", "equipment", "linked", "others"}) {
    EXPECT_EQ(control("PATCH", one, {{"mailboxSettings", {{"userPurpose", kind}}}}).status, 200);
    EXPECT_EQ(text_of(body(ask_graph("/v1.0/users/" + one.substr(users_.size()) +
                                     "/mailboxSettings/userPurpose")),
                      "value"),
              kind);
  }
  EXPECT_EQ(control("PATCH", one, {{"mailboxSettings", {{"userPurpose", "attic"}}}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"mailboxSettings", {{"userPurpose", nullptr}}}}).status, 200);
  EXPECT_EQ(customer().find_user(one.substr(users_.size()))->mailbox, Mailbox::none);
}

TEST_F(Mailboxes, SettingsComeAloneOrOnASingleUserButNeverInAListing) {
  const User& shared = first(Mailbox::shared);
  const auto alone = body(ask_graph("/v1.0/users/" + shared.id + "/mailboxSettings"));
  EXPECT_EQ(text_of(alone, "userPurpose"), "shared");
  const auto with = body(ask_graph("/v1.0/users/" + shared.id + "?$select=id,mailboxSettings"));
  EXPECT_EQ(with.at("mailboxSettings").as_object().at("userPurpose").as_string(), "shared");
  const auto some =
      body(ask_graph("/v1.0/users/" + shared.id + "/mailboxSettings?$select=timeZone"));
  EXPECT_EQ(some.size(), 2U);
  EXPECT_EQ(ask_graph("/v1.0/users?$select=mailboxSettings").status, 501);
  EXPECT_EQ(ask_graph("/v1.0/users/" + shared.id + "/mailboxSettings?$select=color").status, 400);
}

TEST_F(Mailboxes, NeedTheirOwnPermission) {
  const User& shared = first(Mailbox::shared);
  grant({"User.Read.All"});
  EXPECT_EQ(purpose(shared).status, 403);
  EXPECT_EQ(graph_code(ask_graph("/v1.0/users/" + shared.id + "?$select=mailboxSettings")),
            "ErrorAccessDenied");
  grant({"MailboxSettings.ReadWrite"});
  EXPECT_EQ(purpose(shared).status, 200);
  EXPECT_EQ(ask_graph("/v1.0/me/mailboxSettings").status, 403) << "an application is nobody";
}

TEST_F(Mailboxes, APersonReadsNoMailboxButTheirOwn) {
  const std::string person = text_of(body(refresh(customer().id, refresh_token())), "access_token");
  const Response refused =
      graph(person, "/v1.0/users/" + first(Mailbox::shared).id + "/mailboxSettings/userPurpose");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(graph_code(refused), "ErrorAccessDenied");
  const std::string home = text_of(
      body(redeem(code({{"scope", "openid https://graph.microsoft.com/MailboxSettings.Read"}}))),
      "access_token");
  const Response own = graph(home, "/v1.0/me/mailboxSettings/userPurpose");
  EXPECT_EQ(own.status, 404) << "the service account has no license";
  EXPECT_EQ(graph_code(own), "MailboxNotEnabledForRESTAPI");
}

TEST_F(Mailboxes, UsageIsTheSameForTheSamePersonAndWithinTheQuota) {
  for (const User& user : customer().users()) {
    const MailboxUsage usage = mailbox_usage(user, 1'795'000'000);
    EXPECT_EQ(usage.bytes, mailbox_usage(user, 1'795'000'000).bytes);
    EXPECT_GT(usage.bytes, 0);
    EXPECT_LT(usage.bytes, usage.receive_quota);
    EXPECT_LT(usage.warning_quota, usage.send_quota);
    EXPECT_LE(usage.last_activity, 1'795'000'000);
  }
}

TEST_F(Mailboxes, SignInsOfWhoNeverSignedInAreLeftOut) {
  const auto page = body(ask_graph("/v1.0/users?$top=999&$select=displayName,signInActivity"));
  std::size_t without = 0;
  for (const auto& one : page.at("value").as_array()) {
    const auto& user = one.as_object();
    EXPECT_TRUE(user.contains("id")) << "comes along";
    if (!user.contains("signInActivity"))
      ++without;
    else
      EXPECT_EQ(user.at("signInActivity").as_object().size(), 6U);
  }
  EXPECT_GT(without, 0U);
  EXPECT_LT(without, 30U);
}

TEST_F(Mailboxes, SignInsComeInPagesOfAtMostFiveHundred) {
  TestCloud large({7, 1, 600, 600});
  const std::string token = large.token_for(large.customer().id);
  const auto size = [&](const char* target) {
    return body(large.graph(token, target)).at("value").as_array().size();
  };
  EXPECT_EQ(size("/v1.0/users?$top=999&$select=id"), 600U);
  EXPECT_EQ(size("/v1.0/users?$top=999&$select=id,signInActivity"), 500U);
  EXPECT_EQ(large.graph(token, "/v1.0/users?$top=1000&$select=signInActivity").status, 400);
}

TEST_F(Mailboxes, SignInsFilterAndNeedTheirPermissionThere) {
  control("PATCH", users_ + customer().users()[2].id,
          {{"signInActivity",
            {{"lastSignInDateTime", "2024-01-05T08:00:00Z"},
             {"lastSuccessfulSignInDateTime", nullptr}}}});
  const char* target =
      "/v1.0/users?$select=id&$filter=signInActivity/"
      "lastSignInDateTime%20le%202024-02-01T00:00:00Z";
  const auto found = body(ask_graph(target)).at("value").as_array();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].as_object().at("id").as_string(), customer().users()[2].id);
  EXPECT_EQ(ask_graph("/v1.0/users?$filter=signInActivity/color%20eq%201").status, 400);
  grant({"User.Read.All"});
  EXPECT_EQ(ask_graph(target).status, 403);
}

TEST_F(Mailboxes, SignInsOfOnePersonAreAskedForById) {
  const User& user = customer().users()[1];
  EXPECT_EQ(ask_graph("/v1.0/users/" + user.id + "?$select=signInActivity").status, 200);
  const Response by_name = ask_graph("/v1.0/users/" + percent_encode(user.user_principal_name) +
                                     "?$select=signInActivity");
  EXPECT_EQ(by_name.status, 400);
  EXPECT_EQ(ask_graph("/v1.0/users/" + user.id + "?$select=lastPasswordChangeDateTime").status,
            200);
}

TEST_F(Mailboxes, ControlRefusesSignInsThatAreNone) {
  const std::string one = users_ + customer().users()[0].id;
  for (const boost::json::value& wrong :
       {boost::json::value("yesterday"), boost::json::value({{"lastSignInDateTime", "yesterday"}}),
        boost::json::value({{"lastColor", "2024-01-05T08:00:00Z"}})})
    EXPECT_EQ(control("PATCH", one, {{"signInActivity", wrong}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"signInActivity", nullptr}}).status, 200);
  EXPECT_EQ(customer().users()[0].sign_ins.interactive, 0);
}

class Registrations : public Mailboxes {
 protected:
  const std::string path_ = "/v1.0/reports/authenticationMethods/userRegistrationDetails";
};

TEST_F(Registrations, HaveEveryMemberOfTheModel) {
  const auto page = body(ask_graph(path_ + "?$top=999"));
  ASSERT_EQ(page.at("value").as_array().size(), customer().users().size());
  int registered = 0;
  for (const auto& one : page.at("value").as_array()) {
    EXPECT_EQ(one.as_object().size(), 16U);
    if (one.at("isMfaRegistered").as_bool()) ++registered;
  }
  EXPECT_GT(registered, 50);
  EXPECT_LT(registered, 95);
}

TEST_F(Registrations, TellAdministratorsAndGuestsApart) {
  const auto of = [&](const User& user) { return body(ask_graph(path_ + "/" + user.id)); };
  EXPECT_TRUE(of(customer().users()[0]).at("isAdmin").as_bool());
  EXPECT_FALSE(of(customer().users()[1]).at("isAdmin").as_bool());
  EXPECT_EQ(text_of(of(customer().users()[0]), "userType"), "member");
  EXPECT_EQ(text_of(of(first(Mailbox::none)), "userType"), "guest");
  EXPECT_EQ(ask_graph(path_ + "/nobody").status, 404);
}

TEST_F(Registrations, FollowTheMethods) {
  const std::string id = customer().users()[3].id;
  const std::string one = "tenants/" + customer().id + "/userRegistrationDetails/" + id;
  const auto set = [&](boost::json::array names) {
    return body(control("PATCH", one, {{"methodsRegistered", std::move(names)}}));
  };
  auto row = set({"email"});
  EXPECT_FALSE(row.at("isMfaRegistered").as_bool());
  EXPECT_TRUE(row.at("isSsprRegistered").as_bool());
  EXPECT_EQ(text_of(row, "userPreferredMethodForSecondaryAuthentication"), "none");
  row = set({"fido2", "mobilePhone"});
  EXPECT_TRUE(row.at("isMfaCapable").as_bool());
  EXPECT_TRUE(row.at("isPasswordlessCapable").as_bool());
  EXPECT_EQ(text_of(row, "userPreferredMethodForSecondaryAuthentication"), "sms");
  set({});
  row = body(ask_graph(path_ + "/" + id));
  EXPECT_TRUE(row.at("methodsRegistered").as_array().empty());
  EXPECT_FALSE(row.at("isMfaCapable").as_bool());
  EXPECT_EQ(control("PATCH", one, {{"methodsRegistered", {"carrierPigeon"}}}).status, 400);
  EXPECT_EQ(control("PATCH", one, {{"isAdmin", true}}).status, 400);
  EXPECT_EQ(control("PATCH", one + "0", {{"methodsRegistered", {"email"}}}).status, 404);
}

TEST_F(Registrations, SelectFilterAndPage) {
  control("PATCH", "limits", {{"enabled", false}});  // five in ten seconds are too few for this
  const auto page = body(ask_graph(path_ + "?$top=30&$select=id,isMfaRegistered"));
  EXPECT_EQ(page.at("value").as_array().size(), 30U);
  EXPECT_EQ(page.at("value").as_array()[0].as_object().size(), 2U);
  const std::string next = text_of(page, "@odata.nextLink");
  EXPECT_EQ(body(ask_graph(next.substr(next.find("/v1.0")))).at("value").as_array().size(), 30U);
  const auto without = body(ask_graph(path_ + "?$filter=isMfaRegistered%20eq%20false&$top=999"));
  for (const auto& one : without.at("value").as_array())
    EXPECT_FALSE(one.at("isMfaRegistered").as_bool());
  const auto keys =
      body(ask_graph(path_ + "?$filter=methodsRegistered/any(m:m%20eq%20%27fido2%27)&$top=999"));
  EXPECT_FALSE(keys.at("value").as_array().empty());
  for (const auto& one : keys.at("value").as_array())
    EXPECT_TRUE(one.at("isPasswordlessCapable").as_bool());
  const auto sorted = body(ask_graph(path_ + "?$orderby=userPrincipalName&$top=999"));
  std::string before;
  for (const auto& one : sorted.at("value").as_array()) {
    const std::string name = lower(text_of(one.as_object(), "userPrincipalName"));
    EXPECT_LE(before, name);
    before = name;
  }
  EXPECT_EQ(ask_graph(path_ + "?$select=shoeSize").status, 400);
  EXPECT_EQ(ask_graph(path_ + "?$orderby=isAdmin").status, 400);
}

TEST_F(Registrations, NeedPermissionPremiumAndARole) {
  const std::string person = text_of(body(refresh(customer().id, refresh_token())), "access_token");
  EXPECT_EQ(graph(person, path_).status, 200) << "the relationship holds Reports Reader";
  for (Relationship& one : cloud.world.relationships)
    for (AccessAssignment& assigned : one.assignments)
      assigned.roles = {"3a2c62db-5318-420d-8d74-23affee5d9d5"};  // Intune Administrator
  EXPECT_EQ(graph_code(graph(person, path_)), "Authentication_RequestFromUnsupportedUserRole");
  customer().subscriptions.clear();
  const Response poor = ask_graph(path_);
  EXPECT_EQ(poor.status, 403);
  EXPECT_EQ(graph_code(poor), "Authentication_RequestFromNonPremiumTenantOrB2CTenant");
  grant({"Reports.Read.All"});
  EXPECT_EQ(graph_code(ask_graph(path_)), "Authorization_RequestDenied");
  EXPECT_EQ(ask_graph(path_ + "/" + customer().users()[0].id).status, 403);
}

}  // namespace
}  // namespace cloud
