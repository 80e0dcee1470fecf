// A page of a list: what was asked (filters, sort, page) and what came.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace reeve::store {

inline constexpr std::int64_t kDefaultPageSize = 50;
inline constexpr std::int64_t kMaxPageSize = 1000;

// Field names are snake_case as each list_… documents them; an unknown field is ignored (the API
// tells the log).
struct Filter {
  std::string field;
  std::vector<std::string> values;  // any of these
};
struct Sort {
  std::string field;
  bool descending = false;
};
struct ListQuery {
  std::vector<Filter> filters;
  std::vector<Sort> sort;
  std::int64_t page = 1;  // from 1
  std::int64_t size = kDefaultPageSize;
};

template <class T>
struct Page {
  std::vector<T> rows;
  std::int64_t total = 0;  // over all pages
};

}  // namespace reeve::store
