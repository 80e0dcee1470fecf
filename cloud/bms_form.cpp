// Reading of the two kinds of forms.
#include "bms_form.h"

#include "bms_input.h"
#include "encoding.h"

namespace cloud {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The parameter `name` of a header such as: form-data; name="UserName".
std::string parameter(std::string_view header, std::string_view name) {
  auto mark = header.find(';');
  while (mark != std::string_view::npos) {
    header.remove_prefix(mark + 1);
    const auto equals = header.find('=');
    if (equals == std::string_view::npos) return "";
    const std::string_view key = trimmed(header.substr(0, equals));
    std::string_view value = trimmed(header.substr(equals + 1));
    const bool quoted = value.starts_with('"');
    if (quoted) value.remove_prefix(1);
    const auto end = quoted ? value.find('"') : value.find(';');
    if (same_text(key, name)) return std::string(trimmed(value.substr(0, end)));
    header = end == std::string_view::npos ? std::string_view() : value.substr(end);
    mark = header.find(';');
  }
  return "";
}

// The name of a part, from its header lines.
std::string part_name(std::string_view headers) {
  while (!headers.empty()) {
    const auto end = headers.find("\r\n");
    const std::string_view line = headers.substr(0, end);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos &&
        same_text(trimmed(line.substr(0, colon)), "Content-Disposition"))
      return parameter(line.substr(colon + 1), "name");
    headers.remove_prefix(end == std::string_view::npos ? headers.size() : end + 2);
  }
  return "";
}

// RFC 7578 and RFC 2046 5.1.1: parts between lines of "--boundary", the last one with "--".
BmsForm read_multipart(std::string_view body, const std::string& boundary) {
  std::vector<std::pair<std::string, std::string>> fields;
  const std::string mark = "--" + boundary;
  if (!body.starts_with(mark)) throw bms_malformed("The form does not begin with its boundary.");
  body.remove_prefix(mark.size());
  while (!body.starts_with("--")) {
    const auto end = body.find("\r\n" + mark);
    const auto blank = body.find("\r\n\r\n");
    if (end == std::string_view::npos || blank == std::string_view::npos || blank > end ||
        !body.starts_with("\r\n"))
      throw bms_malformed("The form ends in the middle of a part.");
    const std::string_view headers = body.substr(2, blank - 2);
    const auto from = blank + 4;
    fields.emplace_back(part_name(headers), from > end ? "" : body.substr(from, end - from));
    body.remove_prefix(end + 2 + mark.size());
  }
  return BmsForm(std::move(fields));
}

}  // namespace

std::string BmsForm::value(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (same_text(key, name)) return value;
  return "";
}

BmsForm read_bms_form(const Request& request) {
  const std::string_view type = request.header("Content-Type");
  const std::string name = lower(trimmed(type.substr(0, type.find(';'))));
  if (name == "application/x-www-form-urlencoded")
    return BmsForm(parse_form(request.body).fields());
  const std::string boundary = parameter(type, "boundary");
  if (name == "multipart/form-data" && !boundary.empty())
    return read_multipart(request.body, boundary);
  // What .NET answers to a form in another coding; BMS's own answer is not known.
  throw BmsRefusal(415, 415,
                   "Send a form: multipart/form-data or application/x-www-form-urlencoded.");
}

}  // namespace cloud
