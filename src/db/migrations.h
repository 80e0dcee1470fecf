// The steps that bring a database to what this program expects, embedded from src/db/migrations.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "db/connection.h"

namespace reeve::db {

struct Migration {
  std::string_view name;  // "001_first"
  std::string_view sql;   // many statements
};

// In order; defined by cmake/migrations.cmake.
std::span<const Migration> migrations(Backend backend);

// Applies what is missing. Call inside a transaction that keeps every other migrating process out.
// `script` runs a text of many statements. Throws Error{unavailable} when the database belongs to
// another program or to a newer Reeve; `place` names the database in that sentence. Returns how
// many steps were applied.
std::int64_t migrate(Connection& c, std::span<const Migration> steps,
                     const std::function<void(const std::string&)>& script,
                     const std::string& place);

}  // namespace reeve::db
