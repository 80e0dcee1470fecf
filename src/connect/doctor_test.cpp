// The doctor's other promises: what it never asks, how features follow from lines, the trace, the
// kept result, and the switch for concealed names.
#include "connect/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "connect/doctor_keep.h"
#include "connect/doctor_patient_test.h"
#include "connect/doctor_trace.h"
#include "store/doctor_results.h"

namespace reeve::connect {
namespace {

using base::text_member;

class Doctor : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SimulatedCloud::available())
      GTEST_SKIP() << "REEVE_CLOUD does not name the simulated cloud's program";
    world.emplace();
  }
  PatientWorld& p() { return *world; }
  std::vector<Checkup> examine_all() {
    return examine(p().services, *p().tokens, p().world.connection, {}, {});
  }
  void set_state(std::string_view state) {
    p().world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::set_tenant_state(c, p().tenant, state, p().world.account, p().clock.now());
    });
  }
  static std::map<std::string_view, CheckState> features(const std::vector<Checkup>& found) {
    std::map<std::string_view, CheckState> out;
    for (const auto& one : feature_states(found.at(0), &found.at(1))) out[one.name] = one.state;
    return out;
  }
  static const TraceLink& link_from(const std::vector<TraceLink>& links, std::string_view from) {
    return *std::ranges::find(links, from, &TraceLink::from);
  }

  std::optional<PatientWorld> world;
};

TEST_F(Doctor, ExaminesTheConnectionAndItsTenantsButNoIgnoredOne) {
  const auto all = examine_all();
  ASSERT_EQ(all.size(), 4U);  // the MSP's own tenant was not chosen
  EXPECT_FALSE(all[0].tenant);
  EXPECT_EQ(all[0].connection_name, "Our MSP");
  set_state("ignored");
  p().cloud.control("DELETE", "requests", "");
  EXPECT_EQ(examine_all().size(), 3U);
  EXPECT_TRUE(base::member(p().cloud.ask("requests"), p().customer).is_null());
  try {
    p().examine_now();
    ADD_FAILURE() << "an ignored tenant was asked";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
  }
}

TEST_F(Doctor, APausedConnectionIsNotAsked) {
  p().world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::set_connection_state(c, p().world.connection, "paused", {}, {}, {}, p().clock.now());
  });
  p().cloud.control("DELETE", "requests", "");
  const auto found = p().examine_now();
  EXPECT_TRUE(base::member(p().cloud.ask("requests"), p().customer).is_null());
  for (const auto& one : found.at(1).findings) {
    if (one.check == "last-good-sync" || one.check == "way-in") continue;
    EXPECT_EQ(one.state, CheckState::unknown) << one.check;
    EXPECT_EQ(one.waits_for, "connection-consented") << one.check;
    EXPECT_NE(one.sentence, "") << one.check;
  }
}

TEST_F(Doctor, ADeadSignInIsTriedOnceAndNotAtEveryTenant) {
  p().cloud.control("POST", p().at_home("/users/" + p().account_id() + "/revoke"), "{}");
  p().cloud.control("DELETE", "requests", "");
  const auto found = p().examine_now();
  const auto asked = p().cloud.ask("requests");
  const auto tokens_at = [&](const std::string& tenant) {
    return base::optional_integer(base::member(base::member(asked, tenant), "byPath"),
                                  "/oauth2/v2.0/token");
  };
  EXPECT_EQ(tokens_at(p().home), 2);      // the application's and the person's
  EXPECT_EQ(tokens_at(p().customer), 1);  // the application's alone
  const auto line =
      std::ranges::find(found.at(1).findings, "delegated-permissions", &Finding::check);
  ASSERT_NE(line, found.at(1).findings.end());
  EXPECT_EQ(line->state, CheckState::unknown);
  EXPECT_EQ(line->waits_for, "refresh-token");
}

TEST_F(Doctor, ASingleTenantNeedsNobodyWhoStaysSignedIn) {
  const auto one = p().world.database->write(db::Lane::people, [&](db::Connection& c) {
    auto row = p().world.row();
    row.kind = "direct";
    row.name = "One tenant";
    row.directory_id = p().customer;
    row.secret_expires_on = row.expires_source = std::nullopt;
    const auto made = store::create_connection(c, row, p().clock.now());
    p().world.vault->put(c, vault::kConnection, made.id, vault::kClientSecret,
                         base::SecretBytes(std::string_view(p().secret)), p().clock.now());
    store::set_connected(c, made.id, {}, p().clock.now());
    return made.id;
  });
  run_discovery(p().services, *p().tokens, one, {});
  const auto found = examine(p().services, *p().tokens, one, {}, {});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].way, "direct");
  EXPECT_EQ(found[1].chain.size(), 2U);  // who consented, and the application
  for (const auto& part : found)
    for (const auto& line : part.findings) {
      EXPECT_NE(line.check, "admin-agents");
      EXPECT_NE(line.check, "service-account-mfa");
      EXPECT_NE(line.check, "delegated-permissions");
      EXPECT_NE(line.check, "group-membership");
      EXPECT_LT(line.state, CheckState::attention) << line.check << ": " << line.sentence;
      // Its own registration may not be read with what the tier grants: by hand, and no "no".
      const bool unseen = line.check == "redirect-uri" || line.check == "credential";
      EXPECT_EQ(line.state, unseen ? CheckState::unknown : CheckState::ok)
          << line.check << ": " << line.sentence;
      if (!unseen) continue;
      EXPECT_NE(line.remedy.find("app registration"), std::string::npos);
    }
}

TEST_F(Doctor, AFeatureIsAsGoodAsTheWorstLineThatItNeeds) {
  for (const auto& [name, state] : features(p().examine_now()))
    EXPECT_EQ(state, CheckState::ok) << name;
  p().consent(p().customer, "DeviceManagementManagedDevices.Read.All");
  auto states = features(p().examine_now());
  EXPECT_EQ(states.at("intune"), CheckState::broken);
  EXPECT_EQ(states.at("documentation"), CheckState::ok);
  EXPECT_EQ(states.at("mailbox_reports"), CheckState::ok);
  p().consent(p().customer, "User.Read.All");
  states = features(p().examine_now());
  EXPECT_EQ(states.at("documentation"), CheckState::broken);
  p().consent(p().customer);
  p().patch(p().at_customer("/reports"), {{"displayConcealedNames", true}});
  states = features(p().examine_now());
  EXPECT_EQ(states.at("mailbox_reports"), CheckState::broken);
  EXPECT_EQ(states.at("intune"), CheckState::ok);
}

TEST_F(Doctor, WithoutTheApplicationsOwnPermissionsTheAccountsWayIsBroken) {
  p().members("Customer administration", false);
  p().consent(p().customer, "User.Read.All");
  const auto found = p().examine_now();
  const auto line = std::ranges::find(found.at(1).findings, "group-membership", &Finding::check);
  ASSERT_NE(line, found.at(1).findings.end());
  EXPECT_EQ(line->state, CheckState::broken);
}

TEST_F(Doctor, WhatTheOwnDirectoryLacksIsNoTroubleOfATenant) {
  p().consent(p().home, "", "Reports.Read.All");
  const auto found = p().examine_now();
  EXPECT_EQ(worst_of(found.at(0).findings), CheckState::broken);
  for (const auto& [name, state] : features(found)) EXPECT_EQ(state, CheckState::ok) << name;
  for (const auto& link : trace_links(found[0], found[1]))
    EXPECT_EQ(link.state, CheckState::ok) << link.from;
}

TEST_F(Doctor, TheTraceMarksTheBrokenLink) {
  auto found = p().examine_now();
  ASSERT_EQ(found.at(1).chain.size(), 5U);
  EXPECT_EQ(found[1].chain[2].label, "Customer administration");
  EXPECT_EQ(found[1].chain[3].label, p().user);
  for (const auto& link : trace_links(found[0], found[1]))
    EXPECT_EQ(link.state, CheckState::ok) << link.from;
  p().members("Customer administration", false);
  found = p().examine_now();
  const auto links = trace_links(found[0], found[1]);
  ASSERT_EQ(links.size(), 4U);
  EXPECT_EQ(link_from(links, "group").state, CheckState::attention);
  EXPECT_EQ(link_from(links, "group").check, "group-membership");
  EXPECT_EQ(link_from(links, "role").state, CheckState::ok);
  EXPECT_EQ(link_from(links, "relationship").state, CheckState::ok);
  p().members("Customer administration", true);
  p().patch(p().at_customer("/consent"), {{"present", false}});
  found = p().examine_now();
  EXPECT_EQ(link_from(trace_links(found[0], found[1]), "account").check, "application-consent");
  EXPECT_EQ(link_from(trace_links(found[0], found[1]), "account").state, CheckState::broken);
}

TEST_F(Doctor, TheResultIsKeptAndGoesWithTheConnection) {
  run_doctor(p().services, *p().tokens, p().world.connection, {}, {});
  const auto kept = p().world.database->read(
      [&](db::Connection& c) { return store::doctor_results(c, p().world.connection); });
  ASSERT_EQ(kept.size(), 4U);
  const auto body = base::parse_json(kept[0].body, "the result");
  EXPECT_EQ(text_member(body, "state"), "ok");
  EXPECT_EQ(base::member(body, "features").as_array().size(), 5U);
  EXPECT_GT(base::member(body, "findings").as_array().size(), 10U);
  p().world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::delete_connection(c, p().world.connection, p().clock.now());
    EXPECT_TRUE(store::doctor_results(c, p().world.connection).empty());
  });
}

TEST_F(Doctor, ConcealedNamesAreSwitchedOffWhereThatIsAllowed) {
  p().patch(p().at_customer("/reports"), {{"displayConcealedNames", true}});
  const auto press = [&] {
    return show_report_names(p().services, *p().tokens, p().world.connection, p().tenant, {});
  };
  const auto refused = press();
  EXPECT_FALSE(refused.done);
  EXPECT_NE(refused.sentence.find("ReportSettings.ReadWrite.All"), std::string::npos);
  EXPECT_NE(refused.remedy.find("Org settings"), std::string::npos);
  const auto concealed = [&] {
    return base::bool_member(p().cloud.ask(p().at_customer("/reports")), "displayConcealedNames");
  };
  EXPECT_TRUE(concealed());
  p().patch(p().at_customer("/consent"),
            {{"roles", base::json::array{"ReportSettings.ReadWrite.All", "User.Read.All"}}});
  const auto shown = press();
  EXPECT_TRUE(shown.done) << shown.sentence;
  EXPECT_FALSE(concealed());
}

TEST(DoctorTable, NamesAreStableAndEveryRowSaysWhatItNeeds) {
  std::set<std::string_view> names;
  for (const auto& one : doctor_checks()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_EQ(one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string_view::npos);
    EXPECT_NE(one.needs, "");
    EXPECT_NE(one.title, "");
    EXPECT_TRUE(one.of_connection || one.of_tenant);
  }
  EXPECT_EQ(names.size(), 28U);
}

TEST(DoctorTable, TiersIncludeTheFeaturesBelowThem) {
  EXPECT_EQ(features_of_tier("documentation"), kDocumentation);
  EXPECT_EQ(features_of_tier("intune"), kDocumentation | kMailboxReports | kIntune);
  EXPECT_EQ(features_of_tier("it_glue"), kAllFeatures);
}

}  // namespace
}  // namespace reeve::connect
