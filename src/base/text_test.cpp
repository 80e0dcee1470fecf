// Text from outside: cleaned, folded and escaped as the headers promise.
#include "base/text.h"

#include <gtest/gtest.h>

namespace reeve::base {
namespace {

TEST(Text, CleanDropsZerosReplacesBadBytesAndComposes) {
  EXPECT_EQ(clean_text(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(clean_text("a\xFF"
                       "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(clean_text("e\xCC\x81"), "\xC3\xA9");
  EXPECT_EQ(clean_text(""), "");
}

TEST(Text, FoldMakesTwoSpellingsOne) {
  EXPECT_EQ(fold("  \xC3\x84rzte \t GmbH "), "arzte gmbh");
  EXPECT_EQ(fold("STRASSE"), fold("Stra\xC3\x9F"
                                  "e"));
  EXPECT_EQ(fold("M\xC3\xB8ller"), "moller");
  EXPECT_EQ(fold("\xE2\x80\xAE"
                 "evil"),
            "evil");
  EXPECT_EQ(fold(""), "");
}

TEST(Text, FoldIsStable) {
  for (const char* text : {"\xC5\x81\xC3\xB3"
                           "d\xC5\xBA",
                           "\xE4\xB8\xAD\xE6\x96\x87", "O'Brien & Sons", "\xF0\x9F\x98\x80 emoji"})
    EXPECT_EQ(fold(fold(text)), fold(text)) << text;
}

TEST(Text, Utf8IsToldFromWhatIsNot) {
  EXPECT_TRUE(is_utf8("\xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
}

TEST(Text, SplitsTrimsAndJoins) {
  EXPECT_EQ(trim(" \r\n a b \t"), "a b");
  EXPECT_EQ(trim(" \t"), "");
  const auto parts = split("a,,b", ',');
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[1], "");
  EXPECT_EQ(join(parts, "-"), "a--b");
  EXPECT_TRUE(starts_with_ignoring_case("SMTP:a@b", "smtp:"));
  EXPECT_FALSE(starts_with_ignoring_case("smt", "smtp:"));
}

TEST(Encoding, GoesThereAndBack) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (std::size_t size : {0UL, 1UL, 2UL, 3UL, 255UL, 256UL}) {
    const std::string text = all.substr(0, size);
    EXPECT_EQ(from_base64(base64(as_bytes(text))), text);
    EXPECT_EQ(from_base64url(base64url(as_bytes(text))), text);
    EXPECT_EQ(percent_decode(percent_encode(text)), text);
  }
  EXPECT_EQ(hex(as_bytes("\x01\xAB")), "01ab");
}

TEST(Encoding, RefusesWhatIsMalformed) {
  EXPECT_EQ(percent_decode("%4"), std::nullopt);
  EXPECT_EQ(percent_decode("%zz"), std::nullopt);
  EXPECT_EQ(percent_decode("a+b%20c"), "a b c");
  EXPECT_EQ(from_base64("!!!"), std::nullopt);
}

}  // namespace
}  // namespace reeve::base
