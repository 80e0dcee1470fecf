// Licenses against the simulated cloud: what is bought, held and wasted follows the world, and the
// flexible assets with it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/data_types_scene_test.h"
#include "base/text.h"
#include "domain/flexible_asset.h"
#include "store/flexible_assets.h"
#include "store/licenses.h"
#include "store/organizations.h"
#include "store/tenants.h"

namespace reeve::app {
namespace {

using base::text_member;
using base::json::value;

class LicensesInTheCloud : public DataTypesInTheCloud {
 protected:
  void SetUp() override {
    DataTypesInTheCloud::SetUp();
    if (IsSkipped()) return;
    grant_all(kAlpenglow);
    database->write(db::Lane::people, [&](db::Connection& c) {
      store::OrganizationPatch organization;
      organization.name = "Alpenglow";
      const auto id = store::create_organization(c, {}, organization, clock.now()).id;
      store::match_tenant(c, ids.at(kAlpenglow), id, "chosen", std::nullopt, clock.now());
      store::accept_first_sync(c, ids.at(kAlpenglow), std::nullopt, clock.now());
    });
  }
  void change(const std::string& path, const std::string& body) {
    cloud->control("PATCH", "tenants/" + kAlpenglow + "/" + path, body);
  }
  store::License license(const std::string& part) {
    const auto all = database->read(
        [&](db::Connection& c) { return store::licenses_of(c, ids.at(kAlpenglow)); });
    for (const auto& one : all)
      if (one.part_number == part) return one;
    ADD_FAILURE() << "no license " << part;
    return {};
  }
  std::set<std::string> holders(const std::string& sku, const std::string& waste = {}) {
    std::set<std::string> out;
    store::ListQuery query{{{"sku", {sku}}}, {}, 1, 1000};
    if (!waste.empty()) query.filters.push_back({"waste", {waste}});
    for (const auto& one : database->read([&](db::Connection& c) {
           return store::list_license_holders(c, store::Scope::unscoped(), query).rows;
         }))
      out.insert(base::ascii_lower(one.person.user_name));
    return out;
  }
  // Who holds the SKU by the records, which other tests compare with the world.
  std::set<std::string> holders_by_users(const std::string& sku) {
    std::set<std::string> out;
    for (const auto& [id, text] : bodies(kAlpenglow, "users")) {
      const value user = base::parse_json(text, "user");
      for (const auto& one : base::member(user, "assignedLicenses").as_array())
        if (text_member(one, "skuId") == sku)
          out.insert(base::ascii_lower(text_member(user, "userPrincipalName")));
    }
    return out;
  }
  std::optional<std::string> trait(const std::string& product, const std::string& key) {
    for (const auto& asset : database->read([&](db::Connection& c) {
           return store::list_flexible_assets(c, store::Scope::unscoped(), {{}, {}, 1, 100}).rows;
         }))
      if (asset.name == product) return domain::trait_text(asset.traits, key);
    return std::nullopt;
  }
};

TEST_F(LicensesInTheCloud, UnitsHoldersAndAssetsAreTheWorlds) {
  sync(kAlpenglow);
  std::size_t products = 0;
  for (const auto& [id, text] : bodies(kAlpenglow, "subscribed_skus")) {
    const value sku = base::parse_json(text, "sku");
    const auto one = license(text_member(sku, "skuPartNumber"));
    EXPECT_EQ(one.enabled, base::optional_integer(base::member(sku, "prepaidUnits"), "enabled"));
    EXPECT_EQ(one.consumed, base::optional_integer(sku, "consumedUnits"));
    const auto held = holders(one.sku);
    EXPECT_EQ(held, holders_by_users(one.sku)) << one.product;
    EXPECT_EQ(one.counts.holders, static_cast<std::int64_t>(held.size()));
    EXPECT_EQ(trait(one.product, "active"), std::to_string(*one.enabled));
    EXPECT_EQ(trait(one.product, "consumed"), std::to_string(*one.consumed));
    EXPECT_EQ(one.counts.unknown_mailbox, 0) << one.product;
    ++products;
  }
  EXPECT_GE(products, 2U);
}

TEST_F(LicensesInTheCloud, WasteFollowsWhatHappensToTheAccount) {
  sync(kAlpenglow, "manual");
  const auto before = license("SPE_E3");
  EXPECT_EQ(before.counts.on_disabled, 0);
  change("users/" + kAnna, R"({"accountEnabled":false})");
  sync(kAlpenglow, "manual");
  EXPECT_EQ(license("SPE_E3").counts.on_disabled, 1);
  EXPECT_EQ(license("VISIOCLIENT").counts.on_disabled, 1);
  EXPECT_THAT(holders(before.sku, "disabled"),
              testing::ElementsAre("anna.gruber@alpenglow.example"));
  change("users/" + kAnna, R"({"mailboxSettings":{"userPurpose":"shared"}})");
  sync(kAlpenglow, "manual");
  EXPECT_THAT(holders(before.sku, "any"), testing::ElementsAre("anna.gruber@alpenglow.example"));
  change("users/" + kAnna, R"({"assignedLicenses":[]})");
  sync(kAlpenglow, "manual");
  EXPECT_TRUE(holders(before.sku, "any").empty());
  EXPECT_EQ(license("SPE_E3").counts.holders, before.counts.holders - 1);
  EXPECT_EQ(license("SPE_E3").consumed, *before.consumed - 1);
}

TEST_F(LicensesInTheCloud, AProductThatIsNotRenewedIsToldInItsAsset) {
  sync(kAlpenglow, "manual");
  const auto visio = license("VISIOCLIENT");
  change("users/" + kAnna,
         fmt::format(R"({{"assignedLicenses":[{{"skuId":"{}"}}]}})", license("SPE_E3").sku));
  change("subscriptions", R"({"skus":["SPE_E3"]})");
  sync(kAlpenglow, "manual");
  EXPECT_TRUE(license("VISIOCLIENT").gone);
  EXPECT_EQ(trait(visio.product, "status"), "No longer at Microsoft");
  EXPECT_EQ(trait(visio.product, "active"), "0");
  change("subscriptions", R"({"skus":["SPE_E3","VISIOCLIENT"]})");
  sync(kAlpenglow, "manual");
  EXPECT_EQ(trait(visio.product, "status"), "Enabled");
}

// What rotation needs to see: our own entry, what it was granted, and the roles it holds.
TEST_F(LicensesInTheCloud, OurOwnApplicationIsReadWithItsPermissionsAndRoles) {
  constexpr std::string_view kUserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
  change("applicationRoles", fmt::format(R"({{"roles":["{}"]}})", kUserAdministrator));
  sync(kAlpenglow);
  const auto own = bodies(kAlpenglow, "own_application");
  ASSERT_EQ(own.size(), 1U) << "no other application of the tenant";
  EXPECT_EQ(text_member(base::parse_json(own.begin()->second, "own"), "appId"), application);
  EXPECT_THAT(edges(kAlpenglow, "role_member", std::string(kUserAdministrator)),
              testing::Contains(own.begin()->first));
  const auto granted = bodies(kAlpenglow, "own_permissions");
  const auto* wanted = domain::find_permission("User-PasswordProfile.ReadWrite.All");
  ASSERT_NE(wanted, nullptr);
  EXPECT_TRUE(std::ranges::any_of(granted, [&](const auto& one) {
    return one.second.find(wanted->application_id) != std::string::npos;
  }));
}

}  // namespace
}  // namespace reeve::app
