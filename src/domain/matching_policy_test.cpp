// The settings of how users find contacts.
#include "domain/matching_policy.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

TEST(MatchingPolicy, PlusTagsAreIgnoredUnlessSomebodyChoseOtherwise) {
  EXPECT_TRUE(matching_policy_from("{}").ignore_plus_tags);
  EXPECT_FALSE(matching_policy_from(R"({"ignore-plus-tags":false})").ignore_plus_tags);
  EXPECT_EQ(kMatchingSection.checked("{}"), R"({"ignore-plus-tags":true})");
  EXPECT_THROW(matching_policy_from(R"({"plus-tags":true})"), base::Error);
  EXPECT_THROW(matching_policy_from(R"({"ignore-plus-tags":"yes"})"), base::Error);
}

}  // namespace
}  // namespace reeve::domain
