// Copies whole tables between two databases of the same shape.
#pragma once

#include <string>
#include <vector>

#include "db/connection.h"
#include "db/sqlite_connection.h"

namespace reeve::db {

inline constexpr std::int64_t kCopyRows = 1'000;  // rows in memory at once

struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> key;  // the primary key
};

// All tables but schema_migrations, by name; SQLite's catalog names them for both kinds of
// database.
std::vector<Table> tables_of(SqliteConnection& c);
// A table after every table that its rows refer to.
std::vector<Table> in_reference_order(SqliteConnection& c, std::vector<Table> tables);
// All rows, in the order of the primary key, kCopyRows at a time.
void copy_table(Connection& from, Connection& to, const Table& table);

}  // namespace reeve::db
