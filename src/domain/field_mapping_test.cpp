// The mapping's settings: defaults, every target, and what is refused.
#include "domain/field_mapping.h"

#include <gmock/gmock.h>

#include <set>

#include <boost/json/object.hpp>

#include "base/error.h"
#include "base/json.h"

namespace reeve::domain {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& json) {
  try {
    checked_mapping(json);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid) << json;
    return error.message();
  }
  return {};
}

TEST(FieldMapping, NothingChosenIsTheDefault) {
  const auto mapping = contact_mapping(checked_mapping("{}"));
  EXPECT_EQ(mapping, ContactMapping());
  EXPECT_THAT(mapping.of(ContactTarget::primary_email).from,
              testing::ElementsAre("mail", "userPrincipalName"));
  EXPECT_THAT(mapping.of(ContactTarget::phones).from,
              testing::ElementsAre("businessPhones", "mobilePhone"));
  for (const auto& target : contact_targets()) {
    EXPECT_EQ(mapping.of(target.target).rule, target.target == ContactTarget::contact_type
                                                  ? MappingRule::leave_alone
                                                  : MappingRule::people_win)
        << target.name;
    EXPECT_EQ(&contact_target(target.target), &target);
  }
}

TEST(FieldMapping, IsWrittenInOneWay) {
  const std::string given = R"({"contacts":{"title":{"rule":"microsoft_wins"}}})";
  const std::string whole = checked_mapping(given);
  EXPECT_EQ(checked_mapping(whole), whole);
  EXPECT_THAT(whole, HasSubstr(R"("title":{"from":["jobTitle"],"rule":"microsoft_wins"})"));
  EXPECT_NE(whole, checked_mapping("{}"));
}

TEST(FieldMapping, EveryTargetTakesEachOfItsPropertiesAndEveryRule) {
  for (const auto& target : contact_targets())
    for (const auto property : target.properties)
      for (const auto* rule : {"people_win", "microsoft_wins", "leave_alone"}) {
        const std::string json = std::string(R"({"contacts":{")") + std::string(target.name) +
                                 R"(":{"from":[")" + std::string(property) + R"("],"rule":")" +
                                 rule + R"("}}})";
        const auto mapping = contact_mapping(checked_mapping(json));
        EXPECT_THAT(mapping.of(target.target).from, testing::ElementsAre(std::string(property)));
        EXPECT_EQ(to_string(mapping.of(target.target).rule), rule);
        EXPECT_TRUE(mapping.takes(target.target, property));
      }
}

TEST(FieldMapping, RefusesWhatDoesNotExistByName) {
  EXPECT_THAT(refusal(R"({"contact":{}})"), HasSubstr("contact"));
  EXPECT_THAT(refusal(R"({"contacts":{"name":{}}})"), HasSubstr("name"));
  EXPECT_THAT(refusal(R"({"contacts":{"title":{"form":[]}}})"), HasSubstr("form"));
  EXPECT_THAT(refusal(R"({"contacts":{"title":{"from":["passwordProfile"]}}})"),
              testing::AllOf(HasSubstr("passwordProfile"), HasSubstr("jobTitle")));
  EXPECT_THAT(refusal(R"({"contacts":{"title":{"from":["mail"]}}})"), HasSubstr("mail"));
  EXPECT_THAT(refusal(R"({"contacts":{"title":{"rule":"Microsoft"}}})"),
              HasSubstr("microsoft_wins"));
  EXPECT_THAT(refusal(R"({"contacts":{"title":{"from":"jobTitle"}}})"), HasSubstr("list"));
  EXPECT_THAT(refusal(R"({"contacts":{"title":{"from":[]}}})"), HasSubstr("leave_alone"));
  EXPECT_THAT(refusal(R"({"contacts":[]})"), HasSubstr("object"));
}

TEST(FieldMapping, OnlyTheOtherAddressesMayBeNone) {
  const auto mapping = contact_mapping(checked_mapping(R"({"contacts":{"emails":{"from":[]}}})"));
  EXPECT_TRUE(mapping.of(ContactTarget::emails).from.empty());
  EXPECT_EQ(refusal(R"({"contacts":{"emails":{"from":[]}}})"), "");
}

TEST(FieldMapping, EveryChoiceHasARevisionOfItsOwn) {
  std::set<std::int64_t> seen{mapping_revision({}, 1)};
  EXPECT_FALSE(seen.insert(mapping_revision({}, 1)).second);
  EXPECT_TRUE(seen.insert(mapping_revision({}, 2)).second);
  for (const auto& target : contact_targets()) {
    for (const auto rule :
         {MappingRule::people_win, MappingRule::microsoft_wins, MappingRule::leave_alone}) {
      ContactMapping mapping;
      if (mapping.of(target.target).rule == rule) continue;
      mapping.of(target.target).rule = rule;
      EXPECT_TRUE(seen.insert(mapping_revision(mapping, 1)).second) << target.name;
    }
    ContactMapping mapping;
    mapping.of(target.target).from = {std::string(target.properties.back())};
    if (mapping == ContactMapping()) continue;
    EXPECT_TRUE(seen.insert(mapping_revision(mapping, 1)).second) << target.name;
  }
  for (const auto revision : seen) EXPECT_GT(revision, 0);
}

}  // namespace
}  // namespace reeve::domain
