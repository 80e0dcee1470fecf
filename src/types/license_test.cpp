// Licenses as records tell them: units, direct and by group, failed assignments, last sign-ins.
#include "types/license.h"

#include <gtest/gtest.h>

namespace reeve::types {
namespace {

std::vector<Assignment> of(std::string_view body) { return licensed_user(body).assignments; }

TEST(SkuFacts, ReadsUnitsAndTheProductsName) {
  const auto facts = sku_facts(
      R"({"id":"t_s","skuId":"s","skuPartNumber":"SPB","capabilityStatus":"Warning","consumedUnits":14,)"
      R"("prepaidUnits":{"enabled":25,"suspended":1,"warning":2,"lockedOut":3}})");
  EXPECT_EQ(facts.sku, "s");
  EXPECT_EQ(facts.product, "Microsoft 365 Business Premium");
  EXPECT_EQ(facts.status, "Warning");
  EXPECT_EQ(facts.enabled, 25);
  EXPECT_EQ(facts.consumed, 14);
  EXPECT_EQ(facts.suspended, 1);
  EXPECT_EQ(facts.warning, 2);
  EXPECT_EQ(facts.locked_out, 3);
}

TEST(SkuFacts, WhatMicrosoftDidNotSendIsNotKnown) {
  const auto facts = sku_facts(R"({"skuPartNumber":"NEW_THING"})");
  EXPECT_EQ(facts.product, "NEW_THING");
  EXPECT_FALSE(facts.enabled.has_value());
  EXPECT_FALSE(facts.consumed.has_value());
}

TEST(Assignments, DirectAndByGroupAreOneHolding) {
  const auto all =
      of(R"({"assignedLicenses":[{"skuId":"b"},{"skuId":"a"}],"licenseAssignmentStates":[)"
         R"({"skuId":"a","assignedByGroup":null,"state":"Active","error":"None"},)"
         R"({"skuId":"a","assignedByGroup":"g2","state":"Active","error":"None"},)"
         R"({"skuId":"a","assignedByGroup":"g1","state":"Active","error":"None"},)"
         R"({"skuId":"b","assignedByGroup":"g1","state":"Active","error":"None"}]})");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].held && all[0].direct);
  EXPECT_EQ(all[0].groups, (std::vector<std::string>{"g1", "g2"}));
  EXPECT_TRUE(all[1].held && !all[1].direct);
  EXPECT_TRUE(all[1].error.empty());
}

TEST(Assignments, AFailedOneIsNotHeldAndSaysWhy) {
  const auto all =
      of(R"({"assignedLicenses":[],"licenseAssignmentStates":[)"
         R"({"skuId":"a","assignedByGroup":"g","state":"Error","error":"CountViolation"},)"
         R"({"skuId":"b","assignedByGroup":null,"state":"Disabled","error":"None"}]})");
  ASSERT_EQ(all.size(), 1U) << "what is neither held nor failed is no holding";
  EXPECT_FALSE(all[0].held);
  EXPECT_EQ(all[0].error, "CountViolation");
}

TEST(Assignments, WithoutStatesALicenseIsTakenAsDirect) {
  const auto all = of(R"({"assignedLicenses":[{"skuId":"a"}]})");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].held && all[0].direct);
  EXPECT_TRUE(of(R"({"assignedLicenses":null})").empty());
}

TEST(LastSignIn, PrefersTheSuccessfulOne) {
  EXPECT_EQ(last_sign_in(R"({"signInActivity":{"lastSignInDateTime":"2026-11-20T00:00:00Z",)"
                         R"("lastSuccessfulSignInDateTime":"2026-01-02T00:00:00Z"}})"),
            base::parse_rfc3339("2026-01-02T00:00:00Z"));
  EXPECT_EQ(last_sign_in(R"({"signInActivity":{"lastSignInDateTime":"2026-01-01T00:00:00Z",)"
                         R"("lastNonInteractiveSignInDateTime":"2026-01-03T00:00:00Z"}})"),
            base::parse_rfc3339("2026-01-03T00:00:00Z"));
  EXPECT_FALSE(last_sign_in(R"({"id":"x","signInActivity":null})").has_value());
  EXPECT_FALSE(last_sign_in(R"({"id":"x"})").has_value());
}

TEST(PersonFacts, ComeFromSeveralRecords) {
  domain::LicensedPerson person;
  const auto user = licensed_user(
      R"({"userPrincipalName":"a@b.c","accountEnabled":false,"createdDateTime":"2020-01-01T00:00:00Z"})");
  add_mailbox_facts(R"({"storageUsedInBytes":7,"hasArchive":true})", person);
  EXPECT_EQ(user.enabled, false);
  EXPECT_EQ(user.created, base::parse_rfc3339("2020-01-01T00:00:00Z"));
  EXPECT_EQ(user.user_name, "a@b.c");
  EXPECT_FALSE(licensed_user("{}").enabled.has_value());
  EXPECT_EQ(person.mailbox_bytes, 7);
  EXPECT_EQ(person.has_archive, true);
  EXPECT_EQ(mailbox_purpose(R"({"userPurpose":"shared"})"), "shared");
  EXPECT_EQ(mailbox_purpose(R"({"userPurpose":null})"), "");
}

}  // namespace
}  // namespace reeve::types
