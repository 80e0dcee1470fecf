// What a request wants written, read as loosely as IT Glue's clients send it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"
#include "base/json.h"

namespace reeve::api {

inline constexpr std::size_t kMaxBodyBytes = 8u << 20;
inline constexpr std::size_t kMaxBulk = 1'000;

// The attributes of one object. Names are looked up in snake_case, whatever case and dashes they
// came in; unknown ones are simply never asked for. Each reader throws Error{invalid} with the
// pointer when the value is of the wrong kind.
class Fields {
 public:
  // `pointer` is where the attributes stand: "/data/attributes".
  Fields(const base::json::value& attributes, std::string pointer);

  bool has(std::string_view name) const { return find(name) != nullptr; }
  const base::json::value* find(std::string_view name) const;
  // Absent or null: nothing. Numbers and booleans are taken as their text. Cleaned
  // (base::clean_text) and trimmed.
  std::optional<std::string> text(std::string_view name) const;
  // As it came, for passwords and secrets.
  std::optional<std::string> secret(std::string_view name) const;
  // Outer: whether it was named at all. Inner: the value, or none for null and for "".
  std::optional<std::optional<std::string>> nullable_text(std::string_view name) const;
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;
  std::optional<bool> boolean(std::string_view name) const;
  // One Fields an object of an array; nothing when absent. Null is an empty list.
  std::optional<std::vector<Fields>> objects(std::string_view name) const;
  std::optional<std::vector<std::int64_t>> integers(std::string_view name) const;
  std::string required(std::string_view name) const;

  [[noreturn]] void refuse(std::string_view name, std::string message) const;

 private:
  std::map<std::string, base::json::value, std::less<>> values_;
  std::string pointer_;
};

// {"data":{"type","attributes"}}, or the attributes alone at the top. An empty body has no fields.
// `type` (dashed) is checked where the body names one and `type` is not empty. Throws
// Error{bad_request} for what is no JSON, and for an array.
Fields read_fields(const Request& request, std::string_view type);
// As above, or {"data":[…]}: at most kMaxBulk, else Error{too_large}. `bulk` says which of both it
// was.
std::vector<Fields> read_bulk(const Request& request, std::string_view type, bool& bulk);

}  // namespace reeve::api
