// Which roles are wanted of a relationship, and which of them it can give.
#include "connect/relationship_roles.h"

#include <gtest/gtest.h>

#include "connect/relationship_follow.h"
#include "domain/tier.h"

namespace reeve::connect {
namespace {

using Names = std::vector<std::string>;

store::MicrosoftConnection connection(std::string_view tier) {
  store::MicrosoftConnection row;
  row.kind = "partner";
  row.tier = tier;
  return row;
}
Names ids(std::initializer_list<std::string_view> names) {
  Names out;
  for (const auto name : names) out.emplace_back(domain::find_directory_role(name)->template_id);
  return out;
}

TEST(RelationshipRoles, TheRoleItselfAndOneToGetIn) {
  const auto choice =
      choose_roles(connection("documentation"),
                   ids({"Directory Readers", "Privileged Role Administrator", "Reports Reader"}));
  EXPECT_EQ(choice.given, ids({"Directory Readers", "Privileged Role Administrator"}));
  EXPECT_TRUE(choice.missing.empty());
}

TEST(RelationshipRoles, ARoleThatCoversItButNeverOneThatIsNotHeld) {
  auto choice = choose_roles(connection("mailbox_reports"),
                             ids({"Global Reader", "Cloud Application Administrator"}));
  EXPECT_EQ(choice.given, ids({"Global Reader", "Cloud Application Administrator"}));
  EXPECT_TRUE(choice.missing.empty());
  choice = choose_roles(connection("mailbox_reports"), ids({"Intune Administrator"}));
  EXPECT_TRUE(choice.given.empty());
  EXPECT_EQ(choice.missing,
            (Names{"Directory Readers", "Reports Reader", "Privileged Role Administrator"}));
}

TEST(RelationshipRoles, GlobalAdministratorOnlyWhereNothingLessIsHeld) {
  auto choice =
      choose_roles(connection("documentation"), ids({"Global Administrator", "Global Reader"}));
  EXPECT_EQ(choice.given, ids({"Global Reader", "Global Administrator"}));
  choice = choose_roles(connection("documentation"), ids({"Global Administrator"}));
  EXPECT_EQ(choice.given, ids({"Global Administrator"}));
}

TEST(RelationshipRoles, ANewOneAsksForTheTiersRolesAndOneToGetIn) {
  EXPECT_EQ(roles_to_ask_for(connection("documentation")),
            ids({"Directory Readers", "Privileged Role Administrator"}));
  EXPECT_TRUE(may_extend(roles_to_ask_for(connection("it_glue"))));
  EXPECT_FALSE(may_extend(ids({"Global Administrator"})));
}

TEST(RelationshipRoles, NamesAreShortEnoughAndWhole) {
  EXPECT_EQ(relationship_name("Contoso"), "Reeve-Contoso");
  const auto name = relationship_name(std::string(43, 'x') + "\u00e4\u00e4");
  EXPECT_EQ(name, "Reeve-" + std::string(43, 'x'));
  EXPECT_EQ(relationship_name(std::string(42, 'x') + "\u00e4\u00e4"),
            "Reeve-" + std::string(42, 'x') + "\u00e4");
}

TEST(RelationshipRoles, TheFirstHourIsLookedAtOftenTheThirdMonthRarely) {
  const base::Time begun = base::from_ms(1'795'412'486'000);
  EXPECT_EQ(follow_pause(begun, begun), kFollowSoonest);
  EXPECT_EQ(follow_pause(begun, begun + std::chrono::hours(1)), std::chrono::minutes(6));
  EXPECT_EQ(follow_pause(begun, begun + std::chrono::hours(24 * 80)), kFollowLatest);
}

}  // namespace
}  // namespace reeve::connect
