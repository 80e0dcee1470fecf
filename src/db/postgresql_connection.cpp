// PostgreSQL through libpq: prepared statements, and many rows in one pipeline.
#include "db/postgresql_connection.h"

#include <fmt/format.h>

#include "base/error.h"
#include "db/postgresql_error.h"
#include "db/postgresql_values.h"

namespace reeve::db {
namespace {

using base::Error;
using base::ErrorCode;

// Every wait has an end: for a lock, for a statement, for a program that forgot its transaction.
constexpr const char* kSettings =
    "SET client_min_messages = warning; SET timezone = 'UTC'; SET synchronous_commit = on; "
    "SET standard_conforming_strings = on; SET lock_timeout = '10s'; SET statement_timeout = "
    "'120s'; "
    "SET idle_in_transaction_session_timeout = '120s'";

PGconn* connect(const std::string& url) {
  // What stands before `dbname` is a default that the URL may override.
  const char* const keywords[] = {"connect_timeout",
                                  "application_name",
                                  "keepalives_idle",
                                  "tcp_user_timeout",
                                  "dbname",
                                  "client_encoding",
                                  nullptr};
  const char* const values[] = {"5", "reeve", "30", "20000", url.c_str(), "UTF8", nullptr};
  return PQconnectdbParams(keywords, values, 1);
}

std::string state_of(const PGresult* result) {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string() : std::string(state);
}

}  // namespace

PostgresqlConnection::PostgresqlConnection(const std::string& url, std::string place)
    : place_(std::move(place)), connection_(connect(url)) {
  try {
    if (PQstatus(connection_) != CONNECTION_OK)
      throw connection_error(place_, PQerrorMessage(connection_));
    set_up();
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresqlConnection::~PostgresqlConnection() { PQfinish(connection_); }

void PostgresqlConnection::set_up() {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  script(kSettings);
  const char* encoding = PQparameterStatus(connection_, "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8")
    throw Error(
        ErrorCode::unavailable,
        fmt::format("The database at {} cannot hold all characters. Create it with `createdb "
                    "-E UTF8 -T template0`.",
                    place_),
        "server_encoding is not UTF8");
}

const std::string& PostgresqlConnection::prepare(std::string_view sql) {
  const auto found = names_.find(sql);
  if (found != names_.end()) return found->second;
  if (names_.size() >= kMaxPreparedStatements) {
    script("DEALLOCATE ALL");
    names_.clear();
  }
  const std::string text(sql);
  const std::string name = fmt::format("s{}", names_.size());
  const Result result(PQprepare(connection_, name.c_str(), text.c_str(), 0, nullptr));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get(), sql);
  return names_.emplace(text, name).first->second;
}

PostgresqlConnection::Result PostgresqlConnection::run(std::string_view sql, const Params& params) {
  const TextParams values(params);
  const std::string& name = prepare(sql);
  Result result(
      PQexecPrepared(connection_, name.c_str(), values.size(), values.data(), nullptr, nullptr, 0));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(result.get(), sql);
  return result;
}

Rows PostgresqlConnection::query(std::string_view sql, const Params& params) {
  const Result result = run(sql, params);
  const int count = PQntuples(result.get()), columns = PQnfields(result.get());
  Rows rows;
  rows.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int j = 0; j < columns; ++j) values.push_back(decode(result.get(), i, j));
    rows.emplace_back(std::move(values));
  }
  return rows;
}

std::int64_t PostgresqlConnection::execute(std::string_view sql, const Params& params) {
  const Result result = run(sql, params);
  return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

void PostgresqlConnection::batch(std::string_view sql, std::span<const Params> rows) {
  if (rows.empty()) return;
  const std::string name = prepare(sql);
  for (std::size_t at = 0; at < rows.size(); at += kPipelineRows) {
    if (PQenterPipelineMode(connection_) != 1) fail(nullptr, sql);
    try {
      // Few enough that neither side waits for the other with full buffers.
      send_slice(name, rows.subspan(at, std::min(kPipelineRows, rows.size() - at)));
      read_slice(sql);
    } catch (...) {
      PQexitPipelineMode(connection_);
      throw;
    }
    PQexitPipelineMode(connection_);
  }
}

void PostgresqlConnection::send_slice(const std::string& name, std::span<const Params> rows) {
  std::vector<TextParams> slice;
  slice.reserve(rows.size());
  for (const auto& params : rows) slice.emplace_back(params);
  for (const auto& values : slice)
    if (PQsendQueryPrepared(connection_, name.c_str(), values.size(), values.data(), nullptr,
                            nullptr, 0) != 1)
      fail(nullptr, name);
  if (PQpipelineSync(connection_) != 1) fail(nullptr, name);
}

// Reads to the pipeline's end, also after an error, so that the connection stays usable.
void PostgresqlConnection::read_slice(std::string_view sql) {
  Result failed;
  int silent = 0;
  while (silent < 2) {
    Result result(PQgetResult(connection_));
    if (!result) {
      // One null parts two results; two in a row mean that the connection is gone.
      ++silent;
      continue;
    }
    silent = 0;
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_FATAL_ERROR && !failed) failed = std::move(result);
  }
  if (failed) {
    PQexitPipelineMode(connection_);
    fail(failed.get(), sql);
  }
  if (silent >= 2) fail(nullptr, sql);
}

void PostgresqlConnection::script(const std::string& sql) {
  const Result result(PQexec(connection_, sql.c_str()));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result.get(), sql);
}

void PostgresqlConnection::begin_read() {
  script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}
void PostgresqlConnection::begin_write() { script("BEGIN ISOLATION LEVEL READ COMMITTED"); }

void PostgresqlConnection::commit() {
  const Result result(PQexec(connection_, "COMMIT"));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get(), "COMMIT");
  // A transaction that failed before answers COMMIT with ROLLBACK.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
    throw Error(ErrorCode::internal, "Nothing was saved. Try again.", "COMMIT answered ROLLBACK");
}

void PostgresqlConnection::rollback() noexcept {
  PQclear(PQexec(connection_, "ROLLBACK"));
  // A statement prepared in the transaction stays prepared: nothing else to undo.
}

void PostgresqlConnection::fail(const PGresult* result, std::string_view sql) {
  const std::string message =
      result == nullptr ? PQerrorMessage(connection_) : PQresultErrorMessage(result);
  const std::string state = state_of(result);
  may_retry_ = state == "40P01" || state == "40001";
  if (lost()) throw lost_error(place_, message);
  throw statement_error(place_, state, message, sql);
}

}  // namespace reeve::db
