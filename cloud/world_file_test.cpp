// World files: what the example holds, what is the same every time, and what mistakes are told.
#include "world_file.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "clock.h"
#include "cloud.h"
#include "directory_roles.h"
#include "documentation.h"
#include "generate.h"
#include "json.h"
#include "relationships.h"
#include "state.h"

namespace cloud {
namespace {

namespace json = boost::json;

std::string example_path() { return std::string(REEVE_SOURCE_DIR) + "/cloud/worlds/special.toml"; }

World world_of(const std::string& text, const WorldOptions& options = {7, 0, 5, 5}) {
  World world = generate_world(options, 0);
  add_world_file(world, {"w.toml", text});
  return world;
}

World example(const WorldOptions& options = {7, 0, 5, 5}) {
  World world = generate_world(options, 0);
  add_world_file(world, read_world_file(example_path()));
  return world;
}

const Tenant& named(const World& world, std::string_view name) {
  const auto found = std::find_if(world.customers.begin(), world.customers.end(),
                                  [&](const Tenant& one) { return one.display_name == name; });
  if (found == world.customers.end()) throw std::runtime_error("no such tenant");
  return *found;
}

std::string mistake(const std::string& text) {
  try {
    world_of(text);
  } catch (const std::exception& problem) {
    return problem.what();
  }
  return "";
}

const std::string kTenant =
    "[[tenant]]\ndisplayName = \"A\"\ndomains = [{ name = \"a.example\" }]\n";

TEST(WorldFile, OfTheExampleHasWhatItSays) {
  const World world = example();
  EXPECT_EQ(world.customers.size(), 7U);
  const Tenant& company = named(world, "Alpenglow Brewing GmbH");
  EXPECT_EQ(company.id, "7c1c2ff0-5f0b-4a53-9c39-3f1ad7d8a001");
  EXPECT_EQ(company.domains.size(), 4U);
  EXPECT_TRUE(company.domain_of("alpenglow-beer.example")->is_federated);
  EXPECT_FALSE(company.domain_of("alpenglow-old.example")->is_verified);
  EXPECT_TRUE(company.has_plan("AAD_PREMIUM") && company.has_plan("INTUNE_A"));
  EXPECT_TRUE(company.synced && company.password_writeback);

  const User* anna = company.find_user("anna.gruber@alpenglow.example");
  ASSERT_TRUE(anna);
  EXPECT_EQ(anna->password, "Brew-With-Care-1");
  EXPECT_EQ(anna->directory_roles,
            std::vector<std::string>{std::string(role::kGlobalAdministrator)});
  EXPECT_EQ(anna->licenses.size(), 2U);
  EXPECT_EQ(anna->synced, std::optional(false));
  EXPECT_EQ(user_value(*anna, *user_property("employeeType")), "\"Employee\"");
  EXPECT_EQ(user_value(*anna, *user_property("employeeHireDate")), "\"2019-04-01T00:00:00Z\"");
  EXPECT_NE(anna->methods, 0);
  EXPECT_EQ(iso_time(anna->sign_ins.interactive), "2026-11-20T07:30:00Z");
  const User* jose = company.find_user("jose.nunez@alpenglow-beer.example");
  ASSERT_TRUE(jose);
  EXPECT_EQ(jose->manager_id, anna->id);
  EXPECT_TRUE(jose->synced.value_or(false) && jose->management_restricted);
  EXPECT_EQ(company.find_user("orders@alpenglow.example")->mailbox, Mailbox::shared);
  EXPECT_EQ(company.find_user("cellar@alpenglow.example")->mailbox, Mailbox::room);
  EXPECT_FALSE(company.find_user("left.long.ago@alpenglow.example")->account_enabled);

  ASSERT_EQ(company.groups.all().size(), 2U);
  const Group& brewers = company.groups.all()[0];
  EXPECT_EQ(brewers.members, (std::vector<std::string>{anna->id, company.groups.all()[1].id}));
  EXPECT_EQ(brewers.owners, std::vector<std::string>{anna->id});
  EXPECT_EQ(roles_of(world, company, jose->id),
            std::vector<std::string>{std::string(find_role("Groups Administrator")->id)});
  ASSERT_EQ(company.managed_devices.size(), 2U);
  EXPECT_EQ(company.managed_devices[0].user_id, anna->id);
  EXPECT_EQ(company.managed_devices[0].device_id, company.devices[0].device_id);
  EXPECT_TRUE(company.managed_devices[1].user_id.empty());
}

TEST(WorldFile, OfTheExampleHasEveryKindOfRelation) {
  World world = example();
  EXPECT_EQ(named(world, "Old Ways Ltd").relation, Relation::dap);
  EXPECT_FALSE(named(world, "Old Ways Ltd").has_plan("EXCHANGE_S_STANDARD"));
  EXPECT_EQ(named(world, "Sold To Only").relation, Relation::none);
  EXPECT_EQ(named(world, "Direct Dental").relation, Relation::direct);
  EXPECT_FALSE(named(world, "Never Consented Inc.").consent->present);
  ASSERT_NE(world.find_tenant("directdental.example"), nullptr);
  std::vector<std::string> statuses;
  for (const Relationship& one : world.relationships) statuses.push_back(one.status);
  EXPECT_EQ(statuses, (std::vector<std::string>{"active", "active", "active", "expired"}));
  EXPECT_NE(world.partner.groups.find(world.relationships[0].assignments[0].group_id), nullptr);
  EXPECT_NE(world.partner.find_user("nora.technician@" + world.partner.default_domain), nullptr);
}

TEST(WorldFile, IsTheSameForTheSameSeedAndFile) {
  const auto printed = [](const World& world) {
    return json::serialize(describe_world(world)) + world.customers.back().id +
           world.customers[0].users()[1].id + world.relationships.back().id;
  };
  EXPECT_EQ(printed(example()), printed(example()));
  EXPECT_NE(printed(example()), printed(example({8, 0, 5, 5})));
  // Those that are generated stay as they are without the file.
  const World both = example({7, 3, 12, 12});
  const World generated = generate_world({7, 3, 12, 12}, 0);
  EXPECT_EQ(both.customers.size(), 10U);
  for (std::size_t at = 0; at < 3; ++at)
    EXPECT_EQ(both.customers[at].users()[4].id, generated.customers[at].users()[4].id);
  EXPECT_NE(read_world_file(example_path()).mark(), (WorldFile{"x", "other"}).mark());
}

TEST(WorldFile, ANewPersonChangesNobodyElse) {
  const std::string one =
      kTenant + "users = [{ userPrincipalName = \"b@a.example\", displayName = \"B\" }]\n";
  const std::string two = kTenant +
                          "users = [{ userPrincipalName = \"c@a.example\", displayName = \"C\" }, "
                          "{ userPrincipalName = \"b@a.example\", displayName = \"B\" }]\n";
  const World before = world_of(one);
  const World after = world_of(two);
  EXPECT_EQ(before.customers[0].find_user("b@a.example")->id,
            after.customers[0].find_user("b@a.example")->id);
  EXPECT_EQ(before.customers[0].find_user("b@a.example")->password,
            after.customers[0].find_user("b@a.example")->password);
}

struct Mistake {
  const char* text;
  const char* line;  // "w.toml:4"
  const char* says;
};
const Mistake kMistakes[] = {
    {"displayNam = 5\n", ":4:", "A tenant has no \"displayNam\""},
    {"displayname = \"x\"\n", ":4:", "Write \"displayname\" as \"displayName\""},
    {"city = 5\n", ":4:", "\"city\" of A tenant must be a text in quotes, but is a whole number"},
    {"onPremisesSyncEnabled = \"yes\"\n", ":4:", "true or false without quotes"},
    {"id = \"x\"\n", ":4:", "GUID"},
    {"createdDateTime = \"yesterday\"\n", ":4:", "2024-05-01T08:00:00Z"},
    {"relationship = \"friend\"\n", ":4:", "\"gdap\", \"dap\", \"none\" or \"direct\""},
    {"relationship = { kind = \"gdap\", status = \"fine\" }\n", ":4:", "terminated"},
    {"relationship = { roles = [\"Boss\"] }\n", ":4:", "No directory role is called \"Boss\""},
    {"relationship = { kind = \"direct\", status = \"active\" }\n", ":4:", "has no \"status\""},
    {"subscriptions = [{ sku = \"E9\" }]\n", ":4:", "Known are: "},
    {"subscriptions = [{ sku = \"SPE_E3\" }, { sku = \"SPE_E3\" }]\n", ":4:", "twice"},
    {"subscriptions = [{ sku = \"SPE_E3\", enabled = -1 }]\n", ":4:", "from 0 to"},
    {"faults = [{ kind = \"earthquake\" }]\n", ":4:", "No fault is called \"earthquake\""},
    {"users = [{ displayName = \"B\" }]\n", ":4:", "needs \"userPrincipalName\""},
    {"users = [{ userPrincipalName = \"b@c.example\", displayName = \"B\" }]\n",
     ":4:", "verified domain of the tenant, such as @a.example"},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\nshoeSize = 5\n",
     ":7:", "Graph's user has no property \"shoeSize\""},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\njobtitle = "
     "\"x\"\n",
     ":7:", "Write \"jobtitle\" as \"jobTitle\""},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\njobTitle = 5\n",
     ":7:", "another type"},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\n"
     "licenses = [\"SPE_E3\"]\n",
     ":7:", "no subscription SPE_E3"},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\n"
     "manager = \"c@a.example\"\n",
     ":7:", "no user c@a.example"},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\n"
     "mailbox = \"huge\"\n",
     ":7:", "\"equipment\" or \"none\""},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\n"
     "methodsRegistered = [\"shouting\"]\n",
     ":7:", "microsoftAuthenticatorPush"},
    {"[[tenant.users]]\nuserPrincipalName = \"b@a.example\"\ndisplayName = \"B\"\n"
     "[[tenant.users]]\nuserPrincipalName = \"B@a.example\"\ndisplayName = \"B2\"\n",
     ":8:", "already"},
    {"groups = [{ displayName = \"G\", members = [\"x@a.example\"] }]\n",
     ":4:", "no user and no group"},
    {"groups = [{ displayName = \"G\", colour = \"red\" }]\n", ":4:", "\"colour\" of a group"},
    {"groups = [{ displayName = \"G\" }, { displayName = \"G\" }]\n", ":4:", "already"},
    {"groups = [{ displayName = \"G\", roles = [\"Global Reader\"] }]\n",
     ":4:", "isAssignableToRole = true"},
    {"devices = [{ displayName = \"D\", trustType = \"Mine\" }]\n", ":4:", "\"ServerAd\""},
    {"managedDevices = [{ deviceName = \"D\", complianceState = \"good\" }]\n",
     ":4:", "\"complianceState\" of a managed device"},
    {"managedDevices = [{ deviceName = \"D\", user = \"x@a.example\" }]\n",
     ":4:", "no user x@a.example"},
    {"[[tenant]]\ndisplayName = \"A2\"\ndomains = [{ name = \"A.example\" }]\n",
     ":6:", "belongs to A already"},
    {"[[tenants]]\n", ":4:", "A world file has no \"tenants\""},
    {"city = \"x\"\ncity = \"y\"\n", ":5:", "This is no TOML"},
    {"users = 5\n", ":4:", "a list of tables"},
    {"consent = { present = \"no\" }\n", ":4:", "\"present\" of A consent"},
};

TEST(WorldFile, MistakesAreToldWithFileLineAndRemedy) {
  for (const Mistake& one : kMistakes) {
    const std::string told = mistake(kTenant + one.text);
    EXPECT_EQ(told.rfind("w.toml" + std::string(one.line), 0), 0U) << one.text << told;
    EXPECT_NE(told.find(one.says), std::string::npos) << one.text << told;
  }
  EXPECT_NE(mistake("[[tenant]]\n").find("needs \"displayName\""), std::string::npos);
  EXPECT_NE(mistake("[[tenant]]\ndisplayName = \"A\"\n").find("verified domain"),
            std::string::npos);
  EXPECT_EQ(mistake(kTenant), "");
  EXPECT_THROW(read_world_file("/nowhere/w.toml"), std::runtime_error);
}

TEST(WorldFile, FaultsAndConsentsHoldFromTheStart) {
  State state("", "test", CloudClock().now());
  Cloud cloud(example(), state, std::chrono::milliseconds(0));
  const Tenant* restless = cloud.world.find_tenant("restless.example");
  ASSERT_TRUE(restless);
  const auto active = cloud.faults.active();
  ASSERT_EQ(active.size(), 6U);
  EXPECT_EQ(active[0].kind, "delta-replay");
  EXPECT_EQ(active[5].path, "/organization");
  EXPECT_EQ(active[5].times, 2);
  for (const Fault& one : active) EXPECT_EQ(one.tenant, restless->id);
  const std::string& application = cloud.world.application.id;
  const auto consent = [&](std::string_view domain) {
    return consent_of(cloud, *cloud.world.find_tenant(domain), application);
  };
  EXPECT_FALSE(consent("never.example").present);
  EXPECT_TRUE(consent("restless.example").roles.contains("Organization.Read.All"));
  EXPECT_EQ(consent("alpenglow.example").roles.size(), 3U);
  const auto enter = [&](std::string_view domain) {
    return !relationship_roles(cloud.world, *cloud.world.find_tenant(domain),
                               cloud.world.service_account_id, cloud.clock.now())
                .empty();
  };
  EXPECT_TRUE(enter("alpenglow.example"));
  EXPECT_TRUE(enter("oldways.example"));
  EXPECT_FALSE(enter("soldto.example"));
  EXPECT_FALSE(enter("directdental.example"));
  EXPECT_FALSE(enter("expired.example"));
  World broken = world_of(kTenant + "faults = [{ kind = \"slow\", page = \"two\" }]\n");
  EXPECT_THROW(Cloud(std::move(broken), state, std::chrono::milliseconds(0)), std::runtime_error);
}

}  // namespace
}  // namespace cloud
