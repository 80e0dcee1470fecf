// SQLite through its C API: prepared statements, bound values, and errors that say what to do.
#include "db/sqlite_connection.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "db/sqlite_error.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;

constexpr int kWalAttempts = 100;
constexpr std::chrono::milliseconds kWalPause{100};

void now_ms(sqlite3_context* context, int, sqlite3_value**) {
  auto* clock = static_cast<base::Clock*>(sqlite3_user_data(context));
  base::SystemClock machine;
  sqlite3_result_int64(context, base::to_ms(clock == nullptr ? machine.now() : clock->now()));
}

}  // namespace

// Resets a cached statement when its use ends, so that it holds no snapshot and no values.
class SqliteConnection::Step {
 public:
  explicit Step(Statement& statement) : handle_(statement.handle.get()) {}
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  ~Step() {
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
  }
  int operator()() { return sqlite3_step(handle_); }
  sqlite3_stmt* handle() { return handle_; }

 private:
  sqlite3_stmt* handle_;
};

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Mode mode, base::Clock* clock)
    : file_(file) {
  try {
    open_file(mode, clock);
    set_up(mode);
  } catch (...) {
    statements_.clear();
    sqlite3_close(db_);
    throw;
  }
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(db_);
}

void SqliteConnection::open_file(Mode mode, base::Clock* clock) {
  const int access =
      mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(file_.c_str(), &db_, access | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) fail(code, "opening");
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, kSqliteBusyMs);
  sqlite3_create_function(db_, "now_ms", 0, SQLITE_UTF8, clock, now_ms, nullptr, nullptr);
}

void SqliteConnection::set_up(Mode mode) {
  script("PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536");
  if (mode == Mode::read_only) {
    script("PRAGMA query_only = ON");
    return;
  }
  if (mode == Mode::read_write) switch_to_wal();
  script("PRAGMA synchronous = FULL");
  script(mode == Mode::read_write ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
}

// Two processes that open a new file at once: SQLite does not wait by itself while the journal's
// mode changes.
void SqliteConnection::switch_to_wal() {
  for (int attempt = 1;; ++attempt) {
    const int code = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) break;
    if ((code & 0xff) != SQLITE_BUSY || attempt == kWalAttempts) fail(code, "opening");
    std::this_thread::sleep_for(kWalPause);
  }
  const auto mode = query("PRAGMA journal_mode").at(0).text(0);
  if (mode != "wal")
    throw Error(ErrorCode::unavailable,
                fmt::format("The database file {} lies on a disk that cannot hold it safely. Put "
                            "the data folder on a local disk.",
                            file_.string()),
                "journal_mode is " + mode);
}

SqliteConnection::Statement& SqliteConnection::prepare(std::string_view sql, std::size_t params) {
  auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second;
  if (statements_.size() >= kMaxCachedStatements) statements_.clear();
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  Statement statement{std::unique_ptr<sqlite3_stmt, Finalize>(handle), {}};
  if (code != SQLITE_OK) fail(code, sql);
  for (std::size_t i = 1; i <= params; ++i)
    statement.numbers.push_back(
        sqlite3_bind_parameter_index(handle, fmt::format("${}", i).c_str()));
  return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::bind(Statement& statement, const Params& params) {
  sqlite3_stmt* handle = statement.handle.get();
  for (std::size_t i = 0; i < params.size(); ++i) {
    const int number = i < statement.numbers.size() ? statement.numbers[i] : 0;
    if (number == 0)
      throw Error(ErrorCode::internal, "A statement of Reeve is wrong. Please report it.",
                  fmt::format("no parameter ${} in {}", i + 1, sqlite3_sql(handle)));
    int code = SQLITE_OK;
    if (const auto* integer = std::get_if<std::int64_t>(&params[i])) {
      code = sqlite3_bind_int64(handle, number, *integer);
    } else if (const auto* real = std::get_if<double>(&params[i])) {
      code = sqlite3_bind_double(handle, number, *real);
    } else if (const auto* text = std::get_if<std::string>(&params[i])) {
      refuse_unfit_text(*text);
      // The caller's text outlives the step; the statement forgets it when it is reset.
      code = sqlite3_bind_text64(handle, number, text->data(), text->size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    } else {
      code = sqlite3_bind_null(handle, number);
    }
    if (code != SQLITE_OK) fail(code, "binding");
  }
}

Value SqliteConnection::column(sqlite3_stmt* statement, int i) const {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, i)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, i);
    case SQLITE_NULL:
      return std::monostate{};
    default: {
      const auto* text = static_cast<const char*>(sqlite3_column_blob(statement, i));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      return text == nullptr ? std::string() : std::string(text, size);
    }
  }
}

Rows SqliteConnection::query(std::string_view sql, const Params& params) {
  Statement& statement = prepare(sql, params.size());
  Step step(statement);
  bind(statement, params);
  Rows rows;
  int code = SQLITE_OK;
  while ((code = step()) == SQLITE_ROW) {
    const int columns = sqlite3_column_count(step.handle());
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) values.push_back(column(step.handle(), i));
    rows.emplace_back(std::move(values));
  }
  if (code != SQLITE_DONE) fail(code, sql);
  return rows;
}

std::int64_t SqliteConnection::execute(std::string_view sql, const Params& params) {
  Statement& statement = prepare(sql, params.size());
  Step step(statement);
  bind(statement, params);
  int code = SQLITE_OK;
  while ((code = step()) == SQLITE_ROW) {
  }
  if (code != SQLITE_DONE) fail(code, sql);
  return sqlite3_changes64(db_);
}

void SqliteConnection::batch(std::string_view sql, std::span<const Params> rows) {
  if (rows.empty()) return;
  Statement& statement = prepare(sql, rows.front().size());
  for (const auto& params : rows) {
    Step step(statement);
    bind(statement, params);
    int code = SQLITE_OK;
    while ((code = step()) == SQLITE_ROW) {
    }
    if (code != SQLITE_DONE) fail(code, sql);
  }
}

void SqliteConnection::script(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, "opening");
}

void SqliteConnection::begin_read() { execute("BEGIN"); }
void SqliteConnection::begin_write() { execute("BEGIN IMMEDIATE"); }
void SqliteConnection::commit() { execute("COMMIT"); }

void SqliteConnection::rollback() noexcept {
  // A full disk may have rolled back already.
  if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::fail(int code, std::string_view doing) const {
  throw_sqlite_error(code, file_, db_ == nullptr ? "" : sqlite3_errmsg(db_), doing);
}

}  // namespace reeve::db
