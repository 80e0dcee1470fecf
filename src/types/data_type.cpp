// What is derived from a declaration: the query to send.
#include "types/data_type.h"

#include "base/text.h"

namespace reeve::types {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::boolean:
      return "boolean";
    case Kind::integer:
      return "integer";
    case Kind::time:
      return "time";
    case Kind::json:
      return "json";
    case Kind::json_set:
      return "json_set";
    case Kind::text_list:
      return "text_list";
    case Kind::text_set:
      return "text_set";
  }
  return {};
}

namespace {

std::string names_of(const DataType& type, bool expanded) {
  std::string names;
  for (const Field& field : type.fields) {
    if (!expanded && !field.expand.empty()) continue;
    if (!names.empty()) names += ',';
    names += field.name;
  }
  return names;
}

void add_option(std::string& query, std::string_view option) {
  if (option.empty()) return;
  if (!query.empty()) query += '&';
  query += option;
}

}  // namespace

std::string select_query(const DataType& type) {
  std::string query;
  if (type.selects) query = "$select=" + names_of(type, false);
  for (const Field& field : type.fields)
    if (!field.expand.empty()) add_option(query, "$expand=" + std::string(field.expand));
  add_option(query, type.extras);
  return query;
}

std::string path_and_query(const DataType& type) {
  std::string out(type.path);
  if (const std::string query = select_query(type); !query.empty()) out += "?" + query;
  return out;
}

std::string delta_query(const DataType& type) {
  return std::string(type.delta_path) + "?$select=" + names_of(type, true);
}

std::string table_path(const DataType& type) {
  if (!type.documented_path.empty()) return std::string(type.documented_path);
  return base::ascii_lower(type.path.substr(kVersion.size()));
}

const Field* find_field(const DataType& type, std::string_view name) {
  for (const Field& field : type.fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace reeve::types
