// When a sync is held, and that the guard is never switched off by accident.
#include "domain/guard.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

TEST(Guard, HoldsOnlyWhereBothShareAndNumberAreExceeded) {
  const GuardLimit ten{10, 10};
  EXPECT_FALSE(exceeds(ten, 1, 3)) << "a small tenant loses one of three";
  EXPECT_FALSE(exceeds(ten, 10, 10)) << "the number itself is still allowed";
  EXPECT_TRUE(exceeds(ten, 11, 20));
  EXPECT_FALSE(exceeds(ten, 11, 110)) << "the share itself is still allowed";
  EXPECT_TRUE(exceeds(ten, 12, 110));
  EXPECT_FALSE(exceeds(ten, 900, 10'000)) << "a large tenant's many are few";
  EXPECT_TRUE(exceeds(ten, 11, 0)) << "where there was nothing, everything is more";
  EXPECT_FALSE(exceeds(ten, 0, 0));
}

TEST(Guard, ZeroHoldsEverything) {
  EXPECT_TRUE(exceeds({0, 0}, 1, 1000));
  EXPECT_FALSE(exceeds({0, 0}, 0, 1000));
}

TEST(Guard, HasDefaultsForEverythingLeftOut) {
  EXPECT_EQ(kGuardSection.checked("{}"),
            R"({"enabled":true,"reason":"","create":{"share":25,"number":25},)"
            R"("change":{"share":25,"number":25},"leave":{"share":10,"number":10}})");
  const Guard guard = guard_from(R"({"leave":{"number":3}})");
  EXPECT_EQ(guard.limit(Act::leave).number, 3);
  EXPECT_EQ(guard.limit(Act::leave).share, 10);
  EXPECT_EQ(guard.limit(Act::create).number, 25);
}

std::string refusal(std::string_view json) {
  try {
    guard_from(json);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
    return error.message();
  }
  return {};
}

TEST(Guard, IsOffOnlyOnPurpose) {
  EXPECT_NE(refusal(R"({"enabled":false})").find("say why"), std::string::npos);
  EXPECT_NE(refusal(R"({"enabled":false,"reason":"  "})").find("say why"), std::string::npos);
  const Guard off = guard_from(R"({"enabled":false,"reason":"merger until June"})");
  EXPECT_FALSE(off.enabled);
  EXPECT_EQ(off.off_reason, "merger until June");
  EXPECT_EQ(guard_from(R"({"enabled":true,"reason":"old"})").off_reason, "");
}

TEST(Guard, RefusesWhatIsNoLimit) {
  EXPECT_NE(refusal(R"({"leave":{"share":101}})"), "");
  EXPECT_NE(refusal(R"({"leave":{"number":-1}})"), "");
  EXPECT_NE(refusal(R"({"leave":{"percent":5}})"), "");
  EXPECT_NE(refusal(R"({"leaves":{}})"), "");
  EXPECT_NE(refusal("[]"), "");
}

}  // namespace
}  // namespace reeve::domain
