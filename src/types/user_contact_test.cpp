// A user's properties become the contact's fields that a technician expects.
#include "types/user_contact.h"

#include <gtest/gtest.h>

namespace reeve::types {
namespace {

std::string user(const std::string& members) { return "{\"id\":\"1\"," + members + "}"; }
std::string named(const std::string& given, const std::string& surname,
                  const std::string& display) {
  return user("\"givenName\":" + given + ",\"surname\":" + surname + ",\"displayName\":" + display +
              ",\"userPrincipalName\":\"ann@x.com\"");
}

TEST(MapUser, TakesNamesAsMicrosoftHasThem) {
  const auto mapped = map_user(named("\"Ann\"", "\"Lee\"", "\"Lee, Ann\""));
  EXPECT_EQ(mapped.first_name, "Ann");
  EXPECT_EQ(mapped.last_name, "Lee");
}

TEST(MapUser, FallsBackToTheDisplayNameThenToTheUserName) {
  EXPECT_EQ(map_user(named("null", "null", "\"Ann Mary Lee\"")).first_name, "Ann Mary");
  EXPECT_EQ(map_user(named("null", "null", "\"Ann Mary Lee\"")).last_name, "Lee");
  EXPECT_EQ(map_user(named("null", "\"Lee\"", "\"Ann Lee\"")).first_name, "Ann");
  EXPECT_EQ(map_user(named("null", "null", "\"Reception\"")).last_name, "Reception");
  EXPECT_EQ(map_user(named("null", "null", "\"Reception\"")).first_name, "");
  EXPECT_EQ(map_user(named("null", "null", "null")).last_name, "ann");
  EXPECT_EQ(map_user(named("\"Ann\"", "null", "\"Ann Lee\"")).last_name, "");
}

TEST(MapUser, PropertiesNotSentSayNothing) {
  const auto mapped = map_user(user("\"displayName\":\"A\""));
  EXPECT_FALSE(mapped.first_name);
  EXPECT_FALSE(mapped.title);
  EXPECT_FALSE(mapped.emails);
  EXPECT_FALSE(mapped.phones);
}

TEST(MapUser, NullClears) {
  const auto mapped =
      map_user(user("\"jobTitle\":null,\"businessPhones\":[],\"mobilePhone\":null"));
  ASSERT_TRUE(mapped.title);
  EXPECT_FALSE(*mapped.title);
  ASSERT_TRUE(mapped.phones);
  EXPECT_TRUE(mapped.phones->empty());
}

TEST(MapUser, MailIsPrimaryAndAliasesFollowOnce) {
  const auto mapped = map_user(user(
      R"("mail":"Ann@x.com","userPrincipalName":"al@x.com","proxyAddresses":["SMTP:ann@x.com","X500:/o=1","smtp:al@x.com","smtp:AL@x.com"])"));
  ASSERT_TRUE(mapped.emails);
  ASSERT_EQ(mapped.emails->size(), 2U);
  EXPECT_EQ(mapped.emails->at(0).value, "Ann@x.com");
  EXPECT_TRUE(mapped.emails->at(0).primary);
  EXPECT_EQ(mapped.emails->at(1).value, "al@x.com");
  EXPECT_FALSE(mapped.emails->at(1).primary);
}

TEST(MapUser, WithoutMailTheUserNameIsPrimary) {
  const auto mapped =
      map_user(user(R"("mail":null,"userPrincipalName":"al@x.com","proxyAddresses":[])"));
  ASSERT_EQ(mapped.emails->size(), 1U);
  EXPECT_EQ(mapped.emails->at(0).value, "al@x.com");
}

TEST(MapUser, OfficePhoneFirstThenMobile) {
  const auto mapped =
      map_user(user(R"("businessPhones":["+1 425 555 0100"],"mobilePhone":"+1 425 555 0199")"));
  ASSERT_EQ(mapped.phones->size(), 2U);
  EXPECT_TRUE(mapped.phones->at(0).primary);
  EXPECT_EQ(mapped.phones->at(0).label, "Office");
  EXPECT_EQ(mapped.phones->at(1).label, "Mobile");
}

TEST(MapUser, CutsWhatIsTooLongAtACharacter) {
  std::string umlauts;
  for (int i = 0; i < 300; ++i) umlauts += "ü";
  const auto mapped = map_user(user("\"jobTitle\":\"" + umlauts + "\""));
  EXPECT_EQ(mapped.title->value().size(), 254U);
}

TEST(UserFacts, SayWhoItIs) {
  const auto facts = user_facts(user(
      R"("displayName":"Ann Lee","userPrincipalName":"ann@x.com","userType":"Guest","accountEnabled":false,"assignedLicenses":[{"skuId":"1"}])"));
  EXPECT_EQ(facts.title, "Ann Lee (ann@x.com)");
  EXPECT_TRUE(facts.guest);
  EXPECT_FALSE(facts.enabled);
  EXPECT_TRUE(facts.licensed);
  EXPECT_EQ(facts.last_name, "Lee");
}

}  // namespace
}  // namespace reeve::types
