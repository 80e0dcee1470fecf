// Runs the writes of all threads one after the other, people first, and reads beside them.
#include "db/sqlite_database.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "base/error.h"
#include "db/migrations.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;
namespace fs = std::filesystem;

// Says plainly what SQLite would only call "unable to open database file".
fs::path checked(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw Error(ErrorCode::unavailable,
                fmt::format("The folder {} for the database does not exist. Create it, or name "
                            "another place with --database.",
                            folder.string()));
  if (fs::is_directory(file, ignored))
    throw Error(ErrorCode::unavailable,
                fmt::format("{} is a folder, not a database file. Name a file in it with "
                            "--database.",
                            file.string()));
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    throw Error(ErrorCode::unavailable,
                fmt::format("The folder {} of the database cannot be written to. Give the user "
                            "that runs Reeve the right to write there, or name another place with "
                            "--database.",
                            folder.string()),
                "the folder is not writable");
  if (fs::exists(file, ignored) && ::access(file.c_str(), R_OK | W_OK) != 0)
    throw Error(ErrorCode::unavailable,
                fmt::format("The database file {} cannot be read and written. Give it to the user "
                            "that runs Reeve.",
                            file.string()),
                "the file is not writable");
  return file;
}

void migrate_file(SqliteConnection& c, const fs::path& file) {
  c.begin_write();
  try {
    migrate(
        c, migrations(Backend::sqlite), [&](const std::string& sql) { c.script(sql); },
        fmt::format("The database file {}", file.string()));
    c.commit();
  } catch (...) {
    c.rollback();
    throw;
  }
}

}  // namespace

SqliteDatabase::SqliteDatabase(const fs::path& file, Simulated simulated)
    : file_(checked(file)),
      simulated_(std::move(simulated)),
      writer_(file_, SqliteConnection::Mode::read_write, simulated_.clock),
      readers_(kSqliteReaders, [this] {
        return std::make_unique<SqliteConnection>(file_, SqliteConnection::Mode::read_only,
                                                  simulated_.clock);
      }) {
  migrate_file(writer_, file_);
  thread_ = std::jthread([this](const std::stop_token& stop) { write_until_stopped(stop); });
}

SqliteDatabase::~SqliteDatabase() {
  thread_.request_stop();
  thread_.join();
}

void SqliteDatabase::read(const Task& task) {
  auto reader = readers_.take();
  reader->begin_read();
  try {
    task(*reader);
  } catch (...) {
    reader->rollback();
    throw;
  }
  reader->rollback();
}

void SqliteDatabase::write(Lane lane, const Task& task) {
  if (simulated_.before_write) simulated_.before_write();
  Request request{task, nullptr, false};
  std::unique_lock hold(mutex_);
  auto& queue = lane == Lane::people ? people_ : background_;
  if (queue.size() >= kMaxWaitingWrites)
    throw Error(ErrorCode::unavailable,
                "The database is too busy at the moment. Try again in a minute.",
                "too many writes wait");
  queue.push_back(&request);
  wake_.notify_one();
  done_.wait(hold, [&] { return request.done; });
  hold.unlock();
  if (request.failure) std::rethrow_exception(request.failure);
}

std::size_t SqliteDatabase::waiting() {
  std::lock_guard hold(mutex_);
  return people_.size() + background_.size();
}

SqliteDatabase::Request* SqliteDatabase::next_request(const std::stop_token& stop) {
  std::unique_lock hold(mutex_);
  wake_.wait(hold, stop, [this] { return !people_.empty() || !background_.empty(); });
  auto& queue = people_.empty() ? background_ : people_;
  if (queue.empty()) return nullptr;
  Request* request = queue.front();
  queue.pop_front();
  return request;
}

void SqliteDatabase::write_until_stopped(const std::stop_token& stop) {
  while (Request* request = next_request(stop)) {
    run(*request);
    {
      std::lock_guard hold(mutex_);
      request->done = true;
    }
    done_.notify_all();
  }
}

void SqliteDatabase::run(Request& request) {
  try {
    writer_.begin_write();
    request.task(writer_);
    writer_.commit();
  } catch (...) {
    writer_.rollback();
    request.failure = std::current_exception();
  }
}

}  // namespace reeve::db
