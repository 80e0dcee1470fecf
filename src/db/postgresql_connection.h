// One connection to PostgreSQL (libpq), with its prepared statements.
#pragma once

#include <libpq-fe.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "db/connection.h"

namespace reeve::db {

inline constexpr std::size_t kPipelineRows = 200;  // sent before their answers are read
inline constexpr std::size_t kMaxPreparedStatements = 256;

// Used by one thread at a time. Every transaction that writes is committed durably
// (synchronous_commit on).
class PostgresqlConnection final : public Connection {
 public:
  // Throws Error{unavailable} with a sentence: server down, host unknown, password wrong, no such
  // database. `place` names the server in sentences ("db.example:5432").
  PostgresqlConnection(const std::string& url, std::string place);
  ~PostgresqlConnection() override;
  PostgresqlConnection(const PostgresqlConnection&) = delete;
  PostgresqlConnection& operator=(const PostgresqlConnection&) = delete;

  Backend backend() const override { return Backend::postgresql; }
  Rows query(std::string_view sql, const Params& params = {}) override;
  std::int64_t execute(std::string_view sql, const Params& params = {}) override;
  void batch(std::string_view sql, std::span<const Params> rows) override;

  // Many statements without parameters or results.
  void script(const std::string& sql);
  void begin_read();
  void begin_write();
  void commit();
  void rollback() noexcept;

  // The server is gone; only closing is left.
  bool lost() const { return PQstatus(connection_) != CONNECTION_OK; }
  // The last error was a deadlock or a serialization failure: the transaction may be tried again.
  // True once.
  bool take_retry() { return std::exchange(may_retry_, false); }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  void set_up();
  const std::string& prepare(std::string_view sql);
  Result run(std::string_view sql, const Params& params);
  void send_slice(const std::string& name, std::span<const Params> rows);
  void read_slice(std::string_view sql);
  [[noreturn]] void fail(const PGresult* result, std::string_view sql);

  std::string place_;
  PGconn* connection_ = nullptr;
  bool may_retry_ = false;
  std::map<std::string, std::string, std::less<>> names_;  // SQL → name of the prepared statement
};

}  // namespace reeve::db
