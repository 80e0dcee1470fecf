// What BMS holds when a world begins.
#include "bms_generate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bms_kept.h"
#include "documentation.h"
#include "encoding.h"
#include "generate.h"
#include "json.h"

namespace cloud {
namespace {

World world(std::uint64_t seed = 7, int tenants = 25) {
  return generate_world({seed, tenants, 30, 30}, 0);
}

TEST(BmsWorld, IsTheSameForTheSameSeed) {
  const BmsRecords one = generate_bms(world());
  const BmsRecords other = generate_bms(world());
  ASSERT_EQ(one.contacts.size(), other.contacts.size());
  for (const auto& [id, contact] : one.contacts)
    EXPECT_EQ(keep_bms_contact(contact), keep_bms_contact(*other.contact(id)));
  EXPECT_EQ(one.credentials.password, other.credentials.password);
  EXPECT_NE(one.credentials.password, generate_bms(world(8)).credentials.password);
}

TEST(BmsWorld, HasMostCustomersSomeUnderAnotherSpelling) {
  const World made = world();
  const BmsRecords records = generate_bms(made);
  std::size_t same = 0;
  for (const auto& [id, account] : records.accounts)
    same += static_cast<std::size_t>(
        std::count_if(made.customers.begin(), made.customers.end(),
                      [&](const Tenant& one) { return one.display_name == account.name; }));
  EXPECT_EQ(records.accounts.size(), 24U) << "22 of 25, and two without a tenant";
  EXPECT_EQ(same, 17U) << "five are spelled in another way";
}

TEST(BmsWorld, ContactsAreWholeAndPartlyPeopleOfTheTenants) {
  const World made = world();
  const BmsRecords records = generate_bms(made);
  std::size_t people = 0;
  for (const auto& [id, contact] : records.contacts) {
    const BmsAccount* account = records.account(contact.account_id);
    ASSERT_TRUE(account);
    EXPECT_TRUE(account->location(contact.location_id));
    EXPECT_FALSE(contact.first_name.empty());
    ASSERT_FALSE(contact.emails.empty());
    EXPECT_TRUE(contact.emails[0].is_default);
    EXPECT_GE(contact.modified, contact.created);
    for (const Tenant& tenant : made.customers)
      if (tenant.find_user(contact.emails[0].value)) ++people;
  }
  EXPECT_GT(people, records.contacts.size() / 2);
  EXPECT_LT(people, records.contacts.size());
}

TEST(BmsWorld, StandsInThePrintedWorldBesideTheOldMembers) {
  const World made = world();
  const boost::json::object printed = describe_world(made);
  EXPECT_TRUE(printed.contains("partner"));
  EXPECT_TRUE(printed.contains("customers"));
  const boost::json::object bms = printed.at("bms").as_object();
  EXPECT_EQ(text_of(bms, "tenant"), made.partner.display_name);
  EXPECT_EQ(text_of(bms, "password"), bms_credentials(made).password);
  EXPECT_FALSE(text_of(bms.at("userWithCode").as_object(), "totpSecret").empty());
}

TEST(BmsWorld, AnEmptyWorldHasOneToo) { EXPECT_EQ(generate_bms(world(7, 0)).accounts.size(), 2U); }

}  // namespace
}  // namespace cloud
