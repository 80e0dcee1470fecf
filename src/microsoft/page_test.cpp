// A page of a list comes apart into its objects, or not at all.
#include "microsoft/page.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace reeve::microsoft {
namespace {

std::optional<SplitPage> split(std::string& body) {
  static PageSplitter splitter;
  std::string why;
  auto page = splitter.split(body, why);
  EXPECT_EQ(page.has_value(), why.empty()) << why;
  return page;
}

// An object whose text holds the brackets that end one.
constexpr std::string_view kBracketsInText = R"({"id":"1","n":{"a":[1,2,"]}"]}})";

TEST(PageSplitter, KeepsEachObjectAsItStands) {
  std::string body = fmt::format(
      R"({{"@odata.context":"x","@odata.count":7,"@odata.nextLink":"https://a.b/?t=1",
    "value":[{}, {{"id":"2"}} ,{{}}],"@odata.deltaLink":"https://a.b/d"}})",
      kBracketsInText);
  const auto page = split(body);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->objects.size(), 3U);
  EXPECT_EQ(page->objects[0], kBracketsInText);
  EXPECT_EQ(base::trim(page->objects[1]), R"({"id":"2"})");
  EXPECT_EQ(page->next_link, "https://a.b/?t=1");
  EXPECT_EQ(page->delta_link, "https://a.b/d");
  EXPECT_EQ(page->about, 7);
}

TEST(PageSplitter, TakesEmptyPagesAndAnyOrder) {
  std::string body = R"({"value":[],"@odata.nextLink":"https://a.b/\u0026x"})";
  const auto page = split(body);
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->objects.empty());
  EXPECT_EQ(page->next_link, "https://a.b/&x");
}

TEST(PageSplitter, RefusesEveryCutPage) {
  const std::string whole =
      R"({"@odata.nextLink":"https://a.b/","value":[{"id":"1","a":[true,null]},{"id":"2","b":{"c":1.5}}]})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto body = whole.substr(0, size);
    EXPECT_FALSE(split(body)) << body;
  }
  auto body = whole;
  EXPECT_TRUE(split(body));
}

TEST(PageSplitter, RefusesWhatIsNoPage) {
  for (std::string body : {"", " ", "null", "[]", "{}", "<html></html>", R"({"value":{}})",
                           R"({"value":null})", R"({"value":[1]})", R"({"value":["a"]})",
                           R"({"value":[{"id":1}]} x)", R"({"value":[{"id":}]})",
                           R"({"value":[{"id":01}]})", R"({"value":[],"@odata.nextLink":5})"}) {
    EXPECT_FALSE(split(body)) << body;
  }
}

TEST(PageSplitter, RefusesDepthBombs) {
  std::string body =
      R"({"value":[{"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}]}";
  EXPECT_FALSE(split(body));
  body = R"({"value":[{"a":)" + std::string(50, '[') + std::string(50, ']') + "}]}";
  EXPECT_TRUE(split(body));
}

TEST(PageSplitter, MendsTextInsteadOfLosingTheList) {
  std::string body = "{\"value\":[{\"name\":\"M\xfcller\"}]}";
  auto page = split(body);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->objects.at(0), "{\"name\":\"M\xef\xbf\xbdller\"}");
  body = R"({"value":[{"a":"\ud83d\ude00","b":"x\ud83dy","c":"\ude00","d":"\\ud83d"}]})";
  page = split(body);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->objects.at(0),
            R"({"a":"\ud83d\ude00","b":"x\ufffdy","c":"\ufffd","d":"\\ud83d"})");
  EXPECT_TRUE(base::try_parse_json(page->objects.at(0)));
}

}  // namespace
}  // namespace reeve::microsoft
