// Reads rows by sets of ids in few statements.
#include "store/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"

namespace reeve::store {
namespace {

// Lists are padded to one of these lengths by repeating their last id.
constexpr std::array<std::size_t, 4> kLengths{1, 10, 100, 500};

std::size_t padded_length(std::size_t wanted) {
  for (const auto length : kLengths)
    if (wanted <= length) return length;
  return kLengths.back();
}

std::string parameter_marks(std::size_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += fmt::format("{}${}", i == 0 ? "" : ",", first + i);
  return out;
}

template <class Item>
void query_by(db::Connection& c, std::string_view sql, const db::Params& first,
              std::span<const Item> items, const std::function<void(const db::Row&)>& each) {
  const auto hole = sql.find("{}");
  for (std::size_t at = 0; at < items.size();) {
    const std::size_t length = padded_length(items.size() - at);
    const std::size_t taken = std::min(length, items.size() - at);
    db::Params params = first;
    for (std::size_t i = 0; i < length; ++i)
      params.emplace_back(items[at + std::min(i, taken - 1)]);
    const std::string text =
        fmt::format("{}{}{}", sql.substr(0, hole), parameter_marks(first.size() + 1, length),
                    sql.substr(hole + 2));
    for (const auto& row : c.query(text, params)) each(row);
    at += taken;
  }
}

}  // namespace

void query_by_ids(db::Connection& c, std::string_view sql, const db::Params& first,
                  std::span<const base::Id> ids, const std::function<void(const db::Row&)>& each) {
  query_by(c, sql, first, ids, each);
}

void query_by_texts(db::Connection& c, std::string_view sql, const db::Params& first,
                    std::span<const std::string> texts,
                    const std::function<void(const db::Row&)>& each) {
  query_by(c, sql, first, texts, each);
}

std::string_view for_update(db::Connection& c) {
  return c.backend() == db::Backend::postgresql ? " FOR UPDATE" : "";
}

void check_write_size(std::size_t rows) {
  if (rows > kMaxWrites)
    throw base::Error(base::ErrorCode::internal, "Too much was to be written at once.",
                      fmt::format("{} rows in one call, at most {}", rows, kMaxWrites));
}

}  // namespace reeve::store
