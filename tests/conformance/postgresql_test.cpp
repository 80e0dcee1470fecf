// PostgreSQL that is away, refuses, goes and comes back: one clear sentence each, and nothing lost.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "db/migrations.h"
#include "store/ids.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

base::Error open_error(const std::string& url) {
  return error_of([&] { db::Database::open(url); });
}

TEST(PostgresqlServer, ThatIsDownIsNamed) {
  const auto error = open_error("postgresql://reeve:very-secret@127.0.0.1:1/reeve");
  EXPECT_EQ(error.code(), ErrorCode::unavailable);
  EXPECT_THAT(error.message(), HasSubstr("The database at 127.0.0.1:1 does not answer"));
  EXPECT_THAT(error.message() + error.detail(), testing::Not(HasSubstr("very-secret")));
}

TEST(PostgresqlServer, ThatRefusesThePasswordIsNamed) {
  const auto error = open_error(postgres().url("postgres", "wrong"));
  EXPECT_EQ(error.code(), ErrorCode::unavailable);
  EXPECT_THAT(error.message(), HasSubstr("refuses the user or the password"));
}

TEST(PostgresqlServer, WithoutTheDatabaseIsNamed) {
  const auto error = open_error(postgres().url("no_such_database"));
  EXPECT_THAT(error.message(), HasSubstr("has no database of this name"));
}

TEST(PostgresqlServer, ThatNobodyKnowsIsNamed) {
  EXPECT_THAT(open_error("postgresql://reeve@no-such-host.invalid/reeve").message(),
              HasSubstr("no host of the name"));
}

TEST(PostgresqlServer, WithAnAddressOfNonsenseIsNamed) {
  EXPECT_THAT(open_error("postgresql://[::1/x").message(), HasSubstr("not understood"));
  EXPECT_THAT(open_error("mysql://x").message(), HasSubstr("not understood"));
}

TEST(PostgresqlServer, ShowsItsAddressWithoutThePassword) {
  const auto database = db::Database::open(postgres().create_schema());
  EXPECT_EQ(database->backend(), db::Backend::postgresql);
  EXPECT_THAT(database->display_url(), HasSubstr("postgresql://reeve@127.0.0.1"));
  EXPECT_THAT(database->display_url(), testing::Not(HasSubstr("a-password-for-tests")));
}

TEST(PostgresqlServer, ThatIsRestartedIsFoundAgain) {
  PrivatePostgres server;
  if (!server.is_private())
    GTEST_SKIP() << "REEVE_TEST_POSTGRES names a server that tests do not restart";
  const auto database = db::Database::open(server.create_schema());
  const auto put = [&](const std::string& name) {
    database->write(db::Lane::people, [&](auto& c) {
      store::OrganizationPatch o;
      o.name = name;
      store::create_organization(c, person(), o, kNow);
    });
  };
  const auto count = [&] {
    return database->read(
        [](auto& c) { return store::list_organizations(c, everything(), {}).total; });
  };
  put("before");
  EXPECT_EQ(count(), 1);
  server.stop();
  const auto away = error_of([&] { put("lost"); });
  EXPECT_EQ(away.code(), ErrorCode::unavailable);
  EXPECT_THAT(away.message(), HasSubstr("does not answer"));
  EXPECT_EQ(error_of([&] { count(); }).code(), ErrorCode::unavailable);
  server.start();
  put("after");
  EXPECT_EQ(count(), 2);
  // Idle connections that died meanwhile are replaced without anybody noticing.
  server.stop();
  server.start();
  EXPECT_EQ(count(), 2);
  put("again");
  // One that goes in the middle of a transaction loses that transaction alone.
  const auto cut = error_of([&] {
    database->write(db::Lane::people, [&](auto& c) {
      store::next_ids(c, "assets");
      server.stop();
      store::next_ids(c, "assets");
    });
  });
  EXPECT_EQ(cut.code(), ErrorCode::unavailable);
  server.start();
  EXPECT_EQ(count(), 3);
}

TEST(PostgresqlServer, KilledHardKeepsWhatWasCommitted) {
  PrivatePostgres server(PrivatePostgres::Durability::on);
  if (!server.is_private())
    GTEST_SKIP() << "REEVE_TEST_POSTGRES names a server that tests do not kill";
  const auto database = db::Database::open(server.create_schema());
  for (int i = 0; i < 20; ++i)
    database->write(db::Lane::people, [](auto& c) { store::next_ids(c, "assets"); });
  server.kill_hard();
  server.start();
  const auto next =
      database->write(db::Lane::people, [](auto& c) { return store::next_ids(c, "assets"); });
  EXPECT_EQ(next, base::kFirstOwnId + 20);
}

TEST(PostgresqlServer, SettlesADeadlockByTryingAgain) {
  const auto database = db::Database::open(postgres().create_schema());
  database->write(db::Lane::people, [](auto& c) {
    c.execute("INSERT INTO settings (name, value) VALUES ('a', '0'), ('b', '0')");
  });
  // Each holds one row and waits for the other's: PostgreSQL ends one of them, which is then run
  // again.
  std::atomic<int> holding = 0;
  const auto work = [&](const std::string& first, const std::string& second) {
    int tries = 0;
    database->write(db::Lane::background, [&](auto& c) {
      c.execute("UPDATE settings SET value = value || 'x' WHERE name = $1", {first});
      if (++tries == 1) {
        ++holding;
        holding.notify_all();
        for (int seen = holding; seen < 2; seen = holding) holding.wait(seen);
      }
      c.execute("UPDATE settings SET value = value || 'x' WHERE name = $1", {second});
    });
    return tries;
  };
  int first_tries = 0, second_tries = 0;
  {
    std::jthread one([&] { first_tries = work("a", "b"); });
    std::jthread two([&] { second_tries = work("b", "a"); });
  }
  // The one that was ended may take its row again before the other wakes, and is then ended once
  // more; at least one try was in vain.
  EXPECT_GE(first_tries + second_tries, 3);
  const auto values = database->read([](auto& c) {
    const auto rows = c.query("SELECT value FROM settings ORDER BY name");
    return rows.at(0).text(0) + rows.at(1).text(0);
  });
  EXPECT_EQ(values, "0xx0xx");
}

TEST(PostgresqlServer, IsMigratedOnceByTwoAtATime) {
  const auto url = postgres().create_schema();
  std::unique_ptr<db::Database> opened[2];
  {
    std::jthread one([&] { opened[0] = db::Database::open(url); });
    std::jthread two([&] { opened[1] = db::Database::open(url); });
  }
  ASSERT_TRUE(opened[0] && opened[1]);
  const auto rows = opened[0]->read(
      [](auto& c) { return c.query("SELECT COUNT(*) FROM schema_migrations").at(0).integer(0); });
  const auto known = db::migrations(db::Backend::postgresql).size();
  EXPECT_EQ(rows, static_cast<std::int64_t>(known));
}

}  // namespace
}  // namespace reeve::test
