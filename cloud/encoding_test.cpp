// Escapes, forms and base64, with the inputs that break careless ones.
#include "encoding.h"

#include <gtest/gtest.h>

namespace cloud {
namespace {

TEST(Encoding, PercentDecodesWhatIsEscapedAndLeavesTheRest) {
  EXPECT_EQ(percent_decode("a%40b%2", false), "a@b%2");
  EXPECT_EQ(percent_decode("%zz+", false), "%zz+");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode(percent_encode("ü & 'x'/?#"), true), "ü & 'x'/?#");
}

TEST(Encoding, FormKeepsOrderAndEmptyValues) {
  const Form form = parse_form("a=1&b=&a=2&c&&d=x%3Dy");
  EXPECT_EQ(form.value("a"), "1");
  EXPECT_EQ(form.get("b"), "");
  EXPECT_EQ(form.get("c"), "");
  EXPECT_EQ(form.value("d"), "x=y");
  EXPECT_EQ(form.get("e"), std::nullopt);
  EXPECT_EQ(form.fields().size(), 5U);
}

TEST(Encoding, Base64UrlGoesBothWaysForEveryLength) {
  for (std::size_t size = 0; size < 20; ++size) {
    std::string bytes;
    for (std::size_t at = 0; at < size; ++at) bytes += static_cast<char>(at * 37 + 200);
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
    EXPECT_EQ(base64url_decode(base64_encode(bytes)), bytes);
  }
  EXPECT_EQ(base64url_decode("a b"), std::nullopt);
  EXPECT_EQ(base64_encode("M"), "TQ==");
}

TEST(Encoding, HtmlHasNoWayOut) {
  EXPECT_EQ(html_escape("<a href='\"'>&"), "&lt;a href=&#39;&quot;&#39;&gt;&amp;");
}

TEST(Encoding, SplitLeavesOutWhatIsEmpty) {
  EXPECT_EQ(split("/a//b/", '/'), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(split("", '/').empty());
}

TEST(Encoding, LetterCaseIsAsciiOnly) {
  EXPECT_TRUE(same_text("Host", "hOST"));
  EXPECT_FALSE(same_text("Host", "Hos"));
  EXPECT_EQ(lower("ÄB"), "Äb");
}

}  // namespace
}  // namespace cloud
