// Opens the database that a URL names.
#include "db/database.h"

#include <fmt/format.h>

#include "base/error.h"
#include "db/postgresql_database.h"
#include "db/sqlite_database.h"

namespace reeve::db {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

}  // namespace

struct Database::State {
  std::string display_url;
  // One of the two.
  std::unique_ptr<SqliteDatabase> sqlite;
  std::unique_ptr<PostgresqlDatabase> postgresql;
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;

std::unique_ptr<Database> Database::open(const std::string& url, Simulated simulated) {
  auto state = std::make_unique<State>();
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) {
    state->display_url = url;
    state->sqlite =
        std::make_unique<SqliteDatabase>(url.substr(kSqlite.size()), std::move(simulated));
  } else if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    state->display_url = PostgresqlDatabase::without_password(url);
    state->postgresql = std::make_unique<PostgresqlDatabase>(url);
  } else {
    throw base::Error(base::ErrorCode::unavailable,
                      "The database's address is not understood. Write sqlite:PATH or "
                      "postgresql://USER:PASSWORD@HOST/NAME.");
  }
  return std::unique_ptr<Database>(new Database(std::move(state)));
}

Backend Database::backend() const { return state_->sqlite ? Backend::sqlite : Backend::postgresql; }

const std::string& Database::display_url() const { return state_->display_url; }

std::size_t Database::waiting_writes() const {
  return state_->sqlite ? state_->sqlite->waiting() : 0;
}

void Database::run_read(const Task& task) {
  if (state_->sqlite) return state_->sqlite->read(task);
  state_->postgresql->read(task);
}

void Database::run_write(Lane lane, const Task& task) {
  if (state_->sqlite) return state_->sqlite->write(lane, task);
  state_->postgresql->write(lane, task);
}

}  // namespace reeve::db
