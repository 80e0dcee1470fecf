// One-time codes against the values that RFC 6238 prints in its appendix B (last six digits).
#include "totp.h"

#include <gtest/gtest.h>

namespace cloud {
namespace {

constexpr std::string_view kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";  // "1234567890" twice

TEST(Totp, GivesTheCodesOfTheStandard) {
  EXPECT_EQ(totp_code(kSecret, 59), "287082");
  EXPECT_EQ(totp_code(kSecret, 1'111'111'109), "081804");
  EXPECT_EQ(totp_code(kSecret, 1'234'567'890), "005924");
  EXPECT_EQ(totp_code(kSecret, 20'000'000'000), "353130");
}

TEST(Totp, FitsHalfAMinuteBeforeAndAfter) {
  EXPECT_TRUE(totp_fits(kSecret, 59 + 30, "287082"));
  EXPECT_TRUE(totp_fits(kSecret, 59 - 30, "287082"));
  EXPECT_FALSE(totp_fits(kSecret, 59 + 90, "287082"));
  EXPECT_FALSE(totp_fits(kSecret, 59, ""));
}

}  // namespace
}  // namespace cloud
