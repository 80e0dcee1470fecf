// "Microsoft Licenses" on scripted answers: one asset a product, people's notes and rulings kept.
#include "sync/license_assets.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/license_asset.h"
#include "store/changes.h"
#include "store/flexible_assets.h"
#include "store/licenses.h"
#include "store/sync_settings.h"
#include "sync/scripted_tenant_test.h"

namespace reeve::sync {
namespace {

using testing::ElementsAre;

class LicenseAssets : public RunTest {
 protected:
  LicenseAssets() {
    match(true);
    script_ = contoso({});
    bought({{"SPB", 25}, {"VISIOCLIENT", 2}});
  }
  void bought(const std::map<std::string, int>& products, bool complete = true) {
    std::vector<std::string> rows;
    for (const auto& [part, units] : products)
      rows.push_back(fmt::format(
          R"({{"id":"t_{}","skuId":"{}","skuPartNumber":"{}","capabilityStatus":"Enabled","consumedUnits":1,)"
          R"("prepaidUnits":{{"enabled":{},"suspended":0,"warning":0,"lockedOut":0}},"servicePlans":[]}})",
          part, part, part, units));
    script_["/v1.0/subscribedSkus"] = {{rows}, complete, complete ? "" : "not_allowed", {}};
  }
  std::vector<domain::FlexibleAsset> assets(bool archived = false) {
    return read([&](db::Connection& c) {
      store::ListQuery query;
      if (archived) query.filters = {{"archived", {"true"}}};
      return store::list_flexible_assets(c, store::Scope::unscoped(), query).rows;
    });
  }
  // "Product active status", in order of the names.
  std::vector<std::string> said() {
    std::vector<std::string> out;
    for (const auto& one : assets())
      out.push_back(fmt::format("{} {} {}", one.name,
                                domain::trait_text(one.traits, "active").value_or("?"),
                                domain::trait_text(one.traits, "status").value_or("?")));
    return out;
  }
  void change(base::Id asset, const store::FlexibleAssetPatch& patch) {
    write([&](db::Connection& c) {
      store::update_flexible_asset(c, store::Scope::unscoped(), {}, asset, patch, {}, clock_.now());
    });
  }
  std::vector<std::string> history(base::Id asset) {
    std::vector<std::string> out;
    for (const auto& row : read([&](db::Connection& c) {
           return store::changes_of(c, domain::kFlexibleAsset, asset);
         }))
      out.push_back(fmt::format("{} {} {}", row.actor, row.op, row.path));
    return out;
  }
};

constexpr const char* kPremium = "Microsoft 365 Business Premium 25 Enabled";

TEST_F(LicenseAssets, AreMadeLinkedAndKept) {
  sync();
  EXPECT_THAT(said(), ElementsAre(kPremium, "Visio Plan 2 2 Enabled"));
  const auto asset = assets().at(0);
  EXPECT_EQ(asset.organization, organization_);
  EXPECT_EQ(asset.type_name, "Microsoft Licenses");
  const auto links = read([&](db::Connection& c) {
    return store::links_of_asset(c, domain::kFlexibleAsset, asset.id);
  });
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0].reason, "license");
  EXPECT_EQ(links[0].type, "subscribed_skus");
  EXPECT_THAT(history(asset.id),
              ElementsAre("microsoft link subscribed_skus", "microsoft create "));
  bought({{"SPB", 30}, {"VISIOCLIENT", 2}});
  sync();
  EXPECT_EQ(said().at(0), "Microsoft 365 Business Premium 30 Enabled");
  EXPECT_THAT(history(asset.id),
              ElementsAre("microsoft set traits/unused", "microsoft set traits/active",
                          "microsoft link subscribed_skus", "microsoft create "));
  const auto version = assets().at(0).version;
  sync();
  EXPECT_EQ(assets().at(0).version, version) << "the same twice changes nothing";
  EXPECT_EQ(assets().size(), 2U);
}

TEST_F(LicenseAssets, WaitForTheFirstSyncsYesAndForACompleteList) {
  fresh();
  match(false);
  sync();
  EXPECT_TRUE(assets().empty()) << "held";
  match(true);
  bought({{"SPB", 25}}, false);
  sync();
  EXPECT_TRUE(assets().empty()) << "not from a list that broke off";
  sync(false, true);
  bought({{"SPB", 25}});
  sync(false, true);
  EXPECT_TRUE(assets().empty()) << "a dry run writes nothing";
  sync();
  EXPECT_EQ(assets().size(), 1U);
}

TEST_F(LicenseAssets, AProductThatIsGoneIsAStateAndComesBack) {
  sync();
  const auto visio = assets().at(1).id;
  bought({{"SPB", 25}});
  sync();
  EXPECT_THAT(said(), ElementsAre(kPremium, "Visio Plan 2 0 No longer at Microsoft"));
  bought({{"SPB", 25}, {"VISIOCLIENT", 7}});
  sync();
  EXPECT_THAT(said(), ElementsAre(kPremium, "Visio Plan 2 7 Enabled"));
  EXPECT_EQ(assets().at(1).id, visio);
}

TEST_F(LicenseAssets, PeoplesNotesStay) {
  sync();
  const auto id = assets().at(0).id;
  store::FlexibleAssetPatch notes;
  notes.traits = base::json::object{{"notes", "Renewal in May"}};
  change(id, notes);
  bought({{"SPB", 40}, {"VISIOCLIENT", 2}});
  sync();
  EXPECT_EQ(domain::trait_text(assets().at(0).traits, "notes"), "Renewal in May");
  EXPECT_EQ(domain::trait_text(assets().at(0).traits, "active"), "40");
}

TEST_F(LicenseAssets, AnArchivedOneIsNeverMadeAgain) {
  sync();
  const auto id = assets().at(0).id;
  store::FlexibleAssetPatch archive;
  archive.archived = true;
  change(id, archive);
  bought({{"SPB", 40}, {"VISIOCLIENT", 2}});
  sync();
  EXPECT_EQ(assets().size(), 1U);
  EXPECT_EQ(domain::trait_text(assets(true).at(0).traits, "active"), "25") << "left alone";
  EXPECT_EQ(
      read([&](db::Connection& c) { return store::decisions_of_tenant(c, tenant_); }).at(0).verdict,
      "never_create");
  store::FlexibleAssetPatch restore;
  restore.archived = false;
  change(id, restore);
  sync();
  EXPECT_EQ(domain::trait_text(assets().at(0).traits, "active"), "40");
}

TEST_F(LicenseAssets, FollowTheTenantToAnotherOrganizationWithoutDoubles) {
  sync();
  const auto first = assets();
  const auto other = write([&](db::Connection& c) {
    store::OrganizationPatch organization;
    organization.name = "Fabrikam";
    return store::create_organization(c, {}, organization, clock_.now()).id;
  });
  const auto match_to = [&](base::Id organization) {
    write([&](db::Connection& c) {
      store::match_tenant(c, tenant_, organization, "chosen", std::nullopt, clock_.now());
      store::accept_first_sync(c, tenant_, std::nullopt, clock_.now());
    });
    sync();
  };
  match_to(other);
  EXPECT_EQ(assets().size(), 2U) << "what only the sync wrote moves along";
  EXPECT_EQ(assets().at(0).organization, other);
  match_to(organization_);
  EXPECT_EQ(assets().size(), 2U);
  EXPECT_EQ(assets().at(0).organization, organization_);
  EXPECT_EQ(read([&](db::Connection& c) {
              return store::links_of_asset(c, domain::kFlexibleAsset, first.at(0).id).size();
            }),
            1U);
}

TEST_F(LicenseAssets, AreLeftOutWhereLicensesAreNotChosen) {
  write([&](db::Connection& c) {
    store::set_sync_settings(c, {store::SettingsOwner::Kind::connection, connection_},
                             domain::kChoosingSection, R"({"sync-licenses":false})", std::nullopt,
                             clock_.now());
  });
  sync();
  EXPECT_TRUE(assets().empty());
  EXPECT_EQ(read([&](db::Connection& c) { return store::licenses_of(c, tenant_).size(); }), 2U)
      << "they are listed all the same";
}

TEST_F(LicenseAssets, OfARunThatWasCutAreMadeByTheNextAndNotTwice) {
  struct Killed {};
  const auto queued = queue();
  at_point_ = [](std::string_view point) {
    if (point == "before_finish") throw Killed{};
  };
  EXPECT_THROW(run(queued), Killed);
  at_point_ = {};
  run(queued);
  EXPECT_EQ(assets().size(), 2U);
}

}  // namespace
}  // namespace reeve::sync
