// Which of several secrets is in use, and what happens where Microsoft does not say.
#include "connect/credential_expiry.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "connect/credentials.h"
#include "connect/tiny_microsoft.h"
#include "microsoft/certificate.h"

namespace reeve::connect {
namespace {

constexpr std::string_view kEntered = "2027-01-31";

std::string password(std::string_view hint, std::string_view end) {
  return fmt::format(R"({{"hint":{},"endDateTime":"{}","keyId":"k"}})",
                     hint.empty() ? "null" : fmt::format("\"{}\"", hint), end);
}

class CredentialExpiry : public ::testing::Test {
 protected:
  CredentialExpiry() {
    world.connect();
    world.microsoft.scopes = "User.Read.All Application.Read.All";
    enter_date(std::string(kEntered));
    world.transport.answer_with([this](const http::Request& request) {
      if (request.url.find("/applications(") == std::string::npos)
        return world.microsoft.answer(request);
      asked = request.url;
      return registration;
    });
  }
  void enter_date(std::optional<std::string> date) {
    auto row = world.row();
    row.expires_source = date ? std::optional<std::string>("person") : std::nullopt;
    row.secret_expires_on = std::move(date);
    world.database->write(db::Lane::people,
                          [&](db::Connection& c) { store::update_connection(c, row, kTestNow); });
  }
  void registered(const std::string& passwords, const std::string& keys = "") {
    registration = http::json_answer(
        200,
        fmt::format(R"({{"passwordCredentials":[{}],"keyCredentials":[{}]}})", passwords, keys));
  }
  void read() { refresh_expiry(world.services, tokens, world.connection, {}); }
  void expect(std::optional<std::string> date, std::optional<std::string> source) {
    EXPECT_EQ(world.row().secret_expires_on, date);
    EXPECT_EQ(world.row().expires_source, source);
  }
  void expect_as_entered() { expect(std::string(kEntered), "person"); }

  World world;  // its secret is "s3cret"
  TokenSource tokens{world.services};
  http::Response registration;
  std::string asked;
};

TEST_F(CredentialExpiry, TheHintTellsWhichSecretIsInUse) {
  registered(password("abc", "2028-03-01T00:00:00Z") + "," +
             password("s3c", "2027-11-23T05:41:26.5Z"));
  read();
  expect("2027-11-23", "microsoft");
  EXPECT_NE(asked.find("/v1.0/applications(appId='" + kApplication + "')?$select="),
            std::string::npos)
      << asked;
}

TEST_F(CredentialExpiry, UnknownBecomesKnown) {
  enter_date(std::nullopt);
  registered(password("s3c", "2027-11-23T00:00:00Z"));
  read();
  expect("2027-11-23", "microsoft");
}

TEST_F(CredentialExpiry, TwoThatBeginAlikeSayNothing) {
  registered(password("s3c", "2027-11-23T00:00:00Z") + "," +
             password("s3c", "2028-11-23T00:00:00Z"));
  read();
  expect_as_entered();
}

TEST_F(CredentialExpiry, OneThatEndedIsNotTheOneInUse) {
  registered(password("s3c", "2025-11-23T00:00:00Z") + "," +
             password("s3c", "2027-11-23T00:00:00Z"));
  read();
  expect("2027-11-23", "microsoft");
}

TEST_F(CredentialExpiry, TheOnlyOneNeedsNoHint) {
  registered(password("", "2027-11-23T00:00:00Z"));
  read();
  expect("2027-11-23", "microsoft");
}

TEST_F(CredentialExpiry, AnotherSecretThanOursSaysNothing) {
  registered(password("abc", "2027-11-23T00:00:00Z"));
  read();
  expect_as_entered();
  registered(password("", "2027-11-23T00:00:00Z") + "," + password("abc", "2027-12-23T00:00:00Z"));
  read();
  expect_as_entered();
}

TEST_F(CredentialExpiry, ACertificateIsKnownByItsThumbprint) {
  auto row = world.row();
  const auto made =
      microsoft::make_certificate("Reeve", kTestNow, kTestNow + std::chrono::days{99});
  row.certificate = made.certificate;
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::update_connection(c, row, kTestNow);
    world.vault->put(c, vault::kConnection, world.connection, vault::kPrivateKey, made.private_key,
                     kTestNow);
  });
  const auto facts = microsoft::certificate_facts(made.certificate);
  registered(
      password("s3c", "2028-01-01T00:00:00Z"),
      fmt::format(R"({{"customKeyIdentifier":"b3RoZXI=","endDateTime":"2029-01-01T00:00:00Z"}},
                 {{"customKeyIdentifier":"{}","endDateTime":"{}"}})",
                  facts.thumbprint_base64, base::to_rfc3339(facts.expires_at)));
  read();
  expect(base::to_rfc3339(facts.expires_at).substr(0, 10), "microsoft");
}

TEST_F(CredentialExpiry, NothingIsAskedWithoutThePermission) {
  registered(password("s3c", "2027-11-23T00:00:00Z"));
  world.microsoft.scopes = "User.Read.All Organization.Read.All";
  read();
  expect_as_entered();
  EXPECT_EQ(asked, "");
}

TEST_F(CredentialExpiry, TheApplicationMayReadItselfInASingleTenant) {
  auto row = world.row();
  row.kind = "direct";
  world.database->write(db::Lane::people, [&](db::Connection& c) {
    store::update_connection(c, row, kTestNow);
    store::delete_secret(c, vault::kConnection, world.connection, vault::kRefreshToken);
  });
  world.microsoft.roles = R"(["User.Read.All","Application.Read.All"])";
  registered(password("s3c", "2027-11-23T00:00:00Z"));
  read();
  expect("2027-11-23", "microsoft");
}

TEST_F(CredentialExpiry, ARefusalChangesNothing) {
  registration = http::json_answer(403, R"({"error":{"code":"Authorization_RequestDenied"}})");
  read();
  expect_as_entered();
  EXPECT_EQ(world.row().state, "connected");
  registration = http::json_answer(404, R"({"error":{"code":"Request_ResourceNotFound"}})");
  read();
  expect_as_entered();
  registration = http::json_answer(200, "[]");
  read();
  expect_as_entered();
}

TEST_F(CredentialExpiry, NoTokenChangesNothing) {
  world.microsoft.refuse[{kPartner, "refresh_token"}] =
      http::json_answer(503, aadsts("temporarily_unavailable", 90033));
  read();
  expect_as_entered();
  EXPECT_EQ(world.row().state, "connected");
  EXPECT_EQ(asked, "");
}

}  // namespace
}  // namespace reeve::connect
