// Reads the values of one row, refusing a type that was not expected.
#include <fmt/format.h>

#include "base/error.h"
#include "db/connection.h"

namespace reeve::db {
namespace {

[[noreturn]] void wrong_type(std::size_t column, std::string_view wanted, const Value& value) {
  static constexpr const char* kNames[] = {"null", "integer", "real", "text"};
  throw base::Error(base::ErrorCode::internal, "The database gave an answer of another kind.",
                    fmt::format("column {} is {}, not {}", column, kNames[value.index()], wanted));
}

}  // namespace

std::int64_t Row::integer(std::size_t i) const {
  if (const auto* value = std::get_if<std::int64_t>(&values_.at(i))) return *value;
  wrong_type(i, "integer", values_.at(i));
}

double Row::real(std::size_t i) const {
  if (const auto* value = std::get_if<double>(&values_.at(i))) return *value;
  if (const auto* value = std::get_if<std::int64_t>(&values_.at(i)))
    return static_cast<double>(*value);
  wrong_type(i, "real", values_.at(i));
}

const std::string& Row::text(std::size_t i) const {
  if (const auto* value = std::get_if<std::string>(&values_.at(i))) return *value;
  wrong_type(i, "text", values_.at(i));
}

std::optional<std::int64_t> Row::optional_integer(std::size_t i) const {
  if (is_null(i)) return std::nullopt;
  return integer(i);
}

std::optional<std::string> Row::optional_text(std::size_t i) const {
  if (is_null(i)) return std::nullopt;
  return text(i);
}

}  // namespace reeve::db
