// What is derived from a declaration: the query to send.
#include "types/data_type.h"

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

std::string select_query(const DataType& type) {
  std::string query;
  if (type.selects) {
    for (const Field& field : type.fields) {
      query += query.empty() ? "$select=" : ",";
      query += field.name;
    }
  }
  if (!type.extras.empty()) {
    if (!query.empty()) query += '&';
    query += type.extras;
  }
  return query;
}

std::string path_and_query(const DataType& type) {
  std::string out(type.path);
  if (const std::string query = select_query(type); !query.empty()) out += "?" + query;
  return out;
}

const Field* find_field(const DataType& type, std::string_view name) {
  for (const Field& field : type.fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace reeve::types
