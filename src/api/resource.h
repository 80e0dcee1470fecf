// What a resource's answers hold, written once: the OpenAPI document and the tests read the same
// table.
#pragma once

#include <span>
#include <string_view>

namespace reeve::api {

enum class Kind { text, integer, number, boolean, object, array, time, date };

struct Attribute {
  std::string_view name;  // kebab-case
  Kind kind = Kind::text;
  bool nullable = false;
  enum class Use { read, write, both } use = Use::read;
};

struct Resource {
  std::string_view type;  // as documents name it: plural, dashed
  std::span<const Attribute> attributes;
};

}  // namespace reeve::api
