// Writing and reading CSV.
#include "base/csv.h"

#include "base/error.h"

namespace reeve::base {

void append_csv_row(std::string& out, std::span<const std::string> values) {
  for (const auto& value : values) {
    if (&value != values.data()) out += ',';
    const bool formula =
        !value.empty() && std::string_view("=+-@\t\r").find(value[0]) != std::string_view::npos;
    const bool quoted = formula || value.find_first_of(",\"\r\n") != std::string::npos;
    if (!quoted) {
      out += value;
      continue;
    }
    out += '"';
    if (formula) out += '\'';
    for (const char c : value) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
}

std::vector<std::vector<std::string>> parse_csv(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string value;
  bool quoted = false;
  bool any = false;  // something of a row was seen since the last line end
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        value += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        value += '"';
        ++i;
      } else {
        quoted = false;
      }
      continue;
    }
    if (c == '\r') continue;
    if (c == '\n') {
      if (any) {
        row.push_back(std::move(value));
        rows.push_back(std::move(row));
      }
      row = {};
      value = {};
      any = false;
      continue;
    }
    any = true;
    if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.push_back(std::move(value));
      value = {};
    } else {
      value += c;
    }
  }
  if (quoted) throw Error(ErrorCode::protocol, "The CSV breaks off inside a quoted value.");
  if (any) {
    row.push_back(std::move(value));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace reeve::base
