// Reading members of a JSON object that may be missing or of another type, without exceptions.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cloud {

inline std::string text_of(const boost::json::object& object, std::string_view name) {
  const boost::json::value* found = object.if_contains(name);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

inline std::optional<std::int64_t> maybe_number(const boost::json::object& object,
                                                std::string_view name) {
  const boost::json::value* found = object.if_contains(name);
  if (!found || !found->is_int64()) return std::nullopt;
  return found->as_int64();
}

inline std::int64_t number_of(const boost::json::object& object, std::string_view name) {
  return maybe_number(object, name).value_or(0);
}

// A text, or JSON null where it is empty: how Graph writes a property without a value.
inline boost::json::value text_or_null(std::string_view text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

// The object of a body; nothing when it is not JSON, nested deeper than 32, or no object.
std::optional<boost::json::object> parse_object(std::string_view text);

}  // namespace cloud
