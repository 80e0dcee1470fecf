// The table of reason codes: each says what it means and what to do, and none that the sources use
// is missing.
#include "domain/reason_code.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "base/error.h"

namespace reeve::domain {
namespace {

TEST(ReasonCodes, EachHasASentenceAndARemedy) {
  std::set<std::string_view> seen;
  for (const ReasonCode& one : all_reason_codes()) {
    EXPECT_TRUE(seen.insert(one.code).second) << one.code << " stands twice";
    EXPECT_TRUE(one.sentence.ends_with('.')) << one.code;
    EXPECT_TRUE(one.remedy.ends_with('.')) << one.code;
    EXPECT_EQ(find_reason_code(one.code), &one);
  }
  EXPECT_EQ(find_reason_code("nonsense"), nullptr);
  EXPECT_FALSE(may_pass("nonsense"));
  EXPECT_TRUE(may_pass("unreachable"));
  EXPECT_FALSE(may_pass("not_allowed"));
}

TEST(ReasonCodes, EveryErrorOfOurOwnIsOne) {
  for (int code = 0; code <= static_cast<int>(base::ErrorCode::internal); ++code) {
    const auto name = base::to_string(static_cast<base::ErrorCode>(code));
    EXPECT_NE(find_reason_code(name), nullptr) << name;
  }
}

// Whatever the sources write as a code or a reason of the log.
std::set<std::string> codes_in(const std::string& text) {
  static const std::regex kPatterns[] = {
      std::regex(R"re(\.code = "([a-z_]+)")re"),
      std::regex(R"re(\bcode = "([a-z_]+)")re"),
      std::regex(R"re(Partial\{"([a-z_]+)")re"),
      std::regex(R"re(\{"(?:absent|not_asked)",\s*"([a-z_]+)")re"),
      std::regex(R"re(tell\(\s*"([a-z_]+)")re"),
      std::regex(R"re(skipped\(record, "([a-z_]+)")re"),
  };
  std::set<std::string> codes;
  for (const auto& pattern : kPatterns)
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
      codes.insert((*it)[1]);
  return codes;
}

TEST(ReasonCodes, NoneThatTheSourcesUseIsMissing) {
  // The compiler names this file from the build folder, in which bin/ with this program stands.
  const auto build = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  const auto sources = (build / __FILE__).parent_path().parent_path();
  if (!std::filesystem::exists(sources / "sync")) GTEST_SKIP() << "the sources are not here";
  std::size_t found = 0;
  for (const auto* layer : {"sync", "match", "microsoft"})
    for (const auto& entry : std::filesystem::directory_iterator(sources / layer)) {
      const std::string name = entry.path().filename();
      if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
      std::ifstream file(entry.path());
      const std::string text(std::istreambuf_iterator<char>(file), {});
      for (const auto& code : codes_in(text)) {
        ++found;
        EXPECT_NE(find_reason_code(code), nullptr)
            << code << " in " << name << " has no line in domain/reason_code.cpp";
      }
    }
  EXPECT_GT(found, 10U) << "the patterns find nothing any more";
}

}  // namespace
}  // namespace reeve::domain
