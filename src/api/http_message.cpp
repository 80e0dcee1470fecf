// Finding headers and taking request targets apart.
#include "api/http_message.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace reeve::api {
namespace {

using base::Error;
using base::ErrorCode;

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && base::starts_with_ignoring_case(a, b);
}

const Header* find(const std::vector<Header>& headers, std::string_view name) {
  for (const Header& header : headers)
    if (same_name(header.name, name)) return &header;
  return nullptr;
}

[[noreturn]] void refuse_target() {
  throw Error(
      ErrorCode::bad_request,
      "The address of this request is malformed. Check its percent escapes and send it again.");
}

std::string decoded(std::string_view text) {
  auto plain = base::percent_decode(text);
  if (!plain && !text.empty()) refuse_target();
  std::string out = plain.value_or("");
  if (!base::is_utf8(out)) refuse_target();
  return out;
}

std::string without_line_breaks(std::string_view value) {
  std::string out(value);
  std::erase_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return out;
}

std::string decoded_path(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '+' ? std::string("%2B") : std::string(1, c);
  std::string path = decoded(escaped);
  const bool control =
      std::any_of(path.begin(), path.end(), [](char c) { return c >= 0 && c < 0x20; });
  if (control) refuse_target();
  return path;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  const Header* found = find(headers, name);
  return found ? std::string_view(found->value) : std::string_view();
}

bool Request::has_header(std::string_view name) const { return find(headers, name) != nullptr; }

std::optional<std::string> Request::query_value(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return std::nullopt;
}

void set_target(Request& request, std::string_view target) {
  if (target.empty() || target.front() != '/') refuse_target();
  target = target.substr(0, target.find('#'));
  const auto mark = target.find('?');
  request.path = decoded_path(target.substr(0, mark));
  request.raw_query = mark == std::string_view::npos ? "" : std::string(target.substr(mark + 1));
  request.query.clear();
  if (request.raw_query.empty()) return;
  for (const std::string& pair : base::split(request.raw_query, '&')) {
    if (pair.empty()) continue;
    if (request.query.size() >= kMaxQueryValues) refuse_target();
    const auto equals = pair.find('=');
    const std::string value = equals == std::string::npos ? "" : pair.substr(equals + 1);
    request.query.emplace_back(decoded(pair.substr(0, equals)), decoded(value));
  }
}

void Response::set(std::string_view name, std::string_view value) {
  std::erase_if(headers, [&](const Header& header) { return same_name(header.name, name); });
  add(name, value);
}

void Response::add(std::string_view name, std::string_view value) {
  headers.push_back({std::string(name), without_line_breaks(value)});
}

std::string_view Response::header(std::string_view name) const {
  const Header* found = find(headers, name);
  return found ? std::string_view(found->value) : std::string_view();
}

}  // namespace reeve::api
