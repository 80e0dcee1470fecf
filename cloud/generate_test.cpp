// What every generated world must hold, whatever the seed.
#include "generate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "directory_roles.h"
#include "documentation.h"
#include "encoding.h"
#include "json.h"

namespace cloud {
namespace {

constexpr WorldOptions kDemo{7, 25, 80, 80};

std::string printed(const WorldOptions& options) {
  return boost::json::serialize(describe_world(generate_world(options, 0)));
}

bool has_plan(const Tenant& tenant, std::string_view name) {
  for (const Subscription& one : tenant.subscriptions)
    for (const ServicePlan& plan : one.sku->plans)
      if (plan.name == name) return true;
  return false;
}

bool has_name(const World& world, std::string_view part) {
  for (const Tenant& tenant : world.customers)
    for (const User& user : tenant.users())
      if (user.display_name.find(part) != std::string::npos) return true;
  return false;
}

TEST(World, IsTheSameForTheSameSeed) {
  EXPECT_EQ(printed(kDemo), printed(kDemo));
  EXPECT_NE(printed(kDemo), printed({8, 25, 80, 80}));
  EXPECT_EQ(boost::json::serialize(documentation(generate_world(kDemo, 0))),
            boost::json::serialize(documentation(generate_world(kDemo, 999))));
}

TEST(World, TheDemonstrationHasTwoThousandPeopleInTwentyFiveTenants) {
  const World world = generate_world(kDemo, 0);
  std::size_t people = 0;
  for (const Tenant& tenant : world.customers) people += tenant.users().size();
  EXPECT_EQ(world.customers.size(), 25U);
  EXPECT_EQ(people, 2000U);
  EXPECT_GT(world.partner.users().size(), 0U);
}

TEST(World, AboutEightyEightOfAHundredHaveALicense) {
  const World world = generate_world(kDemo, 0);
  for (const Tenant& tenant : world.customers) {
    const auto licensed = std::count_if(tenant.users().begin(), tenant.users().end(),
                                        [](const User& one) { return !one.licenses.empty(); });
    EXPECT_GE(licensed, 68) << tenant.display_name;
    EXPECT_LE(licensed, 72) << tenant.display_name;
  }
}

TEST(World, HasGuestsLeaversSharedMailboxesAndOddNames) {
  const World world = generate_world(kDemo, 0);
  for (const Tenant& tenant : world.customers) {
    const auto count = [&](auto&& which) {
      return std::count_if(tenant.users().begin(), tenant.users().end(), which);
    };
    EXPECT_GT(count([](const User& one) {
                return one.user_type == "Guest" &&
                       one.user_principal_name.find("#EXT#") != std::string::npos;
              }),
              0);
    EXPECT_GT(count([](const User& one) {
                return one.mailbox == Mailbox::shared && !one.account_enabled &&
                       one.licenses.empty();
              }),
              0);
    EXPECT_GT(count([](const User& one) {
                return one.mailbox == Mailbox::user && !one.account_enabled && one.licenses.empty();
              }),
              0);
  }
  for (const Mailbox kind : {Mailbox::room, Mailbox::equipment}) {
    const auto has = [&](const Tenant& tenant) {
      return std::any_of(tenant.users().begin(), tenant.users().end(),
                         [&](const User& one) { return one.mailbox == kind; });
    };
    EXPECT_GT(std::count_if(world.customers.begin(), world.customers.end(), has), 2);
  }
  for (const char* part : {"O'", "ü", "王", "🚀", "\u202E", "<b>", "<script>"})
    EXPECT_TRUE(has_name(world, part)) << part;
}

TEST(World, NobodySharesAnAddressOrAnId) {
  const World world = generate_world(kDemo, 0);
  std::set<std::string> ids;
  for (const Tenant& tenant : world.customers) {
    std::set<std::string> addresses;
    for (const User& user : tenant.users()) {
      EXPECT_TRUE(ids.insert(user.id).second) << user.id;
      EXPECT_TRUE(addresses.insert(lower(user.user_principal_name)).second)
          << user.user_principal_name;
      for (const std::string& one : user.proxy_addresses) {
        const bool alias = one.starts_with("smtp:");
        EXPECT_TRUE(!alias || addresses.insert(lower(one.substr(5))).second) << one;
      }
    }
  }
}

TEST(World, SomeTenantsHaveTwoPeopleOfOneName) {
  const World world = generate_world(kDemo, 0);
  int tenants_with_twins = 0;
  for (const Tenant& tenant : world.customers) {
    std::set<std::string> names;
    int twins = 0;
    for (const User& user : tenant.users())
      if (!user.given_name.empty() && !names.insert(user.given_name + "|" + user.surname).second)
        ++twins;
    EXPECT_LE(twins, 1) << tenant.display_name;
    tenants_with_twins += twins;
  }
  EXPECT_GT(tenants_with_twins, 3);
  EXPECT_LT(tenants_with_twins, 15);
}

TEST(World, TheLargestCustomerHasEntraP1IntuneAndExchange) {
  for (const WorldOptions& options : {kDemo, WorldOptions{3, 10, 5, 400}}) {
    const World world = generate_world(options, 0);
    const auto largest = std::max_element(
        world.customers.begin(), world.customers.end(),
        [](const Tenant& a, const Tenant& b) { return a.users().size() < b.users().size(); });
    EXPECT_TRUE(has_plan(*largest, "AAD_PREMIUM"));
    EXPECT_TRUE(has_plan(*largest, "INTUNE_A"));
    EXPECT_TRUE(has_plan(*largest, "EXCHANGE_S_ENTERPRISE"));
    EXPECT_TRUE(std::any_of(world.customers.begin(), world.customers.end(),
                            [](const Tenant& one) { return !has_plan(one, "AAD_PREMIUM"); }));
  }
}

TEST(World, TwoDifferentCompaniesHaveSimilarNames) {
  const World world = generate_world(kDemo, 0);
  std::set<std::string> names;
  std::set<std::string> domains;
  int similar = 0;
  for (const Tenant& one : world.customers) {
    EXPECT_TRUE(names.insert(one.display_name).second) << one.display_name;
    EXPECT_TRUE(domains.insert(one.default_domain).second) << one.default_domain;
    if (one.display_name.find(" Nord") != std::string::npos) ++similar;
  }
  EXPECT_EQ(similar, 1);
}

TEST(World, NeverBuysFewerLicensesThanAreUsed) {
  const World world = generate_world(kDemo, 0);
  for (const Tenant& tenant : world.customers)
    for (const Subscription& one : tenant.subscriptions)
      EXPECT_GE(one.enabled, tenant.consumed(*one.sku)) << one.sku->part_number;
}

TEST(World, HasAdministratorsOfManyRoles) {
  const World world = generate_world(kDemo, 0);
  std::set<std::string> names;
  for (const Tenant& tenant : world.customers) {
    int global = 0;
    for (const User& user : tenant.users())
      for (const std::string& id : user.directory_roles) {
        const RoleTemplate* role = find_role(id);
        ASSERT_TRUE(role) << id;
        names.emplace(role->name);
        if (role->id == role::kGlobalAdministrator) ++global;
      }
    EXPECT_EQ(global, 1) << tenant.display_name;
  }
  EXPECT_GT(names.size(), 8U);
  EXPECT_TRUE(names.contains("User Administrator"));
}

TEST(World, HasSynchronizedAndFederatedTenantsAndOthers) {
  int writeback = 0;
  for (const std::uint64_t seed : {7U, 8U, 9U}) {
    const World world = generate_world({seed, 25, 20, 20}, 0);
    int synced = 0, federated = 0;
    for (const Tenant& tenant : world.customers) {
      const bool elsewhere = std::any_of(tenant.domains.begin(), tenant.domains.end(),
                                         [](const Domain& one) { return one.is_federated; });
      synced += tenant.synced ? 1 : 0;
      federated += elsewhere ? 1 : 0;
      writeback += tenant.password_writeback ? 1 : 0;
      EXPECT_TRUE(tenant.synced || !(elsewhere || tenant.password_writeback));
      EXPECT_TRUE(!tenant.password_writeback || has_plan(tenant, "AAD_PREMIUM"));
      for (const User& user : tenant.users())
        EXPECT_TRUE(!user.synced || (*user.synced && tenant.synced));
    }
    EXPECT_GT(synced, 0);
    EXPECT_LT(synced, 25);
    EXPECT_GT(federated, 0);
    EXPECT_LT(federated, synced);
  }
  EXPECT_GT(writeback, 0);
}

TEST(World, HasTenantsWithAndWithoutEachPlan) {
  const World world = generate_world({7, 60, 10, 10}, 0);
  const auto mail = [](const Tenant& one) {
    return has_plan(one, "EXCHANGE_S_ENTERPRISE") || has_plan(one, "EXCHANGE_S_STANDARD") ||
           has_plan(one, "EXCHANGE_S_DESKLESS");
  };
  const auto count = [&](auto&& which) {
    return std::count_if(world.customers.begin(), world.customers.end(), which);
  };
  for (const char* plan : {"AAD_PREMIUM", "INTUNE_A"}) {
    EXPECT_GT(count([&](const Tenant& one) { return has_plan(one, plan); }), 5) << plan;
    EXPECT_GT(count([&](const Tenant& one) { return !has_plan(one, plan); }), 5) << plan;
  }
  EXPECT_GT(count([&](const Tenant& one) { return mail(one); }), 50);
  EXPECT_GT(count([&](const Tenant& one) { return !mail(one); }), 2);
  const World known = generate_world(kDemo, 0);
  EXPECT_TRUE(std::all_of(known.customers.begin(), known.customers.end(), mail));
}

TEST(World, HasManagersAliasesAndSharedMailboxes) {
  const World world = generate_world(kDemo, 0);
  std::size_t managed = 0, several = 0, shared = 0, apostrophes = 0, accents = 0;
  for (const Tenant& tenant : world.customers)
    for (const User& user : tenant.users()) {
      if (!user.manager_id.empty()) {
        ++managed;
        EXPECT_NE(tenant.find_user(user.manager_id), nullptr);
        EXPECT_NE(user.manager_id, user.id);
      }
      several += user.proxy_addresses.size() > 2 ? 1U : 0U;
      shared += user.mailbox == Mailbox::shared ? 1U : 0U;
      apostrophes += user.surname.find('\'') != std::string::npos ? 1U : 0U;
      accents += user.display_name.find("é") != std::string::npos ? 1U : 0U;
    }
  EXPECT_GT(managed, 1000U);
  EXPECT_GT(several, 500U);
  for (const std::size_t some : {shared, apostrophes, accents}) EXPECT_GT(some, 10U);
}

TEST(World, HasDevicesOfPeopleAndOfNobodyAndJunkSerials) {
  const World world = generate_world(kDemo, 0);
  std::size_t with = 0, without = 0, junk = 0;
  for (const Tenant& tenant : world.customers) {
    EXPECT_TRUE(tenant.has_plan("INTUNE_A") || tenant.managed_devices.empty());
    for (const ManagedDevice& one : tenant.managed_devices) {
      (one.user_id.empty() ? without : with) += 1;
      if (one.serial_number.size() < 10 || one.serial_number.find(' ') != std::string::npos) ++junk;
    }
  }
  EXPECT_GT(with, 500U);
  EXPECT_GT(without, 50U);
  EXPECT_GT(junk, 20U);
}

TEST(World, SmallAndEmptyWorldsStand) {
  EXPECT_EQ(generate_world({1, 0, 5, 5}, 0).customers.size(), 0U);
  const World tiny = generate_world({1, 2, 0, 1}, 0);
  for (const Tenant& one : tiny.customers) EXPECT_LE(one.users().size(), 1U);
}

TEST(World, UsersComeAndGoByIdInAnyLetterCase) {
  World world = generate_world({1, 1, 10, 10}, 0);
  Tenant& tenant = world.customers[0];
  const std::string id = tenant.users()[4].id;
  std::string shouting = id;
  for (char& letter : shouting) letter = static_cast<char>(std::toupper(letter));
  ASSERT_NE(tenant.find_user(shouting), nullptr);
  EXPECT_TRUE(tenant.remove_user(shouting));
  EXPECT_FALSE(tenant.remove_user(id));
  EXPECT_EQ(tenant.find_user(id), nullptr);
  EXPECT_EQ(tenant.users().size(), 9U);
  EXPECT_NE(tenant.find_user(tenant.users()[5].user_principal_name), nullptr);
}

TEST(Documentation, HasMostOrganizationsSomeRespelledAndTwoWithoutTenant) {
  const World world = generate_world(kDemo, 0);
  std::set<std::string> names;
  for (const Tenant& one : world.customers) names.insert(one.display_name);
  const auto written = documentation(world);
  const auto& organizations = written.at("organizations").as_array();
  std::size_t contacts = 0;
  int exact = 0;
  for (const auto& one : organizations) {
    contacts += one.at("contacts").as_array().size();
    if (names.contains(text_of(one.as_object(), "name"))) ++exact;
  }
  EXPECT_EQ(organizations.size(), 23U);
  EXPECT_EQ(exact, 16);
  EXPECT_GT(contacts, 450U);
  EXPECT_LT(contacts, 700U);
}

TEST(Documentation, ContactsAreKnownByPrimaryAliasOtherCaseOrNotAtAll) {
  const World world = generate_world(kDemo, 0);
  std::set<std::string> primary, aliases;
  for (const Tenant& tenant : world.customers)
    for (const User& user : tenant.users()) {
      primary.insert(user.mail);
      for (const std::string& one : user.proxy_addresses)
        if (one.starts_with("smtp:")) aliases.insert(one.substr(5));
    }
  int by_primary = 0, by_alias = 0, by_case = 0, private_only = 0, without = 0;
  const auto written = documentation(world);
  for (const auto& organization : written.at("organizations").as_array())
    for (const auto& contact : organization.at("contacts").as_array()) {
      const auto& emails = contact.at("contact-emails").as_array();
      if (emails.empty()) {
        ++without;
        continue;
      }
      const std::string address = text_of(emails[0].as_object(), "value");
      if (primary.contains(address))
        ++by_primary;
      else if (aliases.contains(address))
        ++by_alias;
      else if (primary.contains(lower(address)))
        ++by_case;
      else if (address.ends_with("@gmail.com"))
        ++private_only;
      else
        ADD_FAILURE() << address;
    }
  for (int count : {by_primary, by_alias, by_case, private_only, without}) EXPECT_GT(count, 10);
  EXPECT_GT(by_primary, by_alias);
}

}  // namespace
}  // namespace cloud
