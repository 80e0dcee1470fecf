// The ladder of devices: every rung, every doubt, junk, one machine in two lists; and what holds
// for any input.
#include "match/device_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <utility>

namespace reeve::match {
namespace {

using base::Id;
using testing::ElementsAre;
using testing::HasSubstr;

DeviceEvidence intune(Id id, const std::string& name, const std::string& serial = {},
                      std::vector<std::string> macs = {}, std::vector<std::string> devices = {}) {
  DeviceEvidence one;
  one.id = id;
  one.external_id = "i" + std::to_string(id);
  one.title = name;
  one.managed = true;
  one.serial = serial;
  one.macs = std::move(macs);
  one.name = name;
  one.devices = std::move(devices);
  return one;
}

DeviceEvidence entra(Id id, const std::string& name, const std::string& device) {
  DeviceEvidence one = intune(id, name, {}, {}, {device});
  one.external_id = "e" + std::to_string(id);
  one.managed = false;
  return one;
}

ConfigurationEvidence documented(Id id, const std::string& name, const std::string& serial = {},
                                 std::vector<std::string> macs = {}) {
  return {id, name, serial, std::move(macs), {name}};
}

DeviceMatchInput world(std::vector<DeviceEvidence> records,
                       std::vector<ConfigurationEvidence> configurations = {}) {
  DeviceMatchInput in;
  in.records = std::move(records);
  in.configurations = std::move(configurations);
  in.junk_serials = {"0", "NONE", "TOBEFILLEDBYO.E.M."};
  in.complete = true;
  return in;
}

DeviceOutcome outcome(const DeviceMatchInput& in, Id record) {
  for (const auto& one : match_devices(in))
    if (one.record == record) return one;
  ADD_FAILURE() << "no outcome for record " << record;
  return {};
}

TEST(DeviceMatch, LinksBySerialThenMacThenName) {
  const auto in = world({intune(1, "pc1", "S1"), intune(2, "pc2", "", {"0a"}), intune(3, "pc3")},
                        {documented(10, "old name", "S1"), documented(20, "other", "", {"0a"}),
                         documented(30, "pc3")});
  EXPECT_EQ(outcome(in, 1).reason, "serial");
  EXPECT_EQ(outcome(in, 1).configuration, 10);
  EXPECT_EQ(outcome(in, 2).reason, "mac");
  EXPECT_EQ(outcome(in, 2).configuration, 20);
  EXPECT_EQ(outcome(in, 3).reason, "name");
  EXPECT_EQ(outcome(in, 3).configuration, 30);
}

TEST(DeviceMatch, CreatesWhatFitsNothingAndHoldsItWhereThePolicySaysSo) {
  auto in = world({intune(1, "pc1", "S1")});
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  in.policy.hold_managed = true;
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::hold);
  EXPECT_EQ(outcome(in, 1).review_kind, "new_configuration");
  in.policy.managed = Entry::link_only;
  EXPECT_EQ(outcome(in, 1).reason, "not_chosen");
}

TEST(DeviceMatch, AJunkSerialProvesNothing) {
  const auto in = world({intune(1, "pc1", "NONE"), intune(2, "pc2", "NONE")},
                        {documented(10, "server", "NONE")});
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::create);
}

TEST(DeviceMatch, TheMacOfADockingStationProvesNothing) {
  const auto in = world({intune(1, "pc1", "S1", {"d0"}), intune(2, "pc2", "S2", {"d0"})},
                        {documented(10, "dock", "", {"d0"})});
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::create);
}

TEST(DeviceMatch, AnAdapterThatIsAlikeEverywhereProvesNothing) {
  auto in =
      world({intune(1, "pc1", "", {"005056c00008"}), intune(2, "pc2", "", {"0a0027aabbcc"}),
             intune(3, "pc3", "", {"0a1127aabbcc"})},
            {documented(10, "x", "", {"005056c00008"}), documented(20, "y", "", {"0a0027aabbcc"}),
             documented(30, "z", "", {"0a1127aabbcc"})});
  EXPECT_EQ(outcome(in, 1).configuration, 10);
  in.junk_macs = {"005056c00008", "0a0027"};
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::create);
  EXPECT_EQ(outcome(in, 3).configuration, 30);
}

TEST(DeviceMatch, AnArchivedConfigurationIsNotMadeAgainButAJunkSerialIsNotIt) {
  auto in = world({intune(1, "pc1", "S1"), intune(2, "pc2", "NONE")});
  in.archived_serials = {"S1", "NONE"};
  EXPECT_EQ(outcome(in, 1).reason, "archived_configuration");
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::skipped);
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::create);
}

TEST(DeviceMatch, AnotherSerialIsAnotherMachineWhateverTheName) {
  const auto in =
      world({intune(1, "reception", "S2", {"0a"})}, {documented(10, "reception", "S1", {"0a"})});
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create) << "the old computer keeps its documentation";
}

TEST(DeviceMatch, FittingTwoIsAReview) {
  const auto in = world({intune(1, "pc1", "S1", {"0a"})},
                        {documented(10, "one", "S1"), documented(20, "two", "", {"0a"})});
  const auto one = outcome(in, 1);
  EXPECT_EQ(one.review_kind, "unclear_device");
  EXPECT_THAT(one.candidates, ElementsAre(10, 20));
  EXPECT_THAT(one.sentence, HasSubstr("one and two"));
}

TEST(DeviceMatch, ClaimedByTwoIsAReviewForBoth) {
  const auto in =
      world({intune(1, "pc", "S1"), intune(2, "pc", "S1")}, {documented(10, "pc", "S1")});
  for (const Id id : {1, 2}) {
    EXPECT_EQ(outcome(in, id).review_kind, "configuration_claimed");
    EXPECT_THAT(outcome(in, id).candidates, ElementsAre(10));
  }
}

TEST(DeviceMatch, OfTwoNewOnesWithOneSerialTheFirstIsMade) {
  const auto in = world({intune(2, "b", "S1"), intune(1, "a", "S1")});
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  EXPECT_EQ(outcome(in, 2).review_kind, "configuration_claimed");
}

TEST(DeviceMatch, WhatIntuneAndEntraSayOfOneMachineIsOneConfiguration) {
  auto in = world({intune(1, "pc1", "S1", {}, {"dev"}), entra(2, "pc1", "dev")});
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  const auto beside = outcome(in, 2);
  EXPECT_EQ(beside.verdict, Verdict::linked);
  EXPECT_EQ(beside.leader, 1);
  EXPECT_EQ(beside.reason, "same_device");
  EXPECT_FALSE(beside.primary);
  in.configurations = {documented(10, "x", "S1")};
  EXPECT_EQ(outcome(in, 2).configuration, 10);
}

TEST(DeviceMatch, ARecordJoinsTheMachineThatIsLinkedAlready) {
  auto in = world({intune(1, "pc1", "S1", {}, {"dev"}), entra(2, "renamed", "dev")},
                  {documented(10, "pc1")});
  in.links = {{1, 10}};
  EXPECT_EQ(outcome(in, 2).configuration, 10);
  EXPECT_FALSE(outcome(in, 2).primary);
  in.links = {{2, 10}};
  EXPECT_EQ(outcome(in, 1).configuration, 10) << "enrolled in Intune later";
  EXPECT_TRUE(outcome(in, 1).primary) << "and Intune speaks for it from now on";
}

TEST(DeviceMatch, AMachineOnlyInEntraIsLinkedButNotMade) {
  auto in = world({entra(1, "phone", "dev"), entra(2, "pc3", "dev3")}, {documented(10, "pc3")});
  EXPECT_EQ(outcome(in, 1).reason, "entra_only");
  EXPECT_THAT(outcome(in, 1).sentence, HasSubstr("not managed by Intune"));
  EXPECT_EQ(outcome(in, 2).configuration, 10);
  EXPECT_TRUE(outcome(in, 2).primary);
  in.policy.entra_only = Entry::create_or_link;
  EXPECT_EQ(outcome(in, 1).verdict, Verdict::create);
  in.policy.entra_only = Entry::skip;
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::skipped);
}

TEST(DeviceMatch, DecisionsComeFirst) {
  auto in = world({intune(1, "pc1", "S1", {}, {"dev"}), entra(2, "pc1", "dev"),
                   intune(3, "pc3", "S3"), intune(4, "pc4", "S4"), intune(5, "pc5", "S5")},
                  {documented(10, "pc1", "S1"), documented(20, "x"), documented(30, "pc3", "S3"),
                   documented(50, "pc5", "S5")});
  in.rulings = {{1, "link", 20}, {3, "ignore", {}}, {4, "never_create", {}}, {5, "never_link", 50}};
  EXPECT_EQ(outcome(in, 1).configuration, 20);
  EXPECT_EQ(outcome(in, 1).reason, "chosen");
  EXPECT_EQ(outcome(in, 2).configuration, 20) << "the same machine goes along";
  EXPECT_EQ(outcome(in, 3).reason, "ignored");
  EXPECT_EQ(outcome(in, 4).reason, "never_create");
  EXPECT_EQ(outcome(in, 5).verdict, Verdict::create) << "kept apart from that one alone";
  in.rulings = {{3, "link", {}}};
  EXPECT_EQ(outcome(in, 3).verdict, Verdict::create) << "a new one, although one fits";
}

TEST(DeviceMatch, ANewOneIsMadeWhereAPersonSaysSoAlthoughItsNumberIsAnothers) {
  auto in = world({intune(1, "pc1", "S1"), intune(2, "pc2", "S1")}, {documented(10, "pc1", "S1")});
  in.links = {{1, 10}};
  EXPECT_EQ(outcome(in, 2).review_kind, "configuration_claimed");
  in.rulings = {{2, "link", {}}};
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::create);
}

TEST(DeviceMatch, WhoeverChoseATakenConfigurationIsToldByWhomAndWhatToDo) {
  auto in = world({intune(1, "pc1", "S1"), intune(2, "pc2", "S2")}, {documented(10, "desk 4")});
  in.links = {{1, 10}};
  in.rulings = {{2, "link", 10}};
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::review);
  EXPECT_THAT(outcome(in, 2).sentence, HasSubstr("it belongs to pc1. Choose another"));
}

TEST(DeviceMatch, FromAnIncompleteListOnlyNumbersLink) {
  auto in = world({intune(1, "pc1", "S1"), intune(2, "pc2"), intune(3, "pc3", "S3")},
                  {documented(10, "x", "S1"), documented(20, "pc2")});
  in.complete = false;
  EXPECT_EQ(outcome(in, 1).configuration, 10);
  EXPECT_EQ(outcome(in, 2).reason, "listing_incomplete");
  EXPECT_EQ(outcome(in, 3).reason, "listing_incomplete");
}

TEST(DeviceMatch, AConfigurationOfAnotherDeviceIsAQuestion) {
  auto in =
      world({intune(1, "pc1", "S1"), intune(2, "pc1 again", "S1")}, {documented(10, "pc1", "S1")});
  in.links = {{1, 10}};
  EXPECT_EQ(outcome(in, 2).verdict, Verdict::review);
  EXPECT_EQ(outcome(in, 2).review_kind, "configuration_claimed");
}

// Few different values, so that everything meets everything.
DeviceMatchInput any_input() {
  const auto pick = [](std::vector<std::string> from) { return *rc::gen::elementOf(from); };
  const auto some = [&](std::vector<std::string> from) {
    std::vector<std::string> out;
    if (const std::string one = pick(std::move(from)); !one.empty()) out.push_back(one);
    return out;
  };
  DeviceMatchInput in = world({});
  in.complete = *rc::gen::arbitrary<bool>();
  const auto records = *rc::gen::inRange(0, 6), configurations = *rc::gen::inRange(0, 4);
  for (int i = 1; i <= records; ++i) {
    auto one = intune(i, pick({"", "pc1", "pc2"}), pick({"", "S1", "S2", "0"}),
                      some({"", "0a", "0b"}), some({"", "d1", "d2"}));
    one.managed = *rc::gen::arbitrary<bool>();
    if (!one.managed) one.serial.clear();
    in.records.push_back(std::move(one));
  }
  for (int i = 0; i < configurations; ++i)
    in.configurations.push_back(documented(10 + i, pick({"", "pc1", "pc2"}),
                                           pick({"", "S1", "S2", "0"}), some({"", "0a", "0b"})));
  if (records > 1 && configurations > 0 && *rc::gen::arbitrary<bool>()) in.links.push_back({1, 10});
  if (records > 2 && configurations > 1)
    in.rulings.push_back({2, pick({"link", "ignore", "never_create", "never_link"}), Id{11}});
  in.policy.entra_only = *rc::gen::element(Entry::create_or_link, Entry::link_only, Entry::skip);
  return in;
}

std::string shown(const std::vector<DeviceOutcome>& outcomes) {
  std::string out;
  for (const auto& one : outcomes) {
    out += std::to_string(one.record) + " " + std::string(to_string(one.verdict)) + " " +
           one.reason + " " + one.review_kind + " " + one.sentence + " " +
           std::to_string(one.configuration.value_or(0)) + " " +
           std::to_string(one.leader.value_or(0)) + (one.primary ? " primary" : "");
    for (const Id id : one.candidates) out += " " + std::to_string(id);
    out += "\n";
  }
  return out;
}

TEST(DeviceMatchProperty, EveryRecordHasOneOutcomeAndNoConfigurationTwoMachines) {
  EXPECT_TRUE(rc::check([] {
    const auto in = any_input();
    std::map<Id, const DeviceEvidence*> records;
    for (const auto& one : in.records) records[one.id] = &one;
    std::map<Id, const ConfigurationEvidence*> configurations;
    for (const auto& one : in.configurations) configurations[one.id] = &one;
    std::set<Id> seen, claimed;
    for (const auto& link : in.links) claimed.insert(link.configuration);
    for (const auto& one : match_devices(in)) {
      RC_ASSERT(seen.insert(one.record).second);
      if (one.verdict == Verdict::create) RC_ASSERT(in.complete);
      if (one.verdict != Verdict::linked || one.follows) continue;
      RC_ASSERT(claimed.insert(one.configuration.value()).second);
      const auto& serial = records.at(one.record)->serial;
      const auto& other = configurations.at(*one.configuration)->serial;
      if (one.reason == "name" || one.reason == "mac")
        RC_ASSERT(serial.empty() || other.empty() || serial == other || serial == "0" ||
                  other == "0");
    }
    RC_ASSERT(seen.size() + in.links.size() == in.records.size());
  }));
}

TEST(DeviceMatchProperty, TheOrderOfTheInputDoesNotMatter) {
  EXPECT_TRUE(rc::check([] {
    auto in = any_input();
    const std::string before = shown(match_devices(in));
    std::reverse(in.records.begin(), in.records.end());
    std::reverse(in.configurations.begin(), in.configurations.end());
    RC_ASSERT(shown(match_devices(in)) == before);
  }));
}

// Writes one outcome as a sync would: the link, and the machine's numbers on the configuration.
void write(DeviceMatchInput& in, const DeviceOutcome& one, std::map<Id, Id>& made) {
  if (one.verdict != Verdict::linked && one.verdict != Verdict::create) return;
  const auto record = *std::find_if(in.records.begin(), in.records.end(),
                                    [&](const auto& r) { return r.id == one.record; });
  if (one.leader && !made.contains(*one.leader)) return;
  const Id id = one.configuration ? *one.configuration
                                  : (one.leader ? made.at(*one.leader) : 1000 + one.record);
  made[one.record] = id;
  if (one.verdict == Verdict::create)
    in.configurations.push_back(documented(id, record.name, record.serial, record.macs));
  auto& target = *std::find_if(in.configurations.begin(), in.configurations.end(),
                               [&](const auto& c) { return c.id == id; });
  if (one.primary && target.serial.empty()) target.serial = record.serial;
  in.links.push_back({one.record, id});
}

void write_all(DeviceMatchInput& in, const std::vector<DeviceOutcome>& outcomes, std::size_t many) {
  std::map<Id, Id> made;
  std::vector<const DeviceOutcome*> order;
  for (const auto& one : outcomes) order.push_back(&one);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->primary > b->primary; });
  for (std::size_t i = 0; i < std::min(many, order.size()); ++i) write(in, *order[i], made);
}

TEST(DeviceMatchProperty, ARunCutAfterAnyPartAndRepeatedEndsTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto in = any_input();
    const auto outcomes = match_devices(in);
    auto whole = in, cut = in;
    write_all(whole, outcomes, outcomes.size());
    write_all(cut, outcomes, *rc::gen::inRange<std::size_t>(0, outcomes.size() + 1));
    const auto rest = match_devices(cut);
    write_all(cut, rest, rest.size());
    const auto state = [](const DeviceMatchInput& world) {
      std::map<Id, Id> links;
      for (const auto& link : world.links) links[link.record] = link.configuration;
      std::string out;
      for (const auto& [record, id] : links)
        out += std::to_string(record) + "=" + std::to_string(id) + " ";
      return out;
    };
    RC_ASSERT(state(cut) == state(whole));
    // And the same again writes nothing.
    for (const auto& one : match_devices(whole))
      RC_ASSERT(one.verdict != Verdict::linked && one.verdict != Verdict::create);
  }));
}

}  // namespace
}  // namespace reeve::match
