// Accounts, sessions, links, keys, connections, secrets, audit and settings in the database.
#include <gmock/gmock.h>

#include "store/accounts.h"
#include "store/connections.h"
#include "store/ids.h"
#include "store/secrets.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using domain::Role;
using store::Account;

class Accounts : public StoreTest {};
REEVE_ON_BOTH_DATABASES(Accounts);

TEST_P(Accounts, AreCreatedOnceAnAddress) {
  EXPECT_EQ(read([](auto& c) { return store::count_accounts(c); }), 0);
  const auto org = organization("Contoso");
  const auto created = write([&](auto& c) {
    Account a;
    a.email = " Ann@MSP.example ";
    a.first_name = "Ann";
    a.role = Role::editor;
    a.state = "invited";
    a.all_organizations = false;
    a.organizations = {org, org};
    return store::create_account(c, a, kNow);
  });
  EXPECT_EQ(created.email, "Ann@MSP.example");
  EXPECT_THAT(created.organizations, testing::ElementsAre(org));
  EXPECT_EQ(error_of([&] { account("ann@msp.EXAMPLE"); }).code(), ErrorCode::conflict);
  read([&](auto& c) {
    EXPECT_EQ(store::find_account_by_email(c, "ANN@msp.example")->id, created.id);
    EXPECT_FALSE(store::find_account(c, created.id + 1));
    EXPECT_EQ(store::list_accounts(c, {{{"role", {"editor"}}}, {}, 1, 5}).total, 1);
    EXPECT_EQ(store::list_accounts(c, {{{"state", {"active"}}}, {}, 1, 5}).total, 0);
  });
  const auto scope = store::scope_of(created);
  EXPECT_TRUE(scope.includes(org));
  EXPECT_FALSE(scope.includes(org + 1));
}

TEST_P(Accounts, AreUpdatedByVersion) {
  const auto a = account("a@msp.example"), b = account("b@msp.example");
  auto first = read([&](auto& c) { return store::find_account(c, a); }).value();
  const auto stale = first;
  first.role = Role::lite;
  first.state = "disabled";
  first.password_hash = "argon";
  const auto updated = write([&](auto& c) { return store::update_account(c, first, later(1)); });
  EXPECT_EQ(updated.version, 2);
  EXPECT_EQ(updated.password_hash, "argon");
  EXPECT_EQ(
      error_of([&] { write([&](auto& c) { store::update_account(c, stale, kNow); }); }).code(),
      ErrorCode::conflict);
  EXPECT_EQ(read([&](auto& c) { return store::other_active_administrators(c, b); }), 0);
  EXPECT_EQ(read([&](auto& c) { return store::other_active_administrators(c, a); }), 1);
}

TEST_P(Accounts, OneTimeLinksWorkOnce) {
  const auto id = account("a@msp.example");
  write([&](auto& c) {
    store::create_one_time_link(c, "h1", id, "first", kNow, later(60));
    store::create_one_time_link(c, "h2", id, "reset", kNow, later(60));
  });
  EXPECT_EQ(read([](auto& c) { return store::find_one_time_link(c, "h1", kNow); })->purpose,
            "first");
  EXPECT_FALSE(read([](auto& c) { return store::find_one_time_link(c, "h1", later(60)); }))
      << "expired";
  EXPECT_TRUE(write([](auto& c) { return store::use_one_time_link(c, "h1", kNow); }));
  EXPECT_FALSE(write([](auto& c) { return store::use_one_time_link(c, "h1", kNow); }));
  write([&](auto& c) { store::revoke_one_time_links(c, id, kNow); });
  EXPECT_FALSE(read([](auto& c) { return store::find_one_time_link(c, "h2", kNow); }));
}

TEST_P(Accounts, SessionsEnd) {
  const auto id = account("a@msp.example");
  const auto open = [&](const std::string& hash) {
    write([&](auto& c) {
      store::create_session(c, {hash, id, "csrf", "::1", "Browser", kNow, kNow, later(60)});
    });
  };
  const auto alive = [&](const std::string& hash, base::Time now) {
    return read([&](auto& c) { return store::find_session(c, hash, now).has_value(); });
  };
  for (const char* hash : {"s1", "s2", "s3"}) open(hash);
  EXPECT_EQ(read([](auto& c) { return store::find_session(c, "s1", kNow); })->csrf, "csrf");
  EXPECT_FALSE(alive("s1", later(60)));
  write([](auto& c) { store::touch_session(c, "s1", later(30), later(90)); });
  EXPECT_TRUE(alive("s1", later(60)));
  write([](auto& c) { store::delete_session(c, "s2"); });
  EXPECT_FALSE(alive("s2", kNow));
  write([](auto& c) { store::delete_expired_sessions(c, later(60)); });
  EXPECT_FALSE(alive("s3", kNow));
  EXPECT_TRUE(alive("s1", kNow));
  write([&](auto& c) { store::delete_sessions_of(c, id); });
  EXPECT_FALSE(alive("s1", kNow));
}

TEST_P(Accounts, ApiKeysAreFoundByTheirHashUntilRevoked) {
  const auto key = write([](auto& c) {
    return store::create_api_key(c, "script", "hash", "rv_ab", Role::editor, kNow);
  });
  EXPECT_EQ(read([](auto& c) { return store::find_api_key(c, "hash"); })->role, Role::editor);
  write([&](auto& c) { store::touch_api_key(c, key.id, later(4)); });
  EXPECT_TRUE(write([&](auto& c) { return store::revoke_api_key(c, key.id, later(5)); }));
  EXPECT_FALSE(write([&](auto& c) { return store::revoke_api_key(c, key.id, later(6)); }));
  EXPECT_FALSE(read([](auto& c) { return store::find_api_key(c, "hash"); }));
  const auto all = read([](auto& c) { return store::list_api_keys(c); });
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].last_used_at, later(4));
  EXPECT_EQ(all[0].revoked_at, later(5));
}

TEST_P(Accounts, ConnectionsKeepTheirStateAndReason) {
  const auto id = connection();
  write([&](auto& c) {
    store::set_connection_state(c, id, "reconnect", "The secret expired.", "Make a new one.",
                                "AADSTS7000222", later(1));
  });
  auto m = read([&](auto& c) { return store::find_connection(c, id); }).value();
  EXPECT_EQ(m.state, "reconnect");
  EXPECT_EQ(m.remedy, "Make a new one.");
  EXPECT_EQ(m.create_contacts, "create");
  write([&](auto& c) { store::set_connected(c, id, {"svc@msp.example", "yes"}, later(2)); });
  write([&](auto& c) { store::set_discovered(c, id, later(3)); });
  m = read([&](auto& c) { return store::find_connection(c, id); }).value();
  EXPECT_EQ(m.state, "connected");
  EXPECT_FALSE(m.reason);
  EXPECT_EQ(m.discovered_at, later(3));
  const auto stale = m;
  m.name = "Renamed";
  m.create_contacts = "hold";
  EXPECT_EQ(write([&](auto& c) { return store::update_connection(c, m, later(4)); }).name,
            "Renamed");
  EXPECT_EQ(
      error_of([&] { write([&](auto& c) { store::update_connection(c, stale, kNow); }); }).code(),
      ErrorCode::conflict);
  EXPECT_EQ(read([](auto& c) {
              return store::list_connections(c, {{{"kind", {"partner"}}}, {}, 1, 5}).total;
            }),
            1);
}

TEST_P(Accounts, ConnectionsTakeTheirSecretsWithThem) {
  const auto id = connection(), me = account("a@msp.example");
  write([&](auto& c) {
    store::put_secret(c, "connection", id, "client_secret", "sealed", kNow);
    store::create_sign_in(c, "s", {id, me, "sealed"}, kNow, later(60));
    store::delete_connection(c, id, kNow);
  });
  EXPECT_FALSE(read([&](auto& c) { return store::find_connection(c, id); }));
  EXPECT_FALSE(read([](auto& c) { return store::any_sealed(c); }));
  EXPECT_EQ(
      error_of([&] { write([&](auto& c) { store::delete_connection(c, id, kNow); }); }).code(),
      ErrorCode::not_found);
}

TEST_P(Accounts, SignInsAreTakenOnce) {
  const auto id = connection(), me = account("a@msp.example");
  const auto begin = [&](const std::string& state) {
    write([&](auto& c) {
      store::create_sign_in(c, state, {id, me, "sealed " + state}, kNow, later(60));
    });
  };
  const auto take = [&](const std::string& state, base::Time now) {
    return write([&](auto& c) { return store::take_sign_in(c, state, now); });
  };
  begin("one");
  begin("two");
  EXPECT_EQ(take("one", kNow)->sealed, "sealed one");
  EXPECT_FALSE(take("one", kNow));
  EXPECT_FALSE(take("two", later(60))) << "expired";
}

TEST_P(Accounts, SecretsAuditAndSettingsAreKept) {
  EXPECT_FALSE(read([](auto& c) { return store::any_sealed(c); }));
  write([](auto& c) {
    store::add_vault_key(c, {1, "wrapped", {}}, kNow);
    store::put_secret(c, "connection", 5, "client_secret", "one", kNow);
    store::put_secret(c, "connection", 5, "client_secret", "two", later(1));
    store::put_setting(c, "name", "a");
    store::put_setting(c, "name", "b");
    store::AuditEntry entry;
    entry.at = kNow;
    entry.actor = "ann@msp.example";
    entry.action = "login";
    entry.subject_kind = "account";
    entry.subject = 7;
    store::add_audit(c, entry);
    entry.action = "connect";
    store::add_audit(c, entry);
  });
  read([](auto& c) {
    EXPECT_TRUE(store::any_sealed(c));
    EXPECT_EQ(store::get_secret(c, "connection", 5, "client_secret"), "two");
    EXPECT_TRUE(store::has_secret(c, "connection", 5, "client_secret"));
    EXPECT_FALSE(store::has_secret(c, "connection", 6, "client_secret"));
    EXPECT_EQ(store::vault_keys(c).at(0).wrapped, "wrapped");
    EXPECT_EQ(store::get_setting(c, "name"), "b");
    EXPECT_FALSE(store::get_setting(c, "other"));
    const auto audit = store::list_audit(c, 1);
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].action, "connect");
    EXPECT_EQ(audit[0].subject, 7);
  });
  write([](auto& c) { store::delete_secrets(c, "connection", 5); });
  EXPECT_FALSE(
      read([](auto& c) { return store::has_secret(c, "connection", 5, "client_secret"); }));
}

TEST_P(Accounts, IdsAreNeverReusedAndAssetsStayBelowTwoToThe31) {
  const auto first = write([](auto& c) { return store::next_ids(c, "assets", 5); });
  EXPECT_EQ(first, base::kFirstOwnId);
  EXPECT_THROW(write([](auto& c) {
                 store::next_ids(c, "assets");
                 throw base::Error(ErrorCode::canceled, "no");
               }),
               base::Error);
  EXPECT_EQ(write([](auto& c) { return store::next_ids(c, "assets"); }), first + 5)
      << "nothing was taken";
  write([](auto& c) {
    c.execute("UPDATE id_sequences SET next = 2147483648 WHERE name = 'assets'");
  });
  EXPECT_EQ(error_of([&] { write([](auto& c) { store::next_ids(c, "assets"); }); }).code(),
            ErrorCode::internal);
}

}  // namespace
}  // namespace reeve::test
