// Backup and restore: from either database into either, while others write.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "store/jobs.h"
#include "store/records.h"
#include "store/runs.h"
#include "store/secrets.h"
#include "store_case.h"

namespace reeve::test {
namespace {

using base::ErrorCode;

class Backup : public StoreTest {
 protected:
  std::filesystem::path file() const { return folder_.path() / "reeve.backup"; }
  // The other kind of database, empty.
  std::unique_ptr<db::Database> other() {
    if (GetParam() == "sqlite") return db::Database::open(postgres().create_schema());
    return db::Database::open("sqlite:" + (folder_.path() / "other.db").string());
  }
};
REEVE_ON_BOTH_DATABASES(Backup);

std::int64_t number(db::Database& database, const std::string& sql) {
  return database.read([&](db::Connection& c) { return c.query(sql).at(0).integer(0); });
}

TEST_P(Backup, IsRestoredIntoTheOtherKindOfDatabase) {
  const auto org = organization("M\u00fcller");
  for (int i = 0; i < 3; ++i) contact(org, "Ann", "Lee", {{"a@b.c", true, "Work", {}}});
  account("me@msp.example");
  tenant_matched("Contoso", connection(), org);
  write([](auto& c) { store::put_secret(c, "connection", 1, "client_secret", "sealed", kNow); });
  db::backup(*database_, file());
  const auto target = other();
  db::restore(*target, file());
  EXPECT_EQ(number(*target, "SELECT epoch FROM installation"), 2) << "a restore raises the epoch";
  target->write(db::Lane::people, [](auto& c) { c.execute("UPDATE installation SET epoch = 1"); });
  EXPECT_EQ(dump(*target), dump(*database_));
  const auto id = target->write(db::Lane::people, [](auto& c) {
    store::OrganizationPatch o;
    o.name = "Next";
    return store::create_organization(c, person(), o, kNow).id;
  });
  EXPECT_GT(id, org + 3) << "ids go on where they were";
}

TEST_P(Backup, LeavesNothingRunning) {
  const auto m = connection();
  const auto t = tenant("Contoso", m), queued = tenant("Other", m);
  const auto run = write([&](auto& c) {
    const auto r = store::queue_run(c, {t, "manual", {}, false, false}, 1, kNow).id;
    store::claim(c, "dead", {"sync"}, base::Millis{60'000});
    store::start_run(c, r, "gdap", m, kNow);
    store::queue_run(c, {queued, "manual", {}, false, false}, 9, kNow);
    store::enqueue(c, "discover", "d", "{}", 1, kNow);
    store::claim(c, "dead", {"discover"}, base::Millis{60'000});
    store::heartbeat(c, "dead", "serve", "host");
    store::set_type_state(c, t, {"users", "complete", kNow, {}, {}, {}, {}});
    c.execute("UPDATE type_state SET delta_link = 'https://graph.microsoft.com/x'");
    return r;
  });
  db::backup(*database_, file());
  const auto target = other();
  db::restore(*target, file());
  EXPECT_EQ(number(*target, "SELECT COUNT(*) FROM jobs WHERE state = 'running'"), 0);
  EXPECT_EQ(number(*target, "SELECT COUNT(*) FROM jobs WHERE state = 'queued'"), 2);
  EXPECT_EQ(number(*target, "SELECT COUNT(*) FROM processes"), 0);
  EXPECT_EQ(number(*target, "SELECT COUNT(*) FROM type_state WHERE delta_link IS NOT NULL"), 0);
  const auto canceled =
      target->read([&](auto& c) { return store::find_run(c, everything(), run); });
  EXPECT_EQ(canceled->state, "canceled");
  EXPECT_THAT(*canceled->sentence, testing::HasSubstr("backup"));
  const auto next = target->write(db::Lane::people, [&](auto& c) {
    return store::queue_run(c, {t, "manual", {}, false, false}, 1, kNow);
  });
  EXPECT_EQ(next.state, "queued") << "the tenant can be synced again";
}

TEST_P(Backup, IsOneConsistentInstantWhileOthersWrite) {
  const auto org = organization("Contoso");
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::jthread writer([&] {
    // Always two contacts in one transaction: a torn copy would hold an odd number.
    for (int i = 0; !stop || i < 5; ++i) {
      write([&](auto& c) {
        store::ContactPatch p;
        p.organization = org;
        p.first_name = fmt::format("P{}", i);
        store::write_contacts(c, microsoft(), {{std::nullopt, p}, {std::nullopt, p}}, kNow);
      });
      ++written;
      written.notify_all();
    }
  });
  written.wait(0);
  for (int i = 0; i < 3; ++i) {
    const auto path = folder_.path() / fmt::format("backup-{}", i);
    db::backup(*database_, path);
    TemporaryFolder place;
    const auto copy = db::Database::open("sqlite:" + (place.path() / "copy.db").string());
    db::restore(*copy, path);
    EXPECT_EQ(number(*copy, "SELECT COUNT(*) FROM contacts") % 2, 0);
    EXPECT_EQ(number(*copy, "SELECT COUNT(*) FROM contacts"),
              number(*copy, "SELECT COUNT(*) FROM changes WHERE asset_kind = 'contact'"));
  }
  stop = true;
}

TEST_P(Backup, RefusesWhatWouldLoseSomething) {
  organization("Contoso");
  db::backup(*database_, file());
  struct stat status {};
  ASSERT_EQ(stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U) << "for its owner's eyes alone";
  EXPECT_EQ(error_of([&] { db::backup(*database_, file()); }).code(), ErrorCode::conflict);
  EXPECT_EQ(error_of([&] { db::restore(*database_, file()); }).code(), ErrorCode::conflict)
      << "the database is in use";
  const auto missing = error_of([&] { db::backup(*database_, folder_.path() / "no" / "where"); });
  EXPECT_EQ(missing.code(), ErrorCode::unavailable);
  const auto target = other();
  EXPECT_EQ(error_of([&] { db::restore(*target, folder_.path() / "nothing"); }).code(),
            ErrorCode::not_found);
  const auto text = folder_.path() / "text";
  std::ofstream(text) << "This is a letter, not a database. " << std::string(2000, 'x');
  const auto refused = error_of([&] { db::restore(*target, text); });
  EXPECT_EQ(refused.code(), ErrorCode::unavailable);
  EXPECT_THAT(refused.message(), testing::HasSubstr(text.string()));
}

}  // namespace
}  // namespace reeve::test
