// Gives each read and write a connection, and finds back to a server that was away.
#include "db/postgresql_database.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "base/log.h"
#include "db/migrations.h"

namespace reeve::db {
namespace {

// Keeps two processes from migrating at once. ("reeve mig" in ASCII.)
constexpr std::int64_t kMigrationLock = 0x72656576656d6967;

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Options parse(const std::string& url) {
  char* error = nullptr;
  Options options(PQconninfoParse(url.c_str(), &error));
  const std::string detail = error == nullptr ? "" : error;
  PQfreemem(error);
  if (!options)
    throw base::Error(base::ErrorCode::unavailable,
                      "The database's address is not understood. Write "
                      "postgresql://USER:PASSWORD@HOST/NAME.",
                      detail);
  return options;
}

std::string option(const Options& options, std::string_view keyword, std::string otherwise) {
  for (const auto* one = options.get(); one->keyword != nullptr; ++one)
    if (one->keyword == keyword && one->val != nullptr) return one->val;
  return otherwise;
}

void migrate_server(PostgresqlConnection& c, const std::string& place) {
  c.begin_write();
  try {
    c.query("SELECT pg_advisory_xact_lock($1)", {kMigrationLock});
    migrate(
        c, migrations(Backend::postgresql), [&](const std::string& sql) { c.script(sql); },
        fmt::format("The database at {}", place));
    c.commit();
  } catch (...) {
    c.rollback();
    throw;
  }
}

}  // namespace

std::string PostgresqlDatabase::place_of(const std::string& url) {
  const auto options = parse(url);
  return fmt::format("{}:{}",
                     option(options, "host", option(options, "hostaddr", "the local socket")),
                     option(options, "port", "5432"));
}

std::string PostgresqlDatabase::without_password(const std::string& url) {
  const auto options = parse(url);
  const auto user = option(options, "user", "");
  return fmt::format("postgresql://{}{}{}:{}/{}", user, user.empty() ? "" : "@",
                     option(options, "host", ""), option(options, "port", "5432"),
                     option(options, "dbname", user));
}

PostgresqlDatabase::PostgresqlDatabase(std::string url)
    : url_(std::move(url)),
      place_(place_of(url_)),
      readers_(kPostgresqlReaders,
               [this] { return std::make_unique<PostgresqlConnection>(url_, place_); }),
      people_(kPostgresqlWritersALane,
              [this] { return std::make_unique<PostgresqlConnection>(url_, place_); }),
      background_(kPostgresqlWritersALane,
                  [this] { return std::make_unique<PostgresqlConnection>(url_, place_); }) {
  auto first = std::make_unique<PostgresqlConnection>(url_, place_);
  migrate_server(*first, place_);
  people_.add(std::move(first));
}

// A connection that lay idle while the server was restarted is found dead here, and replaced once:
// nothing was done with it yet.
template <class Begin>
void PostgresqlDatabase::begin(Connections::Lease& lease, Begin&& begin) {
  try {
    begin(*lease);
  } catch (const base::Error&) {
    if (!lease->lost()) throw;
    lease.replace();
    begin(*lease);
  }
}

void PostgresqlDatabase::read(const Task& task) {
  auto lease = readers_.take();
  try {
    begin(lease, [](PostgresqlConnection& c) { c.begin_read(); });
    task(*lease);
    lease->rollback();
  } catch (...) {
    if (lease) {
      lease->rollback();
      if (lease->lost()) lease.discard();
    }
    throw;
  }
}

void PostgresqlDatabase::write(Lane lane, const Task& task) {
  auto lease = (lane == Lane::people ? people_ : background_).take();
  for (int attempt = 1;; ++attempt) {
    try {
      begin(lease, [](PostgresqlConnection& c) { c.begin_write(); });
      task(*lease);
      lease->commit();
      return;
    } catch (const base::Error&) {
      const bool again = lease && !lease->lost() && lease->take_retry();
      if (lease) lease->rollback();
      if (lease && lease->lost()) lease.discard();
      if (!again || attempt == kMaxDeadlockAttempts) throw;
    } catch (...) {
      if (lease) lease->rollback();
      throw;
    }
  }
}

}  // namespace reeve::db
