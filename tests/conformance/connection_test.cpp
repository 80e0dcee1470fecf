// The small SQL interface says the same on both databases.
#include <gmock/gmock.h>

#include <thread>

#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;
using db::Params;

class Connections : public StoreTest {};
REEVE_ON_BOTH_DATABASES(Connections);

TEST_P(Connections, GiveValuesBackAsTheyWere) {
  const std::vector<std::string> texts{"", "a", "\u00e4\u4e2d\U0001F642", "it's \"quoted\" \\ $1",
                                       std::string(100'000, 'x')};
  write([&](auto& c) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      c.execute("INSERT INTO settings (name, value) VALUES ($1, $2)",
                {std::to_string(i), texts[i]});
  });
  read([&](auto& c) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      EXPECT_EQ(
          c.query("SELECT value FROM settings WHERE name = $1", {std::to_string(i)}).at(0).text(0),
          texts[i]);
    const auto row =
        c.query("SELECT COUNT(*), 1 = 1, MIN(epoch), 0.5, NULL, SUM(epoch) FROM installation")
            .at(0);
    EXPECT_EQ(row.integer(0), 1);
    EXPECT_TRUE(row.boolean(1));
    EXPECT_EQ(row.integer(2), 1);
    EXPECT_DOUBLE_EQ(row.real(3), 0.5);
    EXPECT_TRUE(row.is_null(4));
    EXPECT_EQ(row.optional_integer(5), 1);
    EXPECT_THROW(row.text(0), base::Error);
    EXPECT_THROW(row.integer(4), base::Error);
  });
}

TEST_P(Connections, RollBackWhatThrows) {
  EXPECT_THROW(write([](auto& c) {
                 c.execute("INSERT INTO settings (name, value) VALUES ('a', 'b')");
                 throw std::runtime_error("no");
               }),
               std::runtime_error);
  EXPECT_EQ(read([](auto& c) { return c.query("SELECT 1 FROM settings").size(); }), 0U);
}

TEST_P(Connections, NameConflictsAndWrongText) {
  const auto put = [&](const std::string& name) {
    write(
        [&](auto& c) { c.execute("INSERT INTO settings (name, value) VALUES ($1, 'x')", {name}); });
  };
  put("a");
  EXPECT_EQ(error_of([&] { put("a"); }).code(), ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { put(std::string("a\0b", 3)); }).code(), ErrorCode::invalid);
  EXPECT_EQ(error_of([&] { put("\xff"); }).code(), ErrorCode::invalid);
  EXPECT_EQ(error_of([&] { write([](auto& c) { c.execute("SELEC 1"); }); }).code(),
            ErrorCode::internal);
  EXPECT_EQ(error_of([&] {
              write([](auto& c) { c.execute("INSERT INTO links (id) VALUES (1)"); });
            }).code(),
            ErrorCode::internal);
  EXPECT_EQ(
      error_of([&] {
        write([](auto& c) {
          c.execute("INSERT INTO account_organizations (account, organization) VALUES (1, 2)");
        });
      }).code(),
      ErrorCode::conflict)
      << "no such account";
  put("still works");
}

TEST_P(Connections, BatchesStopAtTheFirstWrongRow) {
  std::vector<Params> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({std::to_string(i), std::string("v")});
  write([&](auto& c) { c.batch("INSERT INTO settings (name, value) VALUES ($1, $2)", rows); });
  EXPECT_EQ(read([](auto& c) { return c.query("SELECT COUNT(*) FROM settings").at(0).integer(0); }),
            1000);
  rows[500][0] = "0";
  const auto error = error_of([&] {
    write([&](auto& c) {
      c.batch("INSERT INTO settings (name, value) VALUES ($1 || 'b', $2)", rows);
    });
  });
  EXPECT_EQ(error.code(), ErrorCode::conflict);
  EXPECT_EQ(read([](auto& c) { return c.query("SELECT COUNT(*) FROM settings").at(0).integer(0); }),
            1000);
  write([](auto& c) { c.batch("INSERT INTO settings (name, value) VALUES ($1, 'x')", {}); });
}

TEST_P(Connections, ReadSnapshotsWhileOthersWrite) {
  read([&](auto& c) {
    const auto count = [&] { return c.query("SELECT COUNT(*) FROM settings").at(0).integer(0); };
    EXPECT_EQ(count(), 0);
    std::jthread([&] {
      write([](auto& w) { w.execute("INSERT INTO settings (name, value) VALUES ('a', 'b')"); });
    }).join();
    EXPECT_EQ(count(), 0) << "the snapshot stands";
  });
  EXPECT_EQ(read([](auto& c) { return c.query("SELECT COUNT(*) FROM settings").at(0).integer(0); }),
            1);
}

TEST_P(Connections, RefuseToWriteWhereOnlyReadingIsMeant) {
  EXPECT_THROW(read([](auto& c) { c.execute("DELETE FROM settings"); }), base::Error);
}

TEST_P(Connections, KeepAFewHundredStatementsPreparedAndForgetTheRest) {
  read([](auto& c) {
    for (int i = 0; i < 700; ++i) {
      const auto sql = "SELECT " + std::to_string(i) + " FROM installation";
      ASSERT_EQ(c.query(sql).at(0).integer(0), i);
    }
  });
}

TEST_P(Connections, CountTheDatabasesOwnTime) {
  const auto now = [&] {
    return read([](auto& c) { return c.query("SELECT now_ms()").at(0).integer(0); });
  };
  const auto first = now();
  EXPECT_GT(first, 1'600'000'000'000);
  EXPECT_GE(now(), first);
}

TEST_P(Connections, RefuseADatabaseThatIsNewerOrNotOurs) {
  write([](auto& c) {
    c.execute(
        "INSERT INTO schema_migrations (name, hash, applied_at) VALUES ('999_future', 'h', 1)");
  });
  EXPECT_THAT(error_of([&] { db::Database::open(url_); }).message(),
              testing::HasSubstr("newer than this program"));
  write([](auto& c) {
    c.execute("DELETE FROM schema_migrations WHERE name = '999_future'");
    c.execute("UPDATE schema_migrations SET hash = 'other'");
  });
  EXPECT_THAT(error_of([&] { db::Database::open(url_); }).message(),
              testing::HasSubstr("different build"));
  write([](auto& c) { c.execute("ALTER TABLE schema_migrations RENAME TO something_else"); });
  EXPECT_THAT(error_of([&] { db::Database::open(url_); }).message(),
              testing::HasSubstr("another program"));
}

TEST_P(Connections, AreOpenedAgainWithEverythingInPlace) {
  const auto id = organization("Contoso");
  database_.reset();
  database_ = db::Database::open(url_);
  EXPECT_TRUE(read([&](auto& c) { return store::find_organization(c, everything(), id); }));
  EXPECT_EQ(
      read([](auto& c) { return c.query("SELECT epoch FROM installation").at(0).integer(0); }), 1);
}

}  // namespace
}  // namespace reeve::test
