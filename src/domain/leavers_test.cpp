// States of a person, and the settings for people who leave.
#include "domain/leavers.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

TEST(Leavers, StatesHaveNames) {
  for (const auto state :
       {PersonState::enabled, PersonState::disabled, PersonState::unlicensed, PersonState::shared,
        PersonState::soft_deleted, PersonState::deleted, PersonState::removed})
    EXPECT_EQ(person_state_from(to_string(state)), state) << to_string(state);
  EXPECT_FALSE(person_state_from("fired"));
}

TEST(Leavers, ByDefaultNothingBecomesOfAContact) {
  const LeaverPolicy policy = leaver_policy_from("{}");
  for (const auto state :
       {PersonState::enabled, PersonState::disabled, PersonState::deleted, PersonState::removed})
    EXPECT_TRUE(policy.rule(state).empty()) << to_string(state);
  EXPECT_EQ(kLeaversSection.checked(R"({"deleted":{"archive":true}})"),
            R"({"disabled":{"contact-type":"","archive":false},)"
            R"("unlicensed":{"contact-type":"","archive":false},)"
            R"("shared":{"contact-type":"","archive":false},)"
            R"("soft-deleted":{"contact-type":"","archive":false},)"
            R"("deleted":{"contact-type":"","archive":true}})");
}

TEST(Leavers, WhoMayStillComeBackIsTreatedAsSoftDeleted) {
  const auto policy = leaver_policy_from(
      R"({"soft-deleted":{"contact-type":"Former"},"deleted":{"archive":true}})");
  EXPECT_EQ(policy.rule(PersonState::removed).contact_type, "Former");
  EXPECT_FALSE(policy.rule(PersonState::removed).archive);
  EXPECT_TRUE(policy.rule(PersonState::deleted).archive);
}

TEST(Leavers, AMistypedSettingIsRefused) {
  EXPECT_THROW(leaver_policy_from(R"({"fired":{}})"), base::Error);
  EXPECT_THROW(leaver_policy_from(R"({"deleted":{"delete":true}})"), base::Error);
}

}  // namespace
}  // namespace reeve::domain
