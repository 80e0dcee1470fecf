// Links into Microsoft's admin centers: which templates are taken, and what stands in the address.
#include "domain/manage_link.h"

#include <gtest/gtest.h>

namespace reeve::domain {
namespace {

const ManageValues kValues{"11111111-2222-3333-4444-555555555555", "contoso.onmicrosoft.com",
                           "user-1", "ann#EXT#@contoso.com", "device-1"};

TEST(ManageLinks, EveryReadyMadeTemplateIsGood) {
  for (const auto cloud : kManageClouds)
    for (const auto subject : kManageSubjects) {
      EXPECT_FALSE(manage_choices(subject, cloud).empty());
      for (const auto& choice : manage_choices(subject, cloud)) {
        EXPECT_EQ(why_not_template(choice.text, subject, cloud, false), std::nullopt)
            << choice.text;
        const auto url = manage_url(choice.text, kValues);
        ASSERT_TRUE(url.has_value()) << choice.text;
        EXPECT_TRUE(is_microsoft_address(*url, cloud)) << *url;
        EXPECT_EQ(url->find_first_of("{}"), std::string::npos) << *url;
      }
    }
}

TEST(ManageLinks, TheUserListOfTheTenantPortalIsTheDefault) {
  EXPECT_EQ(manage_url(default_template("tenant", "global"), kValues),
            "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID=11111111-2222-3333-"
            "4444-555555555555&CSDEST=o365admincenter/Adminportal/Home#/users");
  EXPECT_EQ(
      manage_url(default_template("user", "global"), kValues),
      "https://admin.microsoft.com/Partner/BeginClientSession.aspx?CTID=11111111-2222-3333-"
      "4444-555555555555&CSDEST=o365admincenter/Adminportal/Home#/users/:/UserDetails/user-1");
}

TEST(ManageLinks, ValuesAreEncoded) {
  const std::string text = "https://admin.microsoft.com/x?u={user_name}&d={domain}";
  auto values = kValues;
  values.domain = "a&b=c /\"<";
  EXPECT_EQ(manage_url(text, values),
            "https://admin.microsoft.com/x?u=ann%23EXT%23%40contoso.com&d=a%26b%3Dc%20%2F%22%3C");
}

TEST(ManageLinks, AnUnknownDomainIsTheTenantsId) {
  auto values = kValues;
  values.domain.reset();
  EXPECT_EQ(manage_url("https://portal.azure.com/{domain}", values),
            "https://portal.azure.com/11111111-2222-3333-4444-555555555555");
}

TEST(ManageLinks, WithoutItsValueThereIsNoLink) {
  ManageValues values{"t", "d", "", "", ""};
  EXPECT_EQ(manage_url("https://admin.microsoft.com/{user_id}", values), std::nullopt);
  EXPECT_EQ(manage_url("https://admin.microsoft.com/{device_id}", values), std::nullopt);
  EXPECT_EQ(manage_url("https://admin.microsoft.com/{unknown}", kValues), std::nullopt);
}

TEST(ManageLinks, ForeignHostsNeedAnAdministratorsWord) {
  for (const auto* text :
       {"https://admin.example.com/{tenant_id}", "https://admin.microsoft.com.evil.example/",
        "https://evilmicrosoft.com/", "https://x.cloudapp.azure.com/",
        "https://contoso.sharepoint.com/", "https://portal.azure.us/"}) {
    EXPECT_NE(why_not_template(text, "tenant", "global", false), std::nullopt) << text;
    EXPECT_EQ(why_not_template(text, "tenant", "global", true), std::nullopt) << text;
  }
  EXPECT_EQ(why_not_template("https://portal.azure.us/", "tenant", "gcc-high", false),
            std::nullopt);
  EXPECT_NE(why_not_template("https://admin.microsoft.com/", "tenant", "china", false),
            std::nullopt);
}

TEST(ManageLinks, WhatIsNoPlainHttpsAddressIsRefusedAlways) {
  for (const std::string text :
       {"", "http://admin.microsoft.com/", "javascript:alert(1)", "//admin.microsoft.com/",
        "https:///x", "https://admin.microsoft.com@evil.example/",
        "https://user:pw@admin.microsoft.com/", "https://admin.microsoft.com:8443/",
        "https://{domain}/", "https://admin.microsoft.com\\@evil.example/",
        "https://admin.microsoft.com/a b", "https://admin.microsoft.com/\"onclick",
        "https://admin.microsoft.com/\n", "https://ädmin.microsoft.com/", "https://localhost/",
        "https://.microsoft.com/", "https://admin.microsoft.com./"})
    EXPECT_NE(why_not_template(text, "tenant", "global", true), std::nullopt) << text;
  EXPECT_NE(why_not_template("https://admin.microsoft.com/" + std::string(1'000, 'x'), "tenant",
                             "global", true),
            std::nullopt);
}

TEST(ManageLinks, OnlyKnownVariables) {
  const auto why = [](std::string_view text, std::string_view subject) {
    return why_not_template(text, subject, "global", false).value_or("");
  };
  EXPECT_NE(why("https://admin.microsoft.com/{user_id}", "tenant").find("{user_id}"),
            std::string::npos);
  EXPECT_EQ(why("https://admin.microsoft.com/{user_id}", "user"), "");
  EXPECT_NE(why("https://admin.microsoft.com/{device_id}", "user"), "");
  EXPECT_NE(why("https://admin.microsoft.com/{Tenant_ID}", "tenant"), "");
  EXPECT_NE(why("https://admin.microsoft.com/{tenant_id", "tenant"), "");
  EXPECT_NE(why("https://admin.microsoft.com/tenant_id}", "tenant"), "");
  EXPECT_NE(why("https://admin.microsoft.com/{}", "tenant"), "");
}

TEST(ManageLinks, ASimulatedCloudUsesTheGlobalCenters) {
  EXPECT_EQ(manage_cloud("http://127.0.0.1:9443"), "global");
  EXPECT_EQ(manage_cloud("dod"), "dod");
}

// The links in Microsoft's own example of serviceManagementDetails.
TEST(ManageLinks, MicrosoftsOwnLinksAreMicrosofts) {
  for (const auto* url :
       {"https://aad.portal.azure.com/contoso.onmicrosoft.com", "https://lighthouse.microsoft.com",
        "https://businesscentral.dynamics.com/55beae45-27a6-4e7a-8c7c-2eae70816cfa/admin",
        "https://admin.teams.microsoft.com/?delegatedOrg=contoso.onmicrosoft.com"})
    EXPECT_TRUE(is_microsoft_address(url, "global")) << url;
  EXPECT_FALSE(is_microsoft_address("https://evil.example/", "global"));
  EXPECT_FALSE(is_microsoft_address("http://lighthouse.microsoft.com/", "global"));
}

}  // namespace
}  // namespace reeve::domain
