// A database as the product uses it: reads on snapshots, writes in short transactions, people
// before machines.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "db/connection.h"

namespace reeve::db {

// SQLite has one writer thread with these two lanes, people first; PostgreSQL uses them to choose a
// connection. A background transaction stays under 1,000 rows or 50 ms.
enum class Lane { people, background };

// Thread-safe. Opening applies missing migrations (refused with a sentence when the database is
// newer than the program).
class Database {
 public:
  // "sqlite:PATH" or "postgresql://…". Throws Error{unavailable} with a sentence and a remedy when
  // it cannot be opened: missing folder, read-only folder, not a database, wrong password, server
  // down.
  static std::unique_ptr<Database> open(const std::string& url, Simulated simulated = {});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Backend backend() const;
  // The URL without a password, for logs and `reeve config`.
  const std::string& display_url() const;

  // Writes that wait for SQLite's writer thread just now, for metrics; always 0 on PostgreSQL.
  std::size_t waiting_writes() const;

  // Runs `work` on a snapshot; what it returns is returned. Must not write.
  template <class Work>
  auto read(Work&& work) {
    return run_returning(std::forward<Work>(work), [this](const Task& t) { run_read(t); });
  }
  // Runs `work` in one transaction: committed (durably) when it returns, rolled back when it
  // throws. Not nested: never call read or write from inside `work`. On PostgreSQL a deadlock makes
  // `work` run again, so it must leave nothing outside the database that a second pass would
  // double.
  template <class Work>
  auto write(Lane lane, Work&& work) {
    return run_returning(std::forward<Work>(work),
                         [this, lane](const Task& t) { run_write(lane, t); });
  }

 private:
  using Task = std::function<void(Connection&)>;
  struct State;
  explicit Database(std::unique_ptr<State> state);
  void run_read(const Task& task);
  void run_write(Lane lane, const Task& task);

  template <class Work, class Run>
  static auto run_returning(Work&& work, Run&& run) {
    using Result = std::invoke_result_t<Work, Connection&>;
    if constexpr (std::is_void_v<Result>) {
      run([&](Connection& c) { work(c); });
    } else {
      std::optional<Result> result;
      run([&](Connection& c) { result.emplace(work(c)); });
      return std::move(*result);
    }
  }

  std::unique_ptr<State> state_;
};

// Writes a consistent copy of everything to `file` (a SQLite database with the same tables) while
// others read and write. Sealed values stay sealed; the root key is never in it. Throws
// Error{conflict} if the file exists.
void backup(Database& database, const std::filesystem::path& file);
// Fills an empty database from a backup; raises the installation's epoch, clears leases, drops
// delta links. Throws Error{conflict} when the target already holds accounts or organizations.
void restore(Database& database, const std::filesystem::path& file);

}  // namespace reeve::db
