// Relations in the database: made, taken apart and put back by people and by syncs.
#include "store/related_items.h"

#include <gmock/gmock.h>

#include "store/changes.h"
#include "store/configurations.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using domain::Source;
using store::AssetRef;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RelatedItems : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    organization_ = organization("Contoso");
    tenant_ = tenant_matched("Contoso", connection(), organization_);
    ann_ = {std::string(domain::kContact), contact(organization_, "Ann", "Lee")};
    bob_ = {std::string(domain::kContact), contact(organization_, "Bob", "Roe")};
    store::PlainPatch patch;
    patch.organization = organization_;
    patch.texts["name"] = "PC";
    pc_ = {std::string(domain::kConfiguration), write([&](auto& c) {
             return store::create_plain(c, store::kConfigurationShape, everything(), person(),
                                        patch, kNow)
                 .id;
           })};
  }
  std::vector<std::string> related(const AssetRef& asset,
                                   const store::Scope& scope = everything()) {
    std::vector<std::string> out;
    for (const auto& one : read([&](auto& c) { return store::related_items(c, scope, asset); }))
      out.push_back(one.other_title + "/" + std::string(domain::to_string(one.source)));
    return out;
  }
  std::int64_t sync(const AssetRef& contact) {
    return write([&](auto& c) {
      return store::add_relations(c, microsoft(3), tenant_, {{pc_, contact, "intune_user"}}, kNow);
    });
  }
  base::Id only(const AssetRef& asset) {
    return read([&](auto& c) { return store::related_items(c, everything(), asset); }).at(0).id;
  }
  std::int64_t take_back() {
    return write([&](auto& c) {
      std::vector<base::Id> ids;
      for (const auto& one : store::relations_of_tenant(c, tenant_)) ids.push_back(one.id);
      return store::remove_relations(c, microsoft(4), ids, later(9));
    });
  }
  void remove(const AssetRef& asset) {
    const auto id = only(asset);
    write([&](auto& c) { store::unrelate(c, everything(), person(), asset, id, later(5)); });
  }

  base::Id organization_ = 0, tenant_ = 0;
  AssetRef ann_, bob_, pc_;
};
REEVE_ON_BOTH_DATABASES(RelatedItems);

TEST_P(RelatedItems, AreSeenFromBothSides) {
  write([&](auto& c) { store::relate(c, everything(), person(), ann_, pc_, "hers", kNow); });
  EXPECT_THAT(related(ann_), ElementsAre("PC/person"));
  EXPECT_THAT(related(pc_), ElementsAre("Ann Lee/person"));
  const auto history =
      read([&](auto& c) { return store::changes_of(c, domain::kContact, ann_.id); });
  EXPECT_EQ(history.front().op, "relate");
  EXPECT_EQ(history.front().new_value, "PC");
}

TEST_P(RelatedItems, ASyncMakesEachOnceAndTakesItsOwnBack) {
  EXPECT_EQ(sync(ann_), 1);
  EXPECT_EQ(sync(ann_), 0);
  EXPECT_THAT(related(pc_), ElementsAre("Ann Lee/microsoft"));
  EXPECT_EQ(take_back(), 1);
  EXPECT_THAT(related(pc_), IsEmpty());
  EXPECT_EQ(sync(ann_), 1) << "the device came back to her";
  EXPECT_THAT(related(ann_), ElementsAre("PC/microsoft"));
}

TEST_P(RelatedItems, WhatAPersonTookApartASyncNeverRelatesAgain) {
  sync(ann_);
  const auto id = only(pc_);
  remove(pc_);
  EXPECT_EQ(sync(ann_), 0);
  EXPECT_THAT(related(pc_), IsEmpty());
  EXPECT_THAT(read([&](auto& c) { return store::related_items(c, everything(), pc_, true); }),
              SizeIs(1));
  write([&](auto& c) { store::restore_relation(c, everything(), person(), pc_, id, later(8)); });
  EXPECT_THAT(related(pc_), ElementsAre("Ann Lee/microsoft")) << "again the sync's own";
  EXPECT_EQ(take_back(), 1);
}

TEST_P(RelatedItems, WhatAPersonMadeASyncNeverTouches) {
  write([&](auto& c) { store::relate(c, everything(), person(), pc_, ann_, {}, kNow); });
  EXPECT_EQ(sync(ann_), 0);
  EXPECT_EQ(take_back(), 0);
  EXPECT_THAT(related(pc_), ElementsAre("Ann Lee/person"));
  sync(bob_);
  write([&](auto& c) { store::relate(c, everything(), person(), pc_, bob_, {}, later(1)); });
  EXPECT_EQ(take_back(), 0) << "a person made it his own";
  EXPECT_THAT(related(pc_), ElementsAre("Ann Lee/person", "Bob Roe/person"));
}

TEST_P(RelatedItems, RefuseStrangersAndKeepTheScope) {
  const auto other = organization("Fabrikam");
  const AssetRef stranger{std::string(domain::kContact), contact(other, "Eve", "X")};
  const auto only_other = store::Scope::only(1, {other});
  const auto relate = [&](const store::Scope& scope, const AssetRef& a, const AssetRef& b) {
    return error_of(
               [&] { write([&](auto& c) { store::relate(c, scope, person(), a, b, {}, kNow); }); })
        .code();
  };
  EXPECT_EQ(relate(only_other, stranger, pc_), ErrorCode::invalid);
  EXPECT_EQ(relate(everything(), pc_, pc_), ErrorCode::invalid);
  EXPECT_EQ(relate(everything(), pc_, {"contact", 1}), ErrorCode::invalid);
  EXPECT_EQ(relate(everything(), pc_, {"nonsense", ann_.id}), ErrorCode::invalid);
  write([&](auto& c) { store::relate(c, everything(), person(), stranger, pc_, {}, kNow); });
  EXPECT_THAT(related(stranger, only_other), IsEmpty()) << "the other side is not for these eyes";
  const auto id = only(stranger);
  EXPECT_EQ(error_of([&] {
              write([&](auto& c) { store::unrelate(c, everything(), person(), ann_, id, kNow); });
            }).code(),
            ErrorCode::not_found)
      << "not one of hers";
}

}  // namespace
}  // namespace reeve::test
