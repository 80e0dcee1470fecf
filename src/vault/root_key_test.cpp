// The root key file: made once, kept private, and missed loudly.
#include "vault/root_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <sstream>
#include <vector>

#include "base/error.h"

namespace reeve::vault {
namespace {

namespace fs = std::filesystem;

class RootKey : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "reeve-key-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    file = folder / "reeve.key";
  }
  void TearDown() override {
    fs::permissions(folder, fs::perms::owner_all);
    fs::remove_all(folder);
  }
  std::string content() const {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void write(std::string_view text) const {
    std::ofstream(file) << text;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  }
  std::string refusal(bool sealed_exists = false) const {
    try {
      load_root_key(file, sealed_exists, base::system_random());
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::unavailable);
      EXPECT_NE(error.message().find(file.string()), std::string::npos) << error.message();
      return error.message();
    }
    return "loaded";
  }

  fs::path folder, file;
};

TEST_F(RootKey, IsMadePrivateAndReadAgain) {
  const auto made = load_root_key(file, false, base::system_random());
  EXPECT_EQ(made.size(), kRootKeyBytes);
  struct stat info {};
  ASSERT_EQ(::stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
  const auto read = load_root_key(file, true, base::system_random());
  EXPECT_TRUE(base::equal_secret(made.bytes(), read.bytes()));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()),
            1);  // no draft left
}

TEST_F(RootKey, IsNeverMadeAnewWhileSealedValuesExist) {
  const auto message = refusal(true);
  EXPECT_NE(message.find("is missing"), std::string::npos);
  EXPECT_NE(message.find("--key-file"), std::string::npos);
  EXPECT_FALSE(fs::exists(file));
}

TEST_F(RootKey, OpenToOthersIsRefused) {
  load_root_key(file, false, base::system_random());
  for (const auto extra : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write,
                           fs::perms::others_exec}) {
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | extra);
    EXPECT_NE(refusal().find("chmod 600"), std::string::npos);
  }
  fs::permissions(file, fs::perms::owner_read);
  EXPECT_EQ(refusal(), "loaded");
}

TEST_F(RootKey, AnotherFileIsNoKey) {
  load_root_key(file, false, base::system_random());
  const auto good = content();
  for (const std::string& text :
       {std::string(), std::string("hello"), good.substr(0, 30), good + "x",
        std::string(5'000, 'a'), std::string("reeve-root-key-1 ") + std::string(44, '!')}) {
    write(text);
    EXPECT_NE(refusal().find("is not a root key"), std::string::npos) << text.substr(0, 40);
  }
  write(good);
  EXPECT_EQ(refusal(), "loaded");
}

TEST_F(RootKey, AFolderIsNoKey) {
  fs::create_directory(file);
  EXPECT_NE(refusal(), "loaded");
}

TEST_F(RootKey, AMissingFolderIsNamed) {
  file = folder / "none" / "reeve.key";
  EXPECT_NE(refusal().find("missing or read-only"), std::string::npos);
}

TEST_F(RootKey, StartingTogetherGivesOneKey) {
  std::vector<std::future<base::SecretBytes>> starts;
  for (int i = 0; i < 8; ++i) {
    starts.push_back(std::async(
        std::launch::async, [this] { return load_root_key(file, false, base::system_random()); }));
  }
  const auto first = starts[0].get();
  for (std::size_t i = 1; i < starts.size(); ++i)
    EXPECT_TRUE(base::equal_secret(first.bytes(), starts[i].get().bytes()));
}

TEST(DefaultKeyFile, StandsBesideTheDataFolder) {
  EXPECT_EQ(default_key_file("/var/lib/reeve/data"), fs::path("/var/lib/reeve/reeve.key"));
  EXPECT_EQ(default_key_file("/var/lib/reeve/data/"), fs::path("/var/lib/reeve/reeve.key"));
  EXPECT_EQ(default_key_file("reeve-data"), fs::current_path() / "reeve.key");
}

}  // namespace
}  // namespace reeve::vault
