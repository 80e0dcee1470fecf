// Rules of devices in whole runs: the guard, who wins, what proves nothing, what was archived,
// where people are, and who holds a license.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/field_sources.h"
#include "store/flexible_assets.h"
#include "store/held_acts.h"
#include "sync/device_scene_test.h"

namespace reeve::sync {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DeviceRules : public Devices {
 protected:
  static std::vector<TestDevice> many(std::size_t count, const std::string& version = "10.0.1") {
    std::vector<TestDevice> out;
    for (std::size_t i = 0; i < count; ++i)
      out.push_back({fmt::format("d{}", i), fmt::format("PC-{:02}", i), fmt::format("S{}", i), "",
                     "", "", version});
    return out;
  }
  void answer(bool accept) {
    const auto open = open_reviews();
    ASSERT_EQ(open.size(), 1U);
    write([&](db::Connection& c) {
      store::decide_hold(c, open[0].id, accept, std::nullopt, 7, clock_.now());
    });
  }
  std::vector<std::string> versions() {
    std::vector<std::string> out;
    for (const auto& one : configurations())
      out.push_back(one.text_or_empty("operating_system_version"));
    return out;
  }
  static store::PlainPatch texts(
      std::map<std::string, std::optional<std::string>, std::less<>> values) {
    store::PlainPatch patch;
    patch.texts = std::move(values);
    return patch;
  }
};

TEST_F(DeviceRules, ManyNewOnesAtOnceWaitForAPerson) {
  intune(many(4));
  sync();
  ASSERT_THAT(configurations(), SizeIs(4));
  settings(R"({"create":{"share":25,"number":3}})", domain::kGuardSection);
  intune(many(9));
  EXPECT_EQ(sync().state, "held");
  EXPECT_EQ(last_run().reason, "held_create");
  EXPECT_THAT(configurations(), SizeIs(4));
  ASSERT_THAT(open_reviews(), SizeIs(1));
  EXPECT_EQ(open_reviews()[0].sentence,
            "Configurations would be created for 5 new Intune devices at once, though only 4 have "
            "one. None was created.");
  EXPECT_EQ(sync().state, "held") << "asked once, and still waiting";
  answer(true);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(configurations(), SizeIs(9));
  EXPECT_THAT(open_reviews(), IsEmpty());
}

TEST_F(DeviceRules, ManyNewOnesThatAPersonRejectsAreNotMadeLater) {
  intune(many(4));
  sync();
  settings(R"({"create":{"share":25,"number":3}})", domain::kGuardSection);
  intune(many(9));
  sync();
  answer(false);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(configurations(), SizeIs(4));
  EXPECT_THAT(open_reviews(), IsEmpty());
}

TEST_F(DeviceRules, ManyChangesAtOnceWaitForAPerson) {
  intune(many(6));
  sync();
  settings(R"({"change":{"share":25,"number":3}})", domain::kGuardSection);
  intune(many(6, "11.0"));
  EXPECT_EQ(sync().state, "held");
  EXPECT_EQ(last_run().reason, "held_change");
  EXPECT_THAT(versions(), testing::Each("10.0.1"));
  EXPECT_EQ(open_reviews().at(0).sentence,
            "The configurations of 6 of 6 Intune devices would be changed at once. None of them "
            "was changed.");
  answer(true);
  EXPECT_EQ(sync().state, "ok");
  EXPECT_THAT(versions(), testing::Each("11.0"));
}

TEST_F(DeviceRules, WhereMicrosoftWinsItOverwritesAPersonsWordButNoLockAndNeverByABlank) {
  intune({{"d1", "PC-1", "S1"}});
  sync();
  const auto id = configurations().at(0).id;
  edit(id, texts({{"name", "Reception"}, {"manufacturer", "HP"}, {"serial_number", "S-own"}}));
  sync();
  EXPECT_EQ(configurations()[0].text("name"), "Reception") << "people win";
  write([&](db::Connection& c) {
    c.execute(
        "INSERT INTO locks (asset_kind, asset, field, account, at) VALUES ('configuration', $1, "
        "'manufacturer', 7, 0)",
        {id});
  });
  settings(
      R"({"configurations":{"name":{"rule":"microsoft_wins"},"manufacturer":{"rule":"microsoft_wins"},"serial-number":{"rule":"leave_alone"}}})",
      domain::kMappingSection);
  sync();
  EXPECT_EQ(configurations()[0].text("name"), "PC-1");
  EXPECT_EQ(configurations()[0].text("manufacturer"), "HP") << "a lock stands above";
  EXPECT_EQ(configurations()[0].text("serial_number"), "S-own");
  edit(id, texts({{"name", "Reception"}}));
  sync();
  EXPECT_EQ(configurations()[0].text("name"), "PC-1") << "also what they write later";
  intune({{"d1", "", "S1"}});
  edit(id, texts({{"name", "Reception"}}));
  sync();
  EXPECT_EQ(configurations()[0].text("name"), "Reception") << "a blank clears nothing";
}

TEST_F(DeviceRules, AFieldComesFromThePropertyThatPeopleChose) {
  settings(
      R"({"configurations":{"name":{"from":["serialNumber"]},"asset-tag":{"rule":"people_win"},"model":{"rule":"leave_alone"}}})",
      domain::kMappingSection);
  intune({{"d1", "PC-1", "S1"}});
  sync();
  const auto pc = configurations().at(0);
  EXPECT_EQ(pc.text("name"), "S1");
  EXPECT_EQ(pc.text("hostname"), "PC-1");
  EXPECT_EQ(pc.text("asset_tag"), "S1");
  EXPECT_FALSE(pc.text("model"));
  settings("{}", domain::kMappingSection);
  sync();
  EXPECT_EQ(configurations()[0].text("name"), "PC-1") << "another mapping applies every link again";
  EXPECT_EQ(configurations()[0].text("model"), "Latitude");
}

TEST_F(DeviceRules, AnAdapterThatIsAlikeEverywhereIsNeitherEvidenceNorWritten) {
  const auto id = document("Old PC");
  edit(id, texts({{"mac_address", "00:50:56:C0:00:08"}}));
  intune({{"d1", "PC-1", "S1", "", "", "005056C00008"}});
  sync();
  ASSERT_THAT(configurations(), SizeIs(2));
  EXPECT_FALSE(configurations()[1].text("mac_address"));
  EXPECT_THAT(
      read([&](db::Connection& c) { return store::interfaces_of(c, configurations()[1].id); }),
      IsEmpty());
  settings(R"({"junk-macs":[]})");
  sync();
  EXPECT_EQ(configurations()[1].text("mac_address"), "00:50:56:C0:00:08")
      << "other settings apply every link again";
}

TEST_F(DeviceRules, AnArchivedConfigurationIsNotMadeAgainEvenWhenEnrolledAnew) {
  intune({{"d1", "PC-1", "S1"}});
  sync();
  const auto id = configurations().at(0).id;
  store::PlainPatch patch;
  patch.archived = true;
  edit(id, patch);
  sync();
  EXPECT_THAT(configurations(), IsEmpty());
  intune({{"d2", "PC-1", "S1"}});
  sync();
  EXPECT_THAT(configurations(), IsEmpty());
  EXPECT_THAT(codes("skip"), Contains("archived_configuration"));
  patch.archived = false;
  edit(id, patch);
  sync();
  ASSERT_THAT(configurations(), SizeIs(1));
  EXPECT_THAT(links(id), SizeIs(2));
}

TEST_F(DeviceRules, APersonsContactStandsAtThePrimaryLocation) {
  const auto own = add_contact("Bob", "Roe", {"bob@contoso.com"});
  address(address_json("1 Main Street"));
  sync();
  const auto place = locations().at(0).id;
  for (const auto& contact : contacts()) {
    ASSERT_TRUE(contact.location) << contact.first_name;
    EXPECT_EQ(contact.location->id, place);
  }
  const auto branch = write([&](db::Connection& c) {
    store::PlainPatch patch = texts({{"name", "Branch"}});
    patch.organization = organization_;
    const auto made =
        store::create_location(c, store::Scope::unscoped(), {}, patch, clock_.now()).id;
    store::ContactPatch moved;
    moved.location = std::optional(domain::ContactPlace{made, {}});
    store::update_contact(c, store::Scope::unscoped(), {}, own, moved, std::nullopt, clock_.now());
    store::update_location(c, store::Scope::unscoped(), {}, place, texts({{"is_primary", "false"}}),
                           std::nullopt, clock_.now());
    return made;
  });
  sync();
  for (const auto& contact : contacts())
    EXPECT_EQ(contact.location.has_value(), contact.id == own)
        << "what Microsoft's side gave goes, what a person chose stays";
  write([&](db::Connection& c) {
    store::update_location(c, store::Scope::unscoped(), {}, branch, texts({{"is_primary", "true"}}),
                           std::nullopt, clock_.now());
  });
  sync();
  for (const auto& contact : contacts()) EXPECT_EQ(contact.location->id, branch);
}

class LicenseRelations : public DeviceRules {
 protected:
  LicenseRelations() {
    script_["/v1.0/subscribedSkus"].pages = {
        {R"({"id":"t_s","skuId":"s","skuPartNumber":"SPB","capabilityStatus":"Enabled","consumedUnits":1,"prepaidUnits":{"enabled":5,"suspended":0,"warning":0,"lockedOut":0},"servicePlans":[]})"}};
  }
  // Ann and Bob; who holds the product, and how.
  void holds(const std::string& who, const std::string& group = {}) {
    const auto state = fmt::format(
        R"(,"licenseAssignmentStates":[{{"skuId":"s","assignedByGroup":{},"state":"Active","error":"None"}}])",
        group.empty() ? "null" : "\"" + group + "\"");
    const std::string none = R"(,"licenseAssignmentStates":[])";
    script_["/v1.0/users"].pages = {
        {user_json({"ann", "Ann", "Lee", "", who == "ann" ? state : none, who == "ann"}),
         user_json({"bob", "Bob", "Roe", "", who == "bob" ? state : none, who == "bob"})}};
  }
  std::vector<store::RelatedItem> related_to_license() {
    return read([&](db::Connection& c) {
      const auto asset = store::list_flexible_assets(c, store::Scope::unscoped(), {}).rows.at(0).id;
      return store::related_items(c, store::Scope::unscoped(),
                                  {std::string(domain::kFlexibleAsset), asset});
    });
  }
  std::vector<std::string> holders() {
    std::vector<std::string> out;
    for (const auto& one : related_to_license())
      out.push_back(one.other_title + " " + one.reason.value_or("?"));
    return out;
  }
};

TEST_F(LicenseRelations, FollowWhoHoldsItAndARemovedOneStaysRemoved) {
  holds("ann");
  sync();
  EXPECT_THAT(holders(), ElementsAre("Ann Lee license_direct"));
  const auto before = history();
  sync();
  EXPECT_EQ(history(), before);
  holds("bob", "sales");
  sync();
  EXPECT_THAT(holders(), ElementsAre("Bob Roe license_group"));
  write([&](db::Connection& c) {
    const auto one = related_to_license().at(0);
    store::unrelate(c, store::Scope::unscoped(), {}, one.other, one.id, clock_.now());
  });
  sync();
  EXPECT_THAT(holders(), IsEmpty());
  holds("ann");
  sync();
  EXPECT_THAT(holders(), ElementsAre("Ann Lee license_direct"));
  holds("bob");
  sync();
  EXPECT_THAT(holders(), IsEmpty()) << "a person's removal is final";
}

TEST_F(LicenseRelations, AreNotMadeWhereTheSettingsSayNo) {
  settings(R"({"relate-licenses":false})");
  holds("ann");
  sync();
  EXPECT_THAT(holders(), IsEmpty());
}

}  // namespace
}  // namespace reeve::sync
