// JSON as a tree, by Boost.JSON, with a bound on nesting.
#include "base/json.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "base/error.h"

namespace reeve::base {
namespace {

json::parse_options bounded() {
  json::parse_options options;
  options.max_depth = kJsonMaxDepth;
  return options;
}

}  // namespace

json::value parse_json(std::string_view text, std::string_view what) {
  json::error_code error;
  json::value value = json::parse(text, error, {}, bounded());
  if (error)
    throw Error(ErrorCode::bad_request, fmt::format("{} is not JSON that can be read.", what),
                error.message());
  return value;
}

std::optional<json::value> try_parse_json(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error, {}, bounded());
  if (error) return std::nullopt;
  return value;
}

std::string to_json(const json::value& value) { return json::serialize(value); }

const json::value& member(const json::value& value, std::string_view name) {
  static const json::value none;
  const auto* object = value.if_object();
  if (object == nullptr) return none;
  const auto* found = object->if_contains(name);
  return found == nullptr ? none : *found;
}

std::optional<std::string> optional_text(const json::value& value, std::string_view name) {
  const auto* text = member(value, name).if_string();
  if (text == nullptr) return std::nullopt;
  return std::string(*text);
}

std::string text_member(const json::value& value, std::string_view name,
                        std::string_view otherwise) {
  return optional_text(value, name).value_or(std::string(otherwise));
}

std::optional<std::int64_t> optional_integer(const json::value& value, std::string_view name) {
  const auto& found = member(value, name);
  if (const auto* number = found.if_int64()) return *number;
  if (const auto* number = found.if_uint64(); number != nullptr && *number <= INT64_MAX)
    return static_cast<std::int64_t>(*number);
  const auto* text = found.if_string();
  if (text == nullptr || text->empty()) return std::nullopt;
  std::int64_t parsed = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return parsed;
}

bool bool_member(const json::value& value, std::string_view name, bool otherwise) {
  const auto* found = member(value, name).if_bool();
  return found == nullptr ? otherwise : *found;
}

}  // namespace reeve::base
