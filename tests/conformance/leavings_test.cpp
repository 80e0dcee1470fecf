// Leaving in the database: the list, the ticks, and how each item ended.
#include "store/leavings.h"

#include "base/text.h"
#include "store/removal.h"
#include "store/secrets.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using store::LeavingItem;

class Leavings : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    connection_ = connection();
    tenant("Contoso", connection_);
    tenant("Fabrikam", connection_);
    leaving_ = begin();
  }
  base::Id begin() {
    return write([&](auto& c) { return store::begin_leaving(c, connection_, 7, kNow).id; });
  }
  static LeavingItem item(const std::string& kind, const std::string& what, std::int64_t position,
                          bool by_reeve = false) {
    LeavingItem one;
    one.kind = kind;
    one.object_id = what + "-id";
    one.resource = "graph";
    one.resource_name = "Microsoft Graph";
    one.what = what;
    one.position = position;
    one.by_reeve = one.selected = by_reeve;
    return one;
  }
  void list(const std::string& tenant, const std::vector<LeavingItem>& items) {
    write([&](auto& c) {
      store::put_leaving_tenant(c, leaving_, {tenant, "", false, "listed", "sp", {}, {}}, items);
    });
  }
  std::vector<LeavingItem> of(const std::string& tenant) {
    return read([&](auto& c) { return store::leaving_items(c, leaving_, tenant); });
  }
  store::LeavingCounts counts() {
    return read([&](auto& c) { return store::leaving_counts(c, leaving_); });
  }
  base::Id connection_ = 0, leaving_ = 0;
};
REEVE_ON_BOTH_DATABASES(Leavings);

TEST_P(Leavings, BeginWithEveryTenantOfTheConnection) {
  const auto tenants = read([&](auto& c) { return store::leaving_tenants(c, leaving_); });
  ASSERT_EQ(tenants.size(), 3U);
  EXPECT_TRUE(tenants[0].home);
  EXPECT_EQ(tenants[0].entra_tenant_id, "dir");
  EXPECT_EQ(tenants[1].name, "Contoso");
  EXPECT_EQ(tenants[2].state, "waiting");
  EXPECT_EQ(begin(), leaving_) << "the open one is listed anew";
  EXPECT_EQ(counts().tenants_waiting, 3);
  const auto open = read([&](auto& c) { return store::open_leaving(c, connection_); });
  ASSERT_TRUE(open);
  EXPECT_EQ(open->connection_name, "Partner");
  EXPECT_EQ(open->account, 7);
}

TEST_P(Leavings, ItemsAreTickedAndQueuedInTheOrderOfRevoking) {
  const auto contoso = base::ascii_lower("id-of-Contoso");
  list(contoso, {item("delegated", "User.Read.All", 60), item("group", "AdminAgents", 10, true)});
  list("id-of-fabrikam", {item("application", "User.Read.All", 30, true)});
  EXPECT_EQ(of(contoso).front().kind, "group") << "what revoking itself needs goes last";
  EXPECT_EQ(counts().selected, 2);
  EXPECT_EQ(counts().tenants_waiting, 1);
  write([&](auto& c) { store::tick_items(c, leaving_, "everything"); });
  EXPECT_EQ(counts().selected, 3);
  write([&](auto& c) { store::tick_items(c, leaving_, {of(contoso).back().id}, false); });
  EXPECT_EQ(write([&](auto& c) { return store::queue_ticked(c, leaving_); }), 2);
  EXPECT_EQ(read([&](auto& c) { return store::tenants_to_revoke(c, leaving_); }),
            (std::set<std::string>{contoso, "id-of-fabrikam"}));
  auto group = of(contoso).front();
  group.state = "done";
  write([&](auto& c) { store::end_items(c, {group}, later(5)); });
  EXPECT_EQ(of(contoso).front().ended_at, later(5));
  write([&](auto& c) {
    store::tick_items(c, leaving_, "none");
    store::set_leaving_temporary(c, leaving_, contoso, "Application.Read.All");
  });
  EXPECT_TRUE(of(contoso).front().selected) << "what is done stays as it is";
  const auto rest = read([&](auto& c) { return store::tenants_to_revoke(c, leaving_); });
  EXPECT_TRUE(rest.contains(contoso)) << "scopes wait to be taken back";
  const auto page = read([&](auto& c) {
    return store::list_leaving_items(
        c, {{{"leaving_id", {std::to_string(leaving_)}}, {"state", {"waiting"}}}, {}, 1, 50});
  });
  ASSERT_EQ(page.total, 1);
  EXPECT_EQ(page.rows.front().tenant_name, "Fabrikam");
}

TEST_P(Leavings, MoveOnlyFromTheStateTheyAreIn) {
  EXPECT_FALSE(
      write([&](auto& c) { return store::move_leaving(c, leaving_, "listed", "revoking", kNow); }));
  EXPECT_TRUE(write(
      [&](auto& c) { return store::move_leaving(c, leaving_, "listing", "revoking", later(1)); }));
  const auto row = read([&](auto& c) { return store::find_leaving(c, leaving_).value(); });
  EXPECT_EQ(row.revoking_at, later(1));
  EXPECT_EQ(read([](auto& c) { return store::resting_connections(c); }),
            std::set<base::Id>{connection_})
      << "nothing is synced while it is being left";
  EXPECT_EQ(error_of([&] { begin(); }).code(), ErrorCode::conflict);
  write([&](auto& c) {
    store::move_leaving(c, leaving_, "revoking", "revoked", later(2));
    store::move_leaving(c, leaving_, "revoked", "ended", later(3));
  });
  EXPECT_FALSE(read([&](auto& c) { return store::open_leaving(c, connection_); }));
  EXPECT_NE(begin(), leaving_) << "a new one after the old one ended";
}

TEST_P(Leavings, DisconnectForgetsTheCredentialsAndNothingElse) {
  write([&](auto& c) {
    store::put_secret(c, "connection", connection_, "client_secret", "sealed", kNow);
    store::put_secret(c, "connection", connection_, "refresh_token", "sealed", kNow);
    store::disconnect(c, connection_, kNow);
  });
  const auto row = read([&](auto& c) { return store::find_connection(c, connection_).value(); });
  EXPECT_EQ(row.state, "disconnected");
  EXPECT_FALSE(read(
      [&](auto& c) { return store::has_secret(c, "connection", connection_, "refresh_token"); }));
  EXPECT_EQ(read([&](auto& c) { return store::list_tenants(c, everything(), {}).total; }), 2);
  EXPECT_TRUE(read([](auto& c) { return store::resting_connections(c); }).contains(connection_));
}

}  // namespace
}  // namespace reeve::test
