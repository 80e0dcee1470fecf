// Makes the SQL of a list from what was asked: filters, scope, sort and page. Internal to store/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "db/connection.h"
#include "store/list.h"
#include "store/scope.h"

namespace reeve::store {

enum class Compare {
  id,        // integers; a value that is none matches nothing
  text,      // exact
  folded,    // exact on the folded text
  email,     // exact on the normalized address
  serial,    // exact on a serial number's key
  mac,       // exact on a MAC address's key
  contains,  // part of the folded text
  boolean,   // column holds 0 or 1
  present    // true: the column is not null
};

// `sql` is a column, or a condition in which every "{}" stands for the value (for boolean and
// present always a column).
struct FilterColumn {
  std::string_view field;
  Compare compare;
  std::string_view sql;
};
struct SortColumn {
  std::string_view field;
  std::string_view sql;
};

struct ListShape {
  std::string_view select;        // the columns
  std::string_view from;          // tables and joins
  std::string_view id;            // the last sort column, so that pages never overlap
  std::string_view default_sort;  // SQL
  std::span<const FilterColumn> filters;
  std::span<const SortColumn> sorts;
};

inline constexpr std::size_t kMaxFilterValues = 500;
inline constexpr std::size_t kMaxSortFields = 8;

class ListStatement {
 public:
  // Takes the filters and sorts of `query` that `shape` knows; others are ignored.
  ListStatement(const ListShape& shape, const ListQuery& query);

  // Only rows whose organization (a column) is in the scope; rows without one are for scopes over
  // all alone.
  void scope(const Scope& scope, std::string_view organization_column);
  void where(std::string condition);
  std::string bind(db::Value value);  // "$n"

  // The page alone, where nobody asks how many there are.
  template <class T, class Read>
  std::vector<T> part(db::Connection& c, Read&& read) {
    std::vector<T> part;
    for (const auto& row : rows(c)) part.push_back(read(row));
    return part;
  }

  // The page, read by `read(Row)`, and how many rows there are over all pages.
  template <class T, class Read>
  Page<T> page(db::Connection& c, Read&& read) {
    Page<T> page;
    for (const auto& row : rows(c)) page.rows.push_back(read(row));
    page.total = total(c, page.rows.size());
    return page;
  }

 private:
  void filter(const FilterColumn& column, const std::vector<std::string>& values);
  void filter_yes_no(const FilterColumn& column, const std::vector<std::string>& values);
  db::Rows rows(db::Connection& c);
  std::int64_t total(db::Connection& c, std::size_t rows_read);
  std::string conditions() const;

  const ListShape& shape_;
  std::int64_t page_, size_;
  std::string where_, order_;
  db::Params params_;
};

const Filter* find_filter(const ListQuery& query, std::string_view field);
// Values that are whole numbers.
std::vector<std::int64_t> integers_of(const std::vector<std::string>& values);
bool is_yes(std::string_view value);

}  // namespace reeve::store
