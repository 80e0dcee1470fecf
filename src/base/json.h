// Reading and writing JSON: small bodies as a tree, large ones streamed out; depth and size
// bounded.
#pragma once

#include <boost/json/fwd.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reeve::base {

namespace json = boost::json;

inline constexpr std::size_t kJsonMaxDepth = 64;

// Throws Error{bad_request} naming what is wrong; `what` names the text for the sentence ("the
// answer of Microsoft Graph").
json::value parse_json(std::string_view text, std::string_view what);
// Nothing when it is not JSON.
std::optional<json::value> try_parse_json(std::string_view text);
std::string to_json(const json::value& value);

// A member of an object, or null when `value` is no object or has none of that name.
const json::value& member(const json::value& value, std::string_view name);
std::string text_member(const json::value& value, std::string_view name,
                        std::string_view otherwise = "");
std::optional<std::string> optional_text(const json::value& value, std::string_view name);
// Takes numbers and numeric strings (Microsoft's v1 endpoint writes numbers as strings).
std::optional<std::int64_t> optional_integer(const json::value& value, std::string_view name);
bool bool_member(const json::value& value, std::string_view name, bool otherwise = false);

}  // namespace reeve::base
