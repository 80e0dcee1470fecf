// Reading JSON:API bodies.
#include "api/request_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>

#include "api/list_query.h"
#include "base/error.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;
namespace json = base::json;

const json::value kNull;

const json::value& member_in_any_case(const json::value& value, std::string_view name) {
  if (!value.is_object()) return kNull;
  for (const auto& [key, inner] : value.get_object())
    if (snake_name(key) == name) return inner;
  return kNull;
}

json::value parsed_body(const Request& request) {
  if (request.body.size() > kMaxBodyBytes)
    throw Error(ErrorCode::too_large,
                "The body of this request is larger than 8 MiB. Send it in smaller parts.");
  if (base::trim(request.body).empty()) return json::object();
  json::value body = base::parse_json(request.body, "the body of this request");
  if (!body.is_object())
    throw Error(ErrorCode::bad_request,
                "The body of this request is no JSON object. Send "
                "{\"data\":{\"type\":\"contacts\",\"attributes\":{}}}.");
  return body;
}

void check_type(const json::value& data, std::string_view expected, const std::string& pointer) {
  const json::value& type = member_in_any_case(data, "type");
  if (expected.empty() || !type.is_string()) return;
  if (snake_name(type.get_string()) == snake_name(expected)) return;
  throw Error(ErrorCode::invalid,
              fmt::format("Invalid type: '{}'. Expected: '{}'.",
                          base::clean_text(type.get_string()), expected),
              pointer + "/type");
}

Fields fields_of(const json::value& data, std::string_view type, const std::string& pointer) {
  if (!data.is_object())
    throw Error(ErrorCode::bad_request,
                "Each member of \"data\" must be an object with \"attributes\".");
  check_type(data, type, pointer);
  // Clients send contact_emails beside the attributes as well as inside
  // (reference/itglue-api.md, 1.6).
  json::object all;
  for (const auto& [key, value] : data.get_object())
    if (snake_name(key) != "attributes") all.insert_or_assign(snake_name(key), value);
  const json::value& attributes = member_in_any_case(data, "attributes");
  if (attributes.is_object())
    for (const auto& [key, value] : attributes.get_object())
      all.insert_or_assign(snake_name(key), value);
  else if (!attributes.is_null())
    throw Error(ErrorCode::bad_request, "\"attributes\" must be an object.");
  return Fields(all, pointer + "/attributes");
}

}  // namespace

Fields::Fields(const json::value& attributes, std::string pointer) : pointer_(std::move(pointer)) {
  if (!attributes.is_object()) return;
  for (const auto& [key, value] : attributes.get_object())
    values_.insert_or_assign(snake_name(key), value);
}

const json::value* Fields::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

void Fields::refuse(std::string_view name, std::string message) const {
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  throw Error(ErrorCode::invalid, std::move(message), fmt::format("{}/{}", pointer_, dashed));
}

std::optional<std::string> Fields::secret(std::string_view name) const {
  const json::value* value = find(name);
  if (!value || value->is_null()) return std::nullopt;
  if (!value->is_string()) refuse(name, fmt::format("{} must be text.", name));
  return std::string(value->get_string());
}

std::optional<std::string> Fields::text(std::string_view name) const {
  const json::value* value = find(name);
  if (!value || value->is_null()) return std::nullopt;
  if (value->is_object() || value->is_array()) refuse(name, fmt::format("{} must be text.", name));
  if (!value->is_string()) return base::to_json(*value);
  return std::string(base::trim(base::clean_text(value->get_string())));
}

std::optional<std::optional<std::string>> Fields::nullable_text(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  auto value = text(name);
  if (value && value->empty()) value.reset();
  return value;
}

std::optional<std::int64_t> Fields::integer(std::string_view name) const {
  const auto given = text(name);
  if (!given || given->empty()) return std::nullopt;
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), out);
  if (error != std::errc() || end != given->data() + given->size())
    refuse(name, fmt::format("{} must be a whole number.", name));
  return out;
}

std::optional<double> Fields::number(std::string_view name) const {
  const auto given = text(name);
  if (!given || given->empty()) return std::nullopt;
  double out = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), out);
  if (error != std::errc() || end != given->data() + given->size() || !std::isfinite(out))
    refuse(name, fmt::format("{} must be a number.", name));
  return out;
}

std::optional<bool> Fields::boolean(std::string_view name) const {
  const auto given = text(name);
  if (!given || given->empty()) return std::nullopt;
  const std::string lower = base::ascii_lower(*given);
  if (lower == "true" || lower == "1") return true;
  if (lower == "false" || lower == "0") return false;
  refuse(name, fmt::format("{} must be true or false.", name));
}

std::optional<std::vector<Fields>> Fields::objects(std::string_view name) const {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  std::vector<Fields> out;
  if (value->is_null()) return out;
  if (!value->is_array() || value->get_array().size() > kMaxBulk)
    refuse(name, fmt::format("{} must be a list of at most {} objects.", name, kMaxBulk));
  for (const json::value& entry : value->get_array()) {
    if (!entry.is_object()) refuse(name, fmt::format("Each of {} must be an object.", name));
    out.emplace_back(entry, fmt::format("{}/{}/{}", pointer_, name, out.size()));
  }
  return out;
}

std::optional<std::vector<std::int64_t>> Fields::integers(std::string_view name) const {
  const json::value* value = find(name);
  if (!value || value->is_null()) return std::nullopt;
  if (!value->is_array() || value->get_array().size() > kMaxBulk)
    refuse(name, fmt::format("{} must be a list of at most {} numbers.", name, kMaxBulk));
  std::vector<std::int64_t> out;
  for (const json::value& entry : value->get_array()) {
    const Fields single(json::object({{"value", entry}}), pointer_);
    const auto number = single.integer("value");
    if (!number) refuse(name, fmt::format("Each of {} must be a number.", name));
    out.push_back(*number);
  }
  return out;
}

std::string Fields::required(std::string_view name) const {
  auto value = text(name);
  if (!value || value->empty())
    refuse(name, fmt::format("{} is missing. Give it in the attributes.", name));
  return *value;
}

Fields read_fields(const Request& request, std::string_view type) {
  const json::value body = parsed_body(request);
  const json::value& data = member_in_any_case(body, "data");
  if (data.is_null()) return Fields(body, "/data/attributes");
  if (data.is_array())
    throw Error(ErrorCode::invalid, "Bulk action not allowed using this route. Send one object.",
                "/data");
  return fields_of(data, type, "/data");
}

std::vector<Fields> read_bulk(const Request& request, std::string_view type, bool& bulk) {
  const json::value body = parsed_body(request);
  const json::value& data = member_in_any_case(body, "data");
  bulk = data.is_array();
  if (!bulk)
    return {data.is_null() ? Fields(body, "/data/attributes") : fields_of(data, type, "/data")};
  if (data.get_array().size() > kMaxBulk)
    throw Error(
        ErrorCode::too_large,
        fmt::format("At most {} objects go into one request. Send them in parts.", kMaxBulk));
  std::vector<Fields> out;
  for (const json::value& entry : data.get_array())
    out.push_back(fields_of(entry, type, fmt::format("/data/{}", out.size())));
  return out;
}

}  // namespace reeve::api
