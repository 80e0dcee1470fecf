// Devices, addresses and the people of devices in whole runs against scripted answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/device_scene_test.h"

namespace reeve::sync {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(Devices, BecomeConfigurationsWithWhatIntuneKnows) {
  intune({{"d1", "PC-1", "S1", "ann", "dev1", "00:1a:2b:3c:4d:5e"}});
  EXPECT_EQ(sync().state, "ok");
  ASSERT_THAT(configurations(), SizeIs(1));
  const auto pc = configurations()[0];
  EXPECT_EQ(pc.text("name"), "PC-1");
  EXPECT_EQ(pc.text("hostname"), "PC-1");
  EXPECT_EQ(pc.text("configuration_type"), "Workstation");
  EXPECT_EQ(pc.text("manufacturer"), "Dell Inc.");
  EXPECT_EQ(pc.text("model"), "Latitude");
  EXPECT_EQ(pc.text("serial_number"), "S1");
  EXPECT_EQ(pc.text("mac_address"), "00:1A:2B:3C:4D:5E");
  EXPECT_EQ(pc.text("operating_system"), "Windows");
  EXPECT_EQ(pc.text("operating_system_version"), "10.0.1");
  EXPECT_EQ(read([&](db::Connection& c) { return store::interfaces_of(c, pc.id); }).at(0).name,
            "Ethernet");
  EXPECT_THAT(people(pc.id), ElementsAre("Ann Lee"));
  EXPECT_THAT(last_run().counts, HasSubstr(R"("configurations":{"matched":0,"created":1)"));
}

TEST_F(Devices, TheSameSyncTwiceChangesNothing) {
  intune({{"d1", "PC-1", "S1", "ann", "dev1"}, {"d2", "PC-2", "0", "bob"}});
  entra({entra_json("e1", "PC-1", "dev1", "bob"), entra_json("e2", "Phone", "dev2", "ann")});
  address(address_json("1 Main Street"));
  sync();
  const auto before = history();
  sync();
  EXPECT_EQ(history(), before);
  EXPECT_THAT(configurations(), SizeIs(2));
  EXPECT_THAT(locations(), SizeIs(1));
}

TEST_F(Devices, InIntuneAndInEntraAreOneConfiguration) {
  intune({{"d1", "PC-1", "S1", "ann", "dev1"}});
  entra({entra_json("e1", "PC-1", "dev1", "bob"), entra_json("e2", "Phone", "dev2", "ann")});
  sync();
  ASSERT_THAT(configurations(), SizeIs(1));
  const auto tied = links(configurations()[0].id);
  ASSERT_THAT(tied, SizeIs(2));
  for (const auto& link : tied)
    EXPECT_EQ(link.role, link.type == "managed_devices" ? "primary" : "additional");
  EXPECT_THAT(people(configurations()[0].id), ElementsAre("Ann Lee"))
      << "who registered it is not who has it";
  EXPECT_THAT(codes("skip"), Contains("entra_only"));
}

TEST_F(Devices, KnownToEntraFirstAreIntunesFromTheDayTheyAreEnrolled) {
  const auto id = document("PC-1");
  entra({entra_json("e1", "PC-1", "dev1", "bob")});
  sync();
  ASSERT_THAT(links(id), SizeIs(1));
  EXPECT_EQ(links(id)[0].role, "primary");
  EXPECT_THAT(people(id), ElementsAre("Bob Roe"));
  intune({{"d1", "PC-1", "S1", "ann", "dev1"}});
  sync();
  EXPECT_THAT(configurations(), SizeIs(1));
  for (const auto& link : links(id))
    EXPECT_EQ(link.role, link.type == "managed_devices" ? "primary" : "additional");
  EXPECT_THAT(people(id), ElementsAre("Ann Lee"));
}

TEST_F(Devices, WhatPeopleWroteStays) {
  const auto id = document("Reception", "S1");
  intune({{"d1", "PC-1", "S1"}});
  sync();
  ASSERT_THAT(configurations(), SizeIs(1));
  EXPECT_EQ(configurations()[0].id, id);
  EXPECT_EQ(configurations()[0].text("name"), "Reception");
  EXPECT_EQ(configurations()[0].text("hostname"), "PC-1");
}

TEST_F(Devices, AJunkSerialIsNeitherEvidenceNorWritten) {
  document("Old server", "To be filled by O.E.M.");
  intune({{"d1", "PC-1", "To Be Filled By O.E.M."}, {"d2", "PC-2", "To be filled by O.E.M."}});
  sync();
  ASSERT_THAT(configurations(), SizeIs(3));
  EXPECT_FALSE(configurations()[1].text("serial_number"));
  settings(R"({"junk-serials":["S1"]})");
  intune({{"d1", "PC-1", "S1"}, {"d2", "PC-2", "S2"}});
  sync();
  EXPECT_FALSE(configurations()[1].text("serial_number"));
  EXPECT_EQ(configurations()[2].text("serial_number"), "S2");
}

TEST_F(Devices, ADoubtIsAReviewAndNothingIsWritten) {
  document("one", "S1");
  document("two", "S1");
  intune({{"d1", "PC-1", "S1"}});
  sync();
  EXPECT_THAT(configurations(), SizeIs(2));
  ASSERT_THAT(open_reviews(), SizeIs(1));
  EXPECT_EQ(open_reviews()[0].kind, "unclear_device");
  EXPECT_THAT(open_reviews()[0].sentence, HasSubstr("one and two"));
  write([&](db::Connection& c) {
    store::PlainPatch patch;
    patch.archived = true;
    store::update_plain(c, store::kConfigurationShape, store::Scope::unscoped(), {},
                        configurations()[1].id, patch, std::nullopt, clock_.now());
  });
  sync();
  EXPECT_THAT(open_reviews(), IsEmpty());
  EXPECT_THAT(links(configurations()[0].id), SizeIs(1));
}

TEST_F(Devices, EnrolledAnewKeepTheirConfiguration) {
  intune({{"d1", "PC-1", "S1", "ann", "dev1"}});
  sync();
  const auto id = configurations()[0].id;
  intune({{"d2", "PC-1-new", "S1", "bob", "dev2"}});
  sync();
  ASSERT_THAT(configurations(), SizeIs(1));
  EXPECT_EQ(configurations()[0].id, id);
  EXPECT_EQ(configurations()[0].text("name"), "PC-1-new");
  EXPECT_THAT(people(id), ElementsAre("Bob Roe"));
  EXPECT_THAT(open_reviews(), IsEmpty());
}

TEST_F(Devices, GoneAtMicrosoftStayInTheDocumentation) {
  intune({{"d1", "PC-1", "S1", "ann"}, {"d2", "PC-2", "S2", "bob"}});
  sync();
  intune({{"d2", "PC-2", "S2", "bob"}});
  sync();
  EXPECT_THAT(configurations(), SizeIs(2));
  EXPECT_THAT(records_of("managed_devices", true), SizeIs(1));
  EXPECT_THAT(people(configurations()[0].id), ElementsAre("Ann Lee")) << "the last that was known";
}

TEST_F(Devices, TheRelationFollowsTheDeviceAndARemovedOneStaysRemoved) {
  intune({{"d1", "PC-1", "S1", "ann"}});
  sync();
  const auto id = configurations()[0].id;
  intune({{"d1", "PC-1", "S1", "bob"}});
  sync();
  EXPECT_THAT(people(id), ElementsAre("Bob Roe"));
  EXPECT_THAT(codes("change"), Contains("related"));
  write([&](db::Connection& c) {
    store::unrelate(c, store::Scope::unscoped(), {}, {std::string(domain::kConfiguration), id},
                    related(id)[0].id, clock_.now());
  });
  sync();
  EXPECT_THAT(people(id), IsEmpty()) << "a person's removal is final";
  intune({{"d1", "PC-1", "S1", "ann"}});
  sync();
  EXPECT_THAT(people(id), ElementsAre("Ann Lee"));
  intune({{"d1", "PC-1", "S1", "bob"}});
  sync();
  EXPECT_THAT(people(id), IsEmpty()) << "also when the device comes back to him";
}

TEST_F(Devices, FromAnIncompleteListNoRelationIsTakenBack) {
  intune({{"d1", "PC-1", "S1", "ann"}});
  sync();
  intune({{"d1", "PC-1", "S1", "bob"}});
  auto& list = script_["/v1.0/deviceManagement/managedDevices"];
  list.complete = false;
  list.code = "unreachable";
  sync();
  EXPECT_THAT(people(configurations()[0].id), Contains("Ann Lee"));
}

TEST_F(Devices, WhatPeopleRelatedIsNeverTouched) {
  intune({{"d1", "PC-1", "S1", "ann"}});
  sync();
  const auto id = configurations()[0].id;
  const auto cleo = add_contact("Cleo", "Day", {});
  write([&](db::Connection& c) {
    store::relate(c, store::Scope::unscoped(), {}, {std::string(domain::kConfiguration), id},
                  {std::string(domain::kContact), cleo}, std::nullopt, clock_.now());
  });
  intune({{"d1", "PC-1", "S1", ""}});
  sync();
  EXPECT_THAT(people(id), ElementsAre("Cleo Day"));
}

TEST_F(Devices, TheFirstSyncShowsItsPreviewAndWritesNothing) {
  fresh();
  choose_tier("intune");
  match(false);
  intune({{"d1", "PC-1", "S1", "ann"}});
  entra({entra_json("e2", "Phone", "dev2", "ann")});
  address(address_json("1 Main Street"));
  EXPECT_EQ(sync().state, "held");
  EXPECT_THAT(configurations(), IsEmpty());
  EXPECT_THAT(locations(), IsEmpty());
  EXPECT_THAT(
      last_run().counts,
      HasSubstr(
          R"("preview-configurations":{"match":0,"create":1,"unclear":0,"join":0,"skip":1})"));
  EXPECT_EQ(sync(true).state, "ok");
  EXPECT_THAT(configurations(), SizeIs(1));
}

TEST_F(Devices, SettingsHoldThemLinkThemOrLeaveThemOut) {
  settings(R"({"intune-devices":"hold","entra-only-devices":"create"})");
  intune({{"d1", "PC-1", "S1"}});
  entra({entra_json("e2", "Phone", "dev2")});
  sync();
  ASSERT_THAT(configurations(), SizeIs(1));
  EXPECT_EQ(configurations()[0].text("name"), "Phone");
  ASSERT_THAT(open_reviews(), SizeIs(1));
  EXPECT_EQ(open_reviews()[0].kind, "new_configuration");
  settings(R"({"intune-devices":"skip"})");
  sync();
  EXPECT_THAT(open_reviews(), IsEmpty());
  EXPECT_THAT(configurations(), SizeIs(1));
}

TEST_F(Devices, TheAddressOfATenantIsOneLocationHoweverOftenItChanges) {
  address(address_json("1 Main Street"));
  sync();
  ASSERT_THAT(locations(), SizeIs(1));
  const auto id = locations()[0].id;
  EXPECT_EQ(locations()[0].text("address_1"), "1 Main Street");
  EXPECT_EQ(locations()[0].text("name"), "Contoso");
  EXPECT_EQ(locations()[0].text("phone"), "+49 30 1");
  EXPECT_TRUE(locations()[0].flag("is_primary"));
  address(address_json("2 Side Street", "Hamburg"));
  sync();
  ASSERT_THAT(locations(), SizeIs(1));
  EXPECT_EQ(locations()[0].id, id);
  EXPECT_EQ(locations()[0].text("city"), "Hamburg");
}

TEST_F(Devices, AnAddressThatIsDocumentedIsLinkedNotDoubled) {
  write([&](db::Connection& c) {
    store::PlainPatch patch;
    patch.organization = organization_;
    patch.texts = {{"name", "Head office"},
                   {"address_1", "1 Main St."},
                   {"city", "BERLIN"},
                   {"postal_code", "101 15"}};
    store::create_location(c, store::Scope::unscoped(), {}, patch, clock_.now());
  });
  address(address_json("1 Main Street"));
  sync();
  ASSERT_THAT(locations(), SizeIs(1));
  EXPECT_EQ(locations()[0].text("name"), "Head office");
  EXPECT_EQ(locations()[0].text("address_1"), "1 Main St.");
  EXPECT_EQ(locations()[0].text("phone"), "+49 30 1") << "what was empty is filled";
  address(address_json("2 Side Street"));
  sync();
  ASSERT_THAT(locations(), SizeIs(1));
  EXPECT_EQ(locations()[0].text("address_1"), "1 Main St.") << "a person's address stays";
}

TEST_F(Devices, ALocationThatWasArchivedOrIsNotWantedIsNotMade) {
  settings(R"({"location":"skip"})");
  address(address_json("1 Main Street"));
  sync();
  EXPECT_THAT(locations(), IsEmpty());
  settings("{}");
  sync();
  ASSERT_THAT(locations(), SizeIs(1));
  write([&](db::Connection& c) {
    store::PlainPatch patch;
    patch.archived = true;
    store::update_location(c, store::Scope::unscoped(), {}, locations()[0].id, patch, std::nullopt,
                           clock_.now());
  });
  address(address_json("3 New Street"));
  sync();
  EXPECT_THAT(locations(), IsEmpty());
  address(address_json(""));
  EXPECT_EQ(sync().state, "ok");
}

struct Killed {};

TEST_F(Devices, KilledAnywhereAndRunAgainEndAsIfNot) {
  const auto shown = [&] {
    std::string out;
    for (const auto& one : configurations()) {
      out += one.text_or_empty("name") + "|" + one.text_or_empty("serial_number") + "|";
      for (const auto& link : links(one.id)) out += link.type + "/" + link.role + " ";
      for (const auto& person : people(one.id)) out += person + " ";
      out += "\n";
    }
    for (const auto& one : locations()) out += one.text_or_empty("address_1") + "\n";
    return out;
  };
  const auto play = [&](int kill_at) {
    fresh();
    choose_tier("intune");
    match(true);
    document("Reception", "S1");
    int passed = 0;
    for (const bool later : {false, true}) {
      intune({{"d1", "PC-1", "S1", later ? "bob" : "ann", "dev1"}, {"d2", "PC-2", "S2", "bob"}});
      entra({entra_json("e1", "PC-1", "dev1", "bob")});
      address(address_json(later ? "2 Side Street" : "1 Main Street"));
      const auto queued = queue();
      at_point_ = [&](std::string_view) {
        if (passed++ == kill_at) throw Killed{};
      };
      try {
        run(queued);
      } catch (const Killed&) {
        at_point_ = {};
        EXPECT_EQ(run(queued).state, "ok") << kill_at;
      }
    }
    at_point_ = {};
    return std::pair(passed, shown());
  };
  const auto [points, whole] = play(-1);
  EXPECT_THAT(whole, HasSubstr("Reception"));
  for (int at = 0; at < points; ++at) EXPECT_EQ(play(at).second, whole) << "killed at point " << at;
}

}  // namespace
}  // namespace reeve::sync
