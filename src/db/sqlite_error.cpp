// Turns SQLite's result codes into one sentence with a remedy.
#include "db/sqlite_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/error.h"
#include "base/text.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kStatementInDetail = 300;

Error constraint_error(int code, std::string detail) {
  switch (code) {
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_DATATYPE:
      return Error(ErrorCode::internal, "A statement of Reeve is wrong. Please report it.",
                   std::move(detail));
    default:
      return Error(ErrorCode::conflict,
                   "This contradicts what the database already holds. Reload and try again.",
                   std::move(detail));
  }
}

Error error_of(int code, const std::string& file, std::string detail) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return constraint_error(code, std::move(detail));
    case SQLITE_FULL:
      return Error(ErrorCode::unavailable,
                   fmt::format("The disk that holds the database file {} is full; nothing was "
                               "saved. Free some space and try again.",
                               file),
                   std::move(detail));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error(ErrorCode::unavailable,
                   fmt::format("Another program has kept the database file {} locked for more than "
                               "10 seconds. Stop it, or try again.",
                               file),
                   std::move(detail));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Error(ErrorCode::unavailable,
                   fmt::format("The file {} is not a database, or is damaged. Name another file "
                               "with --database, or restore a backup.",
                               file),
                   std::move(detail));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Error(ErrorCode::unavailable,
                   fmt::format("The database file {} cannot be written to. Give the user that runs "
                               "Reeve the right to write the file and its folder.",
                               file),
                   std::move(detail));
    case SQLITE_CANTOPEN:
      return Error(
          ErrorCode::unavailable,
          fmt::format("The database file {} cannot be opened. Check that its folder exists "
                      "and that the user that runs Reeve may write to it.",
                      file),
          std::move(detail));
    case SQLITE_IOERR:
      return Error(ErrorCode::unavailable,
                   fmt::format("The disk that holds the database file {} reports an error. Check "
                               "the disk before going on.",
                               file),
                   std::move(detail));
    default:
      return Error(ErrorCode::internal, "A statement of Reeve is wrong. Please report it.",
                   std::move(detail));
  }
}

}  // namespace

void throw_sqlite_error(int code, const std::filesystem::path& file, const std::string& message,
                        std::string_view doing) {
  throw error_of(
      code, file.string(),
      fmt::format("sqlite {}: {} ({})", code, message, doing.substr(0, kStatementInDetail)));
}

void refuse_unfit_text(const std::string& text) {
  if (text.find('\0') == std::string::npos && base::is_utf8(text)) return;
  throw Error(ErrorCode::invalid,
              "The text holds characters that cannot be stored. Type it again without them.",
              "U+0000 or invalid UTF-8 in a parameter");
}

}  // namespace reeve::db
