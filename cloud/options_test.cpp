// The command line: what is read, and what is refused with a sentence.
#include "options.h"

#include <gtest/gtest.h>

#include <vector>

namespace cloud {
namespace {

ReadOptions read(std::vector<const char*> words) {
  words.insert(words.begin(), "reeve-cloud");
  return read_options(static_cast<int>(words.size()), words.data());
}

std::string complaint_of(std::vector<const char*> words) {
  testing::internal::CaptureStderr();
  const ReadOptions options = read(std::move(words));
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(options.leave, 2) << said;
  return said;
}

TEST(Options, ReadsTheLineOfTheDesign) {
  const ReadOptions got = read({"--listen", "127.0.0.1:9443", "--tenants", "25", "--users", "80",
                                "--seed", "7", "--latency", "40ms", "--http", "--state", "s"});
  ASSERT_FALSE(got.leave);
  EXPECT_EQ(got.options.port, 9443);
  EXPECT_EQ(got.options.world.tenants, 25);
  EXPECT_EQ(got.options.world.most_users, 80);
  EXPECT_EQ(got.options.latency.count(), 40);
  EXPECT_EQ(got.options.state, "s");
  EXPECT_TRUE(got.options.limits);
  EXPECT_FALSE(read({"--http", "--no-limits"}).options.limits);
}

TEST(Options, NeedsAChoiceBetweenTlsAndHttp) {
  EXPECT_NE(complaint_of({}).find("--http"), std::string::npos);
  EXPECT_NE(complaint_of({"--http", "--tls", "a", "b"}).find("not both"), std::string::npos);
  EXPECT_FALSE(read({"--print-world"}).leave);
}

TEST(Options, UsersAreANumberOrARange) {
  WorldOptions world;
  EXPECT_TRUE(parse_users("5-400", world));
  EXPECT_EQ(world.fewest_users, 5);
  EXPECT_EQ(world.most_users, 400);
  for (const char* text : {"", "x", "5-", "-5", "9-5", "5-x", "1000000"})
    EXPECT_FALSE(parse_users(text, world)) << text;
}

TEST(Options, LatencyHasAUnit) {
  EXPECT_EQ(parse_latency("2s")->count(), 2000);
  EXPECT_EQ(parse_latency("15")->count(), 15);
  for (const char* text : {"", "ms", "1h", "-1", "61s"}) EXPECT_FALSE(parse_latency(text)) << text;
}

TEST(Options, AddressesWithAndWithoutBrackets) {
  Options options;
  EXPECT_TRUE(parse_listen("[::1]:0", options));
  EXPECT_EQ(options.host, "::1");
  EXPECT_TRUE(parse_listen(":80", options));
  EXPECT_EQ(options.host, "127.0.0.1");
  for (const char* text : {"", "9443", "a:", "a:x", "a:70000"})
    EXPECT_FALSE(parse_listen(text, options)) << text;
}

TEST(Options, MistakesGiveOneSentence) {
  EXPECT_NE(complaint_of({"--http", "--users", "many"}).find("--users 80"), std::string::npos);
  EXPECT_NE(complaint_of({"--http", "--latency", "soon"}).find("40ms"), std::string::npos);
  EXPECT_NE(complaint_of({"--http", "--listen", "here"}).find("--listen"), std::string::npos);
  EXPECT_NE(complaint_of({"--what"}).find("--help"), std::string::npos);
  EXPECT_NE(complaint_of({"--http", "--tenants", "20000", "--users", "100000"}).find("accounts"),
            std::string::npos);
}

}  // namespace
}  // namespace cloud
