// Settings of a connection and of one tenant: which of them is in force.
#include "store/sync_settings.h"

#include "base/error.h"
#include "store/connections.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using store::SettingsOwner;

class SyncSettings : public StoreTest {
 protected:
  std::string of_tenant(base::Id tenant) {
    return read([&](auto& c) { return store::sync_settings_of_tenant(c, tenant, kFake); });
  }
  void set(SettingsOwner::Kind kind, base::Id id, const std::optional<std::string>& json) {
    write([&](auto& c) { store::set_sync_settings(c, {kind, id}, kFake, json, 7, kNow); });
  }
  // A section that takes any text but "bad", so that the test owes nothing to a real one.
  static std::string checked(std::string_view json) {
    if (json == "bad") throw base::Error(base::ErrorCode::invalid, "Colors: this is bad.");
    return std::string(json);
  }
  static constexpr domain::SyncSection kFake{"colors", "Colors", checked};
};

REEVE_ON_BOTH_DATABASES(SyncSettings);

TEST_P(SyncSettings, ATenantFollowsItsConnectionUntilItHasItsOwn) {
  const auto connection = this->connection();
  const auto tenant = tenant_matched("Contoso", connection, organization("Contoso"));
  EXPECT_EQ(of_tenant(tenant), "{}");
  set(SettingsOwner::Kind::connection, connection, R"({"a":1})");
  EXPECT_EQ(of_tenant(tenant), R"({"a":1})");
  set(SettingsOwner::Kind::tenant, tenant, R"({"a":2})");
  EXPECT_EQ(of_tenant(tenant), R"({"a":2})");
  set(SettingsOwner::Kind::connection, connection, R"({"a":3})");
  EXPECT_EQ(of_tenant(tenant), R"({"a":2})");
  set(SettingsOwner::Kind::tenant, tenant, std::nullopt);
  EXPECT_EQ(of_tenant(tenant), R"({"a":3})");
  set(SettingsOwner::Kind::connection, connection, std::nullopt);
  EXPECT_EQ(of_tenant(tenant), "{}");
}

TEST_P(SyncSettings, WhatIsRefusedChangesNothing) {
  const auto connection = this->connection();
  set(SettingsOwner::Kind::connection, connection, R"({"a":1})");
  EXPECT_THROW(set(SettingsOwner::Kind::connection, connection, "bad"), base::Error);
  EXPECT_EQ(read([&](auto& c) { return store::sync_settings_of_connection(c, connection, kFake); }),
            R"({"a":1})");
}

TEST_P(SyncSettings, AnotherConnectionsTenantIsNotMeant) {
  const auto one = connection(), two = connection();
  const auto tenant = tenant_matched("Contoso", two, organization("Contoso"));
  set(SettingsOwner::Kind::connection, one, R"({"a":1})");
  set(SettingsOwner::Kind::tenant, two, R"({"a":9})");
  EXPECT_EQ(of_tenant(tenant), "{}");
}

}  // namespace
}  // namespace reeve::test
