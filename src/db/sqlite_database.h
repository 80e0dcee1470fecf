// A SQLite file used by many threads: one writer thread with two lanes, a few readers on snapshots.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "db/database.h"
#include "db/pool.h"
#include "db/sqlite_connection.h"

namespace reeve::db {

inline constexpr std::size_t kSqliteReaders = 6;
inline constexpr std::size_t kMaxWaitingWrites = 1'000;  // a lane

// Thread-safe. Opening checks the folder and applies migrations. Destroying it waits for the write
// under way.
class SqliteDatabase {
 public:
  using Task = std::function<void(Connection&)>;
  explicit SqliteDatabase(const std::filesystem::path& file, Simulated simulated = {});
  ~SqliteDatabase();

  void read(const Task& task);
  void write(Lane lane, const Task& task);
  std::size_t waiting();

 private:
  struct Request {
    const Task& task;
    std::exception_ptr failure;
    bool done = false;
  };
  void write_until_stopped(const std::stop_token& stop);
  Request* next_request(const std::stop_token& stop);
  void run(Request& request);

  std::filesystem::path file_;
  Simulated simulated_;
  SqliteConnection writer_;
  Pool<SqliteConnection> readers_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable done_;
  std::deque<Request*> people_;      // guarded by mutex_
  std::deque<Request*> background_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace reeve::db
