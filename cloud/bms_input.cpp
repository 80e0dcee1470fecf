// Reading of JSON bodies for BMS, as strict about types as .NET is.
#include "bms_input.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "encoding.h"

namespace cloud {
namespace {

namespace json = boost::json;

[[noreturn]] void wrong_type(std::string_view name, std::string_view wanted) {
  throw bms_malformed(fmt::format("The value of {} must be {}.", name, wanted));
}

int checked_number(std::string_view name, const json::value& value) {
  if (!value.is_int64()) wrong_type(name, "a whole number");
  const std::int64_t number = value.as_int64();
  if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
    wrong_type(name, "a number of 32 bits");
  return static_cast<int>(number);
}

// application/json-patch+json, application/json, text/json and application/*+json: the swagger.
bool is_json_type(std::string_view content_type) {
  const std::string type = lower(content_type.substr(0, content_type.find(';')));
  const std::string name = type.substr(0, type.find_last_not_of(' ') + 1);
  if (name == "application/json" || name == "text/json") return true;
  return name.starts_with("application/") && name.ends_with("+json");
}

json::value parsed(const Request& request) {
  if (!is_json_type(request.header("Content-Type")))
    throw BmsRefusal(415, 415, "The Content-Type must be application/json.");
  json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code bad;
  json::value value = json::parse(request.body, bad, {}, options);
  if (bad) throw bms_malformed("The body is not JSON.");
  return value;
}

}  // namespace

BmsRefusal bms_not_valid(std::vector<std::string> errors) {
  const std::string first = errors.empty() ? "" : errors.front();
  return {200, 400, "Validation Error", std::move(errors), first};
}
BmsRefusal bms_not_found(const std::string& what, int id) {
  return {200, 404, fmt::format("{} {} does not exist.", what, id)};
}
BmsRefusal bms_malformed(const std::string& message) { return {400, 400, message}; }

const json::value* BmsInput::find(std::string_view name) const {
  const json::value* found = nullptr;
  for (const auto& member : object_)
    if (same_text(std::string_view(member.key()), name)) found = &member.value();
  return found;
}

std::string BmsInput::text(std::string_view name) const {
  const json::value* found = find(name);
  if (!found || found->is_null()) return "";
  if (!found->is_string()) wrong_type(name, "a text");
  return std::string(found->as_string());
}

int BmsInput::number(std::string_view name) const {
  const json::value* found = find(name);
  return found ? checked_number(name, *found) : 0;
}

bool BmsInput::flag(std::string_view name) const {
  const json::value* found = find(name);
  if (found && !found->is_bool()) wrong_type(name, "true or false");
  return found && found->as_bool();
}

std::optional<int> BmsInput::maybe_number(std::string_view name) const {
  const json::value* found = find(name);
  if (!found || found->is_null()) return std::nullopt;
  return checked_number(name, *found);
}

std::optional<bool> BmsInput::maybe_flag(std::string_view name) const {
  const json::value* found = find(name);
  if (!found || found->is_null()) return std::nullopt;
  return flag(name);
}

const json::array& BmsInput::list(std::string_view name) const {
  static const json::array none;
  const json::value* found = find(name);
  if (!found || found->is_null()) return none;
  if (!found->is_array()) wrong_type(name, "a list");
  return found->as_array();
}

json::object bms_object(const Request& request) {
  json::value value = parsed(request);
  if (!value.is_object()) throw bms_malformed("The body must be a JSON object.");
  return std::move(value.as_object());
}

json::array bms_array(const Request& request) {
  json::value value = parsed(request);
  if (!value.is_array()) throw bms_malformed("The body must be a JSON array.");
  return std::move(value.as_array());
}

const json::object& bms_element(const json::value& value) {
  if (!value.is_object()) throw bms_malformed("Every element of the list must be a JSON object.");
  return value.as_object();
}

}  // namespace cloud
