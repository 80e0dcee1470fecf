// Times, options and sets of ids on their way into and out of statements. Internal to store/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/id.h"
#include "db/connection.h"

namespace reeve::store {

inline db::Value ms(base::Time t) { return base::to_ms(t); }
inline db::Value ms(const std::optional<base::Time>& t) {
  return t ? db::Value{base::to_ms(*t)} : db::Value{};
}
inline db::Value flag(bool b) { return std::int64_t{b ? 1 : 0}; }

inline base::Time time_at(const db::Row& row, std::size_t i) {
  return base::from_ms(row.integer(i));
}
inline std::optional<base::Time> optional_time(const db::Row& row, std::size_t i) {
  if (row.is_null(i)) return std::nullopt;
  return time_at(row, i);
}
inline std::string text_or_empty(const db::Row& row, std::size_t i) {
  return row.is_null(i) ? std::string() : row.text(i);
}

// Runs `sql`, whose "{}" stands for a list of ids ("1,2,3" parameters), for all of `ids` in few
// statements of few different texts (so that they stay prepared). `first` are the parameters before
// the ids ($1 … $k).
void query_by_ids(db::Connection& c, std::string_view sql, const db::Params& first,
                  std::span<const base::Id> ids, const std::function<void(const db::Row&)>& each);

// The same by texts, such as Microsoft's ids.
void query_by_texts(db::Connection& c, std::string_view sql, const db::Params& first,
                    std::span<const std::string> texts,
                    const std::function<void(const db::Row&)>& each);

// " FOR UPDATE" where rows must be locked while they are read; SQLite has one writer anyway.
std::string_view for_update(db::Connection& c);

// At most this many rows in one call that writes.
inline constexpr std::size_t kMaxWrites = 1'000;
// Throws Error{internal} when a caller passes more.
void check_write_size(std::size_t rows);

}  // namespace reeve::store
