// What a section of settings takes, and how it says what is wrong.
#include "domain/section_reader.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "base/error.h"
#include "domain/sync_section.h"

namespace reeve::domain {
namespace {

constexpr std::string_view kColors[] = {"red", "green"};

std::string refused(std::string_view text, const std::function<void(SectionReader&)>& read) {
  const auto value = base::parse_json(text, "The test");
  try {
    SectionReader reader("Colors", value);
    read(reader);
    reader.finish();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::invalid);
    return error.message();
  }
  return "taken";
}

TEST(SectionReader, GivesDefaultsForWhatIsAbsentOrNull) {
  const auto value = base::parse_json(R"({"a":null})", "The test");
  SectionReader reader("Colors", value);
  EXPECT_TRUE(reader.boolean("a", true));
  EXPECT_EQ(reader.integer("b", 7, 0, 9), 7);
  EXPECT_EQ(reader.choice("c", "green", kColors), "green");
  EXPECT_TRUE(reader.texts("d").empty());
  EXPECT_EQ(reader.object("e").text("f", "x"), "x");
  EXPECT_TRUE(reader.objects("g").empty());
  EXPECT_NO_THROW(reader.finish());
}

TEST(SectionReader, ReadsWhatIsThere) {
  const auto value = base::parse_json(
      R"({"a":false,"b":3,"c":"red","d":[" x ","y","x",""],"e":{"f":"z"},"g":[{"h":1},{"h":2}]})",
      "The test");
  SectionReader reader("Colors", value);
  EXPECT_FALSE(reader.boolean("a", true));
  EXPECT_EQ(reader.integer("b", 7, 0, 9), 3);
  EXPECT_EQ(reader.choice("c", "green", kColors), "red");
  EXPECT_EQ(reader.texts("d"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(reader.object("e").text("f", "x"), "z");
  auto list = reader.objects("g");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].integer("h", 0, 0, 9), 2);
}

TEST(SectionReader, SaysWhatIsWrongAndWhere) {
  const auto number = [](SectionReader& r) { r.integer("b", 1, 0, 9); };
  EXPECT_EQ(refused(R"({"b":10})", number), "Colors, b: give a whole number from 0 to 9.");
  EXPECT_EQ(refused(R"({"b":1.5})", number), "Colors, b: give a whole number from 0 to 9.");
  EXPECT_EQ(refused(R"({"b":1,"c":1})", number), "Colors, c: there is no such setting.");
  EXPECT_EQ(refused("[]", number), "Colors: send an object with the settings of this part.");
  EXPECT_EQ(refused(R"({"a":"yes"})", [](SectionReader& r) { r.boolean("a", true); }),
            "Colors, a: say true or false.");
  EXPECT_EQ(refused(R"({"a":"blue"})", [](SectionReader& r) { r.choice("a", "red", kColors); }),
            "Colors, a: choose one of red, green.");
  EXPECT_EQ(refused(R"({"a":{"b":1}})", [](SectionReader& r) { r.object("a").finish(); }),
            "Colors, a, b: there is no such setting.");
  EXPECT_EQ(refused(R"({"a":[1]})", [](SectionReader& r) { r.texts("a"); }),
            "Colors, a: each entry is a text of at most 255 bytes.");
  EXPECT_EQ(refused(fmt::format(R"({{"a":"{}"}})", std::string(256, 'x')),
                    [](SectionReader& r) { r.text("a", ""); }),
            "Colors, a: the text is longer than 255 bytes.");
}

TEST(SyncSections, SayTheirDefaultsWholeAndTakeThemBackUnchanged) {
  ASSERT_EQ(all_sync_sections().size(), 7u);
  for (const SyncSection* section : all_sync_sections()) {
    const std::string whole = section->checked("{}");
    EXPECT_EQ(section->checked(whole), whole) << section->name;
    EXPECT_EQ(find_sync_section(section->name), section);
    EXPECT_THROW(section->checked(R"({"no-such-setting":1})"), base::Error) << section->name;
    EXPECT_THROW(section->checked("[]"), base::Error) << section->name;
  }
  EXPECT_EQ(find_sync_section("other"), nullptr);
}

}  // namespace
}  // namespace reeve::domain
