// The one small SQL interface over SQLite and PostgreSQL: the same SQL text runs on both.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"

namespace reeve::db {

enum class Backend { sqlite, postgresql };

// NULL, BIGINT, DOUBLE PRECISION, TEXT. Booleans are BIGINT 0/1 and times are BIGINT milliseconds
// on both databases.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Params = std::vector<Value>;

// What a simulation puts in the place of the machine; SQLite alone takes it.
struct Simulated {
  base::Clock* clock = nullptr;  // what now_ms() tells; none: the machine's
  // Called on the writing thread's caller before each transaction begins; what it throws comes out
  // of write().
  std::function<void()> before_write = {};
};

inline Value opt(const std::optional<std::string>& v) { return v ? Value{*v} : Value{}; }
inline Value opt(const std::optional<std::int64_t>& v) { return v ? Value{*v} : Value{}; }

class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  std::size_t size() const { return values_.size(); }
  bool is_null(std::size_t i) const { return values_.at(i).index() == 0; }
  const Value& value(std::size_t i) const { return values_.at(i); }
  // Throw Error{internal} on another type; integer() and text() also on NULL.
  std::int64_t integer(std::size_t i) const;
  double real(std::size_t i) const;
  bool boolean(std::size_t i) const { return integer(i) != 0; }
  const std::string& text(std::size_t i) const;
  std::optional<std::int64_t> optional_integer(std::size_t i) const;
  std::optional<std::string> optional_text(std::size_t i) const;

 private:
  std::vector<Value> values_;
};
using Rows = std::vector<Row>;

// One connection inside one transaction, used by one thread at a time. Obtained from Database::read
// or Database::write, valid only during that call.
//
// SQL: parameters are $1..$n, numbered in the order they first appear (SQLite numbers them so).
// The function now_ms() exists on both and is the database's own clock (leases are judged by it
// alone). Errors: Error{unavailable} when the database is gone, full or locked for too long;
// Error{conflict} on a violated unique or check constraint; Error{internal} otherwise. Statements
// are prepared once a connection and cached.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual Backend backend() const = 0;
  // SELECT, or any statement with RETURNING.
  virtual Rows query(std::string_view sql, const Params& params = {}) = 0;
  // Rows affected.
  virtual std::int64_t execute(std::string_view sql, const Params& params = {}) = 0;
  // The same statement for many rows: prepared steps on SQLite, one pipeline on PostgreSQL.
  virtual void batch(std::string_view sql, std::span<const Params> rows) = 0;
};

}  // namespace reeve::db
