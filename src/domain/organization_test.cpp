// Two spellings of one company are equal, two companies are not.
#include "domain/organization.h"

#include <gtest/gtest.h>

#include <ostream>

namespace reeve::domain {
namespace {

struct Pair {
  const char* a;
  const char* b;
};

void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.a; }

class SameName : public testing::TestWithParam<Pair> {};

TEST_P(SameName, NormalizesToOneName) {
  EXPECT_EQ(normalized_name(GetParam().a), normalized_name(GetParam().b));
  EXPECT_NE(normalized_name(GetParam().a), "");
}

INSTANTIATE_TEST_SUITE_P(Spellings, SameName,
                         testing::Values(Pair{"Northwind Traders", "NORTHWIND  traders"},
                                         Pair{"Contoso Ltd.", "Contoso"},
                                         Pair{"The Phone Company", "phone"},
                                         Pair{"Smith & Sons", "Smith and Sons"},
                                         Pair{"M\u00fcller GmbH & Co. KG", "Muller"},
                                         Pair{"Adatum L.L.C.", "Adatum LLC"},
                                         Pair{"O'Brien Legal", "O\u2019Brien Legal"},
                                         Pair{"Fabrikam Intl", "Fabrikam International, Inc."},
                                         Pair{"Tailspin Mfg.", "Tailspin Manufacturing"},
                                         Pair{"Wingtip-Toys", "Wingtip Toys"},
                                         Pair{"Stra\u00dfe S.p.A.", "STRASSE"}));

TEST(NormalizedName, KeepsDifferentCompaniesApart) {
  EXPECT_NE(normalized_name("Contoso East"), normalized_name("Contoso West"));
  EXPECT_NE(normalized_name("Coho Winery"), normalized_name("Coho Vineyard"));
}

TEST(NormalizedName, IsEmptyWhenNothingIsLeft) {
  EXPECT_EQ(normalized_name(""), "");
  EXPECT_EQ(normalized_name("The Ltd."), "");
  EXPECT_EQ(normalized_name(" -- "), "");
}

TEST(NormalizedName, KeepsALegalFormInsideTheName) {
  EXPECT_EQ(normalized_name("AG Consulting GmbH"), "ag consulting");
}

}  // namespace
}  // namespace reeve::domain
