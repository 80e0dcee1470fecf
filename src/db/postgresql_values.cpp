// Writes parameters as text and reads results by the type of their column.
#include "db/postgresql_values.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "base/error.h"
#include "db/sqlite_error.h"

namespace reeve::db {
namespace {

// From PostgreSQL's pg_type.dat; these numbers never change.
enum class Oid : unsigned {
  boolean = 16,
  int8 = 20,
  int2 = 21,
  int4 = 23,
  float4 = 700,
  float8 = 701,
  numeric = 1700
};

std::int64_t to_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw base::Error(base::ErrorCode::internal, "The database gave an answer of another kind.",
                      "not an integer");
  return number;
}

}  // namespace

TextParams::TextParams(const Params& params) {
  numbers_.reserve(params.size());
  pointers_.reserve(params.size());
  for (const auto& value : params) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      refuse_unfit_text(*text);
      pointers_.push_back(text->c_str());
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      pointers_.push_back(numbers_.emplace_back(fmt::format("{}", *integer)).c_str());
    } else if (const auto* real = std::get_if<double>(&value)) {
      pointers_.push_back(numbers_.emplace_back(fmt::format("{}", *real)).c_str());
    } else {
      pointers_.push_back(nullptr);
    }
  }
}

Value decode(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::monostate{};
  const std::string_view text(PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (static_cast<Oid>(PQftype(result, column))) {
    case Oid::int8:
    case Oid::int4:
    case Oid::int2:
      return to_integer(text);
    case Oid::boolean:
      return std::int64_t{text == "t" ? 1 : 0};
    case Oid::numeric:
      if (text.find_first_of(".eE") == std::string_view::npos && text != "NaN")
        return to_integer(text);
      return std::strtod(std::string(text).c_str(), nullptr);
    case Oid::float8:
    case Oid::float4:
      return std::strtod(std::string(text).c_str(), nullptr);
  }
  return std::string(text);
}

}  // namespace reeve::db
