// One property of an object as Microsoft sent it, read by its declared kind and written in one
// canonical form. Only parse_record.cpp includes this: simdjson's header costs seconds to compile.
#pragma once

#include <simdjson.h>

#include <string>
#include <vector>

#include "types/data_type.h"

namespace reeve::types {

struct ReadValue {
  bool sent = false;               // there, and of the declared kind (null counts as there)
  std::string json;                // canonical
  std::vector<std::string> texts;  // text kinds: the cleaned text or texts; for keys and titles
  std::string_view
      note;  // why it does not count as sent: wrong_type, too_deep; or invalid_text, which does
};

// Never throws simdjson's errors; a broken document shows as note "wrong_type" here and is found
// out by the caller.
ReadValue read_value(simdjson::ondemand::value value, const Field& field);

}  // namespace reeve::types
