// What survives a restart, a kill in the middle of a line, and another world's file.
#include "state.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace cloud {
namespace {

class StateFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "reeve-state-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    file_ = folder_ + "/state";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string read(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string refusal(const std::string& world) {
    try {
      const State state(file_, world, 100);
    } catch (const std::runtime_error& problem) {
      return problem.what();
    }
    return "";
  }

  std::string folder_, file_;
};

Code some_code() {
  Code code;
  code.client_id = "client";
  code.scope = "openid";
  code.expires = 700;
  return code;
}

TEST_F(StateFile, KeepsEverythingWithoutACleanStop) {
  std::string thumbprint;
  {
    State state(file_, "w", 100);
    thumbprint = state.key().thumbprint();
    state.put_code("one", some_code());
    state.put_code("two", some_code());
    EXPECT_TRUE(state.use_code("two"));
    EXPECT_FALSE(state.use_code("two"));
    EXPECT_FALSE(state.use_code("three"));
    state.put_consent("t", "c", {true, {"User.Read.All"}, {"openid"}});
    state.revoke_before("user", 55);
    state.note_use("token", 100, 100 + 3 * 86400);
    state.set_clock_offset(3600);
    state.add_setting("redirect", "https://x");
    state.add_edit({{"op", "remove"}});
  }  // no compact(): as after kill -9
  const State state(file_, "w", 200);
  EXPECT_EQ(state.key().thumbprint(), thumbprint);
  EXPECT_EQ(state.born(), 100);
  EXPECT_FALSE(state.code("one")->used);
  EXPECT_TRUE(state.code("two")->used);
  EXPECT_EQ(state.code("one")->scope, "openid");
  EXPECT_EQ(state.consent("t", "c")->roles, std::set<std::string>{"User.Read.All"});
  EXPECT_FALSE(state.consent("t", "d"));
  EXPECT_EQ(state.valid_from("user"), 55);
  EXPECT_EQ(state.last_use("token", 100), 100 + 3 * 86400);
  EXPECT_EQ(state.clock_offset(), 3600);
  EXPECT_EQ(state.settings("redirect"), std::vector<std::string>{"https://x"});
  EXPECT_EQ(state.edits().size(), 1U);
}

TEST_F(StateFile, DropsAHalfWrittenLastLine) {
  {
    State state(file_, "w", 100);
    state.add_setting("redirect", "https://whole");
  }
  std::ofstream(file_, std::ios::app) << R"({"setting":"redirect","val)";
  {
    State state(file_, "w", 100);
    EXPECT_EQ(state.settings("redirect").size(), 1U);
    state.add_setting("redirect", "https://next");
  }
  EXPECT_EQ(State(file_, "w", 100).settings("redirect").size(), 2U);
}

TEST_F(StateFile, ForgetsOldCodesWhenRewritten) {
  {
    State state(file_, "w", 100);
    state.put_code("old", some_code());
  }
  { const State later(file_, "w", 1'000'000); }
  EXPECT_FALSE(State(file_, "w", 1'000'000).code("old"));
}

TEST_F(StateFile, IsReadableByItsOwnerOnly) {
  const State state(file_, "w", 100);
  struct stat facts {};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(StateFile, RefusesAnotherWorldAndDamageWithTheRemedy) {
  { const State state(file_, "w", 100); }
  EXPECT_NE(refusal("other").find("--seed"), std::string::npos);
  std::ofstream(file_) << "{\"world\":\"w\",\"born\":1}\nnonsense\n";
  EXPECT_NE(refusal("w").find("damaged"), std::string::npos);
  EXPECT_EQ(read(file_), "{\"world\":\"w\",\"born\":1}\nnonsense\n") << "and leaves it as it was";
}

TEST_F(StateFile, RefusesAFolderThatIsNotThere) {
  file_ = folder_ + "/nowhere/state";
  EXPECT_NE(refusal("w").find("--state FILE"), std::string::npos);
}

TEST_F(StateFile, BelongsToOneRunningCloud) {
  {
    const State first(file_, "w", 100);
    EXPECT_NE(refusal("w").find("still runs"), std::string::npos);
  }
  EXPECT_EQ(refusal("w"), "");
}

TEST_F(StateFile, WithoutAFileItKeepsNothing) {
  State state("", "w", 100);
  state.put_code("one", some_code());
  EXPECT_TRUE(state.code("one"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

}  // namespace
}  // namespace cloud
