// Secrets move, are compared in constant time, and random values are as random as asked.
#include "base/secret_bytes.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"
#include "base/sync.h"
#include "base/text.h"

namespace reeve::base {
namespace {

TEST(SecretBytes, MovesAndLeavesNothingBehind) {
  SecretBytes first("hush");
  SecretBytes second = std::move(first);
  EXPECT_EQ(second.text(), "hush");
  EXPECT_TRUE(first.empty());  // NOLINT: a moved-from secret is empty on purpose
  SecretBytes third;
  third = std::move(second);
  EXPECT_EQ(third.clone().text(), "hush");
}

TEST(SecretBytes, ComparesContentNotLengthAlone) {
  EXPECT_TRUE(equal_secret(as_bytes("same"), as_bytes("same")));
  EXPECT_FALSE(equal_secret(as_bytes("same"), as_bytes("sama")));
  EXPECT_FALSE(equal_secret(as_bytes("same"), as_bytes("samee")));
  EXPECT_TRUE(equal_secret({}, {}));
}

TEST(Random, ASeedRepeatsAndTheSystemDoesNot) {
  EXPECT_EQ(random_token(seeded_random(7), 32), random_token(seeded_random(7), 32));
  EXPECT_NE(random_token(seeded_random(7), 32), random_token(seeded_random(8), 32));
  const auto random = system_random();
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random_token(random, 16));
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Random, AUuidIsOfVersionFour) {
  const auto id = random_uuid(seeded_random(1));
  ASSERT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
}

TEST(Sync, GivesTheValueUnderItsLock) {
  Sync<int> count(3);
  EXPECT_EQ(count.with([](int& value) { return ++value; }), 4);
}

}  // namespace
}  // namespace reeve::base
