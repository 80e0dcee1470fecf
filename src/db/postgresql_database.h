// A PostgreSQL database used by many threads through small pools of connections.
#pragma once

#include <functional>
#include <string>

#include "db/database.h"
#include "db/pool.h"
#include "db/postgresql_connection.h"

namespace reeve::db {

inline constexpr std::size_t kPostgresqlReaders = 4;
inline constexpr std::size_t kPostgresqlWritersALane = 3;
inline constexpr int kMaxDeadlockAttempts = 5;

// Thread-safe. A lost connection is Error{unavailable} for whoever used it, and opened again at the
// next use.
class PostgresqlDatabase {
 public:
  using Task = std::function<void(Connection&)>;
  // Connects and applies migrations. Throws as PostgresqlConnection does.
  explicit PostgresqlDatabase(std::string url);

  void read(const Task& task);
  // After a deadlock `task` is run again, at most kMaxDeadlockAttempts times: it must be
  // repeatable.
  void write(Lane lane, const Task& task);

  // "host:port/name" and the URL without its password.
  static std::string place_of(const std::string& url);
  static std::string without_password(const std::string& url);

 private:
  using Connections = Pool<PostgresqlConnection>;
  template <class Begin>
  static void begin(Connections::Lease& lease, Begin&& begin);

  std::string url_, place_;
  Connections readers_, people_, background_;
};

}  // namespace reeve::db
