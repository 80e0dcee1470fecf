// Copies everything to one SQLite file, and back into an empty database of either kind.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "db/database.h"
#include "db/migrations.h"
#include "db/sqlite_connection.h"
#include "db/table_copy.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;
namespace fs = std::filesystem;

// A file that vanishes with the object unless it is kept.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(fs::path path) : path_(std::move(path)) {}
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
    fs::remove(path_.string() + "-journal", ignored);
    fs::remove(path_.string() + "-wal", ignored);
    fs::remove(path_.string() + "-shm", ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Error file_exists(const fs::path& file) {
  return Error(
      ErrorCode::conflict,
      fmt::format("The file {} exists already. Name a new file for the backup.", file.string()));
}

// Made here, so that only its owner can ever read it.
void create_private_file(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0)
    throw Error(ErrorCode::unavailable,
                fmt::format("The backup cannot be written to {}. Check that the folder exists and "
                            "may be written to.",
                            file.parent_path().empty() ? "." : file.parent_path().string()),
                fmt::format("{}: errno {}", file.string(), errno));
  ::close(descriptor);
}

void sync_folder(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

void fill_backup(Connection& from, const fs::path& file) {
  SqliteConnection to(file, SqliteConnection::Mode::single_file);
  to.begin_write();
  migrate(
      to, migrations(Backend::sqlite), [&](const std::string& sql) { to.script(sql); },
      fmt::format("The file {}", file.string()));
  for (const auto& table : tables_of(to)) {
    to.execute("DELETE FROM " + table.name);
    copy_table(from, to, table);
  }
  to.commit();
}

// What the copy of a running installation must not take over from it.
void settle(Connection& c) {
  c.execute("UPDATE installation SET epoch = epoch + 1");
  // The sync whose run ends here is not taken up again: the next one starts afresh.
  c.execute(
      "UPDATE jobs SET state = 'failed', lease_owner = NULL, lease_until = NULL, "
      "last_error = 'The database was restored from a backup while this ran.', "
      "finished_at = now_ms() WHERE state = 'running' AND kind = 'sync'");
  c.execute(
      "UPDATE jobs SET state = 'queued', lease_owner = NULL, lease_until = NULL, "
      "fence = fence + 1 WHERE state = 'running'");
  c.execute("DELETE FROM processes");
  c.execute("DELETE FROM sessions");
  c.execute("DELETE FROM sign_ins");
  c.execute("DELETE FROM onboarding_sessions");
  c.execute("DELETE FROM secrets WHERE name = 'onboarding_token'");
  // Whatever was to be told then was told by the installation that was saved.
  c.execute(
      "UPDATE notice_deliveries SET state = 'dropped', claimed_by = NULL, claimed_until = NULL, "
      "ended_at = now_ms(), last_error = 'The database was restored from a backup before this was "
      "sent.' WHERE state IN ('waiting', 'claimed', 'handed')");
  c.execute("UPDATE type_state SET delta_link = NULL, issued_at = NULL");
  c.execute(
      "UPDATE runs SET state = 'canceled', reason = 'restored', fence = fence + 1, "
      "sentence = 'This sync was under way when the backup was made, and was canceled by the "
      "restore.', remedy = 'Start the sync again.', finished_at = now_ms() "
      "WHERE state = 'syncing'");
}

void refuse_used(Connection& c) {
  for (const char* table : {"accounts", "organizations"})
    if (c.query(fmt::format("SELECT COUNT(*) FROM {}", table)).at(0).integer(0) > 0)
      throw Error(ErrorCode::conflict,
                  "The database already holds accounts or organizations. Restore into a new data "
                  "folder or an empty database.",
                  fmt::format("{} is not empty", table));
}

void check_backup_file(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored))
    throw Error(ErrorCode::not_found,
                fmt::format("There is no backup file {}. Check the name.", file.string()));
  SqliteConnection original(file, SqliteConnection::Mode::read_only);
  const auto tables =
      original.query("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migrations'");
  // A database in use keeps its newest rows in a second file.
  const bool live = original.query("PRAGMA journal_mode").at(0).text(0) == "wal";
  if (live || tables.at(0).integer(0) == 0)
    throw Error(ErrorCode::invalid, fmt::format("The file {} is not a backup of Reeve. Name a file "
                                                "that `reeve backup` wrote.",
                                                file.string()));
}

// A private copy of the backup brought to this program's tables, so that an older backup can be
// restored too and the file itself stays as it is.
std::unique_ptr<SqliteConnection> open_copy(const fs::path& file, const fs::path& copy) {
  create_private_file(copy);
  std::error_code failed;
  fs::copy_file(file, copy, fs::copy_options::overwrite_existing, failed);
  if (failed)
    throw Error(
        ErrorCode::unavailable,
        fmt::format("The backup file {} cannot be read. Check that it may be read, and that "
                    "the disk is not full.",
                    file.string()),
        failed.message());
  fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, failed);
  auto source = std::make_unique<SqliteConnection>(copy, SqliteConnection::Mode::single_file);
  source->begin_write();
  migrate(
      *source, migrations(Backend::sqlite), [&](const std::string& sql) { source->script(sql); },
      fmt::format("The backup file {}", file.string()));
  source->commit();
  return source;
}

}  // namespace

void backup(Database& database, const fs::path& file) {
  std::error_code ignored;
  if (fs::exists(file, ignored)) throw file_exists(file);
  const UnfinishedFile unfinished(fmt::format("{}.unfinished-{}", file.string(), ::getpid()));
  create_private_file(unfinished.path());
  database.read([&](Connection& from) { fill_backup(from, unfinished.path()); });
  // Gives the finished file its name only if nobody took the name meanwhile.
  if (::link(unfinished.path().c_str(), file.c_str()) != 0) {
    if (fs::exists(file, ignored)) throw file_exists(file);
    throw Error(
        ErrorCode::unavailable,
        fmt::format("The backup could not be stored as {}. Choose a folder on a local disk.",
                    file.string()),
        fmt::format("link: errno {}", errno));
  }
  sync_folder(file);
}

void restore(Database& database, const fs::path& file) {
  check_backup_file(file);
  const UnfinishedFile copy(fs::temp_directory_path() / fmt::format("reeve-restore-{}-{}.db",
                                                                    ::getpid(),
                                                                    fs::hash_value(file)));
  const auto source = open_copy(file, copy.path());
  database.write(Lane::people, [&](Connection& to) {
    refuse_used(to);
    const auto tables = in_reference_order(*source, tables_of(*source));
    for (auto table = tables.rbegin(); table != tables.rend(); ++table)
      to.execute("DELETE FROM " + table->name);
    for (const auto& table : tables) copy_table(*source, to, table);
    settle(to);
  });
}

}  // namespace reeve::db
