// Names of traits as IT Glue makes them, and the fields of the built-in type.
#include "domain/flexible_asset.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/license_asset.h"

namespace reeve::domain {
namespace {

TEST(NameKey, IsItGluesSlug) {
  EXPECT_EQ(name_key_of("Tenant ID"), "tenant-id");
  EXPECT_EQ(name_key_of("tenantid"), "tenantid");
  EXPECT_EQ(name_key_of(" Locked out (units) "), "locked-out-units");
  EXPECT_EQ(name_key_of("!!"), "");
}

TEST(MicrosoftLicenses, HasOneKeyAFieldAndEachTraitOne) {
  std::set<std::string> keys;
  bool title = false, listed = false;
  for (const BuiltInField& field : kMicrosoftLicenses.fields) {
    EXPECT_TRUE(keys.insert(name_key_of(field.name)).second) << field.name;
    title = title || field.use_for_title;
    listed = listed || field.show_in_list;
  }
  EXPECT_TRUE(title && listed);
  LicenseFacts facts{"Visio", "VISIO", "s", "Enabled", "Contoso", false, 1, 2, 3, 4, 5, 6};
  for (const auto& trait : license_traits(facts))
    EXPECT_TRUE(keys.contains(std::string(trait.key()))) << trait.key();
  EXPECT_EQ(license_traits(facts).size(), keys.size() - 1) << "all but people's notes";
}

TEST(MicrosoftLicenses, WhatIsNotKnownIsNoTraitAndGoneIsAState) {
  LicenseFacts facts;
  facts.product = "Visio";
  facts.status = "Enabled";
  EXPECT_FALSE(license_traits(facts).contains("active"));
  EXPECT_EQ(trait_text(license_traits(facts), "status"), "Enabled");
  facts.gone = true;
  facts.active = 0;
  EXPECT_EQ(trait_text(license_traits(facts), "status"), "No longer at Microsoft");
  EXPECT_EQ(trait_text(license_traits(facts), "active"), "0");
  EXPECT_FALSE(trait_text(license_traits(facts), "notes").has_value());
}

}  // namespace
}  // namespace reeve::domain
