// Turns PostgreSQL's errors into one sentence with a remedy.
#include "db/postgresql_error.h"

#include <fmt/format.h>

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kStatementInDetail = 300;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string sentence_for(const std::string& place, const std::string& message) {
  if (has(message, "password authentication failed") || has(message, "no password supplied") ||
      has(message, "no pg_hba.conf entry"))
    return fmt::format(
        "The database at {} refuses the user or the password. Correct them in the address of the "
        "database (--database or REEVE_DATABASE).",
        place);
  if (has(message, "could not translate host name"))
    return fmt::format(
        "There is no host of the name in {}. Correct the address of the database (--database or "
        "REEVE_DATABASE).",
        place);
  if (has(message, "database \"") && has(message, "does not exist"))
    return fmt::format(
        "The server at {} has no database of this name. Create it with `createdb`, or correct the "
        "address of the database.",
        place);
  if (has(message, "too many clients") || has(message, "remaining connection slots"))
    return fmt::format(
        "The database at {} takes no more connections. Raise max_connections there, or stop a "
        "program that uses it.",
        place);
  if (has(message, "SSL") || has(message, "certificate"))
    return fmt::format(
        "A protected connection to the database at {} was not possible. Check its certificate and "
        "sslmode in the address of the database.",
        place);
  return fmt::format(
      "The database at {} does not answer. Start PostgreSQL there, or correct the address of the "
      "database (--database or REEVE_DATABASE).",
      place);
}

}  // namespace

Error connection_error(const std::string& place, const std::string& message) {
  return Error(ErrorCode::unavailable, sentence_for(place, message), message);
}

Error lost_error(const std::string& place, const std::string& message) {
  return Error(
      ErrorCode::unavailable,
      fmt::format("The database at {} does not answer any more. Start PostgreSQL there; Reeve "
                  "goes on by itself when it is back.",
                  place),
      message);
}

Error statement_error(const std::string& place, std::string_view state, const std::string& message,
                      std::string_view sql) {
  std::string detail =
      fmt::format("postgresql {}: {} ({})", state, message, sql.substr(0, kStatementInDetail));
  const std::string_view kind = state.substr(0, 2);
  if (state == "23505" || state == "23514" || state == "23503" || state == "23P01")
    return Error(ErrorCode::conflict,
                 "This contradicts what the database already holds. Reload and try again.",
                 std::move(detail));
  if (kind == "08" || state == "57P01" || state == "57P02" || state == "57P03")
    return lost_error(place, detail);
  if (state == "53100")
    return Error(ErrorCode::unavailable,
                 fmt::format("The disk of the database at {} is full; nothing was saved. Free some "
                             "space there and try again.",
                             place),
                 std::move(detail));
  if (kind == "53" || state == "55P03" || state == "57014" || kind == "40")
    return Error(
        ErrorCode::unavailable,
        fmt::format("The database at {} is too busy at the moment. Try again in a minute.", place),
        std::move(detail));
  if (state == "25006" || state == "42501")
    return Error(
        ErrorCode::unavailable,
        fmt::format("The database at {} does not let this user write. Give the user the right "
                    "to create and write tables in it.",
                    place),
        std::move(detail));
  if (state == "22021" || state == "22P05")
    return Error(ErrorCode::invalid,
                 "The text holds characters that cannot be stored. Type it again without them.",
                 std::move(detail));
  return Error(ErrorCode::internal, "A statement of Reeve is wrong. Please report it.",
               std::move(detail));
}

}  // namespace reeve::db
