// Getting into customers' tenants in the simulated cloud: consent by tier, DAP by AdminAgents, GDAP
// from the invitation to the first read.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "connect/cloud_scene.h"
#include "connect/customer_consent.h"
#include "connect/onboarding_work.h"
#include "connect/relationship_follow.h"
#include "connect/relationship_roles.h"
#include "domain/tier.h"
#include "store/grants_made.h"
#include "store/jobs.h"
#include "store/token_ways.h"

namespace reeve::connect {
namespace {

using base::text_member;
using Names = std::set<std::string>;

constexpr std::string_view kDoor[] = {"Application.Read.All", "AppRoleAssignment.ReadWrite.All",
                                      "DelegatedPermissionGrant.ReadWrite.All"};

// The calls of the tiers that read; what the simulation lacks or a plan decides is left out.
const std::map<std::string_view, std::string> kReads{
    {"/organization", "/v1.0/organization"},
    {"/users", "/v1.0/users?$top=5"},
    {"/subscribedskus", "/v1.0/subscribedSkus"},
    {"/reports/getmailboxusagedetail(period={value})",
     "/v1.0/reports/getMailboxUsageDetail(period='D7')"},
    {"/admin/reportsettings", "/v1.0/admin/reportSettings"},
    {"/devicemanagement/manageddevices", "/v1.0/deviceManagement/managedDevices"},
    {"/reports/authenticationmethods/userregistrationdetails",
     "/v1.0/reports/authenticationMethods/userRegistrationDetails"},
    {"/domains", "/v1.0/domains"},
};

class OnboardingInTheCloud : public CloudScene {
 protected:
  void SetUp() override {
    CloudScene::SetUp();
    if (IsSkipped()) return;
    home = partner_tenant;
    walk(begin_sign_in(*services, world.connection, {world.account, ""}, {}));
  }
  void sign_in_for(std::string_view act) {
    walk(begin_onboarding(*services, world.connection, act, {world.account, ""}, {}));
  }
  bool signed_in() {
    return world.database->read(
        [&](db::Connection& c) { return onboarding_open(c, world.connection, clock.now()); });
  }
  void set_tier(std::string_view tier) {
    auto row = world.row();
    row.tier = tier;
    world.database->write(db::Lane::people,
                          [&](db::Connection& c) { store::update_connection(c, row, kTestNow); });
  }
  void never_consented(const std::string& tenant) {
    cloud->control("PATCH", "tenants/" + tenant + "/consent", R"({"present":false})");
    tokens->forget(world.connection);
  }
  Names granted(const std::string& tenant, const char* kind) {
    Names out;
    const auto consent = cloud->ask("tenants/" + tenant + "/consent");
    for (const auto& one : base::member(consent, kind).as_array()) out.emplace(one.as_string());
    return out;
  }
  static Names of_tier(std::string_view tier, bool application) {
    Names out;
    for (const auto& need : domain::tier_for(tier, "partner").permissions)
      if (need.place == domain::Place::every_tenant &&
          (application ? need.application : need.delegated))
        out.emplace(need.permission);
    return out;
  }

  store::OnboardingStep ask(const std::string& act, const std::string& subject,
                            const std::string& wish = "{}") {
    store::OnboardingStep step;
    step.connection = world.connection;
    step.act = act;
    step.subject = subject;
    step.name = "Contoso";
    step.wish = wish;
    step.account = world.account;
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::ask_onboarding_steps(c, {step}, clock.now());
    });
    return ended(act, subject);
  }
  store::OnboardingStep ended(const std::string& act, const std::string& subject) {
    work_onboarding(*services, *tokens, world.connection, act, {});
    for (const auto& step : world.database->read(
             [&](db::Connection& c) { return store::list_onboarding_steps(c, world.connection); }))
      if (step.act == act && step.subject == subject) return step;
    ADD_FAILURE() << "no step";
    return {};
  }
  store::OnboardingStep consent(const std::string& tenant) { return ask("consent", tenant); }

  microsoft::Answer read(const std::string& tenant, const std::string& path) {
    microsoft::GraphClient graph(*transport, clock, base::system_random(),
                                 microsoft::cloud_named(cloud->url()),
                                 tokens->token_for(world.connection));
    return graph.get(tenant, path, {});
  }
  std::string way_of(const std::string& tenant) {
    return world.database->read([&](db::Connection& c) {
      const auto way = store::find_token_way(c, world.connection, tenant);
      return way ? way->used : std::string();
    });
  }
  std::vector<store::Relationship> relationships() {
    return world.database->read(
        [&](db::Connection& c) { return store::list_relationships(c, world.connection); });
  }
  std::optional<store::Relationship> relationship(const std::string& id) {
    return world.database->read(
        [&](db::Connection& c) { return store::find_relationship(c, world.connection, id); });
  }
  void follow() { follow_relationships(*services, *tokens, world.connection, {}); }
  void pass(const std::string& duration) {
    cloud->control("POST", "clock", fmt::format(R"({{"advance":"{}"}})", duration));
  }
  // A group of the MSP with the service account in it, chosen for this connection.
  std::string group() {
    sign_in_for("groups");
    const auto step = ask("group", "group", R"({"name":"Reeve access"})");
    EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
    return text_member(base::parse_json(step.facts, "facts"), "group");
  }
  // A new relationship with these roles that the customer has accepted; no other one is left.
  std::string accepted(const std::string& tenant, const std::vector<std::string>& roles) {
    cloud->control("PATCH", "tenants/" + tenant + "/relationships", R"({"status":"terminated"})");
    sign_in_for("relationships");
    base::json::array ids;
    for (const auto& role : roles)
      ids.emplace_back(base::json::string(domain::find_directory_role(role)->template_id));
    const auto step = ask("invite", tenant,
                          base::to_json(base::json::object{
                              {"name", "Reeve-test"}, {"customer", tenant}, {"roles", ids}}));
    EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
    const auto id = text_member(base::parse_json(step.facts, "facts"), "relationship");
    cloud->control("POST", "tenants/" + tenant + "/relationships/" + id + "/approve", "{}");
    pass("PT10S");
    follow();
    return id;
  }

  std::string home;
};

TEST_F(OnboardingInTheCloud, EachTierGrantsExactlyItsListAndItsDataCanThenBeRead) {
  const auto tenant = customer();
  for (const auto tier : domain::tier_names()) {
    set_tier(tier);
    never_consented(tenant);
    sign_in_for("consent");
    const auto step = consent(tenant);
    EXPECT_EQ(step.state, "done") << tier << ": " << step.sentence << " " << step.detail;
    EXPECT_EQ(granted(tenant, "roles"), of_tier(tier, true)) << tier;
    EXPECT_EQ(granted(tenant, "scopes"), of_tier(tier, false)) << tier;
    EXPECT_FALSE(signed_in()) << "all was done";
    EXPECT_EQ(way_of(tenant), "application");
    for (const auto& call : domain::graph_calls()) {
      const auto found = kReads.find(call.path);
      if (found == kReads.end() || tier == "it_glue") continue;
      const auto names = domain::tier_names();
      const bool promised = std::ranges::find(names, call.tier) <= std::ranges::find(names, tier);
      const auto answer = read(tenant, found->second);
      const bool denied =
          answer.code == "not_allowed" && answer.detail.find("premium") == std::string::npos;
      EXPECT_EQ(denied, !promised) << tier << " " << call.path << ": " << answer.detail;
    }
  }
}

TEST_F(OnboardingInTheCloud, WhatIsThereAlreadyIsASuccessAndChangesNothing) {
  const auto tenant = customer();
  never_consented(tenant);
  sign_in_for("consent");
  EXPECT_EQ(consent(tenant).state, "done");
  sign_in_for("consent");
  const auto again = consent(tenant);
  EXPECT_EQ(again.state, "already") << again.sentence;
  EXPECT_EQ(granted(tenant, "scopes"), of_tier("documentation", false));
}

TEST_F(OnboardingInTheCloud, AnOlderGrantKeepsWhatItHeld) {
  const auto tenant = customer();
  cloud->control("PATCH", "tenants/" + tenant + "/consent",
                 R"({"roles":[],"scopes":["Device.Read.All","User.Read.All"]})");
  sign_in_for("consent");
  const auto step = consent(tenant);
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  auto wanted = of_tier("documentation", false);
  wanted.insert("Device.Read.All");
  EXPECT_EQ(granted(tenant, "scopes"), wanted);
  const auto seen = base::parse_json(step.facts, "facts");
  EXPECT_EQ(base::to_json(base::member(seen, "kept")), R"(["Device.Read.All","User.Read.All"])");
  EXPECT_EQ(base::member(seen, "removed").as_array().size(), std::size(kDoor));
  // Only what was not there before was granted here.
  const auto made = world.database->read(
      [&](db::Connection& c) { return store::grants_made(c, world.row().application_id); });
  const auto delegated = std::ranges::find(made, "delegated", &store::GrantMade::kind);
  ASSERT_NE(delegated, made.end());
  EXPECT_EQ(delegated->what, "Organization.Read.All LicenseAssignment.Read.All");
  EXPECT_EQ(std::ranges::count(made, "application", &store::GrantMade::kind), 3);
}

TEST_F(OnboardingInTheCloud, WhatWasLeftOpenIsClosedByTheNextTry) {
  const auto tenant = customer();
  never_consented(tenant);
  sign_in_for("consent");
  cloud->fault(fmt::format(
      R"({{"kind":"forbidden","tenant":"{}","path":"/servicePrincipals/{{}}/oauth2PermissionGrants"}})",
      tenant));
  auto step = consent(tenant);
  // Graph would not narrow it, so the grant was given anew through Partner Center.
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  EXPECT_EQ(granted(tenant, "scopes"), of_tier("documentation", false));
  cloud->mend();
  // This program died between opening and closing.
  auto open = of_tier("documentation", false);
  open.insert(std::begin(kDoor), std::end(kDoor));
  base::json::array scopes;
  for (const auto& one : open) scopes.emplace_back(base::json::string(one));
  cloud->control("PATCH", "tenants/" + tenant + "/consent",
                 base::to_json(base::json::object{{"scopes", scopes}}));
  sign_in_for("consent");
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::ask_onboarding_steps(c, {step}, clock.now());
    const auto waiting = store::waiting_onboarding_steps(c, world.connection, "consent", 1);
    store::note_onboarding_facts(c, waiting.at(0).id, R"({"opened":true})");
  });
  step = ended("consent", tenant);
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  EXPECT_EQ(granted(tenant, "scopes"), of_tier("documentation", false));
}

TEST_F(OnboardingInTheCloud, WithoutASignInNothingIsAskedOfMicrosoft) {
  const auto tenant = customer();
  never_consented(tenant);
  const auto step = consent(tenant);
  EXPECT_EQ(step.state, "refused");
  EXPECT_NE(step.sentence.find("sign-in for this has ended"), std::string::npos);
  EXPECT_NE(step.remedy.find("Sign in"), std::string::npos);
  EXPECT_TRUE(granted(tenant, "scopes").empty());
  sign_in_for("groups");
  EXPECT_EQ(consent(tenant).state, "refused") << "another act's sign-in does not count";
}

TEST_F(OnboardingInTheCloud, ACustomerWithoutARelationshipIsToldWithTheWayByHand) {
  const auto tenant = customer();
  never_consented(tenant);
  cloud->control("PATCH", "tenants/" + tenant + "/relationships", R"({"status":"terminated"})");
  sign_in_for("consent");
  const auto step = consent(tenant);
  EXPECT_EQ(step.state, "refused");
  EXPECT_NE(step.remedy.find("consent link"), std::string::npos) << step.remedy;
  EXPECT_TRUE(signed_in()) << "it may be tried again";
  const auto link = customer_consent_link(*services, world.row(), tenant);
  EXPECT_TRUE(link.starts_with(cloud->url() + "/" + tenant + "/v2.0/adminconsent?client_id="))
      << link;
}

TEST_F(OnboardingInTheCloud, GdapFromTheInvitationToTheFirstRead) {
  const auto tenant = customer(1);
  never_consented(tenant);
  const auto chosen = group();
  cloud->control("PATCH", "tenants/" + tenant + "/relationships", R"({"status":"terminated"})");
  EXPECT_FALSE(read(tenant, "/v1.0/users?$top=1").ok);
  EXPECT_EQ(way_of(tenant), "none");
  sign_in_for("relationships");
  base::json::array roles;
  for (const auto& role : roles_to_ask_for(world.row()))
    roles.emplace_back(base::json::string(role));
  const auto wish = base::to_json(
      base::json::object{{"name", "Reeve-Contoso"}, {"customer", tenant}, {"roles", roles}});
  auto step = ask("invite", tenant, wish);
  ASSERT_EQ(step.state, "done") << step.sentence << step.detail;
  const auto seen = base::parse_json(step.facts, "facts");
  const auto id = text_member(seen, "relationship");
  EXPECT_EQ(
      text_member(seen, "link"),
      cloud->url() + "/AdminPortal/Home#/partners/invitation/granularAdminRelationships/" + id);
  EXPECT_TRUE(signed_in()) << "the customer may accept at once";
  EXPECT_EQ(ask("invite", tenant, wish).state, "already");

  follow();
  auto row = relationship(id);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->status, "approvalPending");
  EXPECT_TRUE(row->made_here);
  EXPECT_EQ(row->duration, "P730D");
  EXPECT_EQ(row->auto_extend, "P180D");
  EXPECT_EQ(ask("assign", id, base::to_json(base::json::object{{"group", chosen}})).state,
            "refused")
      << "not active yet";

  cloud->control("POST", "tenants/" + tenant + "/relationships/" + id + "/approve", "{}");
  pass("PT10S");
  sign_in_for("relationships");
  follow();
  EXPECT_EQ(relationship(id)->status, "active");
  // Still signed in, so the group was queued for it by itself.
  step = ended("assign", id);
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  pass("PT10S");
  follow();
  row = relationship(id);
  ASSERT_EQ(row->assignments.size(), 1U);
  EXPECT_EQ(row->assignments[0].group, chosen);
  EXPECT_EQ(row->assignments[0].status, "active");

  sign_in_for("consent");
  step = consent(tenant);
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  EXPECT_TRUE(read(tenant, "/v1.0/users?$top=1").ok);
  EXPECT_EQ(way_of(tenant), "application");
}

TEST_F(OnboardingInTheCloud, ADiscoveryLooksAfterInvitationsAgain) {
  const auto wanted = [&] {
    return world.database->write(db::Lane::people, [&](db::Connection& c) {
      queue_follow_if_wanted(c, world.connection, clock.now());
      const auto key = fmt::format("relationships:{}", world.connection);
      const auto job = store::find_job_by_key(c, key);
      c.execute("DELETE FROM jobs");
      return job.has_value();
    });
  };
  EXPECT_TRUE(wanted()) << "nothing is known yet";
  follow();
  EXPECT_FALSE(wanted());
  sign_in_for("relationships");
  ask("invite", "name:contoso",
      base::to_json(base::json::object{{"name", "Reeve-Contoso"},
                                       {"customer", ""},
                                       {"roles", base::json::array{base::json::string(
                                                     roles_to_ask_for(world.row()).front())}}}));
  EXPECT_TRUE(wanted()) << "somebody's approval is waited for";
}

TEST_F(OnboardingInTheCloud, CloudApplicationAdministratorAloneGrantsDelegatedOnly) {
  const auto tenant = customer();
  never_consented(tenant);
  const auto chosen = group();
  const auto id = accepted(tenant, {"Cloud Application Administrator", "Directory Readers"});
  auto step = ended("assign", id);
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  pass("PT10S");
  sign_in_for("consent");
  step = consent(tenant);
  EXPECT_EQ(step.state, "partly") << step.sentence << step.detail;
  EXPECT_NE(step.sentence.find("Only delegated permissions"), std::string::npos) << step.sentence;
  EXPECT_NE(step.remedy.find("Privileged Role Administrator"), std::string::npos);
  EXPECT_TRUE(granted(tenant, "roles").empty());
  EXPECT_EQ(granted(tenant, "scopes"), of_tier("documentation", false));
  EXPECT_TRUE(read(tenant, "/v1.0/users?$top=1").ok);
  EXPECT_EQ(way_of(tenant), "person");
}

TEST_F(OnboardingInTheCloud, TheGroupGetsOnlyRolesThatTheRelationshipHolds) {
  set_tier("intune");
  const auto chosen = group();
  const auto id = accepted(customer(), {"Cloud Application Administrator", "Directory Readers"});
  const auto step = ended("assign", id);
  EXPECT_EQ(step.state, "partly");
  EXPECT_NE(step.sentence.find("does not hold Global Reader"), std::string::npos) << step.sentence;
  const auto row = relationship(id);
  ASSERT_EQ(row->assignments.size(), 1U);
  EXPECT_EQ(role_names(row->assignments[0].roles),
            std::vector<std::string>{"Cloud Application Administrator"});
}

TEST_F(OnboardingInTheCloud, TheGroupIsGivenToAllExistingRelationships) {
  follow();
  const auto chosen = group();
  const auto all = relationships();
  ASSERT_GE(all.size(), 3U);
  sign_in_for("relationships");
  std::vector<store::OnboardingStep> steps;
  for (const auto& one : all) {
    if (one.status != "active") continue;
    store::OnboardingStep step;
    step.connection = world.connection;
    step.act = "assign";
    step.subject = one.external_id;
    step.name = one.name;
    step.wish = base::to_json(base::json::object{{"group", chosen}});
    step.account = world.account;
    steps.push_back(step);
  }
  const auto give = [&] {
    world.database->write(db::Lane::people, [&](db::Connection& c) {
      store::ask_onboarding_steps(c, steps, clock.now());
    });
    return work_onboarding(*services, *tokens, world.connection, "assign", {});
  };
  EXPECT_EQ(give().done, static_cast<std::int64_t>(steps.size()));
  EXPECT_FALSE(signed_in());
  pass("PT10S");
  follow();
  for (const auto& one : relationships()) {
    if (one.status != "active") continue;
    EXPECT_TRUE(std::ranges::any_of(one.assignments, [&](const store::GroupAssignment& each) {
      return each.group == chosen && each.status == "active";
    })) << one.name;
  }
  sign_in_for("relationships");
  EXPECT_EQ(give().done, static_cast<std::int64_t>(steps.size())) << "and again";
  EXPECT_EQ(ended("assign", steps[0].subject).state, "already");
}

TEST_F(OnboardingInTheCloud, TheApplicationJoinsAdminAgents) {
  sign_in_for("groups");
  const auto step = ask("admin_agents", "admin_agents");
  EXPECT_EQ(step.state, "done") << step.sentence << step.detail;
  EXPECT_FALSE(signed_in());
  const auto id = text_member(base::parse_json(step.facts, "facts"), "group");
  bool inside = false;
  const auto groups = cloud->ask("tenants/" + home + "/groups");
  const auto* list =
      groups.is_array() ? groups.if_array() : base::member(groups, "value").if_array();
  ASSERT_NE(list, nullptr);
  const auto made = world.database->read(
      [&](db::Connection& c) { return store::grants_made(c, world.row().application_id); });
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made[0].kind, "group");
  EXPECT_EQ(made[0].object_id, id);
  for (const auto& one : *list)
    if (text_member(one, "id") == id) inside = base::member(one, "members").as_array().size() >= 2;
  EXPECT_TRUE(inside);
  sign_in_for("groups");
  EXPECT_EQ(ask("admin_agents", "admin_agents").state, "already");
}

TEST_F(OnboardingInTheCloud, AdminAgentsIsToldByHandWhereRightsDoNotAllowIt) {
  sign_in_for("groups");
  cloud->fault(fmt::format(
      R"({{"kind":"forbidden","tenant":"{}","path":"/groups/{{}}/members/$ref"}})", home));
  const auto step = ask("admin_agents", "admin_agents");
  EXPECT_EQ(step.state, "refused") << step.sentence;
  EXPECT_NE(step.remedy.find("by hand"), std::string::npos) << step.remedy;
  const auto script = text_member(base::parse_json(step.facts, "facts"), "script");
  EXPECT_NE(script.find(world.row().application_id), std::string::npos);
  EXPECT_NE(script.find("New-MgGroupMember"), std::string::npos);
}

}  // namespace
}  // namespace reeve::connect
