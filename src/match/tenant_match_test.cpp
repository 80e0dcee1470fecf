// Which organization a tenant is: exact names by themselves, doubts as ranked suggestions.
#include "match/tenant_match.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "match/name_match.h"

namespace reeve::match {
namespace {

using Tenants = std::vector<TenantEvidence>;
using Organizations = std::vector<OrganizationEvidence>;

TEST(TenantMatch, AnExactNameAloneOnBothSidesMatchesByItself) {
  const auto out = match_tenants(Tenants{{1, "Contoso GmbH", {}}},
                                 Organizations{{10, "CONTOSO G.m.b.H.", {}}, {11, "Fabrikam", {}}});
  EXPECT_EQ(out[0].exact, 10);
  EXPECT_EQ(out[0].how, "exact_name");
  EXPECT_TRUE(out[0].suggestions.empty());
}

TEST(TenantMatch, LegalFormsThatDifferNeedEvidence) {
  const auto how = [](const char* tenant, OrganizationEvidence organization) {
    const auto out = match_tenants(Tenants{{1, tenant, {"contoso.com"}}},
                                   Organizations{std::move(organization)});
    EXPECT_EQ(out[0].exact.has_value(), out[0].suggestions.empty());
    return out[0].how;
  };
  EXPECT_EQ(how("Contoso GmbH", {10, "Contoso AG", {}}), "legal_forms_differ");
  EXPECT_EQ(how("Contoso GmbH", {10, "Contoso", {}}), "legal_forms_differ");
  EXPECT_EQ(how("Contoso Limited", {10, "Contoso Ltd.", {}}), "exact_name");
  EXPECT_EQ(how("Contoso GmbH", {10, "Contoso AG", {"contoso.com"}}), "exact_name");
  EXPECT_EQ(how("Contoso GmbH", {10, "Contoso AG", {"gmail.com"}}), "legal_forms_differ");
  EXPECT_EQ(how("Contoso GmbH", {10, "Contoso GmbH", {"gmail.com"}}), "exact_name");
}

TEST(TenantMatch, EvidenceThatDoesNotAgreeLeavesItToAPerson) {
  const TenantEvidence tenant{
      1, "Contoso", {"contoso.com", "c.onmicrosoft.com"}, {"S1", "S2", "S3"}};
  const auto match = [&](OrganizationEvidence organization) {
    return match_tenants(Tenants{tenant}, Organizations{std::move(organization)})[0];
  };
  const auto by_mail = match({10, "Contoso", {"contoso-bakery.com"}});
  EXPECT_EQ(by_mail.how, "evidence_against");
  ASSERT_EQ(by_mail.suggestions.size(), 1U);
  EXPECT_LT(by_mail.suggestions[0].score, 1);
  EXPECT_NE(by_mail.suggestions[0].evidence.find("no address in a domain of the tenant"),
            std::string::npos);
  OrganizationEvidence site{10, "Contoso", {}};
  site.website_domains = {"https://www.contoso-bakery.com/en"};
  EXPECT_EQ(match(site).how, "evidence_against");
  site.website_domains = {"HTTPS://www.Contoso.com/"};
  EXPECT_EQ(match(site).exact, 10);
  OrganizationEvidence devices{10, "Contoso", {}};
  devices.serials = {"T1", "T2", "T3"};
  EXPECT_EQ(match(devices).how, "evidence_against");
  devices.serials.push_back("S2");
  EXPECT_EQ(match(devices).exact, 10);
}

TEST(TenantMatch, DevicesWebsitesAndWrittenIdsFindACompanyOfAnotherName) {
  TenantEvidence tenant{1, "Brand X", {"contoso.com"}, {"S1"}};
  tenant.entra_tenant_id = "AAAA-1";
  Organizations organizations{{10, "Contoso", {}}, {11, "Fabrikam", {}}, {12, "Northwind", {}}};
  organizations[0].serials = {"S1"};
  organizations[1].website_domains = {"contoso.com"};
  organizations[2].tenant_ids = {"aaaa-1"};
  const auto out = match_tenants(Tenants{tenant}, organizations)[0];
  ASSERT_EQ(out.suggestions.size(), 3U);
  EXPECT_EQ(out.suggestions[0].organization, 12);
  EXPECT_EQ(out.suggestions[1].organization, 10);
  EXPECT_EQ(out.suggestions[2].organization, 11);
}

TEST(TenantMatch, ADeviceThatTwoOrganizationsDocumentedSpeaksForNeither) {
  const TenantEvidence tenant{1, "Brand X", {}, {"S1"}};
  Organizations organizations{{10, "Contoso", {}}, {11, "Fabrikam", {}}};
  organizations[0].serials = {"S1"};
  EXPECT_EQ(match_tenants(Tenants{tenant}, organizations)[0].suggestions.at(0).organization, 10);
  organizations[1].serials = {"S1"};
  const auto out = match_tenants(Tenants{tenant}, organizations);
  for (const auto& one : out[0].suggestions)
    EXPECT_EQ(one.evidence.find("documented there"), std::string::npos) << one.evidence;
}

TEST(TenantMatch, AnotherTenantsIdWrittenDownSpeaksAgainst) {
  TenantEvidence one{1, "Contoso", {}}, two{2, "Other", {}};
  one.entra_tenant_id = "a";
  two.entra_tenant_id = "b";
  OrganizationEvidence organization{10, "Contoso", {}};
  organization.tenant_ids = {"b"};
  const auto out = match_tenants(Tenants{one, two}, Organizations{organization});
  EXPECT_EQ(out[0].how, "evidence_against");
  ASSERT_FALSE(out[1].suggestions.empty());
  EXPECT_EQ(out[1].suggestions[0].organization, 10);
}

TEST(TenantMatch, ANameThatFitsAnotherTenantBetterComesLater) {
  const auto out = match_tenants(
      Tenants{{1, "Miller Dental", {}}, {2, "Miller Dental Austn", {}}},
      Organizations{{10, "Miller Dental Austin", {}}, {11, "Miller Dental Boston", {}}});
  ASSERT_EQ(out[0].suggestions.size(), 2U);
  EXPECT_EQ(out[0].suggestions[0].organization, 11);
  EXPECT_EQ(out[1].suggestions[0].organization, 10);
}

TEST(TenantMatch, TwoOfANameOnEitherSideAreOnlySuggested) {
  const auto two_organizations =
      match_tenants(Tenants{{1, "Contoso", {}}},
                    Organizations{{10, "Contoso Ltd", {}}, {11, "Contoso Inc.", {}}});
  EXPECT_FALSE(two_organizations[0].exact);
  EXPECT_EQ(two_organizations[0].how, "not_unique");
  EXPECT_EQ(two_organizations[0].suggestions.size(), 2U);
  const auto two_tenants = match_tenants(Tenants{{1, "Contoso", {}}, {2, "Contoso", {}}},
                                         Organizations{{10, "Contoso", {}}});
  EXPECT_FALSE(two_tenants[0].exact);
  EXPECT_FALSE(two_tenants[1].exact);
}

TEST(TenantMatch, AnOrganizationMatchedAlreadyIsNeverTakenByItself) {
  const base::Id taken[] = {10};
  const auto out = match_tenants(Tenants{{1, "Contoso", {"contoso.com"}}},
                                 Organizations{{10, "Contoso", {"contoso.com"}}}, taken);
  EXPECT_FALSE(out[0].exact);
  ASSERT_EQ(out[0].suggestions.size(), 1U);
  EXPECT_NE(out[0].suggestions[0].evidence.find("another tenant already"), std::string::npos);
}

TEST(TenantMatch, ContactsOfAnotherTenantSpeakAgainst) {
  const auto out =
      match_tenants(Tenants{{1, "Contoso", {"contoso.com"}}, {2, "Fabrikam", {"fabrikam.com"}}},
                    Organizations{{10, "Contoso", {"fabrikam.com", "fabrikam.com"}}});
  EXPECT_FALSE(out[0].exact);
  EXPECT_EQ(out[0].how, "evidence_against");
  for (const auto& one : out[0].suggestions) EXPECT_LT(one.score, kSureSuggestion);
}

TEST(TenantMatch, SuggestsByNameAndRaisesByDomain) {
  const Organizations organizations{{10, "Contoso Manufacturng", {}},
                                    {11, "Wide World Importers", {}}};
  const auto by_name =
      match_tenants(Tenants{{1, "Contoso Mfg Ltd", {"contoso.com"}}}, organizations);
  ASSERT_EQ(by_name[0].suggestions.size(), 1U);
  EXPECT_EQ(by_name[0].suggestions[0].organization, 10);
  EXPECT_GT(by_name[0].suggestions[0].score, 0.9);
  const auto by_domain = match_tenants(
      Tenants{{1, "WWI Holding", {"WWI.com", "wwi.onmicrosoft.com"}}},
      Organizations{{11, "Wide World Importers", {"wwi.com", "wwi.com", "mail.org"}}});
  ASSERT_EQ(by_domain[0].suggestions.size(), 1U);
  EXPECT_NE(by_domain[0].suggestions[0].evidence.find("2 of 3"), std::string::npos)
      << by_domain[0].suggestions[0].evidence;
}

TEST(TenantMatch, AtMostFiveNoneBelowTheLimitBestFirst) {
  Organizations organizations;
  for (int i = 0; i < 20; ++i)
    organizations.push_back({10 + i, "Contoso Services " + std::to_string(i), {}});
  organizations.push_back({99, "Unlike", {}});
  const auto out = match_tenants(Tenants{{1, "Contoso Services", {}}}, organizations);
  EXPECT_EQ(out[0].suggestions.size(), kMaxSuggestions);
  EXPECT_TRUE(std::is_sorted(out[0].suggestions.begin(), out[0].suggestions.end(),
                             [](const auto& a, const auto& b) { return a.score > b.score; }));
  for (const auto& one : out[0].suggestions) {
    EXPECT_GE(one.score, kMinSuggestionScore);
    EXPECT_FALSE(one.evidence.empty());
  }
}

TEST(TenantMatch, NothingToCompareGivesNothing) {
  const auto out = match_tenants(Tenants{{1, "", {}}, {2, "GmbH", {}}},
                                 Organizations{{10, "", {}}, {11, "The Inc.", {}}});
  ASSERT_EQ(out.size(), 2U);
  EXPECT_FALSE(out[0].exact);
  EXPECT_TRUE(out[1].suggestions.empty());
}

TEST(NameIndex, FindsMisspelledNamesBestFirst) {
  const NameIndex index({{1, "Northwind Traders"}, {2, "Nordwind Handel"}, {3, "Adventure Works"}});
  const auto hits = index.best("Northwnd Trader Ltd.");
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].id, 1);
  EXPECT_GT(hits[0].score, 0.85);
  EXPECT_TRUE(index.best("").empty());
}

TEST(NameIndex, TakesWordsInAnyOrderAndLeavesOutWhatIsCommon) {
  std::vector<NamedId> names{{1, "Whitaker Plumbing Boston"}, {2, "Lockhart Plumbing Boston"}};
  for (int i = 10; i < 60; ++i) names.push_back({i, "Firm" + std::to_string(i) + " Plumbing"});
  const NameIndex index(names);
  const auto turned = index.best("Boston Plumbing Whitaker");
  ASSERT_FALSE(turned.empty());
  EXPECT_EQ(turned[0].id, 1);
  EXPECT_GT(turned[0].score, 0.9);
  EXPECT_EQ(index.best("Lockhart Sanitaire Boston")[0].id, 2);
  EXPECT_EQ(index.best("Whitaker Plumb.")[0].id, 1);
  EXPECT_DOUBLE_EQ(index.alike("Whitaker Plumbing Boston", "whitaker plumbing, BOSTON"), 1);
}

TEST(NameIndex, CountsCharactersNotBytes) {
  EXPECT_DOUBLE_EQ(likeness("日本語", "日本人"), 1.0 - 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(likeness("", ""), 0);
}

}  // namespace
}  // namespace reeve::match
