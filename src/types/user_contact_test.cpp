// A user's properties become the contact's fields that a technician expects.
#include "types/user_contact.h"

#include <gmock/gmock.h>

#include <boost/json/object.hpp>

#include "base/json.h"
#include "types/data_type.h"
#include "types/registry.h"

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

using domain::ContactMapping;
using domain::ContactTarget;

ContactMapping from(ContactTarget target, std::vector<std::string> properties) {
  ContactMapping mapping;
  mapping.of(target).from = std::move(properties);
  return mapping;
}

const std::string kAnn = user(
    R"("givenName":"Ann","surname":"Lee","displayName":"Dr. Ann Lee-Ray","userPrincipalName":"al@x.com",
"mail":"ann@x.com","proxyAddresses":["SMTP:ann@x.com","smtp:a@x.com"],"otherMails":["ann@home.example"],
"jobTitle":"Head","department":"Sales","companyName":"X","officeLocation":"12","employeeType":"Staff",
"employeeId":"7","userType":"Member","businessPhones":["+1 555 1"],"mobilePhone":"+1 555 2")");

TEST(MapUser, EveryPropertyThatMayBeChosenIsOneThatWeRead) {
  const DataType* users = find_type("users");
  ASSERT_NE(users, nullptr);
  for (const auto& target : domain::contact_targets())
    for (const auto property : target.properties)
      EXPECT_NE(find_field(*users, property), nullptr) << target.name << " " << property;
}

TEST(MapUser, EveryPropertyReachesItsTarget) {
  for (const auto& target : domain::contact_targets())
    for (const auto property : target.properties) {
      const auto mapped = map_user(kAnn, from(target.target, {std::string(property)}));
      const bool there[] = {mapped.first_name && !mapped.first_name->empty(),
                            mapped.last_name && !mapped.last_name->empty(),
                            mapped.title && *mapped.title,
                            mapped.contact_type && *mapped.contact_type,
                            mapped.primary_email && *mapped.primary_email,
                            mapped.aliases && !mapped.aliases->empty(),
                            mapped.phones && !mapped.phones->empty()};
      EXPECT_TRUE(there[static_cast<std::size_t>(target.target)]) << target.name << " " << property;
    }
}

TEST(MapUser, WithoutAPropertyItsTargetAloneIsUnknown) {
  const auto all = map_user(kAnn);
  for (const auto& target : domain::contact_targets()) {
    const ContactMapping defaults;
    for (const auto& property : defaults.of(target.target).from) {
      auto body = base::parse_json(kAnn, "a user");
      body.as_object().erase(property);
      const auto mapped = map_user(base::to_json(body));
      const bool known[] = {mapped.first_name.has_value(),    mapped.last_name.has_value(),
                            mapped.title.has_value(),         mapped.contact_type.has_value(),
                            mapped.primary_email.has_value(), mapped.aliases.has_value(),
                            mapped.phones.has_value()};
      EXPECT_FALSE(known[static_cast<std::size_t>(target.target)])
          << target.name << " " << property;
    }
  }
  EXPECT_TRUE(all.first_name && all.emails && all.phones && all.contact_type);
}

TEST(MapUser, TheUserNameMayBeThePrimaryAddressAsTheSourceHasIt) {
  const auto mapped = map_user(kAnn, from(ContactTarget::primary_email, {"userPrincipalName"}));
  ASSERT_EQ(mapped.emails->size(), 3U);
  EXPECT_EQ(mapped.emails->at(0).value, "al@x.com");
  EXPECT_TRUE(mapped.emails->at(0).primary);
  EXPECT_EQ(mapped.emails->at(1).value, "ann@x.com");
}

TEST(MapUser, AliasesMayBeOffOrComeFromElsewhere) {
  EXPECT_EQ(map_user(kAnn, from(ContactTarget::emails, {})).emails->size(), 1U);
  const auto other = map_user(kAnn, from(ContactTarget::emails, {"otherMails", "proxyAddresses"}));
  ASSERT_EQ(other.emails->size(), 3U);
  EXPECT_EQ(other.emails->at(1).value, "ann@home.example");
  EXPECT_EQ(other.emails->at(1).label, "Alias");
}

TEST(MapUser, TheOrderOfPhonesIsTheMappings) {
  const auto mapped =
      map_user(kAnn, from(ContactTarget::phones, {"mobilePhone", "businessPhones"}));
  EXPECT_EQ(mapped.phones->at(0).label, "Mobile");
  EXPECT_TRUE(mapped.phones->at(0).primary);
  EXPECT_EQ(map_user(kAnn, from(ContactTarget::phones, {"mobilePhone"})).phones->size(), 1U);
}

TEST(MapUser, TheFirstPropertyThatIsNotBlankIsTaken) {
  const auto mapping = from(ContactTarget::title, {"jobTitle", "department"});
  EXPECT_EQ(map_user(kAnn, mapping).title.value(), "Head");
  EXPECT_EQ(map_user(user(R"("jobTitle":null,"department":"Sales")"), mapping).title.value(),
            "Sales");
  EXPECT_FALSE(map_user(user(R"("jobTitle":"Head")"), mapping).title) << "half is not known";
}

TEST(MapUser, NamesComeApartAsAsked) {
  const auto display = from(ContactTarget::last_name, {"displayName"});
  EXPECT_EQ(map_user(kAnn, display).last_name, "Lee-Ray");
  EXPECT_EQ(map_user(kAnn, from(ContactTarget::first_name, {"displayName"})).first_name, "Dr. Ann");
  const auto only = from(ContactTarget::last_name, {"surname"});
  EXPECT_EQ(map_user(named("null", "null", "\"Ann Lee\""), only).last_name, "");
  EXPECT_EQ(map_user(named("null", "null", "\"Ann Lee\""),
                     from(ContactTarget::last_name, {"surname", "userPrincipalName"}))
                .last_name,
            "");
  EXPECT_EQ(
      map_user(named("null", "null", "\"Ann Lee\""), from(ContactTarget::first_name, {"givenName"}))
          .first_name,
      "");
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
