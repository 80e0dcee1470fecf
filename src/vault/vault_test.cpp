// What is sealed opens at its place, whole, with its key; and never otherwise.
#include "vault/vault.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "base/text.h"
#include "vault/test_database.h"

namespace reeve::vault {
namespace {

using base::SecretBytes;

const base::Time kNow = base::from_ms(1'795'412'486'000);
constexpr Place kPlace{"passwords", "7", "password"};

SecretBytes root_key(std::byte fill = std::byte{7}) {
  SecretBytes key(32);
  std::ranges::fill(key.bytes(), fill);
  return key;
}

class VaultTest : public ::testing::Test {
 protected:
  std::unique_ptr<Vault> open(SecretBytes key = root_key()) {
    return database->write(db::Lane::people, [&](db::Connection& c) {
      return Vault::open(c, std::move(key), base::system_random(), kNow);
    });
  }
  bool opens(const Place& place, std::string_view sealed) {
    try {
      vault->unseal(place, sealed);
      return true;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::unavailable);
      return false;
    }
  }

  TestDatabase database;
  std::unique_ptr<Vault> vault = open();
};

TEST_F(VaultTest, OpensWhatItSealed) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 300; ++i) {
    std::string text(random() % 300, '\0');
    for (auto& c : text) c = static_cast<char>(random());
    const auto row = std::to_string(random());
    const Place place{"t", row, "f"};
    const auto sealed = vault->seal(place, SecretBytes(std::string_view(text)));
    EXPECT_EQ(vault->unseal(place, sealed).text(), text);
    if (text.size() > 8) {
      EXPECT_EQ(base::from_base64(sealed)->find(text), std::string::npos);
    }
  }
}

TEST_F(VaultTest, TheSameSecretIsSealedDifferentlyEachTime) {
  const SecretBytes secret(std::string_view("correct horse"));
  EXPECT_NE(vault->seal(kPlace, secret), vault->seal(kPlace, secret));
}

TEST_F(VaultTest, EveryChangedBitIsNoticed) {
  const auto sealed = vault->seal(kPlace, SecretBytes(std::string_view("correct horse")));
  const auto bytes = *base::from_base64(sealed);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto bad = bytes;
      bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ (1U << bit));
      EXPECT_FALSE(opens(kPlace, base::base64(base::as_bytes(bad)))) << at << "." << bit;
    }
  }
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(opens(kPlace, base::base64(base::as_bytes(bytes.substr(0, size)))));
  EXPECT_FALSE(opens(kPlace, base::base64(base::as_bytes(bytes + "x"))));
  EXPECT_FALSE(opens(kPlace, ""));
  EXPECT_FALSE(opens(kPlace, "not base64!"));
  EXPECT_FALSE(opens(kPlace, sealed + "\n"));
}

TEST_F(VaultTest, AnotherPlaceDoesNotOpen) {
  const auto sealed = vault->seal(kPlace, SecretBytes(std::string_view("x")));
  EXPECT_TRUE(opens(kPlace, sealed));
  EXPECT_FALSE(opens({"passwords", "8", "password"}, sealed));
  EXPECT_FALSE(opens({"passwords", "7", "notes"}, sealed));
  EXPECT_FALSE(opens({"secrets", "7", "password"}, sealed));
  // The parts cannot be shifted into each other.
  EXPECT_FALSE(opens({"passwords7", "", "password"}, sealed));
  EXPECT_FALSE(opens({"password", "s7", "password"}, sealed));
}

TEST_F(VaultTest, AnotherInstallationDoesNotOpen) {
  TestDatabase other;
  const auto theirs = other->write(db::Lane::people, [](db::Connection& c) {
    return Vault::open(c, root_key(), base::system_random(), kNow);
  });
  EXPECT_FALSE(opens(kPlace, theirs->seal(kPlace, SecretBytes(std::string_view("x")))));
}

TEST_F(VaultTest, AWrongRootKeyIsToldAtStart) {
  try {
    open(root_key(std::byte{8}));
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::unavailable);
    EXPECT_NE(error.message().find("not the one this database was sealed with"), std::string::npos);
    EXPECT_NE(error.message().find("--key-file"), std::string::npos);
  }
}

TEST_F(VaultTest, KeepsSecretsOverARestart) {
  database->write(db::Lane::people, [&](db::Connection& c) {
    vault->put(c, kConnection, 5, kClientSecret, SecretBytes(std::string_view("s3cret")), kNow);
  });
  const auto again = open();
  database->read([&](db::Connection& c) {
    EXPECT_TRUE(again->has(c, kConnection, 5, kClientSecret));
    EXPECT_FALSE(again->has(c, kConnection, 5, kRefreshToken));
    EXPECT_EQ(again->get(c, kConnection, 5, kClientSecret).text(), "s3cret");
    EXPECT_THROW(again->get(c, kConnection, 6, kClientSecret), base::Error);
    const auto stored = store::get_secret(c, kConnection, 5, kClientSecret).value();
    EXPECT_EQ(base::from_base64(stored)->find("s3cret"), std::string::npos);
    EXPECT_EQ(store::vault_keys(c).size(), 1U);
  });
}

TEST_F(VaultTest, ARowMovedToAnotherOwnerDoesNotOpen) {
  database->write(db::Lane::people, [&](db::Connection& c) {
    vault->put(c, kConnection, 5, kClientSecret, SecretBytes(std::string_view("s3cret")), kNow);
    store::put_secret(c, kConnection, 6, kClientSecret,
                      store::get_secret(c, kConnection, 5, kClientSecret).value(), kNow);
    EXPECT_THROW(vault->get(c, kConnection, 6, kClientSecret), base::Error);
  });
}

// Invariant 7.
TEST_F(VaultTest, RevealingWritesAnAuditRow) {
  database->write(db::Lane::people, [&](db::Connection& c) {
    vault->put(c, kConnection, 5, kClientSecret, SecretBytes(std::string_view("s3cret")), kNow);
    store::AuditEntry who;
    who.at = kNow;
    who.actor = "ann@msp.example";
    EXPECT_EQ(vault->reveal(c, kConnection, 5, kClientSecret, who).text(), "s3cret");
    const auto audit = store::list_audit(c, 10);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "reveal");
    EXPECT_EQ(audit[0].subject, 5);
    EXPECT_EQ(audit[0].actor, "ann@msp.example");
    EXPECT_EQ(audit[0].detail.find("s3cret"), std::string::npos);
  });
}

TEST_F(VaultTest, TooLargeIsRefused) {
  EXPECT_THROW(vault->seal(kPlace, SecretBytes(kMaxSecretBytes + 1)), base::Error);
  EXPECT_TRUE(opens(kPlace, vault->seal(kPlace, SecretBytes(kMaxSecretBytes))));
  EXPECT_TRUE(opens(kPlace, vault->seal(kPlace, SecretBytes{})));
}

}  // namespace
}  // namespace reeve::vault
