// One connection to a SQLite file (C API), with its prepared statements.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "db/connection.h"

namespace reeve::db {

inline constexpr int kSqliteBusyMs = 10'000;
inline constexpr std::size_t kMaxCachedStatements = 256;

// Used by one thread at a time. WAL, synchronous=FULL (a commit is on the disk when it returns),
// foreign keys on.
class SqliteConnection final : public Connection {
 public:
  enum class Mode {
    read_write,  // creates the file where there is none
    read_only,
    single_file  // a backup: no WAL, so that the file is whole by itself
  };
  // `clock`: what now_ms() tells; none: the machine's.
  SqliteConnection(const std::filesystem::path& file, Mode mode, base::Clock* clock = nullptr);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Backend backend() const override { return Backend::sqlite; }
  Rows query(std::string_view sql, const Params& params = {}) override;
  std::int64_t execute(std::string_view sql, const Params& params = {}) override;
  void batch(std::string_view sql, std::span<const Params> rows) override;

  // Many statements without parameters or results.
  void script(const std::string& sql);
  void begin_read();
  void begin_write();
  void commit();
  void rollback() noexcept;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  // `numbers[i]` is SQLite's number of parameter $(i+1), 0 where the text does not name it.
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> numbers;
  };
  class Step;

  void open_file(Mode mode, base::Clock* clock);
  void set_up(Mode mode);
  void switch_to_wal();
  Statement& prepare(std::string_view sql, std::size_t params);
  void bind(Statement& statement, const Params& params);
  Value column(sqlite3_stmt* statement, int i) const;
  [[noreturn]] void fail(int code, std::string_view doing) const;

  std::filesystem::path file_;
  sqlite3* db_ = nullptr;
  std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace reeve::db
