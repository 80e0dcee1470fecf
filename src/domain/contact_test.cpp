// Addresses and numbers that mean the same compare equal.
#include "domain/contact.h"

#include <gtest/gtest.h>

namespace reeve::domain {
namespace {

TEST(NormalizedEmail, FoldsCaseOnBothSides) {
  EXPECT_EQ(normalized_email("  Ann.Lee@Contoso.COM "), "ann.lee@contoso.com");
}

TEST(NormalizedEmail, WritesTheDomainInPunycode) {
  EXPECT_EQ(normalized_email("info@M\u00dcLLER.example"), "info@xn--mller-kva.example");
  EXPECT_EQ(email_domain("info@m\u00fcller.example"), "xn--mller-kva.example");
}

TEST(NormalizedEmail, KeepsMarksInTheLocalPart) {
  EXPECT_NE(normalized_email("jos\u00e9@contoso.com"), normalized_email("jose@contoso.com"));
}

TEST(NormalizedEmail, TakesComposedAndDecomposedAsOne) {
  EXPECT_EQ(normalized_email("jose\u0301@contoso.com"), normalized_email("jos\u00e9@contoso.com"));
}

TEST(NormalizedEmail, IsEmptyWithoutTwoSides) {
  EXPECT_EQ(normalized_email("nobody"), "");
  EXPECT_EQ(normalized_email("@contoso.com"), "");
  EXPECT_EQ(normalized_email("ann@"), "");
  EXPECT_EQ(normalized_email(""), "");
  EXPECT_EQ(email_domain("nobody"), "");
}

TEST(NormalizedEmail, DropsTheDomainsTrailingDot) {
  EXPECT_EQ(normalized_email("ann@contoso.com."), "ann@contoso.com");
}

TEST(PhoneDigits, KeepsDigitsAndALeadingPlus) {
  EXPECT_EQ(phone_digits("+49 (89) 123-45"), "+498912345");
  EXPECT_EQ(phone_digits("0 89+1"), "0891");
  EXPECT_EQ(phone_digits("none"), "");
  EXPECT_EQ(phone_digits("+"), "");
}

TEST(FullName, IsWhicheverThereIs) {
  Contact contact;
  contact.first_name = "Ann";
  EXPECT_EQ(full_name(contact), "Ann");
  contact.last_name = "Lee";
  EXPECT_EQ(full_name(contact), "Ann Lee");
  contact.first_name.clear();
  EXPECT_EQ(full_name(contact), "Lee");
}

}  // namespace
}  // namespace reeve::domain
