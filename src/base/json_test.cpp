// JSON read as a tree with bounds, and CSV both ways.
#include "base/json.h"

#include <gtest/gtest.h>

#include "base/csv.h"
#include "base/error.h"
#include "base/hash.h"

namespace reeve::base {
namespace {

TEST(Json, ReadsMembersWithoutThrowing) {
  const auto value = parse_json(R"({"a":"x","n":3,"s":"42","b":true,"o":{}})", "the test");
  EXPECT_EQ(text_member(value, "a"), "x");
  EXPECT_EQ(text_member(value, "missing", "none"), "none");
  EXPECT_EQ(optional_integer(value, "n"), 3);
  EXPECT_EQ(optional_integer(value, "s"), 42);
  EXPECT_EQ(optional_integer(value, "a"), std::nullopt);
  EXPECT_TRUE(bool_member(value, "b"));
  EXPECT_TRUE(member(member(value, "o"), "deeper").is_null());
}

TEST(Json, SaysWhatIsNotJson) {
  try {
    parse_json("<html>", "The answer of Microsoft Graph");
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_request);
    EXPECT_EQ(error.message(), "The answer of Microsoft Graph is not JSON that can be read.");
  }
}

TEST(Json, ADepthBombIsAnErrorAndNoCrash) {
  EXPECT_FALSE(try_parse_json(std::string(100'000, '[')));
  EXPECT_FALSE(
      try_parse_json(std::string(kJsonMaxDepth + 2, '[') + std::string(kJsonMaxDepth + 2, ']')));
  EXPECT_TRUE(
      try_parse_json(std::string(kJsonMaxDepth / 2, '[') + std::string(kJsonMaxDepth / 2, ']')));
}

TEST(Csv, GoesThereAndBack) {
  const std::vector<std::string> row{"plain", "a,b", "say \"hi\"", "two\nlines", ""};
  std::string text;
  append_csv_row(text, row);
  const auto rows = parse_csv(text);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0], row);
}

TEST(Csv, AHostileNameIsNoFormula) {
  std::string text;
  append_csv_row(text, std::vector<std::string>{"=cmd|' /C calc'!A0"});
  EXPECT_EQ(text, "\"'=cmd|' /C calc'!A0\"\r\n");
}

TEST(Csv, ReadsAByteOrderMarkAndRefusesAnOpenQuote) {
  EXPECT_EQ(parse_csv("\xEF\xBB\xBFName,Size\nA,1\n")[0][0], "Name");
  EXPECT_THROW(parse_csv("a,\"b"), Error);
}

TEST(Hash, IsTheSameOnEveryMachine) {
  EXPECT_EQ(content_hash(""), "99aa06d3014798d86001c324468d497f");  // XXH3-128 of nothing, seed 0
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace reeve::base
