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
                                 Organizations{{10, "CONTOSO", {}}, {11, "Fabrikam", {}}});
  EXPECT_EQ(out[0].exact, 10);
  EXPECT_EQ(out[0].how, "exact_name");
  EXPECT_TRUE(out[0].suggestions.empty());
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

TEST(NameIndex, CountsCharactersNotBytes) {
  EXPECT_DOUBLE_EQ(likeness("日本語", "日本人"), 1.0 - 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(likeness("", ""), 0);
}

}  // namespace
}  // namespace reeve::match
