// Flexible assets in the database: the built-in type is made once, assets are kept, never doubled.
#include "store/flexible_assets.h"

#include <gmock/gmock.h>

#include "domain/license_asset.h"
#include "store/changes.h"
#include "store/leavings.h"
#include "store/links.h"
#include "store/records.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using store::Scope;

class FlexibleAssets : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    org_ = organization("Contoso");
    connection_ = connection();
    tenant_ = tenant_matched("Contoso", connection_, org_);
    type_ =
        write([&](auto& c) { return store::built_in_type(c, domain::kMicrosoftLicenses, kNow); });
  }
  store::SyncedAsset synced(const std::string& sku, int active) {
    const auto record = write([&](auto& c) {
      const auto known = store::known_records(c, tenant_, "subscribed_skus");
      const auto found = known.find(sku);
      store::RecordWrite one{{}, sku, sku, "{}", "h", 1, {}, {}};
      if (found != known.end()) one.id = found->second.id;
      return store::write_records(c, tenant_, "subscribed_skus", 1, {one}, kNow).front();
    });
    store::SyncedAsset asset;
    asset.record = record;
    asset.record_type = "subscribed_skus";
    asset.record_hash = "h";
    asset.sync_key = "license:" + sku;
    asset.name = sku;
    asset.reason = "license";
    asset.traits = {{"product", sku}, {"active", active}};
    return asset;
  }
  store::SyncedAssetCounts keep(const store::SyncedAsset& asset) {
    return write([&](auto& c) {
      return store::keep_synced_assets(c, microsoft(), tenant_, org_, type_, {asset}, kNow);
    });
  }
  std::vector<domain::FlexibleAsset> all(std::vector<store::Filter> filters = {},
                                         const Scope& scope = everything()) {
    return read([&](auto& c) {
      return store::list_flexible_assets(c, scope, {std::move(filters), {}, 1, 100}).rows;
    });
  }
  base::Id org_ = 0, connection_ = 0, tenant_ = 0, type_ = 0;
};
REEVE_ON_BOTH_DATABASES(FlexibleAssets);

TEST_P(FlexibleAssets, TheBuiltInTypeIsMadeOnceWithItsFields) {
  EXPECT_EQ(
      write([&](auto& c) { return store::built_in_type(c, domain::kMicrosoftLicenses, later(9)); }),
      type_);
  const auto type = read([&](auto& c) { return store::find_flexible_asset_type(c, type_); });
  ASSERT_TRUE(type);
  EXPECT_EQ(type->name, "Microsoft Licenses");
  EXPECT_EQ(type->built_in, "microsoft_licenses");
  const auto fields = read([&](auto& c) { return store::fields_of_type(c, type_); });
  ASSERT_EQ(fields.size(), domain::kMicrosoftLicenses.fields.size());
  EXPECT_EQ(fields.front().name_key, "product");
  EXPECT_TRUE(fields.front().synced && fields.front().use_for_title);
  EXPECT_EQ(fields.back().name_key, "notes");
  EXPECT_FALSE(fields.back().synced);
}

TEST_P(FlexibleAssets, AreMadeOnceAndUpdated) {
  EXPECT_EQ(keep(synced("SPB", 25)).created, 1);
  EXPECT_EQ(keep(synced("SPB", 25)).updated, 0);
  EXPECT_EQ(keep(synced("SPB", 26)).updated, 1);
  ASSERT_EQ(all().size(), 1U);
  EXPECT_EQ(all()[0].version, 2);
  EXPECT_EQ(domain::trait_text(all()[0].traits, "active"), "26");
  // Its link is lost, as when a connection was removed: the key finds it again.
  write([&](auto& c) { c.execute("DELETE FROM links"); });
  const auto again = keep(synced("SPB", 27));
  EXPECT_EQ(again.created, 0);
  EXPECT_EQ(again.linked, 1);
  EXPECT_EQ(all().size(), 1U);
}

TEST_P(FlexibleAssets, ThoseThatWentWithAConnectionComeBackWithTheNextOne) {
  keep(synced("SPB", 25));
  keep(synced("Visio", 5));
  const auto leaving =
      write([&](auto& c) { return store::begin_leaving(c, connection_, 7, kNow).id; });
  const auto remove = [&](const std::string& name) {
    const auto id = all({{"name", {name}}}).at(0).id;
    store::FlexibleAssetPatch patch;
    patch.archived = true;
    write([&](auto& c) {
      store::update_flexible_asset(c, everything(), person(), id, patch, {}, later(1));
      c.execute(
          "INSERT INTO leaving_assets (leaving, asset_kind, asset) VALUES ($1, "
          "'flexible_asset', $2)",
          {leaving, id});
    });
    return id;
  };
  const auto untouched = remove("SPB");
  const auto edited = remove("Visio");
  store::FlexibleAssetPatch words;
  words.traits = base::json::object{{"notes", "Ask before renewing"}};
  write([&](auto& c) {
    store::update_flexible_asset(c, everything(), person(), edited, words, {}, later(2));
    c.execute("DELETE FROM links");
    c.execute("DELETE FROM decisions");
  });
  EXPECT_EQ(keep(synced("SPB", 26)).linked, 1);
  keep(synced("Visio", 6));
  ASSERT_EQ(all().size(), 1U) << "what somebody wrote in since stays as it was left";
  EXPECT_EQ(all()[0].id, untouched);
  EXPECT_EQ(domain::trait_text(all()[0].traits, "active"), "26");
}

TEST_P(FlexibleAssets, OfAProductThatWasNeverThereNothingIsMade) {
  auto gone = synced("OLD", 0);
  gone.may_create = false;
  EXPECT_EQ(keep(gone).created, 0);
  EXPECT_TRUE(all().empty());
}

TEST_P(FlexibleAssets, AreListedInScopeByTypeAndName) {
  keep(synced("Visio", 1));
  keep(synced("SPB", 1));
  EXPECT_EQ(all()[0].name, "SPB") << "sorted by name";
  EXPECT_EQ(all({{"name", {"visio"}}}).size(), 1U);
  EXPECT_EQ(all({{"search", {"isi"}}}).size(), 1U);
  EXPECT_EQ(all({{"flexible_asset_type_id", {std::to_string(type_ + 1)}}}).size(), 0U);
  EXPECT_EQ(all({}, Scope::only(2, {org_ + 1})).size(), 0U);
  const auto id = all()[0].id;
  EXPECT_FALSE(
      read([&](auto& c) { return store::find_flexible_asset(c, Scope::only(2, {org_ + 1}), id); }));
}

TEST_P(FlexibleAssets, PeopleWriteOnlyWhatNoSyncWrites) {
  keep(synced("SPB", 25));
  const auto id = all()[0].id;
  const auto patch = [&](base::json::object traits, const Scope& scope = everything(),
                         std::optional<std::int64_t> version = {}) {
    store::FlexibleAssetPatch one;
    one.traits = std::move(traits);
    return write([&](auto& c) {
      return store::update_flexible_asset(c, scope, person(), id, one, version, later(1));
    });
  };
  EXPECT_EQ(error_of([&] { patch({{"active", 1}}); }).code(), ErrorCode::invalid);
  EXPECT_EQ(error_of([&] { patch({{"foreign", 1}}); }).code(), ErrorCode::invalid);
  EXPECT_EQ(error_of([&] { patch({}, everything(), 7); }).code(), ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { patch({}, Scope::only(2, {org_ + 1})); }).code(), ErrorCode::not_found);
  EXPECT_EQ(patch({{"notes", "mine"}, {"active", 25}}).version, 2);
  const auto history = read([&](auto& c) { return store::changes_of(c, "flexible_asset", id); });
  EXPECT_EQ(history.front().path, "traits/notes");
  EXPECT_EQ(history.front().new_value, "mine");
  EXPECT_EQ(history.front().actor, "person");
}

}  // namespace
}  // namespace reeve::test
