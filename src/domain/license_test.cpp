// What counts as waste, and what does not because it is not known.
#include "domain/license.h"

#include <gtest/gtest.h>

namespace reeve::domain {
namespace {

constexpr base::Time kNow{base::Millis{1'790'000'000'000}};
constexpr base::Time days_ago(int days) { return kNow - std::chrono::hours(24 * days); }

LicensedPerson known(bool enabled, const std::string& mailbox, int signed_in_days_ago) {
  LicensedPerson person;
  person.enabled = enabled;
  person.mailbox = mailbox;
  person.sign_ins_known = true;
  person.last_sign_in = days_ago(signed_in_days_ago);
  person.created = days_ago(900);
  return person;
}

TEST(LicenseWaste, OfADisabledAccountIsWasteWhateverItsSignIns) {
  EXPECT_EQ(standing_waste(known(false, "user", 1)), Waste::disabled);
  EXPECT_EQ(standing_waste(known(true, "user", 1)), Waste::none);
}

TEST(LicenseWaste, OfASharedMailboxIsNamedAsThatThoughItsAccountIsDisabled) {
  EXPECT_EQ(standing_waste(known(false, "shared", 1)), Waste::shared_mailbox);
  EXPECT_EQ(standing_waste(known(true, "shared", 1)), Waste::shared_mailbox);
  EXPECT_EQ(standing_waste(known(true, "room", 1)), Waste::none);
}

TEST(LicenseWaste, ASharedMailboxThatIsLargeOrHasAnArchiveNeedsItsLicense) {
  auto large = known(false, "shared", 1);
  large.mailbox_bytes = kFreeMailboxBytes + 1;
  EXPECT_EQ(standing_waste(large), Waste::none);
  large.mailbox_bytes = kFreeMailboxBytes;
  EXPECT_EQ(standing_waste(large), Waste::shared_mailbox);
  large.has_archive = true;
  EXPECT_EQ(standing_waste(large), Waste::none);
}

TEST(LicenseWaste, WhatIsNotKnownIsNoWaste) {
  EXPECT_EQ(standing_waste({}), Waste::none);
  EXPECT_FALSE(last_active({}).has_value());
  EXPECT_FALSE(is_inactive(Waste::none, std::nullopt, kNow, 30));
  LicensedPerson never;
  never.sign_ins_known = true;
  EXPECT_FALSE(last_active(never).has_value()) << "never signed in, and of unknown age";
}

TEST(LicenseWaste, InactiveIsWhoDidNotSignInForSoManyDays) {
  const auto quiet = last_active(known(true, "user", 61));
  EXPECT_TRUE(is_inactive(Waste::none, quiet, kNow, 30));
  EXPECT_TRUE(is_inactive(Waste::none, quiet, kNow, 60));
  EXPECT_FALSE(is_inactive(Waste::none, quiet, kNow, 90));
  EXPECT_FALSE(is_inactive(Waste::none, days_ago(30), kNow, 30)) << "on the very day not yet";
  EXPECT_FALSE(is_inactive(Waste::disabled, quiet, kNow, 30)) << "counted once, as disabled";
}

TEST(LicenseWaste, WhoNeverSignedInCountsFromTheDayTheAccountWasMade) {
  LicensedPerson fresh;
  fresh.sign_ins_known = true;
  fresh.created = days_ago(3);
  EXPECT_FALSE(is_inactive(Waste::none, last_active(fresh), kNow, 30));
  fresh.created = days_ago(31);
  EXPECT_TRUE(is_inactive(Waste::none, last_active(fresh), kNow, 30));
}

TEST(LicenseUnits, UnusedIsNeverNegativeAndUnknownStaysUnknown) {
  EXPECT_EQ(unused_units(25, 20), 5);
  EXPECT_EQ(unused_units(25, 27), 0);
  EXPECT_FALSE(unused_units(std::nullopt, 20).has_value());
  EXPECT_FALSE(unused_units(25, std::nullopt).has_value());
}

TEST(LicenseUnits, FreeProductsAreKnownByPartNumber) {
  EXPECT_TRUE(is_free_product("FLOW_FREE"));
  EXPECT_TRUE(is_free_product("WINDOWS_STORE"));
  EXPECT_FALSE(is_free_product("SPB"));
  EXPECT_FALSE(is_free_product(""));
}

TEST(LicenseWaste, OnlyTheOfferedDaysAreTaken) {
  EXPECT_EQ(inactive_days(30), 30);
  EXPECT_EQ(inactive_days(60), 60);
  EXPECT_EQ(inactive_days(45), kDefaultInactiveDays);
  EXPECT_EQ(inactive_days(-1), kDefaultInactiveDays);
}

}  // namespace
}  // namespace reeve::domain
