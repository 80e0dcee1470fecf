// Settings: file, then variables, then flags; unknown and broken ones are told in a sentence.
#include "app/settings.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace reeve::app {
namespace {

using Environment = std::map<std::string, std::string>;

class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(testing::TempDir()) / ("settings-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& text) {
    const auto file = folder_ / "reeve.toml";
    std::ofstream(file) << text;
    return file;
  }
  Settings load(const std::optional<std::filesystem::path>& file,
                const std::map<std::string, std::string>& flags = {},
                const Environment& environment = {}) {
    return Settings::load(file, flags, [&](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    });
  }
  std::string refusal(const std::function<void()>& act) {
    try {
      act();
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::usage);
      return error.message();
    }
    return "nothing was refused";
  }

  std::filesystem::path folder_;
};

TEST_F(SettingsTest, TheLaterSourceWinsAndIsNamed) {
  const auto file = write("listen = \"127.0.0.1:1\"\nworkers = 2\nlog_level = \"warning\"\n");
  const auto settings = load(file, {{"listen", "127.0.0.1:3"}},
                             {{"REEVE_LISTEN", "127.0.0.1:2"}, {"REEVE_WORKERS", "9"}});
  EXPECT_EQ(settings.get("listen"), "127.0.0.1:3");
  EXPECT_EQ(settings.all().find("listen")->second.from, "--listen");
  EXPECT_EQ(settings.number("workers", 1, 64), 9);
  EXPECT_EQ(settings.all().find("workers")->second.from, "REEVE_WORKERS");
  EXPECT_EQ(settings.all().find("log_level")->second.from, file.string());
  EXPECT_TRUE(settings.is_default("microsoft"));
}

TEST_F(SettingsTest, PathsInTheFileAreTakenFromItsFolder) {
  const auto settings = load(write("data = \"kept\"\ndatabase = \"sqlite:kept/a.sqlite\"\n"));
  EXPECT_EQ(settings.data(), folder_ / "kept");
  EXPECT_EQ(settings.database(), "sqlite:" + (folder_ / "kept/a.sqlite").string());
}

TEST_F(SettingsTest, TheKeyIsBesideTheDataFolderNeverInIt) {
  const auto settings = load(write("data = \"kept\"\n"));
  EXPECT_EQ(settings.key_file(), folder_ / "reeve.key");
  EXPECT_EQ(load(write("data = \"kept/\"\n")).key_file(), folder_ / "reeve.key");
}

TEST_F(SettingsTest, ThePublicUrlFollowsThePort) {
  EXPECT_EQ(load(write(""), {{"listen", "127.0.0.1:9999"}}).get("public_url"),
            "http://localhost:9999");
  EXPECT_EQ(load(write(""), {{"public_url", "https://docs.example"}}).get("public_url"),
            "https://docs.example");
}

TEST_F(SettingsTest, RefusesWhatItCannotUnderstand) {
  EXPECT_NE(refusal([&] { load(write("lisen = \"x\"\n")); }).find("unknown setting \"lisen\""),
            std::string::npos);
  EXPECT_NE(refusal([&] { load(write("listen = \n")); }).find("cannot be read"), std::string::npos);
  EXPECT_NE(refusal([&] { load(folder_ / "missing.toml"); }).find("cannot be read"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              load(write("workers = \"many\"\n")).number("workers", 1, 64);
            }).find("a number from 1 to 64"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              load(write(""), {{"tls_cert", "c.pem"}});
            }).find("--tls CERT KEY"),
            std::string::npos);
}

TEST_F(SettingsTest, AddressesToListenOn) {
  EXPECT_TRUE(parse_listen("127.0.0.1:0").loopback());
  EXPECT_TRUE(parse_listen("[::1]:8080").loopback());
  EXPECT_EQ(parse_listen("[::1]:8080").host, "::1");
  EXPECT_FALSE(parse_listen("0.0.0.0:80").loopback());
  for (const char* text :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:12x", ":80"})
    EXPECT_THROW(parse_listen(text), base::Error) << text;
}

TEST_F(SettingsTest, ListsAreTrimmed) {
  const auto settings = load(write("trusted_proxies = [\"10.0.0.1\", \" 10.0.0.2 \"]\n"));
  EXPECT_EQ(settings.list("trusted_proxies"), (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
}

TEST_F(SettingsTest, ATableIsAPrefix) {
  const auto file = write(
      "time_zone = \"Europe/Berlin\"\n[smtp]\nurl = \"smtp://mail.example.com:587\"\n"
      "password_file = \"mail.password\"\n");
  const auto settings = load(file, {}, {{"REEVE_SMTP_USER", "reeve"}});
  EXPECT_EQ(settings.get("smtp_url"), "smtp://mail.example.com:587");
  EXPECT_EQ(settings.get("smtp_user"), "reeve");
  EXPECT_EQ(settings.get("smtp_password_file"), (folder_ / "mail.password").string());
  EXPECT_EQ(settings.get("webhook_private_addresses"), "no");
  EXPECT_NE(refusal([&] { load(write("[smtp]\nport = 25\n")); }).find("smtp_port"),
            std::string::npos);
}

}  // namespace
}  // namespace reeve::app
