// What a stored user tells the choice.
#include "types/user_traits.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace reeve::types {
namespace {

using domain::UserKind;

const PartNumbers kNames{
    {"s1", "SPB"}, {"r1", "Microsoft_Teams_Rooms_Pro"}, {"v1", "PHONESYSTEM_VIRTUALUSER"}};

domain::UserTraits traits(std::string_view body, const MailboxPurpose& purpose = "user") {
  return user_traits(base::parse_json(body, "The test"), kNames, purpose);
}
UserKind kind(std::string_view body, const MailboxPurpose& purpose = "user") {
  return traits(body, purpose).kind;
}

TEST(UserTraits, ReadsLicensesDepartmentAndDomain) {
  const auto user =
      traits(R"({"mail":"Ann@Contoso.com","userPrincipalName":"ann@x.onmicrosoft.com",)"
             R"("department":" Sales ","assignedLicenses":[{"skuId":"S1"},{"skuId":"z"}]})");
  EXPECT_EQ(user.domain, "contoso.com");
  EXPECT_EQ(user.department, "Sales");
  ASSERT_EQ(user.licenses->size(), 2U);
  EXPECT_EQ(user.licenses->at(0).part_number, "SPB");
  EXPECT_EQ(user.licenses->at(1).part_number, "");
  EXPECT_EQ(user.kind, UserKind::licensed);
  EXPECT_EQ(traits(R"({"mail":null,"userPrincipalName":"ann@x.onmicrosoft.com"})").domain,
            "x.onmicrosoft.com");
}

TEST(UserTraits, WhatMicrosoftDidNotSendIsNotKnown) {
  const auto user = traits(R"({"id":"1"})");
  EXPECT_FALSE(user.department || user.domain || user.licenses);
  EXPECT_EQ(traits(R"({"department":null})").department, "");
}

TEST(UserTraits, KindsOfAccounts) {
  EXPECT_EQ(kind(R"({"userType":"Guest","assignedLicenses":[{"skuId":"s1"}]})"), UserKind::guest);
  EXPECT_EQ(kind(R"({"assignedLicenses":[]})"), UserKind::unlicensed);
  EXPECT_EQ(kind(R"({"accountEnabled":false,"assignedLicenses":[{"skuId":"s1"}]})"),
            UserKind::disabled);
  EXPECT_EQ(kind(R"({"accountEnabled":false})", "shared"), UserKind::shared_mailbox);
  EXPECT_EQ(kind(R"({"accountEnabled":false})", "room"), UserKind::room);
  EXPECT_EQ(kind(R"({})", "equipment"), UserKind::equipment);
  EXPECT_EQ(kind(R"({"assignedLicenses":[{"skuId":"R1"}]})"), UserKind::room);
  EXPECT_EQ(kind(R"({"assignedLicenses":[{"skuId":"r1"},{"skuId":"s1"}]})"), UserKind::licensed);
  EXPECT_EQ(kind(R"({"isResourceAccount":true,"assignedLicenses":[{"skuId":"s1"}]})"),
            UserKind::service);
  EXPECT_EQ(kind(R"({"assignedLicenses":[{"skuId":"v1"}]})"), UserKind::service);
}

TEST(UserTraits, AMailboxThatNobodyAskedAboutIsOfUnknownPurpose) {
  EXPECT_TRUE(traits(R"({"mail":"a@x.com"})", std::nullopt).purpose_unknown);
  EXPECT_FALSE(traits(R"({"mail":"a@x.com"})", "").purpose_unknown) << "it has none";
  EXPECT_FALSE(traits(R"({"mail":null})", std::nullopt).purpose_unknown);
  EXPECT_FALSE(traits(R"({"mail":"a@x.com","userType":"Guest"})", std::nullopt).purpose_unknown);
}

TEST(UserTraits, WhichSubscriptionsGiveAMailbox) {
  const auto gives = [](const std::string& plan) {
    return gives_mailbox(base::parse_json(
        R"({"servicePlans":[{"servicePlanName":")" + plan + R"("}]})", "The test"));
  };
  EXPECT_TRUE(gives("EXCHANGE_S_STANDARD"));
  EXPECT_TRUE(gives("EXCHANGE_S_ENTERPRISE_GOV"));
  EXPECT_FALSE(gives("EXCHANGE_S_FOUNDATION"));
  EXPECT_FALSE(gives("EXCHANGE_S_ARCHIVE_ADDON"));
  EXPECT_FALSE(gives_mailbox(base::json::object{}));
}

}  // namespace
}  // namespace reeve::types
