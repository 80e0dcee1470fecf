// Values on their way to and from PostgreSQL, as text.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "db/connection.h"

namespace reeve::db {

// Parameters as libpq takes them; valid while this object and `params` live. Throws Error{invalid}
// on text that PostgreSQL cannot hold.
class TextParams {
 public:
  explicit TextParams(const Params& params);
  int size() const { return static_cast<int>(pointers_.size()); }
  const char* const* data() const { return pointers_.data(); }

 private:
  std::vector<std::string> numbers_;
  std::vector<const char*> pointers_;
};

// int8, int4, int2, bool, numeric without a fraction: integer; float8, float4, numeric: double; all
// else: text.
Value decode(const PGresult* result, int row, int column);

}  // namespace reeve::db
